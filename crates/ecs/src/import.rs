//! The import: turns a text into a world. The text is an export of Latch, an answer of DescribeInstances, an array of such answers, or raw
//! keys saved after a crash (docs/rules.md#import). It is all or nothing: an error names the place and the reason.

mod cursor;
mod document;
mod envelope;
mod pieces;
mod places;
mod records;
mod timing;
mod whole;
mod within;

use std::{
    collections::{BTreeMap, HashSet},
    fmt,
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    instance_json::{came, read::settled},
    secret,
};
pub use document::Document;
use document::{Placed, Places};
pub use envelope::Missing;
use latch_rules::{
    Actor, Event, Happened, Instance, Ordinals, Outcome, Record, World,
    bounds::{LONGEST_UNKNOWN, MOST_LIVE, MOST_PLACES},
    record::Act,
    scaling::ScalingGroup,
    time::{Clock, UnixMillis},
};
pub use pieces::{Pieces, Progress};

/// The largest text that is read, in MiB: no browser can hold a larger one in a string.
pub const MOST_MIB: u32 = 512;

/// The most bytes of JSON that all unknown fields may take together. If they take more, they are left out, and the summary says so.
pub const ROOM_FOR_UNKNOWN: usize = 1_000_000;

/// Whether the imported fleet replaces everything, or is added to the present world.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Mode {
    #[default]
    Replace,
    Add,
}

impl Mode {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Replace => "replace",
            Self::Add => "add",
        }
    }

    /// `replace` or `add`; `None` counts as `replace`.
    #[must_use]
    pub fn parse(text: Option<&str>) -> Option<Self> {
        match text {
            None | Some("replace") => Some(Self::Replace),
            Some("add") => Some(Self::Add),
            Some(_) => None,
        }
    }
}

/// How an import treats dates that have passed by the present clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Timing {
    /// The clock is set to the instant at which the text was saved; later dates fall due as time passes.
    Saved,
    /// The clock stays as it is, and dates that have passed are left out.
    Now,
}

impl Timing {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Now => "now",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Saved, Self::Now].into_iter().find(|timing| timing.name() == text)
    }
}

/// How a text is imported. Text and options are all that an import needs besides the present world, so both are sent to the tab that
/// writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Options {
    pub mode: Mode,
    /// `None`: as the text suggests.
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

/// The state into which a text is imported.
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

/// The result of an import: the new world, and a summary of what changed.
#[derive(Clone, Debug)]
pub struct Imported {
    pub world: World,
    pub summary: Summary,
}

/// What an import added, left out and changed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Summary {
    /// The number of live instances that were imported.
    pub instances: usize,
    /// Instances that came with a transitional status (such as `Starting`) and were settled.
    pub settled: usize,
    /// Unknown fields were left out, because they take too much room.
    pub unknown_dropped: bool,
    /// The text was a whole world, with its clock, account and records.
    pub whole_world: bool,
    /// The instances that are missing from the text, by its own counts.
    pub missing: Missing,
    /// The number of values that Latch does not know (kept as they came). `first_odd` is the place of the first.
    pub odd: usize,
    pub first_odd: Box<str>,
    /// Instances with a date that had passed by the present clock.
    pub passed: usize,
    /// Those of `passed` whose passed dates are left out.
    pub left_out: usize,
    /// How passed dates were treated; `None` if the text is a whole world that continues by its own clock.
    pub timing: Option<Timing>,
    /// When the text was saved, if it tells.
    pub saved_at: Option<UnixMillis>,
}

impl Summary {
    /// The summary for a script.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut told = json!({
            "Instances": self.instances,
            "Settled": self.settled,
            "UnknownFieldsDropped": self.unknown_dropped,
            "NotUnderstood": self.odd,
            "Missing": self.missing.count,
            "TotalCount": self.missing.total,
            "MoreFollow": self.missing.goes_on,
            "PassedLeftOut": self.left_out,
        });
        if let (Some(timing), Some(fields)) = (self.timing, told.as_object_mut()) {
            fields.insert("Time".into(), json!(timing.name()));
        }
        told
    }
}

/// What is wrong with an imported text. These messages are for scripts; those for a person are in i18n.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, thiserror::Error)]
pub enum ImportProblem {
    #[error("this is not JSON")]
    NotJson,
    #[error("this is XML; ask for JSON: Format=JSON in a request, or `aliyun ecs DescribeInstances`")]
    Xml,
    #[error("there is no instance in it")]
    Empty,
    #[error("the clock can stand at the saved time only where the text replaces everything (mode: \"replace\")")]
    SavedTimeWhenAdding,
    #[error("the text does not tell when it was saved (choose time: \"now\")")]
    NoSavedTime,
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
    #[error("the auto-release time is in the past (with time: \"now\" it is left out)")]
    ScheduleInThePast,
    #[error("no time of the form yyyy-MM-ddTHH:mmZ or yyyy-MM-ddTHH:mm:ssZ")]
    MalformedTime,
    #[error("the number is out of range")]
    OutOfRange,
    #[error("the saved keys cannot be read: {0}")]
    UnreadableKeys(Box<str>),
    #[error("the text has more than {0} characters")]
    TooLong(usize),
    #[error("there are more than {0} of these")]
    TooMany(usize),
    #[error("the number is above {0}")]
    TooHigh(u64),
    #[error("this is no name: it takes letters, digits and what joins them, {0} at most")]
    NotAName(usize),
    #[error("the clock ends at 9990-01-01T00:00:00Z")]
    ClockEnds,
    #[error("the text is larger than {0} MiB")]
    TooLarge(u32),
    #[error("this has passed by the clock of the text (with time: \"now\" it is left out)")]
    DateInThePast,
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

/// Reads a text into the new world. The same text, options and present give the same result in every tab.
///
/// # Errors
/// The first problem in the text, with its place.
pub fn read(text: &str, options: &Options, present: &Present) -> Result<Imported, ImportError> {
    world_of(Pieces::new(present.now).finish(text)?, options, present)
}

/// The new world, from a text that was read.
///
/// # Errors
/// As `read`.
pub fn world_of(document: Document, options: &Options, present: &Present) -> Result<Imported, ImportError> {
    let beside = if options.mode == Mode::Add { present.world } else { &World::empty() };
    within::document(&document, beside)?;
    if document.head.contains_key("latch-raw") {
        let world = raw_world(&document, present)?;
        return match options.mode {
            Mode::Replace => Ok(as_it_was(world, None, options, present)),
            Mode::Add => fleet_of(&world, None, options, present),
        };
    }
    if let Some(version) = document.head.get("latch")
        && *version != super::export::VERSION
    {
        return Err(ImportError::new("latch", ImportProblem::UnknownVersion(version.to_string().into())));
    }
    let is_export = document.is_export();
    // A text without instances is accepted only as a whole account that replaces everything: an account can be empty.
    if document.instances.is_empty() && !(is_export && options.mode == Mode::Replace) {
        return Err(ImportError::new("", ImportProblem::Empty));
    }
    let (odd, first_odd) = document.odd();
    let (settled, missing, saved_at) = (document.settled(), envelope::missing(&document.pages), document.saved_at());
    let mut imported = if is_export && options.mode == Mode::Replace {
        as_it_was(whole::world(document, options, present)?, saved_at, options, present)
    } else {
        let groups = if is_export { whole::groups(&document.head, present.now)? } else { Groups::new() };
        come_in(document.into_fleet(), &groups, saved_at, options, present)?
    };
    let summary = &mut imported.summary;
    summary.settled += settled;
    (summary.odd, summary.first_odd) = (odd, first_odd.into());
    summary.missing = Missing { total: missing.total.max(summary.instances), ..missing };
    secret::clean(&mut imported.world);
    Ok(imported)
}

/// Imports the live instances of another world. The present time of its clock counts as the time at which it was saved.
///
/// # Errors
/// The first problem in the text, with its place.
pub fn join(world: &World, options: &Options, present: &Present) -> Result<Imported, ImportError> {
    if world.live_count() == 0 {
        return Err(ImportError::new("", ImportProblem::Empty));
    }
    let come = world.live().map(|(_, instance)| &*instance.spec.region);
    within::regions(present.world.index().regions().chain(come))?;
    fleet_of(world, Some(world.clock.at(present.real_now)), options, present)
}

fn fleet_of(
    world: &World,
    saved_at: Option<UnixMillis>,
    options: &Options,
    present: &Present,
) -> Result<Imported, ImportError> {
    let instances = world.live().map(|(_, instance)| instance.clone()).collect();
    let fleet = Placed { instances, places: Places::default() };
    let mut imported = come_in(fleet, &world.groups, saved_at, options, present)?;
    imported.summary.missing.total = imported.summary.instances;
    Ok(imported)
}

/// Imports a whole world. It continues from where it was saved, by its own clock, unless the options give another time.
fn as_it_was(mut world: World, saved_at: Option<UnixMillis>, options: &Options, present: &Present) -> Imported {
    let mut summary = Summary { instances: world.live_count(), whole_world: true, saved_at, ..Summary::default() };
    summary.passed = timing::passed(&world, present.now);
    summary.timing = options.time.or((summary.passed > 0).then_some(Timing::Saved));
    let saved_at = saved_at.unwrap_or_else(|| world.clock.at(present.real_now));
    match options.time {
        None => {}
        Some(Timing::Saved) => stand_at(&mut world, saved_at, present),
        // The world was saved later than `present.now`: its records must not be ahead of its clock.
        Some(Timing::Now) if saved_at > present.now => {
            stand_at(&mut world, saved_at, present);
        }
        Some(Timing::Now) => {
            world.change_head(|head| head.clock = present.world.clock);
            summary.left_out = timing::leave_out_all_passed(&mut world, present.now);
        }
    }
    Imported { world, summary }
}

/// The clock continues from `at`, at its former rate.
fn stand_at(world: &mut World, at: UnixMillis, present: &Present) {
    world.change_head(|head| head.clock = Clock::anchored(present.real_now, at, head.clock.rate));
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
    let mut world =
        (present.raw)(&texts).map_err(|why| ImportError::new("keys", ImportProblem::UnreadableKeys(why.into())))?;
    within::world(&world)?;
    secret::clean(&mut world);
    Ok(world)
}

/// Adds instances to the present world, or to an empty one that replaces it.
fn come_in(
    fleet: Placed,
    source: &Groups,
    saved_at: Option<UnixMillis>,
    options: &Options,
    present: &Present,
) -> Result<Imported, ImportError> {
    let Placed { mut instances, places } = fleet;
    let (live, next) = match options.mode {
        Mode::Add => (present.world.live_count(), present.world.next_ordinal() as usize),
        Mode::Replace => (0, 0),
    };
    if live + instances.len() > MOST_LIVE || next + instances.len() > MOST_PLACES as usize {
        return Err(ImportError::new("", ImportProblem::TooMany(MOST_LIVE)));
    }
    if options.mode == Mode::Add
        && let Some((n, taken)) =
            instances.iter().enumerate().find(|(_, instance)| present.world.find(&instance.id).is_some())
    {
        return Err(ImportError::new(places.of(n, "InstanceId"), ImportProblem::IdInUse(taken.id.clone())));
    }
    let moment = timing::choose(&instances, saved_at, options, present)?;
    timing::refuse_past_schedules(&instances, &places, options, &moment)?;
    let world = match options.mode {
        Mode::Add => present.world.clone(),
        Mode::Replace => {
            // Ids and record numbers never go back. The clock does with `Timing::Saved`.
            let mut fresh = World::empty();
            fresh.change_head(|head| {
                head.seed = present.world.seed;
                head.ids_given = present.world.ids_given;
                head.next_record = present.world.next_record;
                head.clock = match moment.timing {
                    Timing::Now => present.world.clock,
                    Timing::Saved => Clock::anchored(present.real_now, moment.at, present.world.clock.rate),
                };
            });
            fresh
        }
    };
    let mut left_out = 0;
    for instance in &mut instances {
        left_out += usize::from(timing::leave_out_passed(instance, moment.at, world.account));
        if moment.timing == Timing::Saved {
            // An instance without a creation time existed by the time the text was saved.
            instance.created_at = instance.created_at.min(moment.at);
        }
    }
    let imported = settle_in(world, instances, source, moment.at, present);
    let (passed, timing) = (moment.passed, Some(moment.timing));
    Ok(Imported { summary: Summary { left_out, passed, timing, saved_at, ..imported.summary }, ..imported })
}

/// Adds instances to a world after the existing ones. Their scaling groups come from `source`, or are made.
fn settle_in(
    mut world: World,
    mut instances: Vec<Instance>,
    source: &Groups,
    now: UnixMillis,
    present: &Present,
) -> Imported {
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
                created_at: now,
                template: Arc::clone(&instance.spec),
            };
            let group = source.get(&member.group).cloned().unwrap_or_else(made);
            world.change_head(|head| drop(head.groups.insert(Arc::clone(&member.group), group)));
        }
        let [plain, protected] = &mut who;
        if instance.protected { protected } else { plain }.insert(ordinal);
        world.put(ordinal, instance);
    }
    record(&mut world, who, now, present);
    Imported { world, summary }
}

fn record(world: &mut World, who: [Ordinals; 2], at: UnixMillis, present: &Present) {
    let outcomes = who.into_iter().zip([false, true]).filter(|(who, _)| !who.is_empty());
    let entry = Record {
        number: world.next_record,
        at,
        actor: present.actor.clone(),
        act: Act::Import,
        request_id: present.request_id.into(),
        outcomes: outcomes.map(|(who, protected)| Outcome { who, protected, happened: Happened::Done }).collect(),
        unknown_ids: Vec::new(),
        parameters: Vec::new(),
        refused: None,
    };
    world.apply(&Event::Recorded { record: entry });
}

/// Shortens `Spec::unknown` if it is too long to be kept: drops the unknown fields, and everything if that is not enough. Returns whether
/// it was too long.
fn shorten(instance: &mut Instance) -> bool {
    let is_too_long = instance.spec.unknown.len() > LONGEST_UNKNOWN;
    if is_too_long {
        let without = came::without_unknown(&instance.spec);
        let is_short = without.len() <= LONGEST_UNKNOWN;
        Arc::make_mut(&mut instance.spec).unknown = if is_short { without } else { Box::default() };
    }
    is_too_long
}

/// Drops the unknown fields of an instance that has too many (`shorten`), and those of all instances if they take more than
/// `ROOM_FOR_UNKNOWN`. Returns whether any were dropped.
fn make_room(instances: &mut [Instance]) -> bool {
    let has_too_many = instances.iter_mut().fold(false, |found, instance| shorten(instance) | found);
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
            if !instance.spec.unknown.is_empty() {
                let without = came::without_unknown(&instance.spec);
                Arc::make_mut(&mut instance.spec).unknown = without;
            }
        }
    }
    too_much || has_too_many
}

#[cfg(test)]
mod test;
