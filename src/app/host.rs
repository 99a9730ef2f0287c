//! The bridge's host: what scripts ask for goes to the same runtime as what a person clicks.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use super::link::{read_raw_keys, replace};
use crate::{
    bridge::{Host, Reply},
    platform::{clock, random::uuid, runtime::Runtime},
    rules::{Actor, Command, UnixMillis, World},
};

/// Called once it is known who writes.
type Waiting = Rc<RefCell<Vec<Box<dyn FnOnce()>>>>;

pub(super) struct RuntimeHost {
    runtime: Runtime,
    waiting: Waiting,
}

impl RuntimeHost {
    pub(super) fn new(runtime: Runtime, waiting: Waiting) -> Self {
        Self { runtime, waiting }
    }
}

impl Host for RuntimeHost {
    fn when_ready(&self, then: Box<dyn FnOnce()>) {
        if self.runtime.status().is_ready() {
            then();
        } else {
            self.waiting.borrow_mut().push(then);
        }
    }

    fn now(&self) -> UnixMillis {
        self.runtime.now()
    }

    fn real_now(&self) -> UnixMillis {
        clock::real_now()
    }

    fn request_id(&self) -> String {
        uuid()
    }

    fn with_world(&self, read: &mut dyn FnMut(&World)) {
        self.runtime.with_world(read);
    }

    fn send(&self, actor: Actor, request_id: &str, command: Command, then: Box<dyn FnOnce(Reply)>) {
        self.runtime.send_with_id(actor, request_id.into(), command, move |reply| then(reply.result));
    }

    fn replace(&self, actor: Actor, world: World, then: Box<dyn FnOnce(Result<(), String>)>) {
        replace(&self.runtime, actor, world, then);
    }

    fn read_raw(&self, keys: &BTreeMap<String, String>) -> Result<World, String> {
        read_raw_keys(keys)
    }
}
