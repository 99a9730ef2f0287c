//! The causes by which records are filtered: those of the forecast, of which some share a slug and count as one. The address holds the
//! slug; the words are in `Texts::cause`.

use latch_rules::{Actor, Record, forecast::CAUSES, protection::Cause, record::Act};

/// One cause for each slug, in the order of the forecast.
pub fn filtered_by() -> impl Iterator<Item = Cause> {
    CAUSES.into_iter().filter(|cause| from_slug(cause.info().slug) == Some(*cause))
}

/// The cause with this slug: of several, the last one of the forecast, which does more.
#[must_use]
pub fn from_slug(slug: &str) -> Option<Cause> {
    CAUSES.into_iter().rev().find(|cause| cause.info().slug == slug)
}

/// The cause of what this record did or tried, one of `filtered_by`. `None` where the act releases no instance.
#[must_use]
pub fn cause_of(record: &Record) -> Option<Cause> {
    let is_cause = |cause: &Cause| match record.act {
        Act::DeleteInstance | Act::DeleteInstances => {
            cause.is_manual() && (*cause == Cause::ConsoleRelease) == (record.actor == Actor::Console)
        }
        act => cause.info().act == Some(act),
    };
    CAUSES.into_iter().rev().find(is_cause)
}
