//! The engine: the session and its runtime in the browser. It is a part of the program that is fetched separately, because a page with an
//! empty account has nothing to decide or store. Until it is loaded, the account is empty and the clock is the machine's.
//!
//! The engine is fetched at once if anything is stored; otherwise at the first touch, at the first request to it, or when another tab
//! starts to store something.

use std::{cell::OnceCell, collections::VecDeque, rc::Rc, sync::Arc};

use leptos::prelude::AnyView;

use super::{
    news::News,
    parts::{Exchange, Part, Parts},
};
use crate::{
    context::Console,
    i18n::Texts,
    platform::{clock::real_now, random::uuid, runtime::Running, storage},
};
use latch_rules::{Actor, Refusal, UnixMillis, World};
use latch_session::{MakeProblem, Reply, Role, Stands, Status, Trouble, What, stored::commit::Commit};

/// Starts the engine; it reports what happens to `News`.
pub(super) type Start = fn(&Rc<News>, Part<Exchange>) -> Rc<dyn Running>;

/// The functions that the engine's part provides.
#[derive(Clone, Copy)]
pub(super) struct Machine {
    pub(super) start: Start,
    pub(super) watch: Watch,
    /// The chips of the rehearsal in the top bar: without an engine time is real and the network perfect.
    pub(super) chips: fn() -> AnyView,
    /// The notice above the page while the account is not stored; without an engine there is nothing to store.
    pub(super) storage_notice: fn() -> AnyView,
    /// A refusal in words; only the engine refuses.
    pub(super) words: fn(Texts, &Refusal) -> String,
}

/// Starts to notify the person of events that happen on their own. The page must be mounted.
pub(super) type Watch = fn(Console);

/// The handle. A clone refers to the same engine.
#[derive(Clone)]
pub(super) struct Engine(Rc<Inner>);

struct Inner {
    part: Part<Machine>,
    exchange: Part<Exchange>,
    news: Rc<News>,
    running: OnceCell<Rc<dyn Running>>,
    /// The empty world that is read while there is no engine.
    empty: World,
}

impl Engine {
    pub(super) fn new(parts: Parts, news: Rc<News>) -> Self {
        let Parts { engine: part, exchange, .. } = parts;
        let engine = Self(Rc::new(Inner { part, exchange, news, running: OnceCell::new(), empty: World::empty() }));
        let wakes = engine.clone();
        storage::on_change(move || wakes.want());
        engine
    }

    /// Fetches and starts the engine, unless that has happened already.
    pub(super) fn want(&self) {
        self.with(|_| ());
    }

    /// Calls `then` with the running engine, immediately or once it is loaded; with `None` if it cannot be fetched.
    pub(super) fn with(&self, then: impl FnOnce(Option<Rc<dyn Running>>) + 'static) {
        let inner = Rc::clone(&self.0);
        self.0.part.with(move |machine| {
            if let Some(machine) = machine
                && inner.running.get().is_none()
            {
                // `set` cannot fail: `start` does not ask for the engine while it runs, so it is not called twice.
                let _ = inner.running.set((machine.start)(&inner.news, inner.exchange));
                inner.news.watch(machine.watch);
            }
            then(inner.running.get().cloned());
        });
    }

    /// Reads the stored commits, oldest first. Does not call `read` while there is no engine.
    pub(super) fn with_history(&self, read: &mut dyn FnMut(&VecDeque<Arc<Commit>>)) {
        if let Some(running) = self.0.running.get() {
            running.with_history(read);
        }
    }

    /// See `Session::stands`. `Stands::Not` without an engine.
    pub(super) fn stands(&self) -> Stands {
        self.0.running.get().map_or(Stands::Not, |running| running.stands())
    }

    /// Sends a read-only call over the simulated network. If the engine cannot be fetched, it succeeds at once.
    pub(super) fn pass(&self, action: &'static str, then: Box<dyn FnOnce(Result<(), Refusal>)>) {
        self.with(move |running| match running {
            Some(running) => running.pass(action, then),
            None => then(Ok(())),
        });
    }

    /// Sends `what`; `then` receives the reply once the effect is stored.
    pub(super) fn ask(
        &self,
        actor: Actor,
        request_id: Option<Box<str>>,
        what: What,
        then: impl FnOnce(Reply) + 'static,
    ) {
        self.with(move |running| match running {
            Some(running) => running.ask(actor, request_id.unwrap_or_else(|| uuid().into()), what, Box::new(then)),
            None => then(Reply::in_trouble(Trouble::NotLoaded)),
        });
    }

    /// A refusal in words.
    pub(super) fn words(&self, texts: Texts, refusal: &Refusal) -> String {
        self.0.part.get().map(|machine| (machine.words)(texts, refusal)).unwrap_or_default()
    }

    /// Says in words why a requested world could not be made.
    pub(super) fn problem(&self, texts: Texts, problem: &MakeProblem) -> String {
        self.0.exchange.get().map(|exchange| (exchange.problem)(texts, problem)).unwrap_or_default()
    }

    /// Reads the world.
    pub(super) fn with_world<T>(&self, read: impl FnOnce(&World) -> T) -> Option<T> {
        let Some(running) = self.0.running.get() else { return Some(read(&self.0.empty)) };
        let (mut read, mut result) = (Some(read), None);
        running.with_world(&mut |world| result = read.take().map(|read| read(world)));
        result
    }

    /// The virtual now.
    pub(super) fn now(&self) -> UnixMillis {
        self.0.running.get().map_or_else(real_now, |running| running.now())
    }

    pub(super) fn status(&self) -> Status {
        let starting = Status { role: Role::Starting, memory: None, restored: 0 };
        self.0.running.get().map_or(starting, |running| running.status())
    }
}
