//! An instance, with ECS's names (docs/ecs.md 10.3). Holds data and its enums; `decide` says what may be done with an instance,
//! `protection` what protects it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{protection::Cause, time::UnixMillis};

/// `Status` of the API. The console's additional statuses (Expired, Overdue, Locked) follow from locks: `World::shown_status`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Status {
    Pending,
    Starting,
    Running,
    Stopping,
    Stopped,
}

/// `InstanceChargeType`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub enum ChargeType {
    #[default]
    PostPaid,
    PrePaid,
}

/// `SpotStrategy`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub enum SpotStrategy {
    #[default]
    NoSpot,
    SpotWithPriceLimit,
    SpotAsPriceGo,
}

/// `StoppedMode`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub enum StoppedMode {
    #[default]
    KeepCharging,
    StopCharging,
}

/// `OperationLocks`: a set of lock reasons.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Locks(u8);

impl Locks {
    /// No lock.
    pub const NONE: Self = Self(0);
    /// The account is in arrears, or the subscription has expired.
    pub const FINANCIAL: Self = Self(1);
    /// A security or compliance lock (R11).
    pub const SECURITY: Self = Self(2);
    /// A preemptible instance that is about to be reclaimed.
    pub const RECYCLING: Self = Self(4);

    /// Whether the set contains `lock`.
    #[must_use]
    pub fn has(self, lock: Self) -> bool {
        self.0 & lock.0 != 0
    }

    /// The set with `lock` added.
    #[must_use]
    pub fn with(self, lock: Self) -> Self {
        Self(self.0 | lock.0)
    }

    /// The set with `lock` removed.
    #[must_use]
    pub fn without(self, lock: Self) -> Self {
        Self(self.0 & !lock.0)
    }

    /// The set as bits, for compact storage.
    #[must_use]
    pub fn bits(self) -> u8 {
        self.0
    }

    /// Unknown bits are dropped.
    #[must_use]
    pub fn from_bits(bits: u8) -> Self {
        Self(bits & 7)
    }
}

/// The login credential. R16: of a password, only the fact that one was set is known here.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub enum Credential {
    #[default]
    SetLater,
    PasswordSet,
    KeyPair(Box<str>),
}

/// A tag (docs/ecs.md 3.3).
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Tag {
    pub key: Box<str>,
    pub value: Box<str>,
}

/// A disk of an instance.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Disk {
    /// `cloud_efficiency`, `cloud_ssd`, `cloud_essd`, …
    pub category: Box<str>,
    /// GiB.
    pub size: u32,
    /// `false`: the data disk is kept as a separate disk when the instance is released. Always `true` for a system disk.
    pub delete_with_instance: bool,
}

/// What the instances of one order have in common. Instances share it, so a fleet holds each combination once.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Spec {
    pub region: Box<str>,
    pub zone: Box<str>,
    pub instance_type: Box<str>,
    pub family: Box<str>,
    pub cpu: u32,
    /// MiB, as in DescribeInstances.
    pub memory_mib: u32,
    pub gpu_amount: u32,
    pub gpu_spec: Box<str>,
    pub image_id: Box<str>,
    pub os_name: Box<str>,
    /// `linux` or `windows`.
    pub os_type: Box<str>,
    pub charge: ChargeType,
    pub spot: SpotStrategy,
    /// Thousandths of the currency unit per hour; 0 = none.
    pub spot_price_limit_milli: u32,
    /// `vpc` or `classic`.
    pub network_type: Box<str>,
    pub vpc_id: Box<str>,
    pub vswitch_id: Box<str>,
    pub security_groups: Vec<Box<str>>,
    /// `PayByTraffic` or `PayByBandwidth`.
    pub internet_charge_type: Box<str>,
    /// Mbit/s.
    pub bandwidth_in: u32,
    /// Mbit/s.
    pub bandwidth_out: u32,
    pub system_disk: Option<Disk>,
    pub data_disks: Vec<Disk>,
    pub resource_group: Box<str>,
    pub credential: Credential,
    /// Fields of an imported instance that Latch does not model: a JSON object, kept unchanged.
    pub unknown: Box<str>,
}

/// How an instance came into its scaling group (R8).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Origin {
    /// The group created it by scaling out, so the group manages its life cycle.
    Created,
    /// Added by hand, with its life cycle entrusted to the group.
    Entrusted,
    /// Added by hand: the group may remove it but not release it.
    Attached,
}

/// Membership in a scaling group.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Membership {
    pub group: Arc<str>,
    pub origin: Origin,
    /// The group's own protection from scale-in: a flag separate from release protection (R8).
    pub guarded: bool,
}

/// How an instance was released.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Release {
    pub at: UnixMillis,
    pub cause: Cause,
    /// The number of the record that names the actor and the deciding rule.
    pub record: u64,
}

/// One instance. A released instance stays in the table, marked as released, as long as a record names it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Instance {
    /// Begins with `i-`; the id of an imported instance is kept unchanged.
    pub id: Box<str>,
    pub name: Box<str>,
    pub host_name: Box<str>,
    pub description: Box<str>,
    pub spec: Arc<Spec>,
    pub tags: Arc<Vec<Tag>>,
    /// Empty = none.
    pub private_ip: Box<str>,
    /// The static public IP; empty = none. Lost at release.
    pub public_ip: Box<str>,
    /// The elastic IP; empty = none. Kept after the release.
    pub eip: Box<str>,
    pub created_at: UnixMillis,
    pub started_at: Option<UnixMillis>,
    pub status: Status,
    /// When a transitional status (Pending, Starting, Stopping) changes to the next one.
    pub settles_at: Option<UnixMillis>,
    pub stopped_mode: StoppedMode,
    /// `DeletionProtection` (R1).
    pub protected: bool,
    /// `AutoReleaseTime`, on a full minute (R9).
    pub auto_release_at: Option<UnixMillis>,
    /// `ExpiredTime` of a subscription; `None` for pay-as-you-go.
    pub expires_at: Option<UnixMillis>,
    /// When a preemptible instance that was given notice is released.
    pub reclaim_at: Option<UnixMillis>,
    pub locks: Locks,
    pub member: Option<Membership>,
    pub released: Option<Release>,
}

/// Whether instances with this billing can have release protection: pay-as-you-go and not preemptible (R2). This is the only place with
/// that rule, for instances and for orders.
#[must_use]
pub fn is_protectable(charge: ChargeType, spot: SpotStrategy) -> bool {
    charge == ChargeType::PostPaid && spot == SpotStrategy::NoSpot
}

impl Instance {
    /// Whether the instance can have release protection (R2).
    #[must_use]
    pub fn is_protectable(&self) -> bool {
        is_protectable(self.spec.charge, self.spec.spot)
    }

    /// The name to show: the instance's name, or its id where it has no name.
    #[must_use]
    pub fn called(&self) -> &str {
        if self.name.is_empty() { &self.id } else { &self.name }
    }

    /// Whether the instance is not released.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.released.is_none()
    }

    /// Whether the instance is preemptible, so that it may be reclaimed at any time (R7).
    #[must_use]
    pub fn is_spot(&self) -> bool {
        self.spec.spot != SpotStrategy::NoSpot
    }

    /// Whether this is a subscription past its `ExpiredTime`.
    #[must_use]
    pub fn is_expired(&self) -> bool {
        self.spec.charge == ChargeType::PrePaid && self.locks.has(Locks::FINANCIAL)
    }
}
