//! The coordinator of one tab: holds the world and the log, decides commands, has commits stored, and agrees with the other tabs on which
//! of them is the owner. Pure: no clock, no randomness, no browser. One call handles one input completely and returns its outputs in
//! order.
//!
//! Only one tab writes: the owner tab, which holds the Web Lock of this folder. It decides commands, applies the events to the world, has
//! them written, and only then tells the other tabs and answers. Follower tabs send it their commands and apply its commits. A new owner
//! first asks the other tabs which commits they know, waits for late messages and writes (`Role::Settling`), reads the log, and writes
//! the commits that other tabs had seen and the log lacks.

#![warn(unreachable_pub)]

mod check;
mod engine;
mod kept;
mod known;
mod leave;
mod limits;
mod load;
mod make;
mod mark;
mod message;
mod network;
mod owner;
mod replace;
mod room;
mod saved;
pub mod storage;
pub mod stored;
mod tabs;
mod takeover;
#[cfg(test)]
mod test;
mod types;

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

pub use kept::Kept;
pub use known::Known;
pub use limits::{HISTORY, Limits, ROOM};
pub use load::{Loaded, load};
pub use make::{Made, Make, MakeProblem, Maker, Making, Wanted, make, making};
pub use message::{Envelope, Heard, Message, PROTOCOL, hear};
pub use network::{Conditions, LONGEST_MS, Network, Passage, calls_of};
pub use room::{CROWDED, SHORT};
pub use saved::load_saved;
pub use types::{
    Change, Input, MemoryReason, Notice, Output, ReadOnlyReason, Reply, RequestNumber, Role, Stands, Status, Trouble,
    What, Write, WriteFailure,
};

use crate::stored::commit::Commit;
use latch_rules::{Actor, Reason, Refusal, UnixMillis, World};
use make::Underway;
use owner::Writing;
use replace::Replacing;

/// Milliseconds that a tab with the lock waits before it reads the log and becomes the owner, if it never heard of another tab. This is
/// longer than a write of another tab takes to become visible here: an owner that it never heard of may have closed just now.
pub const SETTLE_MS: i64 = 160;
/// The same wait for a tab that has heard of others, one of which may have written until a moment ago: long enough for that tab's last
/// messages and for its process's last writes to arrive.
pub const TAKE_OVER_MS: i64 = 400;
/// Without Web Locks: milliseconds that a tab waits for an answer to `Message::AnyoneThere` before it becomes the owner.
pub const ELECT_MS: i64 = 400;
/// Longest timer: the machine may sleep, or its clock may be set, while a timer runs.
const LONGEST_WAIT_MS: i64 = 30_000;
/// How far the clock may be behind the last commit before a person is told with `Notice::TimeStands`.
const BEHIND_MS: i64 = 10_000;
/// A thousand years.
const FOREVER_MS: i64 = 1_000 * 365 * 86_400_000;
/// Shortest timer: one frame, also for what is already due.
const SHORTEST_WAIT_MS: i64 = 16;

/// The commits that a rewind can go back to, newest first: all kept commits whose later commits can all be undone. The first item is the
/// last commit, the present.
pub fn rewind_targets(history: &VecDeque<Arc<Commit>>) -> impl Iterator<Item = &Arc<Commit>> {
    let mut whole = true;
    history.iter().rev().take_while(move |commit| {
        let was_whole = whole;
        whole &= latch_rules::rewind::is_undoable(&commit.events);
        was_whole
    })
}

/// Preview of a rewind to commit `to`: the resulting world and the number of commits undone. `None` if `to` is no rewind target.
#[must_use]
pub fn rewound(world: &World, history: &VecDeque<Arc<Commit>>, to: u64) -> Option<(World, usize)> {
    let target = rewind_targets(history).find(|commit| commit.number == to)?;
    let target = latch_rules::rewind::Target { commit: to, at: target.at };
    let later: Vec<&Arc<Commit>> = history.iter().rev().take_while(|commit| commit.number > to).collect();
    let undone = later.len();
    let events = engine::undo(world, later.into_iter(), target, UnixMillis::default(), &Actor::Simulation, "");
    let mut then = world.clone();
    events.iter().for_each(|event| then.apply(event));
    Some((then, undone))
}

/// Two clocks: `real` is the machine's, which a person may set; `steady` is monotonic, in milliseconds from an arbitrary start.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Instant {
    pub real: UnixMillis,
    pub steady: i64,
}

/// One tab's session.
#[derive(Debug)]
pub struct Session {
    /// This tab's own name among the tabs.
    tab: Box<str>,
    world: World,
    /// The last commit that is in the world, and its instant.
    last: u64,
    last_at: UnixMillis,
    /// The last commits, oldest first, without gaps up to `last`.
    history: VecDeque<Arc<Commit>>,
    /// Number and mark of the commit before the first of `history`: another tab's last commit may be that one.
    pruned: Option<(u64, u64)>,
    limits: Limits,
    role: Role,
    memory: Option<MemoryReason>,
    /// Storage was denied from the start: this tab neither stores anything nor talks to other tabs.
    is_alone: bool,
    shown_status: Option<Status>,
    kept: Kept,
    /// Keys and texts that could not be read when this tab started.
    damaged: Vec<(String, String)>,

    /// The last commit that is stored, or that does not have to be stored any more (memory only).
    stored: u64,
    writing: Option<(u64, Writing)>,
    replacing: Option<Replacing>,
    /// Requests whose replies wait until a commit is stored, by the commit's number.
    awaited: BTreeMap<u64, Vec<(Ask, Reply)>>,
    /// Commands that wait until this tab can decide them.
    waiting: VecDeque<Ask>,
    /// This tab's commands that the owner has not answered yet.
    asked: Vec<Ask>,
    /// The last step of `make_room` for the present commit: 0 none, 1 remove history, 2 remove old records.
    room_stage: u8,
    /// After a full storage: the steady instant of the next attempt, and the milliseconds to wait if that fails too.
    keep_again: (i64, i64),
    compacting: bool,
    told_short: bool,
    told_behind: bool,
    /// A stored key was removed by someone else: everything must be written again before anything more is answered.
    is_lost: bool,
    restored: u32,
    /// The `Maker` once it is loaded, the requests that wait for a world, and the world being made for the first of them.
    maker: Option<Maker>,
    unmade: Vec<Ask>,
    underway: Option<Underway>,

    /// Whether any other tab was ever heard of.
    has_others: bool,
    tabs: tabs::Tabs,

    /// Counts the worlds that no commit of this tab led to: read from storage, sent by another tab, or replaced.
    taken: u64,
    next_ticket: u64,
    /// Steady instant at which the current timer fires.
    wakes_at: Option<i64>,
    real_now: UnixMillis,
    /// The monotonic clock: all waiting is measured by it.
    steady_now: i64,
    out: Vec<Output>,
}

/// Who asked.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Asker {
    Here(RequestNumber),
    Tab(Box<str>, RequestNumber),
}

/// One request on its way.
#[derive(Clone, Debug)]
struct Ask {
    asker: Asker,
    actor: Actor,
    request_id: Box<str>,
    what: What,
    /// What the asker knew when it first asked.
    known: Known,
    /// Sent before, perhaps to an owner that is gone: it may already have been carried out.
    again: bool,
}

impl Session {
    /// A session before anything was read. `tab` names it among the tabs and must be unique.
    #[must_use]
    pub fn new(tab: &str) -> Self {
        Self::with_limits(tab, Limits::default())
    }

    /// As `new`, with other limits than a browser's.
    #[must_use]
    pub fn with_limits(tab: &str, limits: Limits) -> Self {
        Self {
            tab: tab.into(),
            world: World::empty(),
            last: 0,
            last_at: UnixMillis::default(),
            history: VecDeque::new(),
            pruned: None,
            limits,
            role: Role::Starting,
            memory: None,
            is_alone: false,
            shown_status: None,
            kept: Kept::default().within(limits),
            damaged: Vec::new(),
            stored: 0,
            writing: None,
            replacing: None,
            awaited: BTreeMap::new(),
            waiting: VecDeque::new(),
            asked: Vec::new(),
            room_stage: 0,
            keep_again: (0, room::FIRST_RETRY_MS),
            compacting: false,
            told_short: false,
            told_behind: false,
            is_lost: false,
            restored: 0,
            maker: None,
            unmade: Vec::new(),
            underway: None,
            has_others: false,
            tabs: tabs::Tabs::default(),
            taken: 0,
            next_ticket: 0,
            wakes_at: None,
            real_now: UnixMillis::default(),
            steady_now: 0,
            out: Vec::new(),
        }
    }

    // ---- questions ----------------------------------------------------------------------------------------------------

    /// The world as this tab knows it.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.world
    }

    /// The virtual now. Never earlier than the last commit.
    #[must_use]
    pub fn now(&self, real_now: UnixMillis) -> UnixMillis {
        self.world.clock.at(real_now).max(self.last_at)
    }

    /// What a page shows of the session.
    #[must_use]
    pub fn status(&self) -> Status {
        Status { role: self.role, memory: self.memory, restored: self.restored }
    }

    /// Whether storage holds exactly the shown world, and until when that stays so without a command.
    #[must_use]
    pub fn stands(&self, real_now: UnixMillis) -> Stands {
        if self.memory.is_some() || !matches!(self.role, Role::Owner) {
            return Stands::Not;
        }
        if self.compacting || self.writing.is_some() || self.replacing.is_some() || self.stored != self.last {
            return Stands::NotYet;
        }
        let due = self.world.next_due().and_then(|due| self.world.clock.real_wait(real_now, due));
        Stands::Until(real_now.plus(due.unwrap_or(FOREVER_MS)))
    }

    /// Whether this ticket is still being written. A tab that gives up ownership stops in the middle of a ticket.
    #[must_use]
    pub fn is_writing(&self, ticket: u64) -> bool {
        self.writing.as_ref().is_some_and(|(current, _)| *current == ticket)
    }

    /// Units of the origin's localStorage in use, of about `Limits::room`.
    #[must_use]
    pub fn used(&self) -> usize {
        self.kept.used()
    }

    /// The number of the last commit in the world.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.last
    }

    /// The last commits, oldest first.
    #[must_use]
    pub fn history(&self) -> &VecDeque<Arc<Commit>> {
        &self.history
    }

    // ---- inputs -------------------------------------------------------------------------------------------------------

    /// Handles one input and returns its outputs in order.
    pub fn handle(&mut self, input: Input, now: Instant) -> Vec<Output> {
        (self.real_now, self.steady_now) = (now.real, now.steady);
        match input {
            Input::Started { entries, others, prefix } => self.started(&entries, others, prefix),
            Input::Denied => self.denied(),
            Input::Ask { id, actor, request_id, what } => {
                let asker = Asker::Here(id);
                let known = self.known();
                self.ask_here(Ask { asker, actor, request_id, what, known, again: false });
            }
            Input::Woke => self.woke(),
            Input::LockGranted => self.lock_granted(),
            Input::LockLost => self.lock_lost(),
            Input::NoLocks => self.elect(),
            Input::Heard(text) => self.heard(&text),
            Input::StoreRead { entries, others, prefix } => self.store_read(&entries, others, prefix),
            Input::StoreUnreadable => self.store_unreadable(),
            Input::Persisted { ticket, sizes } => self.persisted(ticket, &sizes),
            Input::PersistFailed { ticket, why, sizes } => self.persist_failed(ticket, why, &sizes),
            Input::StoreSeen { sizes } => {
                // A person returns to the page, perhaps after freeing space: the storage is tried again at once.
                self.keep_again.0 = self.steady_now;
                self.look_at(&sizes);
                self.work();
            }
            Input::Maker(maker) => self.maker_came(maker),
            Input::Idle => self.idle(),
            Input::GoOn => self.go_on(),
            Input::StopMaking => self.stop_making(),
            Input::Frozen => self.frozen(),
            Input::Resumed => self.resumed(),
            Input::Closing => self.closing(),
        }
        self.show_status();
        self.tell_if_behind();
        self.set_timer();
        std::mem::take(&mut self.out)
    }

    /// Shows the stored world as soon as the page opens, before it is known which tab is the owner.
    fn started(&mut self, entries: &[(String, String)], others: usize, prefix: usize) {
        let loaded = load(entries, others, prefix);
        let (troubles, lost_before) = (loaded.troubles.clone(), loaded.records_lost_before);
        self.adopt(loaded);
        if let Some(schema) = troubles.newer {
            self.read_only(ReadOnlyReason::NewerSchema);
            self.out.push(Output::Notify(Notice::NewerSchema { schema }));
        } else if !troubles.damaged.is_empty() {
            let is_damaged = |name: &String| troubles.damaged.contains(name);
            self.damaged = entries.iter().filter(|(name, _)| is_damaged(name)).cloned().collect();
            self.read_only(ReadOnlyReason::Damaged);
            self.out.push(Output::Notify(Notice::Damaged { keys: troubles.damaged }));
            // The tab with the lock may put a new world in place; until then nothing overwrites what could not be read.
            self.ask_lock();
        } else {
            self.out.extend(lost_before.map(|before| Output::Notify(Notice::RecordsLost { before })));
            self.join();
        }
    }

    fn ask_lock(&mut self) {
        if !self.tabs.has_lock && !self.tabs.asks_lock {
            self.tabs.asks_lock = true;
            self.out.push(Output::AskLock);
        }
    }

    /// The browser denies storage: everything works, in memory only.
    fn denied(&mut self) {
        self.kept = Kept::new(0, 0).within(self.limits);
        self.is_alone = true;
        self.memory = Some(MemoryReason::Denied);
        self.role = Role::Owner;
        self.last_at = self.world.clock.at(self.real_now);
        self.out.push(Output::Notify(Notice::MemoryOnly { why: MemoryReason::Denied }));
        self.out.push(Output::Show(Change::Anything));
    }

    /// Takes over a world that was read from storage or sent by another tab.
    fn adopt(&mut self, loaded: Loaded) {
        let era = std::mem::take(&mut self.kept.begun_by);
        self.world = loaded.world;
        self.last = loaded.last;
        self.last_at = loaded.last_at;
        self.history = loaded.history;
        self.pruned = None;
        self.kept = loaded.kept.within(self.limits);
        self.stored = self.last;
        self.mark_taken();
        self.prune_history();
        self.out.push(Output::Show(if era == self.kept.begun_by { Change::Anything } else { Change::World }));
    }

    /// Gives the world a version of its own: no commit of this tab led to it.
    fn mark_taken(&mut self) {
        self.taken += 1;
        self.world.set_version(mark::taken(self.last, &self.tab, self.taken));
    }

    fn read_only(&mut self, why: ReadOnlyReason) {
        self.role = Role::ReadOnly(why);
        let waiting = std::mem::take(&mut self.waiting).into_iter().chain(self.take_unmade());
        for ask in waiting.chain(std::mem::take(&mut self.asked)) {
            self.reply(ask.asker, Reply::refused(Refusal::whole(Reason::ReadOnly)));
        }
    }

    /// A request of this tab's own.
    fn ask_here(&mut self, ask: Ask) {
        match self.role {
            Role::Owner => self.ask(ask),
            Role::Follower => {
                self.send_ask(&ask);
                self.asked.push(Ask { again: true, ..ask });
            }
            Role::Starting | Role::Settling => self.asked.push(ask),
            Role::ReadOnly(ReadOnlyReason::Damaged) if self.tabs.has_lock && matches!(ask.what, What::Make(_)) => {
                self.ask(ask);
            }
            Role::ReadOnly(_) => self.reply(ask.asker, Reply::refused(Refusal::whole(Reason::ReadOnly))),
        }
    }

    fn woke(&mut self) {
        self.wakes_at = None;
        self.settle_if_time();
        if self.can_decide() {
            self.advance();
            self.pump();
        }
    }

    fn closing(&mut self) {
        if self.role == Role::Owner && !self.tabs.has_lock {
            self.tell(None, Message::Bye);
        }
    }

    // ---- outputs ------------------------------------------------------------------------------------------------------

    fn tell(&mut self, to: Option<&str>, say: Message) {
        if self.is_alone {
            return;
        }
        let envelope = Envelope { from: self.tab.clone(), to: to.map(Into::into), term: self.tabs.term, say };
        self.out.push(Output::Tell(envelope.to_text()));
    }

    fn reply(&mut self, asker: Asker, reply: Reply) {
        match asker {
            Asker::Here(id) => self.out.push(Output::Reply { id, reply }),
            Asker::Tab(tab, id) => self.tell(Some(&tab), Message::Answered { id, reply }),
        }
    }

    fn show_status(&mut self) {
        let status = self.status();
        if self.shown_status != Some(status) {
            self.shown_status = Some(status);
            self.out.push(Output::Status(status));
        }
    }

    /// Real milliseconds by which the clock is behind the last commit: virtual time stands still that long, whatever the clock's rate.
    #[must_use]
    pub fn stands_for(&self, real_now: UnixMillis) -> i64 {
        self.world.clock.real_wait(real_now, self.last_at).unwrap_or(0)
    }

    /// Sends `Notice::TimeStands` once each time the clock falls behind.
    fn tell_if_behind(&mut self) {
        let millis = if self.status().is_ready() { self.stands_for(self.real_now) } else { 0 };
        if millis > BEHIND_MS && !self.told_behind {
            self.out.push(Output::Notify(Notice::TimeStands { millis }));
        }
        self.told_behind = millis > BEHIND_MS;
    }

    /// One timer serves settling and the next due instant of the world.
    fn set_timer(&mut self) {
        let due = self.world.next_due().filter(|_| self.can_decide());
        let due = due.and_then(|due| self.world.clock.real_wait(self.real_now, due.max(self.last_at)));
        let settle = self.tabs.settles_at.map(|at| (at - self.steady_now).max(0));
        let Some(wait) = due.into_iter().chain(settle).min() else {
            self.wakes_at = None;
            return;
        };
        let wait = wait.clamp(SHORTEST_WAIT_MS, LONGEST_WAIT_MS);
        let wakes_at = self.steady_now + wait;
        if self.wakes_at != Some(wakes_at) {
            self.wakes_at = Some(wakes_at);
            self.out.push(Output::WakeAfter { millis: wait });
        }
    }
}
