//! How much there is room for, and how much of the past is kept.

/// UTF-16 units that an origin has in Chromium and Firefox, keys included.
pub const ROOM: usize = 5_242_880;
/// Commits kept for history even when the tables hold their effects.
pub const HISTORY: u64 = 200;
/// Bytes of a text that are read in one piece: a few milliseconds of work.
const PIECE: usize = 64 * 1_024;

/// How much is kept. The default is a browser's room; tests have less, so that short stories reach the limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// UTF-16 units of the whole origin.
    pub room: usize,
    /// Commits kept for history even when the tables hold their effects.
    pub history: u64,
    /// Up to this many records, none is removed before there is no room left.
    pub few_records: usize,
    /// Bytes of a text that are read before anything else is handled.
    pub piece: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { room: ROOM, history: HISTORY, few_records: 1_000, piece: PIECE }
    }
}

impl Limits {
    /// Number of commits beyond the tables that starts a compaction.
    pub(super) fn compact_from(self) -> u64 {
        2 * self.history
    }

    /// Units of the log that also start a compaction; history takes no more than these.
    pub(super) fn log_share(self) -> usize {
        self.room / 8
    }
}
