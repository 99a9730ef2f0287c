//! A cloud for tests of the rules: a world, a clock that only the test moves, and all events so far.

use latch_rules::{
    Actor, Answer, Command, Event, Happened, Instance, Meta, Ordinal, Ordinals, Outcome, Reason, Record, Refusal,
    Status, UnixMillis, World, advance,
    catalog::{DEFAULT_INSTANCE_TYPE, DEFAULT_REGION, IMAGES},
    command::{AttributeChange, Deletion, NewInstances},
    decide,
    time::Civil,
};

/// 2021-07-02T10:00:00Z.
pub fn start() -> UnixMillis {
    Civil { year: 2021, month: 7, day: 2, hour: 10, minute: 0, second: 0 }.instant().unwrap()
}

pub struct Cloud {
    pub world: World,
    pub now: UnixMillis,
    pub events: Vec<Event>,
    pub actor: Actor,
    pub calls: u64,
}

impl Default for Cloud {
    fn default() -> Self {
        Self { world: World::empty(), now: start(), events: Vec::new(), actor: Actor::Api, calls: 0 }
    }
}

impl Cloud {
    /// Decides and applies a command.
    pub fn tell(&mut self, command: &Command) -> Result<Answer, Refusal> {
        self.calls += 1;
        let meta = Meta { now: self.now, actor: self.actor.clone(), request_id: format!("call-{}", self.calls).into() };
        let decision = decide(&self.world, command, &meta);
        if decision.answer.is_err() {
            let only_records = decision.events.iter().all(|event| matches!(event, Event::Recorded { .. }));
            assert!(only_records, "a refusal changes nothing: {:?}", decision.events);
        }
        for event in &decision.events {
            self.world.apply(event);
        }
        self.events.extend(decision.events);
        decision.answer
    }

    /// Carries out a command that must be refused, and returns the reason.
    pub fn refusal(&mut self, command: &Command) -> Reason {
        self.tell(command).expect_err("refused").reason
    }

    /// Moves the clock forward and applies everything that falls due.
    pub fn wait(&mut self, millis: i64) {
        self.now = self.now.plus(millis);
        let mut number = self.calls;
        let events = advance(&mut self.world, self.now, &mut || {
            number += 1;
            format!("due-{number}").into()
        });
        self.calls = number;
        self.events.extend(events);
    }

    /// Creates instances and waits until they are running.
    pub fn running(&mut self, order: NewInstances) -> Vec<Box<str>> {
        let ids = self.create(order);
        self.wait(25_000);
        ids
    }

    pub fn create(&mut self, order: NewInstances) -> Vec<Box<str>> {
        match self.tell(&Command::RunInstances(Box::new(order))).expect("a valid order") {
            Answer::Created(ids) => ids,
            other => panic!("{other:?}"),
        }
    }

    /// Creates one protected or unprotected pay-as-you-go instance that is running.
    pub fn one(&mut self, protected: bool) -> Box<str> {
        self.running(NewInstances { deletion_protection: protected, ..order() }).remove(0)
    }

    /// The live instance with that id.
    pub fn get(&self, id: &str) -> &Instance {
        self.world.find(id).expect("it lives").1
    }

    pub fn ordinal(&self, id: &str) -> Ordinal {
        self.world.find_any(id).expect("it is known").0
    }

    pub fn ordinals(&self, ids: &[Box<str>]) -> Ordinals {
        ids.iter().map(|id| self.ordinal(id)).collect()
    }

    pub fn lives(&self, id: &str) -> bool {
        self.world.find(id).is_some()
    }

    pub fn status(&self, id: &str) -> Status {
        self.get(id).status
    }

    pub fn last_record(&self) -> &Record {
        self.world.records.back().expect("a record")
    }

    /// The outcome for the instance in the last record.
    pub fn recorded(&self, id: &str) -> Option<Happened> {
        let ordinal = self.ordinal(id);
        self.last_record().outcomes.iter().find(|outcome| outcome.who.contains(ordinal)).map(|outcome| outcome.happened)
    }
}

/// The outcome for an instance in an answer.
pub fn happened(answer: &Answer, ordinal: Ordinal) -> Option<Happened> {
    let Answer::Outcomes(all) = answer else { return None };
    all.iter().find(|Outcome { who, .. }| who.contains(ordinal)).map(|outcome| outcome.happened)
}

/// A valid order for one instance.
pub fn order() -> NewInstances {
    NewInstances {
        region: DEFAULT_REGION.into(),
        instance_type: DEFAULT_INSTANCE_TYPE.into(),
        image_id: IMAGES[0].id.into(),
        amount: 1,
        ..NewInstances::default()
    }
}

pub fn protect(id: &str, on: bool) -> Command {
    Command::ModifyInstanceAttribute(Box::new(AttributeChange {
        id: id.into(),
        deletion_protection: Some(on),
        ..AttributeChange::default()
    }))
}

pub fn delete(id: &str, force: bool) -> Command {
    Command::DeleteInstance(Deletion { ids: vec![id.into()], force, ..Deletion::default() })
}

pub fn delete_all(ids: &[Box<str>], force: bool) -> Command {
    Command::DeleteInstances(Deletion {
        region: Some(DEFAULT_REGION.into()),
        ids: ids.to_vec(),
        force,
        ..Deletion::default()
    })
}
