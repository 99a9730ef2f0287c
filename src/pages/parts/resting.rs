//! Doing something once a person pauses: the address follows a search at rest, not at every keystroke.

use std::{rc::Rc, time::Duration};

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};

/// How long a pause is.
const PAUSE: Duration = Duration::from_millis(400);

/// Wraps `act` so that calls closer together than a pause come to one, after the last. Nothing happens once the page is gone.
pub fn when_at_rest(act: impl Fn() + 'static) -> impl Fn() + Clone + 'static {
    let waiting: StoredValue<Option<TimeoutHandle>, LocalStorage> = StoredValue::new_local(None);
    let act = Rc::new(act);
    let stop = move || {
        waiting.try_update_value(|handle| {
            if let Some(handle) = handle.take() {
                handle.clear();
            }
        });
    };
    on_cleanup(stop);
    move || {
        stop();
        let act = Rc::clone(&act);
        waiting.try_set_value(set_timeout_with_handle(move || act(), PAUSE).ok());
    }
}
