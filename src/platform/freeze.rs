//! Pages that the browser freezes to save power: it fires an event before, and when they resume (Page Lifecycle). Only Chromium does so.

use leptos::prelude::document;
use wasm_bindgen::{JsCast as _, closure::Closure};

/// Calls `frozen` before the page is frozen and `resumed` when it continues, as long as the page lives.
pub fn on_freeze(frozen: impl Fn() + 'static, resumed: impl Fn() + 'static) {
    listen("freeze", frozen);
    listen("resume", resumed);
}

fn listen(event: &str, then: impl Fn() + 'static) {
    let then = Closure::<dyn Fn()>::new(then);
    // It fails only for a callback that is not a function.
    let _ = document().add_event_listener_with_callback(event, then.as_ref().unchecked_ref());
    then.forget();
}
