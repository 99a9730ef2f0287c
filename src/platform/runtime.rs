//! Runs a session in the browser: reads the stored data, carries out every output, and feeds the results back as inputs. Makes no
//! decisions.

use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, VecDeque},
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use leptos::{
    leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle},
    prelude::{set_interval, set_timeout, window_event_listener_untyped},
};
use wasm_bindgen::JsCast as _;
use web_sys::{Event, PageTransitionEvent, StorageEvent};

use super::{
    channel::Channel,
    clock::{instant, real_now, steady_now},
    freeze::on_freeze,
    locks::Lock,
    paint::{after_paint, in_turns, when_idle},
    prefs,
    random::uuid,
};
use latch_rules::{Actor, Command, Refusal, UnixMillis, World};
use latch_session::{
    Change, Conditions, Input, Limits, Maker, Network, Notice, Output, Passage, Reply, Role, Session, Stands, Status,
    What, Write, calls_of,
    storage::{Storage, Stored, units},
    stored::{commit::Commit, keys::Key},
};

/// How often the storage is checked for changes by others.
const LOOKS_EVERY: Duration = Duration::from_secs(5);
/// Milliseconds that writing may take in one task before the page can respond again.
const LONGEST_TASK_MS: i64 = 25;

/// Callbacks of the page. They are called after the session has handled an input, never during it, and may send inputs.
pub struct Listener {
    /// The world changed.
    pub show: Box<dyn Fn(Change)>,
    /// The owner tab, or whether the state is stored, has changed.
    pub status: Box<dyn Fn(Status)>,
    /// A person must be notified.
    pub notify: Box<dyn Fn(Notice)>,
    /// The simulated network now holds back this many answers.
    pub held: Box<dyn Fn(usize)>,
    /// Progress, in percent, of making the world that this tab requested; `None` once its text is read.
    pub making: Box<dyn Fn(Option<u8>)>,
    /// Fetches the function that makes worlds; the callback gets `None` if it cannot be fetched.
    pub maker: Box<dyn Fn(Box<dyn FnOnce(Option<Maker>)>)>,
}

/// The running session. A clone refers to the same session.
#[derive(Clone)]
pub struct Runtime(Rc<Inner>);

struct Inner {
    session: RefCell<Session>,
    listener: Listener,
    storage: Rc<dyn Storage>,
    channel: RefCell<Option<Channel>>,
    lock: RefCell<Option<Lock>>,
    timer: Cell<Option<TimeoutHandle>>,
    /// The callbacks that wait for a reply, by request number.
    replies: RefCell<HashMap<u64, Box<dyn FnOnce(Reply)>>>,
    next_request: Cell<u64>,
    inputs: RefCell<VecDeque<Input>>,
    is_handling: Cell<bool>,
    /// The page is closing or frozen: inputs wait.
    is_away: Cell<bool>,
    /// `goes_on`: the session has long work to continue. `is_going`: that work is running already.
    goes_on: Cell<bool>,
    is_going: Cell<bool>,
    /// A large ticket that waits for the next paint.
    unpainted: Cell<Option<u64>>,
    /// The rest of a ticket that is being written.
    writing: RefCell<Option<Job>>,
    /// How many keys the origin had when this page last wrote or checked.
    count: Cell<Option<usize>>,
    /// The simulated network that delays and loses this tab's calls.
    network: RefCell<Network>,
    /// Answers that the simulated network holds back, oldest first.
    held: RefCell<VecDeque<Box<dyn FnOnce()>>>,
}

struct Job {
    ticket: u64,
    left: VecDeque<Write>,
    sizes: Vec<(String, Option<usize>)>,
    /// Whether other tasks ran between its writes.
    is_split: bool,
}

/// What a page can request from the running session.
pub trait Running {
    /// Sends `what` under a request id; `then` receives the reply once the effect is stored, or once the page has reported that nothing
    /// is stored.
    fn ask(&self, actor: Actor, request_id: Box<str>, what: What, then: Box<dyn FnOnce(Reply)>);
    /// Reads the world.
    fn with_world(&self, read: &mut dyn FnMut(&World));
    /// The virtual now.
    fn now(&self) -> UnixMillis;
    fn status(&self) -> Status;
    /// See `Session::stands`.
    fn stands(&self) -> Stands;
    /// Reads the stored commits, oldest first.
    fn with_history(&self, read: &mut dyn FnMut(&VecDeque<Arc<Commit>>));
    /// Sends a read-only call over the simulated network: `then` is called when its answer arrives, or when it would have arrived.
    fn pass(&self, action: &'static str, then: Box<dyn FnOnce(Result<(), Refusal>)>);
    /// Sets the conditions of the simulated network and stores them for this browser.
    fn set_conditions(&self, conditions: Conditions);
    /// Releases every answer that is held back.
    fn let_go(&self);
    /// Cancels the worlds that this page requested and that are not made yet.
    fn stop_making(&self);
}

impl Runtime {
    /// Reads the data in `storage` and starts. When this returns, the world is loaded and the listener has been told; which tab is the
    /// owner is known some moments later.
    #[must_use]
    pub fn start(listener: Listener, storage: Rc<dyn Storage>) -> Self {
        let inner = Rc::new(Inner {
            session: RefCell::new(Session::with_limits(&uuid(), Limits { room: storage.room(), ..Limits::default() })),
            listener,
            channel: RefCell::new(None),
            lock: RefCell::new(None),
            timer: Cell::new(None),
            replies: RefCell::default(),
            next_request: Cell::new(0),
            inputs: RefCell::default(),
            is_handling: Cell::new(false),
            is_away: Cell::new(false),
            goes_on: Cell::new(false),
            is_going: Cell::new(false),
            unpainted: Cell::new(None),
            writing: RefCell::new(None),
            count: Cell::new(storage.count()),
            network: RefCell::new(Network::new(Conditions::parse(&prefs::network()))),
            held: RefCell::default(),
            storage,
        });
        let hears = Rc::downgrade(&inner);
        let channel = Channel::open(inner.storage.prefix(), move |text| {
            if let Some(inner) = hears.upgrade() {
                inner.input(Input::Heard(text));
            }
        });
        *inner.channel.borrow_mut() = channel.ok();
        inner.watch_page();
        let prefix = units(inner.storage.prefix());
        inner.input(match inner.storage.read_all() {
            Some(Stored { entries, others }) => Input::Started { entries, others, prefix },
            None => Input::Denied,
        });
        Self(inner)
    }
}

impl Running for Runtime {
    fn ask(&self, actor: Actor, request_id: Box<str>, what: What, then: Box<dyn FnOnce(Reply)>) {
        let (What::Command(command), Actor::Console | Actor::Api) = (&what, &actor) else {
            return self.0.ask(actor, request_id, what, then);
        };
        if self.0.network.borrow().is_perfect() {
            return self.0.ask(actor, request_id, what, then);
        }
        let calls = calls_of(command, self.0.session.borrow().world());
        let passage = self.0.network.borrow_mut().pass(calls, steady());
        self.0.send_over(passage, actor, request_id, what, then);
    }

    fn with_world(&self, read: &mut dyn FnMut(&World)) {
        read(self.0.session.borrow().world());
    }

    fn now(&self) -> UnixMillis {
        self.0.session.borrow().now(real_now())
    }

    fn status(&self) -> Status {
        self.0.session.borrow().status()
    }

    fn stands(&self) -> Stands {
        self.0.session.borrow().stands(real_now())
    }

    fn with_history(&self, read: &mut dyn FnMut(&VecDeque<Arc<Commit>>)) {
        read(self.0.session.borrow().history());
    }

    fn pass(&self, action: &'static str, then: Box<dyn FnOnce(Result<(), Refusal>)>) {
        let passage = self.0.network.borrow_mut().pass(vec![(action, None)], steady());
        let lost = passage.lost.first().map(|(reason, _)| Refusal::whole(*reason));
        let inner = Rc::clone(&self.0);
        let holds = passage.holds;
        self.0.after(passage.delay_ms, move || {
            inner.answer(holds, move || then(lost.map_or(Ok(()), Err)));
        });
    }

    fn set_conditions(&self, conditions: Conditions) {
        prefs::keep_network(&conditions.to_text());
        self.0.network.borrow_mut().set(conditions);
    }

    fn let_go(&self) {
        let held = self.0.held.take();
        (self.0.listener.held)(0);
        held.into_iter().for_each(|answer| answer());
    }

    fn stop_making(&self) {
        self.0.input(Input::StopMaking);
    }
}

impl Inner {
    fn ask(self: &Rc<Self>, actor: Actor, request_id: Box<str>, what: What, then: Box<dyn FnOnce(Reply)>) {
        let id = self.next_request.get() + 1;
        self.next_request.set(id);
        self.replies.borrow_mut().insert(id, then);
        self.input(Input::Ask { id, actor, request_id, what });
    }

    /// Sends a request over the simulated network, which may delay it, lose it in whole or in part, and hold its answer back.
    fn send_over(
        self: &Rc<Self>,
        passage: Passage,
        actor: Actor,
        request_id: Box<str>,
        what: What,
        then: Box<dyn FnOnce(Reply)>,
    ) {
        if passage == Passage::default() {
            return self.ask(actor, request_id, what, then);
        }
        let inner = Rc::clone(self);
        let Passage { delay_ms, lost, holds } = passage;
        self.after(delay_ms, move || {
            let answers = Rc::clone(&inner);
            let then = move |reply| answers.answer(holds, move || then(reply));
            if let Some((reason, None)) = lost.first() {
                return then(Reply::refused(Refusal::whole(*reason)));
            }
            let what = match what {
                What::Command(command) if !lost.is_empty() => {
                    let lost = lost.into_iter().filter_map(|(reason, who)| Some((reason, who?))).collect();
                    What::Command(Command::PartlyLost { command: Box::new(command), lost })
                }
                whole => whole,
            };
            inner.ask(actor, request_id, what, Box::new(then));
        });
    }

    fn after(&self, millis: u32, act: impl FnOnce() + 'static) {
        if millis == 0 {
            act();
        } else {
            set_timeout(act, Duration::from_millis(u64::from(millis)));
        }
    }

    /// Passes an answer on; if `holds`, keeps it until it is released.
    fn answer(&self, holds: bool, answer: impl FnOnce() + 'static) {
        if !holds {
            return answer();
        }
        self.held.borrow_mut().push_back(Box::new(answer));
        (self.listener.held)(self.held.borrow().len());
    }

    fn input(self: &Rc<Self>, input: Input) {
        self.inputs.borrow_mut().push_back(input);
        self.work();
    }

    /// Handles one input at a time: an input that arrives meanwhile waits.
    fn work(self: &Rc<Self>) {
        if self.is_away.get() || self.is_handling.replace(true) {
            return;
        }
        loop {
            let Some(input) = self.inputs.borrow_mut().pop_front() else { break };
            let outputs = self.session.borrow_mut().handle(input, instant());
            for output in outputs {
                self.carry_out(output);
            }
        }
        self.is_handling.set(false);
    }

    fn carry_out(self: &Rc<Self>, output: Output) {
        match output {
            Output::Show(change) => (self.listener.show)(change),
            Output::Status(status) => (self.listener.status)(status),
            Output::Notify(notice) => (self.listener.notify)(notice),
            Output::Reply { id, reply } => {
                let then = self.replies.borrow_mut().remove(&id);
                if let Some(then) = then {
                    then(reply);
                }
            }
            Output::Persist { ticket, bulky: false } => self.persist(ticket),
            Output::Persist { ticket, bulky: true } => {
                self.unpainted.set(Some(ticket));
                let inner = Rc::clone(self);
                after_paint(move || inner.painted());
            }
            Output::ReadStore => {
                let prefix = units(self.storage.prefix());
                self.input(match self.storage.read_all() {
                    Some(Stored { entries, others }) => Input::StoreRead { entries, others, prefix },
                    None => Input::StoreUnreadable,
                });
            }
            Output::Tell(text) => {
                if let Some(channel) = self.channel.borrow().as_ref() {
                    // A closed channel means that the page is going away.
                    let _ = channel.tell(&text);
                }
            }
            Output::WakeAfter { millis } => self.set_timer(millis),
            Output::AskLock => self.ask_lock(),
            Output::LeaveLock => {
                if let Some(lock) = self.lock.borrow_mut().take() {
                    lock.leave();
                }
            }
            Output::IdleSoon => {
                let inner = Rc::clone(self);
                when_idle(move || inner.input(Input::Idle));
            }
            Output::GoOnSoon { own } => {
                if let Some(progress) = own {
                    (self.listener.making)(Some(progress.percent()));
                }
                self.go_on_soon();
            }

            Output::WantMaker => {
                let inner = Rc::clone(self);
                (self.listener.maker)(Box::new(move |maker| inner.input(Input::Maker(maker))));
            }
        }
    }

    fn go_on_soon(self: &Rc<Self>) {
        self.goes_on.set(true);
        if self.is_going.replace(true) {
            return;
        }
        let inner = Rc::clone(self);
        in_turns(move || {
            if inner.goes_on.take() {
                inner.input(Input::GoOn);
            }
            inner.is_going.set(inner.goes_on.get());
            if !inner.is_going.get() {
                (inner.listener.making)(None);
            }
            inner.is_going.get()
        });
    }

    fn set_timer(self: &Rc<Self>, millis: i64) {
        if let Some(timer) = self.timer.take() {
            timer.clear();
        }
        let inner = Rc::clone(self);
        let after = Duration::from_millis(u64::try_from(millis).unwrap_or(0));
        self.timer.set(set_timeout_with_handle(move || inner.input(Input::Woke), after).ok());
    }

    fn ask_lock(self: &Rc<Self>) {
        let (granted, lost, missing) = (Rc::clone(self), Rc::clone(self), Rc::clone(self));
        // In separate tasks: the browser may answer while this call is still running.
        let lock = Lock::ask(
            &format!("{}owner", self.storage.prefix()),
            move || set_timeout(move || granted.lock_granted(), Duration::ZERO),
            move || lost.input(Input::LockLost),
            move || set_timeout(move || missing.input(Input::NoLocks), Duration::ZERO),
        );
        *self.lock.borrow_mut() = Some(lock);
    }

    /// The lock may be lost again before this is called.
    fn lock_granted(self: &Rc<Self>) {
        let is_held = self.lock.borrow().as_ref().is_some_and(Lock::is_held);
        if is_held {
            self.input(Input::LockGranted);
        }
    }

    // ---- writing ------------------------------------------------------------------------------------------------------

    fn painted(self: &Rc<Self>) {
        if let Some(ticket) = self.unpainted.take() {
            self.persist(ticket);
        }
    }

    fn persist(self: &Rc<Self>, ticket: u64) {
        if let Some(sizes) = self.others_left() {
            self.session.borrow_mut().look_at(&sizes);
        }
        let left = self.session.borrow_mut().writes(ticket).into();
        *self.writing.borrow_mut() = Some(Job { ticket, left, sizes: Vec::new(), is_split: false });
        self.write_on(LONGEST_TASK_MS);
    }

    /// Writes for `millis`, then continues in another task. If a write fails, the rest of its ticket and all later tickets are not
    /// written.
    fn write_on(self: &Rc<Self>, millis: i64) {
        let job = self.writing.borrow_mut().take();
        // If this tab has ceased to be the owner meanwhile, it stops writing.
        let Some(mut job) = job.filter(|job| self.session.borrow().is_writing(job.ticket)) else { return };
        let until = steady_now() + millis;
        while let Some(write) = job.left.pop_front() {
            if let Err(why) = self.storage.write(&write) {
                self.input(Input::PersistFailed { ticket: job.ticket, why, sizes: job.sizes });
                return;
            }
            job.sizes.push(match write {
                Write::Set { name, text } => (name, Some(units(&text))),
                Write::Remove { name } => (name, None),
            });
            if !job.left.is_empty() && steady_now() >= until {
                *self.writing.borrow_mut() = Some(Job { is_split: true, ..job });
                let inner = Rc::clone(self);
                set_timeout(move || inner.write_on(LONGEST_TASK_MS), Duration::ZERO);
                return;
            }
        }
        self.count.set(self.storage.count());
        self.input(Input::Persisted { ticket: job.ticket, sizes: job.sizes });
        if job.is_split {
            self.look(true);
        }
    }

    /// The stored keys and sizes, if others may have changed them since this page last wrote. `None` while this page is writing.
    fn others_left(&self) -> Option<Vec<(String, usize)>> {
        let count = self.storage.count();
        let is_same = count.is_some() && count == self.count.get();
        if is_same || self.writing.borrow().is_some() {
            return None;
        }
        self.count.set(count);
        self.storage.sizes()
    }

    /// Checks whether the stored data is still there; `closely`: even if the number of keys is unchanged.
    fn look(self: &Rc<Self>, closely: bool) {
        if self.session.borrow().status().role != Role::Owner {
            return;
        }
        if closely {
            self.count.set(None);
        }
        if let Some(sizes) = self.others_left() {
            self.input(Input::StoreSeen { sizes });
        }
    }

    /// Writes everything that is waiting, and everything that results from it, now: there may be no later chance.
    fn flush(self: &Rc<Self>) {
        while self.unpainted.get().is_some() || self.writing.borrow().is_some() {
            self.painted();
            self.write_on(i64::from(u32::MAX));
        }
    }

    // ---- the page -----------------------------------------------------------------------------------------------------

    fn watch_page(self: &Rc<Self>) {
        // The listeners live as long as the page, which exists once.
        let hides = Rc::clone(self);
        let _ = window_event_listener_untyped("pagehide", move |event| {
            hides.stop(if is_persisted(&event) { Input::Frozen } else { Input::Closing });
        });
        let comes_back = Rc::clone(self);
        let _ = window_event_listener_untyped("pageshow", move |event| {
            if is_persisted(&event) {
                comes_back.go_on();
            }
        });
        let (stops, goes_on) = (Rc::clone(self), Rc::clone(self));
        on_freeze(move || stops.stop(Input::Frozen), move || goes_on.go_on());
        let sees = Rc::clone(self);
        let _ = window_event_listener_untyped("storage", move |event| {
            // Somebody cleared the storage or changed its data: the owner tab writes it again.
            let Some(event) = event.dyn_ref::<StorageEvent>() else { return };
            let is_ours = |key: &str| key.strip_prefix(sees.storage.prefix()).and_then(Key::parse).is_some();
            if event.key().is_none_or(|key| is_ours(&key)) {
                sees.look(true);
            }
        });
        // The browser fires no event for changes made in the same page.
        let (returns, looks) = (Rc::clone(self), Rc::clone(self));
        let _ = window_event_listener_untyped("focus", move |_| returns.look(true));
        set_interval(move || looks.look(false), LOOKS_EVERY);
    }

    /// Completes what was begun. From here on no input reaches the session, so a closing page sends nothing more to the others: browsers
    /// release its lock, and WebKit reports that to the page while it closes.
    fn stop(self: &Rc<Self>, why: Input) {
        if self.is_away.get() {
            return;
        }
        self.flush();
        // Data that a script of this page removed is written again while there is time.
        self.look(true);
        self.flush();
        self.input(why);
        self.is_away.set(true);
    }

    fn go_on(self: &Rc<Self>) {
        if self.is_away.replace(false) {
            self.inputs.borrow_mut().push_front(Input::Resumed);
            self.work();
        }
    }
}

/// Whether the page enters or leaves the back-forward cache.
fn is_persisted(event: &Event) -> bool {
    event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted)
}

/// The steady clock as an instant, for code that measures durations by instants.
fn steady() -> UnixMillis {
    UnixMillis(steady_now())
}
