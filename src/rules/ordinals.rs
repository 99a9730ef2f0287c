//! Sets of instances by ordinal: the number an instance got when it came into the world, never given twice. Knows no
//! instance and no id.

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

    /// From runs `(first, length)`, ascending, neither empty nor touching.
    pub(super) fn of_runs(runs: Vec<(Ordinal, u32)>) -> Self {
        Self { runs }
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

/// How the bytes of a set begin.
const RUNS: u8 = 0;
const MAP: u8 = 1;

impl Ordinals {
    /// A short form: for each run the gap since the run before and the length less one, or the first member and a bit map,
    /// whichever is shorter; numbers take seven bits a byte, lowest first.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut runs = vec![RUNS];
        let mut end = 0;
        for (first, length) in &self.runs {
            put(&mut runs, first - end);
            put(&mut runs, length - 1);
            end = first + length;
        }
        let start = self.first().unwrap_or(0);
        if runs.len() < ((end - start) / 8 + 8) as usize {
            return runs;
        }
        let mut map = vec![MAP];
        put(&mut map, start);
        let bits = map.len();
        map.resize(bits + ((end - start) as usize).div_ceil(8), 0);
        for place in self.iter().map(|ordinal| (ordinal - start) as usize) {
            if let Some(byte) = map.get_mut(bits + place / 8) {
                *byte |= 1 << (place % 8);
            }
        }
        map
    }

    /// Reads what `to_bytes` wrote. Nothing where it is not that.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (kind, mut rest) = bytes.split_first()?;
        let mut set = Self::default();
        match *kind {
            RUNS => {
                let mut end: Ordinal = 0;
                while !rest.is_empty() {
                    let first = end.checked_add(take(&mut rest)?)?;
                    let length = take(&mut rest)?.checked_add(1)?;
                    let after = first.checked_add(length)?;
                    match set.runs.last_mut() {
                        Some((_, before)) if first == end => *before += length,
                        _ => set.runs.push((first, length)),
                    }
                    end = after;
                }
            }
            MAP => {
                let start = take(&mut rest)?;
                for (place, byte) in (u64::from(start)..).step_by(8).zip(rest) {
                    for bit in (0..8).filter(|bit| byte >> bit & 1 == 1) {
                        let ordinal = u32::try_from(place + bit).ok()?;
                        set.insert((ordinal < u32::MAX).then_some(ordinal)?);
                    }
                }
            }
            _ => return None,
        }
        Some(set)
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
