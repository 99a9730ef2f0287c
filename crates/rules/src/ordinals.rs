//! Sets of instances by ordinal: the number that an instance gets when it is created, never given twice. This module knows neither
//! instances nor ids.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::marks::{MarkedRuns, Marks, Members};

/// The place of an instance in the order of creation. It never changes.
pub type Ordinal = u32;

/// A set of ordinals in ascending order. A whole fleet is a single run, however large it is; a set of every second instance is a bit map.
#[derive(Clone, Debug)]
pub struct Ordinals {
    form: Form,
}

#[derive(Clone, Debug)]
enum Form {
    /// `(first, length)`, ascending; no run is empty or touches the next.
    Runs(Vec<(Ordinal, u32)>),
    /// Used where there would be more runs than words of the bit map. Cloning only copies the `Arc`.
    Map(Arc<Marks>),
}

impl Ordinals {
    /// The empty set.
    pub const EMPTY: Self = Self { form: Form::Runs(Vec::new()) };

    /// The set with one ordinal.
    #[must_use]
    pub fn one(ordinal: Ordinal) -> Self {
        Self { form: Form::Runs(vec![(ordinal, 1)]) }
    }

    /// The set of `length` ordinals, starting at `first`.
    #[must_use]
    pub fn range(first: Ordinal, length: u32) -> Self {
        Self { form: Form::Runs(if length == 0 { Vec::new() } else { vec![(first, length)] }) }
    }

    /// Builds a set from ascending runs `(first, length)`; `None` if they are not ascending or overlap.
    #[must_use]
    pub fn from_runs(all: impl IntoIterator<Item = (Ordinal, u32)>) -> Option<Self> {
        let mut runs: Vec<(Ordinal, u32)> = Vec::new();
        let mut end: Ordinal = 0;
        for (first, length) in all.into_iter().filter(|(_, length)| *length > 0) {
            let after = first.checked_add(length).filter(|_| first >= end)?;
            match runs.last_mut() {
                Some((_, before)) if first == end => *before += length,
                _ => runs.push((first, length)),
            }
            end = after;
        }
        Some(Self { form: Form::Runs(runs) }.compact())
    }

    /// Adds an ordinal; cheapest when they come in ascending order.
    pub fn insert(&mut self, ordinal: Ordinal) {
        let runs = match &mut self.form {
            Form::Runs(runs) => runs,
            Form::Map(marks) => return Arc::make_mut(marks).set(ordinal, true),
        };
        match runs.last_mut() {
            Some((first, length)) if *first + *length == ordinal => *length += 1,
            Some((first, length)) if *first + *length > ordinal => {
                if !self.contains(ordinal) {
                    *self = self.iter().chain([ordinal]).collect::<Vec<_>>().into();
                }
            }
            _ => runs.push((ordinal, 1)),
        }
    }

    /// Whether `ordinal` is in the set.
    #[must_use]
    pub fn contains(&self, ordinal: Ordinal) -> bool {
        match &self.form {
            Form::Runs(runs) => {
                let after = runs.partition_point(|(first, _)| *first <= ordinal);
                after.checked_sub(1).and_then(|i| runs.get(i)).is_some_and(|(first, length)| ordinal - first < *length)
            }
            Form::Map(marks) => marks.contains(ordinal),
        }
    }

    #[must_use]
    pub fn len(&self) -> usize {
        match &self.form {
            Form::Runs(runs) => runs.iter().map(|(_, length)| *length as usize).sum(),
            Form::Map(marks) => marks.len(),
        }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.first().is_none()
    }

    /// The lowest ordinal.
    #[must_use]
    pub fn first(&self) -> Option<Ordinal> {
        self.runs().next().map(|(first, _)| first)
    }

    /// The ordinal after the last one; 0 for the empty set.
    #[must_use]
    pub fn end(&self) -> Ordinal {
        match &self.form {
            Form::Runs(runs) => runs.last().map_or(0, |(first, length)| first.saturating_add(*length)),
            Form::Map(marks) => marks.end(),
        }
    }

    /// The first ordinal in the set that is `at` or later.
    #[must_use]
    pub fn first_from(&self, at: Ordinal) -> Option<Ordinal> {
        match &self.form {
            Form::Runs(runs) => {
                let (first, _) = runs.get(runs.partition_point(|(first, length)| first + (length - 1) < at))?;
                Some(at.max(*first))
            }
            Form::Map(marks) => marks.first_from(at),
        }
    }

    /// All members, ascending.
    pub fn iter(&self) -> impl Iterator<Item = Ordinal> + '_ {
        self.iter_from(0)
    }

    /// All members except the first `left_out`, ascending, for a table that shows a few of very many.
    pub fn iter_from(&self, left_out: usize) -> impl Iterator<Item = Ordinal> + '_ {
        let (listed, marked) = match &self.form {
            Form::Runs(runs) => (runs.as_slice(), Members::default()),
            Form::Map(marks) => (&[][..], marks.iter_from(left_out)),
        };
        let mut before = left_out;
        let left = listed.iter().filter_map(move |(first, length)| {
            let skipped = before.min(*length as usize);
            before -= skipped;
            (skipped < *length as usize).then(|| first + skipped as u32..first + length)
        });
        left.flatten().chain(marked)
    }

    /// The members as runs `(first, length)`, ascending; no run is empty or touches the next.
    pub fn runs(&self) -> impl Iterator<Item = (Ordinal, u32)> + '_ {
        let (listed, marked) = match &self.form {
            Form::Runs(runs) => (runs.as_slice(), MarkedRuns::default()),
            Form::Map(marks) => (&[][..], marks.runs()),
        };
        listed.iter().copied().chain(marked)
    }

    /// The same set in the form that takes less room.
    fn compact(self) -> Self {
        match &self.form {
            Form::Runs(runs) if runs.len() > self.end() as usize / 64 + 1 => Marks::from(&self).into(),
            _ => self,
        }
    }
}

impl Default for Ordinals {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl PartialEq for Ordinals {
    fn eq(&self, other: &Self) -> bool {
        match (&self.form, &other.form) {
            (Form::Runs(own), Form::Runs(others)) => own == others,
            (Form::Map(own), Form::Map(others)) => own == others,
            _ => self.runs().eq(other.runs()),
        }
    }
}

impl Eq for Ordinals {}

impl From<Marks> for Ordinals {
    fn from(marks: Marks) -> Self {
        let is_map = marks.run_count() > marks.end() as usize / 64 + 1;
        let form = if is_map { Form::Map(Arc::new(marks)) } else { Form::Runs(marks.runs().collect()) };
        Self { form }
    }
}

impl From<&Ordinals> for Marks {
    fn from(who: &Ordinals) -> Self {
        match &who.form {
            Form::Runs(runs) => Self::of_runs(who.end(), runs),
            Form::Map(marks) => (**marks).clone(),
        }
    }
}

/// The first byte of an encoded set: runs or a bit map.
const RUNS: u8 = 0;
const MAP: u8 = 1;

impl Ordinals {
    /// Encodes the set compactly. Runs: for each run, the gap since the previous run and the length minus one. Bit map: the first member
    /// and the bits. The shorter of the two is used. Numbers take seven bits per byte, lowest bits first.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let (start, end) = (self.first().unwrap_or(0), self.end());
        let most = ((end - start) / 8 + 8) as usize;
        // Each run takes at least two bytes.
        let are_too_many = matches!(&self.form, Form::Map(marks) if 2 * marks.run_count() >= most);
        if !are_too_many {
            let mut runs = vec![RUNS];
            let mut before = 0;
            for (first, length) in self.runs() {
                put(&mut runs, first - before);
                put(&mut runs, length - 1);
                before = first + length;
            }
            if runs.len() < most {
                return runs;
            }
        }
        let mut map = vec![MAP];
        put(&mut map, start);
        let length = map.len() + ((end - start) as usize).div_ceil(8);
        match &self.form {
            Form::Map(marks) => marks.words_from(start).for_each(|word| map.extend(word.to_le_bytes())),
            Form::Runs(_) => {
                let bits = map.len();
                map.resize(length, 0);
                for place in self.iter().map(|ordinal| (ordinal - start) as usize) {
                    if let Some(byte) = map.get_mut(bits + place / 8) {
                        *byte |= 1 << (place % 8);
                    }
                }
            }
        }
        map.resize(length, 0);
        map
    }

    /// Decodes what `to_bytes` encoded; `None` where the bytes are not a set.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (kind, mut rest) = bytes.split_first()?;
        match *kind {
            RUNS => {
                let mut runs: Vec<(Ordinal, u32)> = Vec::new();
                let mut end: Ordinal = 0;
                while !rest.is_empty() {
                    let first = end.checked_add(take(&mut rest)?)?;
                    let length = take(&mut rest)?.checked_add(1)?;
                    end = first.checked_add(length)?;
                    runs.push((first, length));
                }
                Self::from_runs(runs)
            }
            MAP => {
                let start = take(&mut rest)?;
                // Foreign bytes may name any first member: words from 0 up to it could fill the memory.
                if start as usize / 64 <= rest.len() + 1_024 {
                    return Some(Marks::of_bytes(start, rest).into());
                }
                let mut set = Self::default();
                for (place, byte) in (u64::from(start)..).step_by(8).zip(rest) {
                    for bit in (0..8).filter(|bit| byte >> bit & 1 == 1) {
                        let ordinal = u32::try_from(place + bit).ok()?;
                        set.insert((ordinal < u32::MAX).then_some(ordinal)?);
                    }
                }
                Some(set)
            }
            _ => None,
        }
    }
}

fn put(bytes: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn take(rest: &mut &[u8]) -> Option<u32> {
    let mut value = 0u64;
    for shift in (0..35).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 0x7f) << shift;
        if *byte < 0x80 {
            return u32::try_from(value).ok();
        }
    }
    None
}

impl Serialize for Ordinals {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.to_bytes().serialize(to)
    }
}

impl<'de> Deserialize<'de> for Ordinals {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::from_bytes(&Vec::deserialize(from)?).ok_or_else(|| D::Error::custom("not a set of ordinals"))
    }
}

impl From<Vec<Ordinal>> for Ordinals {
    fn from(mut all: Vec<Ordinal>) -> Self {
        all.sort_unstable();
        all.dedup();
        all.into_iter().collect()
    }
}

/// Accepts ordinals in any order; duplicates count once.
impl FromIterator<Ordinal> for Ordinals {
    fn from_iter<I: IntoIterator<Item = Ordinal>>(all: I) -> Self {
        let mut set = Self::default();
        for ordinal in all {
            set.insert(ordinal);
        }
        set.compact()
    }
}

#[cfg(test)]
mod test {
    use super::{Form, Ordinals};

    #[test]
    fn neighbours_become_one_run() {
        let set: Ordinals = [1, 2, 3, 7, 8].into_iter().collect();
        assert_eq!(set.runs().collect::<Vec<_>>(), [(1, 3), (7, 2)]);
        assert_eq!(set.len(), 5);
        assert!(set.contains(3) && set.contains(7) && !set.contains(4) && !set.contains(9) && !set.contains(0));
    }

    #[test]
    fn order_and_doubles_do_not_matter() {
        let set: Ordinals = [8, 1, 3, 1, 2, 8, 7].into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), [1, 2, 3, 7, 8]);
    }

    #[test]
    fn sets_come_back_from_bytes() {
        let sets: [Ordinals; 8] = [
            Ordinals::default(),
            Ordinals::one(0),
            Ordinals::range(7, 100_000),
            [1, 2, 3, 7, 8, 4_000_000_000].into_iter().collect(),
            (0..5_000).filter(|n| n % 3 == 0).collect(),
            (77..5_000).filter(|n| n * n % 7 < 3).collect(),
            (u32::MAX - 5_000..u32::MAX).filter(|n| n % 3 == 0).collect(),
            Ordinals::one(u32::MAX - 1),
        ];
        for set in sets {
            assert_eq!(Ordinals::from_bytes(&set.to_bytes()).as_ref(), Some(&set));
        }
        assert_eq!(Ordinals::range(7, 100_000).to_bytes().len(), 5);
        let half: Ordinals = (0..100_000).filter(|n| n % 2 == 0).collect();
        assert!(half.to_bytes().len() < 12_600);
    }

    #[test]
    fn a_set_is_the_same_in_either_form() {
        let map: Ordinals = (5..5_000).filter(|n| n % 3 == 0 || n % 7 == 1).collect();
        let mut runs = Ordinals::default();
        map.iter().for_each(|ordinal| runs.insert(ordinal));
        assert!(matches!((&map.form, &runs.form), (Form::Map(_), Form::Runs(_))));
        assert_eq!(map, runs);
        assert_eq!(map.to_bytes(), runs.to_bytes());
        assert_eq!((map.len(), map.first(), map.end()), (runs.len(), runs.first(), runs.end()));
        assert!(map.runs().eq(runs.runs()));
        for left_out in [0, 1, 64, 700, map.len() - 1, map.len(), map.len() + 9] {
            let rest: Vec<_> = runs.iter().skip(left_out).collect();
            assert_eq!(map.iter_from(left_out).collect::<Vec<_>>(), rest);
            assert_eq!(runs.iter_from(left_out).collect::<Vec<_>>(), rest);
        }
        assert!((0..5_010).all(|ordinal| map.contains(ordinal) == runs.contains(ordinal)));
        let mut more = map.clone();
        more.insert(5);
        runs.insert(5);
        assert_eq!(more, runs);
        assert_ne!(more, map);
    }

    #[test]
    fn foreign_bytes_are_no_set() {
        let foreign: [&[u8]; 6] = [
            &[],
            &[2],
            &[0, 1],
            &[0, 0x80, 0x80, 0x80, 0x80, 0x80, 0],
            &[0, 0xff, 0xff, 0xff, 0xff, 0x0f, 1],
            &[1, 0xff, 0xff, 0xff, 0xff, 0x0f, 3],
        ];
        for bytes in foreign {
            assert_eq!(Ordinals::from_bytes(bytes), None, "{bytes:?}");
        }
    }
}
