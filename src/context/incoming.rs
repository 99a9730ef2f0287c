//! A world that a text would make, before it takes the place of the present one: for the person who shall see first what comes and what
//! goes. Plain data; who reads the text is `app`.

use crate::{codec::import::Summary, rules::World, session::MakeProblem};

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
}

impl From<String> for NotMade {
    fn from(why: String) -> Self {
        Self { why, problem: None }
    }
}
