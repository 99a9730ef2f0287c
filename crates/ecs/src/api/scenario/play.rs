//! Plays the steps of a scenario by the rules, one after the other. A refused step ends the scenario, unless the step says that this
//! refusal is expected (`refused`).

use std::collections::BTreeMap;

use serde_json::{Map, Value, value::RawValue};

use super::{LONGEST_SECONDS, MOST_INSTANCES, MOST_STEPS, Problem, ScenarioError};
use crate::{
    api::{self, errors, simulate, step},
    import::{self, Options, Pieces, Present, Progress},
    iso,
};
use latch_rules::{
    Actor, Command, Event, Meta, Refusal, UnixMillis, World,
    bounds::FASTEST,
    decide, fall_due,
    ids::request_id,
    instance::Tag,
    sample::{fleet, sample},
    time::{Clock, LAST, SECOND},
    world::DEFAULT_SEED,
};

/// The most work of a scenario, in instances looked at: some seconds. A scenario is played before the user is asked about it.
const MOST_WORK: u64 = 600_000;
/// The work of each operation besides the instances that it looks at.
const STEP_WORK: u64 = 20;
/// Looking at one instance takes about as long as reading this many bytes of an import.
const WORK_BYTES: usize = 16;

/// A scenario being played, with the world so far.
#[derive(Debug)]
pub(super) enum Play {
    /// A whole world as it was exported. `now` is the time of its export.
    Whole {
        text: Box<str>,
        now: UnixMillis,
        pieces: Box<Pieces>,
    },
    Steps {
        steps: Vec<Value>,
        played: usize,
        rate: u32,
        player: Box<Player>,
    },
}

impl Play {
    pub(super) fn whole(text: &str) -> Result<Self, ScenarioError> {
        #[derive(serde::Deserialize)]
        struct Marks<'a> {
            #[serde(rename = "Now")]
            now: Option<Value>,
            #[serde(borrow)]
            latch: Option<&'a RawValue>,
        }
        let marks: Marks = serde_json::from_str(text).map_err(|_| ScenarioError::at("world", Problem::WrongType))?;
        let now = marks.now.as_ref().and_then(Value::as_str).and_then(iso::parse_exact);
        let now = now.ok_or(ScenarioError::at("world.Now", Problem::Missing))?;
        if marks.latch.is_none() {
            return Err(ScenarioError::at("world.latch", Problem::Missing));
        }
        Ok(Self::Whole { text: text.into(), now, pieces: Box::new(Pieces::new(now)) })
    }

    pub(super) fn steps(mut given: Value) -> Result<Self, ScenarioError> {
        let start = given.get("start").and_then(Value::as_str).ok_or(ScenarioError::at("start", Problem::Missing))?;
        let start = iso::parse_exact(start).ok_or(ScenarioError::at("start", Problem::WrongType))?;
        if start > LAST {
            return Err(ScenarioError::at("start", Problem::OutOfRange));
        }
        let seed = number(&given, "seed", u64::MAX)?.unwrap_or(DEFAULT_SEED);
        let rate = number(&given, "rate", u64::from(FASTEST))?.and_then(|rate| u32::try_from(rate).ok()).unwrap_or(1);
        let Some(Value::Array(steps)) = given.get_mut("steps").map(Value::take) else {
            return Err(ScenarioError::at("steps", Problem::Missing));
        };
        if steps.len() > MOST_STEPS {
            return Err(ScenarioError::at("steps", Problem::OutOfRange));
        }
        let mut world = World::empty();
        world.change_head(|head| head.seed = seed);
        let player = Player { world, now: start, gone: 0, requests: 0, seed, left: MOST_WORK };
        Ok(Self::Steps { steps, played: 0, rate, player: Box::new(player) })
    }

    /// Plays on for about as long as it takes to read `bytes` bytes, and always at least one step, so that every call makes progress.
    pub(super) fn step(&mut self, bytes: usize) -> Result<Progress, ScenarioError> {
        match self {
            Self::Whole { text, pieces, .. } => Ok(pieces.step(text, bytes)),
            Self::Steps { steps, played, player, .. } => {
                let until = player.left.saturating_sub((bytes / WORK_BYTES) as u64);
                while let Some(step) = steps.get(*played) {
                    *played += 1;
                    player.play(*played, step).map_err(|error| ScenarioError { step: Some(*played), ..error })?;
                    if player.left <= until {
                        break;
                    }
                }
                Ok(Progress { done: *played, total: steps.len() })
            }
        }
    }

    /// The world after the last step. Its clock continues from `real_now`, so that the world is the same whenever it is loaded.
    pub(super) fn finish(self, real_now: UnixMillis) -> Result<World, ScenarioError> {
        let (mut world, now, rate) = match self {
            Self::Whole { text, now, pieces } => {
                let raw = |_: &BTreeMap<String, String>| Err("a scenario holds no saved keys".to_owned());
                let empty = World::empty();
                let present =
                    Present { world: &empty, now, real_now, actor: &Actor::Simulation, request_id: "", raw: &raw };
                let document = pieces.finish(&text);
                let imported = document.and_then(|document| import::world_of(document, &Options::default(), &present));
                let world = imported.map_err(|error| ScenarioError::at("world", Problem::World(error)))?.world;
                let rate = world.clock.rate;
                (world, now, rate)
            }
            Self::Steps { rate, mut player, .. } => {
                player.catch_up()?;
                (player.world, player.now, rate)
            }
        };
        world.change_head(|head| head.clock = Clock::anchored(real_now, now, rate));
        Ok(world)
    }
}

/// A whole number that may be left out.
fn number(given: &Value, field: &str, most: u64) -> Result<Option<u64>, ScenarioError> {
    match given.get(field) {
        None => Ok(None),
        Some(value) => match value.as_u64() {
            None => Err(ScenarioError::at(field, Problem::WrongType)),
            Some(number) if number > most => Err(ScenarioError::at(field, Problem::OutOfRange)),
            number => Ok(number),
        },
    }
}

#[derive(Debug)]
pub(super) struct Player {
    world: World,
    now: UnixMillis,
    /// Seconds since the start.
    gone: u64,
    /// Request ids given so far.
    requests: u64,
    seed: u64,
    /// How much more may be done; see `MOST_WORK`.
    left: u64,
}

impl Player {
    /// Plays one step. `number` counts from 1.
    fn play(&mut self, number: usize, step: &Value) -> Result<(), ScenarioError> {
        self.act_out(number, step)?;
        if self.world.live_count() > MOST_INSTANCES { Err(Problem::OutOfRange.into()) } else { Ok(()) }
    }

    fn act_out(&mut self, number: usize, step: &Value) -> Result<(), ScenarioError> {
        let Value::Object(step) = step else { return Err(Problem::WrongType.into()) };
        let text = |field: &str| step.get(field).and_then(Value::as_str);
        if let Some(action) = text("call") {
            let params = self.params(step)?;
            let request = api::parse(action, &params).map_err(|refusal| refused(&refusal))?;
            let command = request.command.ok_or(ScenarioError::at("call", Problem::OnlyReads))?;
            self.act(action, &command, actor(text("as"), Actor::Api), text("refused"))
        } else if let Some(act) = text("simulate") {
            let params = self.params(step)?;
            let command = simulate::parse(act, &params).map_err(|refusal| refused(&refusal))?;
            self.act(act, &command, actor(text("as"), Actor::Simulation), text("refused"))
        } else if let Some(act) = text("console") {
            let command = step::read(&Value::Object(step.clone())).map_err(|refusal| refused(&refusal))?;
            let end = match &command {
                Command::ChangeReleaseProtection { who, .. } | Command::ChangePowerOf { who, .. } => who.end(),
                Command::Release { plan } => plan.all().end(),
                // Only `advance` moves the clock of a scenario, and a scenario keeps no history to rewind.
                _ => return Err(ScenarioError::at("console", Problem::NoStep)),
            };
            if end > self.world.next_ordinal() {
                return Err(ScenarioError::at("Ordinals", Problem::OutOfRange));
            }
            self.act(act, &command, actor(text("as"), Actor::Console), text("refused"))
        } else if let Some(tags) = step.get("policy") {
            self.act("SetPolicy", &Command::SetPolicy { tags: policy(tags)? }, actor(text("as"), Actor::Console), None)
        } else if step.contains_key("advance") {
            let seconds = self::number(&Value::Object(step.clone()), "advance", LONGEST_SECONDS - self.gone)?;
            let seconds = seconds.unwrap_or(0);
            self.gone += seconds;
            self.now = self.now.plus(i64::try_from(seconds).unwrap_or(0).saturating_mul(SECOND)).min(LAST);
            self.catch_up()
        } else if let Some(asked) = step.get("sample").filter(|_| number == 1) {
            let most = u64::try_from(MOST_INSTANCES).unwrap_or(u64::MAX);
            let amount = self::number(asked, "Instances", most)?.and_then(|amount| u32::try_from(amount).ok());
            let seed = self::number(asked, "Seed", u64::MAX)?.unwrap_or(self.seed);
            self.spend(u64::from(amount.unwrap_or(0)))?;
            self.world = amount.map_or_else(|| sample(self.now), |amount| fleet(amount, seed, self.now));
            Ok(())
        } else {
            Err(Problem::NoStep.into())
        }
    }

    /// The parameters of a step, with `$name` replaced by the id of the instance with that name.
    fn params(&mut self, step: &Map<String, Value>) -> Result<Value, ScenarioError> {
        match step.get("params") {
            None => Ok(Value::Object(Map::new())),
            Some(params) => self.named(params).map_err(|why| ScenarioError::at("params", why)),
        }
    }

    fn named(&mut self, value: &Value) -> Result<Value, Problem> {
        Ok(match value {
            Value::String(text) => match text.strip_prefix('$') {
                None => value.clone(),
                Some(name) => Value::String(self.id_of(name)?),
            },
            Value::Array(items) => Value::Array(items.iter().map(|item| self.named(item)).collect::<Result<_, _>>()?),
            Value::Object(fields) => {
                let mut put = |(name, field): (&String, &Value)| Ok((name.clone(), self.named(field)?));
                Value::Object(fields.iter().map(&mut put).collect::<Result<_, Problem>>()?)
            }
            other => other.clone(),
        })
    }

    /// The id of the live instance called `name`; `name#2` is the second one with that name.
    fn id_of(&mut self, name: &str) -> Result<String, Problem> {
        self.spend(self.fleet() / 16)?;
        let unknown = || Problem::UnknownName(name.into());
        let (name, place) = match name.split_once('#') {
            None => (name, 1),
            Some((name, place)) => (name, place.parse::<usize>().map_err(|_| unknown())?),
        };
        let mut called = self.world.live().filter(|(_, instance)| *instance.name == *name);
        let found = called.nth(place.checked_sub(1).ok_or_else(unknown)?);
        found.map(|(_, instance)| instance.id.to_string()).ok_or_else(unknown)
    }

    fn act(
        &mut self,
        action: &str,
        command: &Command,
        actor: Actor,
        to_be_refused: Option<&str>,
    ) -> Result<(), ScenarioError> {
        self.catch_up()?;
        self.spend(self.fleet())?;
        let meta = Meta { now: self.now, actor, request_id: self.next_request_id() };
        let decision = decide(&self.world, command, &meta);
        for event in &decision.events {
            self.world.apply(event);
        }
        match (decision.answer, to_be_refused) {
            (Ok(_), None) => Ok(()),
            (Err(refusal), Some(code)) if errors::wire(action, &refusal).code == code => Ok(()),
            (Err(refusal), _) => Err(refused(&refusal)),
            (Ok(_), Some(code)) => Err(Problem::NotRefused(code.into()).into()),
        }
    }

    /// Carries out everything that is due by now, one instant after the other.
    fn catch_up(&mut self) -> Result<(), ScenarioError> {
        loop {
            let (seed, mut requests) = (self.seed, self.requests);
            let events = fall_due(&self.world, self.now, &mut || {
                requests += 1;
                made(seed, requests)
            });
            if events.is_empty() {
                return Ok(());
            }
            self.requests = requests;
            self.spend(events.iter().map(weight).sum())?;
            events.iter().for_each(|event| self.world.apply(event));
        }
    }

    /// How many instances an act may have to look at.
    fn fleet(&self) -> u64 {
        self.world.live_count() as u64
    }

    /// Counts work that is about to be done. Refuses it if the total would exceed `MOST_WORK`, before it takes long.
    fn spend(&mut self, work: u64) -> Result<(), Problem> {
        self.left = self.left.checked_sub(work + STEP_WORK).ok_or(Problem::TooMuch)?;
        Ok(())
    }

    fn next_request_id(&mut self) -> Box<str> {
        self.requests += 1;
        made(self.seed, self.requests)
    }
}

/// How many instances an event is about.
fn weight(event: &Event) -> u64 {
    match event {
        Event::Changed { who, .. } => who.len() as u64,
        _ => 1,
    }
}

fn made(seed: u64, number: u64) -> Box<str> {
    request_id(seed.rotate_left(32) ^ number)
}

fn refused(refusal: &Refusal) -> ScenarioError {
    Problem::Refused(Box::new(refusal.clone())).into()
}

/// Who does a step: `console`, `api`, or another person by name.
fn actor(name: Option<&str>, usual: Actor) -> Actor {
    match name {
        None => usual,
        Some("console") => Actor::Console,
        Some("api") => Actor::Api,
        Some(name) => Actor::Person(name.into()),
    }
}

fn policy(tags: &Value) -> Result<Vec<Tag>, ScenarioError> {
    let wrong = || ScenarioError::at("policy", Problem::WrongType);
    let word = |tag: &Value, name: &str| tag.get(name).and_then(Value::as_str).map(Into::into);
    let read = |tag: &Value| Some(Tag { key: word(tag, "Key")?, value: word(tag, "Value").unwrap_or_default() });
    tags.as_array().ok_or_else(wrong)?.iter().map(|tag| read(tag).ok_or_else(wrong)).collect()
}
