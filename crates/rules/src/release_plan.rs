//! The plan of a console release: which instances are released, skipped or refused, and what is lost with them. The plan is a value: it
//! is shown first, then executed as shown or not at all (R4, R5, R15).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    instance::{ChargeType, Disk, Instance, Locks, Spec, Status},
    marks::Marks,
    ordinals::{Ordinal, Ordinals},
    protection::{Cause, Fate, verdict},
    refusal::Reason,
    time::UnixMillis,
    world::{Version, World},
};

/// Release Now, or at a time (`AutoReleaseTime`; `None` cancels a schedule).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum When {
    Now,
    At(Option<UnixMillis>),
}

/// What a console release would do to a selection. Equal plans have the same effect (R15): displayed states and the time of the clock are
/// not part of a plan.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReleasePlan {
    pub when: When,
    /// `When::Now`: the instances to release. `When::At`: the instances that get the time.
    pub released: Ordinals,
    /// Of `released`, those with release protection: only a schedule takes them (R7b, R9).
    pub in_spite_of_protection: Ordinals,
    /// Skipped because protected (R4).
    pub skipped: Ordinals,
    /// Instances that cannot be released, by reason.
    pub refused: Vec<(Reason, Ordinals)>,
    /// A digest of what is lost and what is kept with each of `released`.
    pub loss: u64,
    /// The version of the world that the plan was made from, if known.
    pub made_from: Option<Version>,
}

impl PartialEq for ReleasePlan {
    fn eq(&self, other: &Self) -> bool {
        let Self { when, released, in_spite_of_protection, skipped, refused, loss, made_from: _ } = self;
        (when, loss) == (&other.when, &other.loss)
            && (released, skipped) == (&other.released, &other.skipped)
            && (in_spite_of_protection, refused) == (&other.in_spite_of_protection, &other.refused)
    }
}

impl Eq for ReleasePlan {}

/// What is lost and what is kept when an instance is released (docs/ecs.md 6.5).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Loss<'a> {
    /// The instance is running and is stopped by force.
    pub forced_stop: bool,
    pub instance: &'a Instance,
}

impl<'a> Loss<'a> {
    /// The loss if this instance is released now.
    #[must_use]
    pub fn of(instance: &'a Instance) -> Self {
        Self { forced_stop: instance.status == Status::Running, instance }
    }

    /// Data disks that are deleted. With a security-locked instance, all of them are.
    pub fn disks_lost(&self) -> impl Iterator<Item = &'a Disk> + use<'a> {
        let locked = self.instance.locks.has(Locks::SECURITY);
        self.instance.spec.data_disks.iter().filter(move |disk| disk.delete_with_instance || locked)
    }

    /// Data disks that are kept as separate pay-as-you-go disks.
    pub fn disks_kept(&self) -> impl Iterator<Item = &'a Disk> + use<'a> {
        let locked = self.instance.locks.has(Locks::SECURITY);
        self.instance.spec.data_disks.iter().filter(move |disk| !disk.delete_with_instance && !locked)
    }
}

/// A hash like FNV-1a, over words instead of bytes.
struct Digest(u64);

impl Digest {
    fn add(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23);
    }

    fn text(&mut self, text: &str) {
        for chunk in text.as_bytes().chunks(8) {
            self.add(chunk.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)));
        }
    }
}

/// The digest of the previous instance's disks, kept because consecutive instances mostly have the same disks.
#[derive(Default)]
struct Disks {
    of: Option<(Arc<Spec>, bool)>,
    digest: u64,
}

impl Disks {
    fn digest(&mut self, instance: &Instance) -> u64 {
        let is_locked = instance.locks.has(Locks::SECURITY);
        let is_known =
            self.of.as_ref().is_some_and(|(spec, locked)| Arc::ptr_eq(spec, &instance.spec) && *locked == is_locked);
        if !is_known {
            let mut digest = Digest(0);
            let loss = Loss::of(instance);
            let marked = loss.disks_lost().map(|disk| (3, disk)).chain(loss.disks_kept().map(|disk| (4, disk)));
            for (mark, disk) in marked {
                digest.add(mark << 32 | u64::from(disk.size));
                digest.text(&disk.category);
            }
            (self.of, self.digest) = (Some((Arc::clone(&instance.spec), is_locked)), digest.0);
        }
        self.digest
    }
}

impl ReleasePlan {
    /// Plans the console release of `selected`. Instances that are already released are left out.
    #[must_use]
    pub fn make(world: &World, selected: &Ordinals, when: When) -> Self {
        let mut plan = Self {
            when,
            released: Ordinals::default(),
            in_spite_of_protection: Ordinals::default(),
            skipped: Ordinals::default(),
            refused: Vec::new(),
            loss: 0xcbf2_9ce4_8422_2325,
            made_from: world.version(),
        };
        let mut asked = Marks::from(selected).and(&world.index().live);
        if when == When::Now {
            // R3: a protected instance is skipped in any case, so these need not be judged one by one.
            let protected = asked.and(&world.index().protected);
            asked = asked.without(&protected);
            plan.skipped = protected.ordinals();
        }
        let in_arrears = world.account.overdue_since.is_some();
        let (mut released, mut disks) = (asked.clone(), Disks::default());
        for ordinal in asked.iter() {
            let Some(instance) = world.get(ordinal) else { continue };
            let refusal = match when {
                When::Now => {
                    let judged = verdict(instance, Cause::ConsoleRelease, in_arrears);
                    let refusal = judged.because.refusal(instance.status);
                    debug_assert!(refusal.is_some() || judged.fate == Fate::Released);
                    refusal
                }
                When::At(_) => (instance.spec.charge == ChargeType::PrePaid).then_some(Reason::ChargeTypeViolation),
            };
            match refusal {
                None => plan.digest_loss(ordinal, instance, &mut disks),
                Some(reason) => {
                    released.set(ordinal, false);
                    plan.refuse(reason, ordinal);
                }
            }
        }
        if when != When::Now {
            plan.in_spite_of_protection = released.and(&world.index().protected).ordinals();
        }
        plan.released = released.ordinals();
        plan.refused.sort_by_key(|(_, who)| who.first());
        plan
    }

    fn refuse(&mut self, reason: Reason, ordinal: Ordinal) {
        match self.refused.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, who)) => who.insert(ordinal),
            None => self.refused.push((reason, Ordinals::one(ordinal))),
        }
    }

    /// Adds the instance's losses to the digest, so that the plan notices when a disk, an address or a lock has changed meanwhile.
    fn digest_loss(&mut self, ordinal: Ordinal, instance: &Instance, disks: &mut Disks) {
        let mut digest = Digest(self.loss);
        digest.add(u64::from(ordinal));
        for (mark, address) in [(1, &instance.public_ip), (2, &instance.eip)] {
            if !address.is_empty() {
                digest.add(mark);
                digest.text(address);
            }
        }
        digest.add(disks.digest(instance));
        self.loss = digest.0;
    }

    /// Whether the plan would be the same if it were made now (R15). A plan made from the same world always is.
    #[must_use]
    pub fn still_holds(&self, world: &World) -> bool {
        let is_of_now = self.made_from.is_some() && self.made_from == world.version();
        // R3 is checked even if the plan says it is up to date.
        let spares_protected = || Marks::from(&self.released).common(&world.index().protected) == 0;
        (is_of_now && (self.when != When::Now || spares_protected()))
            || *self == Self::make(world, &self.all(), self.when)
    }

    /// Every instance in the plan.
    #[must_use]
    pub fn all(&self) -> Ordinals {
        let mut all = Marks::from(&self.released);
        for who in [&self.skipped].into_iter().chain(self.refused.iter().map(|(_, who)| who)) {
            all.add(&Marks::from(who));
        }
        all.ordinals()
    }

    /// R5: the plan has instances, and protection makes it skip every one of them.
    #[must_use]
    pub fn is_all_protected(&self) -> bool {
        self.released.is_empty() && self.refused.is_empty() && !self.skipped.is_empty()
    }
}
