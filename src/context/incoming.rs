//! A world that a text would make, before it takes the place of the present one: for the person who shall see first what comes and what
//! goes. Plain data; who reads the text is `app`.

use std::{cell::Cell, rc::Rc};

use latch_ecs::import::{ImportProblem, Summary};
use latch_rules::World;
use latch_session::MakeProblem;

/// What a text is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Kind {
    /// An export of Latch: a whole world.
    #[default]
    Export,
    /// What DescribeInstances answers.
    Answers,
    /// A scenario, by its name.
    Scenario(Box<str>),
}

/// The world to have, if the person says so.
#[derive(Clone, Debug, Default)]
pub struct Incoming {
    pub kind: Kind,
    pub world: World,
    pub summary: Summary,
}

/// Why another world did not take this one's place; nothing was changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotMade {
    /// A sentence.
    pub why: String,
    /// What was wrong with what was asked for, if it was that.
    pub problem: Option<MakeProblem>,
}

impl NotMade {
    /// Whether somebody did something since what would be lost was shown.
    #[must_use]
    pub fn is_outdated(&self) -> bool {
        self.problem == Some(MakeProblem::Changed)
    }

    /// Whether only a date that has passed stands against it.
    #[must_use]
    pub fn is_past(&self) -> bool {
        matches!(&self.problem, Some(MakeProblem::Import(error)) if matches!(error.why, ImportProblem::ScheduleInThePast | ImportProblem::DateInThePast))
    }
}

impl From<String> for NotMade {
    fn from(why: String) -> Self {
        Self { why, problem: None }
    }
}

/// A text that is being read. Dropping it stops reading, and no callback is called any more.
#[derive(Debug, Default)]
pub struct ReadingGuard(Rc<Cell<bool>>);

impl ReadingGuard {
    /// A function for the reader: `false` once this guard is dropped.
    pub fn is_wanted(&self) -> impl Fn() -> bool + Clone + 'static {
        let is_over = Rc::clone(&self.0);
        move || !is_over.get()
    }
}

impl Drop for ReadingGuard {
    fn drop(&mut self) {
        self.0.set(true);
    }
}
