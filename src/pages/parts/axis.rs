//! A time axis as pure geometry: positions of instants, ticks, clusters, and labels that never overlap. Draws nothing and knows no events;
//! the time zone is passed in as its offset from UTC.

use std::ops::Range;

use latch_rules::{
    UnixMillis,
    time::{Civil, DAY, HOUR, MINUTE, SECOND},
};

/// A span of time over `width` CSS pixels.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Axis {
    pub from: UnixMillis,
    /// Later than `from`.
    pub to: UnixMillis,
    pub width: f64,
}

/// A line of the axis with its label.
#[derive(Clone, PartialEq, Debug)]
pub struct Tick {
    pub at: UnixMillis,
    pub x: f64,
    pub label: String,
}

/// The distance between ticks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    Millis(i64),
    Months(i64),
}

const STEPS: [Step; 24] = [
    Step::Millis(SECOND),
    Step::Millis(5 * SECOND),
    Step::Millis(15 * SECOND),
    Step::Millis(30 * SECOND),
    Step::Millis(MINUTE),
    Step::Millis(5 * MINUTE),
    Step::Millis(10 * MINUTE),
    Step::Millis(30 * MINUTE),
    Step::Millis(HOUR),
    Step::Millis(3 * HOUR),
    Step::Millis(6 * HOUR),
    Step::Millis(12 * HOUR),
    Step::Millis(DAY),
    Step::Millis(2 * DAY),
    Step::Millis(7 * DAY),
    Step::Months(1),
    Step::Months(3),
    Step::Months(6),
    Step::Months(12),
    Step::Months(24),
    Step::Months(60),
    Step::Months(120),
    Step::Months(600),
    Step::Months(1_200),
];
/// 1970-01-05 was a Monday; weeks are counted from there.
const MONDAY: i64 = 4 * DAY;
/// Upper bound of the number of ticks; ends the loop for any input.
const MOST_TICKS: usize = 200;

impl Step {
    /// Its shortest length in milliseconds.
    fn least(self) -> i64 {
        match self {
            Self::Millis(millis) => millis,
            Self::Months(months) => months * 28 * DAY,
        }
    }

    /// The last tick at or before an instant of local time.
    fn floor(self, local: UnixMillis) -> UnixMillis {
        match self {
            Self::Millis(millis) => {
                let start = if millis == 7 * DAY { MONDAY } else { 0 };
                UnixMillis((local.0 - start).div_euclid(millis) * millis + start)
            }
            Self::Months(months) => {
                let at = local.civil();
                let count = (i64::from(at.year) * 12 + i64::from(at.month) - 1).div_euclid(months) * months;
                let year = i32::try_from(count.div_euclid(12)).unwrap_or(1).clamp(1, 9_999);
                let month = u8::try_from(count.rem_euclid(12) + 1).unwrap_or(1);
                let first = Civil { year, month, day: 1, hour: 0, minute: 0, second: 0 };
                first.instant().unwrap_or(local)
            }
        }
    }

    fn after(self, local: UnixMillis) -> UnixMillis {
        match self {
            Self::Millis(millis) => local.plus(millis),
            Self::Months(months) => local.plus_months(months),
        }
    }

    /// Short, in figures only, so that it is the same in every language; leaves out what the previous tick already says.
    fn label(self, local: UnixMillis, is_first: bool) -> String {
        let at = local.civil();
        let day = format!("{:02}-{:02}", at.month, at.day);
        let time = format!("{:02}:{:02}", at.hour, at.minute);
        match self {
            Self::Millis(millis) if millis < MINUTE && !is_first => format!("{time}:{:02}", at.second),
            Self::Millis(millis) if millis < DAY && is_first => format!("{day} {time}"),
            Self::Millis(millis) if millis < DAY && local.0.rem_euclid(DAY) != 0 => time,
            Self::Millis(_) if is_first || (at.month == 1 && at.day == 1) => format!("{:04}-{day}", at.year),
            Self::Millis(_) => day,
            Self::Months(months) if months < 12 => format!("{:04}-{:02}", at.year, at.month),
            Self::Months(_) => format!("{:04}", at.year),
        }
    }
}

impl Axis {
    /// The position of an instant; outside 0 to `width` if the axis does not include it.
    #[must_use]
    pub fn x(self, at: UnixMillis) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "spans of time are far below what a f64 counts exactly")]
        let (passed, all) = (at.since(self.from) as f64, self.to.since(self.from).max(1) as f64);
        passed / all * self.width
    }

    /// The instant at a position.
    #[must_use]
    pub fn at(self, x: f64) -> UnixMillis {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            reason = "spans of time are far below what a f64 counts exactly"
        )]
        let passed = (x / self.width.max(1.0) * self.to.since(self.from) as f64) as i64;
        self.from.plus(passed)
    }

    /// Ticks at round local times, at least `gap` apart. `offset` is the zone's offset from UTC at an instant, in milliseconds.
    #[must_use]
    pub fn ticks(self, gap: f64, offset: impl Fn(UnixMillis) -> i64) -> Vec<Tick> {
        let all = self.to.since(self.from).max(1);
        #[expect(clippy::cast_precision_loss, reason = "see `x`")]
        let is_wide = |step: &Step| step.least() as f64 / all as f64 * self.width >= gap;
        let Some(step) = STEPS.into_iter().find(is_wide).or(STEPS.last().copied()) else { return Vec::new() };
        let mut local = step.floor(self.from.plus(offset(self.from)));
        let mut ticks: Vec<Tick> = Vec::new();
        while ticks.len() < MOST_TICKS {
            let at = instant_of(local, &offset);
            if at > self.to {
                break;
            }
            // An hour that the clocks skip has the same position as the next one.
            let is_apart = ticks.last().is_none_or(|last| self.x(at) - last.x >= gap / 2.0);
            if at >= self.from && is_apart {
                ticks.push(Tick { at, x: self.x(at), label: step.label(local, ticks.is_empty()) });
            }
            let next = step.after(local);
            if next <= local {
                break;
            }
            local = next;
        }
        ticks
    }
}

/// The instant of a local time, with the offset that is valid at that instant, not some hours before or after it.
fn instant_of(local: UnixMillis, offset: &impl Fn(UnixMillis) -> i64) -> UnixMillis {
    let near = local.plus(-offset(local));
    local.plus(-offset(near))
}

/// Groups the positions that are nearer together than `gap`. `places` ascend, and so do the clusters. Each cluster is at its first
/// position, so that no two are nearer than `gap`.
#[must_use]
pub fn clusters(places: &[f64], gap: f64) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    let mut start = f64::NEG_INFINITY;
    for (index, x) in places.iter().enumerate() {
        match all.last_mut() {
            Some(last) if x - start < gap => last.end = index + 1,
            _ => {
                all.push(index..index + 1);
                start = *x;
            }
        }
    }
    all
}

/// Position of a label: its line, counted from 0, and its start.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Placed {
    pub line: usize,
    pub x: f64,
}

/// Arranges labels, given by middle and width, on at most `lines` lines, inside 0 to `width`. `None` for a label that would overlap another
/// one.
#[must_use]
pub fn place(labels: &[(f64, f64)], width: f64, lines: usize, gap: f64) -> Vec<Option<Placed>> {
    let mut taken: Vec<Vec<(f64, f64)>> = vec![Vec::new(); lines];
    let mut one = |(middle, long): &(f64, f64)| {
        let x = (middle - long / 2.0).clamp(0.0, (width - long).max(0.0));
        let (start, end) = (x - gap, x + long + gap);
        let is_free = |taken: &Vec<(f64, f64)>| taken.iter().all(|(from, to)| end <= *from || start >= *to);
        let line = taken.iter().position(is_free)?;
        taken.get_mut(line)?.push((x, x + long));
        Some(Placed { line, x })
    };
    labels.iter().map(&mut one).collect()
}

/// Positions of ascending instants, for a picture that is not to scale: equal instants have the same position, all others are at least
/// `least` apart, and longer waits are longer, though not in proportion. The last position is `width`, or more if that is too narrow.
#[must_use]
pub fn spread(instants: &[UnixMillis], width: f64, least: f64) -> Vec<f64> {
    #[expect(clippy::cast_precision_loss, reason = "spans of time are far below what a f64 counts exactly")]
    let weight = |two: &[UnixMillis]| match two {
        [before, after] if after > before => 1.0 + (after.since(*before) as f64 / SECOND as f64 + 1.0).log10(),
        _ => 0.0,
    };
    let weights: Vec<f64> = instants.windows(2).map(weight).collect();
    let (all, steps) = (weights.iter().sum::<f64>(), weights.iter().filter(|weight| **weight > 0.0).count());
    #[expect(clippy::cast_precision_loss, reason = "a picture has few steps")]
    let spare = (width - least * steps as f64).max(0.0);
    let mut x = 0.0;
    let step = |weight: &f64| {
        if *weight > 0.0 {
            x += least + spare * weight / all;
        }
        x
    };
    std::iter::once(0.0).chain(weights.iter().map(step)).take(instants.len()).collect()
}

/// Approximate width of a text in CSS pixels: an ideograph is as wide as the font size, a letter a good half of that.
#[must_use]
pub fn text_width(text: &str, size: f64) -> f64 {
    text.chars().map(|letter| if letter as u32 > 0x2e80 { size } else { size * 0.58 }).sum()
}

#[cfg(test)]
mod test {
    use super::{Axis, Placed, clusters, place, spread, text_width};
    use latch_rules::{
        UnixMillis,
        time::{DAY, HOUR, MINUTE},
    };

    const FROM: UnixMillis = UnixMillis(1_795_000_000_123);

    fn axis(length: i64, width: f64) -> Axis {
        Axis { from: FROM, to: FROM.plus(length), width }
    }

    #[test]
    fn a_place_and_its_instant_belong_together() {
        let axis = axis(7 * DAY, 900.0);
        assert!((axis.x(FROM)).abs() < 1e-9 && (axis.x(axis.to) - 900.0).abs() < 1e-9);
        for at in [FROM, FROM.plus(DAY), FROM.plus(5 * DAY + HOUR)] {
            assert!(axis.at(axis.x(at)).since(at).abs() <= 1);
        }
    }

    #[test]
    fn ticks_are_round_ascend_and_keep_their_distance() {
        for length in [MINUTE, HOUR, DAY, 7 * DAY, 30 * DAY, 365 * DAY, 3_000 * DAY, 40_000 * DAY] {
            for width in [240.0, 390.0, 900.0, 2_000.0] {
                for offset in [0, 8 * HOUR, -5 * HOUR - 30 * MINUTE] {
                    let ticks = axis(length, width).ticks(90.0, |_| offset);
                    assert!(ticks.windows(2).all(|two| two[1].x - two[0].x >= 89.0), "{length} {width}: {ticks:?}");
                    assert!(ticks.iter().all(|tick| tick.x >= 0.0 && tick.x <= width + 0.001));
                    assert!(ticks.iter().all(|tick| text_width(&tick.label, 12.0) < 88.0), "{ticks:?}");
                }
            }
        }
    }

    #[test]
    fn days_begin_at_local_midnight() {
        let ticks = axis(5 * DAY, 600.0).ticks(90.0, |_| 8 * HOUR);
        assert!(ticks.len() >= 4);
        assert!(ticks.iter().all(|tick| tick.at.plus(8 * HOUR).0.rem_euclid(DAY) == 0));
    }

    #[test]
    fn days_begin_at_local_midnight_on_both_sides_of_a_change_of_the_clocks() {
        // The clocks go forward one hour in the middle of the axis.
        let change = FROM.plus(5 * DAY);
        let offset = move |at: UnixMillis| if at < change { HOUR } else { 2 * HOUR };
        let ticks = axis(10 * DAY, 1_200.0).ticks(90.0, offset);
        assert!(ticks.len() >= 8);
        assert!(ticks.iter().all(|tick| tick.at.plus(offset(tick.at)).0.rem_euclid(DAY) == 0), "{ticks:?}");
    }

    #[test]
    fn clusters_hold_everything_once_and_stand_apart() {
        let places: Vec<f64> = (0..10_000).map(|n| f64::from(n) * 0.0731).collect();
        let found = clusters(&places, 14.0);
        assert!(found.len() <= 54);
        assert_eq!(found.iter().map(|range| range.len()).sum::<usize>(), places.len());
        assert!(found.windows(2).all(|two| places[two[1].start] - places[two[0].start] >= 14.0));
        assert!(clusters(&[], 14.0).is_empty());
        assert_eq!(clusters(&[1.0, 1.0, 40.0], 14.0), [0..2, 2..3]);
    }

    #[test]
    fn labels_never_lie_over_each_other_and_stay_inside() {
        let labels: Vec<(f64, f64)> = (0..60).map(|n| (f64::from(n * 7 % 60) * 10.0, 80.0)).collect();
        let placed = place(&labels, 600.0, 3, 4.0);
        let shown: Vec<Placed> = placed.iter().flatten().copied().collect();
        assert!(shown.len() >= 12);
        for (index, one) in shown.iter().enumerate() {
            assert!(one.x >= 0.0 && one.x + 80.0 <= 600.0);
            let apart = |other: &Placed| other.line != one.line || (other.x - one.x).abs() >= 84.0;
            assert!(shown[index + 1..].iter().all(apart));
        }
    }

    #[test]
    fn a_spread_keeps_the_order_and_the_distance_and_fills_the_width() {
        let all: Vec<_> = [0, 0, 1_000, 2_000, 90 * DAY, 91 * DAY].into_iter().map(|later| FROM.plus(later)).collect();
        let places = spread(&all, 900.0, 70.0);
        assert!((places[0] - places[1]).abs() < 1e-9 && (places[5] - 900.0).abs() < 1e-6, "{places:?}");
        assert!(places.windows(2).skip(1).all(|two| two[1] - two[0] >= 70.0));
        assert!(places[4] - places[3] > places[3] - places[2], "a longer wait is longer");
        assert!(*spread(&all, 100.0, 70.0).last().unwrap() >= 280.0);
        assert_eq!((spread(&[], 100.0, 9.0).len(), spread(&all[..1], 100.0, 9.0)), (0, vec![0.0]));
    }
}
