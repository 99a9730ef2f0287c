//! Checks what must hold in every world at every step, from the events and by recounting. It does not call the rules: it computes the
//! dates and the permitted releases independently. Fast enough for millions of steps.

use std::collections::HashSet;

use latch_rules::{
    Answer, ChargeType, Command, Event, Field, Happened, Instance, Ordinal, Ordinals, Reason, Record, Refusal,
    UnixMillis, World,
    command::{Deletion, SecurityEffect},
    instance::{Locks, Origin, Release},
    protection::Cause,
    record::Act,
    release_plan::When,
    time::{DAY, MINUTE, SECOND},
};

/// What caused a step: a command or time.
#[derive(Clone, Copy)]
pub enum By<'a> {
    Command(&'a Command, &'a Result<Answer, Refusal>),
    Time,
}

/// Counts that are kept beside the world, from its events alone.
#[derive(Default)]
pub struct Audit {
    /// Every id that was ever given out.
    ids: HashSet<Box<str>>,
    /// By ordinal: the number of the record that must name the release; 0 = not released.
    released: Vec<u64>,
    live: usize,
    steps: u64,
    pub acts: u64,
    pub releases: u64,
    /// Protected instances named in manual release attempts.
    pub spared: u64,
}

impl Audit {
    /// Applies a step to the world; checks every event before it is applied, and the world afterwards.
    pub fn step(&mut self, world: &mut World, events: &[Event], at: UnixMillis, by: By) {
        let from = world.next_record;
        let mut pending = 0;
        for event in events {
            match event {
                Event::Changed { who, to, was } => {
                    assert_eq!(who.len(), was.iter().map(|(count, _)| *count as usize).sum::<usize>());
                    for ordinal in who.iter() {
                        pending += usize::from(self.change(world, ordinal, to, at, by));
                    }
                }
                Event::Created { first, instances } => {
                    assert_eq!(*first, world.next_ordinal(), "ordinals go on");
                    for instance in instances {
                        assert!(self.ids.insert(instance.id.clone()), "{} twice", instance.id);
                        assert!(instance.created_at == at && instance.is_live());
                    }
                    self.released.resize(self.released.len() + instances.len(), 0);
                    self.live += instances.len();
                }
                Event::Recorded { record } => {
                    assert_eq!((record.number, record.at), (world.next_record, at), "records go on, at the instant");
                    pending -= self.told(world, record);
                }
                Event::Uncreated { .. } | Event::TurnedBack { .. } => panic!("nobody went back: {event:?}"),
                _ => {}
            }
            world.apply(event);
        }
        assert_eq!(pending, 0, "a release that no record tells of: {events:?}");
        match by {
            By::Command(command, answer) => self.attempted(world, command, answer, events, from),
            By::Time => assert!(!events.is_empty(), "what is due does something"),
        }
        self.count(world);
    }

    /// Checks the change of one attribute of one instance. Returns whether it releases the instance.
    fn change(&mut self, world: &World, ordinal: Ordinal, to: &Field, at: UnixMillis, by: By) -> bool {
        let instance = world.any(ordinal).expect("it is known");
        assert!(instance.is_live(), "nothing happens to what is gone: {to:?}");
        match to {
            Field::Released(Some(release)) => {
                may_be_released(world, instance, *release, at, by);
                assert_eq!(std::mem::replace(&mut self.released[ordinal as usize], release.record), 0, "released once");
                self.releases += 1;
                self.live -= 1;
                return true;
            }
            Field::Released(None) => panic!("a released instance came back"),
            Field::Member(None) => {
                let member = instance.member.as_ref().expect("it was in a group");
                assert_eq!(member.origin, Origin::Attached, "R8");
                let by_scale_in = matches!(by, By::Command(Command::ScaleIn { .. }, _));
                assert!(!(by_scale_in && member.guarded), "R8: scale-in spares the guarded");
            }
            Field::Protected(true) => {
                let payg = instance.spec.charge == ChargeType::PostPaid && !instance.is_spot();
                assert!(payg, "R2");
                assert!(!instance.locks.has(Locks::SECURITY), "R11");
            }
            Field::Protected(false) => assert!(!instance.locks.has(Locks::SECURITY), "R11"),
            Field::AutoReleaseAt(Some(set)) => {
                assert_eq!(set.0 % MINUTE, 0, "R9: to the minute");
                assert!(set.plus(MINUTE) > at.plus(30 * MINUTE) && *set <= at.plus_years(3), "R9: how far ahead");
                assert_eq!(instance.spec.charge, ChargeType::PostPaid);
            }
            Field::ReclaimAt(Some(notice)) => assert!(instance.is_spot() && *notice == at.plus(5 * MINUTE)),
            _ => {}
        }
        false
    }

    /// Checks that the releases in a record are exactly those that refer to it, each once. Returns their number.
    fn told(&mut self, world: &World, record: &Record) -> usize {
        let mut count = 0;
        for outcome in &record.outcomes {
            for ordinal in outcome.who.iter() {
                let instance = world.any(ordinal).expect("a record names what is known");
                // The record of an act that changes protection states the former protection.
                let changes = matches!(record.act, Act::ModifyInstanceAttribute | Act::ModifyInstanceChargeType);
                assert!(changes || outcome.protected == instance.protected, "{record:?}");
                if let Happened::Released(because) = outcome.happened {
                    let release = instance.released.expect("it is gone");
                    assert_eq!((release.record, release.at), (record.number, record.at), "exactly one record");
                    assert!(!because.rule().is_empty());
                    count += 1;
                } else {
                    assert_ne!(self.released[ordinal as usize], record.number, "it says otherwise: {record:?}");
                }
            }
        }
        count
    }

    /// R14: a release attempt leaves a record that names every instance. R3, R5, R6: it released only instances that a manual release may release.
    fn attempted(
        &mut self,
        world: &World,
        command: &Command,
        answer: &Result<Answer, Refusal>,
        events: &[Event],
        from: u64,
    ) {
        self.acts += 1;
        if answer.is_err() {
            let records = events.iter().all(|event| matches!(event, Event::Recorded { .. }));
            assert!(records, "a refusal changes nothing: {events:?}");
        }
        let record = world.records.back().filter(|record| record.number >= from);
        let named = |ordinal: Ordinal| {
            let outcomes = record.iter().flat_map(|record| &record.outcomes);
            outcomes.filter(|outcome| outcome.who.contains(ordinal)).count()
        };
        match command {
            Command::Once { command, .. } => assert!(matches!(**command, Command::RunInstances(_))),
            Command::PartlyLost { command, lost } => self.partly(world, command, lost, events, record),
            Command::DeleteInstance(deletion) | Command::DeleteInstances(deletion) if !deletion.dry_run => {
                let record = record.expect("R14: every attempt");
                for id in &deletion.ids {
                    match world.find_any(id).map(|(ordinal, instance)| (ordinal, instance.released)) {
                        Some((ordinal, None)) => assert_eq!(named(ordinal), 1),
                        Some((ordinal, Some(release))) if release.record == record.number => {
                            assert_eq!(named(ordinal), 1);
                        }
                        _ => assert!(record.unknown_ids.contains(id), "R14: {id} was asked for"),
                    }
                }
                self.spared += spared(world, deletion, answer);
            }
            Command::DeleteInstance(_) | Command::DeleteInstances(_) => assert!(events.is_empty(), "a dry run"),
            Command::Release { plan } if plan.when == When::Now => {
                let all = plan.all();
                assert!(all.is_empty() || all.iter().all(|ordinal| named(ordinal) == 1), "R14");
                self.spared += plan.skipped.len() as u64;
                assert_eq!(answer.is_ok(), !plan.released.is_empty(), "R5");
            }
            Command::ScaleIn { .. } | Command::RemoveInstances { .. } | Command::SecurityViolation { .. } => {
                assert_eq!(answer.is_ok(), record.is_some(), "R14");
            }
            _ => {}
        }
    }

    /// R15: instances whose calls were lost are unchanged and recorded as refused.
    fn partly(
        &mut self,
        world: &World,
        command: &Command,
        lost: &[(Reason, Ordinals)],
        events: &[Event],
        record: Option<&Record>,
    ) {
        let changed = |ordinal: Ordinal| {
            events.iter().any(|event| matches!(event, Event::Changed { who, .. } if who.contains(ordinal)))
        };
        for ordinal in lost.iter().flat_map(|(_, who)| who.iter()) {
            assert!(!changed(ordinal), "a lost call changes nothing");
            let Some(record) = record else { continue };
            let told = record.outcomes.iter().find(|outcome| outcome.who.contains(ordinal));
            if let Some(told) = told {
                let kept = matches!(told.happened, Happened::Refused(_) | Happened::Kept(_));
                assert!(kept, "{record:?}");
            }
        }
        if let Command::Release { plan } = command
            && plan.when == When::Now
            && !plan.all().is_empty()
        {
            let record = record.expect("R14: every attempt");
            let told: usize = record.outcomes.iter().map(|outcome| outcome.who.len()).sum();
            assert_eq!(told, plan.all().len());
            assert!(world.live_count() > 0 || plan.skipped.is_empty());
        }
    }

    /// Checks the world's own counts against a recount.
    fn count(&mut self, world: &World) {
        assert_eq!(world.live_count(), self.live);
        assert_eq!(world.next_due(), earliest(world), "what is due next");
        self.steps += 1;
        if self.steps.is_multiple_of(32) {
            self.whole(world);
        }
    }

    /// Checks the complete index of due instants, and what always holds for an instance.
    fn whole(&self, world: &World) {
        let mut due: Vec<(UnixMillis, Ordinal)> =
            world.live().filter_map(|(ordinal, one)| Some((due_of(world, one)?, ordinal))).collect();
        due.sort_unstable();
        assert!(world.due_by(UnixMillis(i64::MAX)).eq(due), "the index of what is due");
        assert_eq!(world.live().count(), self.live);
        for (_, one) in world.live() {
            assert!(!one.protected || one.is_protectable(), "R2");
            assert!(one.member.as_ref().is_none_or(|member| world.groups.contains_key(&member.group)));
        }
    }

    /// The final checks, at the end of a history.
    pub fn end(&self, world: &World) {
        self.whole(world);
        let mut told = 0;
        for record in &world.records {
            for outcome in &record.outcomes {
                if matches!(outcome.happened, Happened::Released(_)) {
                    told += outcome.who.len() as u64;
                }
            }
        }
        assert_eq!(told, self.releases, "R14: exactly one record for every release");
        assert!(world.records.iter().map(|record| record.number).eq(1..world.next_record));
        for (ordinal, instance) in world.all() {
            let number = instance.released.map_or(0, |release| release.record);
            assert_eq!(self.released[ordinal as usize], number);
            assert!(!instance.released.is_some_and(|release| release.cause.is_manual() && instance.protected), "R3");
        }
        assert!(world.live().all(|(ordinal, one)| world.find(&one.id).is_some_and(|(found, _)| found == ordinal)));
    }
}

fn spared(world: &World, deletion: &Deletion, answer: &Result<Answer, Refusal>) -> u64 {
    let protected = deletion.ids.iter().filter(|id| world.find(id).is_some_and(|(_, one)| one.protected)).count();
    assert!(protected == 0 || answer.is_err(), "R6: refused whole");
    protected as u64
}

/// Checks that this release is permitted at this instant and for this step.
fn may_be_released(world: &World, instance: &Instance, release: Release, at: UnixMillis, by: By) {
    let overdue_since = world.account.overdue_since;
    assert_eq!((release.at, release.record), (at, world.next_record));
    if release.cause.is_manual() {
        assert!(!instance.protected, "R3: {instance:?}");
    }
    match (release.cause, by) {
        (Cause::ConsoleRelease, By::Command(command, _)) => {
            let command = if let Command::PartlyLost { command, .. } = command { command } else { command };
            assert!(matches!(command, Command::Release { plan } if plan.when == When::Now));
        }
        (Cause::ApiRelease { force, terminate_subscription }, By::Command(command, _)) => {
            let (Command::DeleteInstance(asked) | Command::DeleteInstances(asked)) = command else {
                panic!("{command:?}")
            };
            assert_eq!((asked.force, asked.terminate_subscription), (force, terminate_subscription));
            let prepaid = instance.spec.charge == ChargeType::PrePaid;
            assert!(!prepaid || terminate_subscription && instance.locks.has(Locks::FINANCIAL), "R12");
        }
        (Cause::SecurityRelease, By::Command(Command::SecurityViolation { effect, .. }, _)) => {
            assert_eq!(*effect, SecurityEffect::Release);
        }
        (Cause::ScaleIn, By::Command(Command::ScaleIn { group, .. }, _)) => {
            let member = instance.member.as_ref().expect("a member");
            assert!(member.group == *group && !member.guarded, "R8: guarded members never leave by scale-in");
            assert_ne!(member.origin, Origin::Attached, "R8: never released by the group");
        }
        (Cause::RemovedFromGroup, By::Command(Command::RemoveInstances { group, .. }, _)) => {
            let member = instance.member.as_ref().expect("a member");
            assert_eq!(member.group, *group);
            assert_ne!(member.origin, Origin::Attached, "R8: never released by the group");
        }
        (Cause::AutoReleaseTime, By::Time) => {
            assert_eq!(instance.auto_release_at, Some(at), "R9: at its very minute");
            assert_eq!(overdue_since, None, "R9: no schedule fires in arrears");
        }
        (Cause::AccountOverdue, By::Time) => {
            assert_eq!(overdue_since.map(|since| since.plus(15 * DAY + SECOND)), Some(at), "R7a");
            assert_eq!(instance.spec.charge, ChargeType::PostPaid, "R7a");
        }
        (Cause::SpotReclaim, By::Time) => {
            assert!(instance.is_spot() && instance.reclaim_at == Some(at), "five minutes after the notice");
        }
        (Cause::SubscriptionExpired, By::Time) => {
            assert_eq!(instance.expires_at.map(|end| end.plus(15 * DAY)), Some(at));
            assert!(instance.spec.charge == ChargeType::PrePaid && instance.locks.has(Locks::FINANCIAL));
        }
        (cause, _) => panic!("nothing that happened here can release by {cause:?}"),
    }
}

/// The next due instant of an instance, computed from docs/rules.md alone.
fn due_of(world: &World, one: &Instance) -> Option<UnixMillis> {
    let grace = if one.locks.has(Locks::FINANCIAL) { 15 * DAY } else { 0 };
    let expiry = one.expires_at.filter(|_| one.spec.charge == ChargeType::PrePaid).map(|end| end.plus(grace));
    let schedule = one.auto_release_at.filter(|_| world.account.overdue_since.is_none());
    [one.settles_at, one.reclaim_at, schedule, expiry].into_iter().flatten().min()
}

fn earliest(world: &World) -> Option<UnixMillis> {
    let account = world.account.overdue_since.and_then(|since| {
        let next = [(world.account.reclaiming, 12 * DAY), (world.account.released, 15 * DAY + SECOND)];
        next.into_iter().find(|(done, _)| !done).map(|(_, after)| since.plus(after))
    });
    world.live().filter_map(|(_, one)| due_of(world, one)).chain(account).min()
}

/// Checks that both worlds are equal; `own`: also in what is never undone.
pub fn same(left: &World, right: &World, own: bool) {
    if !left.all().eq(right.all()) {
        let differs = left.all().zip(right.all()).find(|(one, other)| one != other);
        panic!("instances differ: {differs:#?}, {} and {}", left.all().count(), right.all().count());
    }
    assert_eq!(
        (left.account, &left.groups, &left.tokens, &left.policy),
        (right.account, &right.groups, &right.tokens, &right.policy)
    );
    assert_eq!((left.next_due(), left.live_count()), (right.next_due(), right.live_count()));
    assert!(left.due_by(UnixMillis(i64::MAX)).eq(right.due_by(UnixMillis(i64::MAX))), "what is due");
    if own {
        assert_eq!((left.ids_given, left.next_record), (right.ids_given, right.next_record));
        assert_eq!(left.records, right.records);
        assert_eq!((left.clock, left.next_ordinal()), (right.clock, right.next_ordinal()));
    }
}
