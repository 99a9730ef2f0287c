//! Refusals: why a command was not carried out, as ECS's code and HTTP status, with the rule and the subject. Holds no messages: the
//! API's server messages are in `api::errors`, those for users in i18n.

use serde::{Deserialize, Serialize};

/// The reasons for a refusal, with their `code()`, `http_status()` and `rule()` (docs/ecs.md 2).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Reason {
    DeletionProtection,
    ProtectionNeedsPayAsYouGo,
    LockedForSecurity,
    ExpiredOrInArrears,
    InstanceExpired,
    AccountInArrears,
    IncorrectStatus,
    StatusInitializing,
    ChargeTypeViolation,
    InstanceNotFound,
    InstancesNotFound,
    NoSuchResource,
    RegionNotFound,
    ZoneNotFound,
    ImageNotFound,
    VSwitchNotFound,
    SecurityGroupNotFound,
    TooManyInstances,
    CrossRegion,
    MissingParameter,
    MalformedParameter,
    AutoReleaseTimeMalformed,
    AutoReleaseTimeSet,
    NameMalformed,
    DescriptionMalformed,
    HostNameMalformed,
    PasswordMalformed,
    TagMalformed,
    DuplicateTagKey,
    TooManyTags,
    AmountOutOfRange,
    InstanceTypeNotSupported,
    DiskSizeOutOfRange,
    DiskCategoryNotSupported,
    BandwidthOutOfRange,
    SpotWithSubscription,
    SpotStrategyUnknown,
    ChargeTypeUnknown,
    PeriodUnknown,
    ChargeTypeStatus,
    SpotNotConvertible,
    DryRunPassed,
    BatchDryRunPassed,
    ScalingGroupNotFound,
    ScalingGroupExists,
    InstanceNotInGroup,
    InstanceInGroup,
    NotPreemptible,
    ClockOnlyForward,
    AccountAlreadyOverdue,
    AccountNotOverdue,
    /// R15: the plan that was shown no longer matches what would happen now. The answer carries the current plan.
    PlanChanged,
    /// R5: every selected instance is protected.
    AllProtected,
    /// Nothing in the selection can be released.
    NothingToDo,
    /// This tab may not write: see `session`.
    ReadOnly,
    UnknownAction,
    /// ModifyInstanceChargeType takes at most 20 ids.
    TooManyToConvert,
    /// The instance already has that charge type.
    ChargeTypeUnchanged,
    /// TagResources: an id that no instance has.
    ResourceNotFound,
    /// TagResources and UntagResources take at most 50 ids.
    TooManyResources,
    TagValueMalformed,
    /// An instance has at most 20 tags.
    TagQuotaExceeded,
    MinAmountMalformed,
    /// UniqueSuffix adds three characters, and the name then exceeds its 128.
    NameTooLong,
    /// UniqueSuffix adds three characters, and the host name then exceeds its 64 (Windows: 15).
    HostNameTooLong,
    DataDiskSizeOutOfRange,
    DataDiskCategoryNotSupported,
    TooManyDataDisks,
    /// vSwitch, zone, VPC or security group do not belong together.
    NetworkMismatch,
    ResourceGroupNotFound,
    KeyPairNotFound,
    SpotPriceLimitMalformed,
    /// A `ClientToken` that was used for another call.
    TokenMismatch,
    /// Simulated conditions: more calls than the limit allows (docs/ecs.md 12).
    Throttled,
    /// Simulated conditions: the service is temporarily unavailable (docs/ecs.md 12).
    ServiceUnavailable,
    /// Simulated conditions: this page is offline, so the call was never sent.
    Offline,
    /// A rewind to a commit that is no longer kept, or to one before records that were forgotten.
    HistoryNotKept,
    /// A parameter that ECS has, that would change the outcome, and that Latch does not simulate.
    UnsupportedParameter,
    /// A parameter is longer than any parameter of ECS.
    ParameterTooLong,
    /// The account would exceed its number of instances, live or ever created (`bounds`).
    AccountFull,
    /// The clock would pass its last instant.
    ClockEnds,
}

impl Reason {
    /// ECS's error code. A reason for which ECS has no code is prefixed `Latch.`.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// Whether the same call may succeed a moment later, because the network failed and not the call.
    #[must_use]
    pub fn is_transient(self) -> bool {
        matches!(self, Self::Throttled | Self::ServiceUnavailable | Self::Offline)
    }

    /// HTTP status of the refusal.
    #[must_use]
    pub fn http_status(self) -> u16 {
        self.row().1
    }

    /// The deciding rule of docs/rules.md (`R3`); empty for plain malformed input.
    #[must_use]
    pub fn rule(self) -> &'static str {
        self.row().2
    }

    const fn row(self) -> (&'static str, u16, &'static str) {
        match self {
            Self::DeletionProtection => ("InvalidOperation.DeletionProtection", 403, "R3"),
            Self::ProtectionNeedsPayAsYouGo => ("InvalidChargeType.ValueNotSupported", 403, "R2"),
            Self::LockedForSecurity => ("InstanceLockedForSecurity", 403, "R11"),
            Self::ExpiredOrInArrears => ("InstanceExpiredOrInArrears", 403, "R11"),
            Self::InstanceExpired => ("InstanceExpired", 403, "R11"),
            Self::AccountInArrears => ("InvalidAccountStatus.NotEnoughBalance", 403, ""),
            Self::IncorrectStatus => ("IncorrectInstanceStatus", 403, "R13"),
            Self::StatusInitializing => ("IncorrectInstanceStatus.Initializing", 403, "R13"),
            Self::ChargeTypeViolation => ("ChargeTypeViolation", 403, "R12"),
            Self::InstanceNotFound => ("InvalidInstanceId.NotFound", 404, ""),
            Self::InstancesNotFound => ("InvalidInstanceIds.NotFound", 404, ""),
            Self::NoSuchResource => ("NoSuchResource", 404, ""),
            Self::RegionNotFound => ("InvalidRegionId.NotFound", 404, ""),
            Self::ZoneNotFound => ("InvalidZoneId.NotFound", 404, ""),
            Self::ImageNotFound => ("InvalidImageId.NotFound", 404, ""),
            Self::VSwitchNotFound => ("InvalidVSwitchId.NotFound", 404, ""),
            Self::SecurityGroupNotFound => ("InvalidSecurityGroupId.NotFound", 404, ""),
            Self::TooManyInstances => ("InvalidParameter.TooManyInstanceIds", 403, ""),
            Self::CrossRegion => ("InvalidParameter.CrossRegionNotSupport", 400, ""),
            Self::MissingParameter => ("MissingParameter", 400, ""),
            Self::MalformedParameter => ("InvalidParameter", 400, ""),
            Self::AutoReleaseTimeMalformed => ("InvalidAutoReleaseTime.Malformed", 400, "R9"),
            Self::AutoReleaseTimeSet => ("ReleaseTimeHaveBeenSet", 400, "R10"),
            Self::NameMalformed => ("InvalidInstanceName.Malformed", 400, ""),
            Self::DescriptionMalformed => ("InvalidDescription.Malformed", 400, ""),
            Self::HostNameMalformed => ("InvalidHostName.Malformed", 400, ""),
            Self::PasswordMalformed => ("InvalidPassword.Malformed", 400, ""),
            Self::TagMalformed => ("InvalidTagKey.Malformed", 400, ""),
            Self::DuplicateTagKey => ("Duplicate.TagKey", 400, ""),
            Self::TooManyTags => ("NumberExceed.Tags", 400, ""),
            Self::AmountOutOfRange => ("InvalidParam.Amount", 403, ""),
            Self::InstanceTypeNotSupported => ("InvalidInstanceType.ValueNotSupported", 400, ""),
            Self::DiskSizeOutOfRange => ("InvalidSystemDiskSize.ValueNotSupported", 400, ""),
            Self::DiskCategoryNotSupported => ("InvalidSystemDiskCategory.ValueNotSupported", 400, ""),
            Self::BandwidthOutOfRange => ("InvalidParameter", 400, ""),
            Self::SpotWithSubscription => ("InvalidSpotPrepaid", 400, ""),
            Self::SpotStrategyUnknown => ("InvalidSpotStrategy", 400, ""),
            Self::ChargeTypeUnknown => ("InvalidInstanceChargeType.NotFound", 404, ""),
            Self::PeriodUnknown => ("InvalidPeriod", 400, ""),
            Self::ChargeTypeStatus => ("InvalidStatus.ValueNotSupported", 400, "R13"),
            Self::SpotNotConvertible => ("InvalidSpotStrategy", 400, ""),
            Self::DryRunPassed => ("DryRunOperation", 400, ""),
            Self::BatchDryRunPassed => ("DRYRUN.SUCCESS", 400, ""),
            Self::ScalingGroupNotFound => ("InvalidScalingGroupId.NotFound", 404, "R8"),
            Self::ScalingGroupExists => ("InvalidScalingGroupId.Duplicate", 400, "R8"),
            Self::InstanceNotInGroup => ("InvalidInstanceId.NotInGroup", 400, "R8"),
            Self::InstanceInGroup => ("InvalidInstanceId.InUse", 400, "R8"),
            Self::NotPreemptible => ("Latch.NotPreemptible", 400, "R7"),
            Self::ClockOnlyForward => ("Latch.ClockOnlyForward", 400, ""),
            Self::AccountAlreadyOverdue => ("Latch.AccountAlreadyOverdue", 400, "R7"),
            Self::AccountNotOverdue => ("Latch.AccountNotOverdue", 400, "R7"),
            Self::PlanChanged => ("Latch.PlanChanged", 409, "R15"),
            Self::AllProtected => ("InvalidOperation.DeletionProtection", 403, "R5"),
            Self::NothingToDo => ("Latch.NothingToDo", 400, ""),
            Self::ReadOnly => ("Latch.ReadOnly", 409, ""),
            Self::UnknownAction => ("InvalidAction.NotFound", 404, ""),
            Self::TooManyToConvert => ("InstancesIdQuotaExceed", 400, ""),
            Self::ChargeTypeUnchanged => ("InvalidInstanceChargeType.ValueNotSupported", 400, ""),
            Self::ResourceNotFound => ("InvalidResourceId.NotFound", 404, ""),
            Self::TooManyResources => ("NumberExceed.ResourceIds", 400, ""),
            Self::TagValueMalformed => ("InvalidTagValue.Malformed", 400, ""),
            Self::TagQuotaExceeded => ("QuotaExceed.Tags", 403, ""),
            Self::MinAmountMalformed => ("InvalidMinAmount.Malformed", 400, ""),
            Self::NameTooLong => ("InvalidParams.InstanceNameExceed", 403, ""),
            Self::HostNameTooLong => ("InvalidParams.HostnameExceed", 403, ""),
            Self::DataDiskSizeOutOfRange => ("InvalidDataDiskSize.ValueNotSupported", 400, ""),
            Self::DataDiskCategoryNotSupported => ("InvalidDataDiskCategory.ValueNotSupported", 400, ""),
            Self::TooManyDataDisks => ("InstanceDiskNumber.LimitExceed", 400, ""),
            Self::NetworkMismatch => ("InvalidParameter.Mismatch", 400, ""),
            Self::ResourceGroupNotFound => ("InvalidResourceGroup.NotFound", 404, ""),
            Self::KeyPairNotFound => ("InvalidKeyPairName.NotFound", 404, ""),
            Self::SpotPriceLimitMalformed => ("InvalidSpotPriceLimit", 400, ""),
            Self::TokenMismatch => ("IdempotentParameterMismatch", 400, ""),
            Self::Throttled => ("Throttling", 400, ""),
            Self::ServiceUnavailable => ("ServiceUnavailable", 503, ""),
            Self::Offline => ("Latch.Offline", 503, ""),
            Self::HistoryNotKept => ("Latch.HistoryNotKept", 404, ""),
            Self::UnsupportedParameter => ("UnsupportedParameter", 400, ""),
            Self::ParameterTooLong => ("InvalidParameter", 400, ""),
            Self::AccountFull => ("Latch.AccountFull", 403, ""),
            Self::ClockEnds => ("Latch.ClockEnds", 400, ""),
        }
    }
}

/// What a refusal is about.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Subject {
    #[default]
    Whole,
    /// A parameter, by its wire name: `InstanceName`, `DataDisk.2.Size`.
    Field(Box<str>),
    /// An instance, by its id.
    Instance(Box<str>),
}

/// Why a command is not carried out, and what in it caused that.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, thiserror::Error)]
#[error("{} ({subject:?})", reason.code())]
pub struct Refusal {
    pub reason: Reason,
    pub subject: Subject,
}

impl Refusal {
    /// A refusal of the command as a whole.
    #[must_use]
    pub fn whole(reason: Reason) -> Self {
        Self { reason, subject: Subject::Whole }
    }

    /// A refusal caused by a parameter.
    #[must_use]
    pub fn field(reason: Reason, name: &str) -> Self {
        Self { reason, subject: Subject::Field(name.into()) }
    }

    /// A refusal caused by an instance.
    #[must_use]
    pub fn instance(reason: Reason, id: &str) -> Self {
        Self { reason, subject: Subject::Instance(id.into()) }
    }
}
