//! The team's own policy: every instance with one of certain tags must have release protection. This module measures how far that holds;
//! it prevents nothing and changes nothing.

use super::{
    instance::{Instance, Tag},
    ordinals::Ordinals,
    protection::why_not_changeable,
    world::World,
};

/// The instances for which the policy requires protection. The three sets share no instance.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Coverage {
    /// Protected.
    pub covered: Ordinals,
    /// Not protected, although protection is possible.
    pub short: Ordinals,
    /// Cannot have protection at present: not pay-as-you-go (R2), or locked for security (R11). Not counted in `percent`.
    pub exempt: Ordinals,
}

impl Coverage {
    /// Percentage of `covered` in `covered` and `short`, rounded down, so that 100 means all; `None` where both are empty.
    #[must_use]
    pub fn percent(&self) -> Option<usize> {
        let all = self.covered.len() + self.short.len();
        (all > 0).then(|| self.covered.len() * 100 / all)
    }
}

/// Whether the policy requires protection for the instance: it has one of the tags. An empty value matches every value.
#[must_use]
pub fn is_asked(instance: &Instance, policy: &[Tag]) -> bool {
    let fits = |asked: &Tag, tag: &Tag| tag.key == asked.key && (asked.value.is_empty() || tag.value == asked.value);
    policy.iter().any(|asked| instance.tags.iter().any(|tag| fits(asked, tag)))
}

#[must_use]
pub fn coverage(world: &World) -> Coverage {
    let mut found = Coverage::default();
    for (ordinal, instance) in world.live().filter(|(_, instance)| is_asked(instance, &world.policy)) {
        let place = if instance.protected {
            &mut found.covered
        } else if why_not_changeable(instance, true).is_some() {
            &mut found.exempt
        } else {
            &mut found.short
        };
        place.insert(ordinal);
    }
    found
}

#[cfg(test)]
mod test {
    use super::{coverage, is_asked};
    use crate::{UnixMillis, instance::Tag, sample::sample};

    const NOW: UnixMillis = UnixMillis(1_800_000_000_000);

    #[test]
    fn every_tagged_instance_is_in_one_place_and_no_other_is() {
        let world = sample(NOW);
        let found = coverage(&world);
        for (ordinal, instance) in world.live() {
            let places = [&found.covered, &found.short, &found.exempt].map(|place| place.contains(ordinal));
            let count = places.iter().filter(|is| **is).count();
            assert_eq!(count, usize::from(is_asked(instance, &world.policy)), "{}", instance.id);
        }
        assert!(!found.covered.is_empty() && !found.short.is_empty(), "the sample shows a gap: {found:?}");
    }

    #[test]
    fn a_hundred_per_cent_means_all() {
        let mut world = sample(NOW);
        world.change_head(|head| head.policy = vec![Tag { key: "nobody".into(), value: "has".into() }]);
        assert_eq!(coverage(&world).percent(), None);
        let mut found = super::Coverage::default();
        (0..999).for_each(|n| found.covered.insert(n));
        found.short.insert(999);
        assert_eq!(found.percent(), Some(99));
    }
}
