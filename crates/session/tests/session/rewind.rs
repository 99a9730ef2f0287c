//! Rewinds through sessions in a simulated browser: the world is as it was after the target commit, the clock stands still at that
//! commit's instant, other tabs and a reload see the same, and history only grows. Also: the result does not depend on how time passed,
//! with the page open or closed, in one tab or several. `LATCH_SEED=…` plays the schedule again that a failure names.

use crate::support::browser;
use latch_testing::{acts, seeds};
use std::collections::{BTreeMap, BTreeSet};

use acts::{Dice, Player};
use browser::{Browser, Weather, difference};
use latch_rules::{
    Actor, Answer, Command, Event, Ordinals, Reason, UnixMillis, World,
    record::Act,
    rewind::undone_by,
    sample::{fleet, sample},
    time::{Clock, DAY, HOUR, MINUTE},
};
use latch_session::{HISTORY, ROOM, Reply, What, rewind_targets, stored};

const CALM: Weather = Weather::CALM;
/// Long enough for messages, writes and their news to arrive in every tab.
const MEANWHILE: u64 = 1_000;

// ---- what the world was after which commit ----------------------------------------------------------------------------

/// A world as a person saw it.
struct Then {
    world: World,
    /// The instant of the commit that led to it.
    at: UnixMillis,
}

/// What a test knows of the history, from the commits alone.
#[derive(Default)]
struct Chronicle {
    seen: u64,
    then: BTreeMap<u64, Then>,
    /// By commit: the numbers of its records and, for a rewind, the commit that it goes back to.
    commits: BTreeMap<u64, (Vec<u64>, Option<u64>)>,
    /// By commit: its length as it is stored.
    lengths: BTreeMap<u64, usize>,
}

impl Chronicle {
    fn write(&mut self, browser: &Browser, tab: usize) {
        let session = &browser.tabs[tab].session;
        for commit in session.history().iter().filter(|commit| commit.number > self.seen) {
            let mut records = Vec::new();
            let mut back = None;
            for event in &commit.events {
                if let Event::Recorded { record } = event {
                    records.push(record.number);
                    let to = record.parameters.iter().find(|(name, _)| &**name == "ToCommit");
                    back = back.or(to.map(|(_, to)| to.parse::<u64>().unwrap()));
                }
            }
            self.commits.insert(commit.number, (records, back));
            self.lengths.insert(commit.number, stored::commit::write(commit).len());
        }
        self.seen = session.last();
        if let Some(commit) = session.history().back() {
            let then = || Then { world: session.world().clone(), at: commit.at };
            self.then.entry(commit.number).or_insert_with(then);
        }
    }

    /// The commits in effect: from the last one back, without those that were undone.
    fn line(&self) -> BTreeSet<u64> {
        let mut line = BTreeSet::new();
        let mut number = self.seen;
        while let Some((_, back)) = self.commits.get(&number) {
            line.insert(number);
            number = back.unwrap_or(number - 1);
        }
        line
    }

    /// A record is undone exactly if its commit is no longer in effect, and by a rewind that is in effect.
    fn check_undone(&self, world: &World) {
        let line = self.line();
        for (commit, (records, _)) in &self.commits {
            for record in records {
                let by = undone_by(world, *record);
                assert_eq!(by.is_some(), !line.contains(commit), "record {record} of commit {commit}: {by:?}");
                if let Some(by) = by {
                    let (commit, _) = self.commits.iter().find(|(_, (records, _))| records.contains(&by)).unwrap();
                    assert!(line.contains(commit), "what undoes was not undone itself");
                    assert_eq!(world.record(by).unwrap().act, Act::Rewind);
                }
            }
        }
    }
}

fn as_it_was(world: &World, then: &World) {
    if !world.all().eq(then.all()) {
        let differs = world.all().zip(then.all()).find(|(one, other)| one != other);
        panic!("{differs:#?}, {} and {}", world.all().count(), then.all().count());
    }
    let rest = |world: &World| (world.account, world.groups.clone(), world.tokens.clone(), world.policy.clone());
    assert_eq!(rest(world), rest(then));
    assert_eq!((world.next_due(), world.live_count()), (then.next_due(), then.live_count()));
    assert!(world.due_by(UnixMillis(i64::MAX)).eq(then.due_by(UnixMillis(i64::MAX))));
    assert!(world.records.iter().zip(&then.records).all(|(now, then)| now == then), "records stay as they were");
    assert!(world.records.len() > then.records.len() && world.ids_given >= then.ids_given);
}

/// All tabs and a reload have the world of the owner, once what is on its way has arrived.
fn all_agree(browser: &mut Browser) {
    for _ in 0..20 {
        let lasts: BTreeSet<u64> = browser.alive().iter().map(|tab| browser.tabs[*tab].session.last()).collect();
        if lasts.len() <= 1 {
            break;
        }
        // An event may fall due at this very moment.
        browser.run(150);
    }
    let owner = browser.owner().expect("somebody owns the world");
    let session = &browser.tabs[owner].session;
    for tab in browser.alive() {
        let other = &browser.tabs[tab].session;
        assert_eq!(other.last(), session.last(), "tab {tab} follows");
        if let Some(difference) = difference(other.world(), session.world()) {
            panic!("tab {tab} and owner {owner} differ:\n{difference}");
        }
        assert_eq!(other.now(browser.real_now()), session.now(browser.real_now()));
    }
    let loaded = browser.reloaded();
    assert!(loaded.troubles.is_empty(), "{:?}", loaded.troubles);
    assert_eq!(loaded.last, session.last());
    if let Some(difference) = difference(&loaded.world, session.world()) {
        panic!("after a reload:\n{difference}");
    }
    assert_eq!(loaded.world.clock.at(browser.real_now()).max(loaded.last_at), session.now(browser.real_now()));
}

fn answer(browser: &mut Browser, tab: usize, actor: Actor, command: Command) -> Reply {
    let id = browser.ask(tab, actor, What::Command(command));
    browser.run(MEANWHILE);
    browser.tabs[tab].replies.remove(&id).expect("an answer")
}

fn now(browser: &Browser, tab: usize) -> UnixMillis {
    browser.tabs[tab].session.now(browser.real_now())
}

/// Sets the clock `ahead` milliseconds forward; time goes on from there.
fn jump(browser: &mut Browser, tab: usize, ahead: i64) {
    let to = now(browser, tab).plus(ahead);
    let clock = Clock::anchored(browser.real_now(), to, 1);
    let _ = answer(browser, tab, Actor::Simulation, Command::SetClock { clock });
}

fn opened(seed: u64, weather: Weather, dice: &mut Dice) -> Browser {
    let mut browser = Browser::new(seed, weather);
    let world = if dice.one_in(4) {
        sample(browser.real_now())
    } else {
        fleet(5 + dice.throw(30) as u32, seed, browser.real_now())
    };
    browser.keep(&world);
    browser.open();
    browser.run(MEANWHILE);
    browser
}

/// One random act at a tab, or a jump of the clock.
fn act(browser: &mut Browser, tab: usize, dice: &mut Dice) {
    if dice.one_in(3) {
        let ahead = dice.pause();
        jump(browser, tab, ahead);
        return;
    }
    let world = browser.tabs[tab].session.world().clone();
    let (actor, command) = Player { dice, world: &world, now: now(browser, tab), most: 60 }.act();
    if !matches!(command, Command::SetClock { .. }) {
        let _ = answer(browser, tab, actor, command);
    }
}

fn any_tab(browser: &Browser, dice: &mut Dice) -> usize {
    let alive = browser.alive();
    dice.pick(&alive)
}

// ---- the laws ---------------------------------------------------------------------------------------------------------

fn to_and_fro(seed: u64) {
    let mut dice = Dice::new(seed);
    let mut browser = opened(seed, CALM, &mut dice);
    let mut chronicle = Chronicle { seen: browser.tabs[0].session.last(), ..Chronicle::default() };
    for _ in 0..18 + dice.throw(30) {
        match dice.throw(12) {
            0 if browser.alive().len() < 3 => {
                browser.open();
                browser.run(MEANWHILE);
            }
            1 => {
                let tab = any_tab(&browser, &mut dice);
                browser.close(tab);
                browser.open();
                browser.run(2 * MEANWHILE);
            }
            2..=4 => go_back(&mut browser, &mut chronicle, &mut dice),
            _ => {
                let tab = any_tab(&browser, &mut dice);
                act(&mut browser, tab, &mut dice);
            }
        }
        let owner = browser.owner().expect("an owner");
        chronicle.write(&browser, owner);
    }
    all_agree(&mut browser);
    chronicle.check_undone(browser.tabs[browser.owner().unwrap()].session.world());
}

fn go_back(browser: &mut Browser, chronicle: &mut Chronicle, dice: &mut Dice) {
    let tab = any_tab(browser, dice);
    browser.run(MEANWHILE);
    let owner = browser.owner().expect("an owner");
    chronicle.write(browser, owner);
    let before = (browser.tabs[owner].session.last(), browser.tabs[owner].session.world().clone());
    let kept: BTreeSet<u64> = rewind_targets(browser.tabs[tab].session.history()).map(|commit| commit.number).collect();
    let known: Vec<u64> = chronicle.then.keys().copied().filter(|number| *number < before.0).collect();
    if known.is_empty() || dice.one_in(8) {
        nowhere_to_go(browser, tab, dice, before);
        return;
    }
    let to = dice.pick(&known);
    if !kept.contains(&to) {
        let since: usize = chronicle.lengths.range(to..).map(|(_, length)| length).sum();
        assert!(since > ROOM / 16, "everything since the import is kept, as far as history has room: {to} of {kept:?}");
        return;
    }
    let reply = answer(browser, tab, Actor::Console, Command::Rewind { to });
    assert_eq!(reply.result, Ok(Answer::Done));
    let then = &chronicle.then[&to];
    for tab in browser.alive() {
        let world = browser.tabs[tab].session.world();
        as_it_was(world, &then.world);
        assert_eq!(now(browser, tab), then.at, "its instant is now");
        for (ordinal, one) in then.world.live().filter(|(_, one)| one.protected) {
            assert!(world.get(ordinal).is_some_and(|now| now.protected), "{} is lost", one.id);
        }
    }
    let session = &browser.tabs[owner].session;
    let last = session.history().back().expect("a commit");
    let mut came = session.history().iter().filter(|commit| (before.0 + 1..last.number).contains(&commit.number));
    assert!(
        last.events.iter().any(|event| matches!(event, Event::TurnedBack { .. })),
        "it is the last: nothing is due"
    );
    assert!(came.all(|commit| commit.command_id.is_empty()), "before it, only what time brought");
    browser.run(3 * HOUR as u64);
    assert_eq!(now(browser, owner), then.at, "the clock stands still");
    all_agree(browser);
    let world = browser.tabs[owner].session.world();
    let record = world.records.back().unwrap();
    assert_eq!((record.act, record.at), (Act::Rewind, then.at));
    assert!(record.number >= before.1.next_record, "records go on");
    chronicle.write(browser, owner);
    chronicle.check_undone(browser.tabs[owner].session.world());
}

/// A rewind to a commit that is not kept is refused, and nothing changes.
fn nowhere_to_go(browser: &mut Browser, tab: usize, dice: &mut Dice, (last, world): (u64, World)) {
    let to = dice.pick(&[last, last + 1, u64::MAX, last + 1_000_000]);
    let reply = answer(browser, tab, Actor::Console, Command::Rewind { to });
    assert_eq!(reply.result.unwrap_err().reason, Reason::HistoryNotKept);
    let session = &browser.tabs[browser.owner().unwrap()].session;
    // Only commits that time caused may have been added.
    let advanced = session.history().iter().filter(|commit| commit.number > last);
    assert!(advanced.into_iter().all(|commit| commit.command_id.is_empty()));
    if session.last() == last {
        assert_eq!(difference(session.world(), &world), None);
    }
}

#[test]
fn a_rewind_gives_the_world_as_it_was_everywhere() {
    // 622: one commit alone takes more room than history has.
    seeds::every_and(&[622], "LATCH_SCHEDULES", 150, to_and_fro);
}

/// Crashes between any two writes, and a full storage: after a rewind as after any other commit, nothing is lost.
fn in_bad_weather(seed: u64) {
    let mut dice = Dice::new(!seed);
    let weather = match seed % 3 {
        0 => Weather { crash_one_in: 14, ..CALM },
        1 => Weather { full_one_in: 25, ..CALM },
        _ => Weather { crash_one_in: 40, full_one_in: 60, ..CALM },
    };
    let mut browser = opened(seed, CALM, &mut dice);
    browser.weather = weather;
    for _ in 0..40 {
        let Some(tab) = browser.alive().first().copied() else {
            browser.open();
            browser.run(MEANWHILE);
            continue;
        };
        if dice.one_in(10) && browser.alive().len() < 4 {
            browser.open();
        }
        let session = &browser.tabs[tab].session;
        if dice.one_in(4) && session.last() > 0 {
            let targets: Vec<u64> = rewind_targets(session.history()).map(|commit| commit.number).collect();
            let to = if targets.is_empty() { 0 } else { dice.pick(&targets) };
            browser.ask(tab, Actor::Console, What::Command(Command::Rewind { to }));
        } else {
            let world = session.world().clone();
            let at = session.now(browser.real_now());
            let (actor, command) = Player { dice: &mut dice, world: &world, now: at, most: 60 }.act();
            browser.ask(tab, actor, What::Command(command));
        }
        browser.run(dice.throw(200));
    }
    browser.weather = CALM;
    if browser.alive().is_empty() {
        browser.open();
    }
    browser.run(8_000);
    if browser.is_memory_only().is_none() {
        all_agree(&mut browser);
    }
}

#[test]
fn a_rewind_survives_crashes_and_a_full_storage() {
    seeds::every("LATCH_SCHEDULES", 90, in_bad_weather);
}

#[test]
fn only_what_is_kept_can_be_gone_back_to() {
    let mut dice = Dice::new(7);
    let mut browser = opened(7, CALM, &mut dice);
    let first = browser.tabs[0].session.last() + 1;
    let toggle =
        |turn: u64| Command::ChangeReleaseProtection { who: Ordinals::range(0, 5), on: turn.is_multiple_of(2) };
    for turn in 0..3 * HISTORY {
        browser.ask(0, Actor::Console, What::Command(toggle(turn)));
        browser.run(20);
    }
    browser.run(MEANWHILE);
    let session = &browser.tabs[0].session;
    let kept: Vec<u64> = rewind_targets(session.history()).map(|commit| commit.number).collect();
    let oldest = *kept.last().unwrap();
    assert!(kept.len() as u64 >= HISTORY && oldest > first, "{oldest}");
    for to in [first, oldest - 1] {
        let reply = answer(&mut browser, 0, Actor::Console, Command::Rewind { to });
        assert_eq!(reply.result.unwrap_err().reason, Reason::HistoryNotKept);
    }
    // If a reload keeps less history than the tab did, it refuses in the same way.
    browser.close(0);
    let tab = browser.open();
    browser.run(MEANWHILE);
    let kept: Vec<u64> = rewind_targets(browser.tabs[tab].session.history()).map(|commit| commit.number).collect();
    let oldest = *kept.last().unwrap();
    let reply = answer(&mut browser, tab, Actor::Console, Command::Rewind { to: oldest });
    assert_eq!(reply.result, Ok(Answer::Done));
    all_agree(&mut browser);
    let reply = answer(&mut browser, tab, Actor::Console, Command::Rewind { to: oldest - 1 });
    assert_eq!(reply.result.unwrap_err().reason, Reason::HistoryNotKept);
}

/// If a released instance was forgotten with its record, the world before that cannot be restored completely.
#[test]
fn there_is_no_way_back_past_what_was_forgotten() {
    let mut dice = Dice::new(11);
    let mut browser = opened(11, CALM, &mut dice);
    let world = browser.tabs[0].session.world();
    let gone = world.live().find(|(_, one)| !one.protected && one.expires_at.is_none()).unwrap().0;
    let plan = latch_rules::ReleasePlan::make(world, &Ordinals::one(gone), latch_rules::release_plan::When::Now);
    assert!(answer(&mut browser, 0, Actor::Console, Command::Release { plan }).result.is_ok());
    let stays = browser.tabs[0].session.world().live().find(|(_, one)| one.is_protectable()).unwrap().0;
    let mut turn = 0;
    while browser.tabs[0].session.world().any(gone).is_some() {
        turn += 1;
        assert!(turn < 2_500, "the oldest records give way");
        let command = Command::ChangeReleaseProtection { who: Ordinals::one(stays), on: turn % 2 == 0 };
        browser.ask(0, Actor::Console, What::Command(command));
        browser.run(20);
    }
    browser.run(MEANWHILE);
    let session = &browser.tabs[0].session;
    let forgotten = session.history().iter().find(|commit| {
        commit.events.iter().any(|event| matches!(event, Event::Forgotten { who, .. } if who.contains(gone)))
    });
    let (forgotten, last) = (forgotten.unwrap().number, session.last());
    let kept: Vec<u64> = rewind_targets(session.history()).map(|commit| commit.number).collect();
    assert_eq!(kept, (forgotten..=last).rev().collect::<Vec<_>>());
    let reply = answer(&mut browser, 0, Actor::Console, Command::Rewind { to: forgotten - 1 });
    assert_eq!(reply.result.unwrap_err().reason, Reason::HistoryNotKept);
    assert_eq!(browser.tabs[0].session.last(), last);
    all_agree(&mut browser);
}

/// Undoing a change of a mixed fleet takes few events, so that it fits where the change itself fitted.
#[test]
fn going_back_over_a_large_fleet_is_a_small_commit() {
    let mut browser = Browser::new(5, CALM);
    let world = fleet(10_000, 5, browser.real_now());
    browser.keep(&world);
    browser.open();
    browser.run(MEANWHILE);
    let policy = Command::SetPolicy { tags: Vec::new() };
    assert!(answer(&mut browser, 0, Actor::Console, policy).result.is_ok());
    let to = browser.tabs[0].session.last();
    assert!(answer(&mut browser, 0, Actor::Simulation, Command::AccountOverdue).result.is_ok());
    jump(&mut browser, 0, 16 * DAY);
    assert!(browser.tabs[0].session.world().live_count() < 5_000);
    assert_eq!(answer(&mut browser, 0, Actor::Console, Command::Rewind { to }).result, Ok(Answer::Done));
    assert!(browser.tabs[0].session.world().all().eq(world.all()));
    let log = browser.store().into_iter().filter(|(name, _)| name.starts_with("log:"));
    let longest = log.map(|(_, text)| text.encode_utf16().count()).max().unwrap();
    assert!(longest < 20_000, "{longest} units of text");
    all_agree(&mut browser);
}

/// A storage of the schema before rewinds: its commits can be gone back to, and commits written beside them read back.
#[test]
fn what_the_former_schema_kept_can_be_gone_back_to() {
    let golden: serde_json::Value = serde_json::from_str(include_str!("../fixtures/stored/2/kept.json")).unwrap();
    let mut browser = Browser::new(9, CALM);
    browser.set_store(serde_json::from_value(golden["keys"].clone()).unwrap());
    browser.run(60_000);
    browser.open();
    browser.run(MEANWHILE);
    let session = &browser.tabs[0].session;
    let last = session.last();
    assert_eq!(session.world().policy, World::empty().policy, "what schema 2 did not know is as at the beginning");
    let targets: Vec<u64> = rewind_targets(session.history()).map(|commit| commit.number).collect();
    assert!(targets.len() > 5, "{targets:?}");
    let before = session.world().clone();
    let policy = Command::SetPolicy { tags: Vec::new() };
    assert!(answer(&mut browser, 0, Actor::Console, policy).result.is_ok());
    all_agree(&mut browser);
    for to in [last, targets[3], targets[targets.len() - 1]] {
        assert_eq!(answer(&mut browser, 0, Actor::Console, Command::Rewind { to }).result, Ok(Answer::Done));
        all_agree(&mut browser);
        let world = browser.tabs[0].session.world();
        assert_eq!(world.policy, before.policy, "the policy goes back too");
        if to == last {
            as_it_was(world, &before);
        }
    }
    browser.close(0);
    let tab = browser.open();
    browser.run(MEANWHILE);
    let latest = browser.tabs[tab].session.last();
    // And forward again, over all of it.
    assert!(answer(&mut browser, tab, Actor::Console, Command::Rewind { to: last + 1 }).result.is_ok());
    let world = browser.tabs[tab].session.world();
    assert!(world.all().eq(before.all()) && world.policy.is_empty() && browser.tabs[tab].session.last() == latest + 1);
    all_agree(&mut browser);
}

// ---- how time passed --------------------------------------------------------------------------------------------------

struct Done {
    at: u64,
    actor: Actor,
    command: Command,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Way {
    /// One tab, open all the time.
    Open,
    /// The page was closed between any two acts, and reloaded for each.
    Closed,
    /// Several tabs; the owner does the act, and now and then is closed.
    Several,
}

fn live(seed: u64, way: Way, acts: &[Done], until: u64) -> World {
    let mut browser = opened(seed, CALM, &mut Dice::new(seed));
    let mut dice = Dice::new(seed ^ 0x77);
    for (turn, Done { at, actor, command }) in acts.iter().enumerate() {
        match way {
            Way::Open => {}
            Way::Closed => {
                browser.alive().into_iter().for_each(|tab| browser.close(tab));
                browser.run((at - browser.now) - 4 * MEANWHILE);
                browser.open();
            }
            Way::Several => {
                if browser.alive().len() < 3 {
                    browser.open();
                    browser.run(MEANWHILE);
                }
                if let Some(owner) = browser.owner().filter(|_| dice.one_in(3)) {
                    browser.close(owner);
                }
            }
        }
        browser.run(at - browser.now);
        let owner = browser.owner().expect("an owner");
        browser.ask_as(owner, actor.clone(), &format!("act-{turn}"), What::Command(command.clone()));
    }
    browser.run(until - browser.now);
    // Any request brings the world to now, also one that is refused.
    let owner = browser.owner().expect("an owner");
    let refused = answer(&mut browser, owner, Actor::Console, Command::Rewind { to: u64::MAX });
    assert!(refused.result.is_err());
    all_agree(&mut browser);
    browser.tabs[owner].session.world().clone()
}

fn one_life_three_ways(seed: u64) {
    let mut dice = Dice::new(seed ^ 0x5eed);
    let mut browser = opened(seed, CALM, &mut Dice::new(seed));
    let mut done = Vec::new();
    for _ in 0..6 + dice.throw(10) {
        let pause = 20_000 + dice.pause() as u64 / 2;
        browser.run(pause);
        let world = browser.tabs[0].session.world().clone();
        let (actor, command) = Player { dice: &mut dice, world: &world, now: now(&browser, 0), most: 60 }.act();
        if !matches!(command, Command::SetClock { .. }) {
            done.push(Done { at: browser.now, actor: actor.clone(), command: command.clone() });
            browser.ask(0, actor, What::Command(command));
        }
    }
    let until = browser.now + 20 * MINUTE as u64 + dice.throw(20 * DAY as u64);
    let open = live(seed, Way::Open, &done, until);
    for way in [Way::Closed, Way::Several] {
        let other = live(seed, way, &done, until);
        if let Some(difference) = difference(&other, &open) {
            panic!("{way:?} differs from an open page:\n{difference}\n{:#?}\n{:#?}", other.records, open.records);
        }
    }
}

#[test]
fn how_time_passed_leaves_no_trace() {
    seeds::every("LATCH_SCHEDULES", 300, one_life_three_ways);
}
