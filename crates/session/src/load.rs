//! Reads a world from stored keys: reads the tables, applies the commits beyond them, and says what could not be read. Total: whatever
//! the keys hold, it ends with a world and a list of troubles, and it changes nothing.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use super::kept::Kept;
use crate::stored::{
    commit::{self, Commit},
    frame::Unreadable,
    keys::Key,
    migrate::{Head, read_head},
    segment::{RECORDS, first_of, read_records, read_rows},
};
use latch_ecs::secret;
use latch_rules::{Event, Record, UnixMillis, World};

/// Reasons against writing to these keys.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Troubles {
    /// Keys whose text is not what was written, or that should be there and are not.
    pub damaged: Vec<String>,
    /// The highest schema found that is ahead of this build's.
    pub newer: Option<u32>,
}

impl Troubles {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.damaged.is_empty() && self.newer.is_none()
    }

    fn add(&mut self, name: &str, why: Unreadable) {
        match why {
            Unreadable::Damaged => self.damaged.push(name.to_owned()),
            Unreadable::Newer { schema } => self.newer = self.newer.max(Some(schema)),
        }
    }

    /// Notes that a record is missing from its segment.
    fn miss_record(&mut self, generation: u64, number: u64) {
        let name = Key::Records { generation, segment: number / RECORDS }.name();
        if !self.damaged.contains(&name) {
            self.damaged.push(name);
        }
    }
}

/// A world as it was kept.
#[derive(Debug)]
pub struct Loaded {
    pub world: World,
    /// The last commit that is in the world.
    pub last: u64,
    /// Its instant, or that of the head.
    pub last_at: UnixMillis,
    /// The last commits, oldest first, without gaps up to `last`.
    pub history: VecDeque<Arc<Commit>>,
    pub kept: Kept,
    /// The oldest stored record, if older ones should be stored too. Their keys are gone: room was made for a commit that then was not
    /// written, or someone removed them.
    pub records_lost_before: Option<u64>,
    pub troubles: Troubles,
}

/// The keys of this folder, sorted by what they are.
#[derive(Default)]
pub(crate) struct Survey<'a> {
    pub head: Head,
    /// There is a head, and it was read.
    has_head: bool,
    logs: BTreeMap<u64, &'a str>,
    rows: BTreeMap<(u64, u32), &'a str>,
    records: BTreeMap<(u64, u64), &'a str>,
    pub troubles: Troubles,
}

impl<'a> Survey<'a> {
    /// Sorts the keys and reads the head.
    #[must_use]
    pub(crate) fn of(entries: &'a [(String, String)]) -> Self {
        let mut survey = Self::default();
        for (name, text) in entries {
            match Key::parse(name) {
                Some(Key::Head) => {
                    survey.has_head = true;
                    match read_head(text) {
                        Ok(head) => survey.head = head,
                        Err(why) => survey.troubles.add(name, why),
                    }
                }
                Some(Key::Log(number)) => drop(survey.logs.insert(number, text)),
                Some(Key::Rows { generation, segment }) => drop(survey.rows.insert((generation, segment), text)),
                Some(Key::Records { generation, segment }) => drop(survey.records.insert((generation, segment), text)),
                Some(Key::Preferences) | None => {}
            }
        }
        survey.has_head &= survey.troubles.is_empty();
        if !survey.has_head {
            survey.head = Head { generation: survey.fullest(), ..Head::of_nothing() };
            // Tables count only once a head names them. Only a compaction's first segment may be stored before that head, while the log
            // is still complete.
            let has_tables = !survey.rows.is_empty() || !survey.records.is_empty();
            let is_lost = survey.head.generation > 0 || has_tables && !survey.logs.contains_key(&1);
            if is_lost && survey.troubles.is_empty() {
                survey.troubles.damaged.push(Key::Head.name());
            }
        }
        survey
    }

    /// The generation whose tables have the most instances. Without a head, nothing was ever compacted or the head is lost: then these
    /// tables are taken for those in use.
    fn fullest(&self) -> u64 {
        let mut found: BTreeMap<u64, usize> = BTreeMap::new();
        for ((generation, segment), text) in &self.rows {
            let key = Key::Rows { generation: *generation, segment: *segment };
            let count = read_rows(key, text).map_or(0, |read| read.rows.iter().flatten().count());
            *found.entry(*generation).or_default() += count;
        }
        found.into_iter().max_by_key(|(generation, count)| (*count, Reverse(*generation))).map_or(0, |(full, _)| full)
    }

    /// The last commit that is stored without a gap before it.
    #[must_use]
    pub(crate) fn last(&self) -> u64 {
        let mut last = self.head.covered;
        while self.logs.contains_key(&(last + 1)) {
            last += 1;
        }
        last
    }

    /// The oldest of the commits that lead to `last()` without a gap; `last() + 1` where there is none.
    fn oldest(&self) -> u64 {
        let mut oldest = self.last() + 1;
        while oldest > self.head.history_from && self.logs.contains_key(&(oldest - 1)) {
            oldest -= 1;
        }
        oldest
    }

    /// Reads the commits from `from` to `last()` and returns the last of them without gaps. Those that cannot be read are noted in
    /// `troubles`; beyond the head, no commit after an unreadable one counts.
    pub(crate) fn commits(&mut self, from: u64) -> Vec<Commit> {
        let mut commits = Vec::new();
        for number in from..=self.last() {
            let read = self.logs.get(&number).map(|text| commit::read(text));
            match read {
                Some(Ok(commit)) if commit.number == number => {
                    commits.push(commit);
                    continue;
                }
                Some(Err(why)) => self.troubles.add(&Key::Log(number).name(), why),
                Some(Ok(_)) => self.troubles.damaged.push(Key::Log(number).name()),
                None => {}
            }
            if number > self.head.covered {
                break;
            }
            commits.clear();
        }
        commits
    }

    /// One commit that is stored, if it can be read.
    #[must_use]
    pub(crate) fn commit(&self, number: u64) -> Option<Commit> {
        self.logs.get(&number).and_then(|text| commit::read(text).ok())
    }

    /// Notes commits beyond the last that was read as damaged: something before them is lost, so they are not in the world.
    fn note_gaps(&mut self, last: u64) {
        let beyond = self.logs.range(last + 1..).map(|(number, _)| Key::Log(*number).name());
        let unknown: Vec<String> = beyond.filter(|name| !self.troubles.damaged.contains(name)).collect();
        self.troubles.damaged.extend(unknown);
    }

    /// Notes records that should be stored and are not. The oldest may have been removed just before the page ended: that is only told,
    /// and work goes on. Any other missing record is a loss, and the world keeps only the records after it.
    fn note_missing_records(&mut self, world: &mut World, from: u64) -> Option<u64> {
        let next = world.next_record;
        let numbers = world.records.iter().map(|record| record.number);
        let gap = numbers.clone().zip(numbers.skip(1)).find(|(one, other)| one + 1 != *other).map(|(one, _)| one + 1);
        let last = world.records.back().map(|record| record.number + 1);
        let missing = gap.or(last.filter(|last| *last < next));
        if let Some(number) = missing.filter(|_| self.troubles.is_empty()) {
            self.troubles.miss_record(self.head.generation, number);
        }
        if let Some(number) = gap {
            world.change_head(|head| head.records.retain(|record| record.number >= number));
        }
        let first = world.records.front().map_or(next, |record| record.number);
        (self.troubles.is_empty() && first > from).then_some(first)
    }

    /// The `Kept` of these keys. `others`: units of the origin's other keys; `prefix`: length of the prefix. The caller calls `touch` for
    /// the commits beyond the head.
    #[must_use]
    pub(crate) fn kept(&self, entries: &[(String, String)], others: usize, prefix: usize) -> Kept {
        let mut kept = Kept::new(others, prefix);
        kept.generation = self.head.generation;
        kept.covered = self.head.covered;
        kept.history_from = self.head.history_from;
        kept.written = self.head.segments.clone();
        kept.begun_by = self.head.begun_by.clone();
        for (name, text) in entries {
            kept.found(name, text);
            let is_stale = match Key::parse(name) {
                Some(Key::Log(number)) => number < self.head.history_from && number <= self.head.covered,
                Some(Key::Rows { generation, .. } | Key::Records { generation, .. }) => {
                    generation != self.head.generation
                }
                _ => false,
            };
            if is_stale {
                kept.leave(name.clone());
            }
        }
        kept
    }
}

/// Reads everything.
#[must_use]
pub fn load(entries: &[(String, String)], others: usize, prefix: usize) -> Loaded {
    let mut survey = Survey::of(entries);
    let head = survey.head.clone();
    let mut world = World::restore(head.of_world());
    read_all_rows(&mut survey, &mut world);
    read_all_records(&mut survey, &mut world);
    let mut records_from = head.records_from.max(1);

    let mut kept = survey.kept(entries, others, prefix);
    let oldest = survey.oldest();
    let history: VecDeque<Arc<Commit>> = survey.commits(oldest).into_iter().map(Arc::new).collect();
    let mut last = head.covered;
    let mut last_at = head.last_at;
    for commit in &history {
        last_at = commit.now_after(last_at);
        if commit.number > head.covered {
            for event in &commit.events {
                if let Event::Forgotten { records_before, .. } = event {
                    records_from = records_from.max(*records_before);
                }
                world.apply(event);
            }
            kept.touch(commit.number, &commit.events);
            last = commit.number;
        }
    }
    survey.note_gaps(last);
    world.change_head(|of_world| of_world.next_record = of_world.next_record.max(head.next_record));
    let records_lost_before = survey.note_missing_records(&mut world, records_from);
    secret::clean(&mut world);
    Loaded { world, last, last_at, history, kept, records_lost_before, troubles: survey.troubles }
}

fn read_all_rows(survey: &mut Survey, world: &mut World) {
    let generation = survey.head.generation;
    for segment in survey.head.segments.iter() {
        if !survey.rows.contains_key(&(generation, segment)) {
            survey.troubles.damaged.push(Key::Rows { generation, segment }.name());
        }
    }
    for ((_, segment), text) in survey.rows.range((generation, 0)..=(generation, u32::MAX)) {
        let key = Key::Rows { generation, segment: *segment };
        match read_rows(key, text) {
            // A segment that the head does not name yet: all its effects are in the log.
            Ok(_) if survey.has_head && !survey.head.segments.contains(*segment) => {}
            Ok(read) => {
                for (ordinal, row) in (first_of(*segment)..).zip(read.rows) {
                    if let Some(instance) = row {
                        world.put(ordinal, instance);
                    }
                }
            }
            Err(why) => survey.troubles.add(&key.name(), why),
        }
    }
    world.reserve(survey.head.next_ordinal);
}

fn read_all_records(survey: &mut Survey, world: &mut World) {
    let generation = survey.head.generation;
    let mut records: VecDeque<Record> = VecDeque::new();
    for ((_, segment), text) in survey.records.range((generation, 0)..=(generation, u64::MAX)) {
        let key = Key::Records { generation, segment: *segment };
        match read_records(key, text) {
            Ok(read) => {
                for record in read {
                    // Only records without a gap are kept: a record is found by counting from the oldest.
                    let next = records.back().map(|before| before.number + 1);
                    if let Some(missing) = next.filter(|next| *next != record.number) {
                        survey.troubles.miss_record(generation, missing);
                        records.clear();
                    }
                    if record.number >= survey.head.records_from {
                        records.push_back(record);
                    }
                }
            }
            Err(why) => survey.troubles.add(&key.name(), why),
        }
    }
    // If instances are lost, records still name their ordinals.
    let ends = records.iter().flat_map(|record| &record.outcomes).map(|outcome| outcome.who.end());
    world.reserve(ends.max().unwrap_or(0));
    world.change_head(|head| {
        head.next_record = records.back().map_or(survey.head.records_from.max(1), |record| record.number + 1);
        head.records = records;
    });
}
