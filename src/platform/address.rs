//! The address bar: the hash, read, written, followed.

use std::cell::RefCell;

use leptos::{ev, prelude::*};
use wasm_bindgen::JsValue;

thread_local! {
    /// What was last read from the address, or written into it.
    static KNOWN: RefCell<String> = const { RefCell::new(String::new()) };
}

fn present() -> String {
    window().location().hash().unwrap_or_default()
}

/// The hash with its `#`, or an empty text. Who reads it follows it.
#[must_use]
pub fn hash() -> String {
    let hash = present();
    KNOWN.set(hash.clone());
    hash
}

/// The whole address of this page with another hash: for a person to hand on.
#[must_use]
pub fn absolute(hash: &str) -> String {
    let here = window().location().href().unwrap_or_default();
    let page = here.split('#').next().unwrap_or_default();
    format!("{page}{hash}")
}

/// Writes the hash: as a new entry of the history, or in place of the present one. Followers of `on_change` are not called for a
/// replacement: the browser tells only of what a person does. An address that a person has just set, of which the browser has not yet
/// told, is not replaced: it would never be followed.
pub fn set_hash(hash: &str, replace: bool) {
    if replace && KNOWN.with_borrow(|known| *known != present()) {
        return;
    }
    // A refused write (some browsers limit their number) leaves an old address, which the next write mends.
    let _ = if replace {
        window().history().and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(hash)))
    } else {
        window().location().set_hash(hash)
    };
    KNOWN.set(present());
}

/// Calls `follow` with every hash that a link, Back or Forward brings.
pub fn on_change(follow: impl Fn(String) + 'static) {
    // Lives as long as the page: there is one.
    let _ = window_event_listener(ev::hashchange, move |_| follow(hash()));
}
