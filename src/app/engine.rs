//! The engine: the session and what runs it in the browser. It is a part of the program, for a page whose account has nothing yet
//! needs nothing decided or kept. Until it is here the account is empty, and the clock is the machine's.
//!
//! It is fetched at once where anything is kept; otherwise at the first touch, when anything is asked of it, or when another tab
//! has begun to keep something.

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

/// Starts the engine and has it tell what happens.
pub(super) type Start = fn(&Rc<News>, Part<Exchange>) -> Rc<dyn Running>;

/// What the engine's part hands out: its start, and what tells a person of what happens by itself.
#[derive(Clone, Copy)]
pub(super) struct Machine {
    pub(super) start: Start,
    pub(super) watch: Watch,
    /// The chips of the rehearsal in the top bar: without an engine time is real and the network perfect.
    pub(super) chips: fn() -> AnyView,
    /// What stands above the page while the account is not kept: without an engine nothing is to be kept.
    pub(super) storage_notice: fn() -> AnyView,
    /// A refusal in words: only who decides refuses.
    pub(super) words: fn(Texts, &Refusal) -> String,
}

/// Tells a person, from now on, of what happens by itself. Needs a page that is mounted.
pub(super) type Watch = fn(Console);

/// The handle. A clone is the same engine.
#[derive(Clone)]
pub(super) struct Engine(Rc<Inner>);

struct Inner {
    part: Part<Machine>,
    exchange: Part<Exchange>,
    news: Rc<News>,
    running: OnceCell<Rc<dyn Running>>,
    /// The world while nothing is kept.
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

    /// Fetches and starts it, unless that has happened.
    pub(super) fn want(&self) {
        self.with(|_| ());
    }

    /// Calls `then` with the running engine: at once, or when it has come, or with nothing where it cannot be fetched.
    pub(super) fn with(&self, then: impl FnOnce(Option<Rc<dyn Running>>) + 'static) {
        let inner = Rc::clone(&self.0);
        self.0.part.with(move |machine| {
            if let Some(machine) = machine
                && inner.running.get().is_none()
            {
                // It cannot be set yet: nothing that its start tells of asks it before it has started.
                let _ = inner.running.set((machine.start)(&inner.news, inner.exchange));
                inner.news.watch(machine.watch);
            }
            then(inner.running.get().cloned());
        });
    }

    /// Reads the commits that are kept, oldest first; nothing while there is no engine.
    pub(super) fn with_history(&self, read: &mut dyn FnMut(&VecDeque<Arc<Commit>>)) {
        if let Some(running) = self.0.running.get() {
            running.with_history(read);
        }
    }

    /// See `Session::stands`. Without an engine nothing is kept.
    pub(super) fn stands(&self) -> Stands {
        self.0.running.get().map_or(Stands::Not, |running| running.stands())
    }

    /// Lets a call that only asks go over the simulated network; at once where there is no engine yet.
    pub(super) fn pass(&self, action: &'static str, then: Box<dyn FnOnce(Result<(), Refusal>)>) {
        self.with(move |running| match running {
            Some(running) => running.pass(action, then),
            None => then(Ok(())),
        });
    }

    /// Sends `what`; `then` gets the reply once the effect is stored.
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

    /// What is wrong with a world that was asked for, in words.
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
