//! The bridge's host: requests of scripts go to the same engine as a person's clicks.

use std::{collections::VecDeque, rc::Rc, sync::Arc};

use super::{engine::Engine, link::make, news::News};
use crate::{
    bridge::{Host, Reply},
    context::NotMade,
    platform::{clock, random::uuid},
};
use latch_ecs::import::Summary;
use latch_rules::{Actor, Command, Refusal, UnixMillis, World};
use latch_session::{Conditions, Make, Status, Wanted, What, stored::commit::Commit};

pub(super) struct EngineHost {
    pub(super) engine: Engine,
    pub(super) news: Rc<News>,
}

impl Host for EngineHost {
    fn when_ready(&self, then: Box<dyn FnOnce()>) {
        if self.engine.status().is_ready() {
            then();
        } else {
            self.news.when_ready(then);
            self.engine.want();
        }
    }

    fn status(&self) -> Status {
        self.engine.status()
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
        // Without a world there is nothing to read.
        let _ = self.engine.with_world(|world| read(world));
    }

    fn with_history(&self, read: &mut dyn FnMut(&VecDeque<Arc<Commit>>)) {
        self.engine.with_history(read);
    }

    fn pass(&self, action: &'static str, then: Box<dyn FnOnce(Result<(), Refusal>)>) {
        self.engine.pass(action, then);
    }

    fn set_conditions(&self, conditions: Conditions) {
        self.news.with(|console| console.set_conditions(conditions));
    }

    fn let_go(&self) {
        self.engine.with(|running| {
            if let Some(running) = running {
                running.let_go();
            }
        });
    }

    fn send(&self, actor: Actor, request_id: &str, command: Command, then: Box<dyn FnOnce(Reply)>) {
        self.engine.ask(actor, Some(request_id.into()), What::Command(command), move |reply| then(reply.result));
    }

    fn make(&self, actor: Actor, make_it: Make, then: Box<dyn FnOnce(Result<Summary, NotMade>)>) {
        make(&self.engine, actor, Wanted { make: make_it, seen: None }, then);
    }
}
