//! The end of the program: after a panic nothing of it runs any more, so the page outside of it takes over.

use js_sys::{Function, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, JsValue};

/// Sends a panic's message to the console and to `window.latchPanic` (`web/boot.js`), which offers to save the stored data.
pub fn hook() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        let show = Reflect::get(&window(), &"latchPanic".into()).ok().and_then(|show| show.dyn_into::<Function>().ok());
        if let Some(show) = show {
            // If even that fails there is nobody left to tell.
            let _ = show.call1(&JsValue::NULL, &info.to_string().into());
        }
    }));
}
