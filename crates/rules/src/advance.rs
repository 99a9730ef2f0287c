//! What time brings: statuses that settle, auto-release times, arrears, expiry, reclaim. Each due event carries its own instant, however
//! late it is noticed.
//!
//! Order at one instant: the account comes first, alone. Then each instance gets only the first due event of: reclaim of a preemptible
//! instance, auto-release time (R7b), release of an expired subscription, expiry, end of a transitional status. The others fall due again
//! at once, unless the first one cancelled them. Records are in that order too; within a record, instances are in the order of creation.
//!
//! The process ends: every step removes what was due from the instance or the account, and adds nothing at that instant or before.

use super::{
    draft::{Draft, Outcomes, entry},
    due,
    event::{Event, Field},
    instance::{Instance, Locks, Status},
    ordinals::{Ordinal, Ordinals},
    protection::{Because, Cause, Fate, verdict},
    record::{Act, Actor, Happened},
    time::{STARTING_FOR, UnixMillis},
    world::{Account, World},
};

/// The earliest instant at which something falls due.
#[must_use]
pub fn next_due(world: &World) -> Option<UnixMillis> {
    world.next_due()
}

/// The events that fall due at the earliest due instant, if that is `at` or before; otherwise none. Apply them and call again until the
/// result is empty: the next events may be at the same instant. `next_request_id` is called once per record.
#[must_use]
pub fn fall_due(world: &World, at: UnixMillis, next_request_id: &mut dyn FnMut() -> Box<str>) -> Vec<Event> {
    let Some(due) = world.next_due().filter(|due| *due <= at) else { return Vec::new() };
    let mut fall = Fall { draft: Draft::new(world, due), world, due, next_request_id };
    if world.account.next_due() == Some(due) {
        fall.account();
    } else {
        fall.instances();
    }
    fall.draft.into_events()
}

/// Applies everything that falls due until `now`, in order, and returns the events.
pub fn advance(world: &mut World, now: UnixMillis, next_request_id: &mut dyn FnMut() -> Box<str>) -> Vec<Event> {
    let mut all = Vec::new();
    loop {
        let events = fall_due(world, now, next_request_id);
        if events.is_empty() {
            return all;
        }
        for event in &events {
            world.apply(event);
        }
        all.extend(events);
    }
}

struct Fall<'w> {
    draft: Draft<'w>,
    world: &'w World,
    due: UnixMillis,
    next_request_id: &'w mut dyn FnMut() -> Box<str>,
}

impl Fall<'_> {
    fn instances(&mut self) {
        let mut all: [Ordinals; 5] = Default::default();
        for (_, ordinal) in self.world.due_by(self.due) {
            let account = self.world.account;
            if let Some(kind) = self.world.get(ordinal).and_then(|instance| due::first(instance, account, self.due))
                && let Some(who) = all.get_mut(kind as usize)
            {
                who.insert(ordinal);
            }
        }
        let [reclaim, auto_release, expired_release, expiry, settle] = all;
        self.release(&reclaim, Cause::SpotReclaim, &Actor::Spot);
        self.release(&auto_release, Cause::AutoReleaseTime, &Actor::Scheduler);
        self.release(&expired_release, Cause::SubscriptionExpired, &Actor::Billing);
        self.expire(&expiry);
        self.settle(&settle);
    }

    /// An automatic release (R7). An instance that `verdict` does not release loses the date, so that it does not fall due again.
    fn release(&mut self, who: &Ordinals, cause: Cause, actor: &Actor) {
        let Some(act) = cause.info().act.filter(|_| !who.is_empty()) else { return };
        let in_arrears = self.world.account.overdue_since.is_some();
        let mut outcomes = Outcomes::default();
        let (mut released, mut kept) = (Ordinals::default(), Ordinals::default());
        for (ordinal, instance) in self.members(who) {
            let judged = verdict(instance, cause, in_arrears);
            if judged.fate == Fate::Released {
                released.insert(ordinal);
                outcomes.add(ordinal, instance.protected, Happened::Released(judged.because));
            } else {
                kept.insert(ordinal);
                outcomes.add(ordinal, instance.protected, Happened::Kept(judged.because));
            }
        }
        self.draft.release(&released, cause);
        match cause {
            Cause::SpotReclaim => self.draft.change(&kept, &Field::ReclaimAt(None)),
            Cause::AutoReleaseTime => self.draft.change(&kept, &Field::AutoReleaseAt(None)),
            _ => self.draft.change(&kept, &Field::ExpiresAt(None)),
        }
        self.record(act, actor, outcomes);
    }

    /// A subscription reaches its ExpiredTime: the instance stops and gets a financial lock.
    fn expire(&mut self, who: &Ordinals) {
        if who.is_empty() {
            return;
        }
        let world = self.world;
        self.draft.change(who, &Field::Status(Status::Stopped, None));
        self.lock(who);
        let outcomes = Outcomes::all_of(world, who, Happened::Stopped(Because::Expired));
        self.record(Act::SubscriptionExpired, &Actor::Billing, outcomes);
    }

    fn lock(&mut self, who: &Ordinals) {
        let world = self.world;
        self.draft.change_each(
            who.iter().filter_map(|o| Some((o, Field::Locks(world.get(o)?.locks.with(Locks::FINANCIAL))))),
        );
    }

    /// Transitional statuses change to the next one (R13). No actor does this, so it leaves no record.
    fn settle(&mut self, who: &Ordinals) {
        let world = self.world;
        let next = |ordinal: Ordinal| world.get(ordinal).map(|instance| (ordinal, self.next_status(instance)));
        let all: Vec<(Ordinal, Field)> = who.iter().filter_map(next).collect();
        let running = |to: &Field| *to == Field::Status(Status::Running, None);
        let started: Ordinals = all.iter().filter(|(_, to)| running(to)).map(|(ordinal, _)| *ordinal).collect();
        self.draft.change_each(all);
        self.draft.change(&started, &Field::StartedAt(Some(self.due)));
    }

    fn next_status(&self, instance: &Instance) -> Field {
        match instance.status {
            Status::Pending => Field::Status(Status::Starting, Some(self.due.plus(STARTING_FOR))),
            Status::Starting => Field::Status(Status::Running, None),
            Status::Stopping => Field::Status(Status::Stopped, None),
            settled @ (Status::Running | Status::Stopped) => Field::Status(settled, None),
        }
    }

    /// Day 12 of arrears: instances are shown as being reclaimed. After more than 15 days: every pay-as-you-go instance is released
    /// (R7a).
    fn account(&mut self) {
        let was = self.world.account;
        let releases = was.reclaiming;
        let to = if releases { Account { released: true, ..was } } else { Account { reclaiming: true, ..was } };
        let mut outcomes = Outcomes::default();
        let mut concerned = Ordinals::default();
        for (ordinal, instance) in self.world.live() {
            let judged = verdict(instance, Cause::AccountOverdue, true);
            if judged.fate == Fate::Released {
                concerned.insert(ordinal);
                let happened = if releases { Happened::Released(judged.because) } else { Happened::Done };
                outcomes.add(ordinal, instance.protected, happened);
            }
        }
        if releases {
            self.draft.release(&concerned, Cause::AccountOverdue);
        }
        self.draft.push(Event::AccountChanged { to, was });
        let act = if releases { Act::AccountOverdueRelease } else { Act::AccountReclaiming };
        self.record(act, &Actor::Billing, outcomes);
    }

    fn members(&self, who: &Ordinals) -> Vec<(Ordinal, &Instance)> {
        who.iter().filter_map(|ordinal| Some((ordinal, self.world.get(ordinal)?))).collect()
    }

    fn record(&mut self, act: Act, actor: &Actor, outcomes: Outcomes) {
        let mut record = entry(actor, act, &(self.next_request_id)());
        record.outcomes = outcomes.into_all();
        self.draft.record(record);
    }
}
