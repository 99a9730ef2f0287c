//! Scenarios: a text becomes the world that it describes. The text has either steps (calls of the API and acts of the simulation, played on
//! an empty account from a fixed instant and a fixed seed), or a whole world in the form of an export. Total and pure: the result is a
//! world, or the failed step and the reason. Independent of the browser; messages for a person are in i18n.
//!
//! ```json
//! { "latch-scenario": 1, "name": "mixed-batch", "title": {"en": "…", "zh-CN": "…"}, "purpose": {…}, "try": {"en": ["…"], "zh-CN": ["…"]},
//!   "counts": {"instances": 5, "protected": 2, "groups": 0}, "start": "2027-03-01T01:00:00Z", "seed": 7, "rate": 0,
//!   "steps": [{"call": "RunInstances", "params": {…}, "as": "lin.yue"}, {"advance": 60}, {"simulate": "AccountOverdue"}] }
//! ```

mod about;
mod play;

use std::{collections::BTreeMap, fmt};

use serde_json::{Map, Value, value::RawValue};

use crate::import::{ImportError, Progress};
use latch_rules::{Refusal, UnixMillis, World, world::is_scenario_name};

pub use about::{About, Counts, Words, index, write};

/// The version of the format.
pub const VERSION: u64 = 1;
/// The longest text that is read, in bytes.
pub const MOST_BYTES: usize = 64 * 1_024 * 1_024;
/// The most steps that are played.
pub const MOST_STEPS: usize = 1_000;
/// The most instances that are made.
pub const MOST_INSTANCES: usize = 100_000;
/// The most seconds that pass in a scenario: ten years.
pub const LONGEST_SECONDS: u64 = 3_660 * 86_400;
/// A scenario that was played.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub about: About,
    pub world: World,
}

/// What is wrong with a scenario.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize, thiserror::Error)]
pub enum Problem {
    #[error("the text is larger than 64 MiB")]
    TooLarge,
    #[error("this is not JSON: line {line}, column {column}")]
    NotJson { line: usize, column: usize },
    #[error("this is no scenario: it lacks \"latch-scenario\"")]
    NotAScenario,
    #[error("a scenario of version {0}, which this build cannot read")]
    UnknownVersion(Box<str>),
    #[error("a value of another type is needed here")]
    WrongType,
    #[error("this is missing")]
    Missing,
    #[error("the value is out of range")]
    OutOfRange,
    #[error("a step is one of call, simulate, console, advance, policy; sample only as the first")]
    NoStep,
    #[error("this call only reads")]
    OnlyReads,
    #[error("no instance is called {0}")]
    UnknownName(Box<str>),
    #[error("refused: {}", .0.reason.code())]
    Refused(Box<Refusal>),
    #[error("it was to be refused with {0}, and was not")]
    NotRefused(Box<str>),
    #[error("{0}")]
    World(ImportError),
    #[error("there is too much to do: fewer steps, or fewer instances")]
    TooMuch,
}

/// What is wrong with a scenario, and where.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize, thiserror::Error)]
pub struct ScenarioError {
    /// The step, counted from one; `None` if the error is not about one step.
    pub step: Option<usize>,
    /// The field; empty if the error is not about one field.
    pub field: Box<str>,
    pub why: Problem,
}

impl ScenarioError {
    fn at(field: &str, why: Problem) -> Self {
        Self { step: None, field: field.into(), why }
    }
}

impl From<Problem> for ScenarioError {
    fn from(why: Problem) -> Self {
        Self::at("", why)
    }
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if let Some(step) = self.step {
            write!(f, "step {step}: ")?;
        }
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        write!(f, "{}", self.why)
    }
}

/// Whether a text begins as a scenario does. Cheap: reads no more than its beginning.
#[must_use]
pub fn is_scenario(text: &str) -> bool {
    let start = text.trim_start_matches('\u{feff}').trim_start().strip_prefix('{').unwrap_or_default();
    start.trim_start().starts_with("\"latch-scenario\"")
}

/// Reads a scenario and plays it. `real_now` is the time of the machine, at which the scenario's clock starts.
///
/// # Errors
/// What is wrong with the text, or the step that was refused and why.
pub fn read(text: &str, real_now: UnixMillis) -> Result<Scenario, ScenarioError> {
    Playing::begin(text).finish(real_now)
}

/// A scenario that is being played, some steps at a time, so that other work can run in between.
#[derive(Debug)]
pub struct Playing {
    about: About,
    play: Result<play::Play, ScenarioError>,
}

impl Playing {
    /// Reads the description of a scenario; plays nothing. `finish` returns any error in the text.
    #[must_use]
    pub fn begin(text: &str) -> Self {
        match begun(text) {
            Ok((about, play)) => Self { about, play: Ok(play) },
            Err(error) => Self { about: About::default(), play: Err(error) },
        }
    }

    /// Plays on for about as long as it takes to read `bytes` bytes of an import: at least one step.
    pub fn step(&mut self, bytes: usize) -> Progress {
        let progress = match &mut self.play {
            Ok(play) => play.step(bytes),
            Err(_) => return Progress::default(),
        };
        progress.unwrap_or_else(|error| {
            self.play = Err(error);
            Progress::default()
        })
    }

    /// Plays the rest. `real_now` is as for `read`.
    ///
    /// # Errors
    /// What is wrong with the text, or the step that was refused and why.
    pub fn finish(mut self, real_now: UnixMillis) -> Result<Scenario, ScenarioError> {
        while !self.step(usize::MAX).is_done() {}
        let mut world = self.play?.finish(real_now)?;
        world.change_head(|head| head.scenario = self.about.name.clone());
        Ok(Scenario { about: self.about, world })
    }
}

fn begun(text: &str) -> Result<(About, play::Play), ScenarioError> {
    let (given, world) = parsed(text)?;
    let about = About::read(&given)?;
    let play = match world {
        Some(world) => play::Play::whole(world)?,
        None => play::Play::steps(given)?,
    };
    Ok((about, play))
}

/// The fields of a scenario, and separately the text of its field `world`, which may be large.
fn parsed(text: &str) -> Result<(Value, Option<&str>), ScenarioError> {
    if text.len() > MOST_BYTES {
        return Err(Problem::TooLarge.into());
    }
    let not_json = |error: serde_json::Error| Problem::NotJson { line: error.line(), column: error.column() };
    let read: Result<BTreeMap<String, &RawValue>, _> = serde_json::from_str(text.trim_start_matches('\u{feff}'));
    let mut fields = match read {
        // The text is JSON, but not an object.
        Err(error) if error.is_data() => return Err(Problem::NotAScenario.into()),
        read => read.map_err(not_json)?,
    };
    let world = fields.remove("world").map(RawValue::get);
    let given = fields.into_iter().map(|(name, field)| match serde_json::from_str(field.get()) {
        Ok(value) => Ok((name, value)),
        Err(error) => Err(ScenarioError::at(&name, not_json(error))),
    });
    let given = Value::Object(given.collect::<Result<Map<_, _>, _>>()?);
    match given.get("latch-scenario") {
        None => Err(Problem::NotAScenario.into()),
        Some(version) if *version == VERSION => Ok((given, world)),
        Some(version) => Err(ScenarioError::at("latch-scenario", Problem::UnknownVersion(version.to_string().into()))),
    }
}

/// The name, if a scenario can have it.
fn checked_name(name: &str) -> Result<Box<str>, ScenarioError> {
    if is_scenario_name(name) { Ok(name.into()) } else { Err(ScenarioError::at("name", Problem::OutOfRange)) }
}

#[cfg(test)]
mod test;
