//! A set of instances as a bit map with one bit per ordinal, so that a set operation handles 64 instances at a time. `Ordinals` holds the
//! same sets compactly, for events and records.

use super::ordinals::{Ordinal, Ordinals};

const WORD: u32 = u64::BITS;

/// A set of ordinals that changes often; `Ordinals` is for sets that stay unchanged.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    words: Vec<u64>,
    count: usize,
}

impl Marks {
    /// Whether `ordinal` is in the set.
    #[must_use]
    pub fn contains(&self, ordinal: Ordinal) -> bool {
        self.words.get((ordinal / WORD) as usize).is_some_and(|word| word >> (ordinal % WORD) & 1 == 1)
    }

    /// Adds `ordinal` to the set, or removes it.
    pub fn set(&mut self, ordinal: Ordinal, marked: bool) {
        self.set_in_word((ordinal / WORD) as usize, 1 << (ordinal % WORD), marked);
    }

    /// Adds or removes `length` ordinals, starting at `first`.
    pub fn set_run(&mut self, first: Ordinal, length: u32, marked: bool) {
        let end = u64::from(first) + u64::from(length);
        let mut at = u64::from(first);
        while at < end {
            let (place, from) = (at / u64::from(WORD), at % u64::from(WORD));
            let count = (end - at).min(u64::from(WORD) - from);
            let bits = if count == u64::from(WORD) { u64::MAX } else { ((1 << count) - 1) << from };
            self.set_in_word(place as usize, bits, marked);
            at += count;
        }
    }

    fn set_in_word(&mut self, place: usize, bits: u64, marked: bool) {
        if self.words.len() <= place {
            if !marked {
                return;
            }
            self.words.resize(place + 1, 0);
        }
        if let Some(word) = self.words.get_mut(place) {
            let was = word.count_ones() as usize;
            *word = if marked { *word | bits } else { *word & !bits };
            self.count = self.count + word.count_ones() as usize - was;
        }
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Empties the set.
    pub fn clear(&mut self) {
        self.words.clear();
        self.count = 0;
    }

    /// The number of ordinals in both sets.
    #[must_use]
    pub fn common(&self, other: &Self) -> usize {
        self.words.iter().zip(&other.words).map(|(own, others)| (own & others).count_ones() as usize).sum()
    }

    /// The ordinals in both sets.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        self.words.iter().zip(&other.words).map(|(own, others)| own & others).collect::<Vec<_>>().into()
    }

    /// The ordinals in this set and not in `other`.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let others = other.words.iter().chain(std::iter::repeat(&0));
        self.words.iter().zip(others).map(|(own, others)| own & !others).collect::<Vec<_>>().into()
    }

    /// Adds all ordinals of `other`.
    pub fn add(&mut self, other: &Self) {
        for (place, word) in other.words.iter().enumerate().filter(|(_, word)| **word != 0) {
            self.set_in_word(place, *word, true);
        }
    }

    /// The ordinals in ascending order.
    #[must_use]
    pub fn iter(&self) -> Members<'_> {
        Members { words: &self.words, base: 0, word: 0 }
    }

    /// The ordinals in ascending order, without the first `left_out`. Skipping costs one step per word of 64 bits.
    #[must_use]
    pub(super) fn iter_from(&self, mut left_out: usize) -> Members<'_> {
        let mut members = self.iter();
        while let Some((word, rest)) = members.words.split_first() {
            let marked = word.count_ones() as usize;
            if marked > left_out {
                break;
            }
            left_out -= marked;
            members.words = rest;
            members.base += WORD;
        }
        members.by_ref().take(left_out).for_each(drop);
        members
    }

    /// Calls `act` for each item of `all` whose place is in the set.
    pub(super) fn for_each_of<T>(&self, all: &mut [T], act: impl Fn(&mut T)) {
        for (group, word) in all.chunks_mut(WORD as usize).zip(&self.words) {
            let mut left = *word;
            while left != 0 {
                if let Some(one) = group.get_mut(left.trailing_zeros() as usize) {
                    act(one);
                }
                left &= left - 1;
            }
        }
    }

    /// The same set as `Ordinals`.
    #[must_use]
    pub fn ordinals(&self) -> Ordinals {
        self.clone().into()
    }

    /// The same set as runs `(first, length)`.
    #[must_use]
    pub(super) fn runs(&self) -> MarkedRuns<'_> {
        MarkedRuns { words: &self.words, at: 0 }
    }

    /// The first ordinal in the set that is `at` or later.
    #[must_use]
    pub(super) fn first_from(&self, at: Ordinal) -> Option<Ordinal> {
        self.runs().next_place(at, 0)
    }

    #[must_use]
    pub(super) fn run_count(&self) -> usize {
        let mut carried = 0;
        let starts = self.words.iter().map(|word| {
            let starts = word & !(word << 1 | carried);
            carried = word >> (WORD - 1);
            starts.count_ones() as usize
        });
        starts.sum()
    }

    /// The ordinal after the last one in the set; 0 for the empty set.
    #[must_use]
    pub(super) fn end(&self) -> Ordinal {
        let last = self.words.iter().rposition(|word| *word != 0);
        last.map_or(0, |place| (place as u32 + 1) * WORD - self.words.get(place).map_or(0, |word| word.leading_zeros()))
    }

    /// The bits from `start` on, as words of 64 ordinals each.
    pub(super) fn words_from(&self, start: Ordinal) -> impl Iterator<Item = u64> + '_ {
        let (place, by) = ((start / WORD) as usize, start % WORD);
        let words = self.words.get(place..).unwrap_or_default();
        words.iter().enumerate().map(move |(place, word)| {
            let next = words.get(place + 1).copied().unwrap_or(0);
            if by == 0 { *word } else { word >> by | next << (WORD - by) }
        })
    }

    /// Reads a bit map that starts at ordinal `start`, with eight ordinals per byte.
    pub(super) fn of_bytes(start: Ordinal, bytes: &[u8]) -> Self {
        let (place, by) = ((start / WORD) as usize, start % WORD);
        let mut words = vec![0; place + bytes.len() / 8 + 2];
        for (place, chunk) in (place..).zip(bytes.chunks(8)) {
            let word = chunk.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
            if let Some([low, high]) = words.get_mut(place..place + 2) {
                *low |= word << by;
                *high |= if by == 0 { 0 } else { word >> (WORD - by) };
            }
        }
        words.into()
    }

    /// The set of these runs; the last run ends at `end`.
    pub(super) fn of_runs(end: Ordinal, runs: &[(Ordinal, u32)]) -> Self {
        let mut marks = Self { words: vec![0; end.div_ceil(WORD) as usize], count: 0 };
        for (first, length) in runs {
            match length {
                1 => marks.set(*first, true),
                _ => marks.set_run(*first, *length, true),
            }
        }
        marks
    }
}

/// Iterator over the ordinals of a set.
#[derive(Clone, Debug, Default)]
pub struct Members<'a> {
    words: &'a [u64],
    /// The first ordinal of the remaining `words`.
    base: Ordinal,
    /// The remaining bits of the word before `words`.
    word: u64,
}

impl Iterator for Members<'_> {
    type Item = Ordinal;

    fn next(&mut self) -> Option<Ordinal> {
        while self.word == 0 {
            let (word, rest) = self.words.split_first()?;
            (self.word, self.words) = (*word, rest);
            self.base += WORD;
        }
        let place = self.word.trailing_zeros();
        self.word &= self.word - 1;
        Some(self.base - WORD + place)
    }
}

/// Iterator over the runs of a set.
#[derive(Default)]
pub(super) struct MarkedRuns<'a> {
    words: &'a [u64],
    /// The end of the previous run.
    at: Ordinal,
}

impl MarkedRuns<'_> {
    /// The next place, from `at` on, whose bit is 1 (`turn` is all zeros) or 0 (`turn` is all ones). Every word is XORed with `turn`.
    fn next_place(&self, at: Ordinal, turn: u64) -> Option<Ordinal> {
        let (mut place, mut hidden) = ((at / WORD) as usize, at % WORD);
        loop {
            let word = (self.words.get(place)? ^ turn) >> hidden << hidden;
            if word != 0 {
                return Some(place as u32 * WORD + word.trailing_zeros());
            }
            (place, hidden) = (place + 1, 0);
        }
    }
}

impl Iterator for MarkedRuns<'_> {
    type Item = (Ordinal, u32);

    fn next(&mut self) -> Option<Self::Item> {
        let first = self.next_place(self.at, 0)?;
        self.at = self.next_place(first, u64::MAX).unwrap_or(self.words.len() as u32 * WORD);
        Some((first, self.at - first))
    }
}

/// Two sets are equal if they hold the same ordinals, even if their word counts differ.
impl PartialEq for Marks {
    fn eq(&self, other: &Self) -> bool {
        self.count == other.count && self.common(other) == self.count
    }
}

impl Eq for Marks {}

impl From<Vec<u64>> for Marks {
    fn from(words: Vec<u64>) -> Self {
        let count = words.iter().map(|word| word.count_ones() as usize).sum();
        Self { words, count }
    }
}

impl FromIterator<Ordinal> for Marks {
    fn from_iter<I: IntoIterator<Item = Ordinal>>(all: I) -> Self {
        let mut marks = Self::default();
        all.into_iter().for_each(|ordinal| marks.set(ordinal, true));
        marks
    }
}

#[cfg(test)]
mod test {
    use super::Marks;

    #[test]
    fn marking_twice_counts_once() {
        let mut marks: Marks = [3, 200, 3].into_iter().collect();
        assert_eq!(marks.len(), 2);
        marks.set(3, false);
        marks.set(4, false);
        assert_eq!(marks.iter().collect::<Vec<_>>(), [200]);
        assert_eq!(marks.len(), 1);
    }

    #[test]
    fn what_two_have_in_common_is_counted() {
        let (some, others): (Marks, Marks) = ([1, 5, 64, 300].into_iter().collect(), [5, 64, 65].into_iter().collect());
        assert_eq!((some.common(&others), others.common(&some), some.common(&Marks::default())), (2, 2, 0));
    }

    #[test]
    fn runs_go_in_and_come_out() {
        let sets: [&[(u32, u32)]; 6] = [
            &[],
            &[(0, 1)],
            &[(0, 64)],
            &[(3, 61), (70, 200)],
            &[(63, 2), (127, 1), (129, 1), (192, 64)],
            &[(0, 100_000)],
        ];
        for runs in sets {
            let ordinals: super::Ordinals = runs.iter().flat_map(|(first, length)| *first..first + length).collect();
            let marks = Marks::from(&ordinals);
            assert_eq!(super::Ordinals::from(marks.clone()), ordinals);
            assert_eq!(marks.len(), ordinals.len());
            assert_eq!(marks.iter().collect::<Vec<_>>(), ordinals.iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn sets_are_joined_and_parted() {
        let some: Marks = [1, 5, 64, 300].into_iter().collect();
        let others: Marks = [5, 64, 65].into_iter().collect();
        assert_eq!(some.and(&others).iter().collect::<Vec<_>>(), [5, 64]);
        assert_eq!(some.without(&others).iter().collect::<Vec<_>>(), [1, 300]);
        let mut both = some.clone();
        both.add(&others);
        assert_eq!(both.iter().collect::<Vec<_>>(), [1, 5, 64, 65, 300]);
        both.set_run(0, 300, false);
        assert_eq!(both, [300].into_iter().collect());
    }
}
