//! ISO 8601 in UTC, as ECS writes and reads it. Calendar arithmetic is in `rules::time`; the browser formats local times.

use latch_rules::time::{Civil, MINUTE, UnixMillis};

/// The first instant that can be written: a year has four digits, from 0001 on.
pub const FIRST: UnixMillis = UnixMillis(-62_135_596_800_000);
/// The last instant that can be written.
pub const LAST: UnixMillis = UnixMillis(253_402_300_799_999);

/// `2017-12-10T04:04Z`: what DescribeInstances prints (docs/ecs.md 3.3).
#[must_use]
pub fn minute(at: UnixMillis) -> String {
    let c = at.civil();
    format!("{:04}-{:02}-{:02}T{:02}:{:02}Z", c.year, c.month, c.day, c.hour, c.minute)
}

/// `2017-12-10T04:04:31Z`: what requests carry, and what the bridge's clock says.
#[must_use]
pub fn second(at: UnixMillis) -> String {
    let c = at.civil();
    format!("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", c.year, c.month, c.day, c.hour, c.minute, c.second)
}

/// As `second`, with milliseconds if there are any, so that `parse_exact` returns the same instant.
#[must_use]
pub fn exact(at: UnixMillis) -> String {
    match at.0.rem_euclid(1_000) {
        0 => second(at),
        millis => {
            let whole = second(at);
            format!("{}.{millis:03}Z", whole.trim_end_matches('Z'))
        }
    }
}

/// `yyyy-MM-ddTHH:mm:ssZ` or `yyyy-MM-ddTHH:mmZ`, nothing else: the forms that ECS takes.
#[must_use]
pub fn parse(text: &str) -> Option<UnixMillis> {
    if text.contains('.') { None } else { parse_exact(text) }
}

/// As `parse`, also with a fraction of a second, as JavaScript's `toISOString` prints it; digits beyond milliseconds are cut off.
#[must_use]
pub fn parse_exact(text: &str) -> Option<UnixMillis> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let mut date = date.split('-').zip([4, 2, 2]);
    let mut number = || date.next().and_then(|(digits, width)| fixed(digits, width));
    let (year, month, day) = (number()?, number()?, number()?);
    if text.matches('-').count() != 2 {
        return None;
    }
    let (time, fraction) = time.split_once('.').map_or((time, None), |(time, fraction)| (time, Some(fraction)));
    let parts: Vec<&str> = time.split(':').collect();
    let (hour, minute, second) = match *parts.as_slice() {
        [hour, minute] if fraction.is_none() => (hour, minute, "00"),
        [hour, minute, second] => (hour, minute, second),
        _ => return None,
    };
    let civil = Civil {
        year: i32::try_from(year).ok()?,
        month: u8::try_from(month).ok()?,
        day: u8::try_from(day).ok()?,
        hour: u8::try_from(fixed(hour, 2)?).ok()?,
        minute: u8::try_from(fixed(minute, 2)?).ok()?,
        second: u8::try_from(fixed(second, 2)?).ok()?,
    };
    Some(civil.instant()?.plus(fraction.map_or(Some(0), millis)?))
}

/// As `parse_exact`, also with a UTC offset (`+08:00`) in place of the `Z`, and with spaces around: other programs write these.
#[must_use]
pub fn parse_lenient(text: &str) -> Option<UnixMillis> {
    let text = text.trim();
    let offset = || {
        let place = text.rfind(['+', '-'])?;
        let (local, offset) = text.split_at_checked(place)?;
        let (sign, offset) = offset.split_at_checked(1)?;
        let digits = offset.replace(':', "");
        let (hours, minutes) = (fixed(digits.get(..2)?, 2)?, fixed(digits.get(2..)?, 2)?);
        let ahead = i64::from(hours * 60 + minutes) * if sign == "-" { -MINUTE } else { MINUTE };
        Some(parse_exact(&format!("{local}Z"))?.plus(-ahead))
    };
    parse_exact(text).or_else(offset)
}

/// A number of exactly `width` digits.
fn fixed(digits: &str, width: usize) -> Option<u32> {
    let plain = digits.len() == width && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

fn millis(fraction: &str) -> Option<i64> {
    if fraction.is_empty() || fraction.len() > 9 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    format!("{fraction:0<3}").get(..3)?.parse().ok()
}

#[cfg(test)]
mod test {
    use super::{FIRST, LAST, exact, minute, parse, parse_exact, parse_lenient, second};
    use latch_rules::UnixMillis;

    #[test]
    fn the_forms_of_ecs_are_read_and_printed() {
        let at = parse("2017-12-10T04:04:31Z").unwrap();
        assert_eq!((minute(at).as_str(), second(at).as_str()), ("2017-12-10T04:04Z", "2017-12-10T04:04:31Z"));
        assert_eq!(parse("2017-12-10T04:04Z"), Some(at.plus(-31_000)));
        assert_eq!(parse("1970-01-01T00:00Z"), Some(UnixMillis(0)));
    }

    #[test]
    fn milliseconds_go_there_and_back() {
        let at = UnixMillis(1_700_000_000_007);
        assert_eq!(parse_exact(&exact(at)), Some(at));
        assert_eq!(parse_exact("2023-11-14T22:13:20.5Z"), Some(UnixMillis(1_700_000_000_500)));
        assert_eq!(parse(&exact(at)), None);
    }

    #[test]
    fn a_distance_to_utc_is_reckoned_with() {
        let at = parse("2017-12-10T04:04:31Z");
        for text in ["2017-12-10T12:04:31+08:00", "2017-12-10T04:04:31+0000", " 2017-12-09T22:34:31.0-05:30 "] {
            assert_eq!(parse_lenient(text), at, "{text}");
        }
        for text in ["2017-12-10", "2017-12-10T04:04:31", "2017-12-10T04:04:31+8", "+08:00", "-"] {
            assert_eq!(parse_lenient(text), None, "{text}");
        }
    }

    #[test]
    fn the_first_and_the_last_instant_go_there_and_back() {
        for (at, text) in [(FIRST, "0001-01-01T00:00:00Z"), (LAST, "9999-12-31T23:59:59.999Z")] {
            assert_eq!((exact(at).as_str(), parse_exact(text)), (text, Some(at)));
        }
    }

    #[test]
    fn what_is_no_such_time_is_none() {
        for text in [
            "",
            "Z",
            "2017-12-10",
            "2017-12-10T04Z",
            "2017-12-10T04:04",
            "2017-12-10 04:04Z",
            "2017-13-10T04:04Z",
            "2017-02-29T04:04Z",
            "2017-12-10T24:00Z",
            "2017-12-10T04:04:60Z",
            "2017-1-10T04:04Z",
            "+017-12-10T04:04Z",
            "2017-12-10T04:04:31+08:00",
            "2017-12-10-01T04:04Z",
            "2017-12-10T04:04.5Z",
            "２０１７-12-10T04:04Z",
        ] {
            assert_eq!(parse_exact(text), None, "{text}");
        }
    }
}
