//! Instances and records as they are stored: instances packed by column, so that a hundred thousand fit into an origin's room; records a
//! few dozen per key. Formats only, not when they are written.

use std::{collections::HashMap, sync::Arc};

use super::{
    frame::{Unreadable, open, seal},
    keys::Key,
    packed::{
        Reader, Writer,
        columns::{flags, numbers, optional, put_flags, put_numbers, put_optional, put_symbols, symbols},
        texts::{put_texts, texts},
        to_bytes,
    },
    wire,
};
use latch_rules::{
    Instance, Ordinal, Record, UnixMillis,
    bounds::{MOST_NUMBER, MOST_PLACES},
    instance::{Locks, Membership, Origin, Release, Status, StoppedMode, Tag},
    protection::Cause,
};

mod address;
mod spec;

/// Instances in a segment.
pub const ROWS: u32 = 512;
/// Records in a segment.
pub const RECORDS: u64 = 64;
/// Upper bound of rows: no valid text holds more.
const MOST_ROWS: usize = 1 << 20;

/// The places of a segment, some empty, and the last commit whose effects they contain.
#[derive(Clone, PartialEq, Debug)]
pub struct Rows {
    pub upto: u64,
    pub rows: Vec<Option<Instance>>,
}

/// The stored text of a segment of instances, for its key.
#[must_use]
pub fn write_rows<'a>(key: Key, upto: u64, rows: impl Iterator<Item = Option<&'a Instance>>) -> String {
    let rows: Vec<Option<&Instance>> = rows.collect();
    let mut out = Writer::default();
    out.varint(upto);
    out.varint(rows.len() as u64);
    put_flags(&mut out, &rows.iter().map(Option::is_some).collect::<Vec<_>>());
    put_instances(&mut out, &rows.into_iter().flatten().collect::<Vec<_>>());
    seal(&key.name(), &out.into_text())
}

/// The segment in the text that is stored under this key.
///
/// # Errors
/// `Damaged` if the text is no whole segment or belongs to another key; `Newer` if a newer build wrote it.
pub fn read_rows(key: Key, text: &str) -> Result<Rows, Unreadable> {
    let (_, body) = open(&key.name(), text)?;
    let read = || {
        let bytes = to_bytes(body)?;
        let mut from = Reader::new(&bytes);
        let upto = from.varint()?;
        let count = from.count(ROWS as usize)?;
        let present = flags(&mut from, count)?;
        let mut instances = instances(&mut from, present.iter().filter(|there| **there).count())?.into_iter();
        let rows = present.into_iter().map(|there| if there { instances.next() } else { None }).collect();
        from.is_done().then_some(Rows { upto, rows })
    };
    read().ok_or(Unreadable::Damaged)
}

/// Instances packed together, for the log.
#[must_use]
pub fn pack(instances: &[Instance]) -> Vec<u8> {
    let mut out = Writer::default();
    out.varint(instances.len() as u64);
    put_instances(&mut out, &instances.iter().collect::<Vec<_>>());
    out.into_bytes()
}

/// Reads what `pack` wrote. `None` if it is not whole.
#[must_use]
pub fn unpack(bytes: &[u8]) -> Option<Vec<Instance>> {
    let mut from = Reader::new(bytes);
    let count = from.count(MOST_ROWS)?;
    let instances = instances(&mut from, count)?;
    from.is_done().then_some(instances)
}

/// The stored text of a segment of records, for its key.
#[must_use]
pub fn write_records<'a>(key: Key, upto: u64, records: impl Iterator<Item = &'a Record>) -> String {
    seal(&key.name(), &wire::write(&(upto, records.collect::<Vec<_>>())))
}

/// The records in the text that is stored under this key.
///
/// # Errors
/// `Damaged` if the text is no whole segment or belongs to another key; `Newer` if a newer build wrote it.
pub fn read_records(key: Key, text: &str) -> Result<Vec<Record>, Unreadable> {
    let (_, body) = open(&key.name(), text)?;
    let read = wire::read(body).map(|(_upto, records): (u64, Vec<Record>)| records);
    read.filter(|records| records.iter().all(is_sane)).ok_or(Unreadable::Damaged)
}

/// Whether all numbers of a record are within the bounds of this program.
pub(super) fn is_sane(record: &Record) -> bool {
    record.number < MOST_NUMBER && record.outcomes.iter().all(|outcome| outcome.who.end() <= MOST_PLACES)
}

/// The place of a segment's first row.
#[must_use]
pub fn first_of(segment: u32) -> Ordinal {
    segment.saturating_mul(ROWS)
}

fn put_instances(out: &mut Writer, all: &[&Instance]) {
    let (specs, spec_of) = distinct(all.iter().map(|one| &one.spec));
    out.varint(specs.len() as u64);
    spec::put(out, &specs);
    put_symbols(out, &spec_of);
    let (tag_lists, tags_of) = distinct(all.iter().map(|one| &one.tags));
    put_tags(out, &tag_lists);
    put_symbols(out, &tags_of);

    put_texts(out, &all.iter().map(|one| &*one.id).collect::<Vec<_>>());
    put_named(out, all, |one| &one.name);
    put_named(out, all, |one| &one.host_name);
    put_texts(out, &all.iter().map(|one| &*one.description).collect::<Vec<_>>());
    address::put(out, &all.iter().map(|one| &*one.private_ip).collect::<Vec<_>>());
    address::put(out, &all.iter().map(|one| &*one.public_ip).collect::<Vec<_>>());
    address::put(out, &all.iter().map(|one| &*one.eip).collect::<Vec<_>>());
    put_numbers(out, &all.iter().map(|one| one.created_at.0).collect::<Vec<_>>());
    put_times(out, all, |one| one.started_at);
    put_symbols(out, &all.iter().map(|one| condition(one)).collect::<Vec<_>>());
    put_times(out, all, |one| one.settles_at);
    put_times(out, all, |one| one.auto_release_at);
    put_times(out, all, |one| one.expires_at);
    put_times(out, all, |one| one.reclaim_at);
    put_members(out, all);
    put_releases(out, all);
}

fn instances(from: &mut Reader, rows: usize) -> Option<Vec<Instance>> {
    let count = from.count(rows)?;
    let specs: Vec<_> = spec::read(from, count)?.into_iter().map(Arc::new).collect();
    let spec_of = symbols(from, rows)?;
    let tag_lists = tags(from, rows)?;
    let tags_of = symbols(from, rows)?;

    let ids = texts(from, rows)?;
    let names = named(from, &ids)?;
    let host_names = named(from, &ids)?;
    let descriptions = texts(from, rows)?;
    let private_ips = address::read(from, rows)?;
    let public_ips = address::read(from, rows)?;
    let eips = address::read(from, rows)?;
    let created = numbers(from, rows)?;
    let started = times(from, &created)?;
    let conditions = symbols(from, rows)?;
    let settles = times(from, &created)?;
    let schedules = times(from, &created)?;
    let expiries = times(from, &created)?;
    let reclaims = times(from, &created)?;
    let members = members(from, rows)?;
    let releases = releases(from, &created)?;

    let mut all = Vec::with_capacity(rows.min(4096));
    let mut columns = (
        (names.into_iter(), host_names.into_iter(), descriptions.into_iter()),
        (private_ips.into_iter(), public_ips.into_iter(), eips.into_iter()),
        (started.into_iter(), settles.into_iter(), schedules.into_iter()),
        (expiries.into_iter(), reclaims.into_iter(), members.into_iter(), releases.into_iter()),
    );
    let codes = spec_of.into_iter().zip(tags_of).zip(conditions).zip(created);
    for (id, (((spec, tags), condition), created)) in ids.into_iter().zip(codes) {
        let (status, stopped_mode, protected, locks) = conditions_of(condition)?;
        all.push(Instance {
            id,
            name: columns.0.0.next()?,
            host_name: columns.0.1.next()?,
            description: columns.0.2.next()?,
            spec: Arc::clone(specs.get(spec as usize)?),
            tags: Arc::clone(tag_lists.get(tags as usize)?),
            private_ip: columns.1.0.next()?,
            public_ip: columns.1.1.next()?,
            eip: columns.1.2.next()?,
            created_at: UnixMillis(created),
            started_at: columns.2.0.next()?,
            status,
            settles_at: columns.2.1.next()?,
            stopped_mode,
            protected,
            auto_release_at: columns.2.2.next()?,
            expires_at: columns.3.0.next()?,
            reclaim_at: columns.3.1.next()?,
            locks,
            member: columns.3.2.next()?,
            released: columns.3.3.next()?,
        });
    }
    Some(all)
}

/// The distinct values, and for each row the index of its value.
fn distinct<'a, T: Eq + std::hash::Hash>(all: impl Iterator<Item = &'a Arc<T>>) -> (Vec<&'a T>, Vec<u32>) {
    let mut by_pointer = HashMap::new();
    let mut by_value = HashMap::new();
    let mut table = Vec::new();
    let places = all
        .map(|value| {
            *by_pointer.entry(Arc::as_ptr(value)).or_insert_with(|| {
                *by_value.entry(&**value).or_insert_with(|| {
                    table.push(&**value);
                    table.len() as u32 - 1
                })
            })
        })
        .collect();
    (table, places)
}

fn put_tags(out: &mut Writer, lists: &[&Vec<Tag>]) {
    out.varint(lists.len() as u64);
    put_symbols(out, &lists.iter().map(|list| list.len() as u32).collect::<Vec<_>>());
    put_texts(out, &lists.iter().copied().flatten().map(|tag| &*tag.key).collect::<Vec<_>>());
    put_texts(out, &lists.iter().copied().flatten().map(|tag| &*tag.value).collect::<Vec<_>>());
}

fn tags(from: &mut Reader, rows: usize) -> Option<Vec<Arc<Vec<Tag>>>> {
    let count = from.count(rows)?;
    let lengths = symbols(from, count)?;
    let total = sum(&lengths)?;
    let mut all = texts(from, total)?.into_iter().zip(texts(from, total)?).map(|(key, value)| Tag { key, value });
    Some(lengths.into_iter().map(|length| Arc::new(all.by_ref().take(length as usize).collect())).collect())
}

/// The sum of `counts`; `None` if it is more than a valid text can hold.
fn sum(counts: &[u32]) -> Option<usize> {
    let total: u64 = counts.iter().copied().map(u64::from).sum();
    usize::try_from(total).ok().filter(|total| *total <= MOST_ROWS)
}

/// Writes names. A name that is the instance's id, or the `iZ…Z` host name that ECS makes from it, takes no text, only a kind.
fn put_named(out: &mut Writer, all: &[&Instance], name: impl Fn(&Instance) -> &str) {
    let kind = |one: &Instance| {
        let name = name(one);
        match name {
            _ if name == &*one.id => 0,
            _ if name == made_host_name(&one.id) => 1,
            _ => 2,
        }
    };
    let kinds: Vec<u32> = all.iter().map(|one| kind(one)).collect();
    put_symbols(out, &kinds);
    put_texts(out, &all.iter().zip(kinds).filter(|(_, kind)| *kind == 2).map(|(one, _)| name(one)).collect::<Vec<_>>());
}

fn named(from: &mut Reader, ids: &[Box<str>]) -> Option<Vec<Box<str>>> {
    let kinds = symbols(from, ids.len())?;
    let mut spelled = texts(from, kinds.iter().filter(|kind| **kind == 2).count())?.into_iter();
    kinds
        .into_iter()
        .zip(ids)
        .map(|(kind, id)| match kind {
            0 => Some(id.clone()),
            1 => Some(made_host_name(id).into()),
            2 => spelled.next(),
            _ => None,
        })
        .collect()
}

fn made_host_name(id: &str) -> String {
    format!("iZ{}Z", id.trim_start_matches("i-"))
}

fn put_times(out: &mut Writer, all: &[&Instance], time: impl Fn(&Instance) -> Option<UnixMillis>) {
    let since = |one: &Instance| time(one).map(|at| at.0.wrapping_sub(one.created_at.0));
    put_optional(out, &all.iter().map(|one| since(one)).collect::<Vec<_>>());
}

fn times(from: &mut Reader, created: &[i64]) -> Option<Vec<Option<UnixMillis>>> {
    let since = optional(from, created.len())?;
    let times = since.into_iter().zip(created);
    Some(times.map(|(since, created)| since.map(|since| UnixMillis(created.wrapping_add(since)))).collect())
}

/// Status, stopped mode, protection and locks in eight bits.
fn condition(one: &Instance) -> u32 {
    one.status as u32
        | u32::from(one.stopped_mode == StoppedMode::StopCharging) << 3
        | u32::from(one.protected) << 4
        | u32::from(one.locks.bits()) << 5
}

fn conditions_of(code: u32) -> Option<(Status, StoppedMode, bool, Locks)> {
    let status = match code & 7 {
        0 => Status::Pending,
        1 => Status::Starting,
        2 => Status::Running,
        3 => Status::Stopping,
        4 => Status::Stopped,
        _ => return None,
    };
    let mode = if code & 8 == 0 { StoppedMode::KeepCharging } else { StoppedMode::StopCharging };
    (code < 1 << 8).then_some((status, mode, code & 16 != 0, Locks::from_bits((code >> 5) as u8)))
}

fn put_members(out: &mut Writer, all: &[&Instance]) {
    let code = |member: &Membership| 1 + (member.origin as u32) * 2 + u32::from(member.guarded);
    put_symbols(out, &all.iter().map(|one| one.member.as_ref().map_or(0, code)).collect::<Vec<_>>());
    put_texts(out, &all.iter().filter_map(|one| one.member.as_ref()).map(|member| &*member.group).collect::<Vec<_>>());
}

fn members(from: &mut Reader, rows: usize) -> Option<Vec<Option<Membership>>> {
    let codes = symbols(from, rows)?;
    let groups = texts(from, codes.iter().filter(|code| **code > 0).count())?;
    let mut known: HashMap<Box<str>, Arc<str>> = HashMap::new();
    let mut groups =
        groups.into_iter().map(|name| Arc::clone(known.entry(name.clone()).or_insert_with(|| name.into())));
    codes
        .into_iter()
        .map(|code| {
            let Some(code) = code.checked_sub(1) else { return Some(None) };
            let origin = match code / 2 {
                0 => Origin::Created,
                1 => Origin::Entrusted,
                2 => Origin::Attached,
                _ => return None,
            };
            Some(Some(Membership { group: groups.next()?, origin, guarded: code % 2 == 1 }))
        })
        .collect()
}

fn put_releases(out: &mut Writer, all: &[&Instance]) {
    put_times(out, all, |one| one.released.map(|release| release.at));
    let releases: Vec<Release> = all.iter().filter_map(|one| one.released).collect();
    put_symbols(out, &releases.iter().map(|release| cause_code(release.cause)).collect::<Vec<_>>());
    put_numbers(out, &releases.iter().map(|release| release.record as i64).collect::<Vec<_>>());
}

fn releases(from: &mut Reader, created: &[i64]) -> Option<Vec<Option<Release>>> {
    let times = times(from, created)?;
    let count = times.iter().filter(|at| at.is_some()).count();
    let mut causes = symbols(from, count)?.into_iter();
    let mut records = numbers(from, count)?.into_iter();
    times
        .into_iter()
        .map(|at| {
            let Some(at) = at else { return Some(None) };
            Some(Some(Release { at, cause: cause_of(causes.next()?)?, record: records.next()? as u64 }))
        })
        .collect()
}

fn cause_code(cause: Cause) -> u32 {
    match cause {
        Cause::ConsoleRelease => 0,
        Cause::AutoReleaseTime => 1,
        Cause::AccountOverdue => 2,
        Cause::SecurityRelease => 3,
        Cause::SecurityStop => 4,
        Cause::ScaleIn => 5,
        Cause::RemovedFromGroup => 6,
        Cause::SpotReclaim => 7,
        Cause::SubscriptionExpired => 8,
        Cause::ApiRelease { force, terminate_subscription } => {
            16 + u32::from(force) + 2 * u32::from(terminate_subscription)
        }
    }
}

fn cause_of(code: u32) -> Option<Cause> {
    Some(match code {
        0 => Cause::ConsoleRelease,
        1 => Cause::AutoReleaseTime,
        2 => Cause::AccountOverdue,
        3 => Cause::SecurityRelease,
        4 => Cause::SecurityStop,
        5 => Cause::ScaleIn,
        6 => Cause::RemovedFromGroup,
        7 => Cause::SpotReclaim,
        8 => Cause::SubscriptionExpired,
        16..=19 => Cause::ApiRelease { force: code & 1 == 1, terminate_subscription: code & 2 == 2 },
        _ => return None,
    })
}
