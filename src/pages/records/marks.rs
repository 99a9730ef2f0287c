//! Past and due events as marks on a time axis: one for each record and outcome, one for each due instant and cause. Reads records and the
//! world's dates; decides nothing, draws nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::attempts::is_attempt;
use latch_rules::{
    Happened, Ordinal, Ordinals, Record, UnixMillis, World,
    due::{Coming, outlook},
    record::Act,
    rewind,
};

/// A kind of event: one line of the picture.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Lane {
    Released,
    /// Refused, kept, or only removed from its group.
    Spared,
    Stopped,
    Protection,
    Schedule,
    Account,
    Clock,
    /// Created, started, tagged, imported, and so on.
    Other,
}

impl Lane {
    pub const ALL: [Self; 8] = [
        Self::Released,
        Self::Spared,
        Self::Stopped,
        Self::Protection,
        Self::Schedule,
        Self::Account,
        Self::Clock,
        Self::Other,
    ];
}

/// The event of a mark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    Record {
        number: u64,
        act: Act,
        /// `None` for an act without instances.
        happened: Option<Happened>,
        protected: bool,
        /// The record of the rewind that undid it.
        undone_by: Option<u64>,
    },
    Due(Coming),
    /// The instance was created before the oldest kept record.
    Created,
}

/// A mark.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mark {
    pub at: UnixMillis,
    pub lane: Lane,
    pub what: What,
    pub who: Ordinals,
}

impl Mark {
    #[must_use]
    pub fn is_due(&self) -> bool {
        matches!(self.what, What::Due(_))
    }

    #[must_use]
    pub fn is_undone(&self) -> bool {
        matches!(self.what, What::Record { undone_by: Some(_), .. })
    }
}

/// Whose marks to collect.
pub enum Whose<'h> {
    /// Marks of all instances, and acts without instances.
    All,
    Those(&'h dyn Fn(Ordinal) -> bool),
}

impl Whose<'_> {
    fn has(&self, ordinal: Ordinal) -> bool {
        match self {
            Self::All => true,
            Self::Those(has) => has(ordinal),
        }
    }

    fn of(&self, who: &Ordinals) -> Ordinals {
        match self {
            Self::All => who.clone(),
            Self::Those(has) => who.iter().filter(|ordinal| has(*ordinal)).collect(),
        }
    }
}

/// All marks, earliest first.
#[must_use]
pub fn marks(world: &World, whose: &Whose) -> Vec<Mark> {
    let mut all = past(world, whose);
    all.extend(due(world, whose));
    all.sort_by_key(|mark| (mark.at, mark.is_due()));
    all
}

fn past(world: &World, whose: &Whose) -> Vec<Mark> {
    let undone = rewind::undone(world);
    let mut all = Vec::new();
    for record in &world.records {
        let undone_by = undone.get(&record.number).copied();
        let what = |happened, protected| What::Record {
            number: record.number,
            act: record.act,
            happened,
            protected,
            undone_by,
        };
        let own = of_act(record);
        let mut alone = record.outcomes.is_empty() && matches!(whose, Whose::All);
        let mut concerned = Ordinals::default();
        for outcome in &record.outcomes {
            let who = whose.of(&outcome.who);
            if who.is_empty() {
                continue;
            }
            let lane = lane_of(record, outcome.happened);
            if matches!(own, Lane::Account | Lane::Clock) && (lane == own || lane == Lane::Stopped) {
                // The act itself has one mark in its own lane, no matter how many instances it affects.
                alone = true;
                concerned = concerned.iter().chain(who.iter()).collect::<Vec<_>>().into();
                if lane == own {
                    continue;
                }
            }
            // `Happened::Done` outcomes are merged, whether protected or not.
            let alike = |mark: &&mut Mark| {
                let is_same = matches!(mark.what, What::Record { number, happened, .. } if number == record.number && happened == Some(Happened::Done));
                is_same && mark.lane == lane && outcome.happened == Happened::Done
            };
            if let Some(mark) = all.iter_mut().rev().take(4).find(alike) {
                let both: BTreeSet<Ordinal> = mark.who.iter().chain(who.iter()).collect();
                mark.who = both.into_iter().collect();
                continue;
            }
            all.push(Mark { at: record.at, lane, what: what(Some(outcome.happened), outcome.protected), who });
        }
        if alone {
            all.push(Mark { at: record.at, lane: own, what: what(None, false), who: concerned });
        }
    }
    all
}

/// The lane of the act itself.
fn of_act(record: &Record) -> Lane {
    match record.act {
        Act::ModifyInstanceAttribute if record.parameters.iter().any(|(name, _)| &**name == "DeletionProtection") => {
            Lane::Protection
        }
        Act::SetInstancesProtection => Lane::Protection,
        Act::ModifyInstanceAutoReleaseTime => Lane::Schedule,
        Act::AccountOverdue | Act::AccountSettled | Act::AccountReclaiming => Lane::Account,
        Act::SetClock | Act::Rewind | Act::Reset => Lane::Clock,
        Act::StopInstances | Act::SubscriptionExpired => Lane::Stopped,
        act if act.is_release_attempt() => Lane::Spared,
        _ => Lane::Other,
    }
}

fn lane_of(record: &Record, happened: Happened) -> Lane {
    match happened {
        Happened::Released(_) => Lane::Released,
        Happened::Stopped(_) => Lane::Stopped,
        happened if is_attempt(record.act, happened) => Lane::Spared,
        _ => of_act(record),
    }
}

/// Due events, one mark for each instant and kind.
fn due(world: &World, whose: &Whose) -> Vec<Mark> {
    let mut found: BTreeMap<(UnixMillis, Coming), Vec<Ordinal>> = BTreeMap::new();
    for (ordinal, instance) in world.live().filter(|(ordinal, _)| whose.has(*ordinal)) {
        for what in outlook(instance, world.account) {
            found.entry(what).or_default().push(ordinal);
        }
    }
    let mark = |((at, coming), who): (_, Vec<Ordinal>)| Mark {
        at,
        lane: lane_of_coming(coming),
        what: What::Due(coming),
        who: who.into(),
    };
    found.into_iter().map(mark).collect()
}

fn lane_of_coming(coming: Coming) -> Lane {
    match coming {
        Coming::Reclaiming => Lane::Account,
        Coming::Expiry => Lane::Stopped,
        _ => Lane::Released,
    }
}

#[cfg(test)]
mod test {
    use super::{Coming, Lane, What, Whose, marks};
    use latch_rules::{
        Actor, Command, Meta, UnixMillis, World, advance, decide, forecast::cell, protection::Cause, sample::sample,
        time::DAY,
    };

    const NOW: UnixMillis = UnixMillis(1_800_000_000_000);

    fn done(world: &mut World, command: &Command, at: UnixMillis) {
        let meta = Meta { now: at, actor: Actor::Simulation, request_id: "1".into() };
        decide(world, command, &meta).events.iter().for_each(|event| world.apply(event));
    }

    #[test]
    fn what_is_due_is_what_time_then_brings() {
        let mut world = sample(NOW);
        done(&mut world, &Command::AccountOverdue, NOW);
        let foretold: Vec<_> = marks(&world, &Whose::All).into_iter().filter(|mark| mark.is_due()).collect();
        assert!(foretold.iter().any(|mark| mark.what == What::Due(Coming::OverdueRelease)));
        let until = NOW.plus(40 * DAY);
        let released = |world: &World| {
            let all = marks(world, &Whose::All);
            let gone = all.iter().filter(|mark| mark.lane == Lane::Released && !mark.is_due());
            let mut gone: Vec<_> = gone.flat_map(|mark| mark.who.iter().map(|one| (mark.at, one))).collect();
            gone.sort_unstable();
            gone
        };
        let mut expected: Vec<_> = foretold
            .iter()
            .filter(|mark| mark.lane == Lane::Released && mark.at <= until)
            .flat_map(|mark| mark.who.iter().map(|one| (mark.at, one)))
            .chain(released(&world))
            .collect();
        expected.sort_unstable();
        advance(&mut world, until, &mut || "2".into());
        assert_eq!(released(&world), expected);
    }

    #[test]
    fn the_first_release_that_is_due_agrees_with_the_forecast() {
        let world = sample(NOW);
        let all = marks(&world, &Whose::All);
        for (ordinal, instance) in world.live().filter(|(_, one)| one.auto_release_at.is_some()) {
            let told = cell(&world, instance, Cause::AutoReleaseTime, NOW).unwrap();
            let is_due =
                all.iter().any(|mark| mark.what == What::Due(Coming::AutoRelease) && mark.who.contains(ordinal));
            assert_eq!(is_due, told.overtaken.is_none(), "{}", instance.id);
        }
    }

    #[test]
    fn marks_of_one_are_its_own() {
        let world = sample(NOW);
        let (ordinal, _) = world.live().find(|(_, one)| one.auto_release_at.is_some()).unwrap();
        let own = marks(&world, &Whose::Those(&|one| one == ordinal));
        assert!(!own.is_empty());
        assert!(own.iter().all(|mark| mark.who.iter().all(|one| one == ordinal)));
        assert!(own.windows(2).all(|two| two[0].at <= two[1].at));
    }
}
