//! Reads the parts of an exported world besides its instances: clock, account, groups, counters (`records` reads the records). Checks
//! everything that `World` itself does not check.

use std::{collections::BTreeMap, sync::Arc};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{
    ImportError, ImportProblem as Problem, Options, Present, Timing, document::Document, places::Places, records,
    shorten, timing, within,
};
use crate::{
    instance_json::read::Read,
    values::{Fault, flag, list, map, text, time},
};
use latch_rules::{
    Ordinal, World,
    bounds::{FASTEST, LONGEST_ID, MOST_NUMBER, MOST_PLACES},
    fields::{MOST_TAGS, tag_problem},
    instance::{Release, Tag},
    scaling::ScalingGroup,
    time::{Clock, LAST, UnixMillis},
    world::{Account, DEFAULT_SEED, Head, default_policy, is_scenario_name},
};

impl From<Fault> for ImportError {
    fn from(fault: Fault) -> Self {
        Self { place: fault.place, why: fault.why }
    }
}

/// The world as it was exported.
pub(super) fn world(document: Document, options: &Options, present: &Present) -> Result<World, ImportError> {
    let Document { mut head, instances, released, .. } = document;
    let mut own = map(head.remove("Latch").unwrap_or_default(), "Latch")?;
    let now = time(head.remove("Now"), "Now")?.unwrap_or(present.now);
    if now > LAST {
        return Err(ImportError::new("Now", Problem::ClockEnds));
    }
    let account = account(head.remove("Account").unwrap_or_default())?;
    let policy = policy(head.remove("Policy"))?;
    let scenario = scenario(head.remove("Scenario"))?;
    let groups = groups(&head, now)?;
    let seed = big(head.remove("Seed").unwrap_or_default(), "Seed")?.unwrap_or(DEFAULT_SEED);
    let ids_given = counter(own.remove("IdsGiven"), "Latch.IdsGiven", MOST_NUMBER)?.unwrap_or(0);
    let next = counter(own.remove("NextRecord"), "Latch.NextRecord", MOST_NUMBER - 1)?.unwrap_or(1).max(1);
    let upto = counter(own.remove("NextOrdinal"), "Latch.NextOrdinal", MOST_PLACES.into())?.unwrap_or(0);
    let of_world = Head { seed, ids_given, account, groups, policy, scenario, ..Head::clone(&World::empty()) };
    let mut world = World::restore(of_world);
    if options.time != Some(Timing::Now) {
        refuse_passed(&instances, account, now)?;
    }
    refuse_mixed_lists(&instances, &released)?;
    let rows: Vec<Read> = instances.into_iter().chain(released).collect();
    let limit = limit_of(&rows, upto as Ordinal)?;
    let mut told = records::read(head.remove("Activity").unwrap_or_default(), limit.end)?;
    let next = told.last().map_or(next, |last| last.record.number + 1);
    let back = records::begin_anew(&mut told, next);
    let used = rows.iter().filter_map(|row| row.ordinal).map(|ordinal| (ordinal, 1));
    let used = used.chain([(limit.unplaced, limit.end - limit.unplaced)]).chain(records::places(&told));
    let places = Places::of(used.collect(), limit.end, rows.len())?;
    put_all(&mut world, rows, limit.unplaced, back, &places)?;
    world.reserve(places.end);
    make_missing_groups(&mut world, now);
    let records = records::settled(told, &world, &places);
    let clock = clock(&world, own.remove("Clock").unwrap_or_default(), now, present.real_now)?;
    world.change_head(|head| {
        head.records = records;
        head.next_record = next - back;
        head.clock = clock;
    });
    Ok(world)
}

/// Refuses a released instance in the live list, and a live one in the released list: otherwise two live instances could share an id.
fn refuse_mixed_lists(instances: &[Read], released: &[Read]) -> Result<(), ImportError> {
    let wrong = |list: &str, n: usize| ImportError::new(format!("{list}[{n}].Latch.Released"), Problem::WrongType);
    if let Some(n) = instances.iter().position(|read| read.instance.released.is_some()) {
        return Err(wrong("Instances.Instance", n));
    }
    match released.iter().position(|read| read.instance.released.is_none()) {
        Some(n) => Err(wrong("Released", n)),
        None => Ok(()),
    }
}

/// The bounds of the places in a text: the first place for instances that come without one, and the end of all places.
struct Limit {
    unplaced: Ordinal,
    end: Ordinal,
}

fn limit_of(rows: &[Read], upto: Ordinal) -> Result<Limit, ImportError> {
    if let Some(read) = rows.iter().find(|read| read.ordinal.is_some_and(|ordinal| ordinal >= MOST_PLACES)) {
        let place = format!("{}.Latch.Ordinal", read.instance.id);
        return Err(ImportError::new(place, Problem::TooHigh(u64::from(MOST_PLACES) - 1)));
    }
    let placed = rows.iter().filter_map(|read| read.ordinal).max().map_or(0, |last| last + 1);
    let unplaced = placed.max(upto);
    let count = rows.iter().filter(|read| read.ordinal.is_none()).count();
    let end = u32::try_from(count).ok().and_then(|count| unplaced.checked_add(count));
    end.map(|end| Limit { unplaced, end })
        .ok_or_else(|| ImportError::new("Instances", Problem::TooMany(MOST_PLACES as usize)))
}

/// Refuses a date that has passed by the text's own clock: it would have happened, so the text contradicts itself.
fn refuse_passed(instances: &[Read], account: Account, now: UnixMillis) -> Result<(), ImportError> {
    // A date in the current minute may not have happened yet.
    let now = now.minute_start().plus(-1);
    if account.next_due().is_some_and(|at| at <= now) {
        return Err(ImportError::new("Account.OverdueSince", Problem::DateInThePast));
    }
    for (n, read) in instances.iter().enumerate() {
        if let Some((field, why)) = timing::passed_date(&read.instance, account, now) {
            return Err(ImportError::new(format!("Instances.Instance[{n}].{field}"), why));
        }
    }
    Ok(())
}

/// Instances that come without a place are put after the others. `back`: by how much record numbers were lowered (`begin_anew`).
fn put_all(
    world: &mut World,
    rows: Vec<Read>,
    mut unplaced: Ordinal,
    back: u64,
    places: &Places,
) -> Result<(), ImportError> {
    for read in rows {
        let ordinal = read.ordinal;
        let mut instance = read.into_instance(true);
        shorten(&mut instance);
        let place = ordinal.unwrap_or_else(|| {
            unplaced += 1;
            unplaced - 1
        });
        let place = places.at(place);
        if world.any(place).is_some() {
            return Err(ImportError::new(format!("{}.Latch.Ordinal", instance.id), Problem::OutOfRange));
        }
        instance.released =
            instance.released.map(|release| Release { record: release.record.saturating_sub(back), ..release });
        world.put(place, instance);
    }
    Ok(())
}

fn make_missing_groups(world: &mut World, now: UnixMillis) {
    let missing: Vec<ScalingGroup> = world
        .live()
        .filter_map(|(_, instance)| Some((instance.member.as_ref()?, instance)))
        .filter(|(member, _)| !world.groups.contains_key(&member.group))
        .map(|(member, instance)| ScalingGroup {
            id: Arc::clone(&member.group),
            created_at: now,
            template: Arc::clone(&instance.spec),
        })
        .collect();
    world.change_head(|head| {
        for group in missing {
            head.groups.entry(Arc::clone(&group.id)).or_insert(group);
        }
    });
}

fn account(value: Value) -> Result<Account, Fault> {
    let mut given = map(value, "Account")?;
    let mut own = map(given.remove("Latch").unwrap_or_default(), "Account.Latch")?;
    let mut mark = |name: &str| {
        flag(own.remove(name).unwrap_or_default(), &format!("Account.Latch.{name}")).map(Option::unwrap_or_default)
    };
    let (reclaiming, released) = (mark("Reclaiming")?, mark("Released")?);
    let overdue_since = time(given.remove("OverdueSince"), "Account.OverdueSince")?;
    Ok(Account { overdue_since, reclaiming, released })
}

/// The team's policy. An export from before policies existed gets the one that every account begins with.
fn policy(value: Option<Value>) -> Result<Vec<Tag>, Fault> {
    let Some(value) = value else { return Ok(default_policy()) };
    let mut tags = Vec::new();
    for (n, tag) in list(value, "Policy")?.into_iter().enumerate() {
        let at = format!("Policy[{n}]");
        let mut tag = map(tag, &at)?;
        let mut word = |name: &str| text(tag.remove(name).unwrap_or_default(), &format!("{at}.{name}"));
        tags.push(Tag { key: word("Key")?, value: word("Value")? });
    }
    if tags.len() > MOST_TAGS {
        return Err(Fault::new("Policy", Problem::TooMany(MOST_TAGS)));
    }
    // Each tag is checked by itself: a policy may name several values of one key.
    match tags.iter().position(|tag| tag_problem(std::slice::from_ref(tag)).is_some()) {
        None => Ok(tags),
        Some(n) => Err(Fault::new(&format!("Policy[{n}]"), Problem::OutOfRange)),
    }
}

/// The name of the scenario that the world began with; empty if none.
fn scenario(value: Option<Value>) -> Result<Box<str>, Fault> {
    let name = text(value.unwrap_or_default(), "Scenario")?;
    match name.is_empty() || is_scenario_name(&name) {
        true => Ok(name),
        false => Err(Fault::new("Scenario", Problem::OutOfRange)),
    }
}

/// The scaling groups of an export.
pub(super) fn groups(head: &Map<String, Value>, now: UnixMillis) -> Result<BTreeMap<Arc<str>, ScalingGroup>, Fault> {
    let mut groups = BTreeMap::new();
    let given = list(head.get("ScalingGroups").cloned().unwrap_or_default(), "ScalingGroups")?;
    for (n, group) in given.into_iter().enumerate() {
        let at = format!("ScalingGroups[{n}]");
        let mut group = map(group, &at)?;
        let place = format!("{at}.ScalingGroupId");
        let id: Arc<str> = Arc::from(&*text(group.remove("ScalingGroupId").unwrap_or_default(), &place)?);
        if id.is_empty() {
            return Err(Fault::new(&place, Problem::MissingId));
        }
        within::letters(&id, LONGEST_ID, &place)?;
        let created_at = time(group.remove("CreationTime"), &format!("{at}.CreationTime"))?.unwrap_or(now);
        let mut own = map(group.remove("Latch").unwrap_or_default(), &format!("{at}.Latch"))?;
        let template = match own.remove("Template") {
            None => Arc::default(),
            Some(template) => {
                let place = format!("{at}.Latch.Template");
                let template = typed(template, &place)?;
                within::spec(&template, &place)?;
                Arc::new(template)
            }
        };
        groups.insert(Arc::clone(&id), ScalingGroup { id, created_at, template });
    }
    Ok(groups)
}

/// The clock continues from the exported `Now`. If it was in real time it is in real time again, unless an instance would have been
/// released or stopped since: the user should see that happen.
fn clock(world: &World, value: Value, now: UnixMillis, real_now: UnixMillis) -> Result<Clock, Fault> {
    let mut given = map(value, "Latch.Clock")?;
    let rate = counter(given.remove("Rate"), "Latch.Clock.Rate", FASTEST.into())?.unwrap_or(1) as u32;
    let was_real = flag(given.remove("Real").unwrap_or_default(), "Latch.Clock.Real")?.unwrap_or(false);
    if was_real && real_now >= now && !loses_by(world, real_now) {
        return Ok(Clock::real());
    }
    Ok(Clock::anchored(real_now, now, rate))
}

/// Whether time alone would release or stop an instance by `then`.
fn loses_by(world: &World, then: UnixMillis) -> bool {
    timing::passed(world, then) > 0
}

/// A number of at most `most`.
fn counter(value: Option<Value>, place: &str, most: u64) -> Result<Option<u64>, Fault> {
    let number = big(value.unwrap_or_default(), place)?;
    if number.is_some_and(|number| number > most) { Err(Fault::new(place, Problem::TooHigh(most))) } else { Ok(number) }
}

/// A number that may be a text, since JavaScript rounds large ones.
pub(super) fn big(value: Value, place: &str) -> Result<Option<u64>, Fault> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => text.parse().map(Some).map_err(|_| Fault::new(place, Problem::OutOfRange)),
        Value::Number(number) => number.as_u64().map(Some).ok_or_else(|| Fault::new(place, Problem::OutOfRange)),
        _ => Err(Fault::new(place, Problem::WrongType)),
    }
}

pub(super) fn typed<T: DeserializeOwned>(value: Value, place: &str) -> Result<T, Fault> {
    serde_json::from_value(value).map_err(|_| Fault::new(place, Problem::WrongType))
}
