//! Has the list kept as it stands, so that the next visit paints it before the program has come. `web/boot.js` keeps it and shows it, and
//! only if what is stored by then is what it shows.

use std::time::Duration;

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};

use super::engine::Engine;
use crate::{
    context::{Console, Route},
    platform::panic::keep_screen,
};

/// How long nothing must have changed.
const REST: Duration = Duration::from_millis(600);

/// From now on, whenever the list has stood still for a moment.
pub(super) fn keep(console: Console, engine: Engine) {
    let timer: StoredValue<Option<TimeoutHandle>> = StoredValue::new(None);
    Effect::new(move || {
        let _ = (console.world_version(), console.language().get(), console.region().get());
        let is_list = matches!(console.route().get(), Route::Instances(_));
        if let Some(Some(timer)) = timer.try_update_value(Option::take) {
            timer.clear();
        }
        if is_list {
            let engine = engine.clone();
            let keep = move || {
                if let Some(until) = engine.stands_until() {
                    keep_screen(until);
                }
            };
            timer.set_value(set_timeout_with_handle(keep, REST).ok());
        }
    });
}
