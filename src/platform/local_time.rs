//! Converts local calendar time, as a `datetime-local` field holds it, to and from instants. The zone is the browser's.

use js_sys::{Array, Date, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

use latch_rules::UnixMillis;

/// Parses `2026-11-22T08:00` in the browser's zone; `None` if it is not a date and time.
#[must_use]
pub fn parse(text: &str) -> Option<UnixMillis> {
    // Without a zone mark, ECMAScript reads a date and time as local, but a date alone as UTC.
    if !text.contains('T') || text.contains('Z') {
        return None;
    }
    let millis = Date::parse(text);
    millis.is_finite().then_some(UnixMillis(millis as i64))
}

/// Writes an instant as `parse` reads it, to the minute.
#[must_use]
pub fn format(at: UnixMillis) -> String {
    let date = Date::new(&JsValue::from_f64(at.0 as f64));
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date(),
        date.get_hours(),
        date.get_minutes()
    )
}

/// The browser's zone by its name: "Asia/Shanghai".
#[must_use]
pub fn zone_name() -> String {
    let options = Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    Reflect::get(&options, &"timeZone".into()).ok().and_then(|name| name.as_string()).unwrap_or_default()
}

/// The zone's name with its offset from UTC at the time that a field holds: "Europe/Berlin, UTC+2" for one in July. The name alone if the
/// field holds no valid time.
#[must_use]
pub fn zone_of(text: &str) -> String {
    let name = zone_name();
    let Some(at) = parse(text) else { return name };
    let minutes = offset_at(at) / latch_rules::time::MINUTE;
    let sign = if minutes < 0 { '-' } else { '+' };
    let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
    let rest = if rest == 0 { String::new() } else { format!(":{rest:02}") };
    format!("{name}, UTC{sign}{hours}{rest}")
}

/// The offset of the browser's zone from UTC at that instant, milliseconds.
#[must_use]
pub fn offset_at(at: UnixMillis) -> i64 {
    let minutes = Date::new(&JsValue::from_f64(at.0 as f64)).get_timezone_offset();
    if minutes.is_finite() { -(minutes as i64) * latch_rules::time::MINUTE } else { 0 }
}
