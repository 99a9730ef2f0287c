//! The attempts as a table for download. Pure.

use crate::{
    i18n::Texts,
    pages::records::{
        action_name, actor_name,
        attempts::{Attempt, named, rule_of},
        causes::cause_of,
        outcome_name,
        sheet::{Cell, Sheet},
    },
};
use latch_rules::World;

const HEADS: &[&str] = &[
    "Time",
    "InstanceId",
    "InstanceName",
    "Outcome",
    "Cause",
    "Action",
    "Actor",
    "DeletionProtection",
    "Rule",
    "Why",
    "RequestId",
];

/// The table without rows.
pub(super) fn empty() -> Sheet {
    Sheet { heads: HEADS.to_vec(), rows: Vec::new() }
}

/// The attempts in the given order; sentences in the page's language, everything else by wire names.
pub(super) fn sheet(world: &World, texts: Texts, attempts: &[Attempt]) -> Sheet {
    let row = |attempt: &Attempt| {
        let record = world.record(attempt.record)?;
        let (id, name) = named(world, attempt);
        Some(vec![
            Cell::time(record.at),
            id.as_str().into(),
            name.as_str().into(),
            outcome_name(attempt.happened).into(),
            cause_of(record).map_or("", |cause| cause.info().slug).into(),
            action_name(record.act).as_str().into(),
            actor_name(&record.actor).as_str().into(),
            Cell::Flag(attempt.protected),
            rule_of(attempt.happened, attempt.protected).into(),
            texts.why_happened(attempt.happened, attempt.protected).into(),
            (*record.request_id).into(),
        ])
    };
    Sheet { heads: HEADS.to_vec(), rows: attempts.iter().filter_map(row).collect() }
}
