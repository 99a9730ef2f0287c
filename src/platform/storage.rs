//! localStorage under this folder's prefix: `latch:<folder of the page>:`, since static hosts share origins. Reads and writes texts;
//! `latch_session::stored` defines what they mean.

use gloo_storage::{LocalStorage, Storage as _};
use js_sys::{Array, JsString, Object, Reflect};
use leptos::prelude::{window, window_event_listener_untyped};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{DomException, StorageEvent};

use latch_session::{
    ROOM, Write, WriteFailure,
    storage::{Storage, Stored, units},
    stored::keys::{self, Key},
};

/// Shares of the room, in percent, from which storage counts as nearly full.
pub use latch_session::{CROWDED, SHORT};

/// The prefix of every key: static hosts share an origin among folders.
#[must_use]
pub fn prefix() -> String {
    keys::prefix(&window().location().pathname().unwrap_or_default())
}

/// localStorage, if the browser grants it. gloo's `raw` would panic otherwise, so it is called only after this check.
fn granted() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten().map(|_| LocalStorage::raw())
}

/// The part of localStorage that belongs to this folder.
#[derive(Clone, Debug)]
pub struct FolderStorage {
    prefix: String,
}

impl FolderStorage {
    /// The storage of the folder that contains the page.
    #[must_use]
    pub fn here() -> Self {
        Self { prefix: prefix() }
    }

    fn get(&self, name: &str) -> Option<String> {
        granted()?.get_item(&format!("{}{name}", self.prefix)).ok().flatten()
    }

    fn try_write(&self, storage: &web_sys::Storage, write: &Write) -> Result<(), JsValue> {
        let prefix = &self.prefix;
        match write {
            Write::Set { name, text } => {
                let name = format!("{prefix}{name}");
                storage.set_item(&name, text).or_else(|_| {
                    // If the room is short, the kept screen (`web/first.js`) is removed first.
                    storage.remove_item(&format!("{prefix}screen"))?;
                    storage.set_item(&name, text)
                })
            }
            Write::Remove { name } => storage.remove_item(&format!("{prefix}{name}")),
        }
    }
}

impl Storage for FolderStorage {
    /// WebKit counts bytes, two for each letter beyond Latin-1 (nearly all letters that Latch writes); the other browsers count units
    /// (docs/decisions/03-storage.md).
    fn room(&self) -> usize {
        // Chromium's user agent contains AppleWebKit too; every browser on iOS is WebKit, and none has Chrome in its user agent.
        let is_webkit = |agent: String| agent.contains("AppleWebKit/") && !agent.contains("Chrome/");
        if window().navigator().user_agent().is_ok_and(is_webkit) { ROOM / 2 } else { ROOM }
    }

    fn prefix(&self) -> &str {
        &self.prefix
    }

    fn read_all(&self) -> Option<Stored> {
        let storage = granted()?;
        let mut stored = Stored::default();
        // Not by number: in Firefox, reading a text can change the numbers of the keys, so that one of them is left out.
        for key in Reflect::own_keys(&storage).ok()? {
            let Some(key) = key.as_string() else { continue };
            let Some(text) = storage.get_item(&key).ok()? else { continue };
            match key.strip_prefix(&self.prefix) {
                Some(name) => stored.entries.push((name.to_owned(), text)),
                None => stored.others += units(&key) + units(&text),
            }
        }
        Some(stored)
    }

    fn write(&self, write: &Write) -> Result<(), WriteFailure> {
        let storage = granted().ok_or(WriteFailure::Denied)?;
        self.try_write(&storage, write).map_err(|error| why(&error))?;
        match write {
            Write::Set { name, text } if self.get(name).as_ref() != Some(text) => Err(WriteFailure::Denied),
            _ => Ok(()),
        }
    }

    fn count(&self) -> Option<usize> {
        Some(granted()?.length().ok()? as usize)
    }

    /// Measures the texts without copying them.
    fn sizes(&self) -> Option<Vec<(String, usize)>> {
        let storage = granted()?;
        let entries = Object::entries(&storage);
        let sizes = entries.iter().filter_map(|entry| {
            let entry: Array = entry.unchecked_into();
            let name = entry.get(0).as_string()?.strip_prefix(&self.prefix)?.to_owned();
            Some((name, entry.get(1).dyn_into::<JsString>().ok()?.length() as usize))
        });
        Some(sizes.collect())
    }
}

/// Classifies the error by its name, since its class and message differ among browsers and versions.
fn why(error: &JsValue) -> WriteFailure {
    let name = error.dyn_ref::<DomException>().map(DomException::name).unwrap_or_else(|| {
        Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string()).unwrap_or_default()
    });
    match name.as_str() {
        "QuotaExceededError" | "NS_ERROR_DOM_QUOTA_REACHED" => WriteFailure::Full,
        _ => WriteFailure::Denied,
    }
}

/// UTF-16 units in use.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Used {
    /// By this folder.
    pub own: usize,
    /// By everything else of the origin.
    pub others: usize,
    /// The part of `own` that the tables of instances use.
    pub tables: usize,
    /// Units that the origin may use.
    pub room: usize,
}

impl Used {
    /// By the whole origin.
    #[must_use]
    pub fn all(self) -> usize {
        self.own + self.others
    }
}

/// The units in use now, counted without copying the texts. `None` if storage is denied.
#[must_use]
pub fn used() -> Option<Used> {
    let storage = granted()?;
    let (prefix, mut used) = (prefix(), Used { room: FolderStorage::here().room(), ..Used::default() });
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

/// Whether this folder stores no data of an account, so that the account is empty. `false` if that cannot be determined.
#[must_use]
pub fn is_untouched() -> bool {
    let is_account = |key: &str| !matches!(Key::parse(key), None | Some(Key::Preferences));
    FolderStorage::here().read_all().is_some_and(|stored| !stored.entries.iter().any(|(key, _)| is_account(key)))
}

/// Calls `then` whenever another tab changes the stored data of this folder, as long as the page lives.
pub fn on_change(then: impl Fn() + 'static) {
    let prefix = prefix();
    let _ = window_event_listener_untyped("storage", move |event| {
        let key = event.dyn_ref::<StorageEvent>().and_then(StorageEvent::key);
        if key.is_some_and(|key| key.starts_with(&prefix)) {
            then();
        }
    });
}

/// The text stored under a name of this folder.
#[must_use]
pub fn get_text(name: &str) -> Option<String> {
    FolderStorage::here().get(name)
}

/// Stores a text under a name of this folder.
///
/// # Errors
/// As `Storage::write`.
pub fn set_text(name: &str, text: &str) -> Result<(), WriteFailure> {
    FolderStorage::here().write(&Write::Set { name: name.to_owned(), text: text.to_owned() })
}

/// Removes the text stored under a name of this folder.
///
/// # Errors
/// As `Storage::write`.
pub fn remove_text(name: &str) -> Result<(), WriteFailure> {
    FolderStorage::here().write(&Write::Remove { name: name.to_owned() })
}
