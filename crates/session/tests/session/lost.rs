//! Calls that the simulated network loses: their instances stay as they are and are reported as refused, all others have the same result
//! as without losses, and a batch is still executed as shown or not at all (R15). `LATCH_SEED=…` plays one seed again.

use crate::support::browser;
use latch_testing::{acts, cloud, seeds};
use std::collections::BTreeMap;

use acts::{Dice, Player};
use browser::{Browser, Weather, difference};
use cloud::Cloud;
use latch_rules::{
    Actor, Answer, Command, Decision, Event, Field, Happened, Meta, Ordinal, Ordinals, Outcome, Reason, Record,
    ReleasePlan, World,
    command::Power,
    decide,
    record::Act,
    release_plan::When,
    sample::sample,
    time::{DAY, HOUR},
};
use latch_session::{Conditions, Make, Network, What, calls_of};

type Lost = Vec<(Reason, Ordinals)>;

fn partly(command: &Command, lost: &Lost) -> Command {
    Command::PartlyLost { command: Box::new(command.clone()), lost: lost.clone() }
}

fn decided(world: &World, cloud: &Cloud, command: &Command) -> Decision {
    decide(world, command, &Meta { now: cloud.now, actor: Actor::Console, request_id: "R".into() })
}

fn told(outcomes: &[Outcome]) -> BTreeMap<Ordinal, (bool, Happened)> {
    let mut all = BTreeMap::new();
    for outcome in outcomes {
        for ordinal in outcome.who.iter() {
            let before = all.insert(ordinal, (outcome.protected, outcome.happened));
            assert!(before.is_none(), "told once");
        }
    }
    all
}

fn outcomes(answer: &Answer) -> &[Outcome] {
    if let Answer::Outcomes(all) = answer { all } else { panic!("{answer:?}") }
}

fn changes(decision: &Decision) -> BTreeMap<Ordinal, Vec<Field>> {
    let mut all: BTreeMap<Ordinal, Vec<Field>> = BTreeMap::new();
    for event in &decision.events {
        match event {
            Event::Changed { who, to, .. } => who.iter().for_each(|one| all.entry(one).or_default().push(to.clone())),
            Event::Recorded { .. } => {}
            other => panic!("{other:?}"),
        }
    }
    all
}

fn records(decision: &Decision) -> Vec<&Record> {
    let records = decision.events.iter().filter_map(|event| match event {
        Event::Recorded { record } => Some(record),
        _ => None,
    });
    records.collect()
}

fn past(dice: &mut Dice) -> Cloud {
    let mut cloud = Cloud::default();
    let most = 12 + dice.throw(50) as usize;
    for _ in 0..dice.throw(60) {
        let (actor, command) = Player { dice, world: &cloud.world, now: cloud.now, most }.act();
        cloud.actor = actor;
        let _ = cloud.tell(&command);
        let pause = dice.pause() / 8;
        cloud.wait(pause);
    }
    cloud
}

/// A batch with lost calls has the same result as without losses, except for the lost instances.
fn compare(cloud: &Cloud, command: &Command, lost: &Lost) {
    let world = &cloud.world;
    let (whole, part) = (decided(world, cloud, command), decided(world, cloud, &partly(command, lost)));
    let context = format!("{command:#?} without {lost:?}\n{part:#?}");
    let reason_of = |ordinal| lost.iter().find(|(_, who)| who.contains(ordinal)).map(|(reason, _)| *reason);
    let Ok(answer) = &whole.answer else {
        // R5, R15, and every other refusal of the whole batch.
        assert_eq!(part, whole, "{context}");
        return;
    };
    let expected: BTreeMap<_, _> = told(outcomes(answer))
        .into_iter()
        .map(|(ordinal, (protected, happened))| match (happened, reason_of(ordinal)) {
            (Happened::Done | Happened::Released(_), Some(reason)) => (ordinal, (protected, Happened::Refused(reason))),
            _ => (ordinal, (protected, happened)),
        })
        .collect();
    let answered = told(outcomes(part.answer.as_ref().unwrap_or_else(|_| panic!("{context}"))));
    assert_eq!(answered, expected, "{context}");
    let mut rest = changes(&whole);
    rest.retain(|ordinal, _| reason_of(*ordinal).is_none());
    assert_eq!(changes(&part), rest, "{context}");
    // Everything that was changed or lost is in the record, with the same outcomes as in the answer.
    let is_lost = expected.iter().any(|(ordinal, (_, happened))| {
        reason_of(*ordinal).is_some_and(|reason| *happened == Happened::Refused(reason))
    });
    let records = records(&part);
    let is_release = matches!(command, Command::Release { plan } if plan.when == When::Now);
    assert_eq!(records.len(), usize::from(!rest.is_empty() || is_lost || is_release), "{context}");
    assert!(records.iter().all(|record| told(&record.outcomes) == expected && record.refused.is_none()), "{context}");
    let mut after = world.clone();
    part.events.iter().for_each(|event| after.apply(event));
    for ordinal in lost.iter().flat_map(|(_, who)| who.iter()) {
        assert_eq!(after.any(ordinal), world.any(ordinal), "a lost call leaves it as it was: {context}");
    }
    for (ordinal, one) in world.live().filter(|(_, one)| one.protected) {
        assert!(after.get(ordinal).is_some(), "R3: {}", one.id);
    }
}

fn batches(seed: u64) {
    let mut dice = Dice::new(seed);
    let cloud = past(&mut dice);
    for _ in 0..12 {
        let mut player = Player { dice: &mut dice, world: &cloud.world, now: cloud.now, most: 60 };
        let who = player.some(12);
        let mut lost: Lost = vec![
            (Reason::Throttled, player.some(6)),
            (Reason::ServiceUnavailable, player.some(6)),
            (Reason::Offline, Ordinals::one(4_000_000)),
        ];
        if dice.one_in(4) {
            lost = vec![(Reason::ServiceUnavailable, who.clone())];
        } else if dice.one_in(6) {
            lost.clear();
        }
        let (at, on) = (Some(cloud.now.plus(HOUR)), dice.coin());
        let power = dice.pick(&[Power::Start, Power::Stop, Power::Reboot]);
        for command in [
            Command::Release { plan: ReleasePlan::make(&cloud.world, &who, When::Now) },
            Command::Release { plan: ReleasePlan::make(&cloud.world, &who, When::At(at)) },
            Command::Release { plan: ReleasePlan::make(&cloud.world, &who, When::At(None)) },
            Command::Release { plan: ReleasePlan::make(&cloud.world, &who, When::At(Some(cloud.now))) },
            Command::ChangeReleaseProtection { who: who.clone(), on },
            Command::ChangePowerOf { who: who.clone(), power },
        ] {
            compare(&cloud, &command, &lost);
            if let Command::Release { plan } = &command {
                shown_is_executed(&cloud, plan, &lost);
            }
        }
    }
}

/// R15: a plan that is no longer true is not executed, even if only instances whose calls would be lost anyway have changed.
fn shown_is_executed(cloud: &Cloud, plan: &ReleasePlan, lost: &Lost) {
    for ordinal in plan.released.iter().take(3) {
        let mut cloud = Cloud { world: cloud.world.clone(), now: cloud.now, ..Cloud::default() };
        let on = !cloud.world.get(ordinal).unwrap().protected;
        let _ = cloud.tell(&Command::ChangeReleaseProtection { who: Ordinals::one(ordinal), on });
        if ReleasePlan::make(&cloud.world, &plan.all(), plan.when) == *plan {
            continue;
        }
        for lost in [lost.clone(), vec![(Reason::Throttled, Ordinals::one(ordinal))]] {
            let command = Command::Release { plan: plan.clone() };
            let part = decided(&cloud.world, &cloud, &partly(&command, &lost));
            let refused = part.answer.unwrap_err().reason;
            let too_soon = matches!(plan.when, When::At(Some(at)) if at == cloud.now);
            assert_eq!(refused == Reason::PlanChanged, !too_soon);
            assert!(part.events.is_empty());
        }
    }
}

#[test]
fn lost_calls_leave_their_instances_alone_and_the_rest_as_if_nothing_were_lost() {
    seeds::every("LATCH_WORLDS", 400, batches);
}

#[test]
fn a_release_of_which_every_call_is_lost_is_an_attempt_on_record() {
    let mut cloud = Cloud::default();
    let ids = cloud.running(latch_rules::command::NewInstances { amount: 3, ..cloud::order() });
    let who = cloud.ordinals(&ids);
    let plan = ReleasePlan::make(&cloud.world, &who, When::Now);
    let lost = vec![(Reason::ServiceUnavailable, who.clone())];
    let answer = cloud.tell(&partly(&Command::Release { plan }, &lost)).unwrap();
    assert_eq!(outcomes(&answer).len(), 1);
    let record = cloud.last_record();
    assert_eq!((record.act, &record.outcomes[0].who), (Act::DeleteInstances, &who));
    assert_eq!(record.outcomes[0].happened, Happened::Refused(Reason::ServiceUnavailable));
    assert!(ids.iter().all(|id| cloud.lives(id)));
    // The same plan still stands: what was shown can be tried again.
    let plan = ReleasePlan::make(&cloud.world, &who, When::Now);
    cloud.tell(&Command::Release { plan }).unwrap();
    assert!(ids.iter().all(|id| !cloud.lives(id)));
}

#[test]
fn a_loss_is_no_way_round_the_rules() {
    let mut cloud = Cloud::default();
    let id = cloud.one(true);
    let one = Ordinals::one(cloud.ordinal(&id));
    let lost: Lost = vec![(Reason::Throttled, one.clone())];
    let plan = ReleasePlan::make(&cloud.world, &one, When::Now);
    assert_eq!(cloud.refusal(&partly(&Command::Release { plan }, &lost)), Reason::AllProtected);
    let rewind = Command::Rewind { to: 1 };
    assert_eq!(cloud.refusal(&partly(&rewind, &lost)), Reason::HistoryNotKept);
    let delete = cloud::delete(&id, true);
    assert_eq!(cloud.refusal(&partly(&partly(&delete, &lost), &lost)), Reason::MalformedParameter);
    assert_eq!(cloud.refusal(&partly(&delete, &Vec::new())), Reason::DeletionProtection);
    assert!(cloud.lives(&id));
}

/// Each instance of a batch is in exactly one call, so that the lost calls say exactly which instances are lost.
#[test]
fn the_calls_of_a_batch_are_for_each_of_its_instances_once() {
    for seed in 0..60 {
        let mut dice = Dice::new(seed);
        let cloud = past(&mut dice);
        let who = Player { dice: &mut dice, world: &cloud.world, now: cloud.now, most: 60 }.some(30);
        for when in [When::Now, When::At(Some(cloud.now.plus(DAY)))] {
            let plan = ReleasePlan::make(&cloud.world, &who, when);
            let released = plan.released.clone();
            let calls = calls_of(&Command::Release { plan }, &cloud.world);
            let mut all: Vec<Ordinal> = calls.iter().flat_map(|(_, who)| who.as_ref().unwrap().iter()).collect();
            all.sort_unstable();
            assert_eq!(Ordinals::from(all.clone()), released);
            assert_eq!(all.len(), released.len());
        }
    }
}

/// R5: the network does not affect a request that makes no call; simulated events make none.
#[test]
fn what_makes_no_call_is_not_lost_delayed_or_held() {
    let conditions =
        Conditions { offline: true, latency_ms: 500, holds_next: true, error_percent: 100, ..Conditions::default() };
    let mut network = Network::new(conditions);
    let now = cloud::start();
    let world = sample(now);
    let protected: Ordinals = world.live().filter(|(_, one)| one.protected).map(|(ordinal, _)| ordinal).collect();
    let plan = ReleasePlan::make(&world, &protected, When::Now);
    assert!(plan.is_all_protected());
    for command in [Command::Release { plan }, Command::AccountOverdue, Command::Rewind { to: 1 }] {
        let passage = network.pass(calls_of(&command, &world), now);
        assert_eq!(passage, latch_session::Passage::default(), "{command:?}");
    }
    let of_one = Command::ChangePowerOf { who: Ordinals::one(0), power: Power::Stop };
    assert_ne!(network.pass(calls_of(&of_one, &world), now), latch_session::Passage::default());
    assert!(network.conditions().holds_next || !network.conditions().offline, "offline, nothing is held");
}

/// A follower tab asks the owner; if the shown plan no longer holds, the reply has the plan that holds now.
#[test]
fn a_lossy_batch_from_another_tab_is_decided_by_the_owner() {
    let mut browser = Browser::new(3, Weather::CALM);
    browser.open();
    browser.run(1_000);
    browser.ask(0, Actor::Simulation, Make::Sample.into());
    browser.run(1_000);
    let follower = browser.open();
    browser.run(1_000);
    let world = browser.tabs[follower].session.world();
    let releasable: Vec<Ordinal> = world
        .live()
        .filter(|(_, one)| !one.protected && one.expires_at.is_none() && one.settles_at.is_none())
        .map(|(ordinal, _)| ordinal)
        .take(4)
        .collect();
    let [gone, lost, other, changed] = releasable[..] else { panic!("{releasable:?}") };
    let release = |world: &World, who: &[Ordinal]| {
        let plan = ReleasePlan::make(world, &who.to_vec().into(), When::Now);
        partly(&Command::Release { plan }, &vec![(Reason::ServiceUnavailable, Ordinals::one(lost))])
    };
    let (first, second) = (release(world, &[gone, lost]), release(world, &[lost, other, changed]));
    let on = Command::ChangeReleaseProtection { who: Ordinals::one(changed), on: true };
    let mut ask = |command: Command| {
        let id = browser.ask(follower, Actor::Console, What::Command(command));
        browser.run(1_000);
        (browser.tabs[follower].replies[&id].clone(), browser.tabs[0].session.world().clone())
    };
    let (reply, after) = ask(first);
    assert!(reply.result.is_ok() && after.get(gone).is_none() && after.get(lost).is_some());
    assert!(ask(on).0.result.is_ok());
    let (reply, after) = ask(second);
    assert_eq!(reply.result.unwrap_err().reason, Reason::PlanChanged);
    let now: Ordinals = vec![lost, other].into();
    assert_eq!(reply.plan.map(|plan| plan.released), Some(now));
    assert!(after.get(lost).is_some() && after.get(other).is_some());
    assert_eq!(difference(&browser.reloaded().world, &after), None);
}
