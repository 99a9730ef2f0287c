//! localStorage as Chromium keeps it: every write goes to the browser's own process, which takes a while, and from there to the copies of
//! the other tabs, which takes another while. Writes of one tab arrive in their order; writes of several tabs in any order. A tab sees
//! its own writes at once, and a tab that opens reads what has arrived by then.

use std::{collections::BTreeMap, rc::Rc};

type Entries = BTreeMap<Rc<str>, Rc<str>>;

struct Arrival {
    at: u64,
    from: usize,
    name: Rc<str>,
    text: Option<Rc<str>>,
}

/// What is stored, and what is on its way there.
#[derive(Default)]
pub struct LateStorage {
    /// What has arrived and every tab has seen.
    settled: Entries,
    /// Later writes, by their arrival.
    arrivals: Vec<Arrival>,
    /// When the last write of each tab arrives.
    last_of: BTreeMap<usize, u64>,
    /// Up to which arrival each tab has seen the others' writes: its copy never goes back.
    seen: BTreeMap<usize, u64>,
    /// UTF-16 units of all names and texts, with the writes on their way: the room is checked where a tab writes.
    pub units: usize,
    latest: Entries,
    /// Milliseconds by which the disk may be behind what has arrived.
    pub disk_late: u64,
}

fn put(entries: &mut Entries, name: &Rc<str>, text: Option<&Rc<str>>) {
    match text {
        Some(text) => drop(entries.insert(Rc::clone(name), Rc::clone(text))),
        None => drop(entries.remove(name)),
    }
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

impl LateStorage {
    /// Tab `from` writes or removes a key; the write arrives `delay` milliseconds later at the earliest.
    pub fn write(&mut self, from: usize, name: &str, text: Option<&str>, now: u64, delay: u64) {
        let (name, text): (Rc<str>, Option<Rc<str>>) = (name.into(), text.map(Into::into));
        self.units = self.units - self.units_of(&name) + text.as_ref().map_or(0, |text| units(&name) + units(text));
        put(&mut self.latest, &name, text.as_ref());
        let last = self.last_of.entry(from).or_default();
        let at = (*last).max(now + delay);
        *last = at;
        let place = self.arrivals.partition_point(|other| other.at <= at);
        self.arrivals.insert(place, Arrival { at, from, name, text });
    }

    /// Units of a key and its text, as last written.
    pub fn units_of(&self, name: &str) -> usize {
        self.latest.get(name).map_or(0, |text| units(name) + units(text))
    }

    /// What tab `by` reads at `now`, where others' writes need `late` to get from the browser's process to it.
    pub fn read(&mut self, by: usize, now: u64, late: u64) -> Vec<(String, String)> {
        let seen = self.seen.entry(by).or_default();
        *seen = (*seen).max(now.saturating_sub(late));
        let upto = *seen;
        let mut entries = self.settled.clone();
        let (arrived, under_way) = self.arrivals.split_at(self.arrivals.partition_point(|arrival| arrival.at <= upto));
        let own = under_way.iter().filter(|arrival| arrival.from == by);
        arrived.iter().chain(own).for_each(|arrival| put(&mut entries, &arrival.name, arrival.text.as_ref()));
        entries.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect()
    }

    /// What arrived before `at` is in every tab's copy.
    pub fn settle(&mut self, at: u64) {
        let at = at.saturating_sub(self.disk_late);
        let settled = self.arrivals.partition_point(|arrival| arrival.at < at);
        for arrival in self.arrivals.drain(..settled) {
            put(&mut self.settled, &arrival.name, arrival.text.as_ref());
        }
    }

    /// What is stored once everything has arrived.
    pub fn entries(&self) -> Vec<(String, String)> {
        let mut entries = self.settled.clone();
        self.arrivals.iter().for_each(|arrival| put(&mut entries, &arrival.name, arrival.text.as_ref()));
        entries.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect()
    }

    /// Loses every write that arrived since `at`, for all tabs: it never reached the disk. What `settle` put away is on the disk.
    pub fn lose_since(&mut self, at: u64) {
        self.arrivals.retain(|arrival| arrival.at < at);
        let entries = self.entries();
        self.replace(entries);
    }

    /// Replaces all entries by others; every tab sees them.
    pub fn replace(&mut self, entries: impl IntoIterator<Item = (String, String)>) {
        self.arrivals.clear();
        self.settled = entries.into_iter().map(|(name, text)| (name.into(), text.into())).collect();
        self.latest.clone_from(&self.settled);
        self.units = self.latest.iter().map(|(name, text)| units(name) + units(text)).sum();
    }
}
