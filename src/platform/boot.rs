//! Messages to the scripts outside of the program (`web/first.js`, `web/boot.js`): the program runs, it cannot run, how its list looks,
//! and a panic, after which none of its code runs any more and the page outside takes over.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

use latch_rules::UnixMillis;

/// Sends a panic's message to the console and to `window.latchPanic`, which offers to save the stored data.
pub fn hook() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        tell("latchPanic", info.to_string());
    }));
}

/// Reports that the console is mounted.
pub fn started() {
    if let Ok(event) = web_sys::Event::new("latch-started") {
        // There may be no listener.
        let _ = window().dispatch_event(&event);
    }
}

/// Reports that the program cannot start, because `part` could not be fetched.
pub fn missing(part: &str) {
    tell("latchMissing", part);
}

/// Has the list kept as it looks, for the next visit. It is valid until the machine's clock shows `until`.
pub fn keep_screen(until: UnixMillis) {
    tell("latchScreen", until.0 as f64);
}

/// Waits until the kept screen has been painted, if one is shown; see `web/first.js`.
pub async fn screen_shown() {
    let shown = Reflect::get(&window(), &"latchShown".into()).ok().and_then(|found| found.dyn_into::<Promise>().ok());
    if let Some(shown) = shown {
        // It never rejects.
        let _ = JsFuture::from(shown).await;
    }
}

fn tell(function: &str, what: impl Into<JsValue>) {
    let function = Reflect::get(&window(), &function.into()).ok().and_then(|found| found.dyn_into::<Function>().ok());
    if let Some(function) = function {
        // If even this fails, there is nobody left to report it to.
        let _ = function.call1(&JsValue::NULL, &what.into());
    }
}
