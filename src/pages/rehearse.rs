//! What the pages of the rehearsal share: an act is asked of `decide` before it is sent, who goes and who stays is shown, the same act
//! then runs or nothing does, and what came of it is told by name. Decides nothing.

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
