//! Reads a world from keys that were saved after a crash, or that are said to be: only if they fit into memory and none is damaged.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use super::load::load;
use crate::stored::{commit, keys::Key, segment::read_rows};
use latch_rules::{Event, Instance, World, instance::Spec};

/// The world in keys that were saved after a crash, whichever folder they are from.
///
/// # Errors
/// Says in English why there is none.
pub fn load_saved(keys: &BTreeMap<String, String>) -> Result<World, String> {
    let entries: Vec<(String, String)> = keys
        .iter()
        .filter_map(|(key, text)| Some((key.strip_prefix("latch:")?.split_once("/:")?.1.to_owned(), text.clone())))
        .collect();
    if !fits_memory(&entries) {
        return Err("more than fits into memory".to_owned());
    }
    let loaded = load(&entries, 0, 0);
    if loaded.troubles.newer.is_some() {
        return Err("written by a newer build".to_owned());
    }
    if !loaded.troubles.damaged.is_empty() {
        return Err(format!("damaged: {}", loaded.troubles.damaged.join(", ")));
    }
    Ok(loaded.world)
}

/// Most bytes that the instances in keys from elsewhere may take: a text of a few letters may unpack to megabytes.
const MOST_UNFOLDED: usize = 512 << 20;
/// Bytes counted for a text that could not be read: reading it may have taken as much memory.
const UNREADABLE: usize = MOST_UNFOLDED / 16;

/// Whether the instances in keys from elsewhere fit into memory; each key is looked at alone.
fn fits_memory(entries: &[(String, String)]) -> bool {
    let mut left = MOST_UNFOLDED;
    entries.iter().all(|(name, text)| {
        let bytes = match Key::parse(name) {
            Some(key @ Key::Rows { .. }) => {
                read_rows(key, text).map_or(UNREADABLE, |read| bytes_of(read.rows.iter().flatten()))
            }
            Some(Key::Log(_)) => {
                let instances = |event: &Event| match event {
                    Event::Created { instances, .. } | Event::Uncreated { instances, .. } => bytes_of(instances.iter()),
                    _ => 0,
                };
                commit::read(text).map_or(UNREADABLE, |commit| commit.events.iter().map(instances).sum())
            }
            _ => 0,
        };
        left = left.saturating_sub(bytes);
        left > 0
    })
}

/// Bytes of instances; a shared spec counts once.
fn bytes_of<'i>(all: impl Iterator<Item = &'i Instance>) -> usize {
    let mut shared = HashSet::new();
    all.map(|one| {
        let texts = [&one.id, &one.name, &one.host_name, &one.description, &one.private_ip, &one.public_ip, &one.eip];
        let own = size_of::<Instance>() + texts.into_iter().map(|text| text.len()).sum::<usize>();
        let spec = if shared.insert(Arc::as_ptr(&one.spec)) { size_of::<Spec>() + one.spec.unknown.len() } else { 0 };
        own + spec
    })
    .sum()
}
