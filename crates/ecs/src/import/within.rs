//! Checks that an import is within `rules::bounds`, so that it can be saved and read again. Runs before the import becomes the world.

use std::collections::HashSet;

use super::{ImportError, ImportProblem as Problem, document::Document};
use crate::{instance_json::read::Read, iso, values::Fault};
use latch_rules::{
    UnixMillis, World,
    bounds::{self, Excess, FASTEST, MOST_LIVE, MOST_NUMBER, MOST_OTHER_REGIONS},
    catalog,
    instance::Spec,
    time::LAST,
};

/// Checks the instances of a text, and the regions together with those of `present`. Unknown fields are not checked here: if they are too
/// long, they are left out.
pub(super) fn document(document: &Document, present: &World) -> Result<(), ImportError> {
    let beyond = |(n, read): (usize, &Read)| Some((n, bounds::excess(&read.instance)?));
    if let Some((n, (field, why))) = document.instances.iter().enumerate().find_map(beyond) {
        return Err(ImportError::new(document.places.of(n, &field), why.into()));
    }
    if let Some((n, (field, why))) = document.released.iter().enumerate().find_map(beyond) {
        return Err(ImportError::new(format!("Released[{n}].{field}"), why.into()));
    }
    let come = document.instances.iter().chain(&document.released).map(|read| &*read.instance.spec.region);
    regions(present.index().regions().chain(come))
}

/// Checks the number of regions outside the catalogue, of imported and present instances together.
pub(super) fn regions<'r>(mut all: impl Iterator<Item = &'r str>) -> Result<(), ImportError> {
    let mut others: HashSet<&str> = HashSet::new();
    let is_too_many = all.any(|region| {
        let is_other = !others.contains(region) && catalog::region(region).is_none();
        is_other && others.insert(region) && others.len() > MOST_OTHER_REGIONS
    });
    if is_too_many { Err(ImportError::new("RegionId", Problem::TooMany(MOST_OTHER_REGIONS))) } else { Ok(()) }
}

/// Checks the template of a scaling group.
pub(super) fn spec(spec: &Spec, at: &str) -> Result<(), Fault> {
    match bounds::excess_of_spec(spec) {
        Some((field, why)) => Err(Fault::new(&format!("{at}.{field}"), why.into())),
        None => Ok(()),
    }
}

/// Checks that a text has at most `most` characters.
pub(super) fn letters(text: &str, most: usize, at: &str) -> Result<(), Fault> {
    if bounds::fits(text, most) { Ok(()) } else { Err(Fault::new(at, Problem::TooLong(most))) }
}

/// Checks a whole world from saved keys, which anybody may have made.
pub(super) fn world(world: &World) -> Result<(), ImportError> {
    let keys = |why| ImportError::new("keys", why);
    if world.live_count() > MOST_LIVE {
        return Err(keys(Problem::TooMany(MOST_LIVE)));
    }
    regions(world.all().map(|(_, instance)| &*instance.spec.region))?;
    if world.ids_given > MOST_NUMBER || world.next_record > MOST_NUMBER / 2 {
        return Err(keys(Problem::TooHigh(MOST_NUMBER / 2)));
    }
    if world.clock.rate > FASTEST {
        return Err(keys(Problem::TooHigh(FASTEST.into())));
    }
    if world.clock.virtual_anchor > LAST {
        return Err(keys(Problem::ClockEnds));
    }
    for (_, instance) in world.all() {
        if let Some((field, why)) = bounds::excess(instance) {
            return Err(ImportError::new(format!("keys.{}.{field}", instance.id), why.into()));
        }
        let dates = [
            Some(instance.created_at),
            instance.started_at,
            instance.settles_at,
            instance.auto_release_at,
            instance.expires_at,
            instance.reclaim_at,
            instance.released.map(|release| release.at),
        ];
        if !dates.into_iter().flatten().all(is_date) {
            return Err(ImportError::new(format!("keys.{}", instance.id), Problem::MalformedTime));
        }
    }
    let dates = world.account.overdue_since.into_iter().chain(world.groups.values().map(|group| group.created_at));
    if !dates.chain(world.records.iter().map(|record| record.at)).all(is_date) {
        return Err(keys(Problem::MalformedTime));
    }
    for group in world.groups.values() {
        spec(&group.template, &format!("keys.{}", group.id))?;
    }
    Ok(())
}

/// Whether an export can write this instant.
fn is_date(at: UnixMillis) -> bool {
    (iso::FIRST..=iso::LAST).contains(&at)
}

impl From<Excess> for Problem {
    fn from(excess: Excess) -> Self {
        match excess {
            Excess::Letters(most) => Self::TooLong(most),
            Excess::Items(most) => Self::TooMany(most),
        }
    }
}
