//! The plan of a console release: who goes, who is skipped, who is refused, and what is lost with them. A value: shown first,
//! then executed as shown or not at all (R4, R5, R15).

use serde::{Deserialize, Serialize};

use super::{
    instance::{ChargeType, Instance, Status},
    marks::Marks,
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
        let mut asked = Marks::from(selected).and(&world.index().live);
        if when == When::Now {
            // R3: whoever is protected is spared, whatever else there is to say; so they need not be judged one by one.
            let protected = asked.and(&world.index().protected);
            asked = asked.without(&protected);
            plan.skipped = protected.ordinals();
        }
        for ordinal in asked.iter() {
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

    /// FNV-1a, by words, over what goes and stays, so that a plan notices when a disk, an address or a lock changed meanwhile.
    fn digest_loss(&mut self, ordinal: Ordinal, instance: &Instance) {
        let mut add = |word: u64| self.loss = (self.loss ^ word).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23);
        let text = |text: &str, add: &mut dyn FnMut(u64)| {
            for chunk in text.as_bytes().chunks(8) {
                add(chunk.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)));
            }
        };
        add(u64::from(ordinal));
        for (mark, address) in [(1, &instance.public_ip), (2, &instance.eip)] {
            if !address.is_empty() {
                add(mark);
                text(address, &mut add);
            }
        }
        let loss = Loss::of(instance);
        let mut disk = |mark: u64, disk: &super::instance::Disk| {
            add(mark << 32 | u64::from(disk.size));
            text(&disk.category, &mut add);
        };
        loss.disks_lost().for_each(|lost| disk(3, lost));
        loss.disks_kept().for_each(|kept| disk(4, kept));
    }

    /// Every instance the plan speaks of.
    #[must_use]
    pub fn all(&self) -> Ordinals {
        let mut all = Marks::from(&self.released);
        for who in [&self.skipped].into_iter().chain(self.refused.iter().map(|(_, who)| who)) {
            all.add(&Marks::from(who));
        }
        all.ordinals()
    }

    /// R5: there are instances, and protection spares every one of them.
    #[must_use]
    pub fn is_all_protected(&self) -> bool {
        self.released.is_empty() && self.refused.is_empty() && !self.skipped.is_empty()
    }
}
