//! Whatever an import accepts and the rules make of it is stored, read, exported and imported unchanged, however large or odd; anything
//! else is refused with its place and the bound. Every case follows from a seed: `LATCH_SEED=…` plays one again, `LATCH_WORLDS` says how
//! many.

use crate::support::difference;
use latch_testing::{acts, seeds};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use acts::{Dice, Player};
use difference::difference;
use latch_ecs::{
    export,
    import::{self, ImportError, Mode, Present},
};
use latch_rules::{
    Actor, Command, Instance, Meta, Ordinals, Reason, Record, UnixMillis, World, advance,
    bounds::{self, LONGEST_ID, LONGEST_TAG, LONGEST_TEXT, LONGEST_UNKNOWN, MOST_NUMBER, MOST_PLACES, MOST_TAGS},
    decide,
    ids::request_id,
    instance::{Disk, Spec, Tag},
    record::Act,
    sample::sample,
    time::{Clock, DAY, LAST},
};
use latch_session::{
    Kept, Write, load, load_saved,
    stored::{
        keys::Key,
        segment::{ROWS, read_rows, write_rows},
    },
};
use serde_json::{Map, Value, json};

const NOW: UnixMillis = UnixMillis(1_800_000_000_000);
const WORLDS: u64 = 1_500;
const CENTURY: i64 = 100 * 366 * DAY;

fn read(text: &str, mode: Mode, world: &World) -> Result<World, ImportError> {
    let present = Present { world, now: NOW, real_now: NOW, actor: &Actor::Console, request_id: "R", raw: &load_saved };
    import::read(text, &mode.into(), &present).map(|imported| imported.world)
}

fn imported(text: &str) -> Result<World, ImportError> {
    read(text, Mode::Replace, &World::empty())
}

/// The place and the reason that an import is refused with.
fn refused(value: &Value) -> String {
    imported(&value.to_string()).unwrap_err().to_string()
}

/// The keys that a world is stored in.
fn stored(world: &World, at: UnixMillis) -> Vec<(String, String)> {
    let (_, writes) = Kept::snapshot(world, 1, 1, at, "");
    let set = |write| match write {
        Write::Set { name, text } => (name, text),
        Write::Remove { name } => panic!("{name}"),
    };
    writes.into_iter().map(set).collect()
}

/// The instant at which to export a world that was imported again: before its next due event, which has not happened yet.
fn told_at(world: &World, now: UnixMillis) -> UnixMillis {
    world.next_due().map_or(now, |due| now.min(due.plus(-1))).max(UnixMillis(-62_135_596_800_000))
}

/// The world comes back unchanged from the storage, and from its own export except for its ordinals and numbers.
fn assert_comes_back(world: &World, now: UnixMillis) {
    let loaded = load(&stored(world, now), 0, 0);
    assert!(loaded.troubles.is_empty(), "{:?}", loaded.troubles);
    assert_eq!(loaded.records_lost_before, None);
    assert_eq!(difference(&loaded.world, world), None);
    let text = export::world(world, now);
    let mut back = imported(&text).unwrap_or_else(|why| panic!("an own export is refused: {why}"));
    back.change_head(|head| head.clock = world.clock);
    let again = export::world(&back, told_at(world, now));
    assert_eq!(without_places(&again), without_places(&text));
}

/// An export without ordinals and numbers: an import may lower them.
fn without_places(text: &str) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                for name in ["Ordinal", "Ordinals", "NextOrdinal", "NextRecord", "Number", "Record", "Clock"] {
                    fields.remove(name);
                }
                fields.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut value: Value = serde_json::from_str(text).unwrap();
    strip(&mut value);
    value
}

/// A world that is played on: time passes and commands are decided.
struct Life {
    world: World,
    now: UnixMillis,
    requests: u64,
}

impl Life {
    fn pass(&mut self, millis: i64) {
        self.now = self.now.plus(millis).min(LAST);
        let requests = &mut self.requests;
        advance(&mut self.world, self.now, &mut || {
            *requests += 1;
            request_id(*requests)
        });
    }

    fn tell(&mut self, actor: Actor, command: &Command) -> Result<(), Reason> {
        self.requests += 1;
        let meta = Meta { now: self.now, actor, request_id: request_id(self.requests) };
        let decision = decide(&self.world, command, &meta);
        decision.events.iter().for_each(|event| self.world.apply(event));
        decision.answer.map(drop).map_err(|refusal| refusal.reason)
    }

    fn act(&mut self, dice: &mut Dice) {
        let most = self.world.live_count() + 5;
        let (actor, command) = Player { dice, world: &self.world, now: self.now, most }.act();
        // Only the test itself sets the clock.
        if !matches!(command, Command::SetClock { .. } | Command::RunClock { .. } | Command::Rewind { .. }) {
            let _ = self.tell(actor, &command);
        }
    }
}

// ---- what somebody may have written ---------------------------------------------------------------------------------------

/// The export of a small world that has some of everything that a world can have.
fn base(dice: &mut Dice) -> Value {
    let mut life = Life { world: World::empty(), now: NOW, requests: 0 };
    for (ordinal, one) in sample(NOW).live().filter(|(ordinal, _)| ordinal % 9 == 0) {
        let mut one = one.clone();
        if dice.one_in(4) {
            Arc::make_mut(&mut one.spec).unknown =
                json!({ "SerialNumber": "1", "Odd": [1, { "A": null }] }).to_string().into();
        }
        life.world.put(ordinal, one);
    }
    for _ in 0..6 {
        life.act(dice);
        life.pass(dice.pause() / 8);
    }
    life.world.change_head(|head| head.clock = Clock::anchored(NOW, life.now, 1));
    serde_json::from_str(&export::world(&life.world, life.now)).unwrap()
}

/// The JSON pointers to every part of a value.
fn places(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, field)| places(field, &format!("{at}/{}", name.replace('/', "~1")), all));
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(n, item)| places(item, &format!("{at}/{n}"), all)),
        _ => {}
    }
}

fn long(dice: &mut Dice) -> Value {
    let most = dice.pick(&[LONGEST_ID, LONGEST_TAG, LONGEST_TEXT, 64, 1, LONGEST_UNKNOWN, 140_000]);
    let length = (most + dice.throw(3) as usize).saturating_sub(1);
    json!(dice.pick(&["x", "释", "🦀", "\"", "\u{0}", "a.", "=", "İ"]).repeat(length))
}

fn number(dice: &mut Dice) -> Value {
    let near =
        [0, 1, 1 << 8, 1 << 16, 1 << 20, u64::from(MOST_PLACES), 1 << 31, 1 << 32, 1 << 52, MOST_NUMBER, 1 << 63];
    let number = dice.pick(&near).wrapping_add(dice.throw(5)).wrapping_sub(2);
    match dice.throw(5) {
        0 => json!(number.to_string()),
        1 => json!(-(dice.throw(1 << 40) as i64)),
        2 => dice.pick(&[json!(0.5), json!(1e300), json!(-1e-300), json!(4_294_967_295.9)]),
        _ => json!(number),
    }
}

fn time(dice: &mut Dice) -> Value {
    json!(dice.pick(&[
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00Z",
        "1969-12-31T23:59:59.999Z",
        "1970-01-01T00:00Z",
        "2027-01-15T08:00:00Z",
        "2027-01-15T08:00:30.001Z",
        "2030-01-01T00:00Z",
        "9989-12-31T23:59:59.999Z",
        "9990-01-01T00:00:00Z",
        "9990-01-01T00:00:00.001Z",
        "9999-12-31T23:59Z",
        "9999-12-31T23:59:59.999Z",
        "",
    ]))
}

fn ordinals(dice: &mut Dice) -> Value {
    let runs = (0..dice.throw(4)).scan(0u64, |from, _| {
        let first = *from + dice.pick(&[0, 1, 1_000, 1 << 20, 9_999_999, 1 << 24, u64::from(u32::MAX)]);
        let length = dice.pick(&[0, 1, 2, 1_000, 1 << 20, 10_000_000]);
        *from = first + length;
        Some(json!([first, length]))
    });
    Value::Array(runs.collect())
}

/// Another value in place of this one: often of the same kind, and as far out as its bounds go.
fn other(dice: &mut Dice, at: &str, value: &Value) -> Value {
    match value {
        _ if at.ends_with("/Ordinals") => ordinals(dice),
        Value::String(text) if text.ends_with('Z') && text.contains('T') => time(dice),
        Value::String(_) if dice.one_in(8) => time(dice),
        Value::String(_) => long(dice),
        Value::Number(_) => number(dice),
        Value::Bool(flag) => json!(!flag),
        Value::Array(items) if items.is_empty() || dice.one_in(6) => {
            json!(vec!["x"; dice.pick(&[0, 1, 20, 21, 50, 51])])
        }
        Value::Array(items) => {
            let count = dice.pick(&[0, 1, 2, 20, 21, MOST_TAGS, MOST_TAGS + 1]);
            Value::Array(items.iter().cycle().take(count).cloned().collect())
        }
        Value::Object(fields) => {
            let mut fields: Map<String, Value> = fields.clone();
            if dice.coin() {
                let name = dice.pick(&["Password", "password", "Odd", "Latch", "x='y'))\n"]);
                fields.insert(name.into(), long(dice));
            } else if let Some(name) = fields.keys().next().cloned() {
                fields.remove(&name);
            }
            Value::Object(fields)
        }
        Value::Null => dice.pick(&[json!("x"), json!(1), json!({})]),
    }
}

fn hostile(dice: &mut Dice) -> Value {
    let mut text = base(dice);
    for _ in 0..=dice.throw(3) {
        let mut all = Vec::new();
        places(&text, "", &mut all);
        // The parts other than instances are few: half of the changes are made there.
        let beside: Vec<&String> = all.iter().filter(|at| !at.starts_with("/Instances")).collect();
        let at = if dice.coin() { dice.pick(&beside).clone() } else { dice.pick(&all) };
        let Some(there) = text.pointer_mut(&at) else { continue };
        *there = other(dice, &at, there);
    }
    text
}

#[test]
fn whatever_is_taken_is_stored_and_exported_as_it_is_also_a_century_later() {
    let taken = AtomicU64::new(0);
    let most = seeds::every("LATCH_WORLDS", WORLDS, |seed| {
        let mut dice = Dice::new(seed);
        let Ok(world) = imported(&hostile(&mut dice).to_string()) else { return };
        taken.fetch_add(1, Ordering::Relaxed);
        let now = world.clock.at(NOW);
        let mut life = Life { world, now, requests: 0 };
        life.pass(0);
        assert_comes_back(&life.world, life.now);
        for _ in 0..12 {
            life.act(&mut dice);
            life.pass(CENTURY / 12);
        }
        assert_comes_back(&life.world, life.now);
    });
    let taken = taken.into_inner();
    assert!(most < 10 || (most / 5..most).contains(&taken), "{taken} of {most} were taken");
}

#[test]
fn what_goes_beyond_a_bound_is_refused_by_place_and_bound() {
    let row = |more: Value| {
        let mut row = json!({ "InstanceId": "i-1", "RegionId": "cn-hangzhou" });
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({ "Instances": { "Instance": [row] } })
    };
    let tags: Vec<Value> = (0..2_100).map(|n| json!({ "TagKey": format!("k{n}"), "TagValue": "" })).collect();
    for (more, said) in [
        (json!({ "Description": "x".repeat(140_000) }), "Description: the text has more than 512 characters"),
        (json!({ "Tags": { "Tag": tags } }), "Tags.Tag: there are more than 50 of these"),
        (json!({ "ImageId": "x".repeat(129) }), "ImageId: the text has more than 128 characters"),
    ] {
        assert_eq!(refused(&row(more)), format!("Instances.Instance[0].{said}"));
    }
    let world = |more: Value| {
        let mut world: Value = serde_json::from_str(&export::world(&sample(NOW), NOW)).unwrap();
        world.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        world
    };
    let record = |more: Value| {
        let mut record = json!({ "Number": 1, "Time": "2027-01-01T00:00:00Z", "Actor": "Console", "Act": "SetClock" });
        record.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({ "Activity": [record] })
    };
    for (more, said) in [
        (json!({ "Latch": { "NextRecord": MOST_NUMBER } }), "Latch.NextRecord: the number is above 9007199254740991"),
        (
            json!({ "Latch": { "NextRecord": "18446744073709551615" } }),
            "Latch.NextRecord: the number is above 9007199254740991",
        ),
        (json!({ "Latch": { "IdsGiven": u64::MAX } }), "Latch.IdsGiven: the number is above 9007199254740992"),
        (json!({ "Latch": { "NextOrdinal": MOST_PLACES + 1 } }), "Latch.NextOrdinal: the number is above 16777216"),
        (json!({ "Latch": { "Clock": { "Rate": 86_401 } } }), "Latch.Clock.Rate: the number is above 86400"),
        (json!({ "Now": "9999-01-01T00:00:00Z" }), "Now: the clock ends at 9990-01-01T00:00:00Z"),
        (record(json!({ "Number": MOST_NUMBER })), "Activity[0].Number: the number is above 9007199254740990"),
        (
            record(json!({ "Parameters": [["Force", "true"], ["x='y'))\nimport os", ""]] })),
            "Activity[0].Parameters[1]: this is no name: it takes letters, digits and what joins them, 128 at most",
        ),
        (
            record(json!({ "RequestId": "1'+x+'" })),
            "Activity[0].RequestId: this is no name: it takes letters, digits and what joins them, 128 at most",
        ),
    ] {
        assert_eq!(refused(&world(more)), said);
    }
}

/// The highest numbers that an import accepts leave room for those that follow.
#[test]
fn a_world_at_its_highest_numbers_goes_on() {
    let mut world = sample(NOW);
    let record = Record {
        number: MOST_NUMBER - 2,
        at: NOW,
        actor: Actor::Console,
        act: Act::AccountOverdue,
        request_id: "R".into(),
        outcomes: Vec::new(),
        unknown_ids: Vec::new(),
        parameters: Vec::new(),
        refused: None,
    };
    world.change_head(|head| {
        head.records = [record].into();
        head.next_record = MOST_NUMBER - 1;
        head.ids_given = MOST_NUMBER - 100;
    });
    let world = imported(&export::world(&world, NOW)).unwrap();
    let mut life = Life { world, now: NOW, requests: 0 };
    let mut dice = Dice::new(1);
    for _ in 0..300 {
        life.act(&mut dice);
        life.pass(DAY);
    }
    assert!(life.world.records.len() > 100 && life.world.ids_given <= MOST_NUMBER);
    assert_comes_back(&life.world, life.now);
    let order = Player { dice: &mut dice, world: &life.world, now: life.now, most: 1_000 }.order(100);
    let settled = life.tell(Actor::Simulation, &Command::AccountSettled);
    assert!(settled.is_ok() || life.world.account.overdue_since.is_none());
    let order = latch_rules::command::NewInstances { auto_release_at: None, deletion_protection: false, ..order };
    assert_eq!(life.tell(Actor::Api, &Command::RunInstances(Box::new(order))), Err(Reason::AccountFull));
}

/// A segment in which every instance has the largest allowed size, and no two are alike.
#[test]
fn the_largest_segment_is_read() {
    let word = |n: usize, length: usize| -> Box<str> {
        let letters: Vec<char> = "释放保护实例列表".chars().collect();
        (0..length).map(|place| letters[(n * 31 + place * 7 + place / (n % 5 + 1)) % letters.len()]).collect()
    };
    let id = |n: usize| word(n, LONGEST_ID);
    let disk = |n: usize| Disk { category: id(n), size: u32::MAX, delete_with_instance: n.is_multiple_of(2) };
    let all: Vec<Instance> = (0..ROWS as usize)
        .map(|n| {
            let mut one = sample(NOW).live().next().unwrap().1.clone();
            one.id = format!("i-{n}").into();
            for text in [&mut one.name, &mut one.host_name, &mut one.description] {
                *text = word(n, LONGEST_TEXT);
            }
            one.tags = Arc::new(
                (0..MOST_TAGS)
                    .map(|t| Tag { key: word(n + t, LONGEST_TAG), value: word(n * t, LONGEST_TAG) })
                    .collect(),
            );
            one.spec = Arc::new(Spec {
                zone: id(n),
                security_groups: (0..bounds::MOST_SECURITY_GROUPS).map(|g| id(n + g)).collect(),
                data_disks: (0..bounds::MOST_DATA_DISKS).map(|d| disk(n + d)).collect(),
                unknown: format!("{{\"a\":\"{}\"}}", word(n, LONGEST_UNKNOWN / 3 - 10)).into(),
                ..Spec::clone(&one.spec)
            });
            one
        })
        .collect();
    assert!(all.iter().all(|one| bounds::excess(one).is_none()), "{:?}", bounds::excess(&all[0]));
    let key = Key::Rows { generation: 1, segment: 0 };
    let back = read_rows(key, &write_rows(key, 1, all.iter().map(Some))).unwrap();
    assert!(back.rows.iter().flatten().eq(&all));
}

// ---- every export can be imported -----------------------------------------------------------------------------------------

#[test]
fn an_export_at_the_end_of_time_can_be_imported() {
    let mut life = Life { world: sample(NOW), now: NOW, requests: 0 };
    let clock = |at: UnixMillis| Command::SetClock { clock: Clock::anchored(NOW, at, 0) };
    assert_eq!(life.tell(Actor::Simulation, &clock(LAST.plus(1))), Err(Reason::ClockEnds));
    assert_eq!(life.tell(Actor::Simulation, &clock(LAST)), Ok(()));
    life.pass(LAST.since(NOW));
    let order = Player { dice: &mut Dice::new(3), world: &life.world, now: life.now, most: 9 }.order(1);
    for (charge, months) in [(latch_rules::ChargeType::PrePaid, 60), (latch_rules::ChargeType::PostPaid, 0)] {
        let order = latch_rules::command::NewInstances {
            charge,
            period_months: months,
            spot: latch_rules::instance::SpotStrategy::NoSpot,
            deletion_protection: false,
            auto_release_at: None,
            ..order.clone()
        };
        assert_eq!(life.tell(Actor::Api, &Command::RunInstances(Box::new(order))), Ok(()));
    }
    assert_eq!(life.world.clock.at(UnixMillis(i64::MAX)), LAST);
    assert_comes_back(&life.world, life.now);
}

#[test]
fn an_export_of_a_long_life_can_be_imported_and_its_places_are_put_together() {
    let mut world = sample(NOW);
    world.reserve(MOST_PLACES - 200);
    let mut life = Life { world, now: NOW, requests: 0 };
    let mut dice = Dice::new(5);
    let order = |life: &Life, dice: &mut Dice, amount| {
        let order = Player { dice, world: &life.world, now: life.now, most: 9 }.order(amount);
        let plain = latch_rules::command::NewInstances {
            charge: latch_rules::ChargeType::PostPaid,
            spot: latch_rules::instance::SpotStrategy::NoSpot,
            auto_release_at: None,
            deletion_protection: false,
            ..order
        };
        Command::RunInstances(Box::new(plain))
    };
    for wanted in [Ok(()), Ok(()), Err(Reason::AccountFull)] {
        let command = order(&life, &mut dice, 100);
        assert_eq!(life.tell(Actor::Api, &command), wanted);
    }
    assert_eq!(life.world.next_ordinal(), MOST_PLACES);
    assert_comes_back(&life.world, life.now);
    let back = imported(&export::world(&life.world, life.now)).unwrap();
    assert!((back.next_ordinal() as usize) < 1_000, "{}", back.next_ordinal());
    let newest = life.world.records.back().unwrap().outcomes[0].who.iter().filter_map(|one| life.world.any(one));
    let same = back.records.back().unwrap().outcomes[0].who.iter().filter_map(|one| back.any(one));
    assert!(newest.eq(same), "records speak of whom they spoke of");
}

#[test]
fn a_policy_with_two_values_of_a_key_can_be_imported() {
    let mut life = Life { world: sample(NOW), now: NOW, requests: 0 };
    let tags = ["prod", "staging"].map(|value| Tag { key: "env".into(), value: value.into() });
    assert_eq!(life.tell(Actor::Console, &Command::SetPolicy { tags: tags.to_vec() }), Ok(()));
    assert_comes_back(&life.world, life.now);
}

// ---- work is bounded ------------------------------------------------------------------------------------------------------

/// Each of these texts once took minutes, or all memory, before the person was asked anything.
#[test]
fn a_small_text_that_stands_for_very_much_is_refused_or_read_at_once() {
    let outcome = json!({ "Happened": "Done", "Latch": { "Ordinals": [[0, 10_000_000]] } });
    let record = json!({ "Number": 1, "Time": "2027-01-01T00:00:00Z", "Actor": "Console", "Act": "SetClock",
        "Outcomes": vec![outcome; 3_000] });
    let text = json!({ "latch": 1, "Instances": { "Instance": [] }, "Activity": [record], "Latch": { "NextOrdinal": 10_000_000 } });
    assert_eq!(refused(&text), "Activity: there are more than 268435456 of these");
    let text = json!({ "latch": 1, "Instances": { "Instance": [] }, "Latch": { "NextOrdinal": 10_000_000 } });
    assert_eq!(imported(&text.to_string()).unwrap().next_ordinal(), 0);
    let rows: Vec<Value> =
        (0..2_000).map(|n| json!({ "InstanceId": format!("i{n}"), "RegionId": format!("r{n}") })).collect();
    assert_eq!(refused(&json!({ "Instances": { "Instance": rows } })), "RegionId: there are more than 100 of these");
}

/// Releases one after another do not each search the whole fleet: a hundred thousand instances are gone in seconds.
#[test]
fn a_fleet_that_goes_one_after_another_goes() {
    let mut world = World::empty();
    let like = sample(NOW).live().find(|(_, one)| one.is_protectable() && one.is_live()).unwrap().1.clone();
    for ordinal in 0..100_000u32 {
        let at = NOW.plus(DAY + i64::from(ordinal) * 60_000).minute_start();
        world.put(ordinal, Instance { id: format!("i-{ordinal}").into(), auto_release_at: Some(at), ..like.clone() });
    }
    let mut life = Life { world, now: NOW, requests: 0 };
    life.pass(CENTURY);
    assert_eq!(life.world.live_count(), 0);
}

#[test]
fn the_places_of_outcomes_come_back_as_runs() {
    let who = Ordinals::from_runs([(0, 10), (10, 5), (20, 0), (30, 1)]).unwrap();
    assert_eq!(who.runs().collect::<Vec<_>>(), [(0, 15), (30, 1)]);
    assert_eq!(Ordinals::from_runs([(5, 2), (6, 1)]), None);
    assert_eq!(Ordinals::from_runs([(u32::MAX, 1)]), None);
}
