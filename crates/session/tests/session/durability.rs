//! Nothing that was acknowledged is lost: several tabs in a browser that delivers everything late, crashes tabs between any two
//! writes, freezes them, takes the lock from them and runs out of room. Every schedule follows from a seed, which a failure prints;
//! `LATCH_SEED=…` plays it again.

use crate::support::{browser, older, story};
use latch_testing::seeds;
use std::collections::BTreeSet;

use browser::{Browser, Weather, difference};
use latch_ecs::import::Mode;
use latch_rules::{Actor, Reason, time::DAY};
use latch_session::{Limits, Make, ReadOnlyReason, Role};
use story::{Fate, Story, play, settle};

/// Number of schedules with any weather, and of every special kind (`FEW`); `LATCH_SCHEDULES` and `LATCH_FEW` in the environment change
/// them. After a change to how tabs agree, run 200,000 of them.
const SCHEDULES: u64 = 40_000;
const FEW: u64 = 500;

/// Seeds that once failed. Never removed.
const REGRESSIONS: [u64; 14] =
    [137, 236, 961, 2_957, 7_581, 12_698, 29_930, 44_915, 45_002, 48_585, 62_651, 73_372, 81_230, 87_860];

fn every(schedule: impl Fn(u64) + Sync) {
    seeds::every_and(&REGRESSIONS, "LATCH_SCHEDULES", SCHEDULES, schedule);
}

fn few(schedule: impl Fn(u64) + Sync) {
    seeds::every_and(&REGRESSIONS, "LATCH_FEW", FEW, schedule);
}

/// All disturbances at once, each with a random frequency.
fn any_weather(browser: &mut Browser) -> Fate {
    let dice = &mut browser.dice;
    let has_locks = !dice.one_in(8);
    let steals = has_locks && dice.one_in(3);
    let room = if dice.one_in(4) { 3_000 + dice.throw(5_000) as usize } else { 0 };
    let mut one_in = |often: [u64; 4]| often[dice.throw(4) as usize];
    browser.weather = Weather {
        crash_one_in: one_in([0, 12, 30, 80]),
        full_one_in: one_in([0, 0, 20, 60]),
        denied_one_in: one_in([0, 0, 0, 90]),
        unreadable_one_in: one_in([0, 0, 0, 20]),
        pause_one_in: one_in([0, 0, 3, 8]),
        late_timer_one_in: one_in([0, 0, 10, 30]),
        partless_one_in: one_in([0, 0, 0, 5]),
        room,
        has_locks,
    };
    if !dice.one_in(4) {
        let history = 2 + dice.throw(7);
        let room = if room == 0 { Limits::default().room } else { room };
        browser.limits = Limits { history, room, few_records: dice.throw(20) as usize, ..Limits::default() };
    }
    if !dice.one_in(3) {
        browser.limits.piece = 1 + dice.throw(400) as usize;
    }
    Fate {
        turns: 6 + dice.throw(16),
        most_tabs: 2 + dice.throw(7) as usize,
        // A tab that does not know that its lock is gone must not stall longer than a new owner waits.
        longest_stall: if steals || !has_locks { 60 } else { 1_500 },
        freezes: dice.one_in(2),
        steals,
        wipes: dice.one_in(4),
        adds: !dice.one_in(4),
        sets_clock: dice.one_in(4),
        looks: dice.one_in(4),
        upgrades: dice.one_in(6),
    }
}

#[test]
fn in_any_weather_tabs_agree_and_what_was_acknowledged_stays() {
    every(|seed| {
        let mut browser = Browser::new(seed, Weather::CALM);
        let fate = any_weather(&mut browser);
        let mut story = Story::default();
        play(&mut browser, &mut story, fate);
        settle(&mut browser, &story);
        if seed.is_multiple_of(8) && browser.is_memory_only().is_none() && !browser.store().is_empty() {
            a_newer_build_comes(&mut browser, &mut story);
        }
    });
}

/// A newer build writes from now on: tabs of the old build only show the world and refuse requests.
fn a_newer_build_comes(browser: &mut Browser, story: &mut Story) {
    browser.hear_newer_build();
    browser.run(2_000);
    browser.set_store(older::in_a_newer_schema(&browser.store()));
    let late = browser.open();
    browser.run(1_000);
    let (store, writes) = (browser.store(), browser.writes);
    for tab in browser.alive() {
        story.act(browser, tab);
    }
    browser.run(3_000);
    assert!(browser.writes == writes && browser.store() == store, "written beside a newer build");
    for tab in browser.alive() {
        let reason = if tab == late { ReadOnlyReason::NewerSchema } else { ReadOnlyReason::NewerBuild };
        assert_eq!(browser.tabs[tab].session.status().role, Role::ReadOnly(reason), "tab {tab}");
        let last = browser.tabs[tab].replies.last_key_value().expect("every request is answered");
        assert_eq!(last.1.result.as_ref().map_err(|refusal| refusal.reason), Err(Reason::ReadOnly), "tab {tab}");
    }
}

const FAIR: Fate = Fate {
    turns: 30,
    most_tabs: 8,
    longest_stall: 1_500,
    freezes: false,
    steals: false,
    wipes: false,
    adds: true,
    sets_clock: false,
    looks: false,
    upgrades: false,
};

fn with(seed: u64, weather: Weather, fate: Fate) -> (Browser, Story) {
    let (mut browser, mut story) = (Browser::new(seed, weather), Story::default());
    play(&mut browser, &mut story, fate);
    settle(&mut browser, &story);
    (browser, story)
}

#[test]
fn tabs_agree() {
    few(|seed| drop(with(seed, Weather::CALM, FAIR)));
}

#[test]
fn what_takes_all_away_takes_nothing_that_whoever_asked_had_not_seen() {
    few(|seed| drop(with(seed ^ 0x1a7e, Weather::CALM, Fate { wipes: true, ..FAIR })));
}

#[test]
fn a_machine_whose_clock_is_set_hangs_nothing() {
    few(|seed| drop(with(seed ^ 0xc10c, Weather::CALM, Fate { sets_clock: true, ..FAIR })));
}

/// The clock is put right at any time while another tab takes over: commits dated a year ahead are still there.
#[test]
fn a_machine_that_was_a_year_ahead_hangs_nothing() {
    few(|seed| {
        let (mut browser, mut story) = (Browser::new(seed ^ 0x9ea4, Weather::CALM), Story::adding());
        browser.clock_off = 365 * DAY;
        for _ in 0..2 {
            browser.open();
            browser.run(1_000);
        }
        for turn in 0..16 {
            let alive = browser.alive();
            let tab = alive[browser.dice.throw(alive.len() as u64) as usize];
            story.act(&mut browser, tab);
            let rest = browser.dice.throw(120);
            browser.run(rest);
            if turn == 8 {
                browser.crash(0);
                browser.open();
                let rest = browser.dice.throw(600);
                browser.run(rest);
                browser.clock_off = 0;
            }
        }
        settle(&mut browser, &story);
    });
}

/// Whatever a text holds, its import is refused, or its world is there when the page is opened again.
#[test]
fn an_import_that_was_acknowledged_can_be_read_again() {
    let world = |part: &str| format!(r#"{{"latch":1,"Instances":{{"Instance":[]}},{part}}}"#);
    let record = |number: u64| {
        let record = format!(r#""Number":{number},"Time":"2027-01-01T00:00:00Z","Actor":"Console","Act":"SetClock""#);
        world(&format!(r#""Activity":[{{{record}}}]"#))
    };
    // A whole segment of instances.
    let rows = |part: &dyn Fn(u32) -> String| {
        let row = |n: u32| format!(r#"{{"InstanceId":"i-{n}","RegionId":"cn-hangzhou",{}}}"#, part(n));
        let rows: Vec<String> = (0..512).map(row).collect();
        format!(r#"{{"Instances":{{"Instance":[{}]}}}}"#, rows.join(","))
    };
    let tags = |row: u32| {
        let tag = |n: u32| format!(r#"{{"TagKey":"k{}","TagValue":""}}"#, row + n);
        let tags: Vec<String> = (0..2_100).map(tag).collect();
        format!(r#""Tags":{{"Tag":[{}]}}"#, tags.join(","))
    };
    let texts: [&dyn Fn() -> String; 6] = [
        &|| world(r#""Latch":{"NextRecord":9007199254740993}"#),
        &|| world(r#""Latch":{"NextRecord":"18446744073709551615"}"#),
        &|| record(1 << 53),
        &|| record((1 << 53) - 1),
        &|| rows(&|_| format!(r#""Description":"{}""#, "x".repeat(140_000))),
        &|| rows(&tags),
    ];
    for (number, text) in texts.into_iter().enumerate() {
        let (mut browser, mut story) = (Browser::new(number as u64, Weather::CALM), Story::default());
        browser.open();
        browser.run(1_000);
        let make = Make::Import { text: text().into(), options: Mode::Replace.into() };
        let id = browser.ask(0, Actor::Console, make.into());
        // A large text is read in many pieces.
        for _ in 0..100 {
            if !browser.tabs[0].answered.contains_key(&id) {
                browser.run(1_000);
            }
        }
        let is_done = browser.tabs[0].answered[&id].reply.result.is_ok();
        for _ in 0..3 {
            let loaded = browser.reloaded();
            assert!(loaded.troubles.is_empty(), "text {number}, done: {is_done}: {:?}", loaded.troubles);
            let difference = difference(&loaded.world, browser.tabs[0].session.world());
            assert_eq!(difference, None, "text {number}, done: {is_done}");
            story.create(&mut browser, 0);
            browser.run(1_000);
        }
        settle(&mut browser, &story);
    }
}

#[test]
fn a_crash_between_any_two_writes_loses_nothing() {
    few(|seed| drop(with(!seed, Weather { crash_one_in: 12, ..Weather::CALM }, FAIR)));
}

#[test]
fn a_frozen_owner_that_comes_back_writes_no_more() {
    few(|seed| drop(with(seed ^ 0xf0, Weather::CALM, Fate { freezes: true, ..FAIR })));
}

#[test]
fn a_full_storage_loses_nothing_while_a_tab_is_open() {
    few(|seed| {
        let weather = Weather { full_one_in: 25, ..Weather::CALM };
        let (mut browser, mut story) = (Browser::new(seed ^ 0xf011, weather), Story::default());
        browser.open();
        for _ in 0..30 {
            story.act(&mut browser, 0);
            let rest = browser.dice.throw(120);
            browser.run(rest);
        }
        settle(&mut browser, &story);
        story.check_all(&browser);
    });
}

#[test]
fn without_locks_one_tab_writes_and_the_others_say_that_they_only_read() {
    few(|seed| {
        let mut browser = Browser::new(seed ^ 0x10c5, Weather { has_locks: false, ..Weather::CALM });
        let mut story = Story::default();
        browser.open();
        let late = browser.dice.throw(1_500);
        browser.run(late);
        browser.open();
        browser.run(3_000);
        for _ in 0..20 {
            let tab = browser.dice.throw(2) as usize;
            story.act(&mut browser, tab);
            let rest = browser.dice.throw(80);
            browser.run(rest);
        }
        settle(&mut browser, &story);
        let roles: Vec<Role> = browser.tabs.iter().map(|tab| tab.session.status().role).collect();
        assert_eq!(roles.iter().filter(|role| **role == Role::Owner).count(), 1, "{roles:?}");
        assert!(roles.contains(&Role::ReadOnly(ReadOnlyReason::OtherTab)), "{roles:?}");
        let writers: BTreeSet<usize> =
            (0..2).filter(|tab| browser.tabs[*tab].replies.values().any(|reply| reply.result.is_ok())).collect();
        assert!(writers.len() <= 1, "{writers:?}");
    });
}
