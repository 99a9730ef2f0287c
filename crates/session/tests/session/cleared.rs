//! Removed storage: another page, or a script in the page itself, removes stored keys, one or all at once, while tabs work; or the whole
//! browser dies with its last writes. No answered change stays unstored without a notice, and a page that is opened again is never
//! damaged. `LATCH_SEED=…` plays one seed again.

use crate::support::{browser, story};
use latch_testing::seeds;
use std::sync::atomic::{AtomicU64, Ordering};

use browser::{Browser, Weather, difference};
use latch_rules::sample::fleet;
use latch_session::{Notice, load, stored::migrate::read_head};
use story::{Story, settle};

const SCHEDULES: u64 = 400;
/// Milliseconds within which every tab is told that keys were removed.
const NOTICED_IN: u64 = 6_000;
/// Milliseconds after which a removal by another page has arrived and every tab was told.
const ARRIVED_IN: u64 = 150;
/// A change of this many instances waits for the paint.
const MANY: u32 = 600;

/// Tabs with some work done; the first is the owner.
fn worked_on(seed: u64, tabs: usize) -> (Browser, Story) {
    worked(Browser::new(seed, Weather::CALM), tabs)
}

/// The same, on a large fleet that was stored before.
fn worked_on_many(seed: u64, tabs: usize) -> (Browser, Story) {
    let mut browser = Browser::new(seed, Weather::CALM);
    browser.keep(&fleet(MANY, seed, browser.real_now()));
    worked(browser, tabs)
}

fn worked(mut browser: Browser, tabs: usize) -> (Browser, Story) {
    let mut story = Story::adding();
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

/// Removes all keys, or a random one. Returns how many were removed.
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
            let (restored_before, begun_before) = (restored(&browser), begun_by(&browser));
            let told_before = told(&browser);
            let removed = remove(&mut browser);
            for _ in 0..browser.dice.throw(4) {
                work(&mut browser, &mut story);
            }
            browser.run(NOTICED_IN);
            // One key may have been written again before any tab looked, and all of them if an import came first.
            let times = restored(&browser) - restored_before;
            let begun = begun_by(&browser);
            let is_imported = !begun.is_empty() && begun != begun_before;
            assert!(removed < 2 || times > 0 || is_imported, "removed and not noticed");
            for (tab, (before, now)) in told_before.into_iter().zip(told(&browser)).enumerate() {
                assert_eq!(now - before, times as usize, "what was written anew is told to tab {tab}");
            }
            let loaded = browser.reloaded();
            assert!(loaded.troubles.is_empty(), "{:?}", loaded.troubles);
            story.check(&browser, &loaded.world);
        }
        settle(&mut browser, &story);
    });
}

/// The request that began the stored world; it stays the same when any tab writes that world again. Empty for the first world.
fn begun_by(browser: &Browser) -> String {
    let head = browser.store().get("head").and_then(|text| read_head(text).ok());
    head.and_then(|head| head.begun_by.split('~').next().map(Into::into)).unwrap_or_default()
}

/// How often each tab was told that what was kept had been removed.
fn told(browser: &Browser) -> Vec<usize> {
    let times = |notices: &[Notice]| notices.iter().filter(|notice| **notice == Notice::Restored).count();
    browser.tabs.iter().map(|tab| times(&tab.notices)).collect()
}

fn restored(browser: &Browser) -> u32 {
    browser.alive().into_iter().map(|tab| browser.tabs[tab].session.status().restored).sum()
}

#[test]
fn nothing_is_answered_well_over_what_is_not_there() {
    seeds::every("LATCH_CLEARED", SCHEDULES, |seed| {
        let (mut browser, mut story) = worked_on(!seed, 1);
        for _ in 0..8 {
            answer_over_nothing(&mut browser, &mut story);
        }
        settle(&mut browser, &story);
    });
}

/// A large change waits for the paint while keys are removed, or while the tab is told of it: it is not answered over missing keys.
#[test]
fn a_large_change_is_not_answered_well_over_what_is_not_there() {
    let waited = AtomicU64::new(0);
    let most = seeds::every("LATCH_CLEARED", SCHEDULES / 4, |seed| {
        let (mut browser, mut story) = worked_on_many(!seed, 1);
        for _ in 0..4 {
            waited.fetch_add(answer_over_nothing(&mut browser, &mut story).into(), Ordering::Relaxed);
        }
        settle(&mut browser, &story);
    });
    let waited = waited.into_inner();
    assert!(most < 10 || waited > most, "only {waited} of {most} large changes waited for the paint");
}

/// Removes all keys or one. Asks for a large change before that, or while news of it is on its way, or not at all; and for a small change
/// afterwards. Returns whether the large change waited for the paint.
fn answer_over_nothing(browser: &mut Browser, story: &mut Story) -> bool {
    let by = browser.dice.one_in(2).then_some(0);
    let names: Vec<String> = browser.store().into_keys().collect();
    let victim = names[browser.dice.throw(names.len() as u64) as usize].clone();
    let is_all = browser.dice.one_in(2);
    let asks = browser.dice.throw(3);
    if asks == 0 {
        story.protect_many(browser, 0);
    }
    let (waits, last) = (browser.waits_for_paint(0), browser.tabs[0].session.last());
    let mut waited = waits;
    browser.remove(by, |name| is_all || name == victim);
    if asks == 1 {
        let rest = browser.dice.throw(ARRIVED_IN);
        browser.run(rest);
        story.protect_many(browser, 0);
        waited |= browser.waits_for_paint(0);
    }
    if by.is_none() {
        browser.run(ARRIVED_IN);
    }
    let answered = browser.tabs[0].answered.len();
    story.create(browser, 0);
    browser.run(120);
    assert!(browser.tabs[0].answered.len() > answered);
    // If nothing was written, no tab has looked at the storage; only the next regular look notices the removal.
    if !waits && browser.tabs[0].session.last() == last {
        browser.run(NOTICED_IN);
    }
    let loaded = browser.reloaded();
    assert!(loaded.troubles.is_empty(), "{:?}", loaded.troubles);
    story.check(browser, &loaded.world);
    browser.run(NOTICED_IN);
    waited
}

#[test]
fn a_page_that_is_closed_over_nothing_leaves_all_of_it() {
    seeds::every("LATCH_CLEARED", SCHEDULES, |seed| {
        let (mut browser, story) = worked_on(seed ^ 0xc105, 1);
        let world = browser.tabs[0].session.world().clone();
        remove(&mut browser);
        // The removal has arrived.
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

/// The disk has a prefix of what was written: it is whole, and only the last seconds are missing.
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
