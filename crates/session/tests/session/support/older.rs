//! What an older build would have stored: the same keys in an older schema, if that schema can express them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use latch_rules::{
    Event, Ordinals, UnixMillis,
    scaling::ScalingGroup,
    time::Clock,
    token::Used,
    world::{Account, default_policy},
};
use latch_session::stored::{
    commit,
    frame::open,
    keys::Key,
    migrate::{Head, read_head},
    wire,
};

/// The head of schema 2, as it was written then.
#[derive(serde::Serialize)]
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

fn head2(head: Head) -> Option<Head2> {
    let could_be_said = head.policy == default_policy() && head.scenario.is_empty();
    could_be_said.then_some(Head2 {
        generation: head.generation,
        covered: head.covered,
        history_from: head.history_from,
        begun_by: head.begun_by,
        last_at: head.last_at,
        seed: head.seed,
        ids_given: head.ids_given,
        clock: head.clock,
        account: head.account,
        groups: head.groups,
        tokens: head.tokens,
        segments: head.segments,
        records_from: head.records_from,
        next_record: head.next_record,
        next_ordinal: head.next_ordinal,
    })
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 })
    })
}

/// In schema 2 the check sum covered the body alone.
fn seal2(body: &str) -> String {
    format!("2 {:08x} {body}", crc32(body.as_bytes()))
}

/// `None` if the older build could not have written this: it had no policy, no scenario and no rewind.
pub fn in_schema_2(store: &BTreeMap<String, String>) -> Option<BTreeMap<String, String>> {
    let older = store.iter().map(|(name, text)| {
        let text = match Key::parse(name) {
            Some(Key::Head) => seal2(&wire::write(&head2(read_head(text).unwrap())?)),
            Some(Key::Log(_)) => {
                let is_newer = |event: &Event| matches!(event, Event::PolicyChanged { .. } | Event::TurnedBack { .. });
                if commit::read(text).unwrap().events.iter().any(is_newer) {
                    return None;
                }
                let (_, body) = open("", text).unwrap();
                // A text that is still in an older schema has no step.
                seal2(body.split_once(' ').map_or(body, |(came, _)| came))
            }
            Some(Key::Rows { .. } | Key::Records { .. }) => seal2(open(name, text).unwrap().1),
            Some(Key::Preferences) | None => text.clone(),
        };
        Some((name.clone(), text))
    });
    older.collect()
}

/// The same keys, marked with the schema of a newer build.
pub fn in_a_newer_schema(store: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let tables: BTreeSet<&String> = store.keys().filter(|name| Key::parse(name).is_some()).collect();
    let newer = |text: &String| format!("99 {}", text.split_once(' ').unwrap().1);
    let all =
        store.iter().map(|(name, text)| (name.clone(), if tables.contains(name) { newer(text) } else { text.clone() }));
    all.collect()
}
