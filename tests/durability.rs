//! Nothing that was acknowledged is lost: several tabs in a browser that delivers everything late, crashes tabs between any two
//! writes and runs out of room. Every schedule follows from a seed, which a failure prints.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may fail loudly"
)]

#[path = "support/browser.rs"]
mod browser;

use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
};

use browser::{Browser, Weather, difference};
use latch::{
    rules::{
        Actor, Answer, Command, Happened, Ordinal, Ordinals, ReleasePlan, World,
        catalog::{DEFAULT_INSTANCE_TYPE, DEFAULT_REGION, IMAGES},
        command::{Deletion, NewInstances, Power},
        record::Act,
        release_plan::When,
        time::{Clock, DAY, MINUTE},
    },
    session::{ReadOnlyReason, Role, What},
};

/// Schedules of every kind; `LATCH_SCHEDULES` in the environment changes it, `LATCH_SEED` runs one.
const SCHEDULES: u64 = 1_500;

/// Seeds that once failed. Never removed.
const REGRESSIONS: [u64; 2] = [137, 12_698];

const CALM: Weather = Weather { full_one_in: 0, crash_one_in: 0, has_locks: true };

fn every_seed(schedule: impl Fn(u64)) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seeds: Vec<u64> = match number("LATCH_SEED") {
        Some(seed) => vec![seed],
        None => REGRESSIONS.into_iter().chain(0..number("LATCH_SCHEDULES").unwrap_or(SCHEDULES)).collect(),
    };
    for seed in seeds {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| schedule(seed))) {
            eprintln!("failed with LATCH_SEED={seed}");
            resume_unwind(panic);
        }
    }
}

/// A person or script at one of the tabs: what was asked, and what must come of it.
#[derive(Default)]
struct Story {
    next_name: u64,
    /// Names of instances whose creation was asked for, by tab and request.
    created: Vec<(usize, u64, String)>,
}

impl Story {
    fn act(&mut self, browser: &mut Browser, tab: usize) {
        let world = browser.tabs[tab].session.world();
        let many = world.next_ordinal();
        let who: Ordinals = {
            let count = browser.dice.throw(4) + 1;
            (0..count).map(|_| browser.dice.throw(u64::from(many.max(1))) as Ordinal).collect()
        };
        let world = browser.tabs[tab].session.world();
        let ids: Vec<Box<str>> = who.iter().filter_map(|one| world.any(one)).map(|one| one.id.clone()).collect();
        let (actor, command) = match browser.dice.throw(14) {
            0..=4 => return self.create(browser, tab),
            5..=7 => (Actor::Console, Command::ChangeReleaseProtection { who, on: browser.dice.one_in(2) }),
            8 | 9 => {
                let (region, force) = (Some(DEFAULT_REGION.into()), browser.dice.one_in(2));
                (Actor::Api, Command::DeleteInstances(Deletion { region, ids, force, ..Deletion::default() }))
            }
            10 => (Actor::Console, Command::Release { plan: ReleasePlan::make(world, &who, When::Now) }),
            11 => {
                let power = [Power::Start, Power::Stop, Power::Reboot][browser.dice.throw(3) as usize];
                (Actor::Console, Command::ChangePowerOf { who, power })
            }
            12 => {
                let at = Some(browser.tabs[tab].session.now(browser.real_now()).plus(40 * MINUTE).minute_start());
                (Actor::Console, Command::Release { plan: ReleasePlan::make(world, &who, When::At(at)) })
            }
            _ => {
                let now = browser.tabs[tab].session.now(browser.real_now());
                let ahead = now.plus([MINUTE, DAY][browser.dice.throw(2) as usize]);
                (Actor::Simulation, Command::SetClock { clock: Clock::anchored(browser.real_now(), ahead, 1) })
            }
        };
        browser.ask(tab, actor, What::Command(command));
    }

    fn create(&mut self, browser: &mut Browser, tab: usize) {
        self.next_name += 1;
        let name = format!("marker-{}", self.next_name);
        let order = NewInstances {
            region: DEFAULT_REGION.into(),
            instance_type: DEFAULT_INSTANCE_TYPE.into(),
            image_id: IMAGES[0].id.into(),
            amount: 1,
            name: name.as_str().into(),
            deletion_protection: browser.dice.one_in(2),
            ..NewInstances::default()
        };
        let id = browser.ask(tab, Actor::Api, What::Command(Command::RunInstances(Box::new(order))));
        self.created.push((tab, id, name));
    }

    /// What was acknowledged is there, once; what was not is there once at most.
    fn check(&self, browser: &Browser, world: &World) {
        for (tab, id, name) in &self.created {
            let found = world.all().filter(|(_, one)| *one.name == **name).count();
            match browser.tabs[*tab].replies.get(id).map(|reply| &reply.result) {
                Some(Ok(Answer::Created(_))) => assert_eq!(found, 1, "{name} was acknowledged"),
                Some(Ok(other)) => panic!("{other:?}"),
                Some(Err(_)) | None => assert!(found <= 1, "{name} was created {found} times"),
            }
        }
    }
}

/// Nobody who was protected is released by hand.
fn check_promise(world: &World) {
    for record in &world.records {
        let is_manual = matches!(record.act, Act::DeleteInstance | Act::DeleteInstances)
            && matches!(record.actor, Actor::Console | Actor::Api);
        for outcome in &record.outcomes {
            let is_broken = is_manual && outcome.protected && matches!(outcome.happened, Happened::Released(_));
            assert!(!is_broken, "{record:?}");
        }
    }
}

/// Runs tabs through some time of work, with whatever the weather brings.
fn work(browser: &mut Browser, story: &mut Story, turns: u64) {
    browser.open();
    for _ in 0..turns {
        let alive = browser.alive();
        let rest = browser.dice.throw(60);
        if alive.is_empty() || alive.len() < 8 && browser.dice.one_in(12) {
            browser.open();
        } else {
            let tab = alive[browser.dice.throw(alive.len() as u64) as usize];
            match browser.dice.throw(40) {
                0 => browser.crash(tab),
                1 => browser.close(tab),
                2 => {
                    let millis = browser.dice.throw(1_500);
                    browser.freeze(tab, millis);
                }
                3 => browser.run(1_000),
                _ => story.act(browser, tab),
            }
        }
        browser.run(rest);
    }
}

/// Nothing more is asked; everything on its way arrives; then all agree.
fn settle(browser: &mut Browser, story: &Story) {
    browser.weather.crash_one_in = 0;
    browser.weather.full_one_in = 0;
    if browser.alive().is_empty() {
        browser.open();
    }
    browser.run(8_000);
    let owner = browser.owner().expect("somebody owns the world");
    let world = browser.tabs[owner].session.world();
    for tab in browser.alive() {
        let session = &browser.tabs[tab].session;
        assert!(session.status().is_ready(), "tab {tab}: {:?}", session.status());
        assert_eq!(session.last(), browser.tabs[owner].session.last(), "tab {tab} follows");
        if let Some(difference) = difference(session.world(), world) {
            panic!("tab {tab} and owner {owner} differ:\n{difference}");
        }
        let asked = browser.tabs[tab].next_request;
        assert_eq!(browser.tabs[tab].replies.len() as u64, asked, "tab {tab}: every request is answered");
    }
    story.check(browser, world);
    check_promise(world);
    if browser.is_memory_only().is_none() {
        let loaded = browser.reloaded();
        assert!(loaded.troubles.is_empty(), "{:?}", loaded.troubles);
        assert_eq!(loaded.last, browser.tabs[owner].session.last());
        if let Some(difference) = difference(&loaded.world, world) {
            panic!("after a reload:\n{difference}");
        }
    }
}

#[test]
fn tabs_agree_and_what_was_acknowledged_stays() {
    every_seed(|seed| {
        let mut browser = Browser::new(seed, CALM);
        let mut story = Story::default();
        let turns = 20 + browser.dice.throw(60);
        work(&mut browser, &mut story, turns);
        settle(&mut browser, &story);
    });
}

#[test]
fn a_crash_between_any_two_writes_loses_nothing() {
    every_seed(|seed| {
        let mut browser = Browser::new(!seed, Weather { crash_one_in: 12, ..CALM });
        let mut story = Story::default();
        let turns = 20 + browser.dice.throw(80);
        work(&mut browser, &mut story, turns);
        settle(&mut browser, &story);
    });
}

#[test]
fn a_full_storage_loses_nothing_while_a_tab_is_open() {
    every_seed(|seed| {
        let mut browser = Browser::new(seed ^ 0xf011, Weather { full_one_in: 25, ..CALM });
        let mut story = Story::default();
        let turns = 20 + browser.dice.throw(60);
        browser.open();
        for _ in 0..turns {
            let tab = 0;
            story.act(&mut browser, tab);
            let rest = browser.dice.throw(120);
            browser.run(rest);
        }
        settle(&mut browser, &story);
    });
}

#[test]
fn without_locks_one_tab_writes_and_the_others_say_that_they_only_read() {
    every_seed(|seed| {
        let mut browser = Browser::new(seed ^ 0x10c5, Weather { has_locks: false, ..CALM });
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
