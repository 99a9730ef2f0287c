//! The ground taken away: what is stored is removed by another page or by a script of a page's own, key by key or all at once, while tabs
//! work on it; and the whole browser dies with its last writes. Nothing that was answered stays unkept without a word, and what is
//! opened again is never damaged. `LATCH_SEED=…` plays one again.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may fail loudly"
)]

#[path = "support/acts.rs"]
mod acts;
#[path = "support/browser.rs"]
mod browser;
#[path = "support/older.rs"]
mod older;
#[path = "support/seeds.rs"]
mod seeds;
#[path = "support/story.rs"]
mod story;

use browser::{Browser, Weather, difference};
use latch::{
    codec::migrate::read_head,
    session::{Notice, load},
};
use story::{Story, settle};

const SCHEDULES: u64 = 400;
/// Nothing is told later than this after keys were removed.
const NOTICED_IN: u64 = 6_000;

/// Tabs that work, the first of which writes.
fn worked_on(seed: u64, tabs: usize) -> (Browser, Story) {
    let (mut browser, mut story) = (Browser::new(seed, Weather::CALM), Story::adding());
    for _ in 0..tabs {
        browser.open();
        browser.run(1_000);
    }
    for _ in 0..12 {
        work(&mut browser, &mut story);
    }
    browser.run(1_000);
    (browser, story)
}

fn work(browser: &mut Browser, story: &mut Story) {
    let alive = browser.alive();
    let tab = alive[browser.dice.throw(alive.len() as u64) as usize];
    story.act(browser, tab);
    let rest = browser.dice.throw(120);
    browser.run(rest);
}

/// Everything, or one key by chance. How many were removed.
fn remove(browser: &mut Browser) -> usize {
    let alive = browser.alive();
    let by = match browser.dice.throw(3) {
        0 => None,
        1 => browser.owner(),
        _ => Some(alive[browser.dice.throw(alive.len() as u64) as usize]),
    };
    let names: Vec<String> = browser.store().into_keys().collect();
    if browser.dice.one_in(2) || names.is_empty() {
        return browser.remove(by, |_| true);
    }
    let victim = names[browser.dice.throw(names.len() as u64) as usize].clone();
    browser.remove(by, |name| name == victim)
}

#[test]
fn what_is_removed_under_working_tabs_is_written_anew_and_told() {
    seeds::every("LATCH_CLEARED", SCHEDULES, |seed| {
        let tabs = 1 + (seed % 3) as usize;
        let (mut browser, mut story) = worked_on(seed, tabs);
        for _ in 0..6 {
            let (restored_before, before) = (restored(&browser), generation(&browser));
            let removed = remove(&mut browser);
            for _ in 0..browser.dice.throw(4) {
                work(&mut browser, &mut story);
            }
            browser.run(NOTICED_IN);
            // One key may have been written again before anybody looked, and all of them where an import came first.
            let is_restored = restored(&browser) > restored_before;
            assert!(removed < 2 || is_restored || generation(&browser) > before, "removed and not noticed");
            for tab in browser.alive() {
                let is_told = browser.tabs[tab].notices.contains(&Notice::Restored);
                assert!(!is_restored || is_told, "tab {tab} was told nothing");
            }
        }
        settle(&mut browser, &story);
    });
}

/// Which tables count: others, once all was written anew.
fn generation(browser: &Browser) -> u64 {
    browser.store().get("head").and_then(|text| read_head(text).ok()).map_or(0, |head| head.generation)
}

fn restored(browser: &Browser) -> u32 {
    browser.alive().into_iter().map(|tab| browser.tabs[tab].session.status().restored).sum()
}

/// A large commit waits for the paint when the ground goes: it is not answered over nothing.
#[test]
fn nothing_is_answered_well_over_what_is_not_there() {
    seeds::every("LATCH_CLEARED", SCHEDULES, |seed| {
        let (mut browser, mut story) = worked_on(!seed, 1);
        for _ in 0..8 {
            let by = browser.dice.one_in(2).then_some(0);
            let names: Vec<String> = browser.store().into_keys().collect();
            let victim = names[browser.dice.throw(names.len() as u64) as usize].clone();
            let is_all = browser.dice.one_in(2);
            let is_asked_before = browser.dice.one_in(2);
            if is_asked_before {
                story.protect_many(&mut browser, 0);
            }
            browser.remove(by, |name| is_all || name == victim);
            if by.is_none() {
                // It has arrived.
                browser.run(150);
            }
            let answered = browser.tabs[0].answered.len();
            story.create(&mut browser, 0);
            browser.run(120);
            assert!(browser.tabs[0].answered.len() > answered);
            // A refusal writes nothing, so nobody looks before the next look that comes by itself.
            let last = browser.tabs[0].answered.last_key_value();
            if last.is_some_and(|(_, last)| last.reply.result.is_err()) {
                browser.run(NOTICED_IN);
            }
            let loaded = browser.reloaded();
            assert!(loaded.troubles.is_empty(), "{:?}", loaded.troubles);
            story.check(&browser, &loaded.world);
            browser.run(NOTICED_IN);
        }
        settle(&mut browser, &story);
    });
}

#[test]
fn a_page_that_is_closed_over_nothing_leaves_all_of_it() {
    seeds::every("LATCH_CLEARED", SCHEDULES, |seed| {
        let (mut browser, story) = worked_on(seed ^ 0xc105, 1);
        let world = browser.tabs[0].session.world().clone();
        remove(&mut browser);
        // It has arrived.
        let rest = 150 + browser.dice.throw(200);
        browser.run(rest);
        browser.close(0);
        browser.run(1_000);
        let loaded = browser.reloaded();
        assert!(loaded.troubles.is_empty(), "{:?}", loaded.troubles);
        assert_eq!(difference(&loaded.world, &world), None);
        settle(&mut browser, &story);
    });
}

/// What the disk had is a beginning of what was written: it is whole, and only the last seconds are missing.
#[test]
fn a_browser_that_dies_loses_its_last_seconds_and_nothing_else() {
    seeds::every("LATCH_CLEARED", SCHEDULES, |seed| {
        let (mut browser, mut story) = worked_on(seed ^ 0xdead, 2);
        browser.set_disk_late(60_000);
        browser.run(5_000);
        let before = browser.tabs[0].session.world().clone();
        let last = browser.tabs[0].session.last();
        let from = browser.now;
        for _ in 0..browser.dice.throw(30) {
            work(&mut browser, &mut story);
        }
        let lost = browser.dice.throw(browser.now - from + 1);
        browser.die(lost);
        let entries: Vec<_> = browser.store().into_iter().collect();
        let loaded = load(&entries, 0, 0);
        assert!(loaded.troubles.is_empty(), "{:?}", loaded.troubles);
        assert!(loaded.last >= last, "what was on the disk is there");
        if loaded.last == last {
            assert_eq!(difference(&loaded.world, &before), None);
        }
        let tab = browser.open();
        assert_eq!(difference(browser.tabs[tab].session.world(), &loaded.world), None);
        browser.run(1_000);
        assert_eq!(browser.owner(), Some(tab));
    });
}
