//! Shared by the pages that show records: attempts and causes, search, the icon of an outcome, the timeline of one instance, files for
//! download. Each page's own table is in its folder.

pub mod attempts;
pub mod causes;
pub mod filters;
mod look;
mod mark_words;
pub mod marks;
mod oldest;
pub mod search;
pub mod sheet;
mod story;
mod take_away;
mod timeline;
mod undone;

pub use look::OutcomeMark;
pub use oldest::OldestGone;
pub use story::Story;
pub use take_away::{TakeAway, formats};
pub use timeline::Timeline;
pub use undone::UndoneMark;

use latch_rules::{Actor, Happened, record::Act};

/// The act by its wire name: the ECS action, or the simulation's word.
#[must_use]
pub fn action_name(act: Act) -> String {
    format!("{act:?}")
}

/// Who acted, by a name that is the same in every language.
#[must_use]
pub fn actor_name(actor: &Actor) -> String {
    match actor {
        Actor::Person(name) => name.to_string(),
        known => format!("{known:?}"),
    }
}

/// What happened, by a name that is the same in every language.
#[must_use]
pub fn outcome_name(happened: Happened) -> &'static str {
    match happened {
        Happened::Done => "Done",
        Happened::Released(_) => "Released",
        Happened::Kept(_) => "Kept",
        Happened::Stopped(_) => "Stopped",
        Happened::Removed(_) => "Removed",
        Happened::Refused(_) => "Refused",
    }
}
