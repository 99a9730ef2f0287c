//! Makes another world in place of the present one. A tab sends the owner the request, never a world. The owner makes the new world from
//! its own current world and its own current time. So no act that the owner acknowledged is undone, and no number is given twice.

use std::{collections::VecDeque, fmt::Debug, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{Ask, Asker, Output, Session, What};
use latch_ecs::{
    api::scenario::{self, Playing, Scenario, ScenarioError},
    import::{self, ImportError, Imported, Mode, Options, Pieces, Present, Progress, Summary},
};
use latch_rules::{UnixMillis, World, sample::sample};

/// A world to be made.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Make {
    /// The empty account: real time, the default seed.
    Empty,
    /// The sample fleet, under the present clock.
    Sample,
    /// What a text holds: an export, what DescribeInstances answers, saved keys, or a scenario.
    Import { text: Arc<str>, options: Options },
}

/// The requested world, and what the asking person was shown of the world that goes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Wanted {
    pub make: Make,
    /// The last commit that a person was shown when they were told what this takes away. If anyone else did anything since, the request
    /// is refused. `None`: no check, since anything may go or nothing goes.
    pub seen: Option<u64>,
}

/// Without a check of what the person was shown.
impl From<Make> for What {
    fn from(make: Make) -> Self {
        Self::Make(Box::new(Wanted { make, seen: None }))
    }
}

/// The world that was made.
#[derive(Clone, Debug)]
pub struct Made {
    pub world: World,
    pub summary: Summary,
    /// The name of the scenario, if the text was one.
    pub scenario: Option<Box<str>>,
}

/// Why no world could be made. These texts are for scripts; those for people are in `i18n`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, thiserror::Error)]
pub enum MakeProblem {
    #[error("{0}")]
    Import(ImportError),
    #[error("{0}")]
    Scenario(ScenarioError),
    #[error("something changed since this was shown, so nothing was done")]
    Changed,
    /// This key would not read back as it was written.
    #[error("{0}: this could not be read again once it is written, so nothing was done")]
    Unreadable(Box<str>),
}

/// A world that is made in pieces, with other work in between.
pub trait Making: Debug {
    /// Reads the next `bytes` bytes of the text that the world is made from, and returns the progress.
    fn step(&mut self, bytes: usize) -> Progress;

    /// Makes the new world from the present one as it is now; reads the rest of the text first. Changes nothing.
    ///
    /// # Errors
    /// Which part of a text cannot be imported.
    fn finish(self: Box<Self>, present: &Present) -> Result<Made, MakeProblem>;
}

/// Begins to make a world at an instant of the virtual clock. This part of the program is loaded separately and handed to the session,
/// because few visits need it.
pub type Maker = fn(&Make, UnixMillis) -> Box<dyn Making>;

/// Begins to make what is asked for; `now` is on the virtual clock.
#[must_use]
pub fn making(make: &Make, now: UnixMillis) -> Box<dyn Making> {
    match make {
        Make::Empty => Box::new(Whole::Empty),
        Make::Sample => Box::new(Whole::Sample),
        Make::Import { text, options } if scenario::is_scenario(text) => {
            Box::new(Telling { options: *options, playing: Playing::begin(text) })
        }
        Make::Import { text, options } => {
            Box::new(Reading { text: Arc::clone(text), options: *options, pieces: Pieces::new(now) })
        }
    }
}

/// Makes the requested world from the present one, all at once. Changes nothing.
///
/// # Errors
/// Which part of a text cannot be imported.
pub fn make(make: &Make, present: &Present) -> Result<Made, MakeProblem> {
    making(make, present.now).finish(present)
}

/// A text that is being read.
#[derive(Debug)]
pub(crate) struct Reading {
    text: Arc<str>,
    options: Options,
    pieces: Pieces,
}

impl Making for Reading {
    fn step(&mut self, bytes: usize) -> Progress {
        self.pieces.step(&self.text, bytes)
    }

    fn finish(self: Box<Self>, present: &Present) -> Result<Made, MakeProblem> {
        let document = self.pieces.finish(&self.text);
        let imported = document.and_then(|document| import::world_of(document, &self.options, present));
        let Imported { world, summary } = imported.map_err(MakeProblem::Import)?;
        Ok(Made { world, summary, scenario: None })
    }
}

/// A scenario that is being played.
#[derive(Debug)]
struct Telling {
    options: Options,
    playing: Playing,
}

impl Making for Telling {
    fn step(&mut self, bytes: usize) -> Progress {
        self.playing.step(bytes)
    }

    fn finish(self: Box<Self>, present: &Present) -> Result<Made, MakeProblem> {
        let Scenario { about, world } = self.playing.finish(present.real_now).map_err(MakeProblem::Scenario)?;
        let name = Some(about.name);
        if self.options.mode == Mode::Replace {
            return Ok(whole(world, name));
        }
        let Imported { world, summary } = import::join(&world, &self.options, present).map_err(MakeProblem::Import)?;
        Ok(Made { world, summary, scenario: name })
    }
}

/// What is made in one go.
#[derive(Debug)]
enum Whole {
    Empty,
    Sample,
}

impl Making for Whole {
    fn step(&mut self, _: usize) -> Progress {
        Progress::default()
    }

    fn finish(self: Box<Self>, present: &Present) -> Result<Made, MakeProblem> {
        match *self {
            Self::Empty => Ok(whole(World::empty(), None)),
            Self::Sample => {
                let mut world = sample(present.now);
                // The clock keeps its setting: the sample is made for its present instant.
                world.change_head(|head| head.clock = present.world.clock);
                Ok(whole(world, None))
            }
        }
    }
}

fn whole(world: World, scenario: Option<Box<str>>) -> Made {
    let summary = Summary { instances: world.live_count(), whole_world: true, ..Summary::default() };
    Made { world, summary, scenario }
}

/// The world that a request waits for, and how far it is.
#[derive(Debug)]
pub(super) struct Underway {
    asker: Asker,
    making: Box<dyn Making>,
}

impl Underway {
    fn go_on_soon(&self, progress: Progress) -> Output {
        Output::GoOnSoon { own: matches!(self.asker, Asker::Here(_)).then_some(progress) }
    }
}

impl Session {
    /// The requested world. `None` if the request has to wait for it: the `Maker` is not loaded yet, another world is being made, or
    /// there is more than one piece to read.
    pub(super) fn made(&mut self, wanted: &Wanted, ask: &Ask) -> Option<Result<Made, MakeProblem>> {
        let begun = self.underway.take_if(|underway| underway.asker == ask.asker);
        if wanted.seen.is_some_and(|seen| self.others_acted_since(seen, ask)) {
            return Some(Err(MakeProblem::Changed));
        }
        if wanted.make == Make::Empty {
            return Some(Ok(whole(World::empty(), None)));
        }
        let mut making = match begun {
            Some(begun) => begun.making,
            None if self.is_making() => return None,
            None => self.maker?(&wanted.make, self.now(self.real_now)),
        };
        let progress = making.step(self.limits.piece);
        if !progress.is_done() {
            let underway = Underway { asker: ask.asker.clone(), making };
            self.out.push(underway.go_on_soon(progress));
            self.underway = Some(underway);
            return None;
        }
        let present = Present {
            world: &self.world,
            now: self.now(self.real_now),
            real_now: self.real_now,
            actor: &ask.actor,
            request_id: &ask.request_id,
            raw: &super::load_saved,
        };
        Some(making.finish(&present))
    }

    /// Whether a world is being made for somebody who still waits for it.
    fn is_making(&self) -> bool {
        let mut waits = self.unmade.iter().chain(&self.waiting);
        self.underway.as_ref().is_some_and(|underway| waits.any(|ask| ask.asker == underway.asker))
    }

    /// Lets the request wait for its world; others are decided meanwhile. `again` is cleared: it is known by now that no earlier owner
    /// carried the request out.
    pub(super) fn wait_for_world(&mut self, ask: Ask) {
        if self.maker.is_none() && self.unmade.is_empty() {
            self.out.push(Output::WantMaker);
        }
        self.unmade.push(Ask { again: false, ..ask });
    }

    /// Reads the next piece of the world that is being made. After the last piece, the request is decided in its turn.
    pub(super) fn go_on(&mut self) {
        let Some(underway) = &mut self.underway else { return };
        let progress = underway.making.step(self.limits.piece);
        if progress.is_done() {
            // The first of them is the one whose world is made.
            self.waiting.extend(std::mem::take(&mut self.unmade));
            self.work();
        } else {
            self.out.push(underway.go_on_soon(progress));
        }
    }

    /// Cancels the worlds that this tab asked for and that are not made yet.
    pub(super) fn stop_making(&mut self) {
        let is_own = |ask: &Ask| matches!((&ask.asker, &ask.what), (Asker::Here(_), What::Make(_)));
        self.underway = self.underway.take().filter(|underway| matches!(underway.asker, Asker::Tab(..)));
        let (mut own, unmade): (Vec<Ask>, Vec<Ask>) = std::mem::take(&mut self.unmade).into_iter().partition(is_own);
        let (waiting, rest): (VecDeque<Ask>, VecDeque<Ask>) =
            std::mem::take(&mut self.waiting).into_iter().partition(is_own);
        own.extend(waiting);
        (self.unmade, self.waiting) = (unmade, rest);
        if self.maker.is_some() && self.underway.is_none() {
            self.waiting.extend(std::mem::take(&mut self.unmade));
        }
        for ask in own {
            self.reply(ask.asker, super::Reply::in_trouble(super::Trouble::Stopped));
        }
        self.work();
    }

    /// Takes the requests that wait for their world. A world that is partly made is dropped.
    pub(super) fn take_unmade(&mut self) -> Vec<Ask> {
        self.underway = None;
        std::mem::take(&mut self.unmade)
    }

    /// The `Maker` is loaded; `None`: it could not be loaded.
    pub(super) fn maker_came(&mut self, maker: Option<Maker>) {
        self.maker = self.maker.or(maker);
        let unmade = std::mem::take(&mut self.unmade);
        if self.maker.is_some() {
            self.waiting.extend(unmade);
            return self.work();
        }
        for ask in unmade {
            self.reply(ask.asker, super::Reply::in_trouble(super::Trouble::NotLoaded));
        }
    }
}
