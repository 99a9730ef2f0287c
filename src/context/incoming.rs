//! A world that a text would make, before it replaces the present one: the person first sees what would be added and what would be lost.
//! Plain data; `app` reads the text.

use std::{cell::Cell, rc::Rc};

use latch_ecs::import::{ImportProblem, Summary};
use latch_rules::World;
use latch_session::MakeProblem;

/// The kind of an imported text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Kind {
    /// An export of Latch: a whole world.
    #[default]
    Export,
    /// An answer of DescribeInstances.
    Answers,
    /// A scenario, by its name.
    Scenario(Box<str>),
}

/// The world that replaces the present one if the person confirms.
#[derive(Clone, Debug, Default)]
pub struct Incoming {
    pub kind: Kind,
    pub world: World,
    pub summary: Summary,
}

/// Why another world did not replace the present one; nothing was changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotMade {
    /// A sentence.
    pub why: String,
    /// The problem with the request, if that was the cause.
    pub problem: Option<MakeProblem>,
}

impl NotMade {
    /// Whether somebody changed the world after the person was shown what would be lost.
    #[must_use]
    pub fn is_outdated(&self) -> bool {
        self.problem == Some(MakeProblem::Changed)
    }

    /// Whether a date in the past is the only problem.
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

/// A text that is being read. Dropping the guard stops the reading, and no callback is called any more.
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
