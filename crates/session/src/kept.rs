//! What localStorage holds of the world: which tables, how large, which segments lag behind the log, and what to write next so
//! that the log stays short. Knows sizes and numbers; the texts are made when they are written.

use std::collections::BTreeMap;

use super::{Limits, Write};
use crate::storage::units;
use crate::stored::{
    keys::Key,
    migrate::{Head, write_head},
    segment::{RECORDS, ROWS, first_of, write_records, write_rows},
};
use latch_rules::{Event, Ordinals, UnixMillis, World};

/// The tables and the log as localStorage holds them.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    pub limits: Limits,
    pub generation: u64,
    /// See `Head::covered`, as last written.
    pub covered: u64,
    pub history_from: u64,
    /// See `Head::begun_by`.
    pub begun_by: Box<str>,
    /// Units of every key of this folder: its prefix, name and text.
    sizes: BTreeMap<String, usize>,
    /// Units of all other keys of the origin.
    others: usize,
    /// Length of the prefix that every key carries.
    prefix: usize,
    /// Units of each commit in the log.
    log: BTreeMap<u64, usize>,
    /// The sums of `sizes` and of `log`, kept up to date because every commit asks for them.
    in_use: usize,
    logged: usize,
    /// Segments that lag behind the log, with the first commit whose effects they lack.
    rows: BTreeMap<u32, u64>,
    records: BTreeMap<u64, u64>,
    /// Segments of instances that were ever written.
    pub written: Ordinals,
    /// Leftover keys that nothing refers to any more, to be removed.
    stale: Vec<String>,
}

impl Kept {
    /// Nothing is kept yet. `others`: units of the other keys of the origin; `prefix`: length of the prefix of every key.
    #[must_use]
    pub fn new(others: usize, prefix: usize) -> Self {
        Self { others, prefix, history_from: 1, ..Self::default() }
    }

    /// The same under other limits.
    #[must_use]
    pub fn within(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// The `Kept` of a world that is in memory only: nothing is stored.
    #[must_use]
    pub fn of_generation(generation: u64, begun_by: &str) -> Self {
        Self { generation, begun_by: begun_by.into(), ..Self::default() }
    }

    /// Units in use in the whole origin.
    #[must_use]
    pub fn used(&self) -> usize {
        self.others + self.in_use
    }

    /// Notes a key of this folder that was found in storage, whatever it holds.
    pub fn found(&mut self, name: &str, text: &str) {
        self.wrote(name, units(text));
    }

    /// Marks a key for removal with the next compaction step: nothing refers to it any more.
    pub fn leave(&mut self, name: String) {
        self.stale.push(name);
    }

    fn wrote(&mut self, name: &str, units: usize) {
        if let Some(Key::Log(number)) = Key::parse(name) {
            self.logged += units;
            self.logged -= self.log.insert(number, units).unwrap_or(0);
        }
        let size = units + name.len() + self.prefix;
        self.in_use += size;
        self.in_use -= self.sizes.insert(name.to_owned(), size).unwrap_or(0);
    }

    fn removed(&mut self, name: &str) {
        if let Some(Key::Log(number)) = Key::parse(name) {
            self.logged -= self.log.remove(&number).unwrap_or(0);
        }
        self.in_use -= self.sizes.remove(name).unwrap_or(0);
        self.stale.retain(|stale| stale != name);
    }

    /// Whether every table key that was written is among these keys, with as many units of text as were written.
    #[must_use]
    pub fn is_there(&self, sizes: &[(String, usize)]) -> bool {
        let found: BTreeMap<&str, usize> = sizes.iter().map(|(name, units)| (name.as_str(), *units)).collect();
        let is_table = |name: &str| !matches!(Key::parse(name), None | Some(Key::Preferences));
        let mut tables = self.sizes.iter().filter(|(name, _)| is_table(name));
        tables
            .all(|(name, size)| found.get(name.as_str()).is_some_and(|units| units + name.len() + self.prefix == *size))
    }

    /// Takes note of what was written.
    pub fn note(&mut self, sizes: &[(String, Option<usize>)]) {
        for (name, size) in sizes {
            match size {
                Some(units) => self.wrote(name, *units),
                None => self.removed(name),
            }
        }
    }

    /// Marks the segments that a commit in the log changes: they lag behind until they are rewritten.
    pub fn touch(&mut self, number: u64, events: &[Event]) {
        for event in events {
            match event {
                Event::Created { first, instances } | Event::Uncreated { first, instances } => {
                    self.touch_rows(number, *first, instances.len() as u32);
                }
                Event::Changed { who, .. } | Event::Forgotten { who, .. } => self.touch_all(number, who),
                Event::Recorded { record } => {
                    self.records.entry(record.number / RECORDS).or_insert(number);
                }
                Event::AccountChanged { .. }
                | Event::ClockChanged { .. }
                | Event::GroupChanged { .. }
                | Event::TokenChanged { .. }
                | Event::PolicyChanged { .. }
                | Event::TurnedBack { .. }
                | Event::IdsGiven { .. } => {}
            }
        }
    }

    /// Steps from segment to segment instead of through all runs: a mixed fleet has tens of thousands of runs in a few hundred segments.
    fn touch_all(&mut self, number: u64, who: &Ordinals) {
        let mut at = 0;
        while let Some(ordinal) = who.first_from(at) {
            let segment = ordinal / ROWS;
            self.rows.entry(segment).or_insert(number);
            at = segment.saturating_add(1).saturating_mul(ROWS);
        }
    }

    fn touch_rows(&mut self, number: u64, first: u32, length: u32) {
        let Some(last) = length.checked_sub(1).map(|more| first.saturating_add(more)) else { return };
        for segment in first / ROWS..=last / ROWS {
            self.rows.entry(segment).or_insert(number);
        }
    }

    /// The last commit up to which the tables would be complete if a head were written now.
    fn coverable(&self, last: u64) -> u64 {
        let first_lacking = self.rows.values().chain(self.records.values()).min();
        first_lacking.map_or(last, |number| number - 1)
    }

    /// Whether the log is so long that segments should be rewritten: it is larger than the segments to rewrite, so that rewriting costs
    /// each commit no more than its own size, or it exceeds its share of the room.
    #[must_use]
    pub fn wants_compaction(&self, last: u64) -> bool {
        let beyond = last - self.covered.min(last);
        !self.stale.is_empty()
            || self.logged > self.limits.log_share()
            || beyond > self.limits.compact_from() && self.logged > self.lagging_units()
    }

    /// Units of the segments that lag behind the log, as they are stored now.
    fn lagging_units(&self) -> usize {
        let generation = self.generation;
        let rows = self.rows.keys().map(|segment| Key::Rows { generation, segment: *segment });
        let records = self.records.keys().map(|segment| Key::Records { generation, segment: *segment });
        rows.chain(records).filter_map(|key| self.sizes.get(&key.name())).sum()
    }

    /// Whether a compaction that was begun should go on: until only history is left in the log.
    #[must_use]
    pub fn has_more_to_compact(&self, last: u64) -> bool {
        last - self.covered.min(last) > self.limits.history || self.logged > self.limits.log_share()
    }

    /// The next step of a compaction, as writes in order: one segment, the head, and the removal of the keys that both make superfluous.
    /// A crash between two writes loses nothing: the head refers only to what was written before it. The segment is unmarked at once, so
    /// that a commit that touches it while the step is being written marks it again.
    #[must_use]
    pub fn step(&mut self, world: &World, last: u64, last_at: UnixMillis) -> Step {
        let mut writes: Vec<Write> = self.stale.iter().cloned().map(Write::remove).collect();
        let marked = self.take_oldest_mark();
        match marked {
            Some(Marked::Rows(segment, _)) => writes.push(self.rows_write(world, segment, last)),
            Some(Marked::Records(segment, _)) => writes.extend(self.records_write(world, segment, last)),
            None => {}
        }
        let covered = self.coverable(last);
        let mut written = self.written.clone();
        if let Some(Marked::Rows(segment, _)) = marked {
            written.insert(segment);
        }
        writes.push(Write::set(Key::Head, write_head(&head(world, self, &written, covered, last_at))));
        writes.extend(self.superfluous_log(covered, last).map(|number| Write::remove(Key::Log(number).name())));
        writes.extend(self.superfluous_records(world).map(Write::remove));
        Step { writes, marked, written, covered }
    }

    /// The segment that has lagged behind the longest.
    fn take_oldest_mark(&mut self) -> Option<Marked> {
        let rows = self.rows.iter().min_by_key(|(_, since)| **since);
        let records = self.records.iter().min_by_key(|(_, since)| **since);
        let oldest = match (rows, records) {
            (Some((segment, since)), other) if other.is_none_or(|(_, second)| since <= second) => {
                Marked::Rows(*segment, *since)
            }
            (_, Some((segment, since))) => Marked::Records(*segment, *since),
            _ => return None,
        };
        match oldest {
            Marked::Rows(segment, _) => drop(self.rows.remove(&segment)),
            Marked::Records(segment, _) => drop(self.records.remove(&segment)),
        }
        Some(oldest)
    }

    /// The step was written.
    pub fn stepped(&mut self, step: Step) {
        self.written = step.written;
        self.covered = step.covered;
    }

    /// The step was not, or not wholly, written: its segment lags behind as before.
    pub fn not_stepped(&mut self, step: &Step) {
        match step.marked {
            Some(Marked::Rows(segment, since)) => drop(self.rows.insert(segment, since)),
            Some(Marked::Records(segment, since)) => drop(self.records.insert(segment, since)),
            None => {}
        }
    }

    fn rows_write(&self, world: &World, segment: u32, last: u64) -> Write {
        let first = first_of(segment);
        let end = world.next_ordinal().min(first.saturating_add(ROWS));
        let key = Key::Rows { generation: self.generation, segment };
        Write::set(key, write_rows(key, last, (first..end).map(|ordinal| world.any(ordinal))))
    }

    fn records_write(&self, world: &World, segment: u64, last: u64) -> Option<Write> {
        let numbers = segment * RECORDS..(segment + 1) * RECORDS;
        let records: Vec<_> = numbers.filter_map(|number| world.record(number)).collect();
        let key = Key::Records { generation: self.generation, segment };
        (!records.is_empty()).then(|| Write::set(key, write_records(key, last, records.into_iter())))
    }

    /// Commits that the tables hold and that are too old for history, or exceed its share of the room.
    fn superfluous_log(&self, covered: u64, last: u64) -> impl Iterator<Item = u64> + '_ {
        let mut excess = self.logged.saturating_sub(self.limits.log_share() / 2);
        self.log.range(..=covered).filter_map(move |(number, units)| {
            let superfluous = excess > 0 || number + self.limits.history <= last || *number < self.history_from;
            excess = excess.saturating_sub(*units);
            superfluous.then_some(*number)
        })
    }

    fn superfluous_records(&self, world: &World) -> impl Iterator<Item = String> + '_ {
        let oldest = world.records.front().map_or(world.next_record, |record| record.number);
        self.sizes
            .keys()
            .filter(move |name| match Key::parse(name) {
                Some(Key::Records { generation, segment }) => {
                    generation == self.generation && (segment + 1) * RECORDS <= oldest
                }
                _ => false,
            })
            .cloned()
    }

    /// Removals that make room at once at the cost of history: every commit that the tables hold already.
    #[must_use]
    pub fn history_removals(&self) -> Vec<Write> {
        self.log.range(..=self.covered).map(|(number, _)| Write::remove(Key::Log(*number).name())).collect()
    }

    /// Removals that make room at once at the cost of the oldest records: the older half of their segments.
    #[must_use]
    pub fn record_removals(&self) -> Vec<Write> {
        let mut segments: Vec<u64> = self
            .sizes
            .keys()
            .filter_map(|name| match Key::parse(name) {
                Some(Key::Records { generation, segment }) if generation == self.generation => Some(segment),
                _ => None,
            })
            .filter(|segment| !self.records.contains_key(segment))
            .collect();
        segments.sort_unstable();
        segments.truncate(segments.len().div_ceil(2));
        let key = |segment| Key::Records { generation: self.generation, segment };
        segments.into_iter().map(|segment| Write::remove(key(segment).name())).collect()
    }

    /// Whether the tables have a head.
    #[must_use]
    pub fn has_head(&self) -> bool {
        self.sizes.contains_key(&Key::Head.name())
    }

    /// The last commit that has a key in the log, also one beyond a gap; 0 where there is none.
    #[must_use]
    pub fn last_logged(&self) -> u64 {
        self.log.keys().next_back().copied().unwrap_or(0)
    }

    /// The highest generation that any table has, also one that was never finished.
    #[must_use]
    pub fn last_generation(&self) -> u64 {
        let generations = self.sizes.keys().filter_map(|name| generation_of(name));
        generations.max().unwrap_or(0).max(self.generation)
    }

    /// Removals of tables that no head names: what is left of a world that did not fit.
    #[must_use]
    pub fn beyond_generation(&self) -> Vec<Write> {
        let beyond = self.sizes.keys().filter(|name| generation_of(name).is_some_and(|other| other > self.generation));
        beyond.cloned().map(Write::remove).collect()
    }

    /// Every key of the tables and the log, for when another world takes their place.
    #[must_use]
    pub fn table_keys(&self) -> Vec<String> {
        let is_table =
            |name: &&String| matches!(Key::parse(name), Some(Key::Log(_) | Key::Rows { .. } | Key::Records { .. }));
        self.sizes.keys().filter(is_table).cloned().collect()
    }

    /// The writes that store a whole world, the head last. The tables hold the effects of every commit up to `number`.
    #[must_use]
    pub fn snapshot(
        world: &World,
        generation: u64,
        number: u64,
        last_at: UnixMillis,
        begun_by: &str,
    ) -> (Self, Vec<Write>) {
        // After long use most segments are empty: they are not written.
        let is_used = |segment: &u32| {
            let first = first_of(*segment);
            (first..first.saturating_add(ROWS)).any(|ordinal| world.any(ordinal).is_some())
        };
        let segments: Ordinals = (0..world.next_ordinal().div_ceil(ROWS)).filter(is_used).collect();
        let kept = Self {
            generation,
            covered: number,
            history_from: number + 1,
            begun_by: begun_by.into(),
            written: segments.clone(),
            ..Self::default()
        };
        let mut writes: Vec<Write> = segments.iter().map(|segment| kept.rows_write(world, segment, number)).collect();
        let oldest = world.records.front().map_or(world.next_record, |record| record.number);
        let record_segments = oldest / RECORDS..=world.next_record / RECORDS;
        writes.extend(record_segments.filter_map(|segment| kept.records_write(world, segment, number)));
        writes.push(Write::set(Key::Head, write_head(&head(world, &kept, &kept.written, number, last_at))));
        (kept, writes)
    }

    /// Another world's tables have taken the place of these.
    pub fn replaced_by(&mut self, snapshot: Self) {
        let (sizes, log) = (std::mem::take(&mut self.sizes), std::mem::take(&mut self.log));
        let (limits, others, prefix) = (self.limits, self.others, self.prefix);
        let (in_use, logged) = (self.in_use, self.logged);
        *self = Self { limits, sizes, others, prefix, log, in_use, logged, ..snapshot };
    }
}

fn generation_of(name: &str) -> Option<u64> {
    match Key::parse(name)? {
        Key::Rows { generation, .. } | Key::Records { generation, .. } => Some(generation),
        Key::Head | Key::Log(_) | Key::Preferences => None,
    }
}

/// A segment that lags behind the log, and the first commit whose effects it lacks.
#[derive(Clone, Copy, Debug)]
enum Marked {
    Rows(u32, u64),
    Records(u64, u64),
}

/// A step of a compaction, and the values that `Kept` gets once it is written.
#[derive(Debug)]
pub struct Step {
    pub writes: Vec<Write>,
    marked: Option<Marked>,
    written: Ordinals,
    covered: u64,
}

pub(super) fn head(world: &World, kept: &Kept, written: &Ordinals, covered: u64, last_at: UnixMillis) -> Head {
    Head {
        generation: kept.generation,
        covered,
        history_from: kept.history_from,
        begun_by: kept.begun_by.clone(),
        last_at,
        seed: world.seed,
        ids_given: world.ids_given,
        clock: world.clock,
        account: world.account,
        groups: world.groups.clone(),
        tokens: world.tokens.clone(),
        policy: world.policy.clone(),
        scenario: world.scenario.clone(),
        segments: written.clone(),
        records_from: world.records.front().map_or(world.next_record, |record| record.number),
        next_record: world.next_record,
        next_ordinal: world.next_ordinal(),
    }
}
