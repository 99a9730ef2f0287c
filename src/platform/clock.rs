//! The machine's clock.

use crate::rules::UnixMillis;

/// Real time, not the world's: that is `Session::now`.
#[must_use]
pub fn real_now() -> UnixMillis {
    UnixMillis(js_sys::Date::now() as i64)
}
