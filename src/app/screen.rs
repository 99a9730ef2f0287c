//! Has the list kept as it stands, so that the next visit paints it before the program has come. `web/first.js` keeps it and shows it, and
//! only if what is stored by then is what it shows.

use leptos::prelude::*;

use super::engine::Engine;
use crate::{
    context::{Console, Route},
    pages::parts::when_at_rest,
    platform::boot::keep_screen,
};
use latch_session::Stands;

/// From now on, whenever the list has stood still for a moment.
pub(super) fn keep(console: Console, engine: Engine) {
    let again = RwSignal::new(());
    let keep = when_at_rest(move || {
        if !matches!(console.route().get_untracked(), Route::Instances(_)) {
            return;
        }
        match engine.stands() {
            Stands::Until(until) => keep_screen(until),
            // Tables that are rewritten are another state of what is stored, though the same account.
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
