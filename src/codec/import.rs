//! Text becomes a world again: Latch's own export, what DescribeInstances answers, an array of such answers, or raw keys saved
//! after a crash (product.md section 3). All or nothing: what cannot be taken is named by place and reason.

mod document;
mod whole;

use std::{
    collections::{BTreeMap, HashSet},
    fmt,
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::instance_json::read::settled;
use crate::rules::{
    Actor, Happened, Instance, Ordinal, Ordinals, Outcome, Record, World, record::Act, scaling::ScalingGroup,
    time::UnixMillis,
};
use document::Document;

/// How much room unknown fields may take together, in bytes of JSON; beyond it they are left out, and the summary says so.
pub const ROOM_FOR_UNKNOWN: usize = 1_000_000;

/// Whether the imported fleet takes the place of everything, or joins what is there.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Mode {
    #[default]
    Replace,
    Add,
}

impl Mode {
    /// `replace`, `add`; nothing said is replace.
    #[must_use]
    pub fn parse(text: Option<&str>) -> Option<Self> {
        match text {
            None | Some("replace") => Some(Self::Replace),
            Some("add") => Some(Self::Add),
            Some(_) => None,
        }
    }
}

/// What is made of dates that have passed by the present clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Timing {
    /// The clock stands where the text was saved, and time brings what comes after.
    Saved,
    /// The clock stands as it does, and what has passed is left out.
    Now,
}

impl Timing {
    /// `saved`, `now`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "saved" => Some(Self::Saved),
            "now" => Some(Self::Now),
            _ => None,
        }
    }
}

/// How a text is to be taken. With the text it is all that an import needs beside the present world, so both travel to whoever writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Options {
    pub mode: Mode,
    /// Nothing = as the text suggests.
    pub time: Option<Timing>,
}

impl From<Mode> for Options {
    fn from(mode: Mode) -> Self {
        Self { mode, time: None }
    }
}

type Groups = BTreeMap<Arc<str>, ScalingGroup>;

/// Reads the world that raw keys of the storage hold, or says in English what is wrong with them.
pub type RawReader<'a> = &'a dyn Fn(&BTreeMap<String, String>) -> Result<World, String>;

/// What an import comes into.
#[derive(Clone, Copy)]
pub struct Present<'a> {
    pub world: &'a World,
    /// On the virtual clock.
    pub now: UnixMillis,
    /// On the machine's clock.
    pub real_now: UnixMillis,
    pub actor: &'a Actor,
    pub request_id: &'a str,
    pub raw: RawReader<'a>,
}

/// The world to have from now on, and what to tell of it.
#[derive(Clone, Debug)]
pub struct Imported {
    pub world: World,
    pub summary: Summary,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Summary {
    /// Live instances that came.
    pub instances: usize,
    /// Instances that were between two states and settled.
    pub settled: usize,
    /// Unknown fields were too many to keep.
    pub unknown_dropped: bool,
    /// A whole world came, with its clock, account and record.
    pub whole_world: bool,
}

/// What is wrong with an imported text. The sentence for a person is i18n's; this one is for scripts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, thiserror::Error)]
pub enum ImportProblem {
    #[error("this is not JSON")]
    NotJson,
    #[error("neither an export of Latch, nor what DescribeInstances answers, nor an array of such answers")]
    NotAFleet,
    #[error("an export of version {0}, which this build cannot read")]
    UnknownVersion(Box<str>),
    #[error("a value of another type is needed here")]
    WrongType,
    #[error("an id is needed here")]
    MissingId,
    #[error("the id {0} is in the text twice")]
    DuplicateId(Box<str>),
    #[error("an instance with the id {0} is here already")]
    IdInUse(Box<str>),
    #[error("{0:?} is none of the values that ECS has here")]
    UnknownValue(Box<str>),
    #[error("only pay-as-you-go instances that are not preemptible can have release protection")]
    ProtectionNotPossible,
    #[error("a subscription has no auto-release time")]
    ScheduleOnSubscription,
    #[error("the auto-release time is in the past")]
    ScheduleInThePast,
    #[error("no time of the form yyyy-MM-ddTHH:mmZ or yyyy-MM-ddTHH:mm:ssZ")]
    MalformedTime,
    #[error("the number is out of range")]
    OutOfRange,
    #[error("the saved keys cannot be read: {0}")]
    UnreadableKeys(Box<str>),
}

/// Where and why an import was refused; nothing was changed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, thiserror::Error)]
pub struct ImportError {
    /// `Instances.Instance[3].InstanceId`, `[1].Instances`, `line 2, column 7`; empty for the whole text.
    pub place: String,
    pub why: ImportProblem,
}

impl ImportError {
    pub(crate) fn new(place: impl Into<String>, why: ImportProblem) -> Self {
        Self { place: place.into(), why }
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self.place.as_str() {
            "" => write!(f, "{}", self.why),
            place => write!(f, "{place}: {}", self.why),
        }
    }
}

/// Reads a text into the world that shall be. Says the same of the same text, options and present, wherever it is asked.
///
/// # Errors
/// The first thing that cannot be taken, by place and reason.
pub fn read(text: &str, options: &Options, present: &Present) -> Result<Imported, ImportError> {
    let mode = options.mode;
    let mut document = Document::read(text.trim_start_matches('\u{feff}'), present.now)?;
    if document.head.contains_key("latch-raw") {
        let world = raw_world(&document, present)?;
        return match mode {
            Mode::Replace => Ok(as_it_was(world)),
            Mode::Add => join(present, world.live().map(|(_, instance)| instance.clone()).collect(), &world.groups),
        };
    }
    let is_world = match document.head.get("latch") {
        None => false,
        Some(version) if *version == super::export::VERSION => true,
        Some(version) => {
            return Err(ImportError::new("latch", ImportProblem::UnknownVersion(version.to_string().into())));
        }
    };
    let settled = document.settled();
    let mut imported = match (is_world, mode) {
        (true, Mode::Replace) => whole::world(document, present).map(as_it_was),
        (true, Mode::Add) => {
            document.refuse_past_schedules()?;
            let groups = whole::groups(&document.head, present.now)?;
            join(present, document.into_instances(), &groups)
        }
        (false, Mode::Add) => {
            document.refuse_past_schedules()?;
            join(present, document.into_instances(), &Groups::new())
        }
        (false, Mode::Replace) => {
            document.refuse_past_schedules()?;
            // Ids, record numbers and time go on: none of them ever goes back.
            let mut fresh = World::empty();
            fresh.seed = present.world.seed;
            fresh.ids_given = present.world.ids_given;
            fresh.next_record = present.world.next_record;
            fresh.clock = present.world.clock;
            Ok(settle_in(fresh, document.into_instances(), &Groups::new(), present))
        }
    }?;
    imported.summary.settled += settled;
    Ok(imported)
}

fn as_it_was(world: World) -> Imported {
    let summary = Summary { instances: world.live_count(), whole_world: true, ..Summary::default() };
    Imported { world, summary }
}

fn raw_world(document: &Document, present: &Present) -> Result<World, ImportError> {
    let Some(Value::Object(keys)) = document.head.get("keys") else {
        return Err(ImportError::new("keys", ImportProblem::WrongType));
    };
    let mut texts = BTreeMap::new();
    for (name, value) in keys {
        let Value::String(text) = value else {
            return Err(ImportError::new(format!("keys.{name}"), ImportProblem::WrongType));
        };
        texts.insert(name.clone(), text.clone());
    }
    (present.raw)(&texts).map_err(|why| ImportError::new("keys", ImportProblem::UnreadableKeys(why.into())))
}

fn join(present: &Present, instances: Vec<Instance>, source: &Groups) -> Result<Imported, ImportError> {
    for (n, instance) in instances.iter().enumerate() {
        if present.world.find(&instance.id).is_some() {
            let place = format!("Instances.Instance[{n}].InstanceId");
            return Err(ImportError::new(place, ImportProblem::IdInUse(instance.id.clone())));
        }
    }
    Ok(settle_in(present.world.clone(), instances, source, present))
}

/// Puts instances into a world after those that are there; their groups come along, or are made.
fn settle_in(mut world: World, mut instances: Vec<Instance>, source: &Groups, present: &Present) -> Imported {
    let mut summary = Summary { instances: instances.len(), ..Summary::default() };
    summary.unknown_dropped = make_room(&mut instances);
    let first = world.next_ordinal();
    let mut who = [Ordinals::default(), Ordinals::default()];
    for (ordinal, mut instance) in (first..).zip(instances) {
        let status = settled(instance.status);
        summary.settled += usize::from(status != instance.status);
        (instance.status, instance.settles_at) = (status, None);
        if let Some(member) = &instance.member
            && !world.groups.contains_key(&member.group)
        {
            let made = || ScalingGroup {
                id: Arc::clone(&member.group),
                created_at: present.now,
                template: Arc::clone(&instance.spec),
            };
            let group = source.get(&member.group).cloned().unwrap_or_else(made);
            world.groups.insert(Arc::clone(&member.group), group);
        }
        let [plain, protected] = &mut who;
        if instance.protected { protected } else { plain }.insert(ordinal);
        world.put(ordinal, instance);
    }
    record(&mut world, who, present);
    Imported { world, summary }
}

fn record(world: &mut World, who: [Ordinals; 2], present: &Present) {
    let outcomes = who.into_iter().zip([false, true]).filter(|(who, _)| !who.is_empty());
    let entry = Record {
        number: world.next_record,
        at: present.now,
        actor: present.actor.clone(),
        act: Act::Import,
        request_id: present.request_id.into(),
        outcomes: outcomes.map(|(who, protected)| Outcome { who, protected, happened: Happened::Done }).collect(),
        unknown_ids: Vec::new(),
        parameters: Vec::new(),
        refused: None,
    };
    world.next_record += 1;
    world.records.push_back(entry);
}

/// Leaves unknown fields out of all instances where they would take more room than there is. Says whether it did.
fn make_room(instances: &mut [Instance]) -> bool {
    let mut distinct: HashSet<&str> = HashSet::new();
    let mut room = 0;
    for instance in &*instances {
        if !instance.spec.unknown.is_empty() && distinct.insert(&instance.spec.unknown) {
            room += instance.spec.unknown.len();
        }
    }
    let too_much = room > ROOM_FOR_UNKNOWN;
    if too_much {
        for instance in instances {
            Arc::make_mut(&mut instance.spec).unknown = Box::default();
        }
    }
    too_much
}

/// The largest place in the order of creation that a text may claim: a world keeps an empty slot for every place below.
const MOST_ORDINALS: Ordinal = 10_000_000;

#[cfg(test)]
mod test;
