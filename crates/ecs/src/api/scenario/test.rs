use serde_json::{Value, json};

use super::{About, Counts, Problem, ScenarioError, Words, index, is_scenario, read, write};
use crate::export;
use latch_rules::{Actor, Reason, UnixMillis, World};

const REAL: UnixMillis = UnixMillis(1_790_000_000_000);

fn scenario(steps: Value) -> String {
    let words = json!({ "en": "A", "zh-CN": "甲" });
    json!({ "latch-scenario": 1, "name": "a-1", "title": words, "purpose": words, "start": "2027-03-01T01:00:00Z",
        "seed": 7, "rate": 0, "steps": steps })
    .to_string()
}

fn played(steps: Value) -> World {
    read(&scenario(steps), REAL).unwrap().world
}

fn wrong(steps: Value) -> (Option<usize>, Problem) {
    let ScenarioError { step, why, .. } = read(&scenario(steps), REAL).unwrap_err();
    (step, why)
}

fn run(name: &str, more: Value) -> Value {
    let mut params = json!({ "RegionId": "cn-hangzhou", "InstanceType": "ecs.g7.large", "InstanceName": name,
        "ImageId": "aliyun_3_x64_20G_alibase_20240528.vhd", "Amount": 1 });
    params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({ "call": "RunInstances", "params": params, "as": "lin.yue" })
}

#[test]
fn steps_are_played_in_their_order_from_the_start() {
    let world = played(json!([
        run("web-1", json!({ "DeletionProtection": true })),
        { "advance": 60 },
        { "call": "StopInstance", "params": { "InstanceId": "$web-1" } },
        { "call": "DeleteInstance", "params": { "InstanceId": "$web-1", "Force": true },
          "refused": "InvalidOperation.DeletionProtection", "as": "console" },
        { "advance": 60 },
    ]));
    assert_eq!((world.live_count(), &*world.scenario, world.clock.rate), (1, "a-1", 0));
    assert_eq!(world.clock.at(REAL).0, 1_803_862_920_000);
    let actors: Vec<&Actor> = world.records.iter().map(|record| &record.actor).collect();
    assert_eq!(actors, [&Actor::Person("lin.yue".into()), &Actor::Api, &Actor::Console]);
    assert_eq!(world.records.back().and_then(|record| record.refused), Some(Reason::DeletionProtection));
}

#[test]
fn what_only_the_console_does_is_a_step_too() {
    let world = played(json!([
        run("web-1", json!({})),
        run("web-2", json!({})),
        { "console": "ChangeReleaseProtection", "Ordinals": [[0, 2]], "On": true },
        { "console": "ChangeReleaseProtection", "Ordinals": [[1, 1]], "On": false, "as": "wang.fang" },
    ]));
    assert_eq!(world.live().map(|(_, one)| one.protected).collect::<Vec<_>>(), [true, false]);
    let actors: Vec<&Actor> = world.records.iter().skip(2).map(|record| &record.actor).collect();
    assert_eq!(actors, [&Actor::Console, &Actor::Person("wang.fang".into())]);
}

#[test]
fn what_is_wrong_is_said_with_its_step() {
    let rewind = json!({ "console": "Rewind", "To": 1 });
    assert_eq!(wrong(json!([rewind])), (Some(1), Problem::NoStep));
    let nobody = json!({ "console": "ChangeReleaseProtection", "Ordinals": [[0, 3]], "On": true });
    assert_eq!(wrong(json!([nobody])), (Some(1), Problem::OutOfRange));
    assert_eq!(wrong(json!([{ "advance": 1 }, { "dance": 1 }])), (Some(2), Problem::NoStep));
    assert_eq!(wrong(json!([{ "advance": 1 }, { "sample": {} }])), (Some(2), Problem::NoStep));
    assert_eq!(wrong(json!([{ "advance": u64::MAX }])), (Some(1), Problem::OutOfRange));
    assert_eq!(wrong(json!([{ "call": "DescribeRegions" }])), (Some(1), Problem::OnlyReads));
    let (step, why) = wrong(json!([{ "simulate": "ScaleIn", "params": { "ScalingGroupId": "x", "Amount": 1 } }]));
    assert!(
        step == Some(1) && matches!(why, Problem::Refused(refusal) if refusal.reason == Reason::ScalingGroupNotFound)
    );
    let unknown =
        json!([run("web-1", json!({})), { "call": "DeleteInstance", "params": { "InstanceId": "$web-1#2" } }]);
    assert_eq!(wrong(unknown), (Some(2), Problem::UnknownName("web-1#2".into())));
    let kept = json!([run("web-1", json!({})), { "call": "TagResources", "refused": "X", "params":
        { "RegionId": "cn-hangzhou", "ResourceType": "instance", "ResourceId.1": "$web-1", "Tag.1.Key": "a" } }]);
    assert_eq!(wrong(kept), (Some(2), Problem::NotRefused("X".into())));
}

#[test]
fn a_text_that_is_no_scenario_says_so() {
    let why = |text: &str| read(text, REAL).unwrap_err().why;
    assert!(matches!(why("<!doctype html>"), Problem::NotJson { line: 1, .. }));
    for other in ["{\"latch\": 1}", "[]", "null", "\"x\""] {
        assert_eq!(why(other), Problem::NotAScenario, "{other}");
    }
    let error = read("{\"latch-scenario\": 1, \"seed\": 1e999}", REAL).unwrap_err();
    assert!(matches!((&*error.field, error.why), ("seed", Problem::NotJson { .. })));
    assert_eq!(why("{\"latch-scenario\": 2}"), Problem::UnknownVersion("2".into()));
    let error = read(&scenario(json!([])).replace("a-1", "../a"), REAL).unwrap_err();
    assert_eq!((&*error.field, error.why), ("name", Problem::OutOfRange));
}

#[test]
fn a_present_world_becomes_a_scenario_and_that_the_same_world() {
    let before = played(json!([run("web-1", json!({})), { "advance": 3 }]));
    let now = before.clock.at(REAL);
    let words = Words { en: "B".into(), zh_cn: "乙".into() };
    let about =
        About { name: "b".into(), title: words.clone(), purpose: words, tries: vec![], counts: Counts::of(&before) };
    let text = write(&about, &export::world(&before, now));
    assert!(is_scenario(&text) && !is_scenario(&export::world(&before, now)));
    let after = read(&text, UnixMillis(REAL.0 + 5_000)).unwrap();
    assert_eq!(after.about, about);
    let mut renamed = before.clone();
    renamed.change_head(|head| head.scenario = "b".into());
    assert_eq!(
        export::world(&after.world, after.world.clock.at(UnixMillis(REAL.0 + 5_000))),
        export::world(&renamed, now)
    );
}

#[test]
fn the_list_names_what_each_is() {
    let words = json!({ "en": "A", "zh-CN": "甲" });
    let one = json!({ "name": "a", "title": words, "purpose": words, "counts": { "instances": 5, "protected": 2 } });
    let list = index(&json!({ "latch-scenario": 1, "scenarios": [one] }).to_string()).unwrap();
    assert_eq!((&*list[0].title.zh_cn, list[0].counts), ("甲", Counts { instances: 5, protected: 2, groups: 0 }));
    assert_eq!(&*index("{\"latch-scenario\": 1}").unwrap_err().field, "scenarios");
}

/// Each of these scenarios once kept a page busy for minutes, before the user was asked.
#[test]
fn what_would_take_long_is_refused_before_it_does() {
    let overdue = [json!({ "simulate": "AccountOverdue" }), json!({ "simulate": "AccountSettled" })];
    let fleet = json!({ "sample": { "Instances": 100_000, "Seed": 7 } });
    let steps: Vec<Value> = [fleet.clone()].into_iter().chain(overdue.into_iter().cycle().take(999)).collect();
    assert!(matches!(wrong(json!(steps)), (Some(2..40), Problem::TooMuch)));
    let group = [json!({ "simulate": "CreateScalingGroup", "params": { "ScalingGroupId": "g" } })];
    let out = json!({ "simulate": "ScaleOut", "params": { "ScalingGroupId": "g", "Amount": 100 } });
    let steps: Vec<Value> = group.into_iter().chain(std::iter::repeat_n(out, 900)).collect();
    assert!(matches!(wrong(json!(steps)), (Some(100..600), Problem::TooMuch)));
    let names: Vec<&str> = vec!["$nobody"; 9_000];
    let steps =
        json!([run("nobody", json!({})), fleet, { "call": "DeleteInstances", "params": { "InstanceId": names } }]);
    assert!(wrong(steps).0.is_some());
    let many = json!([{ "sample": { "Instances": 100_000 } }, { "call": "DeleteInstances", "params": { "InstanceId": names } }]);
    assert_eq!(wrong(many), (Some(2), Problem::UnknownName("nobody".into())));
    let ten_years = json!([{ "sample": { "Instances": 100_000 } }, { "advance": 3_600 * 24 * 3_650 }]);
    assert!(matches!(read(&scenario(ten_years), REAL).map_err(|error| error.why), Ok(_) | Err(Problem::TooMuch)));
}
