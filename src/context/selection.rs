//! The ticked rows: a bit for every ordinal, so that selecting a hundred thousand is one pass and asking is one look.

use crate::rules::{Ordinal, Ordinals};

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Selection {
    words: Vec<u64>,
    count: usize,
}

impl Selection {
    #[must_use]
    pub fn contains(&self, ordinal: Ordinal) -> bool {
        self.words.get(ordinal as usize / 64).is_some_and(|word| word >> (ordinal % 64) & 1 == 1)
    }

    pub fn set(&mut self, ordinal: Ordinal, ticked: bool) {
        let place = ordinal as usize / 64;
        if self.words.len() <= place {
            self.words.resize(place + 1, 0);
        }
        if let Some(word) = self.words.get_mut(place) {
            let bit = 1 << (ordinal % 64);
            let was = *word & bit != 0;
            *word = if ticked { *word | bit } else { *word & !bit };
            self.count = self.count + usize::from(ticked) - usize::from(was);
        }
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// How many are ticked in both.
    #[must_use]
    pub fn common(&self, other: &Self) -> usize {
        self.words.iter().zip(&other.words).map(|(own, others)| (own & others).count_ones() as usize).sum()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub fn clear(&mut self) {
        self.words.clear();
        self.count = 0;
    }

    /// Ticked ordinals, ascending.
    pub fn iter(&self) -> impl Iterator<Item = Ordinal> + '_ {
        (0..)
            .zip(&self.words)
            .flat_map(|(place, word)| (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| place * 64 + bit))
    }

    #[must_use]
    pub fn ordinals(&self) -> Ordinals {
        self.iter().collect()
    }
}

impl FromIterator<Ordinal> for Selection {
    fn from_iter<I: IntoIterator<Item = Ordinal>>(all: I) -> Self {
        let mut selection = Self::default();
        for ordinal in all {
            selection.set(ordinal, true);
        }
        selection
    }
}

#[cfg(test)]
mod test {
    use super::Selection;

    #[test]
    fn ticking_twice_counts_once() {
        let mut selection: Selection = [3, 200, 3].into_iter().collect();
        assert_eq!(selection.len(), 2);
        selection.set(3, false);
        selection.set(4, false);
        assert_eq!(selection.iter().collect::<Vec<_>>(), [200]);
        assert_eq!(selection.len(), 1);
    }

    #[test]
    fn what_two_have_in_common_is_counted() {
        let (some, others): (Selection, Selection) =
            ([1, 5, 64, 300].into_iter().collect(), [5, 64, 65].into_iter().collect());
        assert_eq!((some.common(&others), others.common(&some), some.common(&Selection::default())), (2, 2, 0));
    }
}
