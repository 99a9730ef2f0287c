//! What can release one instance, now and later: every cause, what the judge says of it, and when it strikes. Pure; the judge is
//! `protection::verdict`, the words are `gaps`.

use crate::rules::{
    Instance, UnixMillis, World,
    instance::{ChargeType, Origin},
    protection::{Because, Cause, Fate, verdict},
    time::{EXPIRED_RELEASE_AFTER, OVERDUE_RELEASE_AFTER},
};

/// How near a cause is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Nearness {
    /// It cannot take the instance: protected, guarded, or not concerned.
    Away(Because),
    /// It can strike, but nothing says that it will.
    Possible,
    /// It strikes then, unless something is done.
    Due(UnixMillis),
    /// It would strike, but the account's arrears hold it (R9).
    Held,
}

/// One cause and how near it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Threat {
    pub cause: Cause,
    pub nearness: Nearness,
}

impl Threat {
    /// Whether it is a hole in the protection that this very instance has, beyond what every instance lives with.
    #[must_use]
    pub fn is_gap(&self) -> bool {
        !self.cause.is_manual()
            && match self.nearness {
                Nearness::Due(_) | Nearness::Held => true,
                Nearness::Possible => matches!(self.cause, Cause::ScaleIn),
                Nearness::Away(_) => false,
            }
    }
}

/// Every cause there is, manual ones first.
#[must_use]
pub fn threats(world: &World, instance: &Instance) -> Vec<Threat> {
    let in_arrears = world.account.overdue_since.is_some();
    let judged = |cause| verdict(instance, cause, in_arrears);
    let of = |cause, when_released| {
        let judged = judged(cause);
        let nearness = if judged.fate == Fate::Released { when_released } else { Nearness::Away(judged.because) };
        Threat { cause, nearness }
    };
    let overdue = match world.account.overdue_since {
        Some(since) => Nearness::Due(since.plus(OVERDUE_RELEASE_AFTER)),
        None => Nearness::Possible,
    };
    vec![
        of(Cause::ConsoleRelease, Nearness::Possible),
        of(Cause::ApiRelease { force: true, terminate_subscription: true }, Nearness::Possible),
        Threat { cause: Cause::AutoReleaseTime, nearness: schedule(instance, in_arrears) },
        of(Cause::AccountOverdue, overdue),
        of(Cause::SecurityRelease, Nearness::Possible),
        of(Cause::ScaleIn, Nearness::Possible),
        of(Cause::SpotReclaim, instance.reclaim_at.map_or(Nearness::Possible, Nearness::Due)),
        Threat { cause: Cause::SubscriptionExpired, nearness: expiry(instance) },
    ]
}

fn schedule(instance: &Instance, in_arrears: bool) -> Nearness {
    match instance.auto_release_at {
        None => Nearness::Away(Because::AutoReleaseTimeCame),
        Some(_) if in_arrears => Nearness::Held,
        Some(at) => Nearness::Due(at),
    }
}

/// A subscription goes 15 days after it expires, so its end is always on the calendar.
fn expiry(instance: &Instance) -> Nearness {
    match instance.expires_at.filter(|_| instance.spec.charge == ChargeType::PrePaid) {
        Some(at) => Nearness::Due(at.plus(EXPIRED_RELEASE_AFTER)),
        None => Nearness::Away(Because::NotExpired),
    }
}

/// Whether the group that the instance is in owns its life.
#[must_use]
pub fn is_owned_by_group(instance: &Instance) -> bool {
    instance.member.as_ref().is_some_and(|member| member.origin != Origin::Attached)
}
