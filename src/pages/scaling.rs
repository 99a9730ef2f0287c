//! Auto Scaling groups (R7d, R8): the list `#/scaling`, one group `#/scaling/{id}`, and the dialogs of the acts on a group.

mod acts;
mod attach;
mod create;
mod group;
mod groups;
mod members;
mod row;

pub use acts::{Act, GroupAct};
pub use group::ScalingGroupPage;
pub use groups::ScalingPage;
