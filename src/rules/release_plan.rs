//! The plan of a console release: who goes, who is skipped, who is refused, and what is lost with them. A value: shown first,
//! then executed as shown or not at all (R4, R5, R15).

use serde::{Deserialize, Serialize};

use super::{
    instance::{ChargeType, Instance, Status},
    ordinals::{Ordinal, Ordinals},
    protection::{Cause, Fate, verdict},
    refusal::Reason,
    time::UnixMillis,
    world::World,
};

/// Release Now, or at a time (`AutoReleaseTime`; nothing cancels a schedule).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum When {
    Now,
    At(Option<UnixMillis>),
}

/// What a console release would do to a selection. Equal plans do the same (R15): a state shown or a tick of the clock is not in it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ReleasePlan {
    pub when: When,
    /// Now: released. Scheduled: the time is set on them.
    pub released: Ordinals,
    /// Of `released`, those with release protection: only a schedule takes them (R7b, R9).
    pub in_spite_of_protection: Ordinals,
    /// Skipped because protected (R4).
    pub skipped: Ordinals,
    /// Not releasable, by reason.
    pub refused: Vec<(Reason, Ordinals)>,
    /// A digest of what is lost and kept with each of `released`.
    pub loss: u64,
}

/// What goes and what stays when an instance is released (ecs-api.md 4.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Loss<'a> {
    /// It runs and is stopped by force.
    pub forced_stop: bool,
    pub instance: &'a Instance,
}

impl<'a> Loss<'a> {
    #[must_use]
    pub fn of(instance: &'a Instance) -> Self {
        Self { forced_stop: instance.status == Status::Running, instance }
    }

    /// Data disks that go. A security-locked instance takes them all along.
    pub fn disks_lost(&self) -> impl Iterator<Item = &'a super::instance::Disk> + use<'a> {
        let locked = self.instance.locks.has(super::instance::Locks::SECURITY);
        self.instance.spec.data_disks.iter().filter(move |disk| disk.delete_with_instance || locked)
    }

    /// Data disks that live on as pay-as-you-go disks of their own.
    pub fn disks_kept(&self) -> impl Iterator<Item = &'a super::instance::Disk> + use<'a> {
        let locked = self.instance.locks.has(super::instance::Locks::SECURITY);
        self.instance.spec.data_disks.iter().filter(move |disk| !disk.delete_with_instance && !locked)
    }
}

impl ReleasePlan {
    /// Plans the release of `selected` at the console. Instances that are gone are left out.
    #[must_use]
    pub fn make(world: &World, selected: &Ordinals, when: When) -> Self {
        let mut plan = Self {
            when,
            released: Ordinals::default(),
            in_spite_of_protection: Ordinals::default(),
            skipped: Ordinals::default(),
            refused: Vec::new(),
            loss: 0xcbf2_9ce4_8422_2325,
        };
        for ordinal in selected.iter() {
            if let Some(instance) = world.get(ordinal) {
                match when {
                    When::Now => plan.add_now(world, ordinal, instance),
                    When::At(_) => plan.add_scheduled(ordinal, instance),
                }
            }
        }
        plan.refused.sort_by_key(|(_, who)| who.first());
        plan
    }

    fn add_now(&mut self, world: &World, ordinal: Ordinal, instance: &Instance) {
        let judged = verdict(instance, Cause::ConsoleRelease, world.account.overdue_since.is_some());
        match judged.because.refusal(instance.status) {
            Some(Reason::DeletionProtection) => self.skipped.insert(ordinal),
            Some(reason) => self.refuse(reason, ordinal),
            None => {
                debug_assert_eq!(judged.fate, Fate::Released);
                self.released.insert(ordinal);
                self.digest_loss(ordinal, instance);
            }
        }
    }

    fn add_scheduled(&mut self, ordinal: Ordinal, instance: &Instance) {
        if instance.spec.charge == ChargeType::PrePaid {
            self.refuse(Reason::ChargeTypeViolation, ordinal);
            return;
        }
        self.released.insert(ordinal);
        if instance.protected {
            self.in_spite_of_protection.insert(ordinal);
        }
        self.digest_loss(ordinal, instance);
    }

    fn refuse(&mut self, reason: Reason, ordinal: Ordinal) {
        match self.refused.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, who)) => who.insert(ordinal),
            None => self.refused.push((reason, Ordinals::one(ordinal))),
        }
    }

    /// FNV-1a over what goes and stays, so that a plan notices when a disk, an address or a lock changed meanwhile.
    fn digest_loss(&mut self, ordinal: Ordinal, instance: &Instance) {
        let mut add = |bytes: &[u8]| {
            for byte in bytes {
                self.loss = (self.loss ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
            }
        };
        add(&ordinal.to_le_bytes());
        add(instance.public_ip.as_bytes());
        add(b"|");
        add(instance.eip.as_bytes());
        let loss = Loss::of(instance);
        for (mark, disks) in [(1u8, loss.disks_lost().collect::<Vec<_>>()), (2, loss.disks_kept().collect())] {
            for disk in disks {
                add(&[mark]);
                add(disk.category.as_bytes());
                add(&disk.size.to_le_bytes());
            }
        }
    }

    /// Every instance the plan speaks of.
    #[must_use]
    pub fn all(&self) -> Ordinals {
        let refused = self.refused.iter().flat_map(|(_, who)| who.iter());
        self.released.iter().chain(self.skipped.iter()).chain(refused).collect::<Vec<_>>().into()
    }

    /// R5: there are instances, and protection spares every one of them.
    #[must_use]
    pub fn is_all_protected(&self) -> bool {
        self.released.is_empty() && self.refused.is_empty() && !self.skipped.is_empty()
    }
}
