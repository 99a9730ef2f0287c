//! How many instances an act targeted and the outcome of each, and the kinds of outcome by which acts are filtered. Pure.

use latch_rules::{Happened, Record};

/// A kind of outcome, with its slug in the address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OutcomeKind {
    Done,
    Released,
    Kept,
    Stopped,
    Removed,
    Refused,
}

impl OutcomeKind {
    pub const ALL: [Self; 6] = [Self::Done, Self::Released, Self::Kept, Self::Stopped, Self::Removed, Self::Refused];

    #[must_use]
    pub fn of(happened: Happened) -> Self {
        match happened {
            Happened::Done => Self::Done,
            Happened::Released(_) => Self::Released,
            Happened::Kept(_) => Self::Kept,
            Happened::Stopped(_) => Self::Stopped,
            Happened::Removed(_) => Self::Removed,
            Happened::Refused(_) => Self::Refused,
        }
    }

    /// Its name in the address.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Released => "released",
            Self::Kept => "kept",
            Self::Stopped => "stopped",
            Self::Removed => "removed",
            Self::Refused => "refused",
        }
    }

    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }

    /// Whether the record has such an outcome. An act refused as a whole counts as refused, one without targets as done.
    #[must_use]
    pub fn is_in(self, record: &Record) -> bool {
        let whole = match self {
            Self::Refused => record.refused.is_some() || !record.unknown_ids.is_empty(),
            Self::Done => record.outcomes.is_empty() && record.refused.is_none() && record.unknown_ids.is_empty(),
            _ => false,
        };
        whole || record.outcomes.iter().any(|outcome| Self::of(outcome.happened) == self)
    }
}

/// Counts of one act.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    pub targets: usize,
    pub released: usize,
    /// Targets that were kept or removed from their group and still exist.
    pub skipped: usize,
    pub failed: usize,
}

impl Tally {
    #[must_use]
    pub fn of(record: &Record) -> Self {
        let mut tally = Self { targets: record.unknown_ids.len(), failed: record.unknown_ids.len(), ..Self::default() };
        for outcome in &record.outcomes {
            let count = outcome.who.len();
            tally.targets += count;
            match OutcomeKind::of(outcome.happened) {
                OutcomeKind::Released => tally.released += count,
                OutcomeKind::Kept | OutcomeKind::Removed => tally.skipped += count,
                OutcomeKind::Refused => tally.failed += count,
                OutcomeKind::Done | OutcomeKind::Stopped => {}
            }
        }
        tally
    }
}

#[cfg(test)]
mod test {
    use super::{OutcomeKind, Tally};
    use latch_rules::{
        Actor, Happened, Ordinals, Outcome, Reason, Record, UnixMillis, protection::Because, record::Act,
    };

    fn record(outcomes: &[(u32, Happened)], unknown: &[&str]) -> Record {
        let outcome = |(count, happened): &(u32, Happened)| Outcome {
            who: Ordinals::range(0, *count),
            protected: false,
            happened: *happened,
        };
        Record {
            number: 1,
            at: UnixMillis(0),
            actor: Actor::Console,
            act: Act::DeleteInstances,
            request_id: "".into(),
            outcomes: outcomes.iter().map(outcome).collect(),
            unknown_ids: unknown.iter().map(|id| (*id).into()).collect(),
            parameters: Vec::new(),
            refused: None,
        }
    }

    #[test]
    fn every_target_is_counted_once() {
        let mixed = record(
            &[
                (4, Happened::Released(Because::NotProtected)),
                (2, Happened::Kept(Because::Protected)),
                (1, Happened::Removed(Because::AddedByHand)),
                (3, Happened::Refused(Reason::IncorrectStatus)),
            ],
            &["i-none"],
        );
        assert_eq!(Tally::of(&mixed), Tally { targets: 11, released: 4, skipped: 3, failed: 4 });
        for kind in [OutcomeKind::Released, OutcomeKind::Kept, OutcomeKind::Removed, OutcomeKind::Refused] {
            assert!(kind.is_in(&mixed));
        }
        assert!(!OutcomeKind::Done.is_in(&mixed));
    }

    #[test]
    fn an_act_without_targets_is_done_unless_refused() {
        assert!(OutcomeKind::Done.is_in(&record(&[], &[])));
        assert!(OutcomeKind::Refused.is_in(&record(&[], &["i-none"])));
        assert!(!OutcomeKind::Done.is_in(&record(&[], &["i-none"])));
    }
}
