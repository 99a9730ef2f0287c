//! The record of acts and attempts (R14): who, when, which act, the outcome for each instance, and the deciding rule. Holds no text:
//! pages put records into words.

use serde::{Deserialize, Serialize};

use super::{ordinals::Ordinals, protection::Because, refusal::Reason, time::UnixMillis};

/// Who acted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Actor {
    /// The person at the console.
    Console,
    /// A call of the API: bridge, script, SDK.
    Api,
    /// The person who triggers an act of the simulation.
    Simulation,
    /// Billing: arrears, expiry.
    Billing,
    /// The scheduler of auto-release times.
    Scheduler,
    /// Security and compliance.
    Security,
    /// Auto Scaling.
    AutoScaling,
    /// Preemptible capacity.
    Spot,
    /// Another, simulated person.
    Person(Box<str>),
}

/// What was done or tried: an ECS action by its name, an act of the simulation, or an event that time brought.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Act {
    RunInstances,
    CreateInstance,
    ModifyInstanceAttribute,
    DeleteInstance,
    DeleteInstances,
    StartInstances,
    StopInstances,
    RebootInstances,
    ModifyInstanceAutoReleaseTime,
    ModifyInstanceChargeType,
    TagResources,
    UntagResources,
    SetClock,
    Import,
    Reset,
    Rewind,
    AccountOverdue,
    AccountSettled,
    SecurityViolation,
    CreateScalingGroup,
    AttachInstances,
    ScaleOut,
    ScaleIn,
    RemoveInstances,
    SetInstancesProtection,
    SpotReclaim,
    /// An instance's auto-release time was reached (R7b) or lapsed (R9).
    AutoReleaseTimeReached,
    /// Arrears of 12 days: resources are being reclaimed.
    AccountReclaiming,
    /// Arrears of more than 15 days (R7a).
    AccountOverdueRelease,
    SubscriptionExpired,
    SubscriptionRelease,
    SpotRelease,
    SetPolicy,
}

impl Act {
    /// Whether the act can release instances, so that its outcomes belong on the page of attempts (R14).
    #[must_use]
    pub fn is_release_attempt(self) -> bool {
        matches!(
            self,
            Self::DeleteInstance
                | Self::DeleteInstances
                | Self::ScaleIn
                | Self::RemoveInstances
                | Self::AutoReleaseTimeReached
                | Self::AccountOverdueRelease
                | Self::SubscriptionRelease
                | Self::SpotRelease
        )
    }
}

/// The outcome for an instance.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Happened {
    /// The act was carried out on the instances.
    Done,
    Released(Because),
    /// The instances stay although the act would release them: they are protected, guarded or not due.
    Kept(Because),
    Stopped(Because),
    /// The instances left the scaling group and were not released (R8).
    Removed(Because),
    /// The act was refused for the instances.
    Refused(Reason),
}

/// An outcome that several instances share.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Outcome {
    pub who: Ordinals,
    /// Whether the instances had release protection at that moment.
    pub protected: bool,
    pub happened: Happened,
}

/// One act and all its outcomes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Record {
    /// Running number, from 1, never given twice.
    pub number: u64,
    /// The instant it happened or fell due, on the virtual clock.
    pub at: UnixMillis,
    pub actor: Actor,
    pub act: Act,
    pub request_id: Box<str>,
    pub outcomes: Vec<Outcome>,
    /// Requested ids that no instance has.
    pub unknown_ids: Vec<Box<str>>,
    /// The request's wire parameters (`DeletionProtection=true`, `Force=true`); never a secret (R16).
    pub parameters: Vec<(Box<str>, Box<str>)>,
    /// Why the whole act was refused; `None` if it was not.
    pub refused: Option<Reason>,
}
