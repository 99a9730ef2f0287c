//! Dates, durations and numbers for a person to read, made by the browser's Intl in the language of the texts and the zone of the
//! browser. Native tests have no Intl and use a plain date instead. Knows no page.

use super::{Texts, args};
use latch_rules::{
    UnixMillis,
    time::{DAY, HOUR, MINUTE, SECOND},
};

/// A duration in its largest fitting unit: the count, and the unit's name in `Intl.RelativeTimeFormat`. Rounded towards now, so that
/// nothing seems further away than it is.
fn span(millis: i64) -> (i64, &'static str) {
    const UNITS: [(i64, &str); 6] = [
        (365 * DAY, "year"),
        (30 * DAY, "month"),
        (DAY, "day"),
        (HOUR, "hour"),
        (MINUTE, "minute"),
        (SECOND, "second"),
    ];
    let unit = UNITS.into_iter().find(|(length, _)| millis.abs() >= *length);
    unit.map_or((0, "second"), |(length, name)| (millis / length, name))
}

impl Texts {
    /// Date and time to the minute with the zone: "Nov 22, 2026, 16:03 UTC+8", "2026年11月22日 16:03 (UTC+8)".
    #[must_use]
    pub fn date_time(self, at: UnixMillis) -> String {
        self.with_zone(intl::date_time(self.0, at, false))
    }

    /// Date and time to the second with the zone.
    #[must_use]
    pub fn date_time_exact(self, at: UnixMillis) -> String {
        self.with_zone(intl::date_time(self.0, at, true))
    }

    /// Joins time and zone, because Intl puts the zone in the middle of a Chinese date. Intl names the offset after GMT, everything
    /// else here after UTC.
    fn with_zone(self, (at, zone): (String, String)) -> String {
        self.labels_at_zone(args::LabelsAtZone { at, zone: zone.replace("GMT", "UTC") })
    }

    /// How far `at` is from `now`: "in 3 days", "2 hours ago".
    #[must_use]
    pub fn relative(self, at: UnixMillis, now: UnixMillis) -> String {
        match span(at.since(now)) {
            (0, _) => self.labels_now().to_owned(),
            (count, unit) => intl::relative(self.0, count, unit),
        }
    }

    /// A count with the language's separators: "10,000".
    #[must_use]
    pub fn number(self, count: usize) -> String {
        let mut text = count.to_string();
        super::group(&mut text, 0);
        text
    }
}

#[cfg(target_arch = "wasm32")]
mod intl {
    use std::cell::RefCell;

    use js_sys::{Array, Intl, Object, Reflect};
    use leptos::wasm_bindgen::{JsCast as _, JsValue};

    use crate::i18n::Language;
    use latch_rules::UnixMillis;

    /// Formatters are slow to make and quick to use, so each is made once.
    #[derive(Default)]
    struct Formatters {
        dates: Vec<((Language, bool), Intl::DateTimeFormat)>,
        spans: Vec<(Language, Intl::RelativeTimeFormat)>,
    }

    thread_local! {
        static FORMATTERS: RefCell<Formatters> = RefCell::default();
    }

    fn options(pairs: &[(&str, &str)]) -> Object {
        let options = Object::new();
        for (name, value) in pairs {
            // A fresh plain object takes every property.
            let _ = Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value));
        }
        options
    }

    fn locales(language: Language) -> Array {
        Array::of1(&JsValue::from_str(language.tag()))
    }

    fn date_formatter(language: Language, exact: bool) -> Intl::DateTimeFormat {
        let options = options(&[
            ("year", "numeric"),
            ("month", "short"),
            ("day", "numeric"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
            ("hourCycle", "h23"),
            ("timeZoneName", "shortOffset"),
        ]);
        if exact {
            let _ = Reflect::set(&options, &"second".into(), &"2-digit".into());
        }
        Intl::DateTimeFormat::new(&locales(language), &options)
    }

    /// Date and time, and the offset of the zone: "GMT+8".
    pub(super) fn date_time(language: Language, at: UnixMillis, exact: bool) -> (String, String) {
        let formatter = FORMATTERS.with_borrow_mut(|all| {
            let known = all.dates.iter().find(|(key, _)| *key == (language, exact)).map(|(_, known)| known.clone());
            known.unwrap_or_else(|| {
                let made = date_formatter(language, exact);
                all.dates.push(((language, exact), made.clone()));
                made
            })
        });
        // Every instant of the product is within the range of Date, and far below the largest integer that an f64 holds exactly.
        #[expect(clippy::cast_precision_loss, reason = "see above")]
        let date = js_sys::Date::new(&JsValue::from_f64(at.0 as f64));
        let (mut text, mut zone) = (String::new(), String::new());
        for part in formatter.format_to_parts(&date) {
            let get =
                |name: &str| Reflect::get(&part, &JsValue::from_str(name)).ok().and_then(|value| value.as_string());
            let value = get("value").unwrap_or_default();
            if get("type").as_deref() == Some("timeZoneName") { &mut zone } else { &mut text }.push_str(&value);
        }
        (text.split_whitespace().collect::<Vec<_>>().join(" "), zone)
    }

    pub(super) fn relative(language: Language, count: i64, unit: &str) -> String {
        let formatter = FORMATTERS.with_borrow_mut(|all| {
            let known = all.spans.iter().find(|(key, _)| *key == language).map(|(_, known)| known.clone());
            known.unwrap_or_else(|| {
                let made = Intl::RelativeTimeFormat::new(&locales(language), &Object::new());
                all.spans.push((language, made.clone()));
                made
            })
        });
        #[expect(clippy::cast_precision_loss, reason = "a count of units is small")]
        let text: JsValue = formatter.format(count as f64, unit).unchecked_into();
        text.as_string().unwrap_or_default()
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod intl {
    use crate::i18n::Language;
    use latch_rules::UnixMillis;

    pub(super) fn date_time(_language: Language, at: UnixMillis, exact: bool) -> (String, String) {
        let at = at.civil();
        let seconds = if exact { format!(":{:02}", at.second) } else { String::new() };
        let text = format!("{}-{:02}-{:02} {:02}:{:02}{seconds}", at.year, at.month, at.day, at.hour, at.minute);
        (text, "GMT".to_owned())
    }

    pub(super) fn relative(_language: Language, count: i64, unit: &str) -> String {
        format!("{count:+} {unit}")
    }
}

#[cfg(test)]
mod test {
    use super::span;
    use crate::i18n::{Language, Texts, args};
    use latch_rules::{
        UnixMillis,
        time::{DAY, HOUR, MINUTE, SECOND},
    };

    #[test]
    fn a_date_ends_with_its_offset_from_utc() {
        let at = UnixMillis(1_803_865_800_000);
        assert_eq!("2027-03-01 01:50 UTC", Texts(Language::En).date_time(at));
        assert_eq!("2027-03-01 01:50:00 (UTC)", Texts(Language::ZhCn).date_time_exact(at));
    }

    #[test]
    fn a_span_is_told_in_its_largest_whole_unit() {
        assert_eq!(span(3 * DAY + 23 * HOUR), (3, "day"));
        assert_eq!(span(29 * MINUTE + 59 * SECOND), (29, "minute"));
        assert_eq!(span(-2 * HOUR), (-2, "hour"));
        assert_eq!(span(400 * DAY), (1, "year"));
        assert_eq!(span(0), (0, "second"));
    }

    #[test]
    fn thousands_are_separated() {
        let texts = Texts(Language::En);
        assert_eq!(["0", "999", "1,000", "100,000"], [0, 999, 1_000, 100_000].map(|count| texts.number(count)));
        assert_eq!("1,000 instances selected", texts.list_selected(1_000));
        let stay = texts.dialogs_stay(args::DialogsStay { refused: 0, skipped: 50_000 });
        assert_eq!("Not released: 50,000 skipped because protected, 0 not releasable.", stay);
        assert_eq!(
            "web-1 and 1,000 more",
            texts.dialogs_and_more(args::DialogsAndMore { more: 1_000, names: "web-1" })
        );
    }
}
