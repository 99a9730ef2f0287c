//! Parts that several pages share: an instance's status and shield, a moment in time, equivalent calls, debounced writing of the address.
//! These parts know the rules' terms; widgets that know no terms are in `ui`.

pub mod axis;
mod calls;
mod changes;
pub mod clock;
pub mod fate;
mod identity;
pub mod meddle;
mod moment;
mod nothing_yet;
pub mod pasted;
mod region;
mod remedy;
mod resting;
mod save_all;
mod scenario_problem;
mod status;
pub mod svg;

pub use calls::{CALLS_SHOWN, CallsPart, CallsText};
pub use changes::{Changes, ChangesTable};
pub use identity::identity;
pub use moment::Moment;
pub use nothing_yet::NothingYet;
pub use region::adopt_region;
pub use remedy::Remedy;
pub use resting::when_at_rest;
pub use save_all::save_all;
pub use scenario_problem::scenario_problem;
pub use status::{InstanceStatus, ProtectionShield, Shield, status_look};
