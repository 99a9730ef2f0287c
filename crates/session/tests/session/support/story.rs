//! A story in the simulated browser: what people ask for at its tabs under the disturbances of a `Fate`, and what must come of it.

use std::collections::{BTreeMap, BTreeSet};

use latch_ecs::{export, import::Mode};
use latch_rules::{
    Actor, Answer, Command, Happened, Ordinals, World,
    catalog::{DEFAULT_INSTANCE_TYPE, DEFAULT_REGION, IMAGES},
    command::NewInstances,
    record::Act,
    sample::fleet,
    time::HOUR,
};
use latch_session::{Make, Trouble, Wanted, What};

use super::{
    browser::{Browser, Weather, difference},
    older::in_schema_2,
};
use latch_testing::acts::{Dice, Player};

/// Most instances that the players order.
const MOST: usize = 8;

/// The disturbances in a story.
#[derive(Clone, Copy)]
pub struct Fate {
    pub turns: u64,
    pub most_tabs: usize,
    /// Milliseconds.
    pub longest_stall: u64,
    pub freezes: bool,
    pub steals: bool,
    /// Whether whole worlds are replaced and time is turned back.
    pub wipes: bool,
    /// Whether instances are added by a text.
    pub adds: bool,
    /// Whether somebody sets the machine's clock, forward or back.
    pub sets_clock: bool,
    /// Whether pages check the storage at any time, although nobody else changed it.
    pub looks: bool,
    /// Whether the build is exchanged between two visits.
    pub upgrades: bool,
}

struct Asked {
    tab: usize,
    id: u64,
}

/// A request that removes what was there before, and what the asking tab knew of that.
struct Wiped {
    asked: Asked,
    known: BTreeSet<String>,
    requests: BTreeSet<Box<str>>,
}

/// What was asked, and what must come of it.
#[derive(Default)]
pub struct Story {
    wipes: bool,
    adds: bool,
    next_mark: u64,
    /// Creations, each with its unique description.
    created: Vec<(Asked, String)>,
    /// Requests that remove what was there before.
    wiped: Vec<Wiped>,
}

impl Story {
    /// A story in which nothing is removed.
    pub fn adding() -> Self {
        Self { adds: true, ..Self::default() }
    }

    /// Somebody at that tab asks for something.
    pub fn act(&mut self, browser: &mut Browser, tab: usize) {
        if self.wipes && browser.dice.one_in(12) {
            return self.wipe(browser, tab);
        }
        if self.adds && browser.dice.one_in(6) {
            return self.add(browser, tab);
        }
        if browser.dice.throw(5) < 2 {
            return self.create(browser, tab);
        }
        let mut dice = Dice::new(browser.dice.throw(u64::MAX));
        let session = &browser.tabs[tab].session;
        let now = session.now(browser.real_now());
        let (actor, command) = Player { dice: &mut dice, world: session.world(), now, most: MOST }.act();
        browser.ask(tab, actor, What::Command(command));
    }

    pub fn create(&mut self, browser: &mut Browser, tab: usize) {
        self.next_mark += 1;
        let mark = format!("marker-{}", self.next_mark);
        let order = NewInstances {
            region: DEFAULT_REGION.into(),
            instance_type: DEFAULT_INSTANCE_TYPE.into(),
            image_id: IMAGES[0].id.into(),
            amount: 1,
            description: mark.as_str().into(),
            deletion_protection: browser.dice.one_in(2),
            ..NewInstances::default()
        };
        let id = browser.ask(tab, Actor::Api, What::Command(Command::RunInstances(Box::new(order))));
        self.created.push((Asked { tab, id }, mark));
    }

    /// Asks for a change of so many instances that it waits for the paint.
    pub fn protect_many(&mut self, browser: &mut Browser, tab: usize) {
        let world = browser.tabs[tab].session.world();
        let on = world.live().any(|(_, one)| one.is_protectable() && !one.protected);
        let who = Ordinals::range(0, world.next_ordinal());
        browser.ask(tab, Actor::Api, What::Command(Command::ChangeReleaseProtection { who, on }));
    }

    /// Somebody adds an instance by a text.
    fn add(&mut self, browser: &mut Browser, tab: usize) {
        self.next_mark += 1;
        let mark = format!("marker-{}", self.next_mark);
        let row = format!(r#"{{"InstanceId":"i-{mark}","RegionId":"{DEFAULT_REGION}","Description":"{mark}"}}"#);
        let text = format!(r#"{{"Instances":{{"Instance":[{row}]}}}}"#).into();
        let id = browser.ask(tab, Actor::Api, Make::Import { text, options: Mode::Add.into() }.into());
        self.created.push((Asked { tab, id }, mark));
    }

    fn wipe(&mut self, browser: &mut Browser, tab: usize) {
        let session = &browser.tabs[tab].session;
        let world = session.world();
        let known = world.all().map(|(_, one)| one.description.to_string()).collect();
        let requests = world.records.iter().map(|record| record.request_id.clone()).collect();
        let seen = Some(session.last());
        let what = match browser.dice.throw(4) {
            0 | 1 => {
                let kept: Vec<u64> = session.history().iter().map(|commit| commit.number).collect();
                let to = kept.get(browser.dice.throw(kept.len() as u64) as usize).copied().unwrap_or(1);
                What::Command(Command::Rewind { to })
            }
            2 => What::Make(Box::new(Wanted { make: Make::Empty, seen })),
            _ => {
                let now = browser.real_now();
                let (many, seed) = (browser.dice.throw(6) as u32, browser.dice.throw(50));
                let text = export::world(&fleet(many, seed, now), now).into();
                What::Make(Box::new(Wanted { make: Make::Import { text, options: Mode::Replace.into() }, seen }))
            }
        };
        let id = browser.ask(tab, Actor::Simulation, what);
        self.wiped.push(Wiped { asked: Asked { tab, id }, known, requests });
    }

    /// Whether what `tab` had asked for at `at` may have been removed since, by that tab or by another that knew of it.
    fn may_be_wiped(&self, browser: &Browser, tab: usize, at: u64, knew: impl Fn(&Wiped) -> bool) -> bool {
        self.wiped.iter().any(|wipe| {
            let answered = browser.tabs[wipe.asked.tab].answered.get(&wipe.asked.id);
            let may_be_done = match answered {
                Some(one) if one.reply.trouble == Some(Trouble::OutcomeUnknown) => true,
                Some(one) => one.reply.result.is_ok() && one.at >= at,
                None => true,
            };
            may_be_done && (wipe.asked.tab == tab || knew(wipe))
        })
    }

    /// What was acknowledged as stored exists exactly once; anything else at most once.
    pub fn check(&self, browser: &Browser, world: &World) {
        let forgotten = world.records.front().is_none_or(|oldest| oldest.number > 1);
        for (Asked { tab, id }, mark) in &self.created {
            let found = world.all().filter(|(_, one)| *one.description == **mark).count();
            assert!(found <= 1, "{mark} was created {found} times");
            let Some(answered) = browser.tabs[*tab].answered.get(id) else { continue };
            if let Ok(answer) = &answered.reply.result {
                assert!(matches!(answer, Answer::Created(_) | Answer::Done), "{answer:?}");
                let at = browser.tabs[*tab].asked_at[id];
                let is_wiped = self.may_be_wiped(browser, *tab, at, |wipe| wipe.known.contains(mark));
                let may_miss = !answered.is_kept || forgotten || is_wiped;
                assert!(found == 1 || may_miss, "{mark} was acknowledged to tab {tab}");
            }
        }
        self.check_records(browser, world);
    }

    /// Whatever leaves a record leaves it once.
    fn check_records(&self, browser: &Browser, world: &World) {
        let mut found: BTreeMap<&str, usize> = BTreeMap::new();
        for record in world.records.iter().filter(|record| record.request_id.starts_with('R')) {
            *found.entry(&record.request_id).or_default() += 1;
        }
        let oldest = world.records.front().map_or(world.next_record, |record| record.number);
        let mut made: BTreeMap<&str, usize> = BTreeMap::new();
        for commit in &browser.written {
            let Some((tab, id)) = commit.command_id.strip_prefix("tab").and_then(|rest| rest.split_once(':')) else {
                continue;
            };
            let (tab, id): (usize, u64) = (tab.parse().unwrap(), id.parse().unwrap());
            let own = format!("R{tab}-{id}");
            let records: Vec<_> = commit.records.iter().filter(|(_, request)| **request == *own).collect();
            let count = made.entry(&commit.command_id).or_default();
            *count = (*count).max(records.len());
            let Some(answered) = browser.tabs[tab].answered.get(&id) else { continue };
            let is_kept = answered.reply.result.is_ok() && answered.is_kept;
            // A wipe keeps the records of what it removes only if it is a rewind.
            let asked_at = browser.tabs[tab].asked_at[&id];
            let is_wiped = self.may_be_wiped(browser, tab, asked_at, |wipe| wipe.requests.contains(own.as_str()));
            let may_miss = is_wiped || records.iter().any(|(number, _)| *number < oldest);
            let there = found.get(own.as_str()).copied().unwrap_or(0);
            assert!(!is_kept || may_miss || there >= records.len(), "{own} was acknowledged: {there} records");
        }
        for (request, there) in found {
            let command = request.replacen('R', "tab", 1).replacen('-', ":", 1);
            let most = made.get(command.as_str()).copied().unwrap_or(usize::MAX);
            assert!(there <= most, "{request} left {there} records instead of {most}");
        }
    }

    /// Even what was acknowledged in memory only is there. Only for stories in which no tab is ever lost.
    pub fn check_all(&self, browser: &Browser) {
        let world = browser.tabs[browser.owner().unwrap()].session.world();
        for (Asked { tab, id }, mark) in &self.created {
            let is_acknowledged = browser.tabs[*tab].replies.get(id).is_some_and(|reply| reply.result.is_ok());
            let found = world.all().filter(|(_, one)| *one.description == **mark).count();
            assert!(found == 1 || !is_acknowledged, "{mark} was acknowledged");
        }
    }
}

/// No protected instance is released by hand.
fn check_promise(world: &World) {
    for record in &world.records {
        let is_manual = matches!(record.act, Act::DeleteInstance | Act::DeleteInstances)
            && matches!(record.actor, Actor::Console | Actor::Api | Actor::Person(_));
        for outcome in &record.outcomes {
            let is_broken = is_manual && outcome.protected && matches!(outcome.happened, Happened::Released(_));
            assert!(!is_broken, "{record:?}");
        }
    }
}

/// Runs the tabs through some turns of work, with the disturbances of `fate` and the weather.
pub fn play(browser: &mut Browser, story: &mut Story, fate: Fate) {
    (story.wipes, story.adds) = (fate.wipes, fate.adds);
    browser.open();
    for _ in 0..fate.turns {
        let rest = turn(browser, story, fate);
        browser.run(rest);
    }
    browser.give_back();
}

/// Plays one turn. Returns the milliseconds until the next.
fn turn(browser: &mut Browser, story: &mut Story, fate: Fate) -> u64 {
    let alive = browser.alive();
    if alive.is_empty() || alive.len() < fate.most_tabs && browser.dice.one_in(6) {
        browser.open();
        return browser.dice.throw(300);
    }
    let tab = alive[browser.dice.throw(alive.len() as u64) as usize];
    match browser.dice.throw(40) {
        0 => browser.crash(tab),
        1 => browser.close(tab),
        2 | 3 => {
            let millis = browser.dice.throw(fate.longest_stall);
            browser.stall(tab, millis);
        }
        4 | 5 if fate.freezes => {
            let tab = browser.owner().filter(|_| browser.dice.one_in(2)).unwrap_or(tab);
            let millis = browser.dice.throw(5_000);
            browser.freeze(tab, millis);
        }
        6 | 7 if fate.steals => {
            browser.steal();
            // A page that takes the lock holds it for a while.
            let held = 200 + browser.dice.throw(600);
            if browser.dice.one_in(2) {
                story.act(browser, tab);
            }
            browser.run(held);
            browser.give_back();
        }
        8 if fate.upgrades => upgrade(browser),
        9 => return 1_000,
        10 if fate.sets_clock => {
            let hours = browser.dice.throw(5) as i64 - 2;
            browser.clock_off += hours * HOUR;
        }
        11 if fate.looks => browser.look(tab),
        _ => story.act(browser, tab),
    }
    browser.dice.throw(60)
}

/// Closes all tabs, turns the storage into what an older build would have written, if it could, and opens a tab.
fn upgrade(browser: &mut Browser) {
    for tab in browser.alive() {
        browser.close(tab);
    }
    browser.run(300);
    if let Some(older) = in_schema_2(&browser.store()) {
        browser.set_store(older);
    }
    browser.open();
}

/// Ends a story: nothing more is asked, everything on its way arrives, then all tabs must agree.
pub fn settle(browser: &mut Browser, story: &Story) {
    let has_locks = browser.weather.has_locks;
    browser.weather = Weather { has_locks, ..Weather::CALM };
    if browser.alive().is_empty() {
        browser.open();
    }
    browser.run(9_000);
    if browser.owner().is_none() && !has_locks {
        // The owner is gone without a message, and the other tabs are read-only.
        browser.open();
        browser.run(2_000);
    }
    browser.run_until_heard();
    let owner = browser.owner().expect("somebody owns the world");
    let world = browser.tabs[owner].session.world();
    for tab in browser.alive() {
        let session = &browser.tabs[tab].session;
        assert!(session.status().is_ready(), "tab {tab}: {:?}", session.status());
        assert_eq!(session.last(), browser.tabs[owner].session.last(), "tab {tab} follows {owner}");
        if let Some(difference) = difference(session.world(), world) {
            panic!("tab {tab} and owner {owner} differ:\n{difference}");
        }
        let asked = browser.tabs[tab].next_request;
        assert_eq!(browser.tabs[tab].replies.len() as u64, asked, "tab {tab}: every request is answered");
    }
    let loaded = browser.reloaded();
    check_promise(world);
    if browser.is_memory_only().is_some() {
        // What was answered before is in the storage; the shown world may have less, if the storage could not be read any more.
        story.check(browser, &loaded.world);
        check_promise(&loaded.world);
    } else {
        story.check(browser, world);
        assert!(loaded.troubles.is_empty(), "{:?}", loaded.troubles);
        assert_eq!(loaded.last, browser.tabs[owner].session.last());
        if let Some(difference) = difference(&loaded.world, world) {
            panic!("after a reload:\n{difference}");
        }
    }
}
