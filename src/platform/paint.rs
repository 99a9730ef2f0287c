//! When to do what: after the next paint, when the browser has time, after so many milliseconds.

use std::{cell::Cell, rc::Rc, time::Duration};

use leptos::prelude::{document, request_animation_frame, request_idle_callback, set_timeout};

/// How long a paint is waited for: a covered window paints none, and what is to be stored must not wait for it.
const LONGEST_WAIT: Duration = Duration::from_millis(250);
/// How long idle work waits: long enough for the replies and redraws of what led to it.
const IDLE_AFTER: Duration = Duration::from_millis(40);

/// Calls `then` once, in a task of its own, after what is on its way to the screen was painted.
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

/// Calls `then` when the browser says that it has nothing else to do, however late; never in one that does not say so. For what
/// nobody waits for.
pub fn when_free(then: impl FnOnce() + 'static) {
    let then = Cell::new(Some(then));
    request_idle_callback(move || run(&then));
}
