//! Places in the order of creation (ordinals). A world keeps a slot for every place, and most places of a long-lived world are empty. So an
//! import moves the used places closer together; references to places move along.

use super::{ImportError, ImportProblem as Problem};
use latch_rules::Ordinal;

/// A text with at most this many places keeps them. In any other, at most this many places may be empty.
const ROOMY: Ordinal = 1 << 20;

/// The place in the world for each place in a text.
pub(super) struct Places {
    /// First place in the text, number of places, and the first one's place in the world; ascending.
    runs: Vec<(Ordinal, u32, Ordinal)>,
    /// The place after the last one in the world.
    pub end: Ordinal,
}

impl Places {
    /// `used`: all places that the text refers to, in any order, none beyond `limit`. `rows`: the number of instances.
    pub(super) fn of(mut used: Vec<(Ordinal, u32)>, limit: Ordinal, rows: usize) -> Result<Self, ImportError> {
        if limit <= ROOMY {
            return Ok(Self { runs: vec![(0, limit, 0)], end: limit });
        }
        used.sort_unstable();
        let (mut runs, mut end) = (Vec::<(Ordinal, u32, Ordinal)>::new(), 0);
        for (first, length) in used.into_iter().filter(|(_, length)| *length > 0) {
            match runs.last_mut() {
                Some((start, known, _)) if first - *start <= *known => {
                    let more = (first - *start + length).saturating_sub(*known);
                    *known += more;
                    end += more;
                }
                _ => {
                    runs.push((first, length, end));
                    end += length;
                }
            }
        }
        let most = rows + ROOMY as usize;
        if end as usize > most {
            return Err(ImportError::new("Activity", Problem::TooMany(most)));
        }
        Ok(Self { runs, end })
    }

    /// The place in the world for a used place of the text. Neighbours stay neighbours.
    #[must_use]
    pub(super) fn at(&self, place: Ordinal) -> Ordinal {
        let after = self.runs.partition_point(|(first, ..)| *first <= place);
        let run = after.checked_sub(1).and_then(|before| self.runs.get(before));
        run.map_or(0, |(first, _, to)| to + (place - first))
    }
}

#[cfg(test)]
mod test {
    use super::{Places, ROOMY};

    #[test]
    fn few_places_stay_where_they_are() {
        let places = Places::of(vec![(7, 2)], 20, 2).unwrap_or_else(|why| panic!("{why}"));
        assert_eq!((places.at(7), places.at(19), places.end), (7, 19, 20));
    }

    #[test]
    fn many_are_put_together_and_neighbours_stay_so() {
        let used = vec![(9_000_000, 5), (100, 2), (8_999_990, 12), (102, 1), (9_000_003, 0)];
        let places = Places::of(used, 10_000_000, 3).unwrap_or_else(|why| panic!("{why}"));
        let all = [100, 101, 102, 8_999_990, 9_000_000, 9_000_004].map(|place| places.at(place));
        assert_eq!((all, places.end), ([0, 1, 2, 3, 13, 17], 18));
    }

    #[test]
    fn places_that_nobody_has_are_bounded() {
        assert!(Places::of(vec![(0, ROOMY + 4)], ROOMY + 4, 3).is_err());
        assert!(Places::of(vec![(0, ROOMY + 4)], ROOMY + 4, 4).is_ok());
    }
}
