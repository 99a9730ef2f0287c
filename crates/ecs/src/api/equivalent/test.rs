use serde_json::{Map, Value};

use super::{Call, MASK, calls};
use crate::api::parse;
use latch_rules::{
    Command, Ordinals, ReleasePlan, UnixMillis, World,
    command::{AttributeChange, Deletion, NewInstances, Power, PowerChange},
    instance::{ChargeType, Credential, Disk, SpotStrategy, StoppedMode, Tag},
    release_plan::When,
    sample,
};

fn sent(call: &Call) -> Option<Command> {
    let params: Map<String, Value> =
        call.params.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
    parse(call.action, &Value::Object(params)).unwrap().command
}

/// Asserts that a command, written as a call and parsed again, is the same command.
fn assert_same(command: Command) {
    let calls = calls(&command, &World::empty());
    assert_eq!(calls.len(), 1);
    assert_eq!(sent(&calls[0]), Some(command));
}

fn order() -> NewInstances {
    NewInstances {
        region: "cn-hangzhou".into(),
        zone: "cn-hangzhou-h".into(),
        instance_type: "ecs.g6.large".into(),
        image_id: "img".into(),
        amount: 3,
        name: "web-[1,3]".into(),
        credential: Credential::PasswordSet,
        spot: SpotStrategy::SpotWithPriceLimit,
        spot_price_limit_milli: 1_050,
        security_groups: vec!["sg-1".into(), "sg-2".into()],
        system_disk: Some(Disk { category: "cloud_ssd".into(), size: 40, delete_with_instance: true }),
        data_disks: vec![Disk { category: "cloud_essd".into(), size: 100, delete_with_instance: false }],
        bandwidth_out: 5,
        tags: vec![Tag { key: "k&=".into(), value: "数据".into() }, Tag { key: "e".into(), value: "".into() }],
        auto_release_at: Some(UnixMillis(1_800_000_042_000)),
        ..NewInstances::default()
    }
}

#[test]
fn an_order_shown_as_a_call_is_the_same_order() {
    assert_same(Command::RunInstances(Box::new(order())));
    let subscription = NewInstances {
        charge: ChargeType::PrePaid,
        period_months: 12,
        auto_renew: true,
        spot: SpotStrategy::NoSpot,
        credential: Credential::KeyPair("ops".into()),
        amount: 1,
        auto_release_at: None,
        ..order()
    };
    assert_same(Command::CreateInstance(Box::new(subscription)));
}

#[test]
fn every_other_command_of_the_api_is_the_same_too() {
    let ids: Vec<Box<str>> = vec!["i-1".into(), "i-2".into()];
    let change = AttributeChange {
        id: "i-1".into(),
        name: Some("a&b".into()),
        description: Some("".into()),
        password_set: true,
        deletion_protection: Some(false),
        ..AttributeChange::default()
    };
    let deletion =
        Deletion { region: None, ids: vec!["i-1".into()], force: true, terminate_subscription: true, dry_run: true };
    let power = PowerChange {
        power: Power::Stop,
        region: Some("cn-beijing".into()),
        ids: ids.clone(),
        success_first: true,
        stopped_mode: StoppedMode::StopCharging,
        dry_run: false,
    };
    assert_same(Command::ModifyInstanceAttribute(Box::new(change)));
    assert_same(Command::DeleteInstance(deletion.clone()));
    assert_same(Command::DeleteInstances(Deletion { region: Some("cn-beijing".into()), ids: ids.clone(), ..deletion }));
    assert_same(Command::ChangePower(power.clone()));
    assert_same(Command::ChangePower(PowerChange {
        power: Power::Reboot,
        region: None,
        ids: vec!["i-1".into()],
        success_first: false,
        stopped_mode: StoppedMode::KeepCharging,
        ..power
    }));
    assert_same(Command::SetAutoReleaseTime { id: "i-1".into(), at: Some(UnixMillis(1_800_000_042_000)) });
    assert_same(Command::SetAutoReleaseTime { id: "i-1".into(), at: None });
    assert_same(Command::ChangeChargeType {
        region: "cn-beijing".into(),
        ids: ids.clone(),
        to: ChargeType::PrePaid,
        period_months: 1,
        dry_run: false,
    });
    let tags = vec![Tag { key: "k".into(), value: "v".into() }];
    assert_same(Command::TagResources { region: "cn-beijing".into(), ids: ids.clone(), tags });
    assert_same(Command::UntagResources { region: "cn-beijing".into(), ids, keys: vec!["k".into()], all: false });
}

#[test]
fn no_secret_is_in_a_call() {
    let order = calls(&Command::RunInstances(Box::new(order())), &World::empty());
    assert!(order[0].params.contains(&("Password".into(), MASK.into())));
}

#[test]
fn a_console_batch_is_one_call_an_instance_or_one_a_hundred() {
    let world = sample::fleet(250, 1, UnixMillis(1_800_000_000_000));
    let who: Ordinals = world.live().map(|(ordinal, _)| ordinal).collect();
    let stops = calls(&Command::ChangePowerOf { who: who.clone(), power: Power::Stop }, &world);
    let named = |call: &Call| call.params.iter().filter(|(name, _)| name.starts_with("InstanceId.")).count();
    assert_eq!(stops.iter().map(named).sum::<usize>(), 250);
    assert!(stops.iter().all(|call| call.action == "StopInstances" && named(call) <= 100));

    let plan = ReleasePlan::make(&world, &who, When::Now);
    let releases = calls(&Command::Release { plan: plan.clone() }, &world);
    assert_eq!(releases.iter().map(named).sum::<usize>(), plan.released.len());
}
