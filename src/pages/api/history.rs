//! The calls of this session, and the forms that were left: kept in memory for as long as the tab is open, without a secret (R16). They are
//! not in `Console`, so that the first page does not load them.

use std::{cell::RefCell, collections::BTreeMap, sync::Arc};

use super::draft::Draft;
use latch_ecs::api::equivalent::Call;
use latch_rules::{Happened, Ordinals, Reason, Record, Refusal, UnixMillis, World};

/// Maximum number of kept calls.
pub const MOST: usize = 50;
/// Maximum number of named instances for each outcome.
const NAMED: usize = 5;

/// An instance that a call affected.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Named {
    pub id: String,
    pub name: String,
    pub is_live: bool,
}

/// A group of instances with the same outcome.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deed {
    pub happened: Happened,
    pub protected: bool,
    pub count: usize,
    /// The first of these instances.
    pub who: Vec<Named>,
}

/// A call and its answer. Every secret in it is masked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    pub number: u64,
    /// Virtual time.
    pub at: UnixMillis,
    pub call: Call,
    /// The parameters as they were sent, as JSON.
    pub params: String,
    pub request_id: String,
    pub status: u16,
    /// ECS's code of the refusal, or empty.
    pub code: String,
    pub body: String,
    pub refusal: Option<Refusal>,
    pub deeds: Vec<Deed>,
}

impl Entry {
    /// Whether the call was a dry run that passed: ECS answers it as an error.
    #[must_use]
    pub fn is_passed_dry_run(&self) -> bool {
        self.refusal
            .as_ref()
            .is_some_and(|refusal| matches!(refusal.reason, Reason::DryRunPassed | Reason::BatchDryRunPassed))
    }
}

/// The effects of a call, from the records with its request id.
#[must_use]
pub fn deeds(world: &World, request_id: &str) -> Vec<Deed> {
    // The newest records are last, and a call has few.
    let own = world.records.iter().rev().filter(|record| *record.request_id == *request_id);
    let mut records: Vec<&Record> = own.collect();
    records.reverse();
    records.into_iter().flat_map(|record| of_record(world, record)).collect()
}

fn of_record(world: &World, record: &Record) -> Vec<Deed> {
    let known = record.outcomes.iter().map(|outcome| Deed {
        happened: outcome.happened,
        protected: outcome.protected,
        count: outcome.who.len(),
        who: named(world, &outcome.who),
    });
    let unknown = (!record.unknown_ids.is_empty()).then(|| Deed {
        happened: Happened::Refused(Reason::InstanceNotFound),
        protected: false,
        count: record.unknown_ids.len(),
        who: record.unknown_ids.iter().take(NAMED).map(|id| unknown(id)).collect(),
    });
    known.chain(unknown).collect()
}

fn named(world: &World, who: &Ordinals) -> Vec<Named> {
    let found = who.iter().take(NAMED).filter_map(|ordinal| world.any(ordinal));
    found
        .map(|instance| Named {
            id: instance.id.to_string(),
            name: instance.name.to_string(),
            is_live: instance.is_live(),
        })
        .collect()
}

fn unknown(id: &str) -> Named {
    Named { id: id.to_owned(), name: String::new(), is_live: false }
}

/// State that is kept after the page is left.
#[derive(Default)]
struct Kept {
    /// Newest first.
    entries: Vec<Arc<Entry>>,
    drafts: BTreeMap<&'static str, Draft>,
    last_number: u64,
}

thread_local! {
    static KEPT: RefCell<Kept> = RefCell::default();
}

/// The calls, newest first.
#[must_use]
pub fn entries() -> Vec<Arc<Entry>> {
    KEPT.with_borrow(|kept| kept.entries.clone())
}

/// Adds a call and returns the number it was given.
pub fn add(entry: Entry) -> u64 {
    KEPT.with_borrow_mut(|kept| {
        kept.last_number += 1;
        let number = kept.last_number;
        kept.entries.insert(0, Arc::new(Entry { number, ..entry }));
        kept.entries.truncate(MOST);
        number
    })
}

pub fn clear() {
    KEPT.with_borrow_mut(|kept| kept.entries.clear());
}

/// The form of that action as it was left.
#[must_use]
pub fn draft_of(action: &str) -> Option<Draft> {
    KEPT.with_borrow(|kept| kept.drafts.get(action).cloned())
}

/// Keeps a form that is left, without its secrets.
pub fn keep_draft(action: &'static str, mut draft: Draft) {
    draft.mask();
    KEPT.with_borrow_mut(|kept| kept.drafts.insert(action, draft));
}
