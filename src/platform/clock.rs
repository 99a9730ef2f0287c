//! The machine's clock, and a monotonic one.

use leptos::prelude::window;

use latch_rules::UnixMillis;
use latch_session::Instant;

/// Real time. The world's time is `Session::now`.
#[must_use]
pub fn real_now() -> UnixMillis {
    UnixMillis(js_sys::Date::now() as i64)
}

/// Milliseconds since the page was opened. Nobody can set this clock, so all waiting uses it.
#[must_use]
pub fn steady_now() -> i64 {
    window().performance().map_or(0, |performance| performance.now() as i64)
}

#[must_use]
pub fn instant() -> Instant {
    Instant { real: real_now(), steady: steady_now() }
}
