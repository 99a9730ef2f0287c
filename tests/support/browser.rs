//! A browser that is none: tabs, each with its own late copy of localStorage, messages and lock grants that arrive when they
//! like, writes that fail, tabs that crash between two writes, freeze and come back. Everything follows from a seed.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    dead_code,
    reason = "a test may fail loudly, and each test file uses a part"
)]

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap, VecDeque},
};

use latch::{
    rules::{Actor, UnixMillis, World},
    session::{Input, MemoryReason, Notice, Output, Reply, Role, Session, Status, What, Write, WriteFailure, load},
};

/// Real time at which every schedule begins.
pub const START: UnixMillis = UnixMillis(1_800_000_000_000);
/// A write of one tab is in every other tab's copy after so long at most.
const LATEST_WRITE: u64 = 140;
/// A message has arrived after so long at most.
const LATEST_MESSAGE: u64 = 60;
const PREFIX: usize = 10;

/// splitmix64.
pub struct Dice(pub u64);

impl Dice {
    pub fn throw(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides.max(1)
    }

    pub fn one_in(&mut self, sides: u64) -> bool {
        self.throw(sides) == 0
    }
}

/// What a schedule may do to the tabs.
#[derive(Clone, Copy, Debug)]
pub struct Weather {
    /// One write in so many fails for lack of room; 0 = none.
    pub full_one_in: u64,
    /// One write in so many is the tab's last; 0 = none.
    pub crash_one_in: u64,
    pub has_locks: bool,
}

pub struct Tab {
    pub session: Session,
    /// This tab's copy of localStorage.
    copy: BTreeMap<String, String>,
    /// When the next write of another tab is due to arrive, at the earliest: writes arrive in order.
    heard_until: u64,
    pub is_alive: bool,
    frozen_until: u64,
    pub replies: BTreeMap<u64, Reply>,
    pub next_request: u64,
    pub notices: Vec<Notice>,
    pub statuses: Vec<Status>,
    timer: u64,
    lock: LockState,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LockState {
    None,
    Waiting,
    Held,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Happening {
    /// Another tab's write arrives.
    Copy {
        tab: usize,
        name: String,
        text: Option<String>,
    },
    Hear {
        tab: usize,
        text: String,
    },
    Wake {
        tab: usize,
        timer: u64,
    },
    Persist {
        tab: usize,
        ticket: u64,
    },
    Idle {
        tab: usize,
    },
    Grant {
        tab: usize,
    },
    NoLocks {
        tab: usize,
    },
}

impl Happening {
    fn tab(&self) -> usize {
        match self {
            Self::Copy { tab, .. }
            | Self::Hear { tab, .. }
            | Self::Wake { tab, .. }
            | Self::Persist { tab, .. }
            | Self::Idle { tab }
            | Self::Grant { tab }
            | Self::NoLocks { tab } => *tab,
        }
    }
}

pub struct Browser {
    pub dice: Dice,
    pub weather: Weather,
    pub tabs: Vec<Tab>,
    /// What is really stored.
    pub store: BTreeMap<String, String>,
    pub now: u64,
    events: BinaryHeap<Reverse<(u64, u64, Happening)>>,
    next_event: u64,
    /// Tabs that wait for the lock, in order.
    queue: VecDeque<usize>,
    /// When the last message from one tab to another arrives: messages stay in order.
    last_message: BTreeMap<(usize, usize), u64>,
    pub writes: u64,
}

impl Browser {
    pub fn new(seed: u64, weather: Weather) -> Self {
        Self {
            dice: Dice(seed),
            weather,
            tabs: Vec::new(),
            store: BTreeMap::new(),
            now: 0,
            events: BinaryHeap::new(),
            next_event: 0,
            queue: VecDeque::new(),
            last_message: BTreeMap::new(),
            writes: 0,
        }
    }

    pub fn real_now(&self) -> UnixMillis {
        START.plus(self.now as i64)
    }

    pub fn open(&mut self) -> usize {
        let tab = self.tabs.len();
        self.tabs.push(Tab {
            session: Session::new(&format!("tab{tab}")),
            copy: self.store.clone(),
            heard_until: 0,
            is_alive: true,
            frozen_until: 0,
            replies: BTreeMap::new(),
            next_request: 0,
            notices: Vec::new(),
            statuses: Vec::new(),
            timer: 0,
            lock: LockState::None,
        });
        let entries = self.entries(tab);
        self.input(tab, Input::Started { entries, others: 0, prefix: PREFIX });
        tab
    }

    fn entries(&self, tab: usize) -> Vec<(String, String)> {
        self.tabs[tab].copy.clone().into_iter().collect()
    }

    pub fn alive(&self) -> Vec<usize> {
        (0..self.tabs.len()).filter(|tab| self.tabs[*tab].is_alive).collect()
    }

    pub fn ask(&mut self, tab: usize, actor: Actor, what: What) -> u64 {
        let request_id = format!("R{tab}-{}", self.tabs[tab].next_request + 1);
        self.ask_as(tab, actor, &request_id, what)
    }

    pub fn ask_as(&mut self, tab: usize, actor: Actor, request_id: &str, what: What) -> u64 {
        self.tabs[tab].next_request += 1;
        let id = self.tabs[tab].next_request;
        self.input(tab, Input::Ask { id, actor, request_id: request_id.into(), what });
        id
    }

    /// The tab is gone, without a word.
    pub fn crash(&mut self, tab: usize) {
        self.tabs[tab].is_alive = false;
        self.queue.retain(|waiting| *waiting != tab);
        if self.tabs[tab].lock == LockState::Held {
            self.grant_next();
        }
    }

    /// The tab is closed by a person.
    pub fn close(&mut self, tab: usize) {
        self.input(tab, Input::Closing);
        self.crash(tab);
    }

    pub fn freeze(&mut self, tab: usize, millis: u64) {
        self.tabs[tab].frozen_until = self.now + millis;
    }

    /// Lets things happen for so long.
    pub fn run(&mut self, millis: u64) {
        let until = self.now + millis;
        while let Some(Reverse((at, _, _))) = self.events.peek() {
            if *at > until {
                break;
            }
            let Some(Reverse((at, event, happening))) = self.events.pop() else { break };
            self.now = self.now.max(at);
            let tab = &self.tabs[happening.tab()];
            if !tab.is_alive {
                continue;
            }
            // A frozen tab gets everything later, what one tab sent in order. Its copy of the storage is not its own doing.
            if tab.frozen_until > self.now && !matches!(happening, Happening::Copy { .. }) {
                self.events.push(Reverse((tab.frozen_until, event, happening)));
                continue;
            }
            self.happen(happening);
        }
        self.now = until;
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Copy { tab, name, text } => {
                match text {
                    Some(text) => self.tabs[tab].copy.insert(name, text),
                    None => self.tabs[tab].copy.remove(&name),
                };
            }
            Happening::Hear { tab, text } => self.input(tab, Input::Heard(text)),
            Happening::Wake { tab, timer } if timer == self.tabs[tab].timer => self.input(tab, Input::Woke),
            Happening::Wake { .. } => {}
            Happening::Persist { tab, ticket } => self.persist(tab, ticket),
            Happening::Idle { tab } => self.input(tab, Input::Idle),
            Happening::Grant { tab } => self.input(tab, Input::LockGranted),
            Happening::NoLocks { tab } => self.input(tab, Input::NoLocks),
        }
    }

    fn later(&mut self, millis: u64, happening: Happening) {
        self.next_event += 1;
        self.events.push(Reverse((self.now + millis, self.next_event, happening)));
    }

    fn input(&mut self, tab: usize, input: Input) {
        if !self.tabs[tab].is_alive {
            return;
        }
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            let now = self.real_now();
            for output in self.tabs[tab].session.handle(input, now) {
                if !self.tabs[tab].is_alive {
                    return;
                }
                match output {
                    Output::Show(_) => {}
                    Output::Status(status) => self.tabs[tab].statuses.push(status),
                    Output::Notify(notice) => self.tabs[tab].notices.push(notice),
                    Output::Reply { id, reply } => {
                        let before = self.tabs[tab].replies.insert(id, reply);
                        assert!(before.is_none(), "one reply a request");
                    }
                    Output::Persist { ticket, bulky: true } => {
                        let paint = self.dice.throw(40);
                        self.later(paint, Happening::Persist { tab, ticket });
                    }
                    Output::Persist { ticket, bulky: false } => {
                        if let Some(done) = self.write_all(tab, ticket) {
                            inputs.push_back(done);
                        }
                    }
                    Output::ReadStore => {
                        let entries = self.entries(tab);
                        inputs.push_back(Input::StoreRead { entries, others: 0, prefix: PREFIX });
                    }
                    Output::Tell(text) => self.tell(tab, &text),
                    Output::WakeAfter { millis } => {
                        self.tabs[tab].timer += 1;
                        let timer = self.tabs[tab].timer;
                        self.later(millis.max(0) as u64, Happening::Wake { tab, timer });
                    }
                    Output::AskLock => self.ask_lock(tab),
                    Output::LeaveLock => self.leave_lock(tab),
                    Output::IdleSoon => self.later(40, Happening::Idle { tab }),
                }
            }
        }
    }

    fn persist(&mut self, tab: usize, ticket: u64) {
        if let Some(done) = self.write_all(tab, ticket) {
            self.input(tab, done);
        }
    }

    /// Writes a ticket. Nothing comes back where the tab crashed over it.
    fn write_all(&mut self, tab: usize, ticket: u64) -> Option<Input> {
        let writes = self.tabs[tab].session.writes(ticket);
        let mut sizes = Vec::new();
        for write in writes {
            if self.weather.crash_one_in > 0 && self.dice.one_in(self.weather.crash_one_in) {
                self.crash(tab);
                return None;
            }
            let is_set = matches!(write, Write::Set { .. });
            if is_set && self.weather.full_one_in > 0 && self.dice.one_in(self.weather.full_one_in) {
                return Some(Input::PersistFailed { ticket, why: WriteFailure::Full, sizes });
            }
            sizes.push(self.write(tab, write));
        }
        if self.weather.crash_one_in > 0 && self.dice.one_in(self.weather.crash_one_in) {
            self.crash(tab);
            return None;
        }
        Some(Input::Persisted { ticket, sizes })
    }

    fn write(&mut self, tab: usize, write: Write) -> (String, Option<usize>) {
        self.writes += 1;
        let (name, text) = match write {
            Write::Set { name, text } => (name, Some(text)),
            Write::Remove { name } => (name, None),
        };
        let put = |map: &mut BTreeMap<String, String>| match &text {
            Some(text) => drop(map.insert(name.clone(), text.clone())),
            None => drop(map.remove(&name)),
        };
        put(&mut self.store);
        put(&mut self.tabs[tab].copy);
        for other in self.alive() {
            if other != tab {
                let at = (self.now + self.dice.throw(LATEST_WRITE)).max(self.tabs[other].heard_until);
                self.tabs[other].heard_until = at;
                let arrival = Happening::Copy { tab: other, name: name.clone(), text: text.clone() };
                self.later(at - self.now, arrival);
            }
        }
        (name, text.map(|text| text.encode_utf16().count()))
    }

    fn tell(&mut self, from: usize, text: &str) {
        for to in self.alive() {
            if to != from {
                let earliest = self.last_message.get(&(from, to)).copied().unwrap_or(0);
                let at = (self.now + self.dice.throw(LATEST_MESSAGE)).max(earliest);
                self.last_message.insert((from, to), at);
                self.later(at - self.now, Happening::Hear { tab: to, text: text.to_owned() });
            }
        }
    }

    fn ask_lock(&mut self, tab: usize) {
        if !self.weather.has_locks {
            self.later(1, Happening::NoLocks { tab });
            return;
        }
        assert!(self.tabs[tab].lock == LockState::None, "the lock is asked for once");
        self.tabs[tab].lock = LockState::Waiting;
        self.queue.push_back(tab);
        self.grant_next();
    }

    fn leave_lock(&mut self, tab: usize) {
        self.queue.retain(|waiting| *waiting != tab);
        let was_held = self.tabs[tab].lock == LockState::Held;
        self.tabs[tab].lock = LockState::None;
        if was_held {
            self.grant_next();
        }
    }

    fn grant_next(&mut self) {
        let is_held = self.tabs.iter().any(|tab| tab.is_alive && tab.lock == LockState::Held);
        if is_held {
            return;
        }
        if let Some(next) = self.queue.pop_front() {
            self.tabs[next].lock = LockState::Held;
            let late = self.dice.throw(80);
            self.later(late, Happening::Grant { tab: next });
        }
    }

    /// What a page opened now would find.
    pub fn reloaded(&self) -> latch::session::Loaded {
        let entries: Vec<_> = self.store.clone().into_iter().collect();
        load(&entries, 0, PREFIX)
    }

    pub fn is_memory_only(&self) -> Option<MemoryReason> {
        self.alive().iter().find_map(|tab| self.tabs[*tab].session.status().memory)
    }

    pub fn owner(&self) -> Option<usize> {
        self.alive().into_iter().find(|tab| self.tabs[*tab].session.status().role == Role::Owner)
    }
}

/// Whether both are the same in everything that is kept.
pub fn difference(left: &World, right: &World) -> Option<String> {
    for (one, other) in left.all().zip(right.all()) {
        if one != other {
            return Some(format!("{one:?}\n{other:?}"));
        }
    }
    let numbers = |world: &World| {
        let records: Vec<u64> = world.records.iter().map(|record| record.number).collect();
        (world.all().count(), world.next_ordinal(), world.seed, world.ids_given, world.next_record, records)
    };
    if numbers(left) != numbers(right) {
        return Some(format!("{:?}\n{:?}", numbers(left), numbers(right)));
    }
    if left.records != right.records {
        return Some("records".to_owned());
    }
    let rest =
        |world: &World| (world.clock, world.account, world.groups.clone(), world.tokens.clone(), world.next_due());
    if rest(left) != rest(right) {
        return Some(format!("{:?}\n{:?}", rest(left), rest(right)));
    }
    let aims = |world: &World| (world.policy.clone(), world.scenario.clone());
    (aims(left) != aims(right)).then(|| format!("{:?}\n{:?}", aims(left), aims(right)))
}
