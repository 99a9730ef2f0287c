//! Rewind: the events that undo everything after a kept commit. History is never deleted: undone acts stay recorded, and the record of
//! the rewind marks them. The session knows which commits are kept.

use std::collections::BTreeMap;

use super::{
    decide::Meta,
    draft::{Draft, Outcomes, entry},
    event::Event,
    ordinals::Ordinals,
    record::{Act, Happened, Record},
    time::{Clock, UnixMillis},
    world::World,
};

/// The commit to go back to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Target {
    /// The number of the commit. The world becomes as it was right after it.
    pub commit: u64,
    /// The instant of the commit, at which the clock stands afterwards.
    pub at: UnixMillis,
}

/// The parameter, in a rewind's record, that names the first undone record.
pub const UNDONE_FROM: &str = "UndoneFrom";

/// Whether these events can be undone completely. They cannot where released instances were forgotten.
#[must_use]
pub fn is_undoable(events: &[Event]) -> bool {
    !events.iter().any(|event| matches!(event, Event::Forgotten { who, .. } if !who.is_empty()))
}

/// The events that undo `later`, the events of the commits after the target, given newest first. The clock then stands still at the
/// target's instant, so that what was undone does not happen again before anybody has looked. `meta.now` is the virtual time before the
/// rewind, `real_now` the machine's time.
#[must_use]
pub fn undo<'e>(
    world: &World,
    later: impl Iterator<Item = &'e [Event]>,
    target: Target,
    meta: &Meta,
    real_now: UnixMillis,
) -> Vec<Event> {
    let mut draft = Draft::new(world, target.at);
    let mut touched = Ordinals::default();
    let mut undone_from = world.next_record;
    for event in later.flat_map(|events| events.iter().rev()) {
        match event {
            // The clock is set once, below.
            Event::ClockChanged { .. } => continue,
            Event::Recorded { record } => undone_from = undone_from.min(record.number),
            Event::Changed { who, .. } => touched = touched.iter().chain(who.iter()).collect::<Vec<_>>().into(),
            Event::Created { first, instances } | Event::Uncreated { first, instances } => {
                let all = Ordinals::range(*first, instances.len() as u32);
                touched = touched.iter().chain(all.iter()).collect::<Vec<_>>().into();
            }
            _ => {}
        }
        event.inverse().into_iter().for_each(|inverse| draft.push(inverse));
    }
    let clock = Clock::anchored(real_now, target.at, 0);
    draft.push(Event::ClockChanged { to: clock, was: world.clock });
    draft.push(Event::TurnedBack { to: target.at });
    let mut record = entry(&meta.actor, Act::Rewind, &meta.request_id);
    record.outcomes = Outcomes::all_of(world, &touched, Happened::Done).into_all();
    record.parameters = vec![
        ("ToCommit".into(), target.commit.to_string().into()),
        (UNDONE_FROM.into(), undone_from.to_string().into()),
    ];
    draft.record(record);
    draft.into_events()
}

/// Every record that a rewind undid, mapped to the record of that rewind.
#[must_use]
pub fn undone(world: &World) -> BTreeMap<u64, u64> {
    let mut found = BTreeMap::new();
    let mut reach: Option<(u64, u64)> = None;
    for record in world.records.iter().rev() {
        match reach.filter(|(from, _)| *from <= record.number) {
            Some((_, by)) => drop(found.insert(record.number, by)),
            None => reach = undone_from(record).map(|from| (from, record.number)).or(reach),
        }
    }
    found
}

/// The number of the first record that this rewind undid; `None` where the record is not a rewind.
fn undone_from(record: &Record) -> Option<u64> {
    let (_, from) = record.parameters.iter().find(|(name, _)| &**name == UNDONE_FROM)?;
    from.parse::<u64>().ok().filter(|_| record.act == Act::Rewind)
}

/// The record of the rewind that undid this record; `None` if none did. A rewind that was itself undone no longer counts.
#[must_use]
pub fn undone_by(world: &World, number: u64) -> Option<u64> {
    // The first undone record and the rewind that undid it. An earlier rewind may have undone records before that.
    let mut reach: Option<(u64, u64)> = None;
    for record in world.records.iter().rev() {
        let covered = reach.filter(|(from, _)| *from <= record.number);
        if record.number <= number {
            return covered.filter(|_| record.number == number).map(|(_, by)| by);
        }
        if covered.is_none() {
            reach = undone_from(record).map(|from| (from, record.number)).or(reach);
        }
    }
    None
}

#[cfg(test)]
mod test {
    use super::{UNDONE_FROM, undone, undone_by};
    use crate::{Actor, Event, Record, UnixMillis, World, record::Act};

    #[test]
    fn all_that_is_undone_is_what_each_record_says_of_itself() {
        let mut world = World::empty();
        // Record 5 undoes 3 and 4. Record 9 undoes 7 and 8. Record 12 undoes 9, 10 and 11, so that 7 and 8 are valid again.
        let rewinds = [(5, 3), (9, 7), (12, 9)];
        for number in 1..=13 {
            let from = rewinds.iter().find(|(rewind, _)| *rewind == number).map(|(_, from)| *from);
            let parameters = from.map(|from: u64| (UNDONE_FROM.into(), from.to_string().into()));
            let record = Record {
                number,
                at: UnixMillis(0),
                actor: Actor::Console,
                act: if from.is_some() { Act::Rewind } else { Act::StopInstances },
                request_id: "".into(),
                outcomes: Vec::new(),
                unknown_ids: Vec::new(),
                parameters: parameters.into_iter().collect(),
                refused: None,
            };
            world.apply(&Event::Recorded { record });
        }
        let all = undone(&world);
        assert_eq!(all.keys().copied().collect::<Vec<_>>(), [3, 4, 9, 10, 11]);
        for number in 0..=14 {
            assert_eq!(all.get(&number).copied(), undone_by(&world, number), "record {number}");
        }
    }
}
