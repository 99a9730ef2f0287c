//! Builds a decision: collects events together with the values that they replace, and the record. Decides nothing.

use super::{
    event::{Event, Field},
    instance::{Instance, Release},
    marks::Marks,
    ordinals::{Ordinal, Ordinals},
    protection::Cause,
    record::{Act, Actor, Happened, Outcome, Record},
    refusal::Reason,
    time::UnixMillis,
    world::{FEW, World},
};

/// Events for one instant. None of them is applied to `world` yet, so no attribute of an instance may be changed twice in one draft:
/// `was` would be wrong.
pub(super) struct Draft<'w> {
    pub(super) world: &'w World,
    pub(super) at: UnixMillis,
    events: Vec<Event>,
    next_record: u64,
}

impl<'w> Draft<'w> {
    pub(super) fn new(world: &'w World, at: UnixMillis) -> Self {
        Self { world, at, events: Vec::new(), next_record: world.next_record }
    }

    pub(super) fn into_events(self) -> Vec<Event> {
        self.events
    }

    /// Whether the draft changes anything so far; a record alone is no change.
    pub(super) fn changes(&self) -> bool {
        self.events.iter().any(|event| !matches!(event, Event::Recorded { .. }))
    }

    pub(super) fn push(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Sets the field to this value for all of `who`; instances that already have the value are left out.
    pub(super) fn change(&mut self, who: &Ordinals, to: &Field) {
        let mut changed = Ordinals::default();
        let mut was: Vec<(u32, Field)> = Vec::new();
        for ordinal in who.iter() {
            let Some(instance) = self.world.any(ordinal) else { continue };
            if instance.has(to) {
                continue;
            }
            changed.insert(ordinal);
            match was.last_mut() {
                Some((count, former)) if instance.has(former) => *count += 1,
                _ => was.push((1, instance.value_of(to))),
            }
        }
        if !changed.is_empty() {
            self.events.push(Event::Changed { who: changed, to: to.clone(), was });
        }
    }

    /// Turns release protection on or off for all of `who`. As `change`, but fast for a whole fleet.
    pub(super) fn protect(&mut self, who: &Marks, on: bool) {
        let protected = &self.world.index().protected;
        let changed = if on { who.without(protected) } else { who.and(protected) };
        if !changed.is_empty() {
            let was = vec![(changed.len() as u32, Field::Protected(!on))];
            self.events.push(Event::Changed { who: changed.ordinals(), to: Field::Protected(on), was });
        }
    }

    /// Sets a value for each instance separately; equal values share one event. Meant for few different values.
    pub(super) fn change_each(&mut self, all: impl IntoIterator<Item = (Ordinal, Field)>) {
        let mut kinds: Vec<(Field, Ordinals)> = Vec::new();
        for (ordinal, to) in all {
            match kinds.iter_mut().find(|(kind, _)| *kind == to) {
                Some((_, who)) => who.insert(ordinal),
                None => kinds.push((to, Ordinals::one(ordinal))),
            }
        }
        for (to, who) in kinds {
            self.change(&who, &to);
        }
    }

    /// Releases all of `who`; the next record of this draft is the one that explains it.
    pub(super) fn release(&mut self, who: &Ordinals, cause: Cause) {
        let release = Release { at: self.at, cause, record: self.next_record };
        let live: Ordinals = if who.len() <= FEW {
            who.iter().filter(|ordinal| self.world.get(*ordinal).is_some()).collect()
        } else {
            Marks::from(who).and(&self.world.index().live).into()
        };
        if !live.is_empty() {
            let was = vec![(live.len() as u32, Field::Released(None))];
            self.events.push(Event::Changed { who: live, to: Field::Released(Some(release)), was });
        }
    }

    /// Adds a record; number and instant come from the draft.
    pub(super) fn record(&mut self, mut record: Record) {
        record.number = self.next_record;
        record.at = self.at;
        self.next_record += 1;
        self.events.push(Event::Recorded { record });
    }
}

/// A record without its particulars.
pub(super) fn entry(actor: &Actor, act: Act, request_id: &str) -> Record {
    Record {
        number: 0,
        at: UnixMillis(0),
        actor: actor.clone(),
        act,
        request_id: request_id.into(),
        outcomes: Vec::new(),
        unknown_ids: Vec::new(),
        parameters: Vec::new(),
        refused: None,
    }
}

/// Collects outcomes; instances with equal outcomes share one entry.
#[derive(Default)]
pub(super) struct Outcomes {
    all: Vec<Outcome>,
    /// The place of the last entry that was added to; the next outcome is likely to be equal.
    last: usize,
}

impl Outcomes {
    pub(super) fn add(&mut self, ordinal: Ordinal, protected: bool, happened: Happened) {
        let alike = |outcome: &Outcome| outcome.protected == protected && outcome.happened == happened;
        if !self.all.get(self.last).is_some_and(alike) {
            self.last = self.all.iter().position(alike).unwrap_or(self.all.len());
        }
        match self.all.get_mut(self.last) {
            Some(outcome) => outcome.who.insert(ordinal),
            None => self.all.push(Outcome { who: Ordinals::one(ordinal), protected, happened }),
        }
    }

    pub(super) fn of(who: impl IntoIterator<Item = (Ordinal, bool)>, happened: Happened) -> Self {
        let mut all = Self::default();
        for (ordinal, protected) in who {
            all.add(ordinal, protected, happened);
        }
        all
    }

    /// Adds a whole set at once; none of it may have been added before.
    pub(super) fn add_all(&mut self, world: &World, who: &Marks, happened: Happened) {
        let protected = &world.index().protected;
        for (who, protected) in [(who.and(protected).ordinals(), true), (who.without(protected).ordinals(), false)] {
            if !who.is_empty() {
                self.all.push(Outcome { who, protected, happened });
            }
        }
    }

    /// Sorts the outcomes by the first instance of each.
    pub(super) fn sort(&mut self) {
        self.all.sort_by_key(|outcome| outcome.who.first());
        self.last = 0;
    }

    /// The same outcome for every instance of a set, with the protection that each has in `world`.
    pub(super) fn all_of(world: &World, who: &Ordinals, happened: Happened) -> Self {
        Self::of(who.iter().filter_map(|o| Some((o, world.any(o)?.protected))), happened)
    }

    pub(super) fn refused(&mut self, ordinal: Ordinal, instance: &Instance, reason: Reason) {
        self.add(ordinal, instance.protected, Happened::Refused(reason));
    }

    /// Whether any instance has this outcome.
    pub(super) fn has(&self, happened: Happened) -> bool {
        self.all.iter().any(|outcome| outcome.happened == happened)
    }

    pub(super) fn into_all(self) -> Vec<Outcome> {
        self.all
    }
}
