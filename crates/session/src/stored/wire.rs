//! Any value as text, for storage and for messages between tabs: its fields in order and nothing else (postcard), packed. What leaves the
//! browser is JSON instead.

use serde::{Serialize, de::DeserializeOwned};

use super::packed::{to_bytes, to_text};

/// The text of a value.
#[must_use]
pub fn write(value: &impl Serialize) -> String {
    // It fails only for values of unknown length, which none of ours is.
    to_text(&postcard::to_allocvec(value).unwrap_or_default())
}

/// The value in a text. `None` if it is not whole, or if there is more than the value.
#[must_use]
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    let bytes = to_bytes(text)?;
    let (value, rest) = postcard::take_from_bytes(&bytes).ok()?;
    // The last unit is filled with zeros.
    (rest.len() <= 1 && rest.iter().all(|byte| *byte == 0)).then_some(value)
}
