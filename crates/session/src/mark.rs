//! Marks tell commits with the same number apart. Two tabs that believed at the same time to be the owner may each have made a commit 7;
//! a tab may apply a commit 8 only after the commit 7 that it was made after.

use crate::stored::commit::Commit;
use latch_rules::world::Version;

/// The mark of a commit that is no longer remembered: it fits every mark.
pub(crate) const UNKNOWN: u64 = 0;

/// The mark of a commit. Never `UNKNOWN`.
#[must_use]
pub(crate) fn mark(commit: &Commit) -> u64 {
    let numbers = [commit.number, commit.at.0 as u64, commit.events.len() as u64];
    let bytes = numbers.iter().flat_map(|number| number.to_le_bytes());
    let texts = commit.request_id.bytes().chain([0]).chain(commit.command_id.bytes());
    digest(bytes.chain(texts))
}

/// FNV-1a; never 0.
fn digest(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |sum: u64, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)) | 1
}

/// The version of the world after this commit is applied.
#[must_use]
pub(crate) fn version(commit: &Commit) -> Version {
    Version { commit: commit.number, mark: mark(commit) }
}

/// The version of a world that a tab took from storage or another tab: unique to this tab, since other tabs may have taken another world.
#[must_use]
pub(crate) fn taken(commit: u64, tab: &str, times: u64) -> Version {
    Version { commit, mark: digest(tab.bytes().chain(times.to_le_bytes())) }
}

/// Whether both marks may be those of the same commit.
#[must_use]
pub(crate) fn fits(one: u64, other: u64) -> bool {
    one == other || one == UNKNOWN || other == UNKNOWN
}

/// The name of new tables, for `Head::begun_by`: the request that asked for their world and the tab that made it. Two tabs that both
/// believed to be the owner may each have made tables of the same generation.
pub(super) fn begun(command_id: &str, maker: &str) -> Box<str> {
    format!("{command_id}@{maker}").into()
}

/// The name of new tables for the same world: its era and the tab that writes it again.
pub(super) fn again(era: &str, writer: &str) -> Box<str> {
    format!("{era}~{writer}").into()
}

/// The era of these tables: it names their world, whichever tab wrote it again.
pub(super) fn era_of(begun_by: &str) -> &str {
    begun_by.split_once('~').map_or(begun_by, |(era, _)| era)
}

/// The request that asked for the world of these tables.
pub(super) fn command_of(begun_by: &str) -> &str {
    let era = era_of(begun_by);
    era.split_once('@').map_or(era, |(command_id, _)| command_id)
}
