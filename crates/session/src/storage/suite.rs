//! The tests that every adapter of `Storage` has to pass.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

use super::{Storage, Stored, units};
use crate::{Write, WriteFailure};

fn set(storage: &dyn Storage, name: &str, text: &str) -> Result<(), WriteFailure> {
    storage.write(&Write::Set { name: name.to_owned(), text: text.to_owned() })
}

fn remove(storage: &dyn Storage, name: &str) {
    assert_eq!(storage.write(&Write::Remove { name: name.to_owned() }), Ok(()), "{name} is removed");
}

/// What is stored, by name.
fn stored(storage: &dyn Storage) -> Stored {
    let mut stored = storage.read_all().expect("it can be read");
    stored.entries.sort();
    stored
}

fn assert_holds(storage: &dyn Storage, texts: &[(&str, &str)]) {
    let texts: Vec<(String, String)> =
        texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    assert_eq!(stored(storage).entries, texts);
    let mut sizes = storage.sizes().expect("it can be read");
    sizes.sort();
    let expected: Vec<(String, usize)> = texts.iter().map(|(name, text)| (name.clone(), units(text))).collect();
    assert_eq!(sizes, expected);
}

/// Takes an empty storage and `put_others`, which stores a text there under a name of another program; leaves only that text in it.
///
/// # Panics
/// Where a promise of `Storage` is broken.
pub fn assert_keeps_promises(storage: &dyn Storage, put_others: impl Fn(&str, &str)) {
    assert_eq!(stored(storage), Stored::default(), "it is empty");
    let count = storage.count().expect("it can be read");

    // A text that is written can be read, and replaces the former one.
    assert_eq!(set(storage, "head", "first"), Ok(()));
    assert_eq!(set(storage, "log:000001", ""), Ok(()));
    assert_eq!(set(storage, "head", "second"), Ok(()));
    assert_holds(storage, &[("head", "second"), ("log:000001", "")]);
    assert_eq!(storage.count(), Some(count + 2));

    // A removed name is gone; removing a name that does not exist succeeds.
    remove(storage, "log:000001");
    remove(storage, "log:000001");
    assert_holds(storage, &[("head", "second")]);
    assert_eq!(storage.count(), Some(count + 1));

    // Every character survives: packed tables use nearly all of them.
    let letters = ['\0', '\n', '"', '\u{7f}', 'é', '\u{2028}', '释', '\u{b3ff}', '\u{fffd}', '\u{ffff}', '🔒'];
    let text: String = letters.into_iter().cycle().take(300).collect();
    assert_eq!(set(storage, "seg:1:0", &text), Ok(()));
    assert_holds(storage, &[("head", "second"), ("seg:1:0", &text)]);
    remove(storage, "seg:1:0");

    // Texts of others take room and are counted, and are otherwise not visible.
    put_others("others' 名", "1234");
    assert_holds(storage, &[("head", "second")]);
    assert_eq!(stored(storage).others, units("others' 名") + 4);
    assert_eq!(storage.count(), Some(count + 2));

    // A text of half the room fits, whatever its characters; a text larger than the room is refused and leaves what was there.
    let half = "释".repeat(storage.room() / 2);
    assert_eq!(set(storage, "large", &half), Ok(()));
    let whole = "释".repeat(storage.room());
    assert_eq!(set(storage, "head", &whole), Err(WriteFailure::Full));
    assert_holds(storage, &[("head", "second"), ("large", &half)]);
    assert_eq!(set(storage, "head", "third"), Ok(()), "what fits goes on");
    remove(storage, "large");
    assert_holds(storage, &[("head", "third")]);
    remove(storage, "head");
}
