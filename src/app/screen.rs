//! Has the list kept as it stands, so that the next visit paints it before the program has come. `web/boot.js` keeps it and shows it, and
//! only if what is stored by then is what it shows.

use leptos::prelude::*;

use super::engine::Engine;
use crate::{
    context::{Console, Route},
    pages::parts::when_at_rest,
    platform::boot::keep_screen,
};

/// From now on, whenever the list has stood still for a moment.
pub(super) fn keep(console: Console, engine: Engine) {
    let keep = when_at_rest(move || {
        let is_list = matches!(console.route().get_untracked(), Route::Instances(_));
        if let Some(until) = engine.stands_until().filter(|_| is_list) {
            keep_screen(until);
        }
    });
    Effect::new(move || {
        let _ = (console.world_version(), console.language().get(), console.region().get(), console.route().get());
        keep();
    });
}
