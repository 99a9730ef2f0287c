//! Every kind of command becomes a step and is read back; the result has the same effect on the same world.

use crate::support::cases;
use std::collections::BTreeSet;

use latch_ecs::api::{
    self,
    equivalent::{Recorded, recorded},
    simulate, step,
};
use latch_rules::{
    Command, Meta, Ordinals, Reason, ReleasePlan, UnixMillis, World,
    command::{AttributeChange, Power},
    decide,
    instance::{Credential, Tag},
    refusal::Subject,
    release_plan::When,
    sample::fleet,
    time::{Clock, HOUR},
};
use latch_testing::{
    acts::{Dice, Player},
    cloud::order,
    seeds,
};
use serde_json::{Map, Value, json};

const NOW: UnixMillis = UnixMillis(1_800_000_000_000);

fn read_back(command: &Command, world: &World) -> Command {
    let step = step::write(command, world);
    // A step is stored as text.
    let step: Value = serde_json::from_str(&step.to_string()).unwrap();
    step::read(&step).unwrap_or_else(|refusal| panic!("{refusal:?}: {step}"))
}

/// The name of the variant.
fn kind(command: &Command) -> String {
    format!("{command:?}").chars().take_while(char::is_ascii_alphanumeric).collect()
}

fn play(seed: u64) {
    let mut dice = Dice::new(seed);
    let mut world = fleet(20 + dice.throw(60) as u32, seed, NOW);
    let mut now = NOW;
    for _ in 0..60 {
        now = now.plus(dice.pause());
        let (actor, command) = Player { dice: &mut dice, world: &world, now, most: 120 }.act();
        let meta = Meta { now, actor, request_id: "R".into() };
        let decision = decide(&world, &command, &meta);
        let again = decide(&world, &read_back(&command, &world), &meta);
        assert!(
            again == decision,
            "{command:?} as {}\n{:?}\n{:?}",
            step::write(&command, &world),
            again.answer,
            decision.answer
        );
        decision.events.iter().for_each(|event| world.apply(event));
    }
}

#[test]
fn whatever_is_done_decides_the_same_when_read_back_from_its_step() {
    seeds::every("LATCH_HISTORIES", 60, play);
}

/// Commands of every kind that no case of the conformance suite has.
fn of_no_case(world: &World) -> Vec<Command> {
    let alternating: Ordinals = (0..3_000).step_by(2).collect();
    let plan = |when| Command::Release { plan: ReleasePlan::make(world, &alternating, when) };
    let protect = Command::ChangeReleaseProtection { who: alternating.clone(), on: true };
    let lost = vec![(Reason::Throttled, Ordinals::one(4)), (Reason::Offline, Ordinals::range(8, 2))];
    let clock = Clock { real_anchor: NOW, virtual_anchor: NOW.plus(1_234), rate: 60 };
    vec![
        protect.clone(),
        Command::ChangeReleaseProtection { who: Ordinals::default(), on: false },
        Command::ChangePowerOf { who: Ordinals::range(7, 9), power: Power::Reboot },
        plan(When::Now),
        plan(When::At(None)),
        plan(When::At(Some(NOW.plus(HOUR)))),
        Command::PartlyLost { command: Box::new(protect), lost: lost.clone() },
        Command::PartlyLost { command: Box::new(plan(When::Now)), lost },
        Command::Rewind { to: 17 },
        Command::SetClock { clock },
        Command::RunClock { real: NOW, ahead: -5, rate: None },
        Command::RunClock { real: NOW, ahead: 0, rate: Some(0) },
        Command::GoTo { real: NOW, to: NOW.plus(HOUR) },
        Command::SetPolicy { tags: vec![Tag { key: "env".into(), value: "prod".into() }] },
    ]
}

/// The commands of the cases of the conformance suite: of the operations, with the name of each, and of the simulation.
fn of_the_cases() -> Vec<(Option<&'static str>, Command)> {
    let cases = cases::all();
    let steps = cases.iter().flat_map(|case| &case.steps).filter(|step| step.status == 200);
    let of_step = |step: &cases::Step| {
        let params = cases::params(step);
        let called = step.call.as_ref().and_then(|action| api::parse(action, &params).ok());
        let called = called.and_then(|request| Some((Some(request.operation.name), request.command?)));
        called.or_else(|| Some((None, simulate::parse(step.simulate.as_ref()?, &params).ok()?)))
    };
    steps.filter_map(of_step).collect()
}

#[test]
fn what_only_the_console_and_the_clock_do_comes_back_as_it_was() {
    let world = fleet(3_000, 5, NOW);
    for command in of_no_case(&world) {
        assert_eq!(read_back(&command, &world), command);
    }
}

#[test]
fn a_call_comes_back_as_it_was() {
    let world = fleet(3, 5, NOW);
    for (operation, command) in of_the_cases() {
        let step = step::write(&command, &world);
        assert_eq!(step.get("call").and_then(Value::as_str), operation, "{command:?}");
        let again = read_back(&command, &world);
        // An order without a value may also be sent with an empty one.
        let is_order = matches!(operation, Some("RunInstances" | "CreateInstance"));
        assert!(again == command || is_order, "{command:?} as {step}\n{again:?}");
        assert_eq!(step::write(&again, &world), step);
    }
}

/// The calls that are rebuilt from a record are those of an operation, and if they are whole, they leave the same record.
#[test]
fn a_record_of_a_call_gives_the_call() {
    let mut whole = BTreeSet::new();
    for (operation, command) in of_the_cases().into_iter().filter_map(|(name, command)| Some((name?, command))) {
        let mut cloud = cases::cloud();
        let before = cloud.world.next_record;
        if cloud.tell(&command).is_err() || cloud.world.next_record == before {
            continue;
        }
        let record = cloud.world.records.back().unwrap();
        let Recorded { calls, is_whole } = recorded(record, &cloud.world, usize::MAX);
        assert!(calls.total > 0, "{operation}: {record:?}");
        if let ([call], true) = (calls.first.as_slice(), is_whole) {
            assert_eq!(call.action, operation);
            whole.insert(operation);
            let params: Map<String, Value> =
                call.params.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
            let mut again = cases::cloud();
            let sent = api::parse(call.action, &Value::Object(params)).unwrap().command.unwrap();
            again.tell(&sent).unwrap();
            assert_eq!(again.world.records.back(), Some(record), "{call:?}");
        }
    }
    assert!(whole.len() > 5, "only {whole:?}");
}

#[test]
fn every_kind_of_command_becomes_a_step() {
    // The error for an unknown variant names them all.
    let all = serde_json::from_value::<Command>(json!("?")).unwrap_err().to_string();
    let all: BTreeSet<&str> = all.split('`').skip(3).step_by(2).collect();
    let world = fleet(3_000, 5, NOW);
    let tried = of_no_case(&world).into_iter().chain(of_the_cases().into_iter().map(|(_, command)| command));
    let tried: BTreeSet<String> = tried.map(|command| kind(&command)).collect();
    assert_eq!(tried.iter().map(String::as_str).collect::<BTreeSet<_>>(), all, "kinds that are tried here, and all");
}

#[test]
fn a_token_comes_back_and_a_password_never() {
    let world = fleet(3, 5, NOW);
    let params = json!({ "RegionId": "cn-hangzhou", "InstanceType": "ecs.g6.large", "ImageId": order().image_id, "Amount": 2,
        "Password": "Hunter2!hunter", "ClientToken": "once" });
    let command = api::parse("RunInstances", &params).unwrap().command.unwrap();
    let step = step::write(&command, &world);
    assert!(!step.to_string().contains("Hunter"), "{step}");
    let again = read_back(&command, &world);
    let Command::Once { token, fingerprint, command: inner } = &again else { panic!("{again:?}") };
    assert!(
        matches!(&command, Command::Once { token: was, fingerprint: print, .. } if was == token && print == fingerprint)
    );
    assert!(
        matches!(&**inner, Command::RunInstances(new) if new.credential == Credential::PasswordSet && new.amount == 2)
    );
    let change = AttributeChange { id: "i-1".into(), password_set: true, ..AttributeChange::default() };
    let change = Command::ModifyInstanceAttribute(Box::new(change));
    assert_eq!(read_back(&change, &world), change);
}

#[test]
fn a_step_that_cannot_be_read_says_which_member_is_wrong() {
    for (step, member) in [
        (json!({}), "call"),
        (json!({ "call": "DescribeInstances" }), "call"),
        (json!({ "console": "Explode" }), "console"),
        (json!({ "console": "Rewind" }), "To"),
        (json!({ "console": "Rewind", "To": -1 }), "To"),
        (json!({ "console": "ChangeReleaseProtection", "Ordinals": [[5, 3], [1, 1]], "On": true }), "Ordinals"),
        (json!({ "console": "ChangeReleaseProtection", "Ordinals": [[0, 4_294_967_295_u32]], "On": true }), "Ordinals"),
        (json!({ "console": "ChangeReleaseProtection", "Ordinals": "%%%", "On": true }), "Ordinals"),
        (json!({ "console": "ChangeReleaseProtection", "Ordinals": [], "On": "yes" }), "On"),
        (json!({ "console": "GoTo", "Real": 0, "Time": "tomorrow" }), "Time"),
        (json!({ "console": "RunClock", "Real": 0, "Ahead": 0, "Rate": -1 }), "Rate"),
        (json!({ "console": "Rewind", "To": 1, "Lost": [{ "Reason": "Nothing", "Ordinals": [] }] }), "Lost"),
    ] {
        let refusal = step::read(&step).unwrap_err();
        assert_eq!(refusal.subject, Subject::Field(member.into()), "{step}: {refusal:?}");
    }
}
