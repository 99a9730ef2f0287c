//! Keeps one text: the draft of the creation wizard. Knows neither its shape nor when it is written. Storage that is denied or full
//! keeps nothing, silently: a draft is a convenience, and the console tells of storage that fails.

use super::storage;
use latch_session::Write;

const KEY: &str = "draft";

/// The kept text.
#[must_use]
pub fn read() -> Option<String> {
    storage::get_text(KEY)
}

/// Keeps a text in place of the former.
pub fn write(text: &str) {
    let _ = storage::set_text(KEY, text);
}

/// Forgets the kept text.
pub fn forget() {
    let _ = storage::write(&storage::prefix(), &Write::Remove { name: KEY.to_owned() });
}
