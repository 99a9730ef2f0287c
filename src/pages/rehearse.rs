//! Shared by the pages of the rehearsal: `decide` is asked about an act before it is sent, its outcome for each instance is shown, the same
//! act then runs or none does, and its result is told by name. Decides nothing.

mod act_dialog;
mod chooser;
mod fates;
mod foreseen;
mod foresight;
mod telling;

pub use act_dialog::ActDialog;
pub use chooser::Chooser;
pub use fates::{Done, Fates, Note, RefusalNote};
pub use foreseen::{Foreseen, Kind};
pub use foresight::Foresight;
pub use telling::{named, tell};
