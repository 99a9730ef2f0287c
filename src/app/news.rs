//! Passes the session's messages on to the console.

use std::{
    cell::{Cell, OnceCell, RefCell},
    rc::Rc,
};

use leptos::prelude::queue_microtask;

use super::{
    engine::Watch,
    parts::{Exchange, Part},
};
use crate::{
    context::{Console, Notice, StorageState},
    pages::parts::clock::run,
    platform::runtime::Listener,
};
use latch_rules::UnixMillis;
use latch_session as session;
use latch_session::{MemoryReason, ReadOnlyReason, Role, Status};

/// Receives the session's messages.
#[derive(Default)]
pub(super) struct News {
    console: OnceCell<Console>,
    /// Whether the page is mounted, and the watch to start as soon as it is.
    is_mounted: Cell<bool>,
    watch: Cell<Option<Watch>>,
    /// Acts of scripts that wait until it is known which tab is the owner.
    waiting: RefCell<Vec<Box<dyn FnOnce()>>>,
}

impl News {
    /// Sets the console that receives the messages. It exists before the engine is fetched.
    pub(super) fn begin(&self, console: Console) {
        // It is set only once.
        let _ = self.console.set(console);
    }

    /// Sets the watch that the running engine provides.
    pub(super) fn watch(&self, watch: Watch) {
        self.watch.set(Some(watch));
        self.begin_to_watch();
    }

    pub(super) fn mounted(&self) {
        self.is_mounted.set(true);
        self.begin_to_watch();
    }

    fn begin_to_watch(&self) {
        if self.is_mounted.get()
            && let Some(watch) = self.watch.take()
        {
            self.with(watch);
        }
    }

    pub(super) fn with(&self, act: impl FnOnce(Console)) {
        if let Some(console) = self.console.get() {
            act(*console);
        }
    }

    /// Calls `act` once it is known which tab is the owner.
    pub(super) fn when_ready(&self, act: Box<dyn FnOnce()>) {
        self.waiting.borrow_mut().push(act);
    }

    fn status(&self, status: Status) {
        self.with(|console| console.storage_changed(storage_state(status)));
        if status.is_ready() {
            for act in self.waiting.take() {
                // As a microtask: while the engine starts, it cannot answer yet.
                queue_microtask(act);
            }
        }
    }
}

/// Receives everything the engine reports, from its start on; part of the engine's file.
pub(super) fn listener(news: &Rc<News>, exchange: Part<Exchange>) -> Listener {
    let [shows, follows, tells, holds, makes] = std::array::from_fn(|_| Rc::clone(news));
    Listener {
        show: Box::new(move |change| shows.with(|console| console.world_changed(change))),
        status: Box::new(move |status| follows.status(status)),
        notify: Box::new(move |notice| tells.with(|console| tell(console, &notice))),
        held: Box::new(move |held| holds.with(|console| console.held_changed(held))),
        making: Box::new(move |percent| makes.with(|console| console.making_changed(percent))),
        maker: Box::new(move |then| exchange.with(move |exchange| then(exchange.map(|exchange| exchange.maker)))),
    }
}

fn storage_state(status: Status) -> StorageState {
    match (status.role, status.memory) {
        (Role::ReadOnly(ReadOnlyReason::NewerSchema), _) => StorageState::NewerSchema,
        (Role::ReadOnly(ReadOnlyReason::Damaged), _) => StorageState::Damaged,
        (Role::ReadOnly(ReadOnlyReason::OtherTab), _) => StorageState::OtherTab,
        (Role::ReadOnly(ReadOnlyReason::NewerBuild), _) => StorageState::NewerBuild,
        (_, Some(MemoryReason::Denied | MemoryReason::Unread)) => StorageState::Denied,
        (_, Some(MemoryReason::Full)) => StorageState::Full,
        (_, None) => StorageState::Kept,
    }
}

/// Shows a one-time event. Lasting states (memory only, read-only) are shown by the storage notice.
fn tell(console: Console, notice: &session::Notice) {
    let texts = console.texts();
    match notice {
        session::Notice::KeptAgain => console.notify(Notice::success(texts.shell_kept_again()).keyed("kept")),
        session::Notice::RoomShort { used, room } => {
            let percent = used.saturating_mul(100) / (*room).max(1);
            console.notify(Notice::warning(texts.shell_room_short(percent)).keyed("room"));
        }
        session::Notice::RecordsForgotten { before } => {
            console.notify(Notice::info(texts.shell_records_forgotten(before)).keyed("records"));
        }
        session::Notice::Restored => console.notify(Notice::warning(texts.shell_restored()).keyed("restored")),
        session::Notice::TimeStands { millis } => {
            let when = texts.relative(UnixMillis(*millis), UnixMillis(0));
            let notice = Notice::warning(texts.shell_time_stands()).line(texts.shell_time_stands_why(when));
            let on = texts.shell_time_stands_on();
            console.notify(notice.acting(on, move || run(console, 1)).keyed("clock"));
        }
        session::Notice::RecordsLost { before } => {
            console.notify(Notice::warning(texts.shell_records_lost(before)).keyed("records"));
        }
        session::Notice::LockLost => console.notify(Notice::warning(texts.shell_lock_lost()).keyed("lock")),
        session::Notice::MemoryOnly { .. }
        | session::Notice::Damaged { .. }
        | session::Notice::NewerSchema { .. }
        | session::Notice::OtherTabWrites
        | session::Notice::NewerBuild => {}
    }
}
