//! The differences between two worlds, for a person who is about to replace one by the other, or to go back in time. Compares by id,
//! since ordinals mean other instances in another world. Changes nothing.

use std::collections::HashMap;

use super::{
    instance::{ChargeType, Instance, Spec, SpotStrategy},
    ordinals::{Ordinal, Ordinals},
    world::{Account, World},
};

/// An attribute that can differ.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Attribute {
    Protection,
    Status,
    AutoReleaseTime,
    Locks,
    Group,
    Name,
    Tags,
    Billing,
    /// Type, image, disks, network and all other properties. The start time is not compared: it follows from the status.
    Configuration,
}

impl Attribute {
    /// Every attribute, in the order to show them.
    pub const ALL: [Self; 9] = [
        Self::Protection,
        Self::Status,
        Self::AutoReleaseTime,
        Self::Locks,
        Self::Group,
        Self::Name,
        Self::Tags,
        Self::Billing,
        Self::Configuration,
    ];

    fn differs(self, a: &Instance, b: &Instance) -> bool {
        match self {
            Self::Protection => a.protected != b.protected,
            Self::Status => a.status != b.status,
            Self::AutoReleaseTime => a.auto_release_at != b.auto_release_at,
            Self::Locks => (a.locks, a.reclaim_at) != (b.locks, b.reclaim_at),
            Self::Group => a.member != b.member,
            Self::Name => (&a.name, &a.description, &a.host_name) != (&b.name, &b.description, &b.host_name),
            Self::Tags => a.tags != b.tags,
            Self::Billing => (billing(&a.spec), a.expires_at) != (billing(&b.spec), b.expires_at),
            Self::Configuration => {
                (&a.private_ip, &a.public_ip, &a.eip) != (&b.private_ip, &b.public_ip, &b.eip)
                    || (a.stopped_mode, a.created_at) != (b.stopped_mode, b.created_at)
                    || a.spec != b.spec && !is_but_billed_otherwise(&a.spec, &b.spec)
            }
        }
    }
}

fn billing(spec: &Spec) -> (ChargeType, SpotStrategy, u32) {
    (spec.charge, spec.spot, spec.spot_price_limit_milli)
}

fn is_but_billed_otherwise(a: &Spec, b: &Spec) -> bool {
    let (charge, spot, spot_price_limit_milli) = billing(b);
    Spec { charge, spot, spot_price_limit_milli, ..a.clone() } == *b
}

/// The differences from `before` to `after`, in live instances, account, groups and records.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Difference {
    /// Live in `after` only; ordinals of `after`.
    pub come: Ordinals,
    /// Live in `before` only; ordinals of `before`.
    pub gone: Ordinals,
    /// Live in both and different, with the attributes that differ; ordinals of `after`.
    pub changed: Vec<(Ordinal, Vec<Attribute>)>,
    /// The number of instances that are live in both and equal.
    pub same: usize,
    /// The account's standing before and after; `None` where it is equal.
    pub account: Option<(Account, Account)>,
    /// The number of scaling groups only in `after`, and only in `before`.
    pub groups: (usize, usize),
    /// The number of records only in `after`, and only in `before`.
    pub records: (u64, u64),
}

impl Difference {
    /// Compares two worlds.
    #[must_use]
    pub fn between(before: &World, after: &World) -> Self {
        let mut old: HashMap<&str, (Ordinal, &Instance)> = before.live().map(|(o, i)| (&*i.id, (o, i))).collect();
        let mut found = Self::default();
        for (ordinal, instance) in after.live() {
            match old.remove(&*instance.id) {
                None => found.come.insert(ordinal),
                Some((_, was)) => {
                    let attributes: Vec<Attribute> =
                        Attribute::ALL.into_iter().filter(|attribute| attribute.differs(was, instance)).collect();
                    if attributes.is_empty() {
                        found.same += 1;
                    } else {
                        found.changed.push((ordinal, attributes));
                    }
                }
            }
        }
        let mut gone: Vec<Ordinal> = old.into_values().map(|(ordinal, _)| ordinal).collect();
        gone.sort_unstable();
        found.gone = gone.into();
        found.account = (before.account != after.account).then_some((before.account, after.account));
        let only = |a: &World, b: &World| a.groups.keys().filter(|id| !b.groups.contains_key(*id)).count();
        found.groups = (only(after, before), only(before, after));
        // Two worlds may have different records of the same number, so whole records are compared.
        let own =
            |a: &World, b: &World| a.records.iter().filter(|one| b.record(one.number) != Some(one)).count() as u64;
        found.records = (own(after, before), own(before, after));
        found
    }

    /// The number of instances that differ in an attribute.
    #[must_use]
    pub fn count(&self, attribute: Attribute) -> usize {
        self.changed.iter().filter(|(_, attributes)| attributes.contains(&attribute)).count()
    }

    /// Whether instances, groups and the account's standing are all equal; records are not considered.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.come.is_empty()
            && self.gone.is_empty()
            && self.changed.is_empty()
            && self.account.is_none()
            && self.groups == (0, 0)
    }
}

#[cfg(test)]
mod test {
    use super::{Attribute, Difference};
    use crate::{
        Actor, Command, Meta, Ordinals, UnixMillis, decide,
        sample::{fleet, sample},
    };

    const NOW: UnixMillis = UnixMillis(1_800_000_000_000);

    #[test]
    fn a_world_does_not_differ_from_itself() {
        let world = sample(NOW);
        let found = Difference::between(&world, &world);
        assert!(found.is_none());
        assert_eq!(found.same, world.live_count());
    }

    #[test]
    fn what_comes_one_way_goes_the_other() {
        let (a, b) = (fleet(40, 1, NOW), fleet(70, 2, NOW));
        let (there, back) = (Difference::between(&a, &b), Difference::between(&b, &a));
        assert_eq!((there.come.len(), there.gone.len()), (back.gone.len(), back.come.len()));
        assert_eq!(there.come.len() + there.changed.len() + there.same, b.live_count());
    }

    #[test]
    fn whatever_else_an_instance_has_is_its_configuration_and_billing_is_apart() {
        let before = fleet(3, 5, NOW);
        let mut after = before.clone();
        for (ordinal, mut one) in before.live().map(|(ordinal, one)| (ordinal, one.clone())) {
            let spec = std::sync::Arc::make_mut(&mut one.spec);
            match ordinal {
                0 => spec.image_id = "another".into(),
                1 => spec.security_groups = vec!["sg-another".into()],
                _ => spec.spot_price_limit_milli += 7,
            }
            after.put(ordinal, one);
        }
        let found = Difference::between(&before, &after);
        let all: Vec<_> = found.changed.into_iter().map(|(_, attributes)| attributes).collect();
        assert_eq!(all, [[Attribute::Configuration], [Attribute::Configuration], [Attribute::Billing]]);
    }

    #[test]
    fn records_of_other_worlds_are_other_records_whatever_their_numbers() {
        let (mut before, mut after) = (fleet(9, 3, NOW), fleet(9, 3, NOW));
        for (world, turns) in [(&mut before, 2), (&mut after, 3)] {
            for turn in 0..turns {
                let meta = Meta { now: NOW, actor: Actor::Console, request_id: format!("{turns}-{turn}").into() };
                let switch = Command::ChangeReleaseProtection { who: Ordinals::range(0, 9), on: turn % 2 == 0 };
                decide(world, &switch, &meta).events.iter().for_each(|event| world.apply(event));
            }
        }
        let found = Difference::between(&before, &after);
        assert_eq!(found.records, (after.records.len() as u64, before.records.len() as u64));
        assert_eq!(Difference::between(&after, &after).records, (0, 0));
    }

    #[test]
    fn a_change_is_named_by_its_attribute() {
        let before = fleet(20, 3, NOW);
        let mut after = before.clone();
        let meta = Meta { now: NOW, actor: Actor::Console, request_id: "1".into() };
        let off = Command::ChangeReleaseProtection { who: Ordinals::range(0, 20), on: false };
        decide(&before, &off, &meta).events.iter().for_each(|event| after.apply(event));
        let was = before.live().filter(|(_, instance)| instance.protected).count();
        let found = Difference::between(&before, &after);
        assert_eq!((found.count(Attribute::Protection), found.changed.len()), (was, was));
    }
}
