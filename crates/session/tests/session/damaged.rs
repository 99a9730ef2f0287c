//! Whatever lies under Latch's keys: the page opens, writes nothing over what it could not read, and what it could read can be
//! exported and imported again. Every case follows from a seed: `LATCH_SEED=…` plays one again, `LATCH_DAMAGES` says how many.

use crate::support::tab;
use latch_testing::{acts, seeds};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use acts::Dice;
use latch_ecs::{
    export,
    import::{self, Options, Present},
};
use latch_rules::{
    Actor, Command, Ordinal, Ordinals, ReleasePlan, World,
    release_plan::When,
    sample::{fleet, sample},
    time::{DAY, HOUR},
};
use latch_session::{
    Make, ReadOnlyReason, Reply, Role, load, load_saved,
    stored::{
        commit,
        frame::{self, SCHEMA, Unreadable},
        keys::Key,
        migrate::{Head, read_head},
        segment::{read_records, read_rows},
    },
};
use tab::{START, Store, Tab};

/// Cases of every kind.
const CASES: u64 = 20_000;

/// A storage as it was before anything happened to it.
struct Base {
    store: Store,
    world: World,
}

impl Base {
    fn of(store: Store) -> Self {
        let entries: Vec<_> = store.clone().into_iter().collect();
        let loaded = load(&entries, 0, 0);
        assert!(loaded.troubles.is_empty(), "{:?}", loaded.troubles);
        Self { store, world: loaded.world }
    }
}

/// A tab with this world and some work on it.
fn worked_on(world: World) -> Tab {
    let mut tab = Tab::of(&world);
    let most = tab.world().next_ordinal();
    for turn in 0..24 {
        tab.pass(HOUR);
        let who: Ordinals = [turn * 37 % most, turn * 101 % most].into_iter().collect();
        match turn % 4 {
            0 => {
                let plan = ReleasePlan::make(tab.world(), &who, When::Now);
                tab.command(Command::Release { plan });
            }
            _ => {
                tab.command(Command::ChangeReleaseProtection { who, on: turn % 3 > 0 });
            }
        }
    }
    tab.rest();
    tab
}

/// Small storages, since every case reads one several times: the log alone, tables and log, several segments, and every older schema.
static BASES: LazyLock<Vec<Base>> = LazyLock::new(|| {
    #[derive(serde::Deserialize)]
    struct Golden {
        keys: Store,
    }
    let golden = |text| serde_json::from_str::<Golden>(text).unwrap().keys;
    vec![
        Base::of(worked_on(sample(START)).store),
        Base::of(worked_on(fleet(520, 7, START)).store),
        Base::of(golden(include_str!("../fixtures/stored/2/kept.json"))),
        Base::of(golden(include_str!("../fixtures/stored/3/kept.json"))),
        Base::of(golden(include_str!("../fixtures/stored/4/kept.json"))),
    ]
});

// ---- what may happen to a storage ----------------------------------------------------------------------------------------

fn chars_of(text: &str) -> Vec<char> {
    text.chars().collect()
}

fn arbitrary(dice: &mut Dice) -> String {
    let length = dice.throw(40);
    let letter = |dice: &mut Dice| match dice.throw(3) {
        0 => char::from(dice.throw(128) as u8),
        1 => char::from_u32(0x3400 + dice.throw(0x8000) as u32).unwrap(),
        _ => char::from_u32(dice.throw(0x11_0000) as u32).unwrap_or('\u{fffd}'),
    };
    (0..length).map(|_| letter(dice)).collect()
}

/// Flips a bit in one letter, or in a few.
fn flipped(dice: &mut Dice, text: &str) -> String {
    let mut letters = chars_of(text);
    for _ in 0..=dice.throw(3) {
        if letters.is_empty() {
            break;
        }
        let place = dice.throw(letters.len() as u64) as usize;
        let letter = u32::from(letters[place]) ^ 1 << dice.throw(16);
        letters[place] = char::from_u32(letter).unwrap_or('\u{fffd}');
    }
    letters.into_iter().collect()
}

fn truncated(dice: &mut Dice, text: &str) -> String {
    let letters = chars_of(text);
    let length = dice.throw(letters.len() as u64) as usize;
    letters.into_iter().take(length).collect()
}

/// A valid key name, whether or not it is stored: near those that are, or far away.
fn some_name(dice: &mut Dice, store: &Store) -> String {
    let number = match dice.throw(4) {
        0 => dice.throw(4),
        1 => dice.throw(100),
        2 => u64::MAX - dice.throw(2),
        _ => 1 << dice.throw(64),
    };
    let generation = store.keys().find_map(|name| name.strip_prefix("seg:")?.split(':').next()?.parse::<u64>().ok());
    let generation = if dice.one_in(4) { number } else { generation.unwrap_or(0) };
    match dice.throw(5) {
        0 => "head".into(),
        1 => format!("log:{number}"),
        2 => format!("seg:{generation}:{number}"),
        3 => format!("rec:{generation}:{number}"),
        _ => "prefs".into(),
    }
}

/// A name that is no key of this program, however similar it looks.
fn foreign_name(dice: &mut Dice) -> String {
    let all = ["draft", "log:007", "log:", "seg:1", "seg:1:2:3", "head:1", "日志:1", "damaged:1:head", "rec:-1:0", ""];
    dice.pick(&all).to_owned()
}

fn pick_name(dice: &mut Dice, store: &Store) -> Option<String> {
    let names: Vec<String> = store.keys().cloned().collect();
    (!names.is_empty()).then(|| dice.pick(&names))
}

/// Damages a storage in one random way.
fn damage(dice: &mut Dice, store: &mut Store) {
    let Some(name) = pick_name(dice, store) else { return };
    let text = store[&name].clone();
    let altered = match dice.throw(11) {
        0 => arbitrary(dice),
        1 | 2 => flipped(dice, &text),
        3 => truncated(dice, &text),
        4 => format!("{text}{}", arbitrary(dice)),
        // Another schema's number, before or after this build's.
        5 => match text.split_once(' ') {
            Some((_, rest)) => {
                format!("{} {rest}", dice.pick(&["0", "1", "2", "3", "4", "5", "99", "4294967296", "-1", "+3"]))
            }
            None => String::new(),
        },
        6 => {
            store.remove(&name);
            return;
        }
        7 => {
            // Two texts in each other's places.
            let Some(other) = pick_name(dice, store) else { return };
            let before = store.insert(other, text);
            before.unwrap_or_default()
        }
        8 => {
            // A text twice.
            let other = some_name(dice, store);
            store.insert(other, text);
            return;
        }
        9 => {
            let (name, text) = (foreign_name(dice), arbitrary(dice));
            store.insert(name, text);
            return;
        }
        _ => {
            let (name, text) = (some_name(dice, store), arbitrary(dice));
            store.insert(name, text);
            return;
        }
    };
    store.insert(name, altered);
}

/// The place that the check sum also covers; empty for commits and heads, which say themselves which they are.
fn place_of(name: &str) -> &str {
    if name.starts_with("seg:") || name.starts_with("rec:") { name } else { "" }
}

/// As `damage`, with a check sum that fits: only a forger makes such a text.
fn forge(dice: &mut Dice, store: &mut Store) {
    let Some(name) = pick_name(dice, store) else { return };
    let Ok((_, body)) = frame::open(place_of(&name), &store[&name]) else { return };
    let body = match dice.throw(3) {
        0 => truncated(dice, body),
        1 => arbitrary(dice),
        _ => {
            let mut letters = chars_of(body);
            for _ in 0..=dice.throw(4) {
                if !letters.is_empty() {
                    let place = dice.throw(letters.len() as u64) as usize;
                    let letter = (u32::from(letters[place]).saturating_sub(0x3400) ^ 1 << dice.throw(15)) & 0x7fff;
                    letters[place] = char::from_u32(0x3400 + letter).unwrap();
                }
            }
            letters.into_iter().collect()
        }
    };
    let name = if dice.one_in(6) { some_name(dice, store) } else { name };
    let text = frame::seal(place_of(&name), &body);
    store.insert(name, text);
}

// ---- what must hold --------------------------------------------------------------------------------------------------------

/// What is wrong with a text by itself, whatever else is stored.
fn problem_of(name: &str, text: &str) -> Option<Unreadable> {
    let key = Key::parse(name)?;
    match key {
        Key::Head => read_head(text).err(),
        Key::Log(number) => match commit::read(text) {
            Ok(commit) => (commit.number != number).then_some(Unreadable::Damaged),
            Err(why) => Some(why),
        },
        Key::Rows { .. } => read_rows(key, text).err(),
        Key::Records { .. } => read_records(key, text).err(),
        Key::Preferences => None,
    }
}

/// Whether a head refers to this key; the others are left over from what was replaced, or too old to be history.
fn counts(store: &Store, head: &Head, name: &str) -> bool {
    match Key::parse(name) {
        Some(Key::Rows { generation, .. } | Key::Records { generation, .. }) => generation == head.generation,
        Some(Key::Log(number)) => {
            let is_there = |number| store.contains_key(&Key::Log(number).name());
            number > head.covered || number >= head.history_from && (number..=head.covered).all(is_there)
        }
        Some(Key::Head) => true,
        Some(Key::Preferences) | None => false,
    }
}

/// Lets the page run by itself, and asks for commands that may be refused.
fn live(tab: &mut Tab) -> Vec<Reply> {
    tab.rest();
    tab.pass(40 * DAY);
    let who = Ordinals::range(0, tab.world().next_ordinal().min(50));
    let plan = ReleasePlan::make(tab.world(), &who, When::Now);
    let commands = [
        Command::ChangeReleaseProtection { who: Ordinals::one(0), on: true },
        Command::Release { plan },
        Command::AccountOverdue,
    ];
    let replies = commands.into_iter().map(|command| tab.command(command)).collect();
    tab.pass(40 * DAY);
    tab.rest();
    replies
}

fn check_untouched(before: &Store, after: &Store, name: &str) {
    assert_eq!(before.get(name), after.get(name), "{name} could not be read and was written over");
}

/// Exports what there is, and imports it as a person would.
fn taken_away(tab: &Tab) -> Result<World, String> {
    let now = tab.session.now(tab.now);
    let text = export::world(tab.world(), now);
    let present = Present {
        world: &World::empty(),
        now,
        real_now: tab.now,
        actor: &Actor::Console,
        request_id: "R",
        raw: &load_saved,
    };
    import::read(&text, &Options::default(), &present).map(|imported| imported.world).map_err(|why| why.to_string())
}

fn ids(world: &World) -> BTreeSet<Box<str>> {
    world.all().map(|(_, one)| one.id.clone()).collect()
}

/// The ids of the instances that were in segments which can still be read, and are not gone from the world since.
fn readable_ids(base: &Base, store: &Store) -> BTreeSet<Box<str>> {
    let known = ids(&base.world);
    let is_table = |name: &&String| name.starts_with("seg:") && base.store.contains_key(*name);
    let readable = store.iter().filter(|(name, text)| is_table(name) && base.store[*name] == **text);
    let rows = readable.filter_map(|(name, text)| read_rows(Key::parse(name)?, text).ok()).flat_map(|rows| rows.rows);
    rows.flatten().map(|one| one.id).filter(|id| known.contains(id)).collect()
}

/// A person replaces the damaged world: what could not be read is put aside first.
fn check_replacing(tab: &mut Tab, broken: &BTreeMap<String, String>, role: Role) {
    let reply = tab.ask(Make::Sample.into());
    if role == Role::ReadOnly(ReadOnlyReason::NewerSchema) {
        assert!(reply.result.is_err());
        return;
    }
    assert!(reply.result.is_ok(), "{reply:?}");
    tab.rest();
    for (name, text) in broken {
        assert!(tab.store.values().any(|kept| kept == text), "{name} is gone");
    }
    let store = tab.store.clone();
    let entries: Vec<_> = store.into_iter().collect();
    let loaded = load(&entries, 0, 0);
    assert!(loaded.troubles.is_empty(), "{:?}", loaded.troubles);
    assert_eq!(ids(&loaded.world), ids(&sample(START)));
}

/// One case in this many runs through a session; the others only read the storage.
const LIVED: u64 = 12;

/// Everything that can be read is in the world, or nothing is wrong. Returns whether nothing is wrong.
fn check_read(base: &Base, store: &Store, head: Option<&Head>, problems: &BTreeMap<String, Unreadable>) -> bool {
    let entries: Vec<_> = store.clone().into_iter().collect();
    let loaded = load(&entries, 0, 0);
    if loaded.troubles.is_empty() {
        let head = head.cloned().unwrap_or_else(Head::of_nothing);
        let unread: Vec<_> = problems.keys().filter(|name| counts(store, &head, name)).collect();
        assert!(unread.is_empty(), "could not be read, and the page goes on: {unread:?}");
        return true;
    }
    let found = ids(&loaded.world);
    let lost: Vec<_> = readable_ids(base, store).into_iter().filter(|id| !found.contains(id)).collect();
    assert!(lost.is_empty(), "can be read, and is not there: {lost:?}");
    false
}

fn play(seed: u64) {
    let mut dice = Dice::new(seed);
    let base = &BASES[dice.throw(BASES.len() as u64) as usize];
    let mut store = base.store.clone();
    for _ in 0..=dice.throw(3) {
        damage(&mut dice, &mut store);
    }
    let problems: BTreeMap<String, Unreadable> =
        store.iter().filter_map(|(name, text)| Some((name.clone(), problem_of(name, text)?))).collect();
    let head = store.get("head").and_then(|text| read_head(text).ok());
    let is_whole = check_read(base, &store, head.as_ref(), &problems);
    if !seed.is_multiple_of(LIVED) {
        return;
    }
    let mut tab = Tab::open(store.clone());
    match tab.role() {
        Role::Owner => {
            assert!(is_whole);
            live(&mut tab);
        }
        role @ Role::ReadOnly(ReadOnlyReason::Damaged | ReadOnlyReason::NewerSchema) => {
            assert!(live(&mut tab).iter().all(|reply| reply.result.is_err()));
            assert!(tab.writes.is_empty(), "{:?}", tab.writes);
            let taken = taken_away(&tab).unwrap_or_else(|why| panic!("the export is refused: {why}"));
            assert_eq!(ids(&taken), ids(tab.world()));
            let is_ours =
                |name: &&String| *name == "head" || head.as_ref().is_some_and(|head| counts(&store, head, name));
            let broken = problems.keys().filter(is_ours).map(|name| (name.clone(), store[name].clone())).collect();
            check_replacing(&mut tab, &broken, role);
        }
        other => panic!("{other:?}"),
    }
    for name in store.keys().filter(|name| Key::parse(name).is_none()) {
        check_untouched(&store, &tab.store, name);
    }
}

#[test]
fn whatever_is_stored_the_page_opens_and_writes_over_nothing_that_it_could_not_read() {
    seeds::every("LATCH_DAMAGES", CASES, play);
}

/// For a forged storage, the only promise is that reading ends with an answer.
#[test]
fn a_forged_storage_stops_nothing() {
    seeds::every("LATCH_DAMAGES", CASES / 4, |seed| {
        let mut dice = Dice::new(!seed);
        let base = &BASES[dice.throw(BASES.len() as u64) as usize];
        let mut store = base.store.clone();
        for _ in 0..=dice.throw(2) {
            forge(&mut dice, &mut store);
        }
        if !seed.is_multiple_of(LIVED) {
            let entries: Vec<_> = store.into_iter().collect();
            let _ = load(&entries, 0, 0).world.next_due();
            return;
        }
        let mut tab = Tab::open(store);
        live(&mut tab);
        let _ = taken_away(&tab);
        tab.ask(Make::Sample.into());
        tab.rest();
    });
}

/// Each text is whole: only its place shows that it is wrong.
#[test]
fn two_segments_in_each_others_places_are_both_damaged() {
    let mut store = BASES[1].store.clone();
    let names: Vec<_> = store.keys().filter(|name| name.starts_with("seg:")).cloned().collect();
    let [first, second] = &names[..] else { panic!("{names:?}") };
    let texts = [store[first].clone(), store[second].clone()];
    store.extend([first, second].into_iter().cloned().zip(texts.into_iter().rev()));
    let entries: Vec<_> = store.into_iter().collect();
    assert_eq!(load(&entries, 0, 0).troubles.damaged, names);
}

/// A missing key is not taken for one that never existed.
#[test]
fn a_key_that_is_gone_is_told() {
    let mut told = 0;
    for base in &*BASES {
        for name in base.store.keys() {
            let mut store = base.store.clone();
            store.remove(name);
            let entries: Vec<_> = store.clone().into_iter().collect();
            let loaded = load(&entries, 0, 0);
            let is_told = !loaded.troubles.is_empty() || loaded.records_lost_before.is_some();
            match Key::parse(name) {
                Some(Key::Rows { generation, .. } | Key::Records { generation, .. }) => {
                    let head = store.get("head").and_then(|text| read_head(text).ok());
                    let counts = head.is_none_or(|head| head.generation == generation);
                    assert!(is_told || !counts, "{name}");
                    told += u32::from(is_told);
                }
                Some(Key::Head) => assert!(is_told, "{name}"),
                // A missing last commit cannot be told from one that never existed; a missing one of history only shortens the rewind.
                Some(Key::Log(_) | Key::Preferences) | None => {}
            }
            if is_told {
                let mut tab = Tab::open(store.clone());
                let is_read_only = matches!(tab.role(), Role::ReadOnly(_));
                assert_eq!(is_read_only, !loaded.troubles.is_empty(), "{name}");
                if is_read_only {
                    live(&mut tab);
                    assert_eq!(tab.store, store, "{name}: nothing is written over it");
                }
            }
        }
    }
    assert!(told > 5, "{told}");
}

/// If only the oldest records are missing, a page may have ended while it made room: that is told, and work goes on.
#[test]
fn records_that_are_missing_are_told_and_instances_are_not_affected() {
    let mut tab = Tab::of(&sample(START));
    // Enough commits that the log is compacted into tables.
    for turn in 0..1_000u32 {
        tab.command(Command::ChangeReleaseProtection { who: Ordinals::one(turn % 7), on: turn % 14 < 7 });
        tab.rest();
    }
    let whole = tab.world().clone();
    let segments: Vec<String> = tab.store.keys().filter(|name| name.starts_with("rec:")).cloned().collect();
    assert!(segments.len() > 3, "{segments:?}");
    let first = segments.iter().min_by_key(|name| name.rsplit(':').next().and_then(|n| n.parse::<u64>().ok())).unwrap();
    let opened = |missing: &[&String]| {
        let mut store = tab.store.clone();
        missing.iter().for_each(|name| drop(store.remove(*name)));
        let entries: Vec<_> = store.into_iter().collect();
        load(&entries, 0, 0)
    };
    let loaded = opened(&[first]);
    assert!(loaded.troubles.is_empty(), "{:?}", loaded.troubles);
    let oldest = loaded.world.records.front().unwrap().number;
    assert_eq!(loaded.records_lost_before, Some(oldest));
    assert!(oldest > whole.records.front().unwrap().number && loaded.world.all().eq(whole.all()));
    for name in segments.iter().filter(|name| *name != first) {
        let loaded = opened(&[name]);
        assert_eq!(loaded.troubles.damaged, std::slice::from_ref(name));
    }
    let all: Vec<&String> = segments.iter().collect();
    assert!(!opened(&all).troubles.is_empty() || opened(&all).records_lost_before.is_some());
}

#[test]
fn a_newer_schema_is_never_called_damaged() {
    for base in &*BASES {
        for (name, text) in base.store.iter().filter(|(name, _)| Key::parse(name).is_some()) {
            let (_, rest) = text.split_once(' ').unwrap();
            let mut store = base.store.clone();
            store.insert(name.clone(), format!("{} {rest}", SCHEMA + 1));
            let mut tab = Tab::open(store.clone());
            assert_eq!(tab.role(), Role::ReadOnly(ReadOnlyReason::NewerSchema), "{name}");
            live(&mut tab);
            assert_eq!(tab.store, store, "{name}");
        }
    }
}

#[test]
fn the_ordinals_of_a_base_are_few() {
    let most: Ordinal = BASES.iter().map(|base| base.world.next_ordinal()).max().unwrap();
    assert!(most < 2_000, "cases stay cheap");
}
