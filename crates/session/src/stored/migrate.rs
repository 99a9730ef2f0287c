//! What is stored besides instances and records, and how older schemas become the present one. A golden file of every schema
//! that ever shipped is in `tests/fixtures/`; a step from one schema to the next is added here and never changed.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{
    frame::{Unreadable, open, seal},
    segment::ROWS,
    wire,
};
use latch_rules::{
    Ordinals, UnixMillis,
    bounds::{MOST_NUMBER, MOST_PLACES},
    instance::Tag,
    scaling::ScalingGroup,
    time::Clock,
    token::Used,
    world::{self, Account, World, default_policy},
};

/// The head: which tables count, up to which commit they are complete, and everything of the world that is not a row of a table.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Head {
    /// The generation of the tables that count. Tables of another generation are leftovers: of an import that did not finish, or of the
    /// world before one that did.
    pub generation: u64,
    /// Every effect of the commits up to here is in the tables and in this head; later commits must be applied again.
    pub covered: u64,
    /// Commits before this one are another world's history.
    pub history_from: u64,
    /// The request that put this world in the other's place; empty when none did.
    pub begun_by: Box<str>,
    /// The instant of the last commit: now is never earlier.
    pub last_at: UnixMillis,
    pub seed: u64,
    pub ids_given: u64,
    pub clock: Clock,
    pub account: Account,
    pub groups: BTreeMap<Arc<str>, ScalingGroup>,
    pub tokens: BTreeMap<Box<str>, Used>,
    pub policy: Vec<Tag>,
    pub scenario: Box<str>,
    /// Segments of instances that were written: one that is missing is a loss, not an empty one.
    pub segments: Ordinals,
    /// The oldest record still kept.
    pub records_from: u64,
    pub next_record: u64,
    /// The length of the table of instances.
    pub next_ordinal: u32,
}

impl Head {
    /// The head that is assumed where none was ever written: no table, and every commit from the first on.
    #[must_use]
    pub fn of_nothing() -> Self {
        let empty = World::empty();
        Self { history_from: 1, seed: empty.seed, clock: empty.clock, policy: empty.policy.clone(), ..Self::default() }
    }

    /// What the world has beside its instances and records, which are in tables of their own.
    #[must_use]
    pub fn of_world(&self) -> world::Head {
        world::Head {
            seed: self.seed,
            ids_given: self.ids_given,
            clock: self.clock,
            account: self.account,
            groups: self.groups.clone(),
            tokens: self.tokens.clone(),
            policy: self.policy.clone(),
            scenario: self.scenario.clone(),
            next_record: self.next_record.max(1),
            ..world::Head::default()
        }
    }
}

/// The head of schema 2: the same without policy and scenario. Commits and tables of schema 2 are read as they are: schema 3 only
/// added kinds of events, schema 4 only what the check sum covers, and schema 5 the step after a commit.
#[derive(Deserialize)]
struct Head2 {
    generation: u64,
    covered: u64,
    history_from: u64,
    begun_by: Box<str>,
    last_at: UnixMillis,
    seed: u64,
    ids_given: u64,
    clock: Clock,
    account: Account,
    groups: BTreeMap<Arc<str>, ScalingGroup>,
    tokens: BTreeMap<Box<str>, Used>,
    segments: Ordinals,
    records_from: u64,
    next_record: u64,
    next_ordinal: u32,
}

impl Head2 {
    fn up(self) -> Head {
        Head {
            generation: self.generation,
            covered: self.covered,
            history_from: self.history_from,
            begun_by: self.begun_by,
            last_at: self.last_at,
            seed: self.seed,
            ids_given: self.ids_given,
            clock: self.clock,
            account: self.account,
            groups: self.groups,
            tokens: self.tokens,
            policy: default_policy(),
            scenario: Box::default(),
            segments: self.segments,
            records_from: self.records_from,
            next_record: self.next_record,
            next_ordinal: self.next_ordinal,
        }
    }
}

/// The stored text of a head.
#[must_use]
pub fn write_head(head: &Head) -> String {
    seal("", &wire::write(head))
}

/// The head in a stored text, brought to the present schema.
///
/// # Errors
/// `Damaged` if the text is no whole head; `Newer` if a newer build wrote it.
pub fn read_head(text: &str) -> Result<Head, Unreadable> {
    let (schema, body) = open("", text)?;
    let head: Option<Head> = if schema < 3 { wire::read(body).map(Head2::up) } else { wire::read(body) };
    let head = head.ok_or(Unreadable::Damaged)?;
    let numbers = [head.generation, head.covered, head.history_from, head.records_from, head.next_record];
    let is_sane = head.next_ordinal <= MOST_PLACES
        && head.segments.end() <= MOST_PLACES / ROWS
        && numbers.iter().all(|number| *number <= MOST_NUMBER);
    if is_sane { Ok(head) } else { Err(Unreadable::Damaged) }
}
