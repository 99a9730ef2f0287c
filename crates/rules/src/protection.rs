//! The single judge: what a cause does to an instance, and by which rule. The engine, the release dialog, the forecast, "why was it
//! released" and the API all call `verdict`, so they always agree. The module only judges; it changes nothing.

use serde::{Deserialize, Serialize};

use super::{
    instance::{ChargeType, Instance, Locks, Origin, Status},
    record::Act,
    refusal::Reason,
};

/// Everything that can release or stop an instance. A new automatic cause is added here and in `verdict`, nowhere else (R7).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Cause {
    /// A person at the console, Release Now: a running instance is stopped by force.
    ConsoleRelease,
    /// DeleteInstance(s).
    ApiRelease { force: bool, terminate_subscription: bool },
    /// R7b.
    AutoReleaseTime,
    /// R7a: the account has been overdue for more than 15 days.
    AccountOverdue,
    /// R7c: a violation for which the instance is released.
    SecurityRelease,
    /// R7c: a violation for which the instance is only stopped.
    SecurityStop,
    /// R7d: scale-in chooses members.
    ScaleIn,
    /// R8: the group removes a named member.
    RemovedFromGroup,
    /// Preemptible capacity is taken back.
    SpotReclaim,
    /// A subscription 15 days past its ExpiredTime.
    SubscriptionExpired,
}

impl Cause {
    /// Whether this is a manual release, which protection stops (R3). All other causes are automatic (R7).
    #[must_use]
    pub fn is_manual(self) -> bool {
        matches!(self, Self::ConsoleRelease | Self::ApiRelease { .. })
    }

    /// The cause's name and the act in its records.
    #[must_use]
    pub fn info(self) -> CauseInfo {
        let (slug, act) = match self {
            Self::ConsoleRelease => ("console", None),
            Self::ApiRelease { .. } => ("api", None),
            Self::AutoReleaseTime => ("auto-release-time", Some(Act::AutoReleaseTimeReached)),
            Self::AccountOverdue => ("account-overdue", Some(Act::AccountOverdueRelease)),
            Self::SecurityRelease | Self::SecurityStop => ("security", Some(Act::SecurityViolation)),
            Self::ScaleIn => ("scale-in", Some(Act::ScaleIn)),
            Self::RemovedFromGroup => ("removed-from-group", Some(Act::RemoveInstances)),
            Self::SpotReclaim => ("spot-reclaim", Some(Act::SpotRelease)),
            Self::SubscriptionExpired => ("subscription-expired", Some(Act::SubscriptionRelease)),
        };
        CauseInfo { slug, act }
    }
}

/// Data about a cause, apart from the verdict on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CauseInfo {
    /// The cause's name in addresses and files. Causes that users do not distinguish share one name.
    pub slug: &'static str,
    /// The act in the cause's records. `None` for a manual release, whose records name the API call.
    pub act: Option<Act>,
}

/// What happens to the instance.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Fate {
    Released,
    Kept,
    Stopped,
    /// The instance leaves its scaling group and is not released (R8).
    Removed,
}

/// The circumstance that decides the verdict. Each belongs to one rule.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Because {
    /// R3, R4: release protection is on and the release is manual.
    Protected,
    /// R1: protection is off, and nothing else prevents a manual release.
    NotProtected,
    /// R13: Pending, Starting and Stopping instances cannot be released by hand.
    InTransition,
    /// R12: running, and the call does not set Force.
    RunningWithoutForce,
    /// R12: a subscription that has not expired.
    SubscriptionRunning,
    /// R12: an expired subscription, and the call does not set TerminateSubscription.
    TerminateNotSaid,
    /// R7b.
    AutoReleaseTimeCame,
    /// R9: in arrears an auto-release time does not fire; it lapses.
    ScheduleSuspendedByArrears,
    /// R7a.
    OverdueTooLong,
    /// R7a: the account is overdue, so a pay-as-you-go instance stops (docs/rules.md#times).
    InArrears,
    /// R12: the subscription reached its ExpiredTime, so it stops (docs/rules.md#times).
    Expired,
    /// R7a: arrears affect pay-as-you-go instances only.
    NotBilledByUsage,
    /// R7c.
    Violation,
    /// R7d: the group created it.
    CreatedByGroup,
    /// R7d, R8: its life cycle was entrusted to the group.
    EntrustedToGroup,
    /// R8: the group's own flag guards it from scale-in.
    GuardedByGroup,
    /// R8: added by hand and not entrusted.
    AddedByHand,
    /// R8: the instance is in no group.
    NotInGroup,
    /// R7: preemptible capacity was taken back (docs/rules.md#times).
    SpotReclaimed,
    /// Only preemptible instances are reclaimed.
    NotPreemptible,
    /// The subscription expired 15 days ago.
    ExpiredTooLong,
    /// Only expired subscriptions are released by expiry.
    NotExpired,
}

impl Because {
    /// The rule of docs/rules.md that decides, such as `R3`.
    #[must_use]
    pub fn rule(self) -> &'static str {
        match self {
            Self::Protected => "R3",
            Self::NotProtected => "R1",
            Self::InTransition => "R13",
            Self::RunningWithoutForce
            | Self::SubscriptionRunning
            | Self::TerminateNotSaid
            | Self::Expired
            | Self::ExpiredTooLong
            | Self::NotExpired => "R12",
            Self::AutoReleaseTimeCame
            | Self::InArrears
            | Self::OverdueTooLong
            | Self::NotBilledByUsage
            | Self::Violation
            | Self::CreatedByGroup
            | Self::SpotReclaimed
            | Self::NotPreemptible => "R7",
            Self::ScheduleSuspendedByArrears => "R9",
            Self::EntrustedToGroup | Self::GuardedByGroup | Self::AddedByHand | Self::NotInGroup => "R8",
        }
    }

    /// The refusal of a manual release for this circumstance; `None` where it causes no refusal.
    #[must_use]
    pub fn refusal(self, status: Status) -> Option<Reason> {
        match self {
            Self::Protected => Some(Reason::DeletionProtection),
            Self::InTransition if status == Status::Pending => Some(Reason::StatusInitializing),
            Self::InTransition | Self::RunningWithoutForce => Some(Reason::IncorrectStatus),
            Self::SubscriptionRunning | Self::TerminateNotSaid => Some(Reason::ChargeTypeViolation),
            _ => None,
        }
    }
}

/// What a cause does to an instance, and by which rule.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Verdict {
    pub fate: Fate,
    pub because: Because,
}

impl Verdict {
    const fn new(fate: Fate, because: Because) -> Self {
        Self { fate, because }
    }
}

/// What `cause` does to `instance` when it occurs. `in_arrears`: whether the account is overdue at that instant.
///
/// For causes with a time of their own (`AutoReleaseTime`, `AccountOverdue`, `SubscriptionExpired`) this judges as if that time has come;
/// `advance` knows when it comes.
#[must_use]
pub fn verdict(instance: &Instance, cause: Cause, in_arrears: bool) -> Verdict {
    use Because as B;
    use Fate::{Kept, Released, Removed, Stopped};
    let v = Verdict::new;
    match cause {
        // R3: protection is checked directly after existence, before state and billing.
        Cause::ConsoleRelease | Cause::ApiRelease { .. } if instance.protected => v(Kept, B::Protected),
        Cause::ConsoleRelease => manual(instance, true, true),
        Cause::ApiRelease { force, terminate_subscription } => manual(instance, force, terminate_subscription),
        Cause::AutoReleaseTime if in_arrears => v(Kept, B::ScheduleSuspendedByArrears),
        Cause::AutoReleaseTime => v(Released, B::AutoReleaseTimeCame),
        Cause::AccountOverdue if instance.spec.charge == ChargeType::PrePaid => v(Kept, B::NotBilledByUsage),
        Cause::AccountOverdue => v(Released, B::OverdueTooLong),
        Cause::SecurityRelease => v(Released, B::Violation),
        Cause::SecurityStop => v(Stopped, B::Violation),
        Cause::ScaleIn if instance.member.as_ref().is_some_and(|m| m.guarded) => v(Kept, B::GuardedByGroup),
        Cause::ScaleIn | Cause::RemovedFromGroup => match instance.member.as_ref().map(|m| m.origin) {
            Some(Origin::Created) => v(Released, B::CreatedByGroup),
            Some(Origin::Entrusted) => v(Released, B::EntrustedToGroup),
            Some(Origin::Attached) => v(Removed, B::AddedByHand),
            None => v(Kept, B::NotInGroup),
        },
        Cause::SpotReclaim if instance.is_spot() => v(Released, B::SpotReclaimed),
        Cause::SpotReclaim => v(Kept, B::NotPreemptible),
        Cause::SubscriptionExpired if instance.is_expired() => v(Released, B::ExpiredTooLong),
        Cause::SubscriptionExpired => v(Kept, B::NotExpired),
    }
}

/// A manual release of an unprotected instance. Checks state, then billing, then power (docs/ecs.md 6.3, 9.3).
fn manual(instance: &Instance, force: bool, terminate_subscription: bool) -> Verdict {
    let kept = |because| Verdict::new(Fate::Kept, because);
    let prepaid = instance.spec.charge == ChargeType::PrePaid;
    match instance.status {
        Status::Pending => kept(Because::InTransition),
        _ if prepaid && !instance.is_expired() => kept(Because::SubscriptionRunning),
        _ if prepaid && !terminate_subscription => kept(Because::TerminateNotSaid),
        Status::Starting | Status::Stopping => kept(Because::InTransition),
        Status::Running if !force => kept(Because::RunningWithoutForce),
        Status::Running | Status::Stopped => Verdict::new(Fate::Released, Because::NotProtected),
    }
}

/// Why protection cannot be turned on or, under a security lock, changed at all (R2, R11). `None` where the change is allowed. Turning
/// protection off where it is already off is allowed everywhere except under a security lock.
#[must_use]
pub fn why_not_changeable(instance: &Instance, to: bool) -> Option<Reason> {
    if instance.locks.has(Locks::SECURITY) {
        Some(Reason::LockedForSecurity)
    } else if to && !instance.is_protectable() {
        Some(Reason::ProtectionNeedsPayAsYouGo)
    } else {
        None
    }
}
