//! localStorage under this folder's prefix: `latch:<folder of the page>:`, since static hosts share origins. Reads and writes
//! texts; what they mean is `latch_session::stored`.

use gloo_storage::{LocalStorage, Storage as _};
use js_sys::{Array, JsString, Object};
use leptos::prelude::{window, window_event_listener_untyped};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{DomException, Storage, StorageEvent};

use latch_session::{
    ROOM, Write,
    stored::keys::{self, Key},
};

/// From which shares of the room on it is told to be short, in hundredths.
pub use latch_session::{CROWDED, SHORT};

/// UTF-16 units that this browser gives an origin. WebKit counts bytes, two for each letter beyond Latin-1, as nearly all are that Latch
/// writes; the others count units (docs/decisions/03-storage.md).
#[must_use]
pub fn room() -> usize {
    // Chromium calls itself AppleWebKit too; whatever browser it is on iOS does not call itself Chrome.
    let is_webkit = |agent: String| agent.contains("AppleWebKit/") && !agent.contains("Chrome/");
    if window().navigator().user_agent().is_ok_and(is_webkit) { ROOM / 2 } else { ROOM }
}

/// Why a read or a write failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StorageError {
    #[error("the browser denies storage")]
    Denied,
    #[error("storage is full")]
    Full,
}

/// Every key of this folder without its prefix, and how much else there is.
#[derive(Debug, Default)]
pub struct Stored {
    pub entries: Vec<(String, String)>,
    /// UTF-16 units that the origin's other keys and their texts take.
    pub others: usize,
}

/// The prefix of every key: static hosts share an origin among folders.
#[must_use]
pub fn prefix() -> String {
    keys::prefix(&window().location().pathname().unwrap_or_default())
}

/// The storage, if the browser grants it. gloo's `raw` would panic where it does not, so it is asked only after this.
fn granted() -> Result<Storage, StorageError> {
    match window().local_storage() {
        Ok(Some(_)) => Ok(LocalStorage::raw()),
        Ok(None) | Err(_) => Err(StorageError::Denied),
    }
}

/// Reads everything.
///
/// # Errors
/// `Denied`.
pub fn read_all() -> Result<Stored, StorageError> {
    let storage = granted()?;
    let prefix = prefix();
    let mut stored = Stored::default();
    for place in 0..storage.length().map_err(|_| StorageError::Denied)? {
        let key = storage.key(place).map_err(|_| StorageError::Denied)?;
        let Some(key) = key else { continue };
        let Some(text) = storage.get_item(&key).map_err(|_| StorageError::Denied)? else { continue };
        match key.strip_prefix(&prefix) {
            Some(name) => stored.entries.push((name.to_owned(), text)),
            None => stored.others += units(&key) + units(&text),
        }
    }
    Ok(stored)
}

/// UTF-16 units in use.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Used {
    /// By this folder.
    pub own: usize,
    /// By everything else of the origin.
    pub others: usize,
    /// Of its own: by instances.
    pub tables: usize,
    /// How many there are.
    pub room: usize,
}

impl Used {
    /// By the whole origin.
    #[must_use]
    pub fn all(self) -> usize {
        self.own + self.others
    }
}

/// What is in use now, counted without copying the texts. Nothing where storage is denied.
#[must_use]
pub fn used() -> Option<Used> {
    let storage = granted().ok()?;
    let (prefix, mut used) = (prefix(), Used { room: room(), ..Used::default() });
    for entry in Object::entries(&storage) {
        let entry: Array = entry.unchecked_into();
        let key = entry.get(0).as_string().unwrap_or_default();
        let size = units(&key) + entry.get(1).unchecked_into::<JsString>().length() as usize;
        match key.strip_prefix(&prefix) {
            Some(name) => {
                used.own += size;
                used.tables += if matches!(Key::parse(name), Some(Key::Rows { .. })) { size } else { 0 };
            }
            None => used.others += size,
        }
    }
    Some(used)
}

/// UTF-16 units, as the browser counts.
fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// Does one write under this folder's prefix.
///
/// # Errors
/// `Denied`, or `Full`; the old text then still stands.
pub fn write(prefix: &str, write: &Write) -> Result<(), StorageError> {
    let storage = granted()?;
    match write {
        Write::Set { name, text } => {
            let name = format!("{prefix}{name}");
            storage.set_item(&name, text).or_else(|_| {
                // The kept screen (`web/first.js`) is the first that gives way.
                storage.remove_item(&format!("{prefix}screen"))?;
                storage.set_item(&name, text)
            })
        }
        Write::Remove { name } => storage.remove_item(&format!("{prefix}{name}")),
    }
    .map_err(|error| why(&error))
}

/// Whether a text that was written is what is stored.
#[must_use]
pub fn holds(prefix: &str, write: &Write) -> bool {
    let stored = |name: &str| granted().ok()?.get_item(&format!("{prefix}{name}")).ok().flatten();
    match write {
        Write::Set { name, text } => stored(name).is_some_and(|stored| stored == *text),
        Write::Remove { .. } => true,
    }
}

/// How many keys the whole origin has. Cheap; where it is another number than after the last write, somebody else was here.
#[must_use]
pub fn count() -> Option<u32> {
    granted().ok()?.length().ok()
}

/// This folder's keys without the prefix, with the units of their texts, which are not copied. Nothing where storage is denied.
#[must_use]
pub fn sizes(prefix: &str) -> Option<Vec<(String, usize)>> {
    let storage = granted().ok()?;
    let entries = Object::entries(&storage);
    let sizes = entries.iter().filter_map(|entry| {
        let entry: Array = entry.unchecked_into();
        let name = entry.get(0).as_string()?.strip_prefix(prefix)?.to_owned();
        Some((name, entry.get(1).dyn_into::<JsString>().ok()?.length() as usize))
    });
    Some(sizes.collect())
}

/// By name: its class and message differ among browsers and versions.
fn why(error: &JsValue) -> StorageError {
    let name = error.dyn_ref::<DomException>().map(DomException::name).unwrap_or_else(|| {
        js_sys::Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string()).unwrap_or_default()
    });
    match name.as_str() {
        "QuotaExceededError" | "NS_ERROR_DOM_QUOTA_REACHED" => StorageError::Full,
        _ => StorageError::Denied,
    }
}

/// Whether nothing of an account is kept in this folder, so that it is the empty one. False where that cannot be known.
#[must_use]
pub fn is_untouched() -> bool {
    let is_account = |key: &str| !matches!(Key::parse(key), None | Some(Key::Preferences));
    read_all().is_ok_and(|stored| !stored.entries.iter().any(|(key, _)| is_account(key)))
}

/// Calls `then` whenever another tab changes what is kept in this folder. As long as the page lives.
pub fn on_change(then: impl Fn() + 'static) {
    let prefix = prefix();
    let _ = window_event_listener_untyped("storage", move |event| {
        let key = event.dyn_ref::<StorageEvent>().and_then(StorageEvent::key);
        if key.is_some_and(|key| key.starts_with(&prefix)) {
            then();
        }
    });
}

#[must_use]
pub fn get_text(key: &str) -> Option<String> {
    granted().ok()?.get_item(&format!("{}{key}", prefix())).ok().flatten()
}

/// # Errors
/// `Denied`, or `Full`; the old value then still stands.
pub fn set_text(key: &str, value: &str) -> Result<(), StorageError> {
    write(&prefix(), &Write::Set { name: key.to_owned(), text: value.to_owned() })
}
