//! One tab, alone on a storage that keeps and counts every write. For tests that do not depend on other tabs, delays or crashes: those
//! use `browser`.

use std::collections::BTreeMap;

use latch_rules::{Actor, Command, UnixMillis, World};
use latch_session::{Input, Instant, Kept, Output, Reply, Role, SETTLE_MS, Session, What, Write, making};

/// Real time at which every tab opens.
pub const START: UnixMillis = UnixMillis(1_800_000_000_000);
/// `latch:/some/folder/:`.
pub const PREFIX: usize = 20;

pub type Store = BTreeMap<String, String>;

/// UTF-16 units that a key and its text take, the prefix included.
pub fn units(name: &str, text: &str) -> usize {
    PREFIX + name.len() + text.encode_utf16().count()
}

/// UTF-16 units that all of a storage takes.
pub fn units_of(store: &Store) -> usize {
    store.iter().map(|(name, text)| units(name, text)).sum()
}

pub struct Tab {
    pub session: Session,
    pub store: Store,
    pub now: UnixMillis,
    /// Every write, in order, since it was last emptied.
    pub writes: Vec<Write>,
    replies: BTreeMap<u64, Reply>,
    next_request: u64,
    wakes_at: Option<UnixMillis>,
    is_idle_wanted: bool,
}

impl Tab {
    /// Opens the page over what is stored, and waits until it is known who writes.
    pub fn open(store: Store) -> Self {
        Self::open_at(store, START)
    }

    pub fn open_at(store: Store, now: UnixMillis) -> Self {
        let mut tab = Self {
            session: Session::new("tab"),
            store,
            now,
            writes: Vec::new(),
            replies: BTreeMap::new(),
            next_request: 0,
            wakes_at: None,
            is_idle_wanted: false,
        };
        let entries = tab.entries();
        tab.input(Input::Started { entries, others: 0, prefix: PREFIX });
        tab.pass(SETTLE_MS);
        tab
    }

    /// The same page, opened again.
    pub fn reload(self) -> Self {
        Self::open_at(self.store, self.now)
    }

    pub fn role(&self) -> Role {
        self.session.status().role
    }

    pub fn world(&self) -> &World {
        self.session.world()
    }

    /// Lets this many milliseconds of real time pass, and fires the timers in it.
    pub fn pass(&mut self, millis: i64) {
        let until = self.now.plus(millis);
        while let Some(at) = self.wakes_at.filter(|at| *at <= until) {
            self.wakes_at = None;
            self.now = at;
            self.input(Input::Woke);
        }
        self.now = until;
    }

    /// Gives the tab idle time until it wants none.
    pub fn rest(&mut self) {
        while std::mem::take(&mut self.is_idle_wanted) {
            self.input(Input::Idle);
        }
    }

    pub fn ask(&mut self, what: What) -> Reply {
        self.next_request += 1;
        let id = self.next_request;
        // As long as a real one, unlike every other, and the same in every run.
        let request_id = format!("473469C7-AA6F-4DC5-B3DB-{id:012X}").into();
        self.input(Input::Ask { id, actor: Actor::Console, request_id, what });
        self.replies.remove(&id).expect("a tab that is alone answers at once")
    }

    pub fn command(&mut self, command: Command) -> Reply {
        self.ask(What::Command(command))
    }

    /// A tab whose storage holds this world.
    pub fn of(world: &World) -> Self {
        let writes = Kept::snapshot(world, 1, 1, world.clock.at(START), "").1.into_iter();
        let entries = writes.filter_map(|write| match write {
            Write::Set { name, text } => Some((name, text)),
            Write::Remove { .. } => None,
        });
        let mut tab = Self::open(entries.collect());
        tab.rest();
        tab.writes.clear();
        tab
    }

    /// Units of all texts written since `writes` was last emptied.
    pub fn units_written(&self) -> usize {
        self.writes
            .iter()
            .map(|write| match write {
                Write::Set { name, text } => units(name, text),
                Write::Remove { .. } => 0,
            })
            .sum()
    }

    fn entries(&self) -> Vec<(String, String)> {
        self.store.clone().into_iter().collect()
    }

    fn input(&mut self, input: Input) {
        let now = Instant { real: self.now, steady: self.now.0 };
        for output in self.session.handle(input, now) {
            match output {
                Output::Persist { ticket, .. } => {
                    let writes = self.session.writes(ticket);
                    let sizes = writes.into_iter().map(|write| self.write(write)).collect();
                    self.input(Input::Persisted { ticket, sizes });
                }
                Output::ReadStore => {
                    let entries = self.entries();
                    self.input(Input::StoreRead { entries, others: 0, prefix: PREFIX });
                }
                Output::AskLock => self.input(Input::LockGranted),
                Output::Reply { id, reply } => {
                    assert!(self.replies.insert(id, reply).is_none(), "one reply a request");
                }
                Output::WakeAfter { millis } => self.wakes_at = Some(self.now.plus(millis)),
                Output::GoOnSoon { .. } => self.input(Input::GoOn),
                Output::IdleSoon => self.is_idle_wanted = true,
                Output::WantMaker => self.input(Input::Maker(Some(making))),
                Output::Show(_) | Output::Status(_) | Output::Tell(_) | Output::LeaveLock | Output::Notify(_) => {}
            }
        }
    }

    fn write(&mut self, write: Write) -> (String, Option<usize>) {
        self.writes.push(write.clone());
        match write {
            Write::Set { name, text } => {
                let size = text.encode_utf16().count();
                self.store.insert(name.clone(), text);
                (name, Some(size))
            }
            Write::Remove { name } => {
                self.store.remove(&name);
                (name, None)
            }
        }
    }
}
