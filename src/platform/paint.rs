//! Schedules work: after the next paint, when the browser is idle, or in short pieces between other tasks.

use std::{cell::Cell, rc::Rc, time::Duration};

use leptos::prelude::{document, request_animation_frame, set_timeout};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::MessageChannel;

use super::clock::steady_now;

/// Longest wait for a paint: a covered window does not paint, and what must be stored cannot wait for it.
const LONGEST_WAIT: Duration = Duration::from_millis(250);
/// Delay of idle work: long enough for the replies and redraws of the act that caused it.
const IDLE_AFTER: Duration = Duration::from_millis(40);
/// Milliseconds that long work may take in one task before the page can respond.
const TURN_MS: i64 = 10;

/// Calls `then` once, in a separate task, after the pending changes have been painted.
pub fn after_paint(then: impl FnOnce() + 'static) {
    if document().hidden() {
        set_timeout(then, Duration::ZERO);
        return;
    }
    let then = Rc::new(Cell::new(Some(then)));
    let later = Rc::clone(&then);
    // The frame's callback runs before the paint; a task that it sets runs after.
    request_animation_frame(move || set_timeout(move || run(&then), Duration::ZERO));
    set_timeout(move || run(&later), LONGEST_WAIT);
}

fn run<F: FnOnce()>(then: &Cell<Option<F>>) {
    if let Some(then) = then.take() {
        then();
    }
}

/// Calls `then` when nothing urgent is expected.
pub fn when_idle(then: impl FnOnce() + 'static) {
    set_timeout(then, IDLE_AFTER);
}

/// Calls `piece` repeatedly until it returns `false`, for some milliseconds at a time; in between the page responds and paints.
pub fn in_turns(mut piece: impl FnMut() -> bool + 'static) {
    soon(move || {
        let until = steady_now() + TURN_MS;
        while piece() {
            if steady_now() >= until {
                return in_turns(piece);
            }
        }
    });
}

/// Calls `then` in a separate task. Timers of a hidden page fire once a second or less often; a message to itself arrives at once.
fn soon(then: impl FnOnce() + 'static) {
    let channel = if document().hidden() { MessageChannel::new().ok() } else { None };
    let Some(channel) = channel else { return set_timeout(then, Duration::ZERO) };
    let port = channel.port1();
    let hears = port.clone();
    let heard = Closure::once_into_js(move || {
        hears.close();
        then();
    });
    port.set_onmessage(Some(heard.unchecked_ref()));
    // Posting an empty message cannot fail.
    let _ = channel.port2().post_message(&JsValue::NULL);
}
