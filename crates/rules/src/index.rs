//! Marks for what is asked of the whole fleet at once: who lives, who is protected, who cannot be. Kept by `World` beside its table.

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
    /// Those that cannot have release protection (R2).
    pub ineligible: Marks,
    /// Those under a security lock (R11).
    pub locked: Marks,
    /// By region.
    regions: Vec<(Box<str>, Marks)>,
}

impl Index {
    /// Notes what stands at that ordinal now.
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

    /// Those are live no more.
    pub(super) fn drop(&mut self, gone: &Marks) {
        let regions = self.regions.iter_mut().map(|(_, marks)| marks);
        let all = [&mut self.live, &mut self.protected, &mut self.ineligible, &mut self.locked];
        for marks in all.into_iter().chain(regions) {
            *marks = marks.without(gone);
        }
    }

    /// Every region that there ever was an instance in.
    pub fn regions(&self) -> impl Iterator<Item = &str> {
        self.regions.iter().map(|(region, _)| &**region)
    }

    /// The live instances of a region.
    #[must_use]
    pub fn of_region(&self, region: &str) -> Option<&Marks> {
        self.regions.iter().find(|(known, _)| **known == *region).map(|(_, marks)| marks)
    }

    /// Those whose release protection can be set to `to`: who `protection::why_not_changeable` has nothing against.
    #[must_use]
    pub fn changeable(&self, to: bool) -> Marks {
        let able = self.live.without(&self.locked);
        if to { able.without(&self.ineligible) } else { able }
    }
}
