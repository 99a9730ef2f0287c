//! Debouncing: runs an action after a pause, so that the address is not rewritten at every keystroke of a search.

use std::{rc::Rc, time::Duration};

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};

/// Length of the pause.
const PAUSE: Duration = Duration::from_millis(400);

/// Wraps `act` in a debounce: calls that are closer together than `PAUSE` become one, after the last. Does nothing once the page is
/// unmounted.
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
