//! Marks: what tells one commit from another of the same number. Two tabs that believed at the same time that they own the world
//! may each have made a commit 7; whoever takes one in must stand on the commit before it, and not on its namesake.

use crate::codec::commit::Commit;

/// Of a commit that is no longer remembered: it may be any.
pub const UNKNOWN: u64 = 0;

/// The mark of a commit (FNV-1a). Never `UNKNOWN`.
#[must_use]
pub fn mark(commit: &Commit) -> u64 {
    let numbers = [commit.number, commit.at.0 as u64, commit.events.len() as u64];
    let bytes = numbers.iter().flat_map(|number| number.to_le_bytes());
    let texts = commit.request_id.bytes().chain([0]).chain(commit.command_id.bytes());
    bytes
        .chain(texts)
        .fold(0xcbf2_9ce4_8422_2325, |sum: u64, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
        | 1
}

/// Whether both may be the same commit.
#[must_use]
pub fn fits(one: u64, other: u64) -> bool {
    one == other || one == UNKNOWN || other == UNKNOWN
}
