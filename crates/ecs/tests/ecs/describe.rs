//! Real answers of DescribeInstances, in the forms in which people have them, are imported and shown as they came
//! (tests/fixtures/describe).

use std::{collections::BTreeMap, fs};

use latch_ecs::{
    api, export,
    import::{self, ImportError, ImportProblem as Problem, Imported, Missing, Mode, Options, Present, Timing},
    iso,
};
use latch_rules::{
    Actor, Command, Instance, Meta, UnixMillis, World, advance, command::PowerChange, decide, instance::Locks,
    time::Clock,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const FOLDER: &str = "tests/fixtures/describe";

/// The fixtures that are refused; all others are fleets.
const REFUSED: [&str; 2] = ["answer.xml", "empty.json"];

/// Latch always writes these fields itself, whatever came (docs/decisions/05-import.md).
const OURS: [&str; 2] = ["AutoReleaseTime", "DeletionProtection"];

fn now() -> UnixMillis {
    iso::parse("2026-06-01T00:00Z").unwrap()
}

fn fixture(name: &str) -> String {
    fs::read_to_string(format!("{FOLDER}/{name}")).unwrap()
}

fn fleets() -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| !REFUSED.contains(&name.as_str()));
    names.sort();
    assert!(names.len() > 20);
    names
}

fn take(text: &str, options: Options, world: &World) -> Result<Imported, ImportError> {
    let present = Present {
        world,
        now: world.clock.at(now()),
        real_now: now(),
        actor: &Actor::Console,
        request_id: "R",
        raw: &|_| Err(String::new()),
    };
    import::read(text, &options, &present)
}

fn taken(name: &str) -> Imported {
    take(&fixture(name), Options::default(), &World::empty()).unwrap_or_else(|why| panic!("{name}: {why}"))
}

fn timed(mode: Mode, time: Timing) -> Options {
    Options { mode, time: Some(time) }
}

fn answer(instances: &Value) -> String {
    json!({ "Instances": { "Instance": instances } }).to_string()
}

/// All objects with an `InstanceId` in a text, unchanged.
fn came(text: &str) -> Vec<Value> {
    fn walk(value: Value, found: &mut Vec<Value>) {
        match value {
            Value::Object(fields) if fields.contains_key("InstanceId") => found.push(Value::Object(fields)),
            Value::Object(fields) => fields.into_iter().for_each(|(_, value)| walk(value, found)),
            Value::Array(list) => list.into_iter().for_each(|value| walk(value, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for value in serde_json::Deserializer::from_str(text.trim_start_matches('\u{feff}')).into_iter::<Value>() {
        walk(value.unwrap(), &mut found);
    }
    found
}

fn ask(world: &World, action: &str, params: &Value) -> Value {
    let request = api::parse(action, params).unwrap();
    let response = api::read(&request, world, "R");
    assert_eq!(response.status, 200, "{action} {params}: {}", response.body);
    response.body
}

/// The instances in the answers of DescribeInstances for all regions, by id.
fn told(world: &World) -> BTreeMap<String, Value> {
    let mut regions: Vec<&str> = world.live().map(|(_, one)| &*one.spec.region).collect();
    regions.sort_unstable();
    regions.dedup();
    let mut all = BTreeMap::new();
    for region in regions {
        let body = ask(world, "DescribeInstances", &json!({ "RegionId": region, "PageSize": 100 }));
        for row in body["Instances"]["Instance"].as_array().unwrap() {
            all.insert(row["InstanceId"].as_str().unwrap().to_owned(), row.clone());
        }
    }
    all
}

fn found(world: &World, region: &str, filter: &Value) -> Vec<String> {
    let mut params = json!({ "RegionId": region, "PageSize": 100 });
    params.as_object_mut().unwrap().extend(filter.as_object().unwrap().clone());
    let body = ask(world, "DescribeInstances", &params);
    let rows = body["Instances"]["Instance"].as_array().unwrap();
    rows.iter().map(|row| row["InstanceName"].as_str().unwrap().to_owned()).collect()
}

/// Carries out everything that is due by `at`. Returns the number of events.
fn pass(world: &mut World, at: UnixMillis) -> usize {
    advance(world, at, &mut || "due".into()).len()
}

fn power(world: &mut World, id: &str, action: &str, stopped_mode: Option<&str>) {
    let mut params = json!({ "InstanceId": id });
    if let Some(mode) = stopped_mode {
        params["StoppedMode"] = json!(mode);
    }
    let request = api::parse(action, &params).unwrap();
    let command: Command = request.command.unwrap();
    assert!(matches!(command, Command::ChangePower(PowerChange { .. })), "{action}");
    let meta = Meta { now: world.clock.at(now()), actor: Actor::Api, request_id: "R".into() };
    let decision = decide(world, &command, &meta);
    assert!(decision.answer.is_ok(), "{:?}", decision.answer);
    decision.events.iter().for_each(|event| world.apply(event));
    pass(world, meta.now.plus(60_000));
}

#[test]
fn every_fleet_comes_in_and_every_field_goes_out_as_it_came() {
    for name in fleets() {
        let world = taken(&name).world;
        let told = told(&world);
        let came = came(&fixture(&name));
        assert_eq!(told.len(), came.len(), "{name}");
        for row in came {
            let shown = &told[row["InstanceId"].as_str().unwrap()];
            for (field, value) in row.as_object().unwrap() {
                let settles =
                    field == "Status" && ["Pending", "Starting", "Stopping"].iter().any(|state| value == state);
                // An answer of DescribeInstanceAttribute has its request's id in the instance.
                if OURS.contains(&field.as_str()) || settles || field == "RequestId" {
                    continue;
                }
                let is_number = |value: &Value| value.as_f64();
                let same = shown.get(field) == Some(value)
                    || (is_number(value).is_some() && shown.get(field).and_then(is_number) == is_number(value));
                assert!(
                    same,
                    "{name} {}: {field} came as {value}, is told as {:?}",
                    row["InstanceId"],
                    shown.get(field)
                );
            }
        }
    }
}

#[test]
fn what_nobody_said_is_not_stated() {
    let classic = &told(&taken("classic-2016.json").world)["i-23fixture01"];
    for field in
        ["Cpu", "Memory", "StartTime", "StoppedMode", "NetworkInterfaces", "CpuOptions", "HpcClusterId", "Tags"]
    {
        assert!(classic.get(field).is_none(), "{field}: {}", classic[field]);
    }
    for field in ["Status", "DeletionProtection", "InstanceChargeType", "SpotStrategy", "InstanceTypeFamily"] {
        assert!(classic.get(field).is_some(), "{field}");
    }
    // Fields that Latch acts on are shown as empty, although they did not come.
    let alone = take(&answer(&json!([{ "InstanceId": "i-1" }])), Options::default(), &World::empty()).unwrap().world;
    let alone = &told(&alone)["i-1"];
    assert_eq!((&alone["OperationLocks"], &alone["AutoReleaseTime"]), (&json!({ "LockReason": [] }), &json!("")));
    let attribute = ask(
        &taken("cli-pager.json").world,
        "DescribeInstanceAttribute",
        &json!({ "InstanceId": "i-bp1fixturesmall00011" }),
    );
    assert!(attribute.get("IoOptimized").is_none() && attribute.get("Cpu").is_none());
}

#[test]
fn what_latch_changes_is_told_anew_and_comes_back_when_it_is_as_before() {
    let mut world = taken("vpc-2024.json").world;
    let id = "i-bp1fixture0000000002";
    let mode = |world: &World| told(world)[id]["StoppedMode"].clone();
    assert_eq!(mode(&world), "Not-applicable");
    power(&mut world, id, "StopInstance", Some("StopCharging"));
    assert_eq!(mode(&world), "StopCharging");
    let exported = export::world(&world, world.clock.at(now()));
    let mut back = take(&exported, Options::default(), &World::empty()).unwrap().world;
    assert_eq!(told(&back), told(&world));
    power(&mut back, id, "StartInstance", None);
    assert_eq!(mode(&back), "Not-applicable");
}

#[test]
fn locks_that_latch_lifts_go_and_the_others_stay() {
    let mut world = taken("locks.json").world;
    let (ordinal, one) = world.find("i-bp1fixturelock000006").unwrap();
    let mut one = one.clone();
    one.locks = one.locks.without(Locks::FINANCIAL).with(Locks::SECURITY);
    world.put(ordinal, one);
    assert_eq!(
        told(&world)["i-bp1fixturelock000006"]["OperationLocks"]["LockReason"],
        json!([{ "LockReason": "dedicatedhostfinancial" }, { "LockReason": "security", "LockMsg": "" }])
    );
}

#[test]
fn locks_that_came_are_the_same_after_export_and_import_whatever_latch_locks_and_lifts() {
    let odd = json!({ "LockReason": ["x", { "LockReason": "security", "LockMsg": "why" }] });
    for locks in [json!(null), json!({}), json!([]), json!("x"), odd] {
        let rows = json!([{ "InstanceId": "i-1", "OperationLocks": locks }]);
        let mut world = take(&answer(&rows), Options::default(), &World::empty()).unwrap().world;
        for held in [Locks::FINANCIAL, Locks::FINANCIAL.with(Locks::SECURITY), Locks::SECURITY, Locks::NONE] {
            let (ordinal, one) = world.find("i-1").unwrap();
            let one = Instance { locks: held, ..one.clone() };
            world.put(ordinal, one);
            let text = export::world(&world, world.clock.at(now()));
            let back = take(&text, Options::default(), &World::empty()).unwrap().world;
            assert_eq!(world.all().collect::<Vec<_>>(), back.all().collect::<Vec<_>>(), "{locks}");
        }
    }
}

#[test]
fn every_fleet_is_the_same_after_export_and_import() {
    for name in fleets() {
        let world = taken(&name).world;
        let text = export::world(&world, world.clock.at(now()));
        let back = take(&text, Options::default(), &World::empty()).unwrap_or_else(|why| panic!("{name}: {why}")).world;
        assert_eq!(world.all().collect::<Vec<_>>(), back.all().collect::<Vec<_>>(), "{name}");
        assert_eq!(told(&world), told(&back), "{name}");
        let added = take(&text, Mode::Add.into(), &World::empty()).unwrap().world;
        // `Mode::Add` leaves out passed dates, which shows under `Latch`; otherwise the answer is the same.
        let answers = |world: &World| {
            let mut all = told(world);
            all.values_mut().for_each(|row| drop(row.as_object_mut().unwrap().remove("Latch")));
            all
        };
        assert_eq!(answers(&world), answers(&added), "{name}");
    }
}

#[test]
fn filters_find_what_the_body_says() {
    let world = taken("classic-2016.json").world;
    for (filter, count) in [
        (json!({ "InnerIpAddresses": "[\"10.163.0.9\"]" }), 1),
        (json!({ "InnerIpAddresses": "[\"10.163.0.8\"]" }), 0),
        (json!({ "PrivateIpAddresses": "[\"10.163.0.9\"]" }), 0),
        (json!({ "IoOptimized": "false" }), 1),
        (json!({ "IoOptimized": "true" }), 0),
        (json!({ "InstanceNetworkType": "classic" }), 1),
        (json!({ "Filter.1.Key": "ExpiredEndTime", "Filter.1.Value": "2018-01-01T00:00Z" }), 1),
    ] {
        assert_eq!(found(&world, "cn-qingdao", &filter).len(), count, "{filter}");
    }
    let world = taken("addresses.json").world;
    for (name, address) in [
        ("PrivateIpAddresses", "10.0.3.1"),
        ("PrivateIpAddresses", "10.0.3.2"),
        ("PublicIpAddresses", "203.0.113.2"),
        ("EipAddresses", "203.0.113.3"),
    ] {
        assert_eq!(found(&world, "cn-hangzhou", &json!({ name: format!("[\"{address}\"]") })), ["many"], "{address}");
    }
    // `IoOptimized` did not come, so the instance matches neither value.
    for optimized in ["true", "false"] {
        assert!(found(&world, "cn-hangzhou", &json!({ "IoOptimized": optimized })).is_empty());
    }
    let world = taken("locks.json").world;
    for (reason, names) in [
        ("financial", vec!["lock-1", "lock-6"]),
        ("security", vec!["lock-2"]),
        ("Recycling", vec!["lock-3"]),
        ("dedicatedhostfinancial", vec!["lock-4", "lock-6"]),
        ("refunded", vec!["lock-5"]),
    ] {
        assert_eq!(found(&world, "cn-shanghai", &json!({ "LockReason": reason })), names, "{reason}");
    }
}

#[test]
fn what_is_missing_by_the_text_s_own_words_is_said_and_taken_all_the_same() {
    for (name, count, total, goes_on) in [
        ("page-1-of-6.json", 57, 58, false),
        ("tokens.json", 0, 3, false),
        ("token-open.json", 0, 2, true),
        ("two-regions.json", 1, 5, false),
        ("cli-pager.json", 0, 2, false),
        ("instances-only.json", 0, 2, false),
        ("vpc-2024.json", 0, 1, false),
    ] {
        let summary = taken(name).summary;
        assert_eq!(summary.missing, Missing { count, total, goes_on }, "{name}");
        let told = summary.to_json();
        assert_eq!(
            (&told["Missing"], &told["TotalCount"], &told["MoreFollow"]),
            (&json!(count), &json!(total), &json!(goes_on))
        );
    }
}

#[test]
fn a_value_that_is_not_understood_is_named_and_kept() {
    let summary = taken("odd-values.json").summary;
    assert_eq!((summary.instances, summary.odd), (2, 7));
    assert!(summary.first_odd.starts_with("Instances.Instance[0]."), "{}", summary.first_odd);
    for name in ["strings.json", "nulls.json", "spot.json", "classic-2016.json", "vpc-2024.json"] {
        assert_eq!(taken(name).summary.odd, 0, "{name}");
    }
}

#[test]
fn what_contradicts_a_rule_is_refused_by_its_place() {
    let one = json!({ "InstanceId": "i-1" });
    let why = |text: &str| take(text, Options::default(), &World::empty()).unwrap_err();
    for (row, field, problem) in [
        (json!({ "InstanceName": "x" }), "InstanceId", Problem::MissingId),
        (one.clone(), "InstanceId", Problem::DuplicateId("i-1".into())),
        (json!({ "InstanceId": "i-2", "DeletionProtection": "yes" }), "DeletionProtection", Problem::WrongType),
        (json!({ "InstanceId": "i-2", "AutoReleaseTime": "soon" }), "AutoReleaseTime", Problem::MalformedTime),
    ] {
        let place = |error: ImportError| (error.place, error.why);
        assert_eq!(
            place(why(&answer(&json!([one, row])))),
            (format!("Instances.Instance[1].{field}"), problem.clone())
        );
        if row.get("InstanceId").is_some() {
            assert_eq!(place(why(&json!([one, row]).to_string())), (format!("[1].{field}"), problem));
        }
    }
    let pages = format!("{}\n{}", answer(&json!([one])), answer(&json!([one])));
    assert_eq!(why(&pages).place, "[1].Instances.Instance[0].InstanceId");
    assert_eq!(
        why(&json!({ "body": { "Instances": { "Instance": [one, one] } } }).to_string()).place,
        "body.Instances.Instance[1].InstanceId"
    );
}

#[test]
fn a_text_of_another_kind_is_told_what_to_do() {
    let error = take(&fixture("answer.xml"), Options::default(), &World::empty()).unwrap_err();
    assert_eq!(error.why, Problem::Xml);
    assert!(error.to_string().contains("aliyun ecs DescribeInstances"));
}

#[test]
fn nothing_takes_the_place_of_everything_only_as_a_whole_account() {
    let world = taken("vpc-2024.json").world;
    for mode in [Mode::Replace, Mode::Add] {
        for text in [
            "[]",
            &fixture("empty.json"),
            "{\"Instances\":[]}",
            "{\"Instances\":null}",
            "[{\"Instances\":{\"Instance\":[]}}]",
        ] {
            assert_eq!(take(text, mode.into(), &world).unwrap_err().why, Problem::Empty, "{text}");
        }
    }
    let empty = export::world(&World::empty(), now());
    assert_eq!(take(&empty, Mode::Replace.into(), &world).unwrap().world.live_count(), 0);
    assert_eq!(take(&empty, Mode::Add.into(), &world).unwrap_err().why, Problem::Empty);
}

#[test]
fn records_before_an_import_are_told_apart_from_those_that_gave_way() {
    let first = taken("vpc-2024.json").world;
    assert_eq!(first.earlier_records(), None);
    let second = take(&fixture("spot.json"), Options::default(), &first).unwrap().world;
    assert_eq!(second.earlier_records(), Some((1, true)));
    let mut third = take(&fixture("strings.json"), Mode::Add.into(), &second).unwrap().world;
    assert_eq!(third.earlier_records(), Some((1, true)));
    third.change_head(|head| drop(head.records.pop_front()));
    assert_eq!(third.earlier_records(), Some((2, false)));
}

// ---- what has passed ----------------------------------------------------------------------------------------------------

#[test]
fn an_old_answer_stands_at_its_own_time_unless_it_is_taken_as_of_now() {
    let saved = iso::parse("2019-06-10T06:00Z").unwrap();
    for options in [Options::default(), timed(Mode::Replace, Timing::Saved)] {
        let Imported { world, summary } = take(&fixture("expired-2019.json"), options, &World::empty()).unwrap();
        assert_eq!((summary.timing, summary.saved_at, summary.passed), (Some(Timing::Saved), Some(saved), 2));
        assert_eq!((world.clock.at(now()), world.records[0].at), (saved, saved));
        let mut then = world.clone();
        assert_eq!(pass(&mut then, saved), 0);
        pass(&mut then, iso::parse("2019-08-27T00:00Z").unwrap());
        assert_eq!(then.live_count(), 1, "what comes after is still to come");
    }
    let Imported { mut world, summary } =
        take(&fixture("expired-2019.json"), timed(Mode::Replace, Timing::Now), &World::empty()).unwrap();
    assert_eq!((summary.timing, summary.left_out, summary.passed), (Some(Timing::Now), 2, 2));
    assert_eq!(told(&world)["i-bp1fixture0000000009"]["ExpiredTime"], "2019-08-26T16:00Z");
    assert_eq!(pass(&mut world, now().plus(900 * 86_400_000)), 0, "nothing comes of it");
    assert_eq!(world.clock, Clock::real());
}

#[test]
fn an_answer_that_does_not_tell_its_time_is_taken_as_of_now() {
    let row = json!([{ "InstanceId": "i-1", "InstanceChargeType": "PrePaid", "ExpiredTime": "2019-08-26T16:00Z" }]);
    let Imported { mut world, summary } = take(&answer(&row), Options::default(), &World::empty()).unwrap();
    assert_eq!((summary.timing, summary.left_out), (Some(Timing::Now), 1));
    assert_eq!(pass(&mut world, now().plus(86_400_000)), 0);
    let saved = take(&answer(&row), timed(Mode::Replace, Timing::Saved), &World::empty());
    assert_eq!(saved.unwrap_err().why, Problem::NoSavedTime);
    let added = take(&answer(&row), timed(Mode::Add, Timing::Saved), &World::empty());
    assert_eq!(added.unwrap_err().why, Problem::SavedTimeWhenAdding);
}

#[test]
fn a_living_fleet_with_one_date_that_has_passed_stays_in_the_present() {
    let rows = json!([
        { "InstanceId": "i-1", "InstanceChargeType": "PrePaid", "ExpiredTime": "2026-05-26T16:00Z", "CreationTime": "2026-05-01T00:00Z" },
        { "InstanceId": "i-2", "InstanceChargeType": "PrePaid", "ExpiredTime": "2027-05-26T16:00Z", "CreationTime": "2026-05-01T00:00Z" },
    ]);
    let Imported { world, summary } = take(&answer(&rows), Options::default(), &World::empty()).unwrap();
    assert_eq!((summary.timing, summary.left_out, summary.passed), (Some(Timing::Now), 1, 1));
    assert_eq!(world.clock, Clock::real());
}

#[test]
fn a_schedule_that_has_passed_is_refused_unless_it_is_left_out_in_so_many_words() {
    let rows = json!([{ "InstanceId": "i-0" }, { "InstanceId": "i-1", "AutoReleaseTime": "2026-05-31T12:00Z" }]);
    for mode in [Mode::Replace, Mode::Add] {
        let error = take(&answer(&rows), mode.into(), &World::empty()).unwrap_err();
        assert_eq!(
            (error.place.as_str(), error.why),
            ("Instances.Instance[1].AutoReleaseTime", Problem::ScheduleInThePast)
        );
        let Imported { world, summary } = take(&answer(&rows), timed(mode, Timing::Now), &World::empty()).unwrap();
        assert_eq!((summary.left_out, told(&world)["i-1"]["AutoReleaseTime"].clone()), (1, json!("")));
    }
}

/// A date that has passed by an export's own clock would have happened, so such a text contradicts itself.
#[test]
fn an_export_in_which_something_has_passed_by_its_own_clock_is_refused_by_place_unless_it_is_left_out() {
    let rows = json!([{ "InstanceId": "i-0" }, { "InstanceId": "i-1", "InstanceChargeType": "PrePaid", "ExpiredTime": "2030-01-01T00:00Z" }]);
    let Imported { world, .. } = take(&answer(&rows), Mode::Replace.into(), &World::empty()).unwrap();
    let whole: Value = serde_json::from_str(&export::world(&world, now())).unwrap();
    let with = |change: &dyn Fn(&mut Value)| {
        let mut changed = whole.clone();
        change(&mut changed);
        changed.to_string()
    };
    take(&with(&|_| ()), Mode::Replace.into(), &World::empty()).unwrap();
    for (place, text) in [
        ("Account.OverdueSince", with(&|told| told["Account"] = json!({ "OverdueSince": "2019-01-01T00:00:00Z" }))),
        (
            "Instances.Instance[1].ExpiredTime",
            with(&|told| told["Instances"]["Instance"][1]["ExpiredTime"] = json!("2019-01-01T00:00Z")),
        ),
        (
            "Instances.Instance[0].AutoReleaseTime",
            with(&|told| told["Instances"]["Instance"][0]["AutoReleaseTime"] = json!("2019-01-01T00:00Z")),
        ),
        (
            "Instances.Instance[0].Latch.ReclaimTime",
            with(&|told| {
                told["Instances"]["Instance"][0]["SpotStrategy"] = json!("SpotAsPriceGo");
                told["Instances"]["Instance"][0]["Latch"] = json!({ "ReclaimTime": "2019-01-01T00:00:00Z" });
            }),
        ),
    ] {
        for options in [Options::default(), timed(Mode::Replace, Timing::Saved)] {
            let error = take(&text, options, &World::empty()).unwrap_err();
            assert_eq!(error.place, place);
            assert!(matches!(error.why, Problem::DateInThePast | Problem::ScheduleInThePast), "{error}");
        }
        let Imported { world, summary } = take(&text, timed(Mode::Replace, Timing::Now), &World::empty()).unwrap();
        assert_eq!(world.live_count(), 2, "{place}");
        assert!(summary.left_out > 0 || place.starts_with("Account"), "{place}");
        assert!(world.next_due().is_none_or(|at| at > now()), "{place}");
    }
}

/// Renames fields to the properties of an SDK: they begin with a small letter, unless the name begins with several capital letters.
fn as_properties(value: &Value) -> Value {
    let property = |name: &str| {
        let small = name.chars().nth(1).is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        if small { name[..1].to_ascii_lowercase() + &name[1..] } else { name.to_owned() }
    };
    match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (property(name), as_properties(value))).collect(),
        Value::Array(items) => items.iter().map(as_properties).collect(),
        other => other.clone(),
    }
}

#[test]
fn an_answer_that_an_sdk_wrote_as_its_own_object_is_the_same_answer() {
    for name in ["sdk-response.json", "vpc-2024.json", "one-in-instance.json"] {
        let whole: Value = serde_json::from_str(&fixture(name)).unwrap();
        let text = as_properties(&whole).to_string();
        assert!(text.contains("instanceId") && !text.contains("InstanceId"), "{name}");
        let taken_so = take(&text, Options::default(), &World::empty()).unwrap_or_else(|why| panic!("{name}: {why}"));
        assert_eq!(told(&taken_so.world), told(&taken(name).world), "{name}");
        let rows: Vec<Value> = came(&fixture(name)).iter().map(as_properties).collect();
        let taken_rows = take(&json!(rows).to_string(), Options::default(), &World::empty()).unwrap();
        assert_eq!(told(&taken_rows.world), told(&taken(name).world), "{name}");
    }
}

/// A row with random dates around the present.
fn row(n: usize) -> impl Strategy<Value = Value> {
    let date = || prop_oneof![Just(None), (-60_i64..60).prop_map(Some)];
    (
        date(),
        date(),
        date(),
        date(),
        any::<bool>(),
        any::<bool>(),
        prop_oneof![Just("Running"), Just("Stopped"), Just("Starting")],
    )
        .prop_map(move |(created, schedule, expires, reclaim, prepaid, locked, status)| {
            let at = |days: i64| json!(iso::minute(now().plus(days * 86_400_000)));
            let mut row = json!({ "InstanceId": format!("i-{n}"), "Status": status });
            if let Some(days) = created {
                row["CreationTime"] = at(days.min(-days));
            }
            if prepaid {
                row["InstanceChargeType"] = json!("PrePaid");
                row["ExpiredTime"] = expires.map_or(json!(""), at);
            } else if let Some(days) = schedule {
                row["AutoReleaseTime"] = at(days);
            } else if let Some(days) = reclaim {
                row["SpotStrategy"] = json!("SpotAsPriceGo");
                row["Latch"] = json!({ "ReclaimTime": iso::exact(now().plus(days * 86_400_000)) });
            }
            if locked {
                row["OperationLocks"] = json!({ "LockReason": [{ "LockReason": "financial" }] });
            }
            row
        })
}

fn options() -> impl Strategy<Value = Options> {
    let mode = prop_oneof![Just(Mode::Replace), Just(Mode::Add)];
    let time = prop_oneof![Just(None), Just(Some(Timing::Saved)), Just(Some(Timing::Now))];
    (mode, time).prop_map(|(mode, time)| Options { mode, time })
}

/// Asserts that a preview still holds when the import is saved a moment later: no instance is released, and no later record is older than
/// the import.
fn is_what_was_shown(world: &World, instances: usize, brought_by: u64) {
    let at = world.clock.at(now());
    let mut then = world.clone();
    pass(&mut then, at);
    assert_eq!(then.live_count(), world.live_count());
    assert_eq!(then.records, world.records);
    assert!(world.live_count() >= instances);
    pass(&mut then, at.plus(400 * 86_400_000));
    let brought = then.record(brought_by).map(|record| record.at);
    assert!(then.records.iter().filter(|record| record.number > brought_by).all(|record| Some(record.at) >= brought));
}

proptest! {
    #[test]
    fn the_preview_is_what_then_happens(
        rows in (row(0), row(1), row(2), row(3)),
        options in options(),
        is_export: bool,
        overdue in prop_oneof![Just(None), (0_i64..20).prop_map(Some)],
    ) {
        let text = answer(&json!([rows.0, rows.1, rows.2, rows.3]));
        let mut present = World::empty();
        present.change_head(|head| head.account.overdue_since = overdue.map(|days| now().plus(-days * 86_400_000)));
        pass(&mut present, now());
        if !is_export {
            if let Ok(Imported { world, summary }) = take(&text, options, &present) {
                is_what_was_shown(&world, summary.instances, world.next_record - 1);
            }
        } else if let Ok(Imported { world, .. }) = take(&text, timed(Mode::Replace, Timing::Saved), &World::empty()) {
            let then = world.clock.at(now());
            if let Ok(Imported { world, summary }) = take(&export::world(&world, then), options, &present) {
                is_what_was_shown(&world, summary.instances, world.next_record - 1);
            }
        }
    }
}
