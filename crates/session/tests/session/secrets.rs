//! R16: however a secret comes in (by an instance, a record, a scaling group, a scenario, saved keys or a call), it is in no world, no
//! export, no shown call and nothing that is stored.

use std::{collections::BTreeMap, sync::Arc};

use latch_ecs::{
    api::{self, equivalent, scenario},
    export,
    import::{self, Mode, Present},
};
use latch_rules::{
    Actor, Event, Meta, UnixMillis, World, decide,
    instance::{Credential, Spec},
    sample::sample,
    scaling::ScalingGroup,
};
use latch_session::{Kept, Write, load, load_saved};
use serde_json::{Value, json};

const NOW: UnixMillis = UnixMillis(1_800_000_000_000);
const SECRET: &str = "hunter2-Qx";

fn imported(text: &str, mode: Mode) -> World {
    let present = Present {
        world: &World::empty(),
        now: NOW,
        real_now: NOW,
        actor: &Actor::Console,
        request_id: "R",
        raw: &load_saved,
    };
    import::read(text, &mode.into(), &present).unwrap().world
}

fn keys_of(world: &World) -> BTreeMap<String, String> {
    let (_, writes) = Kept::snapshot(world, 1, 1, NOW, "");
    let set = |write| match write {
        Write::Set { name, text } => (format!("latch:/:{name}"), text),
        Write::Remove { name } => panic!("{name}"),
    };
    writes.into_iter().map(set).collect()
}

/// Nothing that is made from the world contains the secret.
fn assert_silent(world: &World, how: &str) {
    assert!(world.all().next().is_some(), "{how}: there is something to look at");
    assert!(!format!("{world:?}").contains(SECRET), "{how}: it is in the world");
    assert!(!export::world(world, NOW).contains(SECRET), "{how}: it is exported");
    for record in &world.records {
        let calls = equivalent::recorded(record, world, 100);
        assert!(!format!("{calls:?}").contains(SECRET), "{how}: it is shown in a call");
    }
    let entries: Vec<_> = keys_of(world).into_iter().map(|(name, text)| (name.replace("latch:/:", ""), text)).collect();
    assert!(!format!("{:?}", load(&entries, 0, 0).world).contains(SECRET), "{how}: it is stored");
}

fn row() -> Value {
    json!({
        "InstanceId": "i-1",
        "RegionId": "cn-hangzhou",
        "password": SECRET,
        "VncPassword": SECRET,
        "Odd": { "PASSWORD": SECRET, "List": [{ "AccessKeySecret": SECRET, "Kept": "yes" }] },
        "Text": json!({ "SecurityToken": SECRET, "Kept": 1 }).to_string(),
        "VpcAttributes": { "VpcId": "vpc-1", "RootPassword": SECRET },
        "Latch": { "Note": { "Password": SECRET } },
    })
}

#[test]
fn a_secret_of_an_instance_is_not_kept() {
    for text in [
        json!({ "Instances": { "Instance": [row()] } }),
        json!([{ "Instances": { "Instance": [row()] } }]),
        json!({ "latch": 1, "Instances": { "Instance": [row()] } }),
    ] {
        let world = imported(&text.to_string(), Mode::Replace);
        assert_silent(&world, "an instance");
        let (_, one) = world.find("i-1").unwrap();
        assert_eq!(one.spec.credential, Credential::PasswordSet, "that there was one is known");
        assert!(export::world(&world, NOW).contains("yes"), "the rest is kept");
    }
    assert_silent(
        &imported(&json!({ "Instances": { "Instance": [row()] } }).to_string(), Mode::Add),
        "one that is added",
    );
}

fn world_with_secrets() -> Value {
    let record = |number: u64, act: &str, parameters: Value| {
        json!({ "Number": number, "Time": "2027-01-01T00:00:00Z", "Actor": "Api", "Act": act, "Parameters": parameters,
            "Outcomes": [{ "Happened": "Done", "InstanceIds": ["i-1"] }] })
    };
    let nested = json!({ "LoginConfig": { "password": SECRET } }).to_string();
    json!({
        "latch": 1,
        "Now": "2027-01-15T08:00:00Z",
        "Instances": { "Instance": [row()] },
        "Activity": [
            record(1, "RunInstances", json!([["Password", SECRET], ["Amount", "1"]])),
            record(2, "ModifyInstanceAttribute", json!([["password", SECRET], ["A.1.PASSWORD", SECRET], ["Data", nested]])),
            record(3, "DeleteInstance", json!([["Signature", SECRET], ["SecurityToken", SECRET], ["Force", "true"]])),
        ],
        "ScalingGroups": [{ "ScalingGroupId": "asg-1", "Latch": { "Template": Spec {
            unknown: json!({ "Password": SECRET }).to_string().into(),
            ..Spec::default()
        } } }],
    })
}

#[test]
fn a_secret_of_a_record_or_a_group_is_not_kept() {
    let world = imported(&world_with_secrets().to_string(), Mode::Replace);
    assert_silent(&world, "a world");
    let said = |n: usize| world.records[n].parameters.iter().map(|(name, _)| &**name).collect::<Vec<_>>();
    assert_eq!((said(0), said(1), said(2)), (vec!["Amount"], vec!["Data"], vec!["Force"]));
}

#[test]
fn a_secret_in_a_scenario_is_not_kept() {
    let words = json!({ "en": "A", "zh-CN": "甲" });
    let order = json!({ "RegionId": "cn-hangzhou", "InstanceType": "ecs.g7.large", "InstanceName": "web", "Password": format!("A1a-{SECRET}"),
        "ImageId": "aliyun_3_x64_20G_alibase_20240528.vhd", "Amount": 1, "ClientToken": "t", "AccessKeySecret": SECRET });
    let told = |more: Value| {
        let mut text = json!({ "latch-scenario": 1, "name": "a", "title": words, "purpose": words });
        text.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        scenario::read(&text.to_string(), NOW).unwrap().world
    };
    let steps = json!([{ "call": "RunInstances", "params": order }]);
    assert_silent(&told(json!({ "start": "2027-01-15T08:00:00Z", "steps": steps })), "a step");
    assert_silent(&told(json!({ "world": world_with_secrets() })), "a whole world");
}

/// Keys that an older build wrote, or that somebody made by hand.
#[test]
fn a_secret_in_saved_keys_is_not_kept() {
    let mut world = sample(NOW);
    let mut one = world.live().next().unwrap().1.clone();
    Arc::make_mut(&mut one.spec).unknown = json!({ "A": { "Password": SECRET } }).to_string().into();
    let template = Arc::clone(&one.spec);
    let group = ScalingGroup { id: "g".into(), created_at: NOW, template };
    world.change_head(|head| drop(head.groups.insert("g".into(), group)));
    world.put(0, one);
    let mut record = world.records.back().cloned().unwrap_or_else(|| {
        imported(&json!({ "Instances": { "Instance": [row()] } }).to_string(), Mode::Replace).records[0].clone()
    });
    record.number = world.next_record;
    record.parameters = vec![("Password".into(), SECRET.into())];
    world.apply(&Event::Recorded { record });
    let keys = keys_of(&world);
    let text = json!({ "latch-raw": 1, "keys": keys }).to_string();
    assert_silent(&imported(&text, Mode::Replace), "saved keys");
    assert_silent(&imported(&text, Mode::Add), "saved keys that are added");
    let entries: Vec<_> = keys.into_iter().map(|(name, text)| (name.replace("latch:/:", ""), text)).collect();
    assert_silent(&load(&entries, 0, 0).world, "what was stored");
}

/// Not even a fingerprint of the secret is kept: with so few letters, the secret could be guessed from it.
#[test]
fn a_call_is_the_same_call_whatever_secret_it_carries() {
    let call = |secret: &str| {
        let params = json!({ "RegionId": "cn-hangzhou", "InstanceType": "ecs.g7.large", "ClientToken": "t", "Password": format!("Abcdef-12{secret}"),
            "ImageId": "aliyun_3_x64_20G_alibase_20240528.vhd", "AccessKeySecret": secret });
        let request = api::parse("RunInstances", &params).unwrap();
        assert!(!format!("{request:?}").contains(SECRET));
        let mut world = World::empty();
        let meta = Meta { now: NOW, actor: Actor::Api, request_id: "R".into() };
        let decision = decide(&world, &request.command.unwrap(), &meta);
        decision.events.iter().for_each(|event| world.apply(event));
        assert_silent(&world, "a call");
        world.tokens.clone()
    };
    assert_eq!(call(SECRET), call("another"));
}
