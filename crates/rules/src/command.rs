//! The one vocabulary: what can be asked for. A command is an ECS action with typed fields, a console batch of them, or an act
//! of the simulation; page, bridge, scenario and test say the same words. What comes of it is `decide`.

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
    /// Empty = the vSwitch's zone, or the region's first.
    pub zone: Box<str>,
    pub instance_type: Box<str>,
    pub image_id: Box<str>,
    pub amount: u32,
    pub min_amount: Option<u32>,
    /// May hold the sequential pattern `prefix[begin,bits]suffix`. Empty = the instance's id.
    pub name: Box<str>,
    pub description: Box<str>,
    /// Empty = made from the id.
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
    /// As asked for, before the seconds are cut (R9).
    pub auto_release_at: Option<UnixMillis>,
    pub dry_run: bool,
}

/// ModifyInstanceAttribute (docs/ecs.md 5): what is `None` stays as it is.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct AttributeChange {
    pub id: Box<str>,
    pub name: Option<Box<str>>,
    pub description: Option<Box<str>>,
    pub host_name: Option<Box<str>>,
    /// R16: that a password was given, never which.
    pub password_set: bool,
    pub deletion_protection: Option<bool>,
}

/// DeleteInstance (one id) and DeleteInstances (docs/ecs.md 6.1, 6.2).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Deletion {
    /// Nothing for DeleteInstance, which asks no region.
    pub region: Option<Box<str>>,
    pub ids: Vec<Box<str>>,
    pub force: bool,
    pub terminate_subscription: bool,
    pub dry_run: bool,
}

/// What becomes of the power of an instance.
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
    /// The plural operations' `BatchOptimization=SuccessFirst`: each for itself. Otherwise one failure fails all.
    pub success_first: bool,
    pub stopped_mode: StoppedMode,
    pub dry_run: bool,
}

/// What a security or compliance violation does (R7c).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum SecurityEffect {
    Stop,
    Release,
    Lock,
    Unlock,
}

/// What can be asked for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Command {
    /// A command with a `ClientToken` (docs/ecs.md 3.4): the same token and fingerprint again give the first answer and change nothing.
    /// See `token`.
    Once {
        /// With the action's name before it: tokens of different actions do not meet.
        token: Box<str>,
        fingerprint: u64,
        command: Box<Self>,
    },
    RunInstances(Box<NewInstances>),
    /// One instance, created in Stopped (docs/ecs.md 4.3).
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
    /// Console, Change Release Protection Setting: all that can get the value get it, the others are told (R2, R11).
    ChangeReleaseProtection {
        who: Ordinals,
        on: bool,
    },
    /// Console, Release Now and Scheduled Release: executes the plan as shown, or refuses with `PlanChanged` (R15).
    Release {
        plan: ReleasePlan,
    },
    /// Console, Start / Stop / Restart: each for itself.
    ChangePowerOf {
        who: Ordinals,
        power: Power,
    },
    /// The clock as it shall be from now on; its virtual anchor is never earlier than now.
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
    /// R8: named members, whatever the group's flag says.
    RemoveInstances {
        group: Arc<str>,
        ids: Vec<Box<str>>,
    },
    SpotReclaim {
        id: Box<str>,
    },
    /// Which tags ask for release protection; none = no policy.
    SetPolicy {
        tags: Vec<Tag>,
    },
    /// Back to the world as it was right after that kept commit; the clock stands still from then on. Decided by the session, which
    /// holds the history, with `rewind::undo`.
    Rewind {
        to: u64,
    },
    /// A console batch of which the simulated network lost some calls: those instances are left as they are, and the answer and
    /// the record say why. Everything else is decided as if nothing were lost (R15).
    PartlyLost {
        command: Box<Self>,
        lost: Vec<(Reason, Ordinals)>,
    },
    /// The clock from where it stands: `ahead` milliseconds on, then at `rate` (nothing = as before). `real` is the machine's now, so
    /// that a fast clock is caught wherever it is when this is decided.
    RunClock {
        real: UnixMillis,
        ahead: i64,
        rate: Option<u32>,
    },
    /// The clock on to an instant that is not past, at the rate that it has by then.
    GoTo {
        real: UnixMillis,
        to: UnixMillis,
    },
}

/// What comes back when a command was carried out.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Answer {
    Done,
    /// Ids in the order of creation.
    Created(Vec<Box<str>>),
    /// What became of whom. Also for acts of the simulation.
    Outcomes(Vec<Outcome>),
}

/// What a command comes to: the events to commit, and the answer. A refused release attempt has an answer that refuses and an
/// event that records it (R14); every other refusal has no events.
#[derive(Clone, PartialEq, Debug)]
pub struct Decision {
    pub events: Vec<Event>,
    pub answer: Result<Answer, Refusal>,
}
