//! Sets of instances by ordinal: the number an instance got when it came into the world, never given twice. Knows no
//! instance and no id.

use std::fmt::Write as _;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// The place of an instance in the order of creation; stays its own for ever.
pub type Ordinal = u32;

/// A set of ordinals in ascending order, kept as runs, so that "all of a fleet" is one run however large it is.
#[derive(Clone, PartialEq, Eq, Debug, Default, Hash)]
pub struct Ordinals {
    /// `(first, length)`, ascending, neither empty nor touching.
    runs: Vec<(Ordinal, u32)>,
}

impl Ordinals {
    pub const EMPTY: Self = Self { runs: Vec::new() };

    #[must_use]
    pub fn one(ordinal: Ordinal) -> Self {
        Self { runs: vec![(ordinal, 1)] }
    }

    #[must_use]
    pub fn range(first: Ordinal, length: u32) -> Self {
        Self { runs: if length == 0 { Vec::new() } else { vec![(first, length)] } }
    }

    /// Adds an ordinal; cheapest when they come in ascending order.
    pub fn insert(&mut self, ordinal: Ordinal) {
        match self.runs.last_mut() {
            Some((first, length)) if *first + *length == ordinal => *length += 1,
            Some((first, length)) if *first + *length > ordinal => {
                if !self.contains(ordinal) {
                    *self = self.iter().chain([ordinal]).collect::<Vec<_>>().into();
                }
            }
            _ => self.runs.push((ordinal, 1)),
        }
    }

    #[must_use]
    pub fn contains(&self, ordinal: Ordinal) -> bool {
        let after = self.runs.partition_point(|(first, _)| *first <= ordinal);
        after.checked_sub(1).and_then(|i| self.runs.get(i)).is_some_and(|(first, length)| ordinal - first < *length)
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.runs.iter().map(|(_, length)| *length as usize).sum()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    #[must_use]
    pub fn first(&self) -> Option<Ordinal> {
        self.runs.first().map(|(first, _)| *first)
    }

    /// All members, ascending.
    pub fn iter(&self) -> impl Iterator<Item = Ordinal> + '_ {
        self.runs.iter().flat_map(|(first, length)| *first..first + length)
    }

    /// The runs `(first, length)`, ascending; for compact storage.
    #[must_use]
    pub fn runs(&self) -> &[(Ordinal, u32)] {
        &self.runs
    }
}

/// The first of the units that carry 15 bits each of a bit map; see `Ordinals::to_text`.
const FIRST_UNIT: u32 = 0x3400;

impl Ordinals {
    /// A short text: runs as `first+length` (a lone member without length), each `first` counted from the end of the run before,
    /// or `=first:` and a bit map with 15 members a character, whichever is shorter.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut runs = String::new();
        let mut end = 0;
        for (first, length) in &self.runs {
            let comma = if runs.is_empty() { "" } else { "," };
            let _ = write!(runs, "{comma}{}", first - end);
            if *length > 1 {
                let _ = write!(runs, "+{length}");
            }
            end = first + length;
        }
        let start = self.first().unwrap_or(0);
        if runs.len() < ((end - start) / 15 + 12) as usize {
            return runs;
        }
        let mut units = vec![0u32; ((end - start) as usize).div_ceil(15)];
        for place in self.iter().map(|ordinal| (ordinal - start) as usize) {
            if let Some(unit) = units.get_mut(place / 15) {
                *unit |= 1 << (place % 15);
            }
        }
        let units = units.into_iter().filter_map(|unit| char::from_u32(FIRST_UNIT + unit));
        format!("={start}:{}", units.collect::<String>())
    }

    /// Reads what `to_text` wrote. Nothing where it is not that.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let mut set = Self::default();
        if let Some(map) = text.strip_prefix('=') {
            let (start, units) = map.split_once(':')?;
            let mut place: Ordinal = start.parse().ok()?;
            for unit in units.chars() {
                let unit = u32::from(unit).checked_sub(FIRST_UNIT).filter(|unit| *unit < 1 << 15)?;
                let after = place.checked_add(15)?;
                (0..15).filter(|bit| unit >> bit & 1 == 1).for_each(|bit| set.insert(place + bit));
                place = after;
            }
            return Some(set);
        }
        let mut end: Ordinal = 0;
        for run in text.split(',').filter(|_| !text.is_empty()) {
            let (gap, length) = run.split_once('+').unwrap_or((run, "1"));
            let first = end.checked_add(gap.parse().ok()?)?;
            let length: u32 = length.parse().ok()?;
            end = first.checked_add(length)?;
            match set.runs.last_mut() {
                _ if length == 0 => return None,
                Some((_, before)) if gap == "0" => *before += length,
                _ => set.runs.push((first, length)),
            }
        }
        Some(set)
    }
}

impl Serialize for Ordinals {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.to_text())
    }
}

impl<'de> Deserialize<'de> for Ordinals {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::from_text(&text).ok_or_else(|| D::Error::custom("not a set of ordinals"))
    }
}

impl From<Vec<Ordinal>> for Ordinals {
    fn from(mut all: Vec<Ordinal>) -> Self {
        all.sort_unstable();
        all.dedup();
        all.into_iter().collect()
    }
}

/// From ordinals in any order; doubles count once.
impl FromIterator<Ordinal> for Ordinals {
    fn from_iter<I: IntoIterator<Item = Ordinal>>(all: I) -> Self {
        let mut set = Self::default();
        for ordinal in all {
            set.insert(ordinal);
        }
        set
    }
}

#[cfg(test)]
mod test {
    use super::Ordinals;

    #[test]
    fn neighbours_become_one_run() {
        let set: Ordinals = [1, 2, 3, 7, 8].into_iter().collect();
        assert_eq!(set.runs(), [(1, 3), (7, 2)]);
        assert_eq!(set.len(), 5);
        assert!(set.contains(3) && set.contains(7) && !set.contains(4) && !set.contains(9) && !set.contains(0));
    }

    #[test]
    fn order_and_doubles_do_not_matter() {
        let set: Ordinals = [8, 1, 3, 1, 2, 8, 7].into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), [1, 2, 3, 7, 8]);
    }

    #[test]
    fn sets_come_back_from_text() {
        let sets: [Ordinals; 7] = [
            Ordinals::default(),
            Ordinals::one(0),
            Ordinals::range(7, 100_000),
            [1, 2, 3, 7, 8, 4_000_000_000].into_iter().collect(),
            (0..5_000).filter(|n| n % 3 == 0).collect(),
            (77..5_000).filter(|n| n * n % 7 < 3).collect(),
            Ordinals::one(u32::MAX - 1),
        ];
        for set in sets {
            assert_eq!(Ordinals::from_text(&set.to_text()).as_ref(), Some(&set));
        }
        assert_eq!(Ordinals::range(7, 100_000).to_text(), "7+100000");
        let half: Ordinals = (0..100_000).filter(|n| n % 2 == 0).collect();
        assert!(half.to_text().chars().count() < 7_000);
    }

    #[test]
    fn foreign_text_is_no_set() {
        for text in ["x", ",", "1,", "1+0", "1+", "+1", "=", "=1", "=x:", "=1:abc", "4294967295+2", "-1"] {
            assert_eq!(Ordinals::from_text(text), None, "{text}");
        }
    }
}
