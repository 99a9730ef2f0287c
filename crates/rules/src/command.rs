//! The commands: everything that can be asked for. A command is an ECS action with typed fields, a console batch of such actions, or an
//! act of the simulation. Page, bridge, scenarios and tests all use these commands; `decide` says what they do.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    event::Event,
    instance::{ChargeType, Credential, Disk, SpotStrategy, StoppedMode, Tag},
    ordinals::Ordinals,
    record::Outcome,
    refusal::{Reason, Refusal},
    release_plan::ReleasePlan,
    time::{Clock, UnixMillis},
};

/// RunInstances and CreateInstance (docs/ecs.md 4.1, 4.3). R16: a password is already reduced to `Credential::PasswordSet`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct NewInstances {
    pub region: Box<str>,
    /// Empty = the vSwitch's zone, or the region's first zone.
    pub zone: Box<str>,
    pub instance_type: Box<str>,
    pub image_id: Box<str>,
    pub amount: u32,
    pub min_amount: Option<u32>,
    /// May hold the sequential pattern `prefix[begin,bits]suffix`. Empty = the instance's id.
    pub name: Box<str>,
    pub description: Box<str>,
    /// Empty = derived from the id.
    pub host_name: Box<str>,
    pub unique_suffix: bool,
    pub credential: Credential,
    pub charge: ChargeType,
    /// Months; subscriptions only.
    pub period_months: u32,
    pub auto_renew: bool,
    pub spot: SpotStrategy,
    pub spot_price_limit_milli: u32,
    pub vpc_id: Box<str>,
    pub vswitch_id: Box<str>,
    pub security_groups: Vec<Box<str>>,
    pub internet_charge_type: Box<str>,
    /// Mbit/s.
    pub bandwidth_in: Option<u32>,
    /// Mbit/s; above 0 assigns a public IP.
    pub bandwidth_out: u32,
    pub system_disk: Option<Disk>,
    pub data_disks: Vec<Disk>,
    pub resource_group: Box<str>,
    pub tags: Vec<Tag>,
    pub deletion_protection: bool,
    /// As requested, before the seconds are cut (R9).
    pub auto_release_at: Option<UnixMillis>,
    pub dry_run: bool,
}

/// ModifyInstanceAttribute (docs/ecs.md 5). A field that is `None` stays unchanged.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct AttributeChange {
    pub id: Box<str>,
    pub name: Option<Box<str>>,
    pub description: Option<Box<str>>,
    pub host_name: Option<Box<str>>,
    /// R16: whether a password was given, never the password itself.
    pub password_set: bool,
    pub deletion_protection: Option<bool>,
}

/// DeleteInstance (one id) and DeleteInstances (docs/ecs.md 6.1, 6.2).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Deletion {
    /// `None` for DeleteInstance, which has no region parameter.
    pub region: Option<Box<str>>,
    pub ids: Vec<Box<str>>,
    pub force: bool,
    pub terminate_subscription: bool,
    pub dry_run: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Power {
    Start,
    Stop,
    Reboot,
}

/// StartInstance(s), StopInstance(s), RebootInstance(s) (docs/ecs.md 9.1, 9.2).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PowerChange {
    pub power: Power,
    pub region: Option<Box<str>>,
    pub ids: Vec<Box<str>>,
    /// `BatchOptimization=SuccessFirst` of the plural operations: each instance succeeds or fails separately. Otherwise one failure fails
    /// all.
    pub success_first: bool,
    pub stopped_mode: StoppedMode,
    pub dry_run: bool,
}

/// The effect of a security or compliance violation (R7c).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum SecurityEffect {
    Stop,
    Release,
    Lock,
    Unlock,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Command {
    /// A command with a `ClientToken` (docs/ecs.md 3.4): a repeated call with the same token and fingerprint gets the first answer and
    /// changes nothing. See `token`.
    Once {
        /// Prefixed with the action's name, so that tokens of different actions never collide.
        token: Box<str>,
        fingerprint: u64,
        command: Box<Self>,
    },
    RunInstances(Box<NewInstances>),
    /// One instance, created in the status Stopped (docs/ecs.md 4.3).
    CreateInstance(Box<NewInstances>),
    ModifyInstanceAttribute(Box<AttributeChange>),
    DeleteInstance(Deletion),
    DeleteInstances(Deletion),
    ChangePower(PowerChange),
    /// ModifyInstanceAutoReleaseTime: `None` cancels the schedule (docs/ecs.md 7.1).
    SetAutoReleaseTime {
        id: Box<str>,
        at: Option<UnixMillis>,
    },
    /// ModifyInstanceChargeType (docs/ecs.md 8, R10).
    ChangeChargeType {
        region: Box<str>,
        ids: Vec<Box<str>>,
        to: ChargeType,
        period_months: u32,
        dry_run: bool,
    },
    TagResources {
        region: Box<str>,
        ids: Vec<Box<str>>,
        tags: Vec<Tag>,
    },
    UntagResources {
        region: Box<str>,
        ids: Vec<Box<str>>,
        keys: Vec<Box<str>>,
        all: bool,
    },
    /// Console, Change Release Protection Setting: every instance that can have the value gets it; the others are reported as refused
    /// (R2, R11).
    ChangeReleaseProtection {
        who: Ordinals,
        on: bool,
    },
    /// Console, Release Now and Scheduled Release: executes the plan as it was shown, or refuses with `PlanChanged` (R15).
    Release {
        plan: ReleasePlan,
    },
    /// Console, Start / Stop / Restart: each instance succeeds or fails separately.
    ChangePowerOf {
        who: Ordinals,
        power: Power,
    },
    /// Sets the clock; the new virtual anchor is never earlier than now.
    SetClock {
        clock: Clock,
    },
    AccountOverdue,
    AccountSettled,
    SecurityViolation {
        id: Box<str>,
        effect: SecurityEffect,
    },
    CreateScalingGroup {
        group: Arc<str>,
    },
    AttachInstances {
        group: Arc<str>,
        ids: Vec<Box<str>>,
        entrusted: bool,
    },
    ScaleOut {
        group: Arc<str>,
        amount: u32,
    },
    SetInstancesProtection {
        group: Arc<str>,
        ids: Vec<Box<str>>,
        guarded: bool,
    },
    ScaleIn {
        group: Arc<str>,
        amount: u32,
    },
    /// R8: removes the named members, even those that the group's own flag guards.
    RemoveInstances {
        group: Arc<str>,
        ids: Vec<Box<str>>,
    },
    SpotReclaim {
        id: Box<str>,
    },
    /// Sets the tags whose instances must have release protection; an empty list = no policy.
    SetPolicy {
        tags: Vec<Tag>,
    },
    /// Restores the world as it was right after commit `to`, which must still be kept; the clock stands still afterwards. The session,
    /// which holds the history, decides this command with `rewind::undo`.
    Rewind {
        to: u64,
    },
    /// A console batch of which the simulated network lost some calls: those instances stay unchanged, and the answer and the record give
    /// the reason. All others are decided as if no call were lost (R15).
    PartlyLost {
        command: Box<Self>,
        lost: Vec<(Reason, Ordinals)>,
    },
    /// Moves the clock `ahead` milliseconds forward, then runs it at `rate` (`None` = the present rate). `real` is the machine's time
    /// now, so that a fast clock continues from where it is when this command is decided.
    RunClock {
        real: UnixMillis,
        ahead: i64,
        rate: Option<u32>,
    },
    /// Moves the clock forward to an instant that is not in the past; the rate stays as it is when this command is decided.
    GoTo {
        real: UnixMillis,
        to: UnixMillis,
    },
}

/// The answer to a command that was carried out.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Answer {
    Done,
    /// Ids in the order of creation.
    Created(Vec<Box<str>>),
    /// The outcome for each instance. Also used for acts of the simulation.
    Outcomes(Vec<Outcome>),
}

/// The result of deciding a command: the events to commit, and the answer. A refused release attempt has a refusal as its answer and an
/// event that records it (R14); every other refusal has no events.
#[derive(Clone, PartialEq, Debug)]
pub struct Decision {
    pub events: Vec<Event>,
    pub answer: Result<Answer, Refusal>,
}
