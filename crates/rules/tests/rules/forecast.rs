//! The forecast matches what then happens, for random worlds, every cause and every instance. A test takes the cell, runs the cause
//! through the whole engine on a copy, and compares fate, reason, instant and preceding releases with the world and the records.
//! `LATCH_SEED=…` repeats the world of a failure; `LATCH_WORLDS=…` sets the number of worlds.

use latch_testing::{acts, cloud, seeds};
use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
};

use acts::{Dice, Player};
use cloud::Cloud;
use latch_rules::{
    Actor, Command, Event, Happened, Instance, Meta, Ordinal, Ordinals, Reason, Record, ReleasePlan, Status,
    UnixMillis, World, advance,
    command::{Deletion, SecurityEffect},
    decide,
    forecast::{CAUSES, Cell, cell},
    instance::{ChargeType, Locks, Origin, Release, Spec},
    protection::{Because, Cause, Fate},
    release_plan::When,
    time::{DAY, MINUTE, SPOT_NOTICE},
    world::Account,
};

/// The number of random worlds.
const WORLDS: u64 = 700;

/// Counts of the cases that occurred, so that a case that never occurs is noticed.
static MET: [[AtomicU64; 8]; CAUSES.len()] = [const { [const { AtomicU64::new(0) }; 8] }; CAUSES.len()];

fn column(cause: Cause) -> usize {
    CAUSES.iter().position(|known| *known == cause).expect("a column")
}

/// A world of 5 to 60 instances, after random acts over some weeks.
fn past(dice: &mut Dice) -> Cloud {
    let mut cloud = Cloud::default();
    let most = 5 + dice.throw(56) as usize;
    while cloud.world.live_count() < most * 3 / 4 {
        let mut player = Player { dice, world: &cloud.world, now: cloud.now, most };
        let order = player.order(1 + (most / 8) as u32);
        let _ = cloud.tell(&Command::RunInstances(Box::new(order)));
        if dice.one_in(3) {
            let order = Player { dice, world: &cloud.world, now: cloud.now, most }.order(1);
            let _ = cloud.tell(&Command::CreateInstance(Box::new(order)));
        }
        let pause = dice.pause() / 8;
        cloud.wait(pause);
    }
    for group in 0..3 {
        let _ = cloud.tell(&Command::CreateScalingGroup { group: format!("asg-{group}").into() });
    }
    for _ in 0..dice.throw(90) {
        let (actor, command) = Player { dice, world: &cloud.world, now: cloud.now, most }.act();
        cloud.actor = actor;
        let _ = cloud.tell(&command);
        let pause = dice.pause() / 6;
        cloud.wait(pause);
    }
    if dice.coin() {
        // In half of all worlds instances were just created and a reclaim notice was just given, so that transitional statuses and
        // notices still exist.
        let order = Player { dice, world: &cloud.world, now: cloud.now, most }.order(2);
        let _ = cloud.tell(&Command::RunInstances(Box::new(order)));
        let spot = cloud.world.live().find(|(_, one)| one.is_spot()).map(|(_, one)| one.id.clone());
        if let Some(id) = spot {
            let _ = cloud.tell(&Command::SpotReclaim { id });
        }
        let pause = dice.between(0, 30_000);
        cloud.wait(pause);
    }
    if dice.one_in(12) {
        // After arrears that have already released instances, subscriptions remain.
        let _ = cloud.tell(&Command::AccountOverdue);
        cloud.wait(16 * DAY);
    }
    if dice.one_in(3) {
        // The time is shortly before a date, or exactly one reclaim notice before it: a reclaim that begins now comes too late, or at
        // that same instant.
        let dates = cloud.world.live().flat_map(|(_, one)| [one.auto_release_at, one.expires_at, one.reclaim_at]);
        let dates: Vec<UnixMillis> = dates.flatten().filter(|at| *at > cloud.now.plus(SPOT_NOTICE)).collect();
        if !dates.is_empty() {
            let before = if dice.coin() { SPOT_NOTICE } else { dice.between(1, SPOT_NOTICE) };
            let until = dice.pick(&dates).plus(-before);
            cloud.wait(until.since(cloud.now).max(0));
        }
    }
    cloud
}

/// Changes that an import may bring and commands never make: any combination of locks, notices, billing and account standing.
fn imported(cloud: &mut Cloud, dice: &mut Dice) {
    let all: Vec<(Ordinal, Instance)> = cloud.world.live().map(|(ordinal, one)| (ordinal, one.clone())).collect();
    for (ordinal, mut instance) in all {
        let prepaid = instance.spec.charge == ChargeType::PrePaid;
        match dice.throw(9) {
            0 => instance.locks = Locks::from_bits(dice.throw(8) as u8),
            1 => instance.reclaim_at = Some(cloud.now.plus(dice.between(1, 40 * DAY))),
            2 => instance.expires_at = Some(cloud.now.plus(dice.between(-20 * DAY, 40 * DAY)).minute_start()),
            3 => instance.expires_at = None,
            4 if !instance.protected => {
                let spot = latch_rules::instance::SpotStrategy::SpotAsPriceGo;
                instance.spec = Spec { spot, ..(*instance.spec).clone() }.into();
            }
            5 if !prepaid => instance.auto_release_at = Some(cloud.now.plus(dice.between(1, DAY)).minute_start()),
            _ => {}
        }
        cloud.world.put(ordinal, instance);
    }
    if dice.one_in(3) {
        let overdue_since = dice.coin().then(|| cloud.now.plus(-dice.between(0, 20 * DAY)));
        let to = Account { overdue_since, reclaiming: dice.coin(), released: dice.coin() };
        cloud.world.apply(&Event::AccountChanged { to, was: cloud.world.account });
    }
    cloud.wait(MINUTE);
}

/// A copy of the world, on which causes are run.
struct Copy {
    world: World,
    now: UnixMillis,
    /// The number of the first record that the copy adds.
    first: u64,
}

impl Copy {
    fn of(cloud: &Cloud) -> Self {
        Self { world: cloud.world.clone(), now: cloud.now, first: cloud.world.next_record }
    }

    fn tell(&mut self, command: &Command) -> Result<(), Reason> {
        let meta = Meta { now: self.now, actor: Actor::Simulation, request_id: "R".into() };
        let decision = decide(&self.world, command, &meta);
        decision.events.iter().for_each(|event| self.world.apply(event));
        decision.answer.map(drop).map_err(|refusal| refusal.reason)
    }

    fn wait_until(&mut self, until: UnixMillis) {
        self.now = self.now.max(until);
        advance(&mut self.world, self.now, &mut || "T".into());
    }

    fn release(&self, ordinal: Ordinal) -> Option<Release> {
        self.world.any(ordinal).and_then(|one| one.released)
    }

    fn records(&self) -> impl Iterator<Item = &Record> {
        self.world.records.iter().filter(|record| record.number >= self.first)
    }

    /// The outcome for an instance in a record.
    fn told(&self, number: u64, ordinal: Ordinal) -> Option<(Happened, bool)> {
        let record = self.world.record(number)?;
        let mut found = record.outcomes.iter().filter(|outcome| outcome.who.contains(ordinal));
        let told = found.next().map(|outcome| (outcome.happened, outcome.protected));
        assert!(found.next().is_none(), "said twice: {record:?}");
        told
    }

    /// The outcome for an instance in the only new record that names it.
    fn only_told(&self, ordinal: Ordinal) -> Option<(Happened, bool)> {
        let mut all = self.records().filter_map(|record| self.told(record.number, ordinal));
        let told = all.next();
        assert!(all.next().is_none(), "one record for one act");
        told
    }
}

struct Look<'a> {
    cloud: &'a Cloud,
    /// A copy in which nobody does anything for years.
    left_alone: &'a Copy,
    /// The same, except that the account is overdue from now on.
    overdue: &'a Copy,
    /// For each group, a copy after a scale-in of all its members.
    scaled_in: &'a BTreeMap<Box<str>, Copy>,
}

fn check(look: &Look, ordinal: Ordinal, instance: &Instance, cause: Cause) {
    let Cloud { world, now, .. } = look.cloud;
    let told = cell(world, instance, cause, *now);
    let (place, context) = (column(cause), format!("{cause:?} of {instance:#?}\ncell {told:#?}"));
    let kind = match told {
        None => 0,
        Some(Cell { overtaken: Some(_), .. }) => 1,
        Some(Cell { fate: Fate::Released, .. }) => 2,
        Some(Cell { fate: Fate::Kept, .. }) => 3,
        Some(_) => 4,
    };
    MET[place][kind].fetch_add(1, Ordering::Relaxed);
    match cause {
        Cause::ConsoleRelease
        | Cause::ApiRelease { .. }
        | Cause::SecurityStop
        | Cause::SecurityRelease
        | Cause::RemovedFromGroup => at_once(look, ordinal, instance, cause, told, &context),
        Cause::ScaleIn => {
            let group = instance.member.as_ref().map(|member| Box::from(&*member.group));
            match (told, group) {
                (None, None) => {
                    let untouched = |copy: &Copy| copy.world.any(ordinal) == Some(instance);
                    assert!(look.scaled_in.values().all(untouched), "{context}");
                }
                (Some(told), Some(group)) => fits(&look.scaled_in[&group], ordinal, instance, cause, told, &context),
                _ => panic!("{context}"),
            }
        }
        Cause::AutoReleaseTime | Cause::SubscriptionExpired => {
            dated(look.left_alone, ordinal, instance, cause, told, &context);
        }
        Cause::AccountOverdue => {
            let copy = if world.account.overdue_since.is_some() { look.left_alone } else { look.overdue };
            dated(copy, ordinal, instance, cause, told, &context);
        }
        Cause::SpotReclaim => {
            let mut copy = Copy::of(look.cloud);
            let answer = copy.tell(&Command::SpotReclaim { id: instance.id.clone() });
            assert_eq!(answer.is_ok(), told.is_some(), "{context}");
            let at = told.and_then(|told| told.at).unwrap_or(*now);
            copy.wait_until(at.max(now.plus(SPOT_NOTICE)).plus(MINUTE));
            dated(&copy, ordinal, instance, cause, told, &context);
        }
    }
}

/// Checks a cause that a command triggers now.
fn at_once(look: &Look, ordinal: Ordinal, instance: &Instance, cause: Cause, told: Option<Cell>, context: &str) {
    let mut copy = Copy::of(look.cloud);
    let id = instance.id.clone();
    let command = match cause {
        Cause::ConsoleRelease => {
            Command::Release { plan: ReleasePlan::make(&copy.world, &Ordinals::one(ordinal), When::Now) }
        }
        Cause::ApiRelease { force, terminate_subscription } => {
            Command::DeleteInstance(Deletion { ids: vec![id], force, terminate_subscription, ..Deletion::default() })
        }
        Cause::SecurityStop => Command::SecurityViolation { id, effect: SecurityEffect::Stop },
        Cause::SecurityRelease => Command::SecurityViolation { id, effect: SecurityEffect::Release },
        _ => {
            let group = instance.member.as_ref().map_or("asg-0".into(), |member| member.group.clone());
            Command::RemoveInstances { group, ids: vec![id] }
        }
    };
    let answer = copy.tell(&command);
    match told {
        Some(told) => {
            assert_eq!(answer.is_ok(), told.fate != Fate::Kept, "{answer:?} {context}");
            fits(&copy, ordinal, instance, cause, told, context);
        }
        None => {
            assert_eq!(cause, Cause::RemovedFromGroup, "{context}");
            assert_eq!(copy.world.any(ordinal), Some(instance), "{context}");
        }
    }
}

/// Checks that what happened at once matches the cell, in the world and in the record.
fn fits(copy: &Copy, ordinal: Ordinal, instance: &Instance, cause: Cause, told: Cell, context: &str) {
    let Cell { fate, because, at, overtaken } = told;
    assert_eq!((at, overtaken), (None, None), "{context}");
    let after = copy.world.any(ordinal).expect("it is still known");
    let (happened, protected) = copy.only_told(ordinal).unwrap_or_else(|| panic!("no record: {context}"));
    assert_eq!(protected, instance.protected, "{context}");
    match fate {
        Fate::Released => {
            let release = after.released.unwrap_or_else(|| panic!("it lives: {context}"));
            assert_eq!((release.at, release.cause), (copy.now, cause), "{context}");
            assert_eq!(happened, Happened::Released(because), "{context}");
        }
        Fate::Kept => {
            assert_eq!(after, instance, "{context}");
            let expected = match (because, cause) {
                // R5: the release of a selection is refused if all of it is protected.
                (Because::Protected, Cause::ConsoleRelease) => Happened::Refused(Reason::AllProtected),
                (_, Cause::ScaleIn) => Happened::Kept(because),
                _ => Happened::Refused(because.refusal(instance.status).expect("a reason")),
            };
            assert_eq!(happened, expected, "{context}");
        }
        Fate::Stopped => {
            assert_eq!((after.status, after.settles_at), (Status::Stopped, None), "{context}");
            assert!(after.is_live() && happened == Happened::Stopped(because), "{context}");
        }
        Fate::Removed => {
            assert_eq!((after.is_live(), &after.member), (true, &None), "{context}");
            assert_eq!(happened, Happened::Removed(because), "{context}");
        }
    }
}

/// Checks a cause with a date: the copy has the release that the cell names, at its instant, or the earlier one, or none by that cause.
fn dated(copy: &Copy, ordinal: Ordinal, instance: &Instance, cause: Cause, told: Option<Cell>, context: &str) {
    let release = copy.release(ordinal);
    let context = &format!("{context}\nreleased {release:#?}");
    let by_cause = release.filter(|release| release.cause == cause);
    let Some(Cell { fate, because, at, overtaken }) = told else {
        assert_eq!(by_cause, None, "{context}");
        return;
    };
    if let Some((before, at)) = overtaken {
        let release = release.unwrap_or_else(|| panic!("it lives: {context}"));
        assert_eq!((release.cause, release.at), (before, at), "{context}");
        return;
    }
    if fate == Fate::Released {
        let release = by_cause.unwrap_or_else(|| panic!("not of that cause: {context}"));
        assert_eq!(Some(release.at), at, "{context}");
        let record = copy.world.record(release.record).expect("its record");
        assert_eq!(record.at, release.at, "{context}");
        let told = copy.told(release.record, ordinal);
        assert_eq!(told, Some((Happened::Released(because), instance.protected)), "{context}");
    } else {
        assert_eq!((fate, by_cause), (Fate::Kept, None), "{context}");
        assert!(release.is_none_or(|release| at.is_none_or(|at| release.at > at)), "{context}");
    }
}

fn world_of(seed: u64) {
    let mut dice = Dice::new(seed);
    let mut cloud = past(&mut dice);
    if seed % 4 == 3 {
        imported(&mut cloud, &mut dice);
    }
    // Farther ahead than any auto-release time may be.
    let far = cloud.now.plus(4 * 366 * DAY);
    let mut left_alone = Copy::of(&cloud);
    left_alone.wait_until(far);
    let mut overdue = Copy::of(&cloud);
    let begun = overdue.tell(&Command::AccountOverdue);
    assert_eq!(begun.is_ok(), cloud.world.account.overdue_since.is_none());
    overdue.wait_until(far);
    let mut scaled_in = BTreeMap::new();
    for group in cloud.world.groups.keys() {
        let mut copy = Copy::of(&cloud);
        let _ = copy.tell(&Command::ScaleIn { group: group.clone(), amount: 100 });
        scaled_in.insert(Box::from(&**group), copy);
    }
    let look = Look { cloud: &cloud, left_alone: &left_alone, overdue: &overdue, scaled_in: &scaled_in };
    for (ordinal, instance) in cloud.world.all() {
        for cause in CAUSES {
            if instance.is_live() {
                check(&look, ordinal, instance, cause);
            } else {
                assert_eq!(cell(&cloud.world, instance, cause, cloud.now), None, "nothing awaits what is gone");
            }
        }
    }
}

#[test]
fn no_cell_differs_from_what_then_happens() {
    if seeds::every("LATCH_WORLDS", WORLDS, world_of) < WORLDS {
        return;
    }
    // Every case must occur somewhere: a comparison that never takes place proves nothing.
    let met = |cause: Cause, kind: usize| MET[column(cause)][kind].load(Ordering::Relaxed);
    let (none, overtaken, released, kept, other) = (0, 1, 2, 3, 4);
    for cause in CAUSES {
        let counts: Vec<u64> = (0..5).map(|kind| met(cause, kind)).collect();
        println!("{cause:?}: none, overtaken, released, kept, other: {counts:?}");
    }
    for (cause, kinds) in [
        (Cause::ConsoleRelease, vec![released, kept]),
        (Cause::ApiRelease { force: false, terminate_subscription: false }, vec![released, kept]),
        (Cause::ApiRelease { force: true, terminate_subscription: true }, vec![released, kept]),
        (Cause::AutoReleaseTime, vec![none, overtaken, released, kept]),
        (Cause::AccountOverdue, vec![none, overtaken, released, kept]),
        (Cause::SecurityStop, vec![other]),
        (Cause::SecurityRelease, vec![released]),
        (Cause::ScaleIn, vec![none, released, kept, other]),
        (Cause::RemovedFromGroup, vec![none, released, other]),
        (Cause::SpotReclaim, vec![none, overtaken, released]),
        (Cause::SubscriptionExpired, vec![none, released]),
    ] {
        for kind in kinds {
            assert!(met(cause, kind) > 0, "{cause:?} was never met of kind {kind}");
        }
    }
}

/// Two dates at one instant are taken in the order of `advance`, and the account comes first.
#[test]
fn at_one_instant_the_forecast_knows_who_comes_first() {
    let mut cloud = Cloud::default();
    let spot = latch_rules::command::NewInstances {
        spot: latch_rules::instance::SpotStrategy::SpotAsPriceGo,
        ..cloud::order()
    };
    let id = cloud.running(spot).remove(0);
    let at = cloud.now.plus(HOUR_ON).minute_start();
    cloud.tell(&Command::SetAutoReleaseTime { id: id.clone(), at: Some(at) }).unwrap();
    cloud.wait(at.since(cloud.now) - SPOT_NOTICE);
    let told = cell(&cloud.world, cloud.get(&id), Cause::SpotReclaim, cloud.now).unwrap();
    assert_eq!((told.at, told.overtaken), (Some(at), None));
    cloud.tell(&Command::SpotReclaim { id: id.clone() }).unwrap();
    let told = cell(&cloud.world, cloud.get(&id), Cause::AutoReleaseTime, cloud.now).unwrap();
    assert_eq!((told.at, told.overtaken), (Some(at), Some((Cause::SpotReclaim, at))));
    cloud.wait(SPOT_NOTICE);
    let gone = cloud.world.find_any(&id).unwrap().1.released.unwrap();
    assert_eq!((gone.cause, gone.at), (Cause::SpotReclaim, at));
}

const HOUR_ON: i64 = latch_rules::time::HOUR;

/// Members that were attached, created or entrusted, guarded or not: every kind has a cell.
#[test]
fn a_group_spares_removes_and_releases_as_the_cell_says() {
    let mut cloud = Cloud::default();
    let group: std::sync::Arc<str> = "asg-0".into();
    cloud.tell(&Command::CreateScalingGroup { group: group.clone() }).unwrap();
    let ids = [cloud.one(true), cloud.one(true), cloud.one(false)];
    for (id, entrusted) in ids.iter().zip([false, true, true]) {
        let command = Command::AttachInstances { group: group.clone(), ids: vec![id.clone()], entrusted };
        cloud.tell(&command).unwrap();
    }
    let ids_guarded = vec![ids[2].clone()];
    cloud.tell(&Command::SetInstancesProtection { group, ids: ids_guarded, guarded: true }).unwrap();
    let fates = |cause| ids.each_ref().map(|id| cell(&cloud.world, cloud.get(id), cause, cloud.now).unwrap().fate);
    assert_eq!(fates(Cause::ScaleIn), [Fate::Removed, Fate::Released, Fate::Kept]);
    assert_eq!(fates(Cause::RemovedFromGroup), [Fate::Removed, Fate::Released, Fate::Released]);
    assert!(ids.iter().all(|id| cloud.get(id).member.as_ref().is_some_and(|member| {
        (member.origin == Origin::Attached) == (*id == ids[0]) && cloud.get(id).spec.charge == ChargeType::PostPaid
    })));
}
