//! Properties that hold after every command, whatever came before, tested with random histories over fleets of 1 to 50 instances.

use latch_testing::cloud;
use std::{collections::HashSet, fmt::Write as _};

use cloud::{Cloud, order};
use latch_rules::{
    Answer, ChargeType, Command, Event, Happened, Ordinals, ReleasePlan, UnixMillis, World,
    command::{AttributeChange, Deletion, NewInstances, Power, PowerChange, SecurityEffect},
    fall_due, forget,
    instance::{SpotStrategy, StoppedMode, Tag},
    record::Act,
    release_plan::When,
    time::{Clock, DAY, HOUR, MINUTE, SECOND},
};
use proptest::prelude::*;

/// One random act. Any number stands for an instance or a group.
#[derive(Clone, Debug)]
enum Step {
    Run { amount: u32, protected: bool, charge: ChargeType, spot: SpotStrategy, schedule: Option<i64> },
    CreateStopped,
    Protect { who: Vec<u8>, on: bool },
    ProtectOne { who: u8, on: bool },
    Rename { who: u8 },
    Delete { who: u8, force: bool, terminate: bool, dry: bool },
    DeleteMany { who: Vec<u8>, force: bool, unknown: bool },
    Release { who: Vec<u8>, when: Option<Option<i64>> },
    Power { who: Vec<u8>, power: Power, success_first: bool },
    PowerOf { who: Vec<u8>, power: Power },
    Schedule { who: u8, after: Option<i64> },
    Convert { who: u8, to: ChargeType },
    Tag { who: Vec<u8>, remove: bool },
    Overdue,
    Settled,
    Security { who: u8, effect: SecurityEffect },
    NewGroup { group: u8 },
    Attach { group: u8, who: Vec<u8>, entrusted: bool },
    ScaleOut { group: u8, amount: u32 },
    Guard { group: u8, who: Vec<u8>, on: bool },
    ScaleIn { group: u8, amount: u32 },
    Remove { group: u8, who: Vec<u8> },
    Reclaim { who: u8 },
    SetClock { after: i64 },
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    let who = || prop::collection::vec(any::<u8>(), 0..6);
    let power = || prop_oneof![Just(Power::Start), Just(Power::Stop), Just(Power::Reboot)];
    let charge = || prop_oneof![4 => Just(ChargeType::PostPaid), 1 => Just(ChargeType::PrePaid)];
    let spot = prop_oneof![4 => Just(SpotStrategy::NoSpot), 1 => Just(SpotStrategy::SpotAsPriceGo)];
    let schedule = || prop::option::weighted(0.3, 29 * MINUTE..20 * DAY);
    let group = || 0..3u8;
    let effect = prop_oneof![
        Just(SecurityEffect::Stop),
        Just(SecurityEffect::Release),
        Just(SecurityEffect::Lock),
        Just(SecurityEffect::Unlock)
    ];
    prop_oneof![
        4 => (1..9u32, any::<bool>(), charge(), spot, schedule())
            .prop_map(|(amount, protected, charge, spot, schedule)| Step::Run { amount, protected, charge, spot, schedule }),
        1 => Just(Step::CreateStopped),
        3 => (who(), any::<bool>()).prop_map(|(who, on)| Step::Protect { who, on }),
        2 => (any::<u8>(), any::<bool>()).prop_map(|(who, on)| Step::ProtectOne { who, on }),
        1 => any::<u8>().prop_map(|who| Step::Rename { who }),
        3 => (any::<u8>(), any::<bool>(), any::<bool>(), prop::bool::weighted(0.1))
            .prop_map(|(who, force, terminate, dry)| Step::Delete { who, force, terminate, dry }),
        2 => (who(), any::<bool>(), prop::bool::weighted(0.2))
            .prop_map(|(who, force, unknown)| Step::DeleteMany { who, force, unknown }),
        4 => (who(), prop::option::weighted(0.3, schedule())).prop_map(|(who, when)| Step::Release { who, when }),
        2 => (who(), power(), any::<bool>())
            .prop_map(|(who, power, success_first)| Step::Power { who, power, success_first }),
        2 => (who(), power()).prop_map(|(who, power)| Step::PowerOf { who, power }),
        2 => (any::<u8>(), schedule()).prop_map(|(who, after)| Step::Schedule { who, after }),
        1 => (any::<u8>(), charge()).prop_map(|(who, to)| Step::Convert { who, to }),
        1 => (who(), any::<bool>()).prop_map(|(who, remove)| Step::Tag { who, remove }),
        1 => Just(Step::Overdue),
        2 => Just(Step::Settled),
        2 => (any::<u8>(), effect).prop_map(|(who, effect)| Step::Security { who, effect }),
        1 => group().prop_map(|group| Step::NewGroup { group }),
        1 => (group(), who(), any::<bool>()).prop_map(|(group, who, entrusted)| Step::Attach { group, who, entrusted }),
        1 => (group(), 1..4u32).prop_map(|(group, amount)| Step::ScaleOut { group, amount }),
        1 => (group(), who(), any::<bool>()).prop_map(|(group, who, on)| Step::Guard { group, who, on }),
        1 => (group(), 1..4u32).prop_map(|(group, amount)| Step::ScaleIn { group, amount }),
        1 => (group(), who()).prop_map(|(group, who)| Step::Remove { group, who }),
        1 => any::<u8>().prop_map(|who| Step::Reclaim { who }),
        1 => (-HOUR..HOUR).prop_map(|after| Step::SetClock { after }),
        3 => prop_oneof![0..40 * SECOND, 0..HOUR, 0..16 * DAY, Just(40 * DAY)].prop_map(Step::Wait),
    ]
}

/// The command for a step in this world. `None` for waiting.
fn command(cloud: &Cloud, step: &Step) -> Option<Command> {
    let world = &cloud.world;
    // Released instances are included: a command may name an instance that is gone.
    let known: Vec<_> = world.all().map(|(ordinal, instance)| (ordinal, instance.id.clone())).collect();
    let one = |number: u8| known.get(usize::from(number) % known.len().max(1)).cloned();
    let id = |number: u8| one(number).map_or_else(|| "i-nobody".into(), |(_, id)| id);
    let ids = |who: &[u8]| who.iter().map(|number| id(*number)).collect::<Vec<_>>();
    let set =
        |who: &[u8]| who.iter().filter_map(|number| one(*number)).map(|(ordinal, _)| ordinal).collect::<Ordinals>();
    let group = |number: u8| -> std::sync::Arc<str> { format!("asg-{number}").into() };
    let after = |millis: Option<i64>| millis.map(|millis| cloud.now.plus(millis));
    let region: Box<str> = "cn-hangzhou".into();
    Some(match step.clone() {
        Step::Run { amount, protected, charge, spot, schedule } => Command::RunInstances(Box::new(NewInstances {
            amount,
            deletion_protection: protected,
            charge,
            spot,
            auto_release_at: after(schedule),
            ..order()
        })),
        Step::CreateStopped => Command::CreateInstance(Box::new(order())),
        Step::Protect { who, on } => Command::ChangeReleaseProtection { who: set(&who), on },
        Step::ProtectOne { who, on } => cloud::protect(&id(who), on),
        Step::Rename { who } => Command::ModifyInstanceAttribute(Box::new(AttributeChange {
            id: id(who),
            name: Some("renamed".into()),
            description: Some("said".into()),
            password_set: true,
            ..AttributeChange::default()
        })),
        Step::Delete { who, force, terminate, dry } => Command::DeleteInstance(Deletion {
            region: None,
            ids: vec![id(who)],
            force,
            terminate_subscription: terminate,
            dry_run: dry,
        }),
        Step::DeleteMany { who, force, unknown } => {
            let mut ids = ids(&who);
            ids.extend(unknown.then(|| "i-nobody".into()));
            Command::DeleteInstances(Deletion { region: Some(region), ids, force, ..Deletion::default() })
        }
        Step::Release { who, when } => {
            let when = when.map_or(When::Now, |at| When::At(after(at)));
            Command::Release { plan: ReleasePlan::make(world, &set(&who), when) }
        }
        Step::Power { who, power, success_first } => Command::ChangePower(PowerChange {
            power,
            region: Some(region),
            ids: ids(&who),
            success_first,
            stopped_mode: StoppedMode::StopCharging,
            dry_run: false,
        }),
        Step::PowerOf { who, power } => Command::ChangePowerOf { who: set(&who), power },
        Step::Schedule { who, after: millis } => Command::SetAutoReleaseTime { id: id(who), at: after(millis) },
        Step::Convert { who, to } => {
            Command::ChangeChargeType { region, ids: vec![id(who)], to, period_months: 1, dry_run: false }
        }
        Step::Tag { who, remove: false } => Command::TagResources {
            region,
            ids: ids(&who),
            tags: vec![Tag { key: "env".into(), value: "prod".into() }],
        },
        Step::Tag { who, remove: true } => {
            Command::UntagResources { region, ids: ids(&who), keys: Vec::new(), all: true }
        }
        Step::Overdue => Command::AccountOverdue,
        Step::Settled => Command::AccountSettled,
        Step::Security { who, effect } => Command::SecurityViolation { id: id(who), effect },
        Step::NewGroup { group: g } => Command::CreateScalingGroup { group: group(g) },
        Step::Attach { group: g, who, entrusted } => {
            Command::AttachInstances { group: group(g), ids: ids(&who), entrusted }
        }
        Step::ScaleOut { group: g, amount } => Command::ScaleOut { group: group(g), amount },
        Step::Guard { group: g, who, on } => {
            Command::SetInstancesProtection { group: group(g), ids: ids(&who), guarded: on }
        }
        Step::ScaleIn { group: g, amount } => Command::ScaleIn { group: group(g), amount },
        Step::Remove { group: g, who } => Command::RemoveInstances { group: group(g), ids: ids(&who) },
        Step::Reclaim { who } => Command::SpotReclaim { id: id(who) },
        Step::SetClock { after: millis } => {
            Command::SetClock { clock: Clock::anchored(cloud.now, cloud.now.plus(millis), 1) }
        }
        Step::Wait(_) => return None,
    })
}

/// The whole content of a world as text; `own` adds what is never undone.
fn dump(world: &World, own: bool) -> String {
    let mut text = String::new();
    for (ordinal, instance) in world.all() {
        let _ = writeln!(text, "{ordinal} {instance:?} due {:?}", world.due_of(instance));
    }
    let due: Vec<_> = world.due_by(UnixMillis(i64::MAX)).collect();
    let _ =
        writeln!(text, "{:?} {:?} {:?} {} due {due:?}", world.account, world.clock, world.groups, world.live_count());
    if own {
        let _ = writeln!(text, "{} {} {:?}", world.ids_given, world.next_record, world.records);
    }
    text
}

fn play(steps: &[Step]) -> Cloud {
    let mut cloud = Cloud::default();
    for step in steps {
        perform(&mut cloud, step);
    }
    cloud
}

fn perform(cloud: &mut Cloud, step: &Step) -> Option<Result<Answer, latch_rules::Refusal>> {
    if let Step::Wait(millis) = step {
        cloud.wait(*millis);
        return None;
    }
    if cloud.world.live_count() >= 50 && matches!(step, Step::Run { .. } | Step::ScaleOut { .. }) {
        return None;
    }
    command(cloud, step).map(|command| cloud.tell(&command))
}

fn history() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// R3. A refused attempt also releases no instance.
    #[test]
    fn no_manual_release_ever_takes_a_protected_instance(steps in history()) {
        let mut cloud = Cloud::default();
        for step in &steps {
            let protected: Vec<_> =
                cloud.world.live().filter(|(_, instance)| instance.protected).map(|(ordinal, _)| ordinal).collect();
            perform(&mut cloud, step);
            let is_manual = matches!(step, Step::Delete { .. } | Step::DeleteMany { .. } | Step::Release { .. });
            if is_manual {
                for ordinal in protected {
                    prop_assert!(cloud.world.get(ordinal).is_some(), "{step:?} took {ordinal}");
                }
            }
        }
        for (_, instance) in cloud.world.all() {
            if let Some(release) = instance.released {
                prop_assert!(!(release.cause.is_manual() && instance.protected));
            }
        }
    }

    /// R14.
    #[test]
    fn every_release_and_every_attempt_leaves_a_record_that_names_the_instance(steps in history()) {
        let mut cloud = Cloud::default();
        for step in &steps {
            let before = cloud.world.next_record;
            let tried = command(&cloud, step);
            let answer = perform(&mut cloud, step);
            let records: Vec<_> = cloud.world.records.iter().filter(|record| record.number >= before).collect();
            let tried = match &tried {
                Some(Command::DeleteInstance(deletion) | Command::DeleteInstances(deletion)) if !deletion.dry_run => {
                    deletion.ids.clone()
                }
                _ => Vec::new(),
            };
            for id in tried {
                let names = |record: &&&latch_rules::Record| {
                    let known = cloud.world.find_any(&id).map(|(ordinal, _)| ordinal);
                    record.unknown_ids.contains(&id)
                        || record.outcomes.iter().any(|o| known.is_some_and(|ordinal| o.who.contains(ordinal)))
                };
                prop_assert!(records.iter().any(|record| names(&record)), "{id} in {answer:?}");
            }
        }
        for (ordinal, instance) in cloud.world.all() {
            let Some(release) = instance.released else { continue };
            let record = cloud.world.record(release.record).expect("its record");
            let outcome = record.outcomes.iter().find(|outcome| outcome.who.contains(ordinal)).expect("its outcome");
            prop_assert!(matches!(outcome.happened, Happened::Released(_)));
            prop_assert_eq!((record.at, outcome.protected), (release.at, instance.protected));
        }
    }

    #[test]
    fn ids_are_unique_for_ever_and_records_are_numbered_without_gaps(steps in history()) {
        let cloud = play(&steps);
        let mut seen = HashSet::new();
        for event in &cloud.events {
            if let Event::Created { instances, .. } = event {
                for instance in instances {
                    prop_assert!(seen.insert(instance.id.clone()), "{} twice", instance.id);
                }
            }
        }
        let numbers: Vec<u64> = cloud.world.records.iter().map(|record| record.number).collect();
        prop_assert_eq!(numbers, (1..cloud.world.next_record).collect::<Vec<_>>());
    }

    #[test]
    fn a_world_replayed_from_its_events_equals_itself_and_a_suffix_may_come_twice(steps in history(), cut in any::<prop::sample::Index>()) {
        let cloud = play(&steps);
        let mut again = World::empty();
        for event in &cloud.events {
            again.apply(event);
        }
        prop_assert_eq!(dump(&again, true), dump(&cloud.world, true));
        let suffix = if cloud.events.is_empty() { 0 } else { cut.index(cloud.events.len()) };
        for event in &cloud.events[suffix..] {
            again.apply(event);
        }
        prop_assert_eq!(dump(&again, true), dump(&cloud.world, true));
    }

    #[test]
    fn events_walked_back_give_the_world_before(steps in history(), cut in any::<prop::sample::Index>()) {
        let mut cloud = play(&steps[..cut.index(steps.len())]);
        let (before, from) = (dump(&cloud.world, false), cloud.events.len());
        for step in &steps[cut.index(steps.len())..] {
            perform(&mut cloud, step);
        }
        let after = dump(&cloud.world, false);
        let back: Vec<Event> = cloud.events[from..].iter().rev().flat_map(Event::inverse).collect();
        for event in &back {
            cloud.world.apply(event);
        }
        prop_assert_eq!(dump(&cloud.world, false), before);
        for event in back.iter().rev().flat_map(Event::inverse) {
            cloud.world.apply(&event);
        }
        prop_assert_eq!(dump(&cloud.world, false), after);
    }

    /// There is no endless loop: due events come in order, and each step removes something due.
    #[test]
    fn due_events_come_in_order_and_come_to_an_end(steps in history(), ahead in 0..60 * DAY) {
        let mut cloud = play(&steps);
        let until = cloud.now.plus(ahead);
        let mut number = 0;
        let mut last = UnixMillis(i64::MIN);
        let most = 10 * (cloud.world.live_count() + 2);
        for round in 0.. {
            prop_assert!(round < most, "still due after {round} rounds");
            let due = cloud.world.next_due();
            let left = |world: &World, at| world.due_by(at).count() + usize::from(world.account.next_due() == Some(at));
            let events = fall_due(&cloud.world, until, &mut || { number += 1; number.to_string().into() });
            let Some(at) = due.filter(|due| *due <= until) else {
                prop_assert!(events.is_empty());
                break;
            };
            prop_assert!(at >= last);
            let before = left(&cloud.world, at);
            for event in &events {
                if let Event::Recorded { record } = event {
                    prop_assert_eq!(record.at, at);
                }
                cloud.world.apply(event);
            }
            let still = cloud.world.next_due() == Some(at);
            prop_assert!(!still || left(&cloud.world, at) <= before, "{events:?}");
            last = at;
        }
        prop_assert!(cloud.world.next_due().is_none_or(|due| due > until));
    }

    /// Events name only instances that really changed, with as many former values as instances.
    #[test]
    fn an_event_names_only_what_changed(steps in history()) {
        let mut world = World::empty();
        for event in play(&steps).events {
            if let Event::Changed { who, to, was } = &event {
                prop_assert_eq!(who.len(), was.iter().map(|(count, _)| *count as usize).sum::<usize>());
                prop_assert!(!was.iter().any(|(_, former)| former == to));
                let formers = was.iter().flat_map(|(count, former)| std::iter::repeat_n(former, *count as usize));
                for (ordinal, former) in who.iter().zip(formers) {
                    prop_assert!(world.any(ordinal).is_some_and(|instance| instance.has(former)));
                }
            }
            world.apply(&event);
        }
    }
}

#[test]
fn the_oldest_records_give_way_with_the_released_that_only_they_speak_of() {
    let mut cloud = Cloud::default();
    let gone = cloud.one(false);
    cloud.tell(&cloud::delete(&gone, true)).unwrap();
    let kept = cloud.one(false);
    assert_eq!(forget(&cloud.world), None);
    while forget(&cloud.world).is_none() {
        let on = !cloud.get(&kept).protected;
        cloud.tell(&cloud::protect(&kept, on)).unwrap();
    }
    assert_eq!(cloud.world.records.len(), 2_001);
    let event = forget(&cloud.world).unwrap();
    cloud.world.apply(&event);
    assert_eq!(cloud.world.records.len(), 1_801);
    assert!(cloud.world.find_any(&gone).is_none() && cloud.lives(&kept));
    assert!(cloud.world.record(1).is_none() && cloud.world.record(201).is_some());
    assert_eq!(cloud.world.records.back().map(|record| record.act), Some(Act::ModifyInstanceAttribute));
}
