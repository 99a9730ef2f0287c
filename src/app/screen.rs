//! Keeps the list as it looks, so that the next visit paints it before the program is loaded. `web/first.js` keeps it and shows it, but
//! only if what is stored then is what the kept screen shows.

use leptos::prelude::*;

use super::engine::Engine;
use crate::{
    context::{Console, Route},
    pages::parts::when_at_rest,
    platform::boot::keep_screen,
};
use latch_session::Stands;

/// Keeps the list from now on, whenever it has not changed for a moment.
pub(super) fn keep(console: Console, engine: Engine) {
    let again = RwSignal::new(());
    let keep = when_at_rest(move || {
        if !matches!(console.route().get_untracked(), Route::Instances(_)) {
            return;
        }
        match engine.stands() {
            Stands::Until(until) => keep_screen(until),
            // Rewriting the tables changes what is stored, though the account stays the same: try again later.
            Stands::NotYet => again.notify(),
            Stands::Not => {}
        }
    });
    Effect::new(move || {
        again.track();
        let _ = (console.world_version(), console.language().get(), console.region().get(), console.route().get());
        keep();
    });
}
