//! The expected result of commands if they were sent now: the answer of `decide`, which is what then happens. Sends nothing.

use std::sync::Arc;

use latch_rules::{
    Actor, Answer, Command, Event, Happened, Meta, Ordinal, Outcome, Refusal, UnixMillis, World, decide,
    instance::Spec, protection::Because,
};

/// Kind of outcome for an instance, in the order of display: losses first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    Released,
    Removed,
    Stopped,
    Done,
    /// Stays, but loses its auto-release time (R9).
    Lapses,
    Kept,
    Refused,
}

impl Kind {
    pub const ALL: [Self; 7] =
        [Self::Released, Self::Removed, Self::Stopped, Self::Done, Self::Lapses, Self::Kept, Self::Refused];

    #[must_use]
    pub fn of(happened: Happened) -> Self {
        match happened {
            Happened::Released(_) => Self::Released,
            Happened::Removed(_) => Self::Removed,
            Happened::Stopped(_) => Self::Stopped,
            Happened::Done => Self::Done,
            Happened::Kept(Because::ScheduleSuspendedByArrears) => Self::Lapses,
            Happened::Kept(_) => Self::Kept,
            Happened::Refused(_) => Self::Refused,
        }
    }
}

/// The expected or actual result.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Foreseen {
    pub outcomes: Vec<Outcome>,
    /// Number of instances that are created.
    pub created: usize,
    /// Specification of the created instances.
    pub like: Option<Arc<Spec>>,
    /// Why no command is carried out.
    pub refusal: Option<Refusal>,
}

impl Foreseen {
    /// Asks for each command as if it were the only one; they must concern different instances. The first refusal refuses all.
    #[must_use]
    pub fn of(world: &World, commands: &[Command], now: UnixMillis) -> Self {
        let meta = Meta { now, actor: Actor::Simulation, request_id: Box::default() };
        let mut all = Self::default();
        for command in commands {
            let decision = decide(world, command, &meta);
            match decision.answer {
                Ok(answer) => all.add(answer),
                Err(refusal) => return Self { refusal: Some(refusal), ..Self::default() },
            }
            for event in &decision.events {
                if let Event::Created { instances, .. } = event {
                    all.like = instances.first().map(|instance| Arc::clone(&instance.spec));
                }
            }
        }
        all
    }

    /// Adds the outcomes of one more answer.
    pub fn add(&mut self, answer: Answer) {
        match answer {
            Answer::Done => {}
            Answer::Created(ids) => self.created += ids.len(),
            Answer::Outcomes(outcomes) => self.outcomes.extend(outcomes),
        }
    }

    /// Number of instances with that outcome.
    #[must_use]
    pub fn count(&self, kind: Kind) -> usize {
        self.of_kind(kind).map(|outcome| outcome.who.len()).sum()
    }

    /// Number of protected instances with that outcome.
    #[must_use]
    pub fn protected(&self, kind: Kind) -> usize {
        self.of_kind(kind).filter(|outcome| outcome.protected).map(|outcome| outcome.who.len()).sum()
    }

    /// The outcomes of that kind.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Outcome> {
        self.outcomes.iter().filter(move |outcome| Kind::of(outcome.happened) == kind)
    }

    /// How many lines the list of outcomes has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.outcomes.iter().map(|outcome| outcome.who.len()).sum()
    }

    /// Whether no instance is affected and none is created.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.created == 0 && self.outcomes.iter().all(|outcome| outcome.who.is_empty())
    }

    /// The first `most` lines: losses first, and by creation within a kind.
    #[must_use]
    pub fn first(&self, most: usize) -> Vec<(Ordinal, bool, Happened)> {
        let lines = Kind::ALL.into_iter().flat_map(|kind| self.of_kind(kind));
        lines
            .flat_map(|outcome| outcome.who.iter().map(|ordinal| (ordinal, outcome.protected, outcome.happened)))
            .take(most)
            .collect()
    }

    /// Instances whose outcome differs in `after`: instance, before, after; `None` where the instance is not affected.
    #[must_use]
    pub fn moved(&self, after: &Self) -> Vec<(Ordinal, Option<Kind>, Option<Kind>)> {
        let kind = |of: &Self, ordinal| {
            let outcome = of.outcomes.iter().find(|outcome| outcome.who.contains(ordinal));
            outcome.map(|outcome| Kind::of(outcome.happened))
        };
        let both = self.outcomes.iter().chain(&after.outcomes).flat_map(|outcome| outcome.who.iter());
        let all: latch_rules::Ordinals = both.collect::<Vec<_>>().into();
        all.iter()
            .map(|ordinal| (ordinal, kind(self, ordinal), kind(after, ordinal)))
            .filter(|(_, was, is)| was != is)
            .collect()
    }
}

#[cfg(test)]
mod test {
    use super::{Foreseen, Kind};
    use latch_rules::{
        Actor, Command, Event, Meta, Refusal, UnixMillis, World, decide, refusal::Reason, sample::sample,
    };

    const NOW: UnixMillis = UnixMillis(1_800_000_000_000);

    fn apply(world: &mut World, command: &Command) {
        let meta = Meta { now: NOW, actor: Actor::Simulation, request_id: "r".into() };
        let events: Vec<Event> = decide(world, command, &meta).events;
        events.iter().for_each(|event| world.apply(event));
    }

    #[test]
    fn what_is_foreseen_is_what_happens() {
        let mut world = sample(NOW);
        let group = world.groups.keys().next().cloned().unwrap();
        let commands = [Command::ScaleIn { group: group.clone(), amount: 2 }];
        let seen = Foreseen::of(&world, &commands, NOW);
        let released: Vec<_> = seen.of_kind(Kind::Released).flat_map(|outcome| outcome.who.iter()).collect();
        assert!(!seen.is_empty());
        apply(&mut world, &commands[0]);
        for ordinal in released {
            assert!(world.get(ordinal).is_none());
        }
        for outcome in seen.of_kind(Kind::Kept) {
            assert!(outcome.who.iter().all(|ordinal| world.get(ordinal).is_some()));
        }
    }

    #[test]
    fn one_refusal_stands_for_all() {
        let world = sample(NOW);
        let commands = [Command::AccountOverdue, Command::AccountSettled];
        assert_eq!(Foreseen::of(&world, &commands, NOW).refusal, Some(Refusal::whole(Reason::AccountNotOverdue)));
    }

    #[test]
    fn whose_fate_moved_is_named() {
        let mut world = sample(NOW);
        let group = world.groups.keys().next().cloned().unwrap();
        let commands = [Command::ScaleIn { group: group.clone(), amount: 100 }];
        let before = Foreseen::of(&world, &commands, NOW);
        let one = before.first(1)[0].0;
        let ids = vec![world.get(one).unwrap().id.clone()];
        apply(&mut world, &Command::SetInstancesProtection { group, ids, guarded: true });
        let moved = before.moved(&Foreseen::of(&world, &commands, NOW));
        assert_eq!(moved.len(), 1);
        assert_eq!((moved[0].0, moved[0].2), (one, Some(Kind::Kept)));
    }
}
