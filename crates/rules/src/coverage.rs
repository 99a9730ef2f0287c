//! The team's own policy: whatever carries one of certain tags must have release protection. Measures how far that is so; it
//! stops nothing and changes nothing.

use super::{
    instance::{Instance, Tag},
    ordinals::Ordinals,
    protection::why_not_changeable,
    world::World,
};

/// Who the policy asks protection of, and who has it. The three sets share no instance.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Coverage {
    /// Protected.
    pub covered: Ordinals,
    /// Not protected, and could be.
    pub short: Ordinals,
    /// Cannot have protection as things stand: not billed by usage (R2), or locked for security (R11). Not in the figure.
    pub exempt: Ordinals,
}

impl Coverage {
    /// Covered per cent of what can be covered, rounded down, so that 100 means all; nothing where there is nothing to cover.
    #[must_use]
    pub fn percent(&self) -> Option<usize> {
        let all = self.covered.len() + self.short.len();
        (all > 0).then(|| self.covered.len() * 100 / all)
    }
}

/// Whether the instance carries one of the tags; an empty value stands for every value.
#[must_use]
pub fn is_asked(instance: &Instance, policy: &[Tag]) -> bool {
    let fits = |asked: &Tag, tag: &Tag| tag.key == asked.key && (asked.value.is_empty() || tag.value == asked.value);
    policy.iter().any(|asked| instance.tags.iter().any(|tag| fits(asked, tag)))
}

/// The coverage of the world by its policy.
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
