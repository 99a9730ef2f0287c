//! Marks: what tells one commit from another of the same number. Two tabs that believed at the same time that they own the world
//! may each have made a commit 7; whoever takes one in must stand on the commit before it, and not on its namesake.

use crate::stored::commit::Commit;
use latch_rules::world::Version;

/// Of a commit that is no longer remembered: it may be any.
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

/// Which world it is once a commit is in it.
#[must_use]
pub(crate) fn version(commit: &Commit) -> Version {
    Version { commit: commit.number, mark: mark(commit) }
}

/// Which world it is that a tab took from the store: one of its own, for whoever else took it may have taken another.
#[must_use]
pub(crate) fn taken(commit: u64, tab: &str, times: u64) -> Version {
    Version { commit, mark: digest(tab.bytes().chain(times.to_le_bytes())) }
}

/// Whether both may be the same commit.
#[must_use]
pub(crate) fn fits(one: u64, other: u64) -> bool {
    one == other || one == UNKNOWN || other == UNKNOWN
}

/// Which tables these are, for `Head::begun_by`: the request that asked for their world and the tab that made it. Two tabs that both
/// believed that they own the world may each have made one, of the same number.
pub(super) fn begun(command_id: &str, maker: &str) -> Box<str> {
    format!("{command_id}@{maker}").into()
}

/// The same world in new tables.
pub(super) fn again(era: &str, writer: &str) -> Box<str> {
    format!("{era}~{writer}").into()
}

/// The world that these tables hold, whoever wrote it again.
pub(super) fn era_of(begun_by: &str) -> &str {
    begun_by.split_once('~').map_or(begun_by, |(era, _)| era)
}

/// The request that asked for it.
pub(super) fn command_of(begun_by: &str) -> &str {
    let era = era_of(begun_by);
    era.split_once('@').map_or(era, |(command_id, _)| command_id)
}
