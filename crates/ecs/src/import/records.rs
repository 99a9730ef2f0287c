//! Reads the records of an exported world. Their numbers have no gaps, and their names are plain (`check_name`). `secret::clean` removes
//! secrets.

use std::collections::VecDeque;

use serde_json::Value;

use super::{
    ImportProblem as Problem,
    places::Places,
    whole::{big, typed},
};
use crate::values::{Fault, flag, list, map, text, time};
use latch_rules::{
    Happened, Ordinal, Ordinals, Outcome, Record, World, bounds::MOST_NUMBER, record::Act, rewind::UNDONE_FROM,
};

/// The most records of a text. No world has more: the rules drop the oldest long before.
const MOST_RECORDS: usize = 10_000;
/// The most instances that all outcomes together may name: enough for each of 2,000 records to name a fleet of 100,000.
const MOST_SPOKEN_OF: u64 = 1 << 28;
/// The most characters of a name or request id.
const LONGEST_NAME: usize = 128;

/// A record whose outcomes are not yet matched to instances of the world.
pub(super) struct Told {
    pub record: Record,
    outcomes: Vec<(Who, bool, Happened)>,
}

/// Instances by their places, or by their ids if the text has no places.
enum Who {
    Places(Vec<(Ordinal, u32)>),
    Ids(Vec<Box<str>>),
}

/// Reads the records. No place may be beyond `limit`.
pub(super) fn read(value: Value, limit: Ordinal) -> Result<Vec<Told>, Fault> {
    let entries = list(value, "Activity")?;
    if entries.len() > MOST_RECORDS {
        return Err(Fault::new("Activity", Problem::TooMany(MOST_RECORDS)));
    }
    let mut all: Vec<Told> = Vec::with_capacity(entries.len());
    for (n, entry) in entries.into_iter().enumerate() {
        let at = format!("Activity[{n}]");
        let told = one(entry, &at, limit)?;
        // A record is found by its number minus that of the oldest, so numbers must have no gaps.
        if all.last().is_some_and(|last| last.record.number + 1 != told.record.number) {
            return Err(Fault::new(&format!("{at}.Number"), Problem::OutOfRange));
        }
        all.push(told);
    }
    let spoken_of = places(&all).map(|(_, length)| u64::from(length)).sum::<u64>();
    let is_bounded = spoken_of <= MOST_SPOKEN_OF;
    if is_bounded { Ok(all) } else { Err(Fault::new("Activity", Problem::TooMany(MOST_SPOKEN_OF as usize))) }
}

/// Every run of places that the records refer to.
pub(super) fn places(all: &[Told]) -> impl Iterator<Item = (Ordinal, u32)> + '_ {
    all.iter()
        .flat_map(|told| &told.outcomes)
        .flat_map(|(who, ..)| match who {
            Who::Places(runs) => runs.as_slice(),
            Who::Ids(_) => &[],
        })
        .copied()
}

/// Renumbers the records from 1 if `next` is so high that later numbers could pass the highest. Returns by how much they were lowered.
pub(super) fn begin_anew(all: &mut [Told], next: u64) -> u64 {
    if next < MOST_NUMBER / 2 {
        return 0;
    }
    let back = all.first().map_or(next, |oldest| oldest.record.number) - 1;
    for Told { record, .. } in all {
        record.number -= back;
        let undone =
            record.parameters.iter_mut().filter(|(name, _)| record.act == Act::Rewind && &**name == UNDONE_FROM);
        for (_, from) in undone {
            let number = from.parse::<u64>().map_or(0, |number| number.saturating_sub(back));
            *from = number.to_string().into();
        }
    }
    back
}

/// The records with their instances, once the world has these.
pub(super) fn settled(all: Vec<Told>, world: &World, places: &Places) -> VecDeque<Record> {
    let who = |who: Who| match who {
        Who::Places(runs) => {
            Ordinals::from_runs(runs.into_iter().map(|(first, length)| (places.at(first), length))).unwrap_or_default()
        }
        Who::Ids(ids) => ids.iter().filter_map(|id| world.find_any(id)).map(|(ordinal, _)| ordinal).collect(),
    };
    let record = |Told { record, outcomes }: Told| {
        let outcomes =
            outcomes.into_iter().map(|(whose, protected, happened)| Outcome { who: who(whose), protected, happened });
        Record { outcomes: outcomes.collect(), ..record }
    };
    all.into_iter().map(record).collect()
}

fn one(value: Value, at: &str, limit: Ordinal) -> Result<Told, Fault> {
    let mut entry = map(value, at)?;
    let mut take = |name: &str| (entry.remove(name).unwrap_or_default(), format!("{at}.{name}"));
    let (number, here) = take("Number");
    let number =
        big(number, &here)?.filter(|number| *number > 0).ok_or_else(|| Fault::new(&here, Problem::OutOfRange))?;
    if number >= MOST_NUMBER - 1 {
        return Err(Fault::new(&here, Problem::TooHigh(MOST_NUMBER - 2)));
    }
    let (time_value, here) = take("Time");
    let happened_at = time(Some(time_value), &here)?.ok_or_else(|| Fault::new(&here, Problem::MalformedTime))?;
    let (actor, here) = take("Actor");
    let actor = typed(actor, &here)?;
    let (act, here) = take("Act");
    let act = typed(act, &here)?;
    let (request_id, here) = take("RequestId");
    let request_id = text(request_id, &here)?;
    check_name(&request_id, '-', &here)?;
    let (given, here) = take("Outcomes");
    let mut outcomes = Vec::new();
    for (n, given) in list(given, &here)?.into_iter().enumerate() {
        outcomes.push(outcome(given, &format!("{here}[{n}]"), limit)?);
    }
    let (unknown_ids, here) = take("UnknownInstanceIds");
    let unknown_ids = if unknown_ids.is_null() { Vec::new() } else { typed(unknown_ids, &here)? };
    let (given, here) = take("Parameters");
    let parameters: Vec<(Box<str>, Box<str>)> = if given.is_null() { Vec::new() } else { typed(given, &here)? };
    for (n, (name, _)) in parameters.iter().enumerate() {
        check_name(name, '.', &format!("{here}[{n}]"))?;
    }
    let (refused, here) = take("Refused");
    let refused = match map(refused, &here)?.remove("Reason") {
        None => None,
        Some(reason) => Some(typed(reason, &here)?),
    };
    let record = Record {
        number,
        at: happened_at,
        actor,
        act,
        request_id,
        outcomes: Vec::new(),
        unknown_ids,
        parameters,
        refused,
    };
    Ok(Told { record, outcomes })
}

/// Checks a name that goes into generated code (a parameter name, a request id): it has only letters, digits and `joint`.
fn check_name(name: &str, joint: char, at: &str) -> Result<(), Fault> {
    let is_plain = name.len() <= LONGEST_NAME && name.chars().all(|c| c.is_ascii_alphanumeric() || c == joint);
    if is_plain { Ok(()) } else { Err(Fault::new(at, Problem::NotAName(LONGEST_NAME))) }
}

fn outcome(value: Value, at: &str, limit: Ordinal) -> Result<(Who, bool, Happened), Fault> {
    let mut given = map(value, at)?;
    let mut take = |name: &str| (given.remove(name).unwrap_or_default(), format!("{at}.{name}"));
    let (protected, here) = take("DeletionProtection");
    let protected = flag(protected, &here)?.unwrap_or(false);
    let (because, because_at) = take("Because");
    let (happened, here) = take("Happened");
    let happened = match &*text(happened, &here)? {
        "Done" => Happened::Done,
        "Released" => Happened::Released(typed(because, &because_at)?),
        "Kept" => Happened::Kept(typed(because, &because_at)?),
        "Stopped" => Happened::Stopped(typed(because, &because_at)?),
        "Removed" => Happened::Removed(typed(because, &because_at)?),
        "Refused" => Happened::Refused(typed(because, &because_at)?),
        other => return Err(Fault::new(&here, Problem::UnknownValue(other.into()))),
    };
    let (ids, ids_at) = take("InstanceIds");
    let (own, here) = take("Latch");
    let who = match map(own, &here)?.remove("Ordinals") {
        Some(runs) => Who::Places(checked_places(typed(runs, &here)?, limit, &here)?),
        None => Who::Ids(if ids.is_null() { Vec::new() } else { typed(ids, &ids_at)? }),
    };
    Ok((who, protected, happened))
}

fn checked_places(runs: Vec<(Ordinal, u32)>, limit: Ordinal, at: &str) -> Result<Vec<(Ordinal, u32)>, Fault> {
    let mut from = 0;
    for (first, length) in &runs {
        match first.checked_add(*length) {
            Some(after) if *first >= from && after <= limit => from = after,
            _ => return Err(Fault::new(at, Problem::OutOfRange)),
        }
    }
    Ok(runs)
}
