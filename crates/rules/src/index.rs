//! Sets for questions about the whole fleet: which instances are live, which are protected, which cannot be. `World` keeps them up to
//! date beside its table.

use super::{
    instance::{Instance, Locks},
    marks::Marks,
    ordinals::Ordinal,
};

/// Sets of live instances; a released one is in none of them.
#[derive(Clone, Debug, Default)]
pub struct Index {
    pub live: Marks,
    pub protected: Marks,
    /// Instances that cannot have release protection (R2).
    pub ineligible: Marks,
    /// Instances under a security lock (R11).
    pub locked: Marks,
    /// The live instances of each region.
    regions: Vec<(Box<str>, Marks)>,
}

impl Index {
    /// Updates all sets for the instance now at that ordinal; `None` where the place is empty.
    pub(super) fn note(&mut self, ordinal: Ordinal, instance: Option<&Instance>) {
        let live = instance.filter(|instance| instance.is_live());
        let is = |of: fn(&Instance) -> bool| live.is_some_and(of);
        self.live.set(ordinal, live.is_some());
        self.protected.set(ordinal, is(|instance| instance.protected));
        self.ineligible.set(ordinal, is(|instance| !instance.is_protectable()));
        self.locked.set(ordinal, is(|instance| instance.locks.has(Locks::SECURITY)));
        let region = live.map(|instance| &*instance.spec.region);
        match region.and_then(|region| self.regions.iter_mut().find(|(known, _)| **known == *region)) {
            Some((_, marks)) => marks.set(ordinal, true),
            None => match region {
                Some(region) => self.regions.push((region.into(), [ordinal].into_iter().collect())),
                None => self.regions.iter_mut().for_each(|(_, marks)| marks.set(ordinal, false)),
            },
        }
    }

    /// Removes instances that are no longer live.
    pub(super) fn drop(&mut self, gone: &Marks) {
        let regions = self.regions.iter_mut().map(|(_, marks)| marks);
        let all = [&mut self.live, &mut self.protected, &mut self.ineligible, &mut self.locked];
        for marks in all.into_iter().chain(regions) {
            *marks = marks.without(gone);
        }
    }

    /// Every region that ever had an instance.
    pub fn regions(&self) -> impl Iterator<Item = &str> {
        self.regions.iter().map(|(region, _)| &**region)
    }

    /// The live instances of a region; `None` if the region never had one.
    #[must_use]
    pub fn of_region(&self, region: &str) -> Option<&Marks> {
        self.regions.iter().find(|(known, _)| **known == *region).map(|(_, marks)| marks)
    }

    /// Live instances whose release protection can be set to `to`: those for which `protection::why_not_changeable(_, to)` is `None`.
    #[must_use]
    pub fn changeable(&self, to: bool) -> Marks {
        let able = self.live.without(&self.locked);
        if to { able.without(&self.ineligible) } else { able }
    }
}
