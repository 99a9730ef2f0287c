//! How many instances each cause would release, keep, stop or remove. Pure.

use crate::i18n::Texts;
use latch_rules::{
    Ordinal, UnixMillis, World,
    forecast::{CAUSES, Cell, cell},
    protection::Fate,
};

/// The counts of one cause.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Tally {
    pub released: usize,
    pub kept: usize,
    pub stopped: usize,
    pub removed: usize,
    /// Released earlier by another cause.
    pub earlier: usize,
}

impl Tally {
    fn add(&mut self, cell: &Cell) {
        let count = match (cell.overtaken, cell.fate) {
            (Some(_), _) => &mut self.earlier,
            (None, Fate::Released) => &mut self.released,
            (None, Fate::Kept) => &mut self.kept,
            (None, Fate::Stopped) => &mut self.stopped,
            (None, Fate::Removed) => &mut self.removed,
        };
        *count += 1;
    }

    /// The counts in words, without those that are 0.
    pub(super) fn words(self, texts: Texts) -> Vec<(Option<Fate>, String)> {
        let number = |count| texts.number(count);
        let all = [
            (self.released, Some(Fate::Released), texts.forecast_sum_released(number(self.released))),
            (self.kept, Some(Fate::Kept), texts.forecast_sum_kept(number(self.kept))),
            (self.stopped, Some(Fate::Stopped), texts.forecast_sum_stopped(number(self.stopped))),
            (self.removed, Some(Fate::Removed), texts.forecast_sum_removed(number(self.removed))),
            (self.earlier, None, texts.forecast_sum_earlier(number(self.earlier))),
        ];
        let said: Vec<_> =
            all.into_iter().filter(|(count, ..)| *count > 0).map(|(_, fate, text)| (fate, text)).collect();
        if said.is_empty() { vec![(None, texts.forecast_sum_none().to_owned())] } else { said }
    }
}

/// The counts of every cause, in the order of `CAUSES`.
pub(super) fn tallies(world: &World, who: &[Ordinal], now: UnixMillis) -> Vec<Tally> {
    let count = |cause| {
        let mut tally = Tally::default();
        let cells = who.iter().filter_map(|ordinal| cell(world, world.get(*ordinal)?, cause, now));
        cells.for_each(|cell| tally.add(&cell));
        tally
    };
    CAUSES.into_iter().map(count).collect()
}

#[cfg(test)]
mod test {
    use super::tallies;
    use latch_rules::{Ordinal, UnixMillis, forecast::CAUSES, protection::Cause, sample::fleet};

    #[test]
    fn a_protected_instance_is_kept_from_hands_and_from_nothing_else() {
        let now = UnixMillis(1_800_000_000_000);
        let world = fleet(200, 5, now);
        let who: Vec<Ordinal> = world.live().filter(|(_, one)| one.protected).map(|(ordinal, _)| ordinal).collect();
        assert!(!who.is_empty());
        let all = tallies(&world, &who, now);
        for (cause, tally) in CAUSES.into_iter().zip(all) {
            if cause.is_manual() {
                assert_eq!((tally.kept, tally.released), (who.len(), 0), "{cause:?}");
            }
            if cause == Cause::SecurityRelease {
                assert_eq!(tally.released, who.len());
            }
        }
    }
}
