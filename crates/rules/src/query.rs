//! Questions about the fleet that need the rules: what can still release an instance, which instances belong to a group, what may be
//! forgotten. Changes nothing. `pages::list` searches and sorts the list, `pages::records` shows release attempts.

use std::sync::Arc;

use super::{
    event::Event,
    instance::{ChargeType, Instance, Locks, Origin},
    ordinals::{Ordinal, Ordinals},
    protection::{Cause, Fate, verdict},
    time::{EXPIRED_RELEASE_AFTER, OVERDUE_RELEASE_AFTER, UnixMillis},
    world::World,
};

/// The most records that are kept.
pub const MOST_RECORDS: usize = 2_000;
/// The number of records forgotten at once when there are too many.
const RECORDS_FORGOTTEN: usize = 200;

/// Something that can still release an instance, protected or not, and when. Future arrears and violations, which threaten every
/// instance, are not a gap.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Gap {
    /// R7b.
    AutoReleaseTime { at: UnixMillis },
    /// R9: a time is set, but it does not fire because the account is in arrears.
    AutoReleaseTimeSuspended { at: UnixMillis },
    /// R7a: the account is overdue; `at` is the instant of the release.
    Arrears { at: UnixMillis },
    /// R7d: scale-in may choose the instance.
    ScaleIn { group: Arc<str>, origin: Origin },
    /// R8: guarded from scale-in, but the group may remove the instance by name.
    RemovedFromGroup { group: Arc<str>, origin: Origin },
    /// R7c, R11: locked for security. Until the lock is removed, the protection cannot be changed, and the violation may still release
    /// the instance.
    SecurityLock,
    /// Preemptible: the capacity may be taken back; `at` is known once notice was given.
    SpotReclaim { at: Option<UnixMillis> },
    /// A subscription ends at `expires_at` and is released at `at`, some days later.
    SubscriptionExpiry { expires_at: UnixMillis, at: UnixMillis },
}

impl Gap {
    /// When the release happens, if the instant is known and nothing else happens before.
    #[must_use]
    pub fn at(&self) -> Option<UnixMillis> {
        match self {
            Self::AutoReleaseTime { at } | Self::Arrears { at } | Self::SubscriptionExpiry { at, .. } => Some(*at),
            Self::SpotReclaim { at } => *at,
            Self::AutoReleaseTimeSuspended { .. }
            | Self::SecurityLock
            | Self::ScaleIn { .. }
            | Self::RemovedFromGroup { .. } => None,
        }
    }
}

/// Everything that can still release a live instance: first the gaps with a date, earliest first.
#[must_use]
pub fn gaps(instance: &Instance, world: &World) -> Vec<Gap> {
    if !instance.is_live() {
        return Vec::new();
    }
    let in_arrears = world.account.overdue_since.is_some();
    let releases = |cause| verdict(instance, cause, in_arrears).fate == Fate::Released;
    let mut found = Vec::new();
    if let Some(at) = instance.auto_release_at {
        let fires = releases(Cause::AutoReleaseTime);
        found.push(if fires { Gap::AutoReleaseTime { at } } else { Gap::AutoReleaseTimeSuspended { at } });
    }
    if let Some(since) = world.account.overdue_since.filter(|_| releases(Cause::AccountOverdue)) {
        found.push(Gap::Arrears { at: since.plus(OVERDUE_RELEASE_AFTER) });
    }
    if instance.locks.has(Locks::SECURITY) {
        found.push(Gap::SecurityLock);
    }
    if releases(Cause::SpotReclaim) {
        found.push(Gap::SpotReclaim { at: instance.reclaim_at });
    }
    if let Some(expires_at) = instance.expires_at.filter(|_| instance.spec.charge == ChargeType::PrePaid) {
        found.push(Gap::SubscriptionExpiry { expires_at, at: expires_at.plus(EXPIRED_RELEASE_AFTER) });
    }
    if let Some(member) = &instance.member {
        let (group, origin) = (Arc::clone(&member.group), member.origin);
        if releases(Cause::ScaleIn) {
            found.push(Gap::ScaleIn { group, origin });
        } else if releases(Cause::RemovedFromGroup) {
            found.push(Gap::RemovedFromGroup { group, origin });
        }
    }
    found.sort_by_key(|gap| (gap.at().is_none(), gap.at()));
    found
}

/// The live members of a group, in the order of creation.
pub fn members<'w>(world: &'w World, group: &str) -> impl Iterator<Item = (Ordinal, &'w Instance)> {
    world.live().filter(move |(_, instance)| instance.member.as_ref().is_some_and(|member| *member.group == *group))
}

/// The live members of a group in the order in which scale-in takes them: oldest first.
#[must_use]
pub fn oldest_first<'w>(world: &'w World, group: &str) -> Vec<(Ordinal, &'w Instance)> {
    let mut all: Vec<_> = members(world, group).collect();
    all.sort_by_key(|(ordinal, member)| (member.created_at, *ordinal));
    all
}

/// The event that forgets the oldest records, and the released instances that only they name; `None` while not too many records are kept
/// (R14).
#[must_use]
pub fn forget(world: &World) -> Option<Event> {
    if world.records.len() <= MOST_RECORDS { None } else { forget_oldest(world, RECORDS_FORGOTTEN) }
}

/// As `forget`, but forgets the `count` oldest records, for when storage is short. `None` where there are no more records than that.
#[must_use]
pub fn forget_oldest(world: &World, count: usize) -> Option<Event> {
    let records_before = world.records.get(count)?.number;
    let mut spoken_of = vec![false; world.next_ordinal() as usize];
    let kept = world.records.iter().skip(count);
    for ordinal in kept.flat_map(|record| &record.outcomes).flat_map(|outcome| outcome.who.iter()) {
        if let Some(spoken_of) = spoken_of.get_mut(ordinal as usize) {
            *spoken_of = true;
        }
    }
    let silent = |ordinal: Ordinal| !spoken_of.get(ordinal as usize).copied().unwrap_or(false);
    let who: Ordinals = world
        .all()
        .filter(|(ordinal, instance)| !instance.is_live() && silent(*ordinal))
        .map(|(ordinal, _)| ordinal)
        .collect();
    Some(Event::Forgotten { records_before, who })
}
