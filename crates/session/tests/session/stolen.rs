//! A tab whose lock another page takes, and a tab that the browser freezes: it stops writing, says so, follows the next owner, and none
//! of its requests is lost or done twice.

use crate::support::browser;
use browser::{Browser, Weather, difference};
use latch_rules::{
    Actor, Command, Ordinals,
    catalog::{DEFAULT_INSTANCE_TYPE, DEFAULT_REGION, IMAGES},
    command::NewInstances,
};
use latch_session::{Notice, Role, Status, What};

/// A change of this many instances is written after the paint, so that the owner can lose the lock before.
const MANY: u32 = 300;

const SEEDS: u64 = 60;

fn protect_all() -> What {
    What::Command(Command::ChangeReleaseProtection { who: Ordinals::range(0, MANY), on: true })
}

/// How many instances are protected, and how many records this request left.
fn protected(browser: &Browser, tab: usize, request: u64) -> (usize, usize) {
    let world = browser.tabs[tab].session.world();
    let request = format!("R0-{request}");
    let records = world.records.iter().filter(|record| *record.request_id == *request).count();
    (world.all().filter(|(_, one)| one.protected).count(), records)
}

fn order(amount: u32, mark: &str) -> What {
    What::Command(Command::RunInstances(Box::new(NewInstances {
        region: DEFAULT_REGION.into(),
        instance_type: DEFAULT_INSTANCE_TYPE.into(),
        image_id: IMAGES[0].id.into(),
        description: mark.into(),
        amount,
        ..NewInstances::default()
    })))
}

fn marked(browser: &Browser, tab: usize, mark: &str) -> usize {
    browser.tabs[tab].session.world().all().filter(|(_, one)| *one.description == *mark).count()
}

/// Tab 0 writes, tab 1 follows, and there are many instances and one marked "first".
fn two_tabs(seed: u64) -> Browser {
    let mut browser = Browser::new(seed, Weather::CALM);
    browser.open();
    browser.run(1_000);
    browser.open();
    for _ in 0..MANY / 100 {
        browser.ask(0, Actor::Api, order(100, "crowd"));
    }
    browser.ask(0, Actor::Api, order(1, "first"));
    browser.run(1_000);
    assert_eq!((role(&browser, 0), role(&browser, 1)), (Role::Owner, Role::Follower));
    browser
}

fn role(browser: &Browser, tab: usize) -> Role {
    browser.tabs[tab].session.status().role
}

fn check_same(browser: &Browser) {
    let (one, other) = (browser.tabs[0].session.world(), browser.tabs[1].session.world());
    assert_eq!(difference(one, other), None);
    assert_eq!(difference(&browser.reloaded().world, one), None);
    assert!(browser.reloaded().troubles.is_empty());
}

#[test]
fn an_owner_whose_lock_is_taken_follows_the_next_one_and_says_so() {
    for seed in 0..SEEDS {
        let mut browser = two_tabs(seed);
        browser.steal();
        browser.run(300);
        assert!(browser.tabs[0].notices.contains(&Notice::LockLost), "seed {seed}");
        let writes = browser.writes;
        let asked = [browser.ask(0, Actor::Api, order(1, "second")), browser.ask(0, Actor::Api, order(1, "third"))];
        browser.run(1_000);
        assert_eq!(browser.writes, writes, "seed {seed}: nobody writes while a stranger has the lock");
        browser.give_back();
        browser.run(2_000);
        assert_eq!((role(&browser, 0), role(&browser, 1)), (Role::Follower, Role::Owner), "seed {seed}");
        assert!(asked.iter().all(|id| browser.tabs[0].replies[id].result.is_ok()), "seed {seed}");
        assert_eq!(["first", "second", "third"].map(|mark| marked(&browser, 1, mark)), [1; 3], "seed {seed}");
        check_same(&browser);
    }
}

#[test]
fn what_an_owner_had_not_written_when_its_lock_was_taken_is_carried_out_once() {
    for seed in 0..SEEDS {
        let mut browser = two_tabs(seed);
        let id = browser.ask(0, Actor::Console, protect_all());
        assert!(!browser.tabs[0].replies.contains_key(&id), "seed {seed}: it waits for the paint");
        browser.steal();
        let held = 300 + browser.dice.throw(600);
        browser.run(held);
        browser.give_back();
        browser.run(3_000);
        assert!(browser.tabs[0].replies[&id].result.is_ok(), "seed {seed}");
        assert_eq!(protected(&browser, 0, id), (MANY as usize, 1), "seed {seed}");
        check_same(&browser);
    }
}

#[test]
fn an_owner_alone_waits_for_its_lock_and_goes_on() {
    for seed in 0..SEEDS {
        let mut browser = two_tabs(seed);
        browser.close(1);
        browser.steal();
        let id = browser.ask(0, Actor::Console, protect_all());
        browser.run(2_000);
        assert!(!browser.tabs[0].session.status().is_ready(), "seed {seed}");
        browser.give_back();
        browser.run(3_000);
        assert_eq!(
            browser.tabs[0].session.status(),
            Status { role: Role::Owner, memory: None, restored: 0 },
            "seed {seed}"
        );
        assert!(browser.tabs[0].replies[&id].result.is_ok(), "seed {seed}");
        assert_eq!(protected(&browser, 0, id), (MANY as usize, 1), "seed {seed}");
        assert_eq!(difference(&browser.reloaded().world, browser.tabs[0].session.world()), None, "seed {seed}");
    }
}

#[test]
fn a_frozen_owner_lets_others_write_and_follows_when_it_comes_back() {
    for seed in 0..SEEDS {
        let mut browser = two_tabs(seed);
        let many = browser.ask(0, Actor::Console, protect_all());
        browser.freeze(0, 60_000);
        let writes = browser.writes;
        browser.run(1_000);
        assert_eq!(role(&browser, 1), Role::Owner, "seed {seed}: nobody waits for a page that stands still");
        assert_eq!(protected(&browser, 1, many), (MANY as usize, 1), "seed {seed}: it was written before");
        let second = browser.ask(1, Actor::Api, order(1, "second"));
        browser.run(1_000);
        assert!(browser.tabs[1].replies[&second].result.is_ok() && browser.writes > writes, "seed {seed}");
        browser.run(60_000);
        assert_eq!((role(&browser, 0), role(&browser, 1)), (Role::Follower, Role::Owner), "seed {seed}");
        assert!(browser.tabs[0].replies[&many].result.is_ok(), "seed {seed}");
        assert!(!browser.tabs[0].notices.contains(&Notice::LockLost), "seed {seed}: it gave the lock away");
        check_same(&browser);
    }
}
