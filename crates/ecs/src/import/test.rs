use std::{collections::BTreeMap, sync::Arc};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{ImportError, ImportProblem as Problem, Imported, Mode, Options, Present, read};
use crate::{
    export,
    instance_json::{self, came, glance},
    iso,
};
use latch_rules::{
    Actor, Event, Happened, Instance, Ordinal, Outcome, Reason, Record, Status, World,
    instance::{
        ChargeType, Credential, Disk, Locks, Membership, Origin, Release, Spec, SpotStrategy, StoppedMode, Tag,
    },
    protection::{Because, Cause},
    record::Act,
    scaling::ScalingGroup,
    time::{Clock, DAY, HOUR, UnixMillis},
    world::{Account, default_policy},
};

const NOW: UnixMillis = UnixMillis(1_800_000_000_123);

fn no_raw(_: &BTreeMap<String, String>) -> Result<World, String> {
    Err("no reader".into())
}

fn import(text: &str, mode: Mode, world: &World) -> Result<Imported, ImportError> {
    let present = Present { world, now: NOW, real_now: NOW, actor: &Actor::Console, request_id: "R", raw: &no_raw };
    read(text, &Options::from(mode), &present)
}

fn fleet(rows: Value) -> String {
    json!({ "RequestId": "X", "TotalCount": 1, "Instances": { "Instance": rows } }).to_string()
}

fn imported(rows: Value) -> World {
    import(&fleet(rows), Mode::Replace, &World::empty()).unwrap().world
}

fn refused(rows: Value) -> String {
    import(&fleet(rows), Mode::Replace, &World::empty()).unwrap_err().to_string()
}

/// A small random generator, so that a world is made from one number.
struct Choice(u64);

impl Choice {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn flip(&mut self) -> bool {
        self.next(2) == 1
    }

    fn text(&mut self) -> Box<str> {
        const TEXTS: [&str; 7] = ["", "web-1", "数据库", "=1+1", "\"quoted\" <b>\n", "🚀", "a b"];
        TEXTS[self.next(TEXTS.len() as u64) as usize].into()
    }

    fn time(&mut self) -> UnixMillis {
        UnixMillis(1_700_000_000_000 + self.next(90_000_000_000) as i64)
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.flip() { Some(make(self)) } else { None }
    }

    fn disk(&mut self) -> Disk {
        Disk { category: self.text(), size: self.next(500) as u32, delete_with_instance: self.flip() }
    }

    fn spec(&mut self) -> Spec {
        let mut spec = Spec {
            region: "cn-hangzhou".into(),
            zone: self.text(),
            instance_type: self.text(),
            family: self.text(),
            cpu: self.next(8) as u32,
            memory_mib: 8_192,
            os_type: "linux".into(),
            network_type: if self.flip() { "vpc".into() } else { "classic".into() },
            charge: if self.flip() { ChargeType::PostPaid } else { ChargeType::PrePaid },
            vpc_id: self.text(),
            security_groups: vec!["sg-1".into(), "sg-2".into()],
            bandwidth_out: self.next(100) as u32,
            system_disk: self.maybe(Self::disk),
            data_disks: (0..self.next(3)).map(|_| self.disk()).collect(),
            credential: match self.next(3) {
                0 => Credential::SetLater,
                1 => Credential::PasswordSet,
                _ => Credential::KeyPair("kp".into()),
            },
            ..Spec::default()
        };
        if spec.charge == ChargeType::PostPaid && self.flip() {
            spec.spot = SpotStrategy::SpotWithPriceLimit;
            spec.spot_price_limit_milli = self.next(99_999) as u32;
        }
        if self.flip() {
            spec.unknown = r#"{"Odd":[1,null,"x"],"Spacecraft":{"Engines":2}}"#.into();
        }
        spec
    }

    fn instance(&mut self, ordinal: Ordinal) -> Instance {
        let spec = self.spec();
        let postpaid = spec.charge == ChargeType::PostPaid;
        let protectable = postpaid && spec.spot == SpotStrategy::NoSpot;
        let (status, settles_at) = match self.next(4) {
            0 => (Status::Starting, Some(self.time())),
            1 => (Status::Stopping, Some(self.time())),
            2 => (Status::Running, None),
            _ => (Status::Stopped, None),
        };
        let stopped_mode = if postpaid && self.flip() { StoppedMode::StopCharging } else { StoppedMode::KeepCharging };
        Instance {
            id: format!("i-{ordinal:020}").into(),
            name: self.text(),
            host_name: self.text(),
            description: self.text(),
            spec: Arc::new(spec),
            tags: Arc::new(
                (0..self.next(3)).map(|n| Tag { key: format!("k{n}").into(), value: self.text() }).collect(),
            ),
            private_ip: if self.flip() { "10.0.0.1".into() } else { Box::default() },
            public_ip: if self.flip() { "1.2.3.4".into() } else { Box::default() },
            eip: if self.flip() { "5.6.7.8".into() } else { Box::default() },
            created_at: self.time(),
            started_at: self.maybe(Self::time),
            status,
            settles_at,
            stopped_mode,
            protected: protectable && self.flip(),
            auto_release_at: if postpaid {
                self.maybe(|c| NOW.plus(HOUR + c.next(9) as i64).minute_start())
            } else {
                None
            },
            expires_at: if postpaid { None } else { Some(self.time()) },
            reclaim_at: self.maybe(Self::time),
            locks: Locks::from_bits(self.next(8) as u8),
            member: self.maybe(|c| Membership { group: "asg-1".into(), origin: Origin::Entrusted, guarded: c.flip() }),
            released: self.maybe(|c| Release {
                at: c.time(),
                cause: Cause::ApiRelease { force: true, terminate_subscription: false },
                record: 3,
            }),
        }
    }

    fn world(&mut self) -> World {
        let mut world = World::empty();
        let template = Arc::new(self.spec());
        let group = ScalingGroup { id: "asg-1".into(), created_at: self.time(), template };
        world.change_head(|head| {
            head.seed = if self.flip() { u64::MAX - 1 } else { 7 };
            head.ids_given = self.next(1_000);
            head.clock = Clock::anchored(NOW, NOW, self.next(3) as u32);
            head.account =
                Account { overdue_since: self.maybe(|_| NOW.plus(-DAY)), reclaiming: false, released: false };
            head.policy = if self.flip() { vec![] } else { vec![Tag { key: "层级".into(), value: self.text() }] };
            head.scenario = if self.flip() { "".into() } else { "overdue-day-14".into() };
            head.groups.insert("asg-1".into(), group);
        });
        let mut ordinal = 0;
        for _ in 0..self.next(12) {
            ordinal += self.next(3) as Ordinal;
            let instance = self.instance(ordinal);
            world.put(ordinal, instance);
            ordinal += 1;
        }
        world.reserve(ordinal + 2);
        world.change_head(|head| head.next_record = 5);
        for _ in 0..self.next(4) {
            let record = self.record(world.next_record, ordinal);
            world.apply(&Event::Recorded { record });
        }
        world
    }

    fn record(&mut self, number: u64, ordinals: Ordinal) -> Record {
        let who = (0..ordinals).filter(|_| self.flip()).collect();
        let happened = match self.next(3) {
            0 => Happened::Done,
            1 => Happened::Kept(Because::Protected),
            _ => Happened::Refused(Reason::IncorrectStatus),
        };
        Record {
            number,
            at: self.time(),
            actor: if self.flip() { Actor::Person("阿丽".into()) } else { Actor::Billing },
            act: Act::DeleteInstances,
            request_id: if self.flip() { "4BA1C0DE-0001".into() } else { Box::default() },
            outcomes: vec![Outcome { who, protected: self.flip(), happened }],
            unknown_ids: vec!["i-gone".into()],
            parameters: vec![("Force".into(), "true".into())],
            refused: self.maybe(|_| Reason::DeletionProtection),
        }
    }
}

fn assert_same(left: &World, right: &World) {
    assert_eq!(left.all().collect::<Vec<_>>(), right.all().collect::<Vec<_>>());
    assert_eq!((left.seed, left.ids_given, left.clock), (right.seed, right.ids_given, right.clock));
    assert_eq!((left.account, &left.groups), (right.account, &right.groups));
    assert_eq!((&left.policy, &left.scenario), (&right.policy, &right.scenario));
    assert_eq!((&left.records, left.next_record), (&right.records, right.next_record));
    assert_eq!((left.next_ordinal(), left.live_count()), (right.next_ordinal(), right.live_count()));
}

/// A random world, with its clock as an export writes it: just before the first event that is due and has not been carried out.
fn told(seed: u64) -> World {
    let mut world = Choice(seed).world();
    let told = world.next_due().map_or(NOW, |due| NOW.min(due.plus(-1)));
    world.change_head(|head| head.clock = Clock::anchored(NOW, told, head.clock.rate));
    world
}

proptest! {
    #[test]
    fn an_exported_world_comes_back_as_it_was(seed: u64) {
        let world = told(seed);
        let text = export::world(&world, NOW);
        let back = import(&text, Mode::Replace, &World::empty()).unwrap();
        assert_same(&world, &back.world);
        prop_assert_eq!(export::world(&back.world, NOW), text);
    }

    #[test]
    fn what_describe_instances_answers_comes_back_but_for_passing_states(seed: u64) {
        let world = Choice(seed).world();
        let rows: Vec<Value> = world.live().map(|(_, instance)| instance_json::write(instance)).collect();
        prop_assume!(!rows.is_empty());
        let back = import(&fleet(json!(rows)), Mode::Replace, &World::empty()).unwrap().world;
        prop_assert!(back.live().all(|(_, i)| i.settles_at.is_none()));
        let names = |world: &World| world.live().map(|(_, i)| (i.id.clone(), i.name.clone(), i.tags.clone())).collect::<Vec<_>>();
        prop_assert_eq!(names(&world), names(&back));
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,60}", cut in 0usize..4000, seed: u64) {
        let _ = import(&text, Mode::Replace, &World::empty());
        let export = export::world(&Choice(seed).world(), NOW);
        let cut: String = export.chars().take(cut).collect();
        let _ = import(&cut, Mode::Add, &World::empty());
    }
}

#[test]
fn a_text_whose_parts_are_in_another_order_is_the_same_world() {
    let world = told(3);
    let sorted: Value = serde_json::from_str(&export::world(&world, NOW)).unwrap();
    assert_same(&world, &import(&sorted.to_string(), Mode::Replace, &World::empty()).unwrap().world);
}

#[test]
fn an_export_from_before_there_was_a_policy_has_the_first_one() {
    let mut old: Value = serde_json::from_str(&export::world(&Choice(4).world(), NOW)).unwrap();
    for name in ["Policy", "Scenario"] {
        old.as_object_mut().unwrap().remove(name).unwrap();
    }
    let world = import(&old.to_string(), Mode::Replace, &World::empty()).unwrap().world;
    assert_eq!((&world.policy, &*world.scenario), (&default_policy(), ""));
}

#[test]
fn a_policy_or_scenario_that_cannot_be_is_named_by_its_place() {
    let with = |name: &str, value: Value| {
        let mut text: Value = serde_json::from_str(&export::world(&World::empty(), NOW)).unwrap();
        text[name] = value;
        import(&text.to_string(), Mode::Replace, &World::empty()).unwrap_err().place
    };
    assert_eq!(with("Policy", json!("env")), "Policy");
    assert_eq!(with("Policy", json!([{ "Key": "", "Value": "a" }])), "Policy[0]");
    assert_eq!(with("Policy", json!([{ "Key": "a" }, { "Key": 7 }])), "Policy[1].Key");
    assert_eq!(with("Scenario", json!("../../etc")), "Scenario");
}

#[test]
fn a_passing_state_settles_at_once() {
    let rows = json!([
        { "InstanceId": "i-1", "Status": "Pending" },
        { "InstanceId": "i-2", "Status": "Stopping", "Latch": { "SettleTime": "2099-01-01T00:00:00Z" } },
    ]);
    let Imported { world, summary } = import(&fleet(rows), Mode::Replace, &World::empty()).unwrap();
    assert_eq!(summary.settled, 2);
    let states: Vec<_> = world.live().map(|(_, i)| (i.status, i.settles_at)).collect();
    assert_eq!(states, [(Status::Running, None), (Status::Stopped, None)]);
}

#[test]
fn an_array_of_answers_is_one_fleet() {
    let text = format!("[{},{}]", fleet(json!([{ "InstanceId": "i-1" }])), fleet(json!([{ "InstanceId": "i-2" }])));
    let world = import(&text, Mode::Replace, &World::empty()).unwrap().world;
    assert_eq!(world.live_count(), 2);
    let text = format!("[{},{}]", fleet(json!([{ "InstanceId": "i-1" }])), fleet(json!([{ "InstanceId": "i-1" }])));
    let error = import(&text, Mode::Replace, &World::empty()).unwrap_err();
    assert_eq!(error.place, "[1].Instances.Instance[0].InstanceId");
}

#[test]
fn what_cannot_be_taken_is_named_by_place_and_reason() {
    let one = json!({ "InstanceId": "i-1" });
    for (row, place, why) in [
        (json!({}), "InstanceId", Problem::MissingId),
        (json!({ "InstanceId": "" }), "InstanceId", Problem::MissingId),
        (json!({ "InstanceId": 5 }), "InstanceId", Problem::WrongType),
        (one.clone(), "InstanceId", Problem::DuplicateId("i-1".into())),
        (
            json!({ "InstanceId": "i-2", "DeletionProtection": true, "InstanceChargeType": "PrePaid" }),
            "DeletionProtection",
            Problem::ProtectionNotPossible,
        ),
        (
            json!({ "InstanceId": "i-2", "DeletionProtection": true, "SpotStrategy": "SpotAsPriceGo" }),
            "DeletionProtection",
            Problem::ProtectionNotPossible,
        ),
        (json!({ "InstanceId": "i-2\u{2028}x" }), "InstanceId", Problem::NotAName(128)),
        (json!({ "InstanceId": "../../x" }), "InstanceId", Problem::NotAName(128)),
        (json!({ "InstanceId": "i-2".repeat(50) }), "InstanceId", Problem::NotAName(128)),
        (
            json!({ "InstanceId": "i-2", "AutoReleaseTime": "2020-01-01T00:00Z" }),
            "AutoReleaseTime",
            Problem::ScheduleInThePast,
        ),
        (
            json!({ "InstanceId": "i-2", "AutoReleaseTime": "2099-01-01T00:00Z", "InstanceChargeType": "PrePaid" }),
            "AutoReleaseTime",
            Problem::ScheduleOnSubscription,
        ),
    ] {
        let error = import(&fleet(json!([one, row])), Mode::Replace, &World::empty()).unwrap_err();
        assert_eq!((error.place.as_str(), error.why), (format!("Instances.Instance[1].{place}").as_str(), why));
    }
    assert_eq!(refused(json!([one, 7])), "Instances.Instance[1]: a value of another type is needed here");
    assert_eq!(refused(json!({})), "Instances.Instance.InstanceId: an id is needed here");
}

#[test]
fn what_is_no_fleet_is_refused() {
    for (text, place, why) in [
        ("", "line 1, column 0", Problem::NotJson),
        ("{\"Instances\":{\n\"Instance\":[}", "line 2, column 13", Problem::NotJson),
        ("{}", "", Problem::NotAFleet),
        ("7", "", Problem::WrongType),
        ("[{}]", "[0]", Problem::NotAFleet),
        ("[[]]", "[0]", Problem::WrongType),
        ("{\"Instances\":{}}", "Instances", Problem::NotAFleet),
        ("{\"Instances\":7}", "Instances", Problem::WrongType),
        ("{\"Instances\":[]}", "", Problem::Empty),
        ("{\"latch\":2}", "latch", Problem::UnknownVersion("2".into())),
        ("{\"latch-raw\":1}", "keys", Problem::WrongType),
        ("{\"latch-raw\":1,\"keys\":{}}", "keys", Problem::UnreadableKeys("no reader".into())),
    ] {
        let error = import(text, Mode::Replace, &World::empty()).unwrap_err();
        assert_eq!((error.place.as_str(), error.why), (place, why), "{text}");
    }
}

#[test]
fn what_latch_has_no_place_for_comes_out_where_it_was() {
    let row = json!({
        "InstanceId": "i-1",
        "RegionId": "xx-moon-1",
        "ZoneId": "xx-moon-1a",
        "InstanceType": "ecs.odd.huge",
        "SerialNumber": "51d1353b",
        "Spacecraft": { "Engines": [1, 2] },
        "PublicIpAddress": { "IpAddress": ["1.1.1.1", "2.2.2.2"] },
        "OperationLocks": { "LockReason": [{ "LockReason": "Security" }, { "LockReason": "refunded" }] },
        "Latch": { "Note": "mine" },
    });
    let world = imported(json!([row]));
    let shown = instance_json::write(world.find("i-1").unwrap().1);
    for field in ["RegionId", "ZoneId", "InstanceType", "SerialNumber", "Spacecraft", "PublicIpAddress"] {
        assert_eq!(shown[field], row[field], "{field}");
    }
    assert_eq!(shown["Latch"]["Note"], "mine");
    assert_eq!(shown["InstanceTypeFamily"], "ecs.odd");
    let locks: Vec<_> =
        shown["OperationLocks"]["LockReason"].as_array().unwrap().iter().map(|l| &l["LockReason"]).collect();
    assert_eq!(locks, ["Security", "refunded"]);
    let again = imported(json!([shown]));
    assert_eq!(instance_json::write(again.find("i-1").unwrap().1), shown);
}

/// The form of `Spec::unknown` from before it had a part for known fields (`=`).
#[test]
fn what_an_earlier_build_kept_of_a_known_field_is_still_told() {
    let mut world = imported(json!([{ "InstanceId": "i-1", "VpcAttributes": { "VpcId": "vpc-1" } }]));
    let mut instance = world.find("i-1").unwrap().1.clone();
    let kept =
        r#"{"OperationLocks":{"LockReason":[{"LockReason":"refunded"}]},"VpcAttributes":{"NatIpAddress":"1.2.3.4"}}"#;
    Arc::make_mut(&mut instance.spec).unknown = kept.into();
    world.put(0, instance);
    let shown = |world: &World| instance_json::write(world.find("i-1").unwrap().1);
    let told = shown(&world);
    assert_eq!(
        (&told["VpcAttributes"]["NatIpAddress"], &told["VpcAttributes"]["VpcId"]),
        (&json!("1.2.3.4"), &json!("vpc-1"))
    );
    assert!(glance::other_locks(&world.find("i-1").unwrap().1.spec.unknown).eq(["refunded"]));
    let back = import(&export::world(&world, NOW), Mode::Replace, &World::empty()).unwrap().world;
    assert_eq!(shown(&back), told);
}

#[test]
fn a_password_that_comes_along_becomes_a_mark() {
    let world = imported(json!([{ "InstanceId": "i-1", "Password": "Secret-123" }]));
    assert_eq!(world.find("i-1").unwrap().1.spec.credential, Credential::PasswordSet);
    assert!(!export::world(&world, NOW).contains("Secret"));
}

#[test]
fn adding_keeps_what_is_there_and_refuses_an_id_in_use() {
    let world = imported(json!([{ "InstanceId": "i-1", "InstanceName": "old" }]));
    let both = import(&fleet(json!([{ "InstanceId": "i-2" }])), Mode::Add, &world).unwrap();
    assert_eq!((both.world.live_count(), both.summary.instances), (2, 1));
    let error = import(&fleet(json!([{ "InstanceId": "i-1" }])), Mode::Add, &world).unwrap_err();
    assert_eq!(error.why, Problem::IdInUse("i-1".into()));
}

#[test]
fn a_member_brings_its_group_along() {
    let member = json!({ "ScalingGroup": { "ScalingGroupId": "asg-9", "Origin": "Created" } });
    let world = imported(json!([{ "InstanceId": "i-1", "Latch": member }]));
    assert!(world.groups.contains_key("asg-9"));
}

#[test]
fn a_world_in_real_time_is_in_real_time_again_unless_something_would_be_released_meanwhile() {
    let mut world = imported(json!([{ "InstanceId": "i-1" }]));
    let export = |world: &World| export::world(world, NOW.plus(-HOUR));
    assert_eq!(import(&export(&world), Mode::Replace, &World::empty()).unwrap().world.clock, Clock::real());
    let mut instance = world.find("i-1").unwrap().1.clone();
    instance.auto_release_at = Some(NOW.plus(-HOUR / 2).minute_start());
    world.put(0, instance);
    let clock = import(&export(&world), Mode::Replace, &World::empty()).unwrap().world.clock;
    assert_eq!(clock, Clock::anchored(NOW, NOW.plus(-HOUR), 1));
}

#[test]
fn too_many_unknown_fields_are_left_out_and_it_says_so() {
    let row = |n: u32| json!({ "InstanceId": format!("i-{n}"), "Odd": format!("{n}{}", "x".repeat(20_000)) });
    let text = fleet((0..60).map(row).collect());
    let Imported { world, summary } = import(&text, Mode::Replace, &World::empty()).unwrap();
    assert!(summary.unknown_dropped && !world.live().any(|(_, i)| came::has_unknown_fields(&i.spec)));
}

#[test]
fn a_hundred_thousand_rows_are_read() {
    let row = |n: u32| {
        json!({ "InstanceId": format!("i-{n:020}"), "InstanceName": format!("web-{n}"), "RegionId": "cn-hangzhou",
            "ZoneId": "cn-hangzhou-h", "Status": "Running", "InstanceType": "ecs.g6.large", "DeletionProtection": n.is_multiple_of(2),
            "CreationTime": iso::minute(NOW), "ExpiredTime": instance_json::NEVER_EXPIRES,
            "VpcAttributes": { "PrivateIpAddress": { "IpAddress": [format!("10.0.{}.{}", n >> 8 & 255, n & 255)] } },
            "Tags": { "Tag": [{ "TagKey": "env", "TagValue": "prod" }] } })
    };
    let text = fleet((0..100_000).map(row).collect());
    assert_eq!(import(&text, Mode::Replace, &World::empty()).unwrap().world.live_count(), 100_000);
}
