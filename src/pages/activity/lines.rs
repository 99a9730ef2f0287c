//! The lines of the table: each act, and below an open one its parameters and the outcome of each instance. All lines are equally high, so
//! that virtual scrolling also works inside an open act over a hundred thousand instances. Pure.

use std::{collections::BTreeSet, ops::Range};

use super::tally::OutcomeKind;
use crate::{i18n::Texts, pages::records::search::Needle};
use latch_rules::{Happened, Ordinal, Record, World};

/// One line of the table.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Line {
    /// The act itself, by the number of its record.
    Act(u64),
    /// The act's parameters; also says if the act has no targets.
    Parameters(u64),
    Outcome {
        record: u64,
        ordinal: Ordinal,
        happened: Happened,
        protected: bool,
    },
    /// An id that no instance had; `place` is its index in the record's list.
    UnknownId {
        record: u64,
        place: usize,
    },
}

/// The acts that are shown, newest first, and the line at which each begins.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Lines {
    /// `(first line, record, lines below the act)`
    acts: Vec<(usize, u64, usize)>,
    len: usize,
}

impl Lines {
    /// The acts that match the search and have an outcome of `kind`; those in `open` with all lines below them.
    #[must_use]
    pub fn new(world: &World, texts: Texts, needle: &Needle, kind: Option<OutcomeKind>, open: &BTreeSet<u64>) -> Self {
        let mut lines = Self::default();
        for record in world.records.iter().rev() {
            if kind.is_none_or(|kind| kind.is_in(record)) && is_hit(texts, needle, record) {
                let below = if open.contains(&record.number) { below(record) } else { 0 };
                lines.acts.push((lines.len, record.number, below));
                lines.len += 1 + below;
            }
        }
        lines
    }

    /// Number of acts.
    #[must_use]
    pub fn acts(&self) -> usize {
        self.acts.len()
    }

    /// The records' numbers, newest first.
    pub fn records(&self) -> impl Iterator<Item = u64> + '_ {
        self.acts.iter().map(|(_, record, _)| *record)
    }

    /// Number of lines.
    #[must_use]
    pub fn count(&self) -> usize {
        self.len
    }

    #[must_use]
    pub fn range(&self, world: &World, range: Range<usize>) -> Vec<Line> {
        range.filter_map(|place| self.at(world, place)).collect()
    }

    fn at(&self, world: &World, place: usize) -> Option<Line> {
        let act = self.acts.partition_point(|(first, ..)| *first <= place).checked_sub(1)?;
        let (first, number, below) = *self.acts.get(act)?;
        match place - first {
            0 => Some(Line::Act(number)),
            past if past > below => None,
            1 => Some(Line::Parameters(number)),
            target => outcome_at(world.record(number)?, target - 2),
        }
    }
}

fn is_hit(texts: Texts, needle: &Needle, record: &Record) -> bool {
    needle.is_empty()
        || needle.hits_record(texts, record)
        || record.unknown_ids.iter().any(|id| needle.hits_text(id))
        || record.outcomes.iter().any(|outcome| outcome.who.iter().any(|ordinal| needle.hits_instance(ordinal)))
}

/// Number of lines below an act: one for the parameters and one for each target.
fn below(record: &Record) -> usize {
    1 + record.unknown_ids.len() + record.outcomes.iter().map(|outcome| outcome.who.len()).sum::<usize>()
}

fn outcome_at(record: &Record, mut place: usize) -> Option<Line> {
    for outcome in &record.outcomes {
        for (first, length) in outcome.who.runs() {
            if place < length as usize {
                let ordinal = first + u32::try_from(place).ok()?;
                let (happened, protected) = (outcome.happened, outcome.protected);
                return Some(Line::Outcome { record: record.number, ordinal, happened, protected });
            }
            place -= length as usize;
        }
    }
    (place < record.unknown_ids.len()).then_some(Line::UnknownId { record: record.number, place })
}

#[cfg(test)]
mod test {
    use std::collections::BTreeSet;

    use super::{Line, Lines};
    use crate::{
        i18n::{Language, Texts},
        pages::records::search::Needle,
    };
    use latch_rules::{
        Actor, Event, Happened, Ordinals, Outcome, Reason, Record, UnixMillis, World, protection::Because, record::Act,
    };

    fn world() -> World {
        let mut world = World::empty();
        for number in 1..=3 {
            let released = Happened::Released(Because::NotProtected);
            let kept = Happened::Kept(Because::Protected);
            let outcome = |who, happened| Outcome { who, protected: false, happened };
            let both = vec![outcome(Ordinals::from(vec![1, 2, 9]), released), outcome(Ordinals::one(5), kept)];
            world.apply(&Event::Recorded {
                record: Record {
                    number,
                    at: UnixMillis(0),
                    actor: Actor::Console,
                    act: Act::DeleteInstances,
                    request_id: format!("REQ-{number}").into(),
                    outcomes: if number == 2 { both } else { Vec::new() },
                    unknown_ids: if number == 2 { vec!["i-none".into()] } else { Vec::new() },
                    parameters: Vec::new(),
                    refused: (number == 3).then_some(Reason::AllProtected),
                },
            });
        }
        world
    }

    fn lines(text: &str, open: &[u64]) -> (World, Lines) {
        let world = world();
        let open: BTreeSet<u64> = open.iter().copied().collect();
        let lines = Lines::new(&world, Texts(Language::En), &Needle::new(&world, text), None, &open);
        (world, lines)
    }

    #[test]
    fn closed_acts_are_one_line_each_newest_first() {
        let (world, lines) = lines("", &[]);
        let shown = lines.range(&world, 0..9);
        assert_eq!(shown, [Line::Act(3), Line::Act(2), Line::Act(1)]);
    }

    #[test]
    fn an_open_act_has_a_line_for_its_parameters_and_every_target() {
        let (world, lines) = lines("", &[2]);
        assert_eq!((lines.count(), lines.acts()), (9, 3));
        let below = lines.range(&world, 2..8);
        let ordinals: Vec<u32> = below
            .iter()
            .filter_map(|line| if let Line::Outcome { ordinal, .. } = line { Some(*ordinal) } else { None })
            .collect();
        assert_eq!(below[0], Line::Parameters(2));
        assert_eq!(ordinals, [1, 2, 9, 5]);
        assert_eq!(below[5], Line::UnknownId { record: 2, place: 0 });
        assert_eq!(lines.range(&world, 8..9), [Line::Act(1)]);
    }

    #[test]
    fn a_text_finds_acts_by_id_request_and_code() {
        for (text, found) in [("req-1", 1), ("i-none", 2), ("DeletionProtection", 3)] {
            let (_, lines) = lines(text, &[]);
            assert_eq!(lines.records().collect::<Vec<_>>(), [found], "{text}");
        }
    }
}
