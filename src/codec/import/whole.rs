//! The parts of an exported world beside its rows: clock, account, groups, record, counters. Checks what the world takes
//! on trust: numbers without gaps, ordinals within bounds.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{ImportError, ImportProblem as Problem, MOST_ORDINALS, Present, document::Document};
use crate::{
    codec::{
        instance_json::read::Read,
        values::{Fault, flag, list, map, number, text, time},
    },
    rules::{
        Happened, Instance, Ordinal, Ordinals, Outcome, Record, World,
        fields::tag_problem,
        instance::{ChargeType, Locks, Tag},
        scaling::ScalingGroup,
        time::{Clock, EXPIRED_RELEASE_AFTER, UnixMillis},
        world::{Account, DEFAULT_SEED, default_policy, is_scenario_name},
    },
};

impl From<Fault> for ImportError {
    fn from(fault: Fault) -> Self {
        Self { place: fault.place, why: fault.why }
    }
}

/// The world as it was exported.
pub fn world(document: Document, present: &Present) -> Result<World, ImportError> {
    let Document { mut head, instances, released, .. } = document;
    let mut own = map(head.remove("Latch").unwrap_or_default(), "Latch")?;
    let now = time(head.remove("Now"), "Now")?.unwrap_or(present.now);
    let account = account(head.remove("Account").unwrap_or_default())?;
    let policy = policy(head.remove("Policy"))?;
    let scenario = scenario(head.remove("Scenario"))?;
    let groups = groups(&head, now)?;
    let seed = big(head.remove("Seed").unwrap_or_default(), "Seed")?.unwrap_or(DEFAULT_SEED);
    let ids_given = big(own.remove("IdsGiven").unwrap_or_default(), "Latch.IdsGiven")?.unwrap_or(0);
    let mut world = World::empty();
    (world.seed, world.ids_given, world.account, world.groups) = (seed, ids_given, account, groups);
    (world.policy, world.scenario) = (policy, scenario);
    if account.overdue_since.is_none() {
        refuse_past_schedules(&instances, now)?;
    }
    put_all(&mut world, instances.into_iter().chain(released))?;
    let upto = number(own.remove("NextOrdinal").unwrap_or_default(), "Latch.NextOrdinal")?.unwrap_or(0);
    if upto > MOST_ORDINALS {
        return Err(ImportError::new("Latch.NextOrdinal", Problem::OutOfRange));
    }
    world.reserve(upto);
    make_missing_groups(&mut world, now);
    world.records = records(&world, head.remove("Activity").unwrap_or_default())?;
    let next = big(own.remove("NextRecord").unwrap_or_default(), "Latch.NextRecord")?.unwrap_or(1);
    world.next_record = next.max(world.records.back().map_or(1, |last| last.number + 1));
    world.clock = clock(&world, own.remove("Clock").unwrap_or_default(), now, present.real_now)?;
    Ok(world)
}

/// R9: outside arrears a schedule that has passed would have fired.
fn refuse_past_schedules(instances: &[Read], now: UnixMillis) -> Result<(), ImportError> {
    // The minute that just came may not have fired yet.
    let is_past = |read: &Read| read.instance.auto_release_at.is_some_and(|at| at < now.minute_start());
    match instances.iter().position(is_past) {
        Some(n) => {
            Err(ImportError::new(format!("Instances.Instance[{n}].AutoReleaseTime"), Problem::ScheduleInThePast))
        }
        None => Ok(()),
    }
}

/// Those with a place of their own first, so that the others come after them.
fn put_all(world: &mut World, rows: impl Iterator<Item = Read>) -> Result<(), ImportError> {
    let mut unplaced = Vec::new();
    for read in rows {
        let ordinal = read.ordinal;
        let instance = read.into_instance(true);
        match ordinal {
            Some(ordinal) if ordinal > MOST_ORDINALS || world.any(ordinal).is_some() => {
                return Err(ImportError::new(format!("{}.Latch.Ordinal", instance.id), Problem::OutOfRange));
            }
            Some(ordinal) => world.put(ordinal, instance),
            None => unplaced.push(instance),
        }
    }
    for instance in unplaced {
        world.put(world.next_ordinal(), instance);
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
    for group in missing {
        world.groups.entry(Arc::clone(&group.id)).or_insert(group);
    }
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

/// The team's policy; an export from before there was one has the one that every account begins with.
fn policy(value: Option<Value>) -> Result<Vec<Tag>, Fault> {
    let Some(value) = value else { return Ok(default_policy()) };
    let mut tags = Vec::new();
    for (n, tag) in list(value, "Policy")?.into_iter().enumerate() {
        let at = format!("Policy[{n}]");
        let mut tag = map(tag, &at)?;
        let mut word = |name: &str| text(tag.remove(name).unwrap_or_default(), &format!("{at}.{name}"));
        tags.push(Tag { key: word("Key")?, value: word("Value")? });
    }
    match tag_problem(&tags) {
        None => Ok(tags),
        Some((n, _)) => Err(Fault::new(&format!("Policy[{n}]"), Problem::OutOfRange)),
    }
}

/// The name of the scenario that the world was begun from; empty = none.
fn scenario(value: Option<Value>) -> Result<Box<str>, Fault> {
    let name = text(value.unwrap_or_default(), "Scenario")?;
    match name.is_empty() || is_scenario_name(&name) {
        true => Ok(name),
        false => Err(Fault::new("Scenario", Problem::OutOfRange)),
    }
}

/// The scaling groups of an export.
pub fn groups(head: &Map<String, Value>, now: UnixMillis) -> Result<BTreeMap<Arc<str>, ScalingGroup>, Fault> {
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
        let created_at = time(group.remove("CreationTime"), &format!("{at}.CreationTime"))?.unwrap_or(now);
        let mut own = map(group.remove("Latch").unwrap_or_default(), &format!("{at}.Latch"))?;
        let template = match own.remove("Template") {
            None => Arc::default(),
            Some(template) => Arc::new(typed(template, &format!("{at}.Latch.Template"))?),
        };
        groups.insert(Arc::clone(&id), ScalingGroup { id, created_at, template });
    }
    Ok(groups)
}

fn records(world: &World, value: Value) -> Result<VecDeque<Record>, Fault> {
    let mut records: VecDeque<Record> = VecDeque::new();
    for (n, entry) in list(value, "Activity")?.into_iter().enumerate() {
        let at = format!("Activity[{n}]");
        let record = record(world, entry, &at)?;
        // A record is found by its number, counted from the oldest.
        if records.back().is_some_and(|last| last.number + 1 != record.number) {
            return Err(Fault::new(&format!("{at}.Number"), Problem::OutOfRange));
        }
        records.push_back(record);
    }
    Ok(records)
}

fn record(world: &World, value: Value, at: &str) -> Result<Record, Fault> {
    let mut entry = map(value, at)?;
    let place = |name: &str| format!("{at}.{name}");
    let mut take = |name: &str| (entry.remove(name).unwrap_or_default(), place(name));
    let (number, here) = take("Number");
    let number = big(number, &here)?
        .filter(|number| (1..u64::MAX).contains(number))
        .ok_or_else(|| Fault::new(&here, Problem::OutOfRange))?;
    let (time_value, here) = take("Time");
    let happened_at = time(Some(time_value), &here)?.ok_or_else(|| Fault::new(&here, Problem::MalformedTime))?;
    let (actor, here) = take("Actor");
    let actor = typed(actor, &here)?;
    let (act, here) = take("Act");
    let act = typed(act, &here)?;
    let (request_id, here) = take("RequestId");
    let request_id = text(request_id, &here)?;
    let (given, here) = take("Outcomes");
    let mut outcomes = Vec::new();
    for (n, given) in list(given, &here)?.into_iter().enumerate() {
        outcomes.push(outcome(world, given, &format!("{here}[{n}]"))?);
    }
    let (unknown_ids, here) = take("UnknownInstanceIds");
    let unknown_ids = if unknown_ids.is_null() { Vec::new() } else { typed(unknown_ids, &here)? };
    let (parameters, here) = take("Parameters");
    let parameters = if parameters.is_null() { Vec::new() } else { typed(parameters, &here)? };
    let (refused, here) = take("Refused");
    let refused = match map(refused, &here)?.remove("Reason") {
        None => None,
        Some(reason) => Some(typed(reason, &here)?),
    };
    Ok(Record { number, at: happened_at, actor, act, request_id, outcomes, unknown_ids, parameters, refused })
}

fn outcome(world: &World, value: Value, at: &str) -> Result<Outcome, Fault> {
    let mut given = map(value, at)?;
    let mut take = |name: &str| (given.remove(name).unwrap_or_default(), format!("{at}.{name}"));
    let (protected, here) = take("DeletionProtection");
    let protected = flag(protected, &here)?.unwrap_or(false);
    let (because, because_at) = take("Because");
    let (happened, here) = take("Happened");
    let happened = match &*text(happened, &here)? {
        "Done" => Happened::Done,
        "Released" => Happened::Released(typed(because, &because_at)?),
        "Kept" => Happened::Kept(typed(because, &because_at)?),
        "Stopped" => Happened::Stopped(typed(because, &because_at)?),
        "Removed" => Happened::Removed(typed(because, &because_at)?),
        "Refused" => Happened::Refused(typed(because, &because_at)?),
        other => return Err(Fault::new(&here, Problem::UnknownValue(other.into()))),
    };
    let (ids, ids_at) = take("InstanceIds");
    let (own, here) = take("Latch");
    let who = match map(own, &here)?.remove("Ordinals") {
        Some(runs) => ordinals(typed(runs, &here)?, world.next_ordinal(), &here)?,
        None => {
            let ids: Vec<Box<str>> = if ids.is_null() { Vec::new() } else { typed(ids, &ids_at)? };
            ids.iter().filter_map(|id| world.find_any(id)).map(|(ordinal, _)| ordinal).collect()
        }
    };
    Ok(Outcome { who, protected, happened })
}

fn ordinals(runs: Vec<(Ordinal, u32)>, end: Ordinal, at: &str) -> Result<Ordinals, Fault> {
    let mut who = Ordinals::default();
    let mut from = 0;
    for (first, length) in runs {
        match first.checked_add(length) {
            Some(after) if first >= from && after <= end => {
                (first..after).for_each(|ordinal| who.insert(ordinal));
                from = after;
            }
            _ => return Err(Fault::new(at, Problem::OutOfRange)),
        }
    }
    Ok(who)
}

/// The clock goes on from the exported now. Where it was real time it is real time again, unless something would have
/// been released in between: then that shall happen before one's eyes.
fn clock(world: &World, value: Value, now: UnixMillis, real_now: UnixMillis) -> Result<Clock, Fault> {
    let mut given = map(value, "Latch.Clock")?;
    let rate = number(given.remove("Rate").unwrap_or_default(), "Latch.Clock.Rate")?.unwrap_or(1);
    let was_real = flag(given.remove("Real").unwrap_or_default(), "Latch.Clock.Real")?.unwrap_or(false);
    if was_real && real_now >= now && !loses_by(world, real_now) {
        return Ok(Clock::real());
    }
    Ok(Clock::anchored(real_now, now, rate))
}

/// Whether time alone would take an instance by then.
fn loses_by(world: &World, then: UnixMillis) -> bool {
    let overdue = world.account.overdue_since.is_some();
    let due = |instance: &Instance| {
        let expiry = instance.expires_at.filter(|_| instance.spec.charge == ChargeType::PrePaid);
        let expired = instance.locks.has(Locks::FINANCIAL);
        let expiry = expiry.map(|at| if expired { at.plus(EXPIRED_RELEASE_AFTER) } else { at });
        let schedule = instance.auto_release_at.filter(|_| !overdue);
        [schedule, instance.reclaim_at, expiry].into_iter().flatten().any(|at| at <= then)
    };
    world.account.next_due().is_some_and(|at| at <= then) || world.live().any(|(_, instance)| due(instance))
}

/// A number that may be a text, since JavaScript rounds large ones.
fn big(value: Value, place: &str) -> Result<Option<u64>, Fault> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => text.parse().map(Some).map_err(|_| Fault::new(place, Problem::OutOfRange)),
        Value::Number(number) => number.as_u64().map(Some).ok_or_else(|| Fault::new(place, Problem::OutOfRange)),
        _ => Err(Fault::new(place, Problem::WrongType)),
    }
}

fn typed<T: DeserializeOwned>(value: Value, place: &str) -> Result<T, Fault> {
    serde_json::from_value(value).map_err(|_| Fault::new(place, Problem::WrongType))
}
