//! Every attempt to release, one line for each record and instance (R14), newest first. Reads records; holds no view.

use super::{causes::cause_of, search::Needle};
use crate::i18n::Texts;
use latch_rules::{Happened, Ordinal, Outcome, Reason, Record, World, protection::Cause, record::Act};

/// Target of an attempt.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Target {
    Instance(Ordinal),
    /// An id that no instance had, by its index in the record's list.
    UnknownId(usize),
}

/// One line: a record and one instance of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Attempt {
    /// The record's number.
    pub record: u64,
    pub target: Target,
    pub happened: Happened,
    /// Whether it had release protection at that moment.
    pub protected: bool,
}

/// Whether this outcome of this act counts as an attempt to release.
#[must_use]
pub fn is_attempt(act: Act, happened: Happened) -> bool {
    match happened {
        Happened::Released(_) | Happened::Removed(_) => true,
        Happened::Kept(_) => act.is_release_attempt() || act == Act::SecurityViolation,
        Happened::Refused(_) | Happened::Stopped(_) | Happened::Done => act.is_release_attempt(),
    }
}

/// All attempts that match `needle` and `cause`, newest first; `None` matches every cause.
#[must_use]
pub fn attempts(world: &World, texts: Texts, needle: &Needle, cause: Option<Cause>) -> Vec<Attempt> {
    let mut all = Vec::new();
    for record in world.records.iter().rev() {
        if cause.is_some() && cause_of(record) != cause {
            continue;
        }
        let takes_all = !needle.is_empty() && needle.hits_record(texts, record);
        for outcome in record.outcomes.iter().filter(|outcome| is_attempt(record.act, outcome.happened)) {
            let hit = outcome.who.iter().filter(|ordinal| takes_all || needle.hits_instance(*ordinal));
            all.extend(hit.map(|ordinal| of_outcome(record, outcome, ordinal)));
        }
        if record.act.is_release_attempt() {
            let hit = record.unknown_ids.iter().enumerate().filter(|(_, id)| takes_all || needle.hits_text(id));
            all.extend(hit.map(|(place, _)| of_unknown(record, place)));
        }
    }
    all
}

/// The number of all attempts.
#[must_use]
pub fn count(world: &World) -> usize {
    let of = |record: &Record| {
        let known = record.outcomes.iter().filter(|outcome| is_attempt(record.act, outcome.happened));
        let unknown = if record.act.is_release_attempt() { record.unknown_ids.len() } else { 0 };
        known.map(|outcome| outcome.who.len()).sum::<usize>() + unknown
    };
    world.records.iter().map(of).sum()
}

fn of_outcome(record: &Record, outcome: &Outcome, ordinal: Ordinal) -> Attempt {
    Attempt {
        record: record.number,
        target: Target::Instance(ordinal),
        happened: outcome.happened,
        protected: outcome.protected,
    }
}

fn of_unknown(record: &Record, place: usize) -> Attempt {
    let reason = record.refused.unwrap_or(Reason::InstanceNotFound);
    Attempt {
        record: record.number,
        target: Target::UnknownId(place),
        happened: Happened::Refused(reason),
        protected: false,
    }
}

/// The outcome for the instance in this record, if the record names the instance.
#[must_use]
pub fn outcome_for(record: &Record, ordinal: Ordinal) -> Option<&Outcome> {
    record.outcomes.iter().find(|outcome| outcome.who.contains(ordinal))
}

/// The rule that decided, such as `R7`; empty where none is named. `protected`: whether the instance had release protection. An unprotected
/// instance can be refused together with a protected one (R6).
#[must_use]
pub fn rule_of(happened: Happened, protected: bool) -> &'static str {
    match happened {
        Happened::Done => "",
        Happened::Released(because)
        | Happened::Kept(because)
        | Happened::Stopped(because)
        | Happened::Removed(because) => because.rule(),
        Happened::Refused(Reason::DeletionProtection) if !protected => "R6",
        Happened::Refused(reason) => reason.rule(),
    }
}

/// Id and name of an attempt's target.
#[must_use]
pub fn named(world: &World, attempt: &Attempt) -> (String, String) {
    match attempt.target {
        Target::Instance(ordinal) => {
            world.any(ordinal).map(|instance| (instance.id.to_string(), instance.name.to_string())).unwrap_or_default()
        }
        Target::UnknownId(place) => {
            let id = world.record(attempt.record).and_then(|record| record.unknown_ids.get(place));
            (id.map(ToString::to_string).unwrap_or_default(), String::new())
        }
    }
}

#[cfg(test)]
#[path = "attempts_test.rs"]
mod test;
