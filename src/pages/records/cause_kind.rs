//! The kinds of causes that records are filtered by, with their slugs in the address. Which act belongs to which kind is told
//! here only; words are `Texts::cause`.

use latch_rules::{Actor, Record, protection::Cause, record::Act};

/// A kind of cause of a release attempt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CauseKind {
    Console,
    Api,
    AutoReleaseTime,
    AccountOverdue,
    Security,
    ScaleIn,
    RemovedFromGroup,
    SpotReclaim,
    SubscriptionExpired,
}

impl CauseKind {
    pub const ALL: [Self; 9] = [
        Self::Console,
        Self::Api,
        Self::AutoReleaseTime,
        Self::AccountOverdue,
        Self::Security,
        Self::ScaleIn,
        Self::RemovedFromGroup,
        Self::SpotReclaim,
        Self::SubscriptionExpired,
    ];

    /// The kind of what this record did or tried; nothing where the act releases nobody.
    #[must_use]
    pub fn of(record: &Record) -> Option<Self> {
        match record.act {
            Act::DeleteInstance | Act::DeleteInstances if record.actor == Actor::Console => Some(Self::Console),
            Act::DeleteInstance | Act::DeleteInstances => Some(Self::Api),
            Act::AutoReleaseTimeReached => Some(Self::AutoReleaseTime),
            Act::AccountOverdueRelease => Some(Self::AccountOverdue),
            Act::SecurityViolation => Some(Self::Security),
            Act::ScaleIn => Some(Self::ScaleIn),
            Act::RemoveInstances => Some(Self::RemovedFromGroup),
            Act::SpotRelease => Some(Self::SpotReclaim),
            Act::SubscriptionRelease => Some(Self::SubscriptionExpired),
            _ => None,
        }
    }

    /// Its name in the address.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Console => "console",
            Self::Api => "api",
            Self::AutoReleaseTime => "auto-release-time",
            Self::AccountOverdue => "account-overdue",
            Self::Security => "security",
            Self::ScaleIn => "scale-in",
            Self::RemovedFromGroup => "removed-from-group",
            Self::SpotReclaim => "spot-reclaim",
            Self::SubscriptionExpired => "subscription-expired",
        }
    }

    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }

    /// The cause that names the kind: `texts.cause(kind.cause())`.
    #[must_use]
    pub fn cause(self) -> Cause {
        match self {
            Self::Console => Cause::ConsoleRelease,
            Self::Api => Cause::ApiRelease { force: false, terminate_subscription: false },
            Self::AutoReleaseTime => Cause::AutoReleaseTime,
            Self::AccountOverdue => Cause::AccountOverdue,
            Self::Security => Cause::SecurityRelease,
            Self::ScaleIn => Cause::ScaleIn,
            Self::RemovedFromGroup => Cause::RemovedFromGroup,
            Self::SpotReclaim => Cause::SpotReclaim,
            Self::SubscriptionExpired => Cause::SubscriptionExpired,
        }
    }
}
