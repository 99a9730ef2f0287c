//! localStorage under this folder's prefix: `latch:<folder of the page>:`, since static hosts share origins.

use gloo_storage::{LocalStorage, Storage as _};
use leptos::prelude::window;
use web_sys::Storage;

/// Why a write failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StorageError {
    #[error("the browser denies storage")]
    Denied,
    #[error("storage is full")]
    Full,
}

/// The prefix of every key: static hosts share an origin among folders.
#[must_use]
pub fn prefix() -> String {
    let path = window().location().pathname().unwrap_or_default();
    let folder = path.rfind('/').and_then(|end| path.get(..=end)).unwrap_or("/");
    format!("latch:{folder}:")
}

/// The storage, if the browser grants it. gloo's `raw` would panic where it does not, so it is asked only after this.
fn granted() -> Option<Storage> {
    window().local_storage().ok().flatten()?;
    Some(LocalStorage::raw())
}

#[must_use]
pub fn get_text(key: &str) -> Option<String> {
    granted()?.get_item(&format!("{}{key}", prefix())).ok().flatten()
}

/// # Errors
/// `Denied`, or `Full`; the old value then still stands.
pub fn set_text(key: &str, value: &str) -> Result<(), StorageError> {
    let storage = granted().ok_or(StorageError::Denied)?;
    storage.set_item(&format!("{}{key}", prefix()), value).map_err(|_| StorageError::Full)
}
