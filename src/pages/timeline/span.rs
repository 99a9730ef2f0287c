//! How much of the time is visible, and the order of the spans. Pure.

use crate::{i18n::Texts, pages::parts::axis::Axis};
use latch_rules::{
    UnixMillis,
    time::{DAY, HOUR},
};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(super) enum Span {
    Hour,
    Day,
    Week,
    Month,
    Year,
    #[default]
    All,
}

impl Span {
    pub(super) const EVERY: [Self; 6] = [Self::Hour, Self::Day, Self::Week, Self::Month, Self::Year, Self::All];

    /// Its name in the address.
    pub(super) fn slug(self) -> &'static str {
        match self {
            Self::Hour => "1h",
            Self::Day => "1d",
            Self::Week => "7d",
            Self::Month => "30d",
            Self::Year => "1y",
            Self::All => "all",
        }
    }

    pub(super) fn from_slug(slug: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|span| span.slug() == slug)
    }

    /// Its value in the address; empty for `Span::All`.
    pub(super) fn address(self) -> String {
        if self == Self::All { String::new() } else { self.slug().to_owned() }
    }

    pub(super) fn label(self, texts: Texts) -> &'static str {
        match self {
            Self::Hour => texts.timeline_span_1h(),
            Self::Day => texts.timeline_span_1d(),
            Self::Week => texts.timeline_span_7d(),
            Self::Month => texts.timeline_span_30d(),
            Self::Year => texts.timeline_span_1y(),
            Self::All => texts.timeline_span_all(),
        }
    }

    /// Its length in milliseconds; `None` for `Span::All`, which depends on the events.
    pub(super) fn length(self) -> Option<i64> {
        match self {
            Self::Hour => Some(HOUR),
            Self::Day => Some(DAY),
            Self::Week => Some(7 * DAY),
            Self::Month => Some(30 * DAY),
            Self::Year => Some(365 * DAY),
            Self::All => None,
        }
    }

    /// The next shorter span; from `Span::All`, the longest one that shows less than `all` milliseconds.
    pub(super) fn nearer(self, all: i64) -> Option<Self> {
        let shorter = |span: &Self| *span < self && (self != Self::All || span.length().is_some_and(|long| long < all));
        Self::EVERY.into_iter().rev().find(shorter).or((self == Self::All).then_some(Self::Hour))
    }

    /// The next longer span.
    pub(super) fn wider(self) -> Option<Self> {
        Self::EVERY.into_iter().find(|span| *span > self)
    }

    /// The visible part of the time: around `centre`, or for `Span::All` from `ends.0` to `ends.1` with a small margin.
    pub(super) fn axis(self, centre: UnixMillis, ends: (UnixMillis, UnixMillis), width: f64) -> Axis {
        match self.length() {
            Some(length) => Axis { from: centre.plus(-length / 2), to: centre.plus(length / 2), width },
            None => {
                let (first, last) = ends;
                let room = (last.since(first) / 25).max(HOUR / 2);
                Axis { from: first.plus(-room), to: last.plus(room), width }
            }
        }
    }
}

#[cfg(test)]
mod test {
    use super::Span;
    use latch_rules::{
        UnixMillis,
        time::{DAY, HOUR},
    };

    #[test]
    fn every_span_reads_back_from_its_address() {
        for span in Span::EVERY {
            assert_eq!(Span::from_slug(span.slug()), Some(span));
        }
        assert_eq!((Span::from_slug("2w"), Span::All.address().as_str()), (None, ""));
    }

    #[test]
    fn zooming_ends_at_both_ends() {
        assert_eq!((Span::Hour.nearer(0), Span::All.wider()), (None, None));
        assert_eq!((Span::Day.nearer(0), Span::Day.wider()), (Some(Span::Hour), Some(Span::Week)));
        assert_eq!(Span::All.nearer(40 * DAY), Some(Span::Month));
        assert_eq!(Span::All.nearer(HOUR), Some(Span::Hour));
    }

    #[test]
    fn everything_is_seen_with_room_beside_it() {
        let (first, last) = (UnixMillis(0), UnixMillis(100 * DAY));
        let axis = Span::All.axis(UnixMillis(5), (first, last), 1_000.0);
        assert!(axis.x(first) > 20.0 && axis.x(last) < 980.0);
    }
}
