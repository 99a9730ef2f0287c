//! What the pages that show records have in common: attempts and causes, search, the outcome's sign, the timeline of one
//! instance, files to take away. Each page's own table is in its folder.

pub mod attempts;
pub mod cause_kind;
pub mod filters;
mod look;
mod oldest;
pub mod search;
pub mod sheet;
mod take_away;
mod timeline;

pub use look::OutcomeMark;
pub use oldest::OldestGone;
pub use take_away::TakeAway;
pub use timeline::Timeline;

use crate::rules::record::Act;

/// The act by its wire name: the ECS action, or the simulation's word.
#[must_use]
pub fn action_name(act: Act) -> String {
    format!("{act:?}")
}
