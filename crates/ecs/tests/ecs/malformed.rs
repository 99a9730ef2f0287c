//! Every call gets a well-formed response, and a refusal changes no instance. 100,000 calls in histories of fifty, each from a seed: some
//! are nearly valid and name existing instances, some have random names and values. `LATCH_SEED=7` plays history 7 alone.

use crate::support::cases;
use latch_testing::cloud::Cloud;
use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    env,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::LazyLock,
};

use latch_ecs::{
    api::{
        self, Response,
        operations::{Effect, OPERATIONS},
        simulate,
    },
    iso,
};
use latch_rules::{Instance, Ordinal, Record, World, record::Act, sample, time::DAY};
use serde_json::{Map, Value, json};

const HISTORIES: u64 = 2_000;
const CALLS: u32 = 50;

/// Names that mean something to some operation, and some that mean nothing.
const NAMES: &[&str] = &[
    "InstanceId",
    "InstanceId.1",
    "InstanceId.2",
    "InstanceId.0",
    "InstanceId.x",
    "InstanceId.99999999999999999999",
    "InstanceIds",
    "InstanceIds.1",
    "RegionId",
    "ZoneId",
    "ImageId",
    "ImageFamily",
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
    "AutoRenew",
    "SpotStrategy",
    "SpotDuration",
    "SpotPriceLimit",
    "DeletionProtection",
    "AutoReleaseTime",
    "Force",
    "ForceStop",
    "TerminateSubscription",
    "DryRun",
    "ClientToken",
    "Tag",
    "Tag.1.Key",
    "Tag.1.Value",
    "Tag.21.Key",
    "Tag.0.Key",
    "TagKey",
    "TagKey.1",
    "All",
    "ResourceType",
    "ResourceId",
    "ResourceId.1",
    "ResourceGroupId",
    "SystemDisk",
    "SystemDisk.Size",
    "SystemDisk.Category",
    "DataDisk",
    "DataDisk.1.Size",
    "DataDisk.1.Category",
    "DataDisk.4294967296.Size",
    "VSwitchId",
    "SecurityGroupId",
    "SecurityGroupIds",
    "NetworkInterface.1.VSwitchId",
    "NetworkInterface.1.InstanceType",
    "LaunchTemplateId",
    "InternetChargeType",
    "InternetMaxBandwidthOut",
    "InternetMaxBandwidthIn",
    "PageNumber",
    "PageSize",
    "MaxResults",
    "NextToken",
    "Status",
    "LockReason",
    "InstanceNetworkType",
    "PrivateIpAddresses",
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
    ".",
    "网站.1.Key",
];

const TEXTS: &[&str] = &[
    "",
    " ",
    "true",
    "false",
    "TRUE",
    "cn-hangzhou",
    "cn-beijing",
    "cn-hangzhou-h",
    "xx",
    "i-unknown",
    "[]",
    "[\"i-1\"]",
    "[[",
    "[null]",
    "{}",
    "null",
    "0",
    "-0",
    "-1",
    "1",
    "1.0",
    "100",
    "101",
    "4294967296",
    "99999999999999999999",
    "1.5",
    "1e9",
    "NaN",
    "PrePaid",
    "PostPaid",
    "NoSpot",
    "SpotAsPriceGo",
    "SpotWithPriceLimit",
    "Running",
    "2021-07-02T11:00:00Z",
    "2021-07-02T10:07Z",
    "2024-07-02T10:00:00Z",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00Z",
    "-262144-01-01T00:00Z",
    "instance",
    "Month",
    "Week",
    "SuccessFirst",
    "StopCharging",
    "stop",
    "release",
    "asg-1",
    "ecs.g6.large",
    "aliyun_3_x64_20G_alibase_20210425.vhd",
    "win2019_1809_x64_dtc_en-us_40G_alibase_20210316.vhd",
    "cloud_essd",
    "CreationStartTime",
    "web-[0,4]x",
    "web-[999999,6]",
    "网站",
    "🚀",
    "e\u{301}",
    "\u{202e}abc",
    "=1+1",
    "' OR 1=1",
    "http://x",
    "acs:x",
    "${instance_id}",
    "\u{0}",
    "Abcdefg1!",
    "*",
    "********************************",
];

/// Parameters with which each operation succeeds in the conformance suite.
static EXAMPLES: LazyLock<BTreeMap<String, Map<String, Value>>> = LazyLock::new(|| {
    let cases = cases::all();
    let done = cases.iter().flat_map(|case| &case.steps).filter(|step| step.status == 200).rev();
    done.filter_map(|step| Some((step.call.clone()?, cases::params(step).as_object()?.clone()))).collect()
});

/// Random numbers from a seed (splitmix64): the same seed gives the same calls.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.roll() % end as u64) as usize
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }

    /// A value of any type and shape. `ids` are the ids of instances, including released ones.
    fn wild(&mut self, ids: &[String], depth: usize) -> Value {
        match self.below(if depth < 4 { 16 } else { 12 }) {
            0..=5 => json!(self.pick(TEXTS)),
            6 | 7 => json!(self.pick(ids)),
            8 => json!(
                (0..self.below(12)).filter_map(|_| char::from_u32(self.roll() as u32 % 0x11_0000)).collect::<String>()
            ),
            9 => match self.below(6) {
                0 => json!(i64::MIN),
                1 => json!(u64::MAX),
                2 => json!(1e300),
                3 => json!(-0.0),
                4 => json!(0.1),
                _ => json!(self.below(200) as i64 - 50),
            },
            10 => json!(self.one_in(2)),
            11 if self.one_in(40) => json!("x網".repeat(20_000)),
            11 => Value::Null,
            // More parameters than a call may have.
            12 | 13 if depth == 0 && self.one_in(500) => json!(["x"; 32].repeat(400)),
            12 | 13 => {
                let length = if self.one_in(60) { 150 } else { self.below(4) };
                (0..length).map(|_| self.wild(ids, depth + 1)).collect()
            }
            14 if self.one_in(20) => (0..100).fold(json!("deep"), |inner, _| json!({ "Key": [inner] })),
            _ => {
                let names = ["Key", "Value", "Size", "Category", "1", "0", ""];
                let fields = (0..self.below(4)).map(|_| (self.pick(&names).to_owned(), self.wild(ids, depth + 1)));
                fields.collect::<Vec<_>>().into_iter().collect()
            }
        }
    }

    /// Parameters that the operation would accept, for existing instances.
    fn valid(&mut self, action: &str, ids: &[String], cloud: &Cloud) -> Map<String, Value> {
        let id = self.pick(ids);
        let several: Vec<String> = (0..=self.below(3)).map(|_| self.pick(ids)).collect();
        let region = cloud.world.find(&id).map_or("cn-hangzhou".into(), |(_, instance)| instance.spec.region.clone());
        let order = json!({ "RegionId": region, "ImageId": "aliyun_3_x64_20G_alibase_20210425.vhd",
            "InstanceType": "ecs.g6.large" });
        let at = iso::second(cloud.now.plus(DAY));
        let fields = match action {
            "RunInstances" | "CreateInstance" => order,
            "DeleteInstance" => json!({ "InstanceId": id, "Force": true, "TerminateSubscription": true }),
            "DeleteInstances" => json!({ "RegionId": region, "InstanceId": several, "Force": true }),
            "ModifyInstanceAttribute" => json!({ "InstanceId": id, "DeletionProtection": self.one_in(2) }),
            "ModifyInstanceAutoReleaseTime" => json!({ "InstanceId": id, "AutoReleaseTime": at }),
            "ModifyInstanceChargeType" => {
                let to = self.pick(&["PrePaid", "PostPaid"]);
                json!({ "RegionId": region, "InstanceIds": json!([id]).to_string(), "InstanceChargeType": to, "Period": 1 })
            }
            "TagResources" => json!({ "RegionId": region, "ResourceType": "instance", "ResourceId": [id],
                "Tag.1.Key": "k", "Tag.1.Value": "v" }),
            "UntagResources" => {
                json!({ "RegionId": region, "ResourceType": "instance", "ResourceId": [id], "All": true })
            }
            "StartInstances" | "StopInstances" | "RebootInstances" => {
                json!({ "RegionId": region, "InstanceId": several, "BatchOptimization": "SuccessFirst" })
            }
            "SecurityViolation" => {
                json!({ "InstanceId": id, "Effect": self.pick(&["stop", "lock", "unlock", "release"]) })
            }
            "CreateScalingGroup"
            | "AttachInstances"
            | "ScaleOut"
            | "SetInstancesProtection"
            | "ScaleIn"
            | "RemoveInstances" => {
                json!({ "ScalingGroupId": "asg-1", "InstanceId": [id], "Amount": 1, "ProtectedFromScaleIn": true })
            }
            _ => {
                let mut fields = EXAMPLES.get(action).cloned().unwrap_or_default();
                for (name, value) in [("RegionId", &*region), ("InstanceId", &id), ("ResourceId", &id)] {
                    if fields.get(name).is_some_and(Value::is_string) {
                        fields.insert(name.into(), value.into());
                    }
                }
                return fields;
            }
        };
        fields.as_object().unwrap().clone()
    }

    fn params(&mut self, action: &str, ids: &[String], cloud: &Cloud) -> Value {
        let mut fields = match self.below(20) {
            0 => return self.wild(ids, 0),
            1..=11 => self.valid(action, ids, cloud),
            _ => Map::new(),
        };
        let further = if fields.is_empty() { self.below(9) } else { self.below(4) };
        for _ in 0..further {
            let name = if self.one_in(3) { fields.keys().next_back().cloned() } else { None };
            let name = name.unwrap_or_else(|| self.pick(NAMES).to_owned());
            if self.one_in(12) {
                fields.remove(&name);
            } else {
                fields.insert(name, self.wild(ids, 0));
            }
        }
        Value::Object(fields)
    }
}

fn call(cloud: &mut Cloud, action: &str, params: &Value) -> Response {
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
    assert!([200, 400, 403, 404].contains(&response.status), "{response:?}");
    let errors = ["HostId", "Code", "Message", "Recommend"];
    if response.status == 200 {
        assert!(errors.iter().all(|name| !body.contains_key(*name)), "{response:?}");
    } else {
        assert_eq!(body.len(), 5, "{response:?}");
        assert!(errors.iter().all(|name| body[*name].as_str().is_some_and(|text| !text.is_empty())), "{response:?}");
        assert!(body["Recommend"].as_str().unwrap().contains(body["Code"].as_str().unwrap()));
    }
}

fn instances(world: &World) -> Vec<(Ordinal, Instance)> {
    world.all().map(|(ordinal, instance)| (ordinal, instance.clone())).collect()
}

fn is_refused_release(record: &Record) -> bool {
    record.refused.is_some() && matches!(record.act, Act::DeleteInstance | Act::DeleteInstances)
}

/// The responses by operation: statuses and error codes.
type Answers = BTreeMap<String, BTreeSet<(u16, String)>>;

/// Plays the history of a seed; `last` is the call that is being sent.
fn play(seed: u64, answers: &mut Answers, last: &mut (String, Value)) {
    let mut dice = Dice(seed);
    let mut cloud = Cloud::default();
    cloud.world = if seed.is_multiple_of(8) { sample::sample(cloud.now) } else { sample::fleet(16, seed, cloud.now) };
    for _ in 0..CALLS {
        let mut ids: Vec<String> = cloud.world.all().take(24).map(|(_, instance)| instance.id.to_string()).collect();
        ids.push("i-unknown".into());
        let action = match dice.below(40) {
            0 => dice.pick(&["", "deleteinstance", "Nothing", "🚀"]),
            1..=4 => dice.pick(&simulate::ACTS),
            _ => OPERATIONS[dice.below(OPERATIONS.len())].name,
        };
        *last = (action.to_owned(), dice.params(action, &ids, &cloud));
        let (before, records) = (instances(&cloud.world), cloud.world.next_record);
        let is_act = simulate::ACTS.contains(&action);
        let response = if is_act { act(&mut cloud, action, &last.1) } else { call(&mut cloud, action, &last.1) };
        assert_well_formed(&response);
        let operation = OPERATIONS.iter().find(|operation| operation.name == action);
        let reads = operation.is_some_and(|operation| operation.effect == Effect::Reads);
        if response.status != 200 || reads {
            assert!(instances(&cloud.world) == before, "somebody is another: {response:?}");
            let new = cloud.world.records.iter().filter(|record| record.number >= records);
            assert!(new.clone().count() <= 1 && new.clone().all(is_refused_release), "recorded: {response:?}");
        }
        let code = response.body["Code"].as_str().unwrap_or_default().to_owned();
        answers.entry(action.to_owned()).or_default().insert((response.status, code));
        cloud.wait(dice.pick(&[0, 0, 1_000, 20_000, 3_600_000]));
    }
    // The consequences of these calls fall due without a panic.
    cloud.wait(40 * DAY);
}

#[test]
fn whatever_is_sent_is_answered_and_a_refusal_changes_nobody() {
    let only = env::var("LATCH_SEED").ok().map(|seed| seed.parse().expect("a number"));
    let seeds = only.map_or(0..HISTORIES, |seed: u64| seed..seed + 1);
    let mut answers = Answers::new();
    for seed in seeds {
        let mut last = (String::new(), Value::Null);
        if catch_unwind(AssertUnwindSafe(|| play(seed, &mut answers, &mut last))).is_err() {
            let (action, params) = last;
            let shown: String = params.to_string().chars().take(2_000).collect();
            panic!("seed {seed} (LATCH_SEED={seed} plays it alone) at {action:?} {shown}");
        }
    }
    if only.is_none() {
        assert_all_was_met(&answers);
    }
}

/// Random calls prove little if an operation never succeeds, or always does. A refusal that no case of the conformance suite expects has
/// been overlooked.
fn assert_all_was_met(answers: &Answers) {
    let cases = cases::all();
    let steps = cases.iter().flat_map(|case| &case.steps);
    let mut expected: HashSet<(&str, u16, &str)> =
        steps.filter_map(|step| Some((step.call.as_deref()?, step.status, step.code.as_deref()?))).collect();
    // RunInstances and CreateInstance read the same order.
    for (action, status, code) in expected.clone() {
        if action == "RunInstances" {
            expected.insert(("CreateInstance", status, code));
        }
    }
    let everywhere = [
        "InvalidParameter",
        "UnsupportedParameter",
        "MissingRegionId",
        "MissingInstanceId",
        "InvalidClientToken.ValueNotSupported",
        "IdempotentParameterMismatch",
    ];
    let mut unexpected = Vec::new();
    for operation in OPERATIONS {
        let met = &answers[operation.name];
        assert!(met.iter().any(|(status, _)| *status == 200), "{operation:?} never got through");
        assert!(met.len() > 1, "{operation:?} was never refused");
        let refusals = met.iter().filter(|(status, code)| *status != 200 && !everywhere.contains(&code.as_str()));
        let unknown = refusals.filter(|(status, code)| !expected.contains(&(operation.name, *status, code.as_str())));
        unexpected.extend(unknown.map(|(status, code)| format!("{operation:?} {status} {code}")));
    }
    assert!(unexpected.is_empty(), "no case expects\n{}", unexpected.join("\n"));
}
