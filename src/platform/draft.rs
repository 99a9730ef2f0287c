//! Stores one text: the draft of the creation wizard. Knows neither its shape nor when it is written. If storage is denied or full,
//! nothing is stored and no error is shown: a draft is a convenience, and the console reports failing storage elsewhere.

use super::storage;

const KEY: &str = "draft";

/// The stored text.
#[must_use]
pub fn read() -> Option<String> {
    storage::get_text(KEY)
}

/// Stores a text in place of the former.
pub fn write(text: &str) {
    let _ = storage::set_text(KEY, text);
}

/// Removes the stored text.
pub fn forget() {
    let _ = storage::remove_text(KEY);
}
