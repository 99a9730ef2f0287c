//! A long life: a hundred thousand commits in one virtual working day. What is stored, what is in memory and what a commit costs stay
//! bounded, and the last commit is there after a reload. `LATCH_COMMITS` in the environment changes how many.

use crate::support::browser;
use latch_testing::acts;
use std::collections::BTreeMap;

use acts::{Dice, Player};
use browser::difference;
use latch_rules::{Command, UnixMillis, query::MOST_RECORDS, time::HOUR};
use latch_session::{HISTORY, Input, Instant, Notice, Output, ROOM, Role, SETTLE_MS, Session, What, Write, load};

const COMMITS: u64 = 100_000;
/// The day has eight hours, and is looked at ten times.
const DAY: i64 = 8 * HOUR;
const TENTHS: u64 = 10;
const START: UnixMillis = UnixMillis(1_800_000_000_000);
const PREFIX: usize = 10;
/// Most commits that one act and what falls due with it may cause.
const AT_ONCE: u64 = 50;
/// Most live instances.
const MOST: usize = 60;
/// Most tokens that are remembered (docs/decisions/06-ecs-behaviour.md).
const TOKENS: usize = 1_000;

/// What was counted in a tenth of the day.
#[derive(Debug, Default)]
struct Tenth {
    commits: u64,
    writes: u64,
    /// UTF-16 units written.
    units: usize,
    /// Most units stored at any time, and most units written by one act and what it led to.
    stored: usize,
    costliest: usize,
    /// Length of the session's debug text: it counts everything in memory, whatever holds it.
    memory: usize,
}

/// One tab and the storage of its browser.
struct Tab {
    session: Session,
    store: BTreeMap<String, String>,
    stored: usize,
    now: UnixMillis,
    tenth: Tenth,
    answered: u64,
}

fn units(name: &str, text: &str) -> usize {
    PREFIX + name.len() + text.encode_utf16().count()
}

impl Tab {
    fn open() -> Self {
        let session = Session::new("tab");
        let mut tab =
            Self { session, store: BTreeMap::new(), stored: 0, now: START, tenth: Tenth::default(), answered: 0 };
        tab.input(Input::Started { entries: Vec::new(), others: 0, prefix: PREFIX });
        tab.input(Input::LockGranted);
        tab.now = tab.now.plus(SETTLE_MS);
        tab.input(Input::Woke);
        assert_eq!(tab.session.status().role, Role::Owner);
        tab
    }

    fn entries(&self) -> Vec<(String, String)> {
        self.store.clone().into_iter().collect()
    }

    fn input(&mut self, input: Input) {
        let now = Instant { real: self.now, steady: self.now.0 };
        for output in self.session.handle(input, now) {
            match output {
                Output::Persist { ticket, .. } => {
                    let sizes = self.session.writes(ticket).into_iter().map(|write| self.write(write)).collect();
                    self.input(Input::Persisted { ticket, sizes });
                }
                Output::ReadStore => {
                    self.input(Input::StoreRead { entries: self.entries(), others: 0, prefix: PREFIX });
                }
                Output::IdleSoon => self.input(Input::Idle),
                Output::GoOnSoon { .. } => self.input(Input::GoOn),
                Output::Reply { .. } => self.answered += 1,
                Output::Notify(notice) => assert!(matches!(notice, Notice::RecordsForgotten { .. }), "{notice:?}"),
                _ => {}
            }
        }
    }

    fn write(&mut self, write: Write) -> (String, Option<usize>) {
        self.tenth.writes += 1;
        let name = match &write {
            Write::Set { name, .. } | Write::Remove { name } => name.clone(),
        };
        if let Some(old) = self.store.remove(&name) {
            self.stored -= units(&name, &old);
        }
        let Write::Set { text, .. } = write else { return (name, None) };
        let size = text.encode_utf16().count();
        self.tenth.units += size;
        self.stored += units(&name, &text);
        self.tenth.stored = self.tenth.stored.max(self.stored);
        self.store.insert(name.clone(), text);
        (name, Some(size))
    }

    fn act(&mut self, dice: &mut Dice, id: u64) {
        let now = self.session.now(self.now);
        let (actor, command) = Player { dice, world: self.session.world(), now, most: MOST }.act();
        // Commands that set or run the clock are skipped: the day must keep its length.
        if matches!(command, Command::SetClock { .. } | Command::RunClock { .. } | Command::Rewind { .. }) {
            return;
        }
        let before = self.tenth.units;
        self.input(Input::Ask { id, actor, request_id: format!("R{id}").into(), what: What::Command(command) });
        self.tenth.costliest = self.tenth.costliest.max(self.tenth.units - before);
    }

    /// What must hold at any time.
    fn check(&self) {
        let (session, world) = (&self.session, self.session.world());
        assert!(session.status().memory.is_none());
        assert!(session.history().len() as u64 <= HISTORY + AT_ONCE, "{} commits in memory", session.history().len());
        assert!(world.records.len() <= MOST_RECORDS + 1, "{} records", world.records.len());
        assert!(world.tokens.len() <= TOKENS, "{} tokens", world.tokens.len());
        let logs = self.store.keys().filter(|name| name.starts_with("log:")).count() as u64;
        assert!(logs <= 2 * HISTORY + AT_ONCE, "{logs} commits in the log");
        assert_eq!(session.used(), self.stored, "the session knows what is stored");
        let loaded = load(&self.entries(), 0, PREFIX);
        assert!(loaded.troubles.is_empty(), "{:?}", loaded.troubles);
        assert_eq!(loaded.last, session.last());
        assert_eq!(difference(&loaded.world, world), None);
    }
}

#[test]
fn a_hundred_thousand_commits_a_day_cost_no_more_in_the_evening_than_in_the_morning() {
    let commits = std::env::var("LATCH_COMMITS").ok().and_then(|text| text.parse().ok()).unwrap_or(COMMITS);
    let mut tab = Tab::open();
    let mut dice = Dice::new(8);
    let mut tenths: Vec<Tenth> = Vec::new();
    let mut id = 0;
    for tenth in 1..=TENTHS {
        let first = tab.session.last();
        while tab.session.last() < commits * tenth / TENTHS {
            id += 1;
            // The time of day follows the share of commits that are done.
            let since = DAY as u64 * tab.session.last() / commits;
            tab.now = tab.now.max(START.plus(since as i64));
            tab.input(Input::Woke);
            tab.act(&mut dice, id);
        }
        tab.check();
        tab.tenth.commits = tab.session.last() - first;
        tab.tenth.memory = format!("{:?}", tab.session).len();
        tenths.push(std::mem::take(&mut tab.tenth));
    }
    for tenth in &tenths {
        println!("{tenth:?}");
    }
    assert!(tab.session.now(tab.now).since(START) <= DAY + HOUR, "it was one day");
    // The first tenth fills the record; from the second on nothing grows.
    let (morning, rest) = tenths[1..].split_first().unwrap();
    for later in rest {
        let is_bounded = |now: usize, then: usize| now <= then + then / 4;
        let each = |tenth: &Tenth| tenth.units / tenth.commits as usize;
        assert!(later.stored < ROOM / 8, "{later:?}");
        assert!(is_bounded(later.stored, morning.stored), "{later:?}");
        assert!(is_bounded(later.memory, morning.memory), "{later:?}");
        assert!(is_bounded(each(later), each(morning)), "{later:?}");
        assert!(is_bounded(later.writes as usize, morning.writes as usize), "{later:?}");
        assert!(is_bounded(later.costliest, morning.costliest), "{later:?}");
    }
}
