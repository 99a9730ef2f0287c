//! Sets of instances by ordinal: the number an instance got when it came into the world, never given twice. Knows no
//! instance and no id.

use serde::{Deserialize, Serialize};

/// The place of an instance in the order of creation; stays its own for ever.
pub type Ordinal = u32;

/// A set of ordinals in ascending order, kept as runs, so that "all of a fleet" is one run however large it is.
#[derive(Clone, PartialEq, Eq, Debug, Default, Hash, Serialize, Deserialize)]
#[serde(transparent)]
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
}
