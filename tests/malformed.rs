//! Whatever is sent: a well-formed answer, and with a refusal no instance changes.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may fail loudly"
)]

#[path = "support/cloud.rs"]
mod support;

use latch::{
    api::{self, Response, operations::OPERATIONS, simulate},
    rules::{Instance, UnixMillis, World, sample},
};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Map, Value, json};
use support::Cloud;

/// Names that mean something to some operation, and some that mean nothing.
const NAMES: &[&str] = &[
    "InstanceId",
    "InstanceId.1",
    "InstanceId.2",
    "InstanceId.0",
    "InstanceId.x",
    "InstanceIds",
    "RegionId",
    "ZoneId",
    "ImageId",
    "InstanceType",
    "Amount",
    "MinAmount",
    "InstanceName",
    "UniqueSuffix",
    "HostName",
    "Description",
    "Password",
    "PasswordInherit",
    "KeyPairName",
    "InstanceChargeType",
    "Period",
    "PeriodUnit",
    "SpotStrategy",
    "SpotPriceLimit",
    "DeletionProtection",
    "AutoReleaseTime",
    "Force",
    "TerminateSubscription",
    "DryRun",
    "ClientToken",
    "Tag",
    "Tag.1.Key",
    "Tag.1.Value",
    "Tag.21.Key",
    "TagKey.1",
    "All",
    "ResourceType",
    "ResourceId.1",
    "SystemDisk",
    "SystemDisk.Size",
    "DataDisk",
    "DataDisk.1.Size",
    "DataDisk.4294967296.Size",
    "SecurityGroupId",
    "SecurityGroupIds",
    "InternetMaxBandwidthOut",
    "InternetMaxBandwidthIn",
    "PageNumber",
    "PageSize",
    "MaxResults",
    "NextToken",
    "Status",
    "LockReason",
    "Filter",
    "Filter.1.Key",
    "Filter.1.Value",
    "BatchOptimization",
    "StoppedMode",
    "ScalingGroupId",
    "Effect",
    "Entrusted",
    "ProtectedFromScaleIn",
    "Nothing",
    "",
];

const TEXTS: &[&str] = &[
    "",
    "true",
    "false",
    "cn-hangzhou",
    "cn-beijing",
    "xx",
    "i-unknown",
    "[]",
    "[\"i-1\"]",
    "[[",
    "{}",
    "null",
    "0",
    "-1",
    "1",
    "100",
    "99999999999999999999",
    "1.5",
    "NaN",
    "PrePaid",
    "PostPaid",
    "NoSpot",
    "SpotAsPriceGo",
    "Running",
    "2021-07-02T11:00:00Z",
    "2021-07-02T10:07Z",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00Z",
    "instance",
    "Month",
    "SuccessFirst",
    "stop",
    "release",
    "asg-1",
    "ecs.g6.large",
    "aliyun_3_x64_20G_alibase_20210425.vhd",
    "CreationStartTime",
    "web-[0,4]x",
    "网站",
    "🚀",
    "=1+1",
    "' OR 1=1",
    "\u{0}",
    "Abcdefg1!",
];

fn value(ids: &[String]) -> impl Strategy<Value = Value> + use<> {
    let mut texts: Vec<String> = TEXTS.iter().map(|text| (*text).to_owned()).collect();
    texts.extend(ids.iter().cloned());
    let leaf = prop_oneof![
        6 => select(texts).prop_map(Value::String),
        1 => any::<String>().prop_map(Value::String),
        1 => any::<i64>().prop_map(|number| json!(number)),
        1 => any::<f64>().prop_map(|number| json!(number)),
        1 => any::<bool>().prop_map(Value::Bool),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::Array),
            vec((select(vec!["Key", "Value", "Size", "Category", "1"]), inner), 0..4).prop_map(|fields| Value::Object(
                fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
            )),
        ]
    })
}

fn cloud() -> Cloud {
    let mut cloud = Cloud::default();
    cloud.world = sample::fleet(30, 1, cloud.now);
    cloud
}

fn instances(world: &World) -> Vec<(u32, Instance)> {
    world.all().map(|(ordinal, instance)| (ordinal, instance.clone())).collect()
}

fn answer(cloud: &mut Cloud, action: &str, params: &Value) -> Response {
    match api::parse(action, params) {
        Err(refusal) => Response::refused(action, &refusal, "R"),
        Ok(request) => match &request.command {
            None => api::read(&request, &cloud.world, "R"),
            Some(command) => {
                let reply = cloud.tell(command);
                api::answer(&request, &cloud.world, &reply, "R")
            }
        },
    }
}

fn act(cloud: &mut Cloud, name: &str, params: &Value) -> Response {
    match simulate::parse(name, params) {
        Err(refusal) => Response::refused(name, &refusal, "R"),
        Ok(command) => {
            let reply = cloud.tell(&command);
            simulate::answer(name, &cloud.world, &reply, "R")
        }
    }
}

fn assert_well_formed(response: &Response) {
    let body = response.body.as_object().expect("an object");
    assert_eq!(body["RequestId"], "R");
    if response.status == 200 {
        assert!(!body.contains_key("Code"));
    } else {
        assert!((400..500).contains(&response.status), "{response:?}");
        for name in ["HostId", "Code", "Message", "Recommend"] {
            assert!(body[name].as_str().is_some_and(|text| !text.is_empty()), "{name}: {response:?}");
        }
    }
}

fn names() -> Vec<&'static str> {
    let known = OPERATIONS.iter().map(|operation| operation.name);
    known.chain(simulate::ACTS).chain(["", "deleteinstance", "Nothing"]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn whatever_is_sent_is_answered_and_a_refusal_changes_nothing(
        action in select(names()),
        fields in {
            let ids: Vec<String> = cloud().world.live().take(6).map(|(_, instance)| instance.id.to_string()).collect();
            vec((select(NAMES), value(&ids)), 0..9)
        },
        loose in prop_oneof![9 => Just(None), 1 => value(&[]).prop_map(Some)],
    ) {
        let params: Map<String, Value> = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let params = loose.unwrap_or(Value::Object(params));
        let mut cloud = cloud();
        let before = instances(&cloud.world);
        let is_act = simulate::ACTS.contains(&action);
        let response = if is_act { act(&mut cloud, action, &params) } else { answer(&mut cloud, action, &params) };
        assert_well_formed(&response);
        if response.status != 200 {
            prop_assert!(instances(&cloud.world) == before, "{} {}: {:?}", action, params, response);
        }
        // What follows from it falls due without trouble.
        cloud.wait(UnixMillis(40 * 86_400_000).0);
    }
}
