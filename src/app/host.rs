//! The bridge's host: what scripts ask for goes to the same engine as what a person clicks.

use std::{cell::RefCell, rc::Rc};

use super::{engine::Engine, link::replace};
use crate::{
    bridge::{Host, Reply},
    platform::{clock, random::uuid},
    rules::{Actor, Command, UnixMillis, World},
    session::What,
};

/// Called once it is known who writes.
type Waiting = Rc<RefCell<Vec<Box<dyn FnOnce()>>>>;

pub(super) struct EngineHost {
    engine: Engine,
    waiting: Waiting,
}

impl EngineHost {
    pub(super) fn new(engine: Engine, waiting: Waiting) -> Self {
        Self { engine, waiting }
    }
}

impl Host for EngineHost {
    fn when_ready(&self, then: Box<dyn FnOnce()>) {
        if self.engine.status().is_ready() {
            then();
        } else {
            self.waiting.borrow_mut().push(then);
            self.engine.want();
        }
    }

    fn now(&self) -> UnixMillis {
        self.engine.now()
    }

    fn real_now(&self) -> UnixMillis {
        clock::real_now()
    }

    fn request_id(&self) -> String {
        uuid()
    }

    fn with_world(&self, read: &mut dyn FnMut(&World)) {
        // Without a world there is nothing that it could be read into.
        let _ = self.engine.with_world(|world| read(world));
    }

    fn send(&self, actor: Actor, request_id: &str, command: Command, then: Box<dyn FnOnce(Reply)>) {
        self.engine.ask(actor, Some(request_id.into()), What::Command(command), move |reply| then(reply.result));
    }

    fn replace(&self, actor: Actor, world: World, then: Box<dyn FnOnce(Result<(), String>)>) {
        replace(&self.engine, actor, world, then);
    }
}
