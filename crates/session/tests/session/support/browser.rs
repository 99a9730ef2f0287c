//! A simulated browser: tabs, each with its own late view of localStorage, messages and lock grants that arrive at random times, writes
//! that fail, tabs that crash between two writes, stall, freeze and come back. Everything follows from a seed.

use crate::support::{difference, late_storage, weather};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap, VecDeque},
    rc::Rc,
};

pub use difference::difference;
use latch_rules::{Actor, Event, UnixMillis, World};
use latch_session::{
    Input, Instant, Kept, Limits, MemoryReason, Notice, Output, Reply, Role, Session, Status, What, Write,
    WriteFailure, load, making,
};
use late_storage::LateStorage;
pub use weather::{Dice, Weather};

/// Real time at which every schedule begins.
pub const START: UnixMillis = UnixMillis(1_800_000_000_000);
/// Most milliseconds until a write arrives in the browser's own process, and from there in every tab.
const LATEST_WRITE: u64 = 70;
/// Most milliseconds until a message arrives.
const LATEST_MESSAGE: u64 = 60;
/// Most milliseconds until news from the lock manager arrives.
const LATEST_LOCK_NEWS: u64 = 80;
/// Most milliseconds that a timer of a background page is late.
const LATEST_TIMER: u64 = 1_000;
/// Milliseconds within which a tab gets what it missed while it stood still: messages of one sender in order, those of several in any
/// order.
const CATCHES_UP: u64 = 40;
/// Most milliseconds until the `Maker` is loaded.
const LATEST_PART: u64 = 200;
/// Milliseconds between two looks of a page whether its storage is as it left it.
const LOOKS_EVERY: u64 = 5_000;
/// Most milliseconds until a long work goes on.
const LATEST_PIECE: u64 = 30;
const PREFIX: usize = 10;
/// The writer that is no tab: another page of the origin.
const STRANGER: usize = usize::MAX;
/// Most inputs of a schedule: one with more does not end.
const MOST_INPUTS: u64 = 1_000_000;

/// What is left of a ticket that is being written.
struct Job {
    ticket: u64,
    left: VecDeque<Write>,
    sizes: Vec<(String, Option<usize>)>,
}

/// A reply, and whether the tab that got it believed then that changes are stored.
pub struct Answered {
    pub reply: Reply,
    pub is_kept: bool,
    pub at: u64,
}

pub struct Tab {
    pub session: Session,
    pub is_alive: bool,
    /// When the tab's monotonic clock began.
    opened_at: u64,
    stands_until: u64,
    pub replies: BTreeMap<u64, Reply>,
    pub answered: BTreeMap<u64, Answered>,
    pub next_request: u64,
    pub asked_at: BTreeMap<u64, u64>,
    pub notices: Vec<Notice>,
    pub statuses: Vec<Status>,
    timer: u64,
    /// A bulky ticket that waits for the paint.
    unpainted: Option<u64>,
    job: Option<Job>,
    /// The number of the lock request that counts, and the news from the lock manager on their way.
    request: u64,
    lock_news: VecDeque<(u64, Input)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Holder {
    Tab(usize),
    /// Another page of the origin.
    Stranger,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Happening {
    /// The next message of that tab arrives.
    Hear {
        tab: usize,
        from: usize,
    },
    Wake {
        tab: usize,
        timer: u64,
    },
    Paint {
        tab: usize,
    },
    /// The rest of a ticket is written.
    WriteOn {
        tab: usize,
    },
    Idle {
        tab: usize,
    },
    /// A long work goes on.
    GoOn {
        tab: usize,
    },
    LockNews {
        tab: usize,
    },
    NoLocks {
        tab: usize,
    },
    Resume {
        tab: usize,
    },
    /// The `Maker` is loaded, or could not be.
    Maker {
        tab: usize,
    },
    /// The page looks whether its storage is as it left it.
    Look {
        tab: usize,
    },
}

impl Happening {
    fn tab(&self) -> usize {
        match self {
            Self::Hear { tab, .. }
            | Self::Wake { tab, .. }
            | Self::Paint { tab }
            | Self::WriteOn { tab }
            | Self::Idle { tab }
            | Self::GoOn { tab }
            | Self::LockNews { tab }
            | Self::NoLocks { tab }
            | Self::Resume { tab }
            | Self::Maker { tab }
            | Self::Look { tab } => *tab,
        }
    }
}

/// A commit that was written: who asked for it, and the records it made.
pub struct Written {
    pub command_id: Box<str>,
    pub records: Vec<(u64, Box<str>)>,
}

pub struct Browser {
    pub dice: Dice,
    pub weather: Weather,
    pub limits: Limits,
    pub tabs: Vec<Tab>,
    storage: LateStorage,
    pub now: u64,
    /// Whether keys were removed by anything but a session.
    is_haunted: bool,
    /// Milliseconds by which somebody has set the machine's clock off.
    pub clock_off: i64,
    events: BinaryHeap<Reverse<(u64, u64, Happening)>>,
    next_event: u64,
    holder: Option<Holder>,
    /// Tabs that wait for the lock, in order.
    queue: VecDeque<usize>,
    /// Messages on their way, by sender and receiver, in order.
    inboxes: BTreeMap<(usize, usize), VecDeque<Rc<str>>>,
    pub writes: u64,
    inputs: u64,
    /// Every commit that any tab wrote.
    pub written: Vec<Written>,
}

impl Browser {
    pub fn new(seed: u64, weather: Weather) -> Self {
        Self {
            dice: Dice(seed),
            weather,
            limits: Limits::default(),
            tabs: Vec::new(),
            storage: LateStorage::default(),
            now: 0,
            is_haunted: false,
            clock_off: 0,
            events: BinaryHeap::new(),
            next_event: 0,
            holder: None,
            queue: VecDeque::new(),
            inboxes: BTreeMap::new(),
            writes: 0,
            inputs: 0,
            written: Vec::new(),
        }
    }

    pub fn real_now(&self) -> UnixMillis {
        START.plus(self.now as i64 + self.clock_off)
    }

    fn instant(&self, tab: usize) -> Instant {
        Instant { real: self.real_now(), steady: (self.now - self.tabs[tab].opened_at) as i64 }
    }

    pub fn open(&mut self) -> usize {
        let tab = self.tabs.len();
        self.tabs.push(Tab {
            session: Session::with_limits(&format!("tab{tab}"), self.limits),
            is_alive: true,
            opened_at: self.now,
            stands_until: 0,
            replies: BTreeMap::new(),
            answered: BTreeMap::new(),
            next_request: 0,
            asked_at: BTreeMap::new(),
            notices: Vec::new(),
            statuses: Vec::new(),
            timer: 0,
            unpainted: None,
            job: None,
            request: 0,
            lock_news: VecDeque::new(),
        });
        let entries = self.entries(tab);
        self.input(tab, Input::Started { entries, others: 0, prefix: PREFIX });
        tab
    }

    fn entries(&mut self, tab: usize) -> Vec<(String, String)> {
        self.storage.settle(self.now.saturating_sub(LATEST_WRITE));
        let late = self.dice.throw(LATEST_WRITE);
        self.storage.read(tab, self.now, late)
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
        self.tabs[tab].asked_at.insert(id, self.now);
        self.input(tab, Input::Ask { id, actor, request_id: request_id.into(), what });
        id
    }

    /// The tab is gone without a message.
    pub fn crash(&mut self, tab: usize) {
        self.tabs[tab].is_alive = false;
        self.leave_lock(tab);
    }

    /// A person closes the tab: waiting writes are done, as far as that goes.
    pub fn close(&mut self, tab: usize) {
        self.flush(tab);
        if self.is_haunted {
            self.look(tab);
            self.flush(tab);
        }
        self.input(tab, Input::Closing);
        self.crash(tab);
    }

    /// The tab's program hangs for so long, and no tab is told. What comes for it meanwhile comes late.
    pub fn stall(&mut self, tab: usize, millis: u64) {
        self.tabs[tab].stands_until = self.tabs[tab].stands_until.max(self.now + millis);
    }

    /// The browser freezes the tab, tells it before, and tells it when it goes on.
    pub fn freeze(&mut self, tab: usize, millis: u64) {
        if self.tabs[tab].stands_until > self.now {
            return;
        }
        self.flush(tab);
        self.input(tab, Input::Frozen);
        self.stall(tab, millis);
        self.later(millis, Happening::Resume { tab });
    }

    /// Another page takes the lock, until `give_back`.
    pub fn steal(&mut self) {
        if let Some(Holder::Tab(tab)) = self.holder.replace(Holder::Stranger) {
            self.lock_news(tab, Input::LockLost);
        }
    }

    pub fn give_back(&mut self) {
        if self.holder == Some(Holder::Stranger) {
            self.holder = None;
            self.grant_next();
        }
    }

    /// Runs everything that happens within so many milliseconds.
    pub fn run(&mut self, millis: u64) {
        let until = self.now + millis;
        while let Some(Reverse((at, _, _))) = self.events.peek() {
            if *at > until {
                break;
            }
            let Some(Reverse((at, _, happening))) = self.events.pop() else { break };
            self.now = self.now.max(at);
            let tab = &self.tabs[happening.tab()];
            if !tab.is_alive {
                continue;
            }
            if tab.stands_until > self.now {
                let late = tab.stands_until - self.now + self.dice.throw(CATCHES_UP);
                self.later(late, happening);
                continue;
            }
            self.happen(happening);
        }
        self.now = until;
    }

    /// Lets time go on until no message is on its way: commits that time causes may be sent at any moment.
    pub fn run_until_heard(&mut self) {
        let is_waiting = |browser: &Self| {
            let alive = |to: usize| browser.tabs[to].is_alive;
            browser.inboxes.iter().any(|((_, to), inbox)| alive(*to) && !inbox.is_empty())
        };
        while is_waiting(self) {
            self.run(10);
        }
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Hear { tab, from } => {
                let text = self.inboxes.get_mut(&(from, tab)).and_then(VecDeque::pop_front);
                let text = text.expect("one happening a message");
                self.input(tab, Input::Heard(text.to_string()));
            }
            Happening::Wake { tab, timer } if timer == self.tabs[tab].timer => self.input(tab, Input::Woke),
            Happening::Wake { .. } => {}
            Happening::Paint { tab } => {
                if let Some(ticket) = self.tabs[tab].unpainted.take() {
                    let done = self.begin(tab, ticket);
                    self.input_if(tab, done);
                }
            }
            Happening::WriteOn { tab } => {
                let done = self.write_on(tab, true);
                self.input_if(tab, done);
            }
            Happening::Idle { tab } => self.input(tab, Input::Idle),
            Happening::GoOn { tab } => self.input(tab, Input::GoOn),
            Happening::LockNews { tab } => {
                let (request, news) = self.tabs[tab].lock_news.pop_front().expect("one happening for each");
                if request == self.tabs[tab].request {
                    self.input(tab, news);
                }
            }
            Happening::NoLocks { tab } => self.input(tab, Input::NoLocks),
            Happening::Resume { tab } => self.input(tab, Input::Resumed),
            Happening::Maker { tab } => {
                let maker =
                    (!self.dice.strikes(self.weather.partless_one_in)).then_some(making as latch_session::Maker);
                self.input(tab, Input::Maker(maker));
            }
            Happening::Look { tab } => self.look(tab),
        }
    }

    fn later(&mut self, millis: u64, happening: Happening) {
        self.next_event += 1;
        self.events.push(Reverse((self.now + millis, self.next_event, happening)));
    }

    fn input_if(&mut self, tab: usize, input: Option<Input>) {
        if let Some(input) = input {
            self.input(tab, input);
        }
    }

    fn input(&mut self, tab: usize, input: Input) {
        if !self.tabs[tab].is_alive {
            return;
        }
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            self.inputs += 1;
            assert!(self.inputs < MOST_INPUTS, "tabs speak without end");
            let now = self.instant(tab);
            for output in self.tabs[tab].session.handle(input, now) {
                if !self.tabs[tab].is_alive {
                    return;
                }
                inputs.extend(self.carry_out(tab, output));
            }
        }
    }

    fn carry_out(&mut self, tab: usize, output: Output) -> Option<Input> {
        match output {
            Output::Show(_) => {}
            Output::Status(status) => self.tabs[tab].statuses.push(status),
            Output::Notify(notice) => self.tabs[tab].notices.push(notice),
            Output::Reply { id, reply } => {
                let is_kept = self.tabs[tab].session.status().memory.is_none();
                let answered = Answered { reply: reply.clone(), is_kept, at: self.now };
                self.tabs[tab].answered.insert(id, answered);
                let before = self.tabs[tab].replies.insert(id, reply);
                assert!(before.is_none(), "one reply a request");
            }
            Output::Persist { ticket, bulky: true } => {
                self.tabs[tab].unpainted = Some(ticket);
                let paint = self.dice.throw(40);
                self.later(paint, Happening::Paint { tab });
            }
            Output::Persist { ticket, bulky: false } => return self.begin(tab, ticket),
            Output::ReadStore => {
                if self.dice.strikes(self.weather.unreadable_one_in) {
                    return Some(Input::StoreUnreadable);
                }
                let entries = self.entries(tab);
                return Some(Input::StoreRead { entries, others: 0, prefix: PREFIX });
            }
            Output::Tell(text) => self.tell(tab, &text),
            Output::WakeAfter { millis } => {
                self.tabs[tab].timer += 1;
                let timer = self.tabs[tab].timer;
                let is_late = self.dice.strikes(self.weather.late_timer_one_in);
                let late = if is_late { self.dice.throw(LATEST_TIMER) } else { 0 };
                self.later(millis.max(0) as u64 + late, Happening::Wake { tab, timer });
            }
            Output::AskLock => self.ask_lock(tab),
            Output::LeaveLock => self.leave_lock(tab),
            Output::IdleSoon => self.later(40, Happening::Idle { tab }),
            Output::GoOnSoon { .. } => {
                let late = self.dice.throw(LATEST_PIECE);
                self.later(late, Happening::GoOn { tab });
            }
            Output::WantMaker => {
                let late = self.dice.throw(LATEST_PART);
                self.later(late, Happening::Maker { tab });
            }
        }
        None
    }

    // ---- writing ------------------------------------------------------------------------------------------------------

    fn begin(&mut self, tab: usize, ticket: u64) -> Option<Input> {
        if self.is_haunted {
            let sizes = self.sizes(tab);
            self.tabs[tab].session.look_at(&sizes);
        }
        let left = self.tabs[tab].session.writes(ticket).into();
        self.tabs[tab].job = Some(Job { ticket, left, sizes: Vec::new() });
        self.write_on(tab, true)
    }

    /// Does all waiting writes, also those that wait for a paint.
    fn flush(&mut self, tab: usize) {
        loop {
            if let Some(ticket) = self.tabs[tab].unpainted.take() {
                let left = self.tabs[tab].session.writes(ticket).into();
                self.tabs[tab].job = Some(Job { ticket, left, sizes: Vec::new() });
            }
            let Some(done) = self.write_on(tab, false) else { break };
            self.input(tab, done);
        }
    }

    /// Continues the ticket that is being written. `None` if there is none, if the tab crashed over it, or if other things happen first.
    fn write_on(&mut self, tab: usize, may_pause: bool) -> Option<Input> {
        let mut job = self.tabs[tab].job.take()?;
        if !self.tabs[tab].session.is_writing(job.ticket) {
            return None;
        }
        while let Some(write) = job.left.pop_front() {
            if self.dice.strikes(self.weather.crash_one_in) {
                self.crash(tab);
                return None;
            }
            if let Some(why) = self.failure_of(&write) {
                return Some(Input::PersistFailed { ticket: job.ticket, why, sizes: job.sizes });
            }
            job.sizes.push(self.write(tab, write));
            if may_pause && !job.left.is_empty() && self.dice.strikes(self.weather.pause_one_in) {
                self.tabs[tab].job = Some(job);
                let pause = self.dice.throw(30);
                self.later(pause, Happening::WriteOn { tab });
                return None;
            }
        }
        if self.dice.strikes(self.weather.crash_one_in) {
            self.crash(tab);
            return None;
        }
        Some(Input::Persisted { ticket: job.ticket, sizes: job.sizes })
    }

    fn failure_of(&mut self, write: &Write) -> Option<WriteFailure> {
        let Write::Set { name, text } = write else { return None };
        let units = self.storage.units + name.len() + text.encode_utf16().count() - self.storage.units_of(name);
        let is_full = self.weather.room > 0 && units > self.weather.room;
        if is_full || self.dice.strikes(self.weather.full_one_in) {
            Some(WriteFailure::Full)
        } else {
            self.dice.strikes(self.weather.denied_one_in).then_some(WriteFailure::Denied)
        }
    }

    fn write(&mut self, tab: usize, write: Write) -> (String, Option<usize>) {
        self.writes += 1;
        let (name, text) = match write {
            Write::Set { name, text } => (name, Some(text)),
            Write::Remove { name } => (name, None),
        };
        self.note_commit(tab, &name, text.is_some());
        let delay = self.dice.throw(LATEST_WRITE);
        self.storage.write(tab, &name, text.as_deref(), self.now, delay);
        (name, text.map(|text| text.encode_utf16().count()))
    }

    fn note_commit(&mut self, tab: usize, name: &str, is_set: bool) {
        let number = name.strip_prefix("log:").filter(|_| is_set).and_then(|number| number.parse().ok());
        let history = self.tabs[tab].session.history();
        let Some(commit) = number.and_then(|number: u64| history.iter().rev().find(|one| one.number == number)) else {
            return;
        };
        let records = commit.events.iter().filter_map(|event| match event {
            Event::Recorded { record } => Some((record.number, record.request_id.clone())),
            _ => None,
        });
        self.written.push(Written { command_id: commit.command_id.clone(), records: records.collect() });
    }

    fn tell(&mut self, from: usize, text: &str) {
        let text: Rc<str> = text.into();
        for to in self.alive() {
            if to != from {
                self.inboxes.entry((from, to)).or_default().push_back(Rc::clone(&text));
                let late = self.dice.throw(LATEST_MESSAGE);
                self.later(late, Happening::Hear { tab: to, from });
            }
        }
    }

    // ---- removed by somebody else -------------------------------------------------------------------------------------

    /// What a page finds when it looks at the sizes of what is stored.
    fn sizes(&mut self, tab: usize) -> Vec<(String, usize)> {
        let entries = self.entries(tab);
        entries.into_iter().map(|(name, text)| (name, text.encode_utf16().count())).collect()
    }

    pub fn look(&mut self, tab: usize) {
        if self.tabs[tab].job.is_some() || self.tabs[tab].unpainted.is_some() {
            return self.later(50, Happening::Look { tab });
        }
        let sizes = self.sizes(tab);
        self.input(tab, Input::StoreSeen { sizes });
    }

    /// Removes the keys that `which` selects. `by`: the tab whose script removes them, which is not told; `None`: another page of the
    /// origin, of which every tab is told.
    pub fn remove(&mut self, by: Option<usize>, which: impl Fn(&str) -> bool) -> usize {
        self.is_haunted = true;
        let names: Vec<String> = self.store().into_keys().filter(|name| which(name)).collect();
        let delay = self.dice.throw(LATEST_WRITE);
        for name in &names {
            self.storage.write(by.unwrap_or(STRANGER), name, None, self.now, delay);
        }
        for tab in self.alive() {
            let told = if by == Some(tab) { LOOKS_EVERY } else { 2 * LATEST_WRITE };
            let late = if by == Some(tab) { self.dice.throw(told) } else { told };
            self.later(late, Happening::Look { tab });
        }
        names.len()
    }

    /// From now on the disk may be this many milliseconds behind what is written.
    pub fn set_disk_late(&mut self, millis: u64) {
        self.storage.disk_late = millis;
    }

    /// The whole browser dies, and what was written in the last `millis` has not reached the disk.
    pub fn die(&mut self, millis: u64) {
        for tab in self.alive() {
            self.crash(tab);
        }
        self.storage.lose_since(self.now.saturating_sub(millis));
    }

    // ---- the lock -----------------------------------------------------------------------------------------------------

    fn ask_lock(&mut self, tab: usize) {
        if !self.weather.has_locks {
            self.later(1, Happening::NoLocks { tab });
            return;
        }
        let is_asked = self.holder == Some(Holder::Tab(tab)) || self.queue.contains(&tab);
        assert!(!is_asked, "the lock is asked for once");
        self.tabs[tab].request += 1;
        self.queue.push_back(tab);
        self.grant_next();
    }

    fn leave_lock(&mut self, tab: usize) {
        self.tabs[tab].request += 1;
        self.queue.retain(|waiting| *waiting != tab);
        if self.holder == Some(Holder::Tab(tab)) {
            self.holder = None;
            self.grant_next();
        }
    }

    fn grant_next(&mut self) {
        if self.holder.is_none()
            && let Some(next) = self.queue.pop_front()
        {
            self.holder = Some(Holder::Tab(next));
            self.lock_news(next, Input::LockGranted);
        }
    }

    fn lock_news(&mut self, tab: usize, news: Input) {
        let request = self.tabs[tab].request;
        self.tabs[tab].lock_news.push_back((request, news));
        let late = self.dice.throw(LATEST_LOCK_NEWS);
        self.later(late, Happening::LockNews { tab });
    }

    /// A tab of a newer build speaks to all.
    pub fn hear_newer_build(&mut self) {
        for to in self.alive() {
            self.inboxes.entry((usize::MAX, to)).or_default().push_back("99 what it says".into());
            let late = self.dice.throw(LATEST_MESSAGE);
            self.later(late, Happening::Hear { tab: to, from: usize::MAX });
        }
    }

    // ---- questions ----------------------------------------------------------------------------------------------------

    /// What is stored once everything has arrived.
    pub fn store(&self) -> BTreeMap<String, String> {
        self.storage.entries().into_iter().collect()
    }

    /// Keeps a world before any page is opened.
    pub fn keep(&mut self, world: &World) {
        let writes = Kept::snapshot(world, 1, 1, world.clock.at(self.real_now()), "").1;
        let entries = writes.into_iter().filter_map(|write| match write {
            Write::Set { name, text } => Some((name, text)),
            Write::Remove { .. } => None,
        });
        self.storage.replace(entries);
    }

    /// Puts other keys in place of all that is stored.
    pub fn set_store(&mut self, store: BTreeMap<String, String>) {
        self.storage.replace(store);
    }

    /// What a page opened now would find.
    pub fn reloaded(&self) -> latch_session::Loaded {
        load(&self.storage.entries(), 0, PREFIX)
    }

    pub fn is_memory_only(&self) -> Option<MemoryReason> {
        self.alive().iter().find_map(|tab| self.tabs[*tab].session.status().memory)
    }

    /// Whether a large change of that tab is shown and not written yet.
    pub fn waits_for_paint(&self, tab: usize) -> bool {
        self.tabs[tab].unpainted.is_some()
    }

    pub fn owner(&self) -> Option<usize> {
        self.alive().into_iter().find(|tab| self.tabs[*tab].session.status().role == Role::Owner)
    }
}
