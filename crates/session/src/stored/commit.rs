//! Commits: the result of one command, batch or clock step, as one text under one key. Bulk is compact: sets are bit maps or runs,
//! created instances are packed, former values are a table and a column. The format only, not when it is written.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{
    frame::{Unreadable, open, seal},
    packed::{
        Reader, Writer,
        columns::{numbers, optional, put_numbers, put_optional, put_symbols, symbols},
    },
    segment::{is_sane, pack, unpack},
    wire,
};
use latch_rules::{
    Actor, Answer, Event, Field, Ordinal, Ordinals, Refusal, UnixMillis,
    bounds::{MOST_NUMBER, MOST_PLACES},
};

/// One step of the world's history, stored whole or not at all.
#[derive(Clone, PartialEq, Debug)]
pub struct Commit {
    /// Running number, from 1, without gaps.
    pub number: u64,
    /// The virtual instant at which it was decided.
    pub at: UnixMillis,
    pub actor: Actor,
    pub request_id: Box<str>,
    /// The command it carried out; empty if time caused the commit. No command is carried out twice.
    pub command_id: Box<str>,
    /// The command as a step of a scenario, in JSON (`latch_ecs::api::step`). `None` if time caused the commit, or if it was stored
    /// before schema 5.
    pub step: Option<Box<str>>,
    pub events: Vec<Event>,
    /// The answer to the command; `None` if time caused the commit.
    pub answer: Option<Result<Answer, Refusal>>,
}

impl Commit {
    /// The earliest now after this commit, if it was `before` until then. Only a rewind (`Event::TurnedBack`) makes it earlier.
    #[must_use]
    pub fn now_after(&self, before: UnixMillis) -> UnixMillis {
        let turned_back = self.events.iter().rev().find_map(|event| match event {
            Event::TurnedBack { to } => Some(*to),
            _ => None,
        });
        turned_back.unwrap_or_else(|| before.max(self.at))
    }
}

#[derive(Serialize, Deserialize)]
struct StoredCommit {
    n: u64,
    at: UnixMillis,
    actor: Actor,
    request: Box<str>,
    command: Box<str>,
    events: Vec<StoredEvent>,
    answer: Option<Result<Answer, Refusal>>,
}

/// An event, the bulky kinds packed.
#[derive(Serialize, Deserialize)]
pub(super) enum StoredEvent {
    Created { first: Ordinal, instances: Vec<u8> },
    Uncreated { first: Ordinal, instances: Vec<u8> },
    Changed { who: Ordinals, to: Field, was: Former },
    Other(Event),
}

/// Former values, in the order of the set they belong to.
#[derive(Serialize, Deserialize)]
pub(super) enum Former {
    /// `(how many, value)` in a row.
    Runs(Vec<(u32, Field)>),
    /// Lengths of the runs and a time or none for each.
    Times { kind: Moment, times: Vec<u8> },
    /// Lengths of the runs and, for each, a place in `values`.
    Table { values: Vec<Field>, places: Vec<u8> },
}

/// The attributes whose value is an instant or none.
#[expect(clippy::enum_variant_names, reason = "they are `Field`'s names")]
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) enum Moment {
    AutoReleaseAt,
    ExpiresAt,
    ReclaimAt,
    StartedAt,
}

/// Up to this many runs are stored unpacked, as `Former::Runs`.
const FEW: usize = 8;

/// The stored text of a commit: the commit and, after a blank, the step.
#[must_use]
pub fn write(commit: &Commit) -> String {
    let stored = StoredCommit {
        n: commit.number,
        at: commit.at,
        actor: commit.actor.clone(),
        request: commit.request_id.clone(),
        command: commit.command_id.clone(),
        events: commit.events.iter().map(stored_event).collect(),
        answer: commit.answer.clone(),
    };
    let step = commit.step.as_ref().map(wire::write).unwrap_or_default();
    seal("", &format!("{} {step}", wire::write(&stored)))
}

/// The commit in a stored text.
///
/// # Errors
/// `Damaged` if the text is no whole commit; `Newer` if a newer build wrote it.
pub fn read(text: &str) -> Result<Commit, Unreadable> {
    let (schema, body) = open("", text)?;
    // Before schema 5 no step was kept.
    let (body, step) = if schema < 5 { (body, "") } else { body.split_once(' ').ok_or(Unreadable::Damaged)? };
    let step = if step.is_empty() { None } else { Some(wire::read(step).ok_or(Unreadable::Damaged)?) };
    let stored: StoredCommit = wire::read(body).ok_or(Unreadable::Damaged)?;
    Ok(Commit {
        number: stored.n,
        at: stored.at,
        actor: stored.actor,
        request_id: stored.request,
        command_id: stored.command,
        step,
        events: stored.events.into_iter().map(event).collect::<Option<_>>().ok_or(Unreadable::Damaged)?,
        answer: stored.answer,
    })
}

fn stored_event(event: &Event) -> StoredEvent {
    match event {
        Event::Created { first, instances } => StoredEvent::Created { first: *first, instances: pack(instances) },
        Event::Uncreated { first, instances } => StoredEvent::Uncreated { first: *first, instances: pack(instances) },
        Event::Changed { who, to, was } => {
            StoredEvent::Changed { who: who.clone(), to: to.clone(), was: stored_former(was) }
        }
        other => StoredEvent::Other(other.clone()),
    }
}

fn event(stored: StoredEvent) -> Option<Event> {
    let event = match stored {
        StoredEvent::Created { first, instances } => Event::Created { first, instances: unpack(&instances)? },
        StoredEvent::Uncreated { first, instances } => Event::Uncreated { first, instances: unpack(&instances)? },
        StoredEvent::Changed { who, to, was } => Event::Changed { who, to, was: former(was)? },
        StoredEvent::Other(event) => event,
    };
    let end = match &event {
        Event::Recorded { record } if !is_sane(record) => return None,
        Event::Forgotten { records_before, .. } if *records_before > MOST_NUMBER => return None,
        Event::Created { first, instances } | Event::Uncreated { first, instances } => {
            u64::from(*first) + instances.len() as u64
        }
        Event::Changed { who, .. } | Event::Forgotten { who, .. } => who.end().into(),
        _ => 0,
    };
    (end <= u64::from(MOST_PLACES)).then_some(event)
}

fn stored_former(was: &[(u32, Field)]) -> Former {
    if was.len() <= FEW {
        return Former::Runs(was.to_vec());
    }
    let mut out = Writer::default();
    out.varint(was.len() as u64);
    put_numbers(&mut out, &was.iter().map(|(length, _)| i64::from(*length)).collect::<Vec<_>>());
    if let Some((kind, times)) = moments(was) {
        put_optional(&mut out, &times);
        return Former::Times { kind, times: out.into_bytes() };
    }
    let mut values: Vec<Field> = Vec::new();
    let mut known: HashMap<String, u32> = HashMap::new();
    let places = was.iter().map(|(_, value)| {
        *known.entry(wire::write(value)).or_insert_with(|| {
            values.push(value.clone());
            values.len() as u32 - 1
        })
    });
    let places: Vec<u32> = places.collect();
    put_symbols(&mut out, &places);
    Former::Table { values, places: out.into_bytes() }
}

fn former(stored: Former) -> Option<Vec<(u32, Field)>> {
    let (packed, kind, values) = match stored {
        Former::Runs(runs) => return Some(runs),
        Former::Times { kind, times } => (times, Some(kind), Vec::new()),
        Former::Table { values, places } => (places, None, values),
    };
    let mut from = Reader::new(&packed);
    let count = from.count(1 << 20)?;
    let lengths = numbers(&mut from, count)?.into_iter().map(|length| u32::try_from(length).ok());
    match kind {
        Some(kind) => {
            let times = optional(&mut from, count)?;
            let fields = times.into_iter().map(|at| kind.field(at.map(UnixMillis)));
            lengths.zip(fields).map(|(length, field)| Some((length?, field))).collect()
        }
        None => {
            let places = symbols(&mut from, count)?;
            let sizes: Vec<usize> = values.iter().map(|value| wire::write(value).len()).collect();
            for place in &places {
                from.spend(*sizes.get(*place as usize)?)?;
            }
            lengths.zip(places).map(|(length, place)| Some((length?, values.get(place as usize)?.clone()))).collect()
        }
    }
}

fn moments(was: &[(u32, Field)]) -> Option<(Moment, Vec<Option<i64>>)> {
    let (kind, _) = Moment::of(&was.first()?.1)?;
    let times = was
        .iter()
        .map(|(_, field)| Moment::of(field).filter(|(other, _)| *other == kind).map(|(_, at)| at.map(|at| at.0)));
    Some((kind, times.collect::<Option<_>>()?))
}

impl Moment {
    fn of(field: &Field) -> Option<(Self, Option<UnixMillis>)> {
        match field {
            Field::AutoReleaseAt(at) => Some((Self::AutoReleaseAt, *at)),
            Field::ExpiresAt(at) => Some((Self::ExpiresAt, *at)),
            Field::ReclaimAt(at) => Some((Self::ReclaimAt, *at)),
            Field::StartedAt(at) => Some((Self::StartedAt, *at)),
            _ => None,
        }
    }

    fn field(self, at: Option<UnixMillis>) -> Field {
        match self {
            Self::AutoReleaseAt => Field::AutoReleaseAt(at),
            Self::ExpiresAt => Field::ExpiresAt(at),
            Self::ReclaimAt => Field::ReclaimAt(at),
            Self::StartedAt => Field::StartedAt(at),
        }
    }
}

#[cfg(test)]
mod test {
    use super::{Commit, read, write};
    use latch_rules::{Actor, Answer, Event, Field, Ordinals, Reason, Refusal, UnixMillis, instance::Status};

    fn commit(events: Vec<Event>) -> Commit {
        Commit {
            number: 7,
            at: UnixMillis(1_700_000_000_123),
            actor: Actor::Console,
            request_id: "473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E".into(),
            command_id: "tab:1".into(),
            step: Some(r#"{"console":"Rewind","To":7}"#.into()),
            events,
            answer: Some(Ok(Answer::Done)),
        }
    }

    fn round_trip(commit: &Commit) -> usize {
        let text = write(commit);
        assert_eq!(read(&text).as_ref(), Ok(commit));
        text.encode_utf16().count()
    }

    #[test]
    fn protecting_every_other_of_a_hundred_thousand_is_small() {
        let who: Ordinals = (0..200_000).filter(|n| n % 7 < 3).collect();
        let was = vec![(who.len() as u32, Field::Protected(false))];
        let units = round_trip(&commit(vec![Event::Changed { who, to: Field::Protected(true), was }]));
        assert!(units < 15_000, "{units}");
    }

    #[test]
    fn mixed_former_values_come_back() {
        let who = Ordinals::range(0, 3_000);
        let statuses = [Status::Running, Status::Stopped, Status::Starting];
        let was = (0..3_000).map(|n| (1, Field::Status(statuses[n % 3], None))).collect();
        let to = Field::Status(Status::Stopping, Some(UnixMillis(5)));
        let units = round_trip(&commit(vec![Event::Changed { who: who.clone(), to, was }]));
        assert!(units < 1_000, "{units}");
        let was =
            (0..3_000).map(|n| (1, Field::AutoReleaseAt((n % 3 > 0).then_some(UnixMillis(n * 60_000))))).collect();
        let units = round_trip(&commit(vec![Event::Changed { who, to: Field::AutoReleaseAt(None), was }]));
        assert!(units < 5_000, "{units}");
    }

    #[test]
    fn a_refusal_comes_back() {
        let refusal = Refusal::instance(Reason::DeletionProtection, "i-1");
        round_trip(&Commit { answer: Some(Err(refusal)), ..commit(vec![Event::IdsGiven { upto: 3 }]) });
        round_trip(&Commit { answer: None, command_id: "".into(), step: None, ..commit(Vec::new()) });
    }
}
