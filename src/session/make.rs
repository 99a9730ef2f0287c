//! Another world in the place of the present one: what travels to the owner is what was asked for, never a world. The owner makes
//! the world of its own present one, at its own now, so that nothing is undone that it had acknowledged and no number is given twice.

use serde::{Deserialize, Serialize};

use super::{
    Ask, Asker, Known, Session, What,
    mark::{era_of, fits},
};
use crate::{
    api::scenario::{self, ScenarioError},
    codec::{
        export,
        import::{self, ImportError, Imported, Mode, Options, Present, Summary},
    },
    rules::{Command, World, sample::sample},
};

/// A world to be made.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Make {
    /// The empty account: real time, the default seed.
    Empty,
    /// The sample fleet, under the present clock.
    Sample,
    /// What a text holds: an export, what DescribeInstances answers, saved keys, or a scenario.
    Import { text: Box<str>, options: Options },
}

/// What is asked for, and what whoever asks was shown of the world that goes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Wanted {
    pub make: Make,
    /// The last commit that a person was shown when they were told what this takes away. Where somebody else did anything since,
    /// nothing is done. Nothing: whatever is there may go, or nothing goes.
    pub seen: Option<u64>,
}

/// Whatever is there.
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
    /// The name of the scenario that the text was.
    pub scenario: Option<Box<str>>,
}

/// Why no world came of it. The sentence for a person is i18n's; this one is for scripts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, thiserror::Error)]
pub enum MakeProblem {
    #[error("{0}")]
    Import(ImportError),
    #[error("{0}")]
    Scenario(ScenarioError),
    #[error("something changed since this was shown, so nothing was done")]
    Changed,
    /// What would be written under this key is not what would be read from it.
    #[error("{0}: this could not be read again once it is written, so nothing was done")]
    Unreadable(Box<str>),
}

/// Makes a world. It comes with a part of the program that few visits need, so the session is given it.
pub type Maker = fn(&Make, &Present) -> Result<Made, MakeProblem>;

/// Makes what is asked for of the present world. Changes nothing.
///
/// # Errors
/// What of a text cannot be taken.
pub fn make(wanted: &Make, present: &Present) -> Result<Made, MakeProblem> {
    let whole = |world: World, scenario| {
        let summary = Summary { instances: world.live_count(), whole_world: true, ..Summary::default() };
        Made { world, summary, scenario }
    };
    match wanted {
        Make::Empty => Ok(whole(World::empty(), None)),
        Make::Sample => {
            let mut world = sample(present.now);
            // The clock goes on as it was set: the sample is made for its now.
            world.clock = present.world.clock;
            Ok(whole(world, None))
        }
        Make::Import { text, options } if scenario::is_scenario(text) => {
            let told = scenario::read(text, present.real_now).map_err(MakeProblem::Scenario)?;
            let name = Some(told.about.name);
            if options.mode == Mode::Replace {
                return Ok(whole(told.world, name));
            }
            // A scenario that is added brings its instances, as the text of its world would.
            let text = export::world(&told.world, told.world.clock.at(present.real_now));
            imported(&text, *options, name, present)
        }
        Make::Import { text, options } => imported(text, *options, None, present),
    }
}

fn imported(text: &str, options: Options, scenario: Option<Box<str>>, present: &Present) -> Result<Made, MakeProblem> {
    let Imported { world, summary } = import::read(text, &options, present).map_err(MakeProblem::Import)?;
    Ok(Made { world, summary, scenario })
}

impl Session {
    /// The world that is asked for. Nothing where what makes it is not here yet: then it is waited for.
    pub(super) fn made(&self, wanted: &Wanted, ask: &Ask) -> Option<Result<Made, MakeProblem>> {
        if wanted.seen.is_some_and(|seen| self.others_acted_since(seen, ask)) {
            return Some(Err(MakeProblem::Changed));
        }
        let present = Present {
            world: &self.world,
            now: self.now(self.real_now),
            real_now: self.real_now,
            actor: &ask.actor,
            request_id: &ask.request_id,
            raw: &super::load_saved,
        };
        if wanted.make == Make::Empty {
            let (world, summary) = (World::empty(), Summary { whole_world: true, ..Summary::default() });
            return Some(Ok(Made { world, summary, scenario: None }));
        }
        Some(self.maker?(&wanted.make, &present))
    }

    /// What this tab knows now.
    pub(super) fn known(&self) -> Known {
        Known { commit: self.last, mark: self.mark_of(self.last), era: self.era() }
    }

    /// Whether the world here came from the one that somebody knew: not another one, and not another history of it, where an owner that
    /// kept nothing is gone.
    pub(super) fn stands_on(&self, known: &Known) -> bool {
        known.era == self.era() && known.commit <= self.last && fits(known.mark, self.mark_of(known.commit))
    }

    /// Whether somebody else has done anything since that commit, or may have: it is not remembered any more, or never was here.
    pub(super) fn others_acted_since(&self, commit: u64, ask: &Ask) -> bool {
        let own = match &ask.asker {
            Asker::Here(_) => format!("{}:", self.tab),
            Asker::Tab(tab, _) => format!("{tab}:"),
        };
        let is_remembered = commit + 1 >= self.history.front().map_or(self.last + 1, |oldest| oldest.number);
        let mut later = self.history.iter().rev().take_while(|one| one.number > commit);
        commit > self.last
            || !is_remembered
            || !self.stands_on(&ask.known)
            || later.any(|one| !one.command_id.is_empty() && !one.command_id.starts_with(&own))
    }

    /// Which world it is that ordinals speak of: the request that began it. A world that is written anew is the same one.
    pub(super) fn era(&self) -> Box<str> {
        match &self.replacing {
            Some(replacing) => era_of(replacing.begun_by()).into(),
            None => era_of(&self.kept.begun_by).into(),
        }
    }

    /// What makes worlds has come, or cannot be had.
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

/// Whether it means instances by their numbers, which mean other instances in another world.
pub(super) fn speaks_by_number(what: &What) -> bool {
    fn speaks(command: &Command) -> bool {
        match command {
            Command::Release { .. } | Command::ChangeReleaseProtection { .. } | Command::ChangePowerOf { .. } => true,
            Command::PartlyLost { command, .. } | Command::Once { command, .. } => speaks(command),
            _ => false,
        }
    }
    matches!(what, What::Command(command) if speaks(command))
}
