//! Pages that the browser stops to save power: it says so before, and when they go on (Page Lifecycle). Only Chromium does.

use leptos::prelude::document;
use wasm_bindgen::{JsCast as _, closure::Closure};

/// Calls `frozen` before the page is stopped and `resumed` when it goes on. As long as the page lives.
pub fn on_freeze(frozen: impl Fn() + 'static, resumed: impl Fn() + 'static) {
    listen("freeze", frozen);
    listen("resume", resumed);
}

fn listen(event: &str, then: impl Fn() + 'static) {
    let then = Closure::<dyn Fn()>::new(then);
    // It fails only for a callback that is none.
    let _ = document().add_event_listener_with_callback(event, then.as_ref().unchecked_ref());
    then.forget();
}
