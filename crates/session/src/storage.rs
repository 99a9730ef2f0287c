//! The storage interface: texts under names, in a limited space that others may share. Every adapter has to pass `suite` (tests/web.rs
//! does so for localStorage).

#[cfg(any(test, feature = "testing"))]
mod memory;
#[cfg(any(test, feature = "testing"))]
pub mod suite;

#[cfg(any(test, feature = "testing"))]
pub use memory::Memory;

use super::{Write, WriteFailure};

/// What a storage holds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Stored {
    /// Names and texts, in no order.
    pub entries: Vec<(String, String)>,
    /// UTF-16 units that others take, names and texts.
    pub others: usize,
}

/// Texts under names. Sizes are in UTF-16 units, as browsers count.
pub trait Storage {
    /// The most units that fit in, those of others included.
    fn room(&self) -> usize;

    /// What every name begins with in the storage. No other account of the origin has the same: the tabs that share this storage name
    /// their channel and their lock after it.
    fn prefix(&self) -> &str;

    /// Everything that is stored. `None` where that cannot be read.
    fn read_all(&self) -> Option<Stored>;

    /// Does one write and checks that storage holds it now.
    ///
    /// # Errors
    /// `Full`: there is no room, the old text still stands. `Denied`: anything else.
    fn write(&self, write: &Write) -> Result<(), WriteFailure>;

    /// Number of names, others' included. Cheap: if it differs from the number after the last write, someone else has changed the
    /// storage. `None` where that cannot be read.
    fn count(&self) -> Option<usize>;

    /// Names, with the sizes of their texts. `None` where that cannot be read.
    fn sizes(&self) -> Option<Vec<(String, usize)>>;
}

/// UTF-16 units of a text.
#[must_use]
pub fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}
