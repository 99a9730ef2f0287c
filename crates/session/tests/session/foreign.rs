//! Whatever bytes come from elsewhere (a file, a paste, a link, saved keys, another tab), reading them ends with an answer, and what is
//! accepted can be stored. Valid texts are altered at random, as a fuzzer would, but without another toolchain and together with all
//! tests: `LATCH_FUZZ=1000000` plays as many, `LATCH_SEED=…` one again.

use crate::support::difference;
use latch_testing::{acts, seeds};
use std::{collections::BTreeMap, fs, sync::LazyLock};

use acts::Dice;
use difference::difference;
use latch_ecs::base64url;
use latch_ecs::{
    api::scenario,
    export,
    import::{self, Mode, Present},
    instance_json,
};
use latch_rules::{Actor, UnixMillis, World, sample::sample};
use latch_session::{Kept, Write, hear, load, load_saved};
use serde_json::{Value, json};

const NOW: UnixMillis = UnixMillis(1_800_000_000_000);
const CASES: u64 = 2_500;

/// Valid texts, small enough to be altered thousands of times.
static SEEDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut world = World::empty();
    sample(NOW)
        .live()
        .filter(|(ordinal, _)| ordinal % 8 == 0)
        .for_each(|(ordinal, one)| world.put(ordinal, one.clone()));
    let rows: Vec<Value> = world.live().take(3).map(|(_, one)| instance_json::write(one)).collect();
    let answer = json!({ "TotalCount": 3, "Instances": { "Instance": &rows } });
    let page = |number: usize| json!({ "TotalCount": 3, "PageNumber": number + 1, "PageSize": 1, "Instances": { "Instance": [rows[number]] } });
    let pages = json!([page(0), page(1), page(2)]);
    let mut all = vec![answer.to_string(), pages.to_string(), export::world(&world, NOW)];
    for name in ["mixed-batch", "scale-in-one-guarded", "overdue-day-14", "friday-evening"] {
        all.push(fs::read_to_string(format!("../../scenarios/{name}/scenario.json")).unwrap());
    }
    let told: Value = serde_json::from_str(&all[3]).unwrap();
    let played = scenario::read(&all[6], NOW).unwrap().world;
    all.push(export::world(&played, played.clock.at(NOW)));
    let whole: Value = serde_json::from_str(all.last().unwrap()).unwrap();
    let head = |name: &str| told[name].clone();
    let scenario =
        json!({ "latch-scenario": 1, "name": "w", "title": head("title"), "purpose": head("purpose"), "world": whole });
    all.push(scenario.to_string());
    for schema in 2..=4 {
        let golden = fs::read_to_string(format!("tests/fixtures/stored/{schema}/kept.json")).unwrap();
        let golden: Value = serde_json::from_str(&golden).unwrap();
        let keys: BTreeMap<String, Value> = golden["keys"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, text)| (format!("latch:/:{name}"), text.clone()))
            .collect();
        all.push(json!({ "latch-raw": 1, "keys": keys }).to_string());
    }
    all
});

/// Words that mean something to some reader.
const WORDS: [&str; 36] = [
    "null",
    "true",
    "0",
    "-1",
    "1e999",
    "4294967296",
    "9007199254740993",
    "18446744073709551615",
    "\"\"",
    "\"Z\"",
    "[]",
    "{}",
    "[[0,4294967295]]",
    "\"9999-12-31T23:59:59.999Z\"",
    "\"0001-01-01T00:00Z\"",
    "\"latch\":1,",
    "\"latch-raw\":1,",
    "\"Latch\":{},",
    "\"Ordinals\"",
    "\"NextOrdinal\"",
    "\"Number\"",
    "\"Released\":[],",
    "\"Password\":\"x\",",
    "\"steps\"",
    "\"world\"",
    "\"$web-1\"",
    "\"advance\":",
    "\"sample\":",
    "\\u0000",
    "\\ud800",
    "\u{feff}",
    "seg:1:0",
    "log:1",
    "🦀",
    "\"",
    "\\",
];

/// The bounds of a random piece of a text.
fn piece(dice: &mut Dice, text: &[char]) -> (usize, usize) {
    let from = dice.throw(text.len() as u64 + 1) as usize;
    let length = match dice.throw(3) {
        0 => dice.throw(4),
        1 => dice.throw(60),
        _ => dice.throw(2_000),
    };
    (from, (from + length as usize).min(text.len()))
}

fn altered(dice: &mut Dice, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for _ in 0..=dice.throw(5) {
        let (from, to) = piece(dice, &letters);
        let put: Vec<char> = match dice.throw(7) {
            0 => Vec::new(),
            1 | 2 => dice.pick(&WORDS).chars().collect(),
            3 => letters[from..to].iter().chain(&letters[from..to]).copied().collect(),
            4 => {
                let (from, to) = piece(dice, &letters);
                letters[from..to].to_vec()
            }
            5 => {
                let other: Vec<char> = dice.pick(&SEEDS).chars().collect();
                let (from, to) = piece(dice, &other);
                other[from..to].to_vec()
            }
            _ => letters[from..to]
                .iter()
                .map(|c| char::from_u32(u32::from(*c) ^ 1 << dice.throw(7)).unwrap_or('x'))
                .collect(),
        };
        letters.splice(from..to, put);
    }
    letters.into_iter().collect()
}

/// An accepted world can be stored, exported and imported again.
fn check(world: &World) {
    let (_, writes) = Kept::snapshot(world, 1, 1, world.clock.at(NOW), "");
    let set = |write| match write {
        Write::Set { name, text } => (name, text),
        Write::Remove { name } => panic!("{name}"),
    };
    let loaded = load(&writes.into_iter().map(set).collect::<Vec<_>>(), 0, 0);
    assert!(loaded.troubles.is_empty(), "{:?}", loaded.troubles);
    assert_eq!(difference(&loaded.world, world), None);
    let text = export::world(world, world.clock.at(NOW));
    if let Err(why) = read(&text, Mode::Replace, &World::empty()) {
        panic!("an own export is refused: {why}");
    }
}

fn read(text: &str, mode: Mode, world: &World) -> Result<World, String> {
    let present = Present { world, now: NOW, real_now: NOW, actor: &Actor::Console, request_id: "R", raw: &load_saved };
    import::read(text, &mode.into(), &present).map(|imported| imported.world).map_err(|why| why.to_string())
}

#[test]
fn whatever_text_comes_there_is_an_answer_and_what_is_taken_can_be_kept() {
    let present = sample(NOW);
    seeds::every("LATCH_FUZZ", CASES, |seed| {
        let mut dice = Dice::new(seed);
        let text = dice.pick(&SEEDS);
        let text = altered(&mut dice, &text);
        let (mode, world) = if dice.coin() { (Mode::Add, present.clone()) } else { (Mode::Replace, World::empty()) };
        if let Ok(world) = read(&text, mode, &world) {
            check(&world);
        }
        if let Ok(told) = scenario::read(&text, NOW) {
            check(&told.world);
        }
        let _ = scenario::index(&text);
    });
}

#[test]
fn the_texts_that_are_altered_are_right_themselves() {
    for text in &*SEEDS {
        let is_scenario = scenario::is_scenario(text);
        let world = if is_scenario {
            scenario::read(text, NOW).map(|told| told.world).map_err(|why| why.to_string())
        } else {
            read(text, Mode::Replace, &World::empty())
        };
        check(&world.unwrap());
    }
}

#[test]
fn whatever_a_link_or_another_tab_says_there_is_an_answer() {
    seeds::every("LATCH_FUZZ", CASES, |seed| {
        let mut dice = Dice::new(!seed);
        let bytes: Vec<u8> = (0..dice.throw(200)).map(|_| dice.throw(256) as u8).collect();
        let link = altered(&mut dice, &base64url::encode(&bytes));
        if let Some(bytes) = base64url::decode(&link) {
            assert_eq!(base64url::encode(&bytes), link, "one text, one meaning");
        }
        let said: String = bytes.chunks(2).filter_map(|two| char::from_u32(0x3400 + u32::from(two[0]) * 97)).collect();
        let _ = hear(&said);
        let _ = hear(&latch_session::stored::frame::seal("", &said));
    });
}
