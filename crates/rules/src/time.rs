//! Instants on the virtual clock, calendar arithmetic in UTC, and every duration that the rules use. It reads no clock and formats no
//! text: `latch_ecs::iso` formats ISO 8601, `i18n::dates` formats dates for display.

use serde::{Deserialize, Serialize};

/// Milliseconds.
pub const SECOND: i64 = 1_000;
/// Milliseconds.
pub const MINUTE: i64 = 60 * SECOND;
/// Milliseconds.
pub const HOUR: i64 = 60 * MINUTE;
/// Milliseconds.
pub const DAY: i64 = 24 * HOUR;

// Times of the life cycle, in milliseconds (docs/rules.md#times).
/// How long a new instance stays in Pending, in milliseconds.
pub const PENDING_FOR: i64 = 5 * SECOND;
/// How long a start or restart takes, in milliseconds.
pub const STARTING_FOR: i64 = 20 * SECOND;
/// How long a stop takes, in milliseconds.
pub const STOPPING_FOR: i64 = 15 * SECOND;
/// From this time on, an overdue account's instances are shown as being reclaimed.
pub const RECLAIMING_AFTER: i64 = 12 * DAY;
/// R7a: more than 15 days overdue.
pub const OVERDUE_RELEASE_AFTER: i64 = 15 * DAY + SECOND;
/// A subscription is released this long after it expired.
pub const EXPIRED_RELEASE_AFTER: i64 = 15 * DAY;
/// The time between the notice of a preemptible reclaim and the release.
pub const SPOT_NOTICE: i64 = 5 * MINUTE;
/// R9: an auto-release time lies at least this far ahead.
pub const AUTO_RELEASE_AT_LEAST: i64 = 30 * MINUTE;
/// R9: an auto-release time lies at most this many calendar years ahead.
pub const AUTO_RELEASE_AT_MOST_YEARS: i32 = 3;

/// The end of the clock, after the year 9989: every date that lies ahead of any now still has a four-digit year.
pub const LAST: UnixMillis = UnixMillis(253_086_768_000_000);

/// An instant: milliseconds since 1970-01-01T00:00:00Z on the virtual clock.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnixMillis(pub i64);

/// A calendar date and time in UTC.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Civil {
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    pub hour: u8,
    pub minute: u8,
    pub second: u8,
}

impl UnixMillis {
    /// The instant `millis` milliseconds later.
    #[must_use]
    pub fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to here; negative when `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The start of this minute: ECS keeps an auto-release time to the minute (R9).
    #[must_use]
    pub fn minute_start(self) -> Self {
        Self(self.0.div_euclid(MINUTE) * MINUTE)
    }

    /// Calendar fields in UTC.
    #[must_use]
    pub fn civil(self) -> Civil {
        let days = self.0.div_euclid(DAY);
        let rest = self.0.rem_euclid(DAY) / SECOND;
        // Days are counted from 0000-03-01, so that a leap day is the last of its year.
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        Civil {
            year: (year_of_era + era * 400 + i64::from(month <= 2)) as i32,
            month: month as u8,
            day: (day_of_year - (153 * shifted_month + 2) / 5 + 1) as u8,
            hour: (rest / 3_600) as u8,
            minute: (rest / 60 % 60) as u8,
            second: (rest % 60) as u8,
        }
    }

    /// The same calendar date and time `years` later; 29 February becomes 28 February where the year has none.
    #[must_use]
    pub fn plus_years(self, years: i32) -> Self {
        self.plus_months(i64::from(years) * 12)
    }

    /// The same calendar date and time `months` later; a day that the month does not have becomes its last day.
    #[must_use]
    pub fn plus_months(self, months: i64) -> Self {
        let mut at = self.civil();
        let count = i64::from(at.year) * 12 + i64::from(at.month) - 1 + months;
        at.year = count.div_euclid(12).clamp(1, 9999) as i32;
        at.month = (count.rem_euclid(12) + 1) as u8;
        let millis = self.0.rem_euclid(SECOND);
        loop {
            if let Some(instant) = at.instant() {
                return instant.plus(millis);
            }
            at.day = at.day.saturating_sub(1).max(1);
        }
    }
}

impl Civil {
    /// The instant, or `None` where the calendar has no such date or time. Years 1 to 9999.
    #[must_use]
    pub fn instant(self) -> Option<UnixMillis> {
        let leap = self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
        let days_in_month = match self.month {
            2 => 28 + u8::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        let in_range = (1..=9999).contains(&self.year)
            && (1..=days_in_month).contains(&self.day)
            && self.hour < 24
            && self.minute < 60
            && self.second < 60;
        if !in_range {
            return None;
        }
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let shifted_month = (i64::from(self.month) + 9) % 12;
        let day_of_year = (153 * shifted_month + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * 146_097 + day_of_era - 719_468;
        let seconds = i64::from(self.hour) * 3_600 + i64::from(self.minute) * 60 + i64::from(self.second);
        Some(UnixMillis(days * DAY + seconds * SECOND))
    }
}

/// The virtual clock maps real time to virtual time, from a pair of anchors at a rate (0 = paused, 1 = real speed). All tabs share it.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Clock {
    pub real_anchor: UnixMillis,
    pub virtual_anchor: UnixMillis,
    /// Virtual milliseconds per real millisecond.
    pub rate: u32,
}

impl Clock {
    /// The clock that shows real time.
    #[must_use]
    pub fn real() -> Self {
        Self { real_anchor: UnixMillis(0), virtual_anchor: UnixMillis(0), rate: 1 }
    }

    /// The virtual instant at a real one. Never earlier than the anchor, even where the machine's clock was set back, and never later
    /// than `LAST`.
    #[must_use]
    pub fn at(&self, real: UnixMillis) -> UnixMillis {
        let elapsed = real.since(self.real_anchor).max(0);
        self.virtual_anchor.plus(elapsed.saturating_mul(i64::from(self.rate))).min(LAST)
    }

    /// Real milliseconds from `real` until the clock shows `due`: `None` when the clock is paused, 0 when `due` is past.
    #[must_use]
    pub fn real_wait(&self, real: UnixMillis, due: UnixMillis) -> Option<i64> {
        let ahead = due.since(self.at(real));
        match (ahead <= 0, self.rate) {
            (true, _) => Some(0),
            (false, 0) => None,
            (false, rate) => Some((ahead + i64::from(rate) - 1) / i64::from(rate)),
        }
    }

    /// A clock that shows `to` at `real` and runs at `rate`.
    #[must_use]
    pub fn anchored(real: UnixMillis, to: UnixMillis, rate: u32) -> Self {
        Self { real_anchor: real, virtual_anchor: to, rate }
    }
}

#[cfg(test)]
mod test {
    use super::{Civil, Clock, DAY, LAST, UnixMillis};

    fn at(year: i32, month: u8, day: u8) -> UnixMillis {
        Civil { year, month, day, hour: 10, minute: 7, second: 42 }.instant().unwrap()
    }

    #[test]
    fn civil_dates_go_there_and_back() {
        for day in (-200_000..200_000).step_by(37) {
            let instant = UnixMillis(day * DAY + 3_723_000);
            assert_eq!(instant.civil().instant(), Some(instant));
        }
    }

    #[test]
    fn impossible_dates_are_none() {
        assert_eq!(Civil { year: 2023, month: 2, day: 29, hour: 0, minute: 0, second: 0 }.instant(), None);
        assert_eq!(Civil { year: 2023, month: 13, day: 1, hour: 0, minute: 0, second: 0 }.instant(), None);
    }

    #[test]
    fn three_years_are_calendar_years() {
        assert_eq!(at(2023, 3, 1).plus_years(3), at(2026, 3, 1));
        assert_eq!(at(2024, 2, 29).plus_years(3), at(2027, 2, 28));
    }

    #[test]
    fn a_month_on_from_the_31st_is_the_last_of_the_month() {
        assert_eq!(at(2023, 1, 31).plus_months(1), at(2023, 2, 28));
        assert_eq!(at(2023, 12, 31).plus_months(2), at(2024, 2, 29));
        assert_eq!(at(2023, 11, 15).plus_months(1), at(2023, 12, 15));
    }

    #[test]
    fn a_paused_clock_never_comes_to_a_due_instant() {
        let clock = Clock::anchored(UnixMillis(1_000), UnixMillis(5_000), 0);
        assert_eq!(clock.at(UnixMillis(99_000)), UnixMillis(5_000));
        assert_eq!(clock.real_wait(UnixMillis(99_000), UnixMillis(6_000)), None);
    }

    #[test]
    fn the_clock_stands_still_at_its_end() {
        let end = Civil { year: 9990, month: 1, day: 1, hour: 0, minute: 0, second: 0 }.instant();
        assert_eq!(end, Some(LAST));
        let clock = Clock::anchored(UnixMillis(0), LAST.plus(-5), 1);
        assert_eq!((clock.at(UnixMillis(4)), clock.at(UnixMillis(i64::MAX))), (LAST.plus(-1), LAST));
        assert_eq!(clock.real_wait(UnixMillis(9), LAST), Some(0));
    }

    #[test]
    fn a_clock_set_back_does_not_turn_time_back() {
        let clock = Clock::anchored(UnixMillis(1_000), UnixMillis(5_000), 1);
        assert_eq!(clock.at(UnixMillis(0)), UnixMillis(5_000));
    }
}
