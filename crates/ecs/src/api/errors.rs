//! Refusals as errors of ECS: HTTP status, error code and message (docs/ecs.md 2, and the section of each operation). The rules give the
//! reason; this module gives the usual error for it, and an operation's descriptor the errors of its own.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::operations;
use latch_rules::{Reason, Refusal, Subject};

/// The `HostId` in error bodies.
pub const HOST_ID: &str = "ecs.aliyuncs.com";

/// An error as it is sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WireError {
    pub status: u16,
    pub code: Cow<'static, str>,
    pub message: Cow<'static, str>,
}

impl WireError {
    fn new(status: u16, code: impl Into<Cow<'static, str>>, message: impl Into<Cow<'static, str>>) -> Self {
        Self { status, code: code.into(), message: message.into() }
    }

    /// The error body: RequestId, HostId, Code, Message, Recommend.
    #[must_use]
    pub fn body(&self, request_id: &str) -> Map<String, Value> {
        let search = "https://error-center.aliyun.com/status/search?Keyword=";
        let mut body = Map::new();
        body.insert("RequestId".into(), json!(request_id));
        body.insert("HostId".into(), json!(HOST_ID));
        body.insert("Code".into(), json!(self.code));
        body.insert("Message".into(), json!(self.message));
        body.insert("Recommend".into(), json!(format!("{search}{}&source=PopGw", self.code)));
        body
    }
}

/// An error that an operation has in place of the usual one.
#[derive(Clone, Copy)]
pub(super) struct OwnError {
    reason: Reason,
    field: &'static str,
    status: u16,
    code: &'static str,
    message: &'static str,
}

/// The error for `reason` if the refusal is about `field`: `Tag` also means `Tag.2.Key`, `Filter.N.Key` only the keys, and an empty text
/// every field.
pub(super) const fn own(
    reason: Reason,
    field: &'static str,
    status: u16,
    code: &'static str,
    message: &'static str,
) -> OwnError {
    OwnError { reason, field, status, code, message }
}

impl OwnError {
    fn is_for(&self, reason: Reason, field: &str) -> bool {
        let (list, part) = self.field.split_once(".N").unwrap_or((self.field, ""));
        self.reason == reason && (list.is_empty() || field.split('.').next() == Some(list) && field.ends_with(part))
    }
}

/// The error that `action` has for a refusal.
#[must_use]
pub fn wire(action: &str, refusal: &Refusal) -> WireError {
    let field = match &refusal.subject {
        Subject::Field(name) => &**name,
        Subject::Whole | Subject::Instance(_) => "",
    };
    let reason = refusal.reason;
    let own = operations::find(action)
        .and_then(|operation| operation.errors.iter().find(|error| error.is_for(reason, field)));
    match own {
        Some(error) => WireError::new(error.status, error.code, error.message),
        None => usual(reason, field),
    }
}

fn usual(reason: Reason, field: &str) -> WireError {
    let text: Cow<'static, str> = match (reason, field) {
        (Reason::MissingParameter, _) => return missing(field),
        (Reason::MalformedParameter, name) if name.split('.').next() == Some("ClientToken") => {
            return WireError::new(400, "InvalidClientToken.ValueNotSupported", "The ClientToken provided is invalid.");
        }
        (Reason::MalformedParameter, name) if !name.is_empty() => {
            format!("The specified parameter {name} is not valid.").into()
        }
        (Reason::UnsupportedParameter, _) => {
            format!("The specified parameter {field} is not supported: this simulation does not act upon it.").into()
        }
        (Reason::BandwidthOutOfRange, _) => format!("The specified parameter \"{field}\" is not valid.").into(),
        (Reason::NetworkMismatch, "SecurityGroupId") => {
            "Specified security group and virtual switch are not in the same VPC.".into()
        }
        _ => message(reason).into(),
    };
    WireError::new(reason.http_status(), reason.code(), text)
}

/// The error for a missing parameter: that of the gateway if the gateway declares the parameter as required, otherwise that of the
/// operation (docs/ecs.md 2.2).
fn missing(field: &str) -> WireError {
    match field {
        "InstanceId" | "RegionId" | "InstanceIds" | "ResourceId" | "ScalingGroupId" | "Effect" => {
            WireError::new(400, format!("Missing{field}"), format!("{field} is mandatory for this action."))
        }
        _ => WireError::new(
            400,
            "MissingParameter",
            format!("The input parameter {field} that is mandatory for processing this request is not supplied."),
        ),
    }
}

/// The usual error message for a reason.
fn message(reason: Reason) -> &'static str {
    match reason {
        Reason::DeletionProtection | Reason::AllProtected => "The operation is not allowed due to deletion protection.",
        Reason::ProtectionNeedsPayAsYouGo => {
            "Deletion protection is only valid for postPaid instance, not for prePaid or spot instance."
        }
        Reason::LockedForSecurity => {
            "The specified operation is denied as your instance is locked for security reasons."
        }
        Reason::ExpiredOrInArrears => {
            "The specified operation is denied as your prepay instance is expired (prepay mode) or in arrears (afterpay mode)."
        }
        Reason::InstanceExpired => "The specified instance has expired.",
        Reason::AccountInArrears => "Your account does not have enough balance.",
        Reason::IncorrectStatus => "The current status of the resource does not support this operation.",
        Reason::StatusInitializing => "The specified instance status does not support this operation.",
        Reason::ChargeTypeViolation => "The operation is not permitted due to charge type of the instance.",
        Reason::InstanceNotFound => "The specified InstanceId does not exist.",
        Reason::InstancesNotFound => "The specified InstanceIds does not exist.",
        Reason::NoSuchResource => "The specified resource is not found.",
        Reason::RegionNotFound => "The specified RegionId does not exist.",
        Reason::ZoneNotFound => "The ZoneId provided does not exist in our records.",
        Reason::ImageNotFound => "The specified ImageId does not exist.",
        Reason::VSwitchNotFound => "Specified virtual switch does not exist.",
        Reason::SecurityGroupNotFound => "The SecurityGroupId provided does not exist in our records.",
        Reason::TooManyInstances => "Instance ids cannot be more than 100.",
        Reason::CrossRegion => "Instances of multiple regions not support.",
        Reason::MissingParameter => "A mandatory parameter is not supplied.",
        Reason::MalformedParameter => "The specified parameters are not valid.",
        Reason::AutoReleaseTimeMalformed => "The specified parameter AutoReleaseTime is not valid.",
        Reason::AutoReleaseTimeSet => "The specified instance has been set released time.",
        Reason::NameMalformed => "The specified parameter \"InstanceName\" is not valid.",
        Reason::DescriptionMalformed => "The specified parameter \"Description\" is not valid.",
        Reason::HostNameMalformed => "The specified parameter \"HostName\" is not valid.",
        Reason::PasswordMalformed => "The specified parameter \"Password\" is not valid.",
        Reason::TagMalformed => "The specified Tag.n.Key is not valid.",
        Reason::TagValueMalformed => "The specified Tag.n.Value is not valid.",
        Reason::DuplicateTagKey => "The Tag.N.Key contain duplicate key.",
        Reason::TooManyTags => "The Tags parameter's number is exceed , Valid : 20",
        Reason::TagQuotaExceeded => "The quota of tags on the resource is exceeded.",
        Reason::AmountOutOfRange => "The specified parameter Amount is not valid: it must be from 1 to 100.",
        Reason::MinAmountMalformed => "The specified parameter MinAmount is not valid.",
        Reason::InstanceTypeNotSupported => "The specified InstanceType does not exist or beyond the permitted range.",
        Reason::DiskSizeOutOfRange => "The specified parameter SystemDisk.Size is beyond the permitted range.",
        Reason::DiskCategoryNotSupported => "The specified parameter \"SystemDisk.Category\" is not valid.",
        Reason::DataDiskSizeOutOfRange => "The specified DataDisk.n.Size is beyond the permitted range.",
        Reason::DataDiskCategoryNotSupported => "The specified parameter \"DataDisk.n.Category\" is not valid.",
        Reason::TooManyDataDisks => "The number of data disks on the instance is beyond the permitted range.",
        Reason::BandwidthOutOfRange => "The specified bandwidth is not valid.",
        Reason::SpotWithSubscription => "The specified Spot type is not support PrePay Instance.",
        Reason::SpotStrategyUnknown => "The specified SpotStrategy is not valid.",
        Reason::SpotNotConvertible => "The charge type of a spot instance cannot be changed.",
        Reason::TokenMismatch => "The request is retried with updated parameters.",
        Reason::Throttled => "Request was denied due to request throttling.",
        Reason::ServiceUnavailable => "The request has failed due to a temporary failure of the server.",
        Reason::Offline => "This page is offline; the request was not sent.",
        Reason::HistoryNotKept => "That commit is no longer kept.",
        Reason::UnsupportedParameter => "The specified parameter is not supported.",
        Reason::ParameterTooLong => "The specified parameter is longer than 128 characters.",
        Reason::AccountFull => {
            "The account can hold no more instances: 200,000 live ones, or 16,777,216 that were ever made."
        }
        Reason::ClockEnds => "The clock ends at 9990-01-01T00:00:00Z.",
        Reason::SpotPriceLimitMalformed => "The specified SpotPriceLimitis not valid.",
        Reason::ChargeTypeUnknown => "The InstanceChargeType does not exist in our records",
        Reason::ChargeTypeUnchanged => "The specified InstanceChargeType is the charge type of the instance already.",
        Reason::ChargeTypeStatus => "The current status of the instance does not support a change of its charge type.",
        Reason::PeriodUnknown => "The specified period is not valid.",
        Reason::DryRunPassed => "Request validation has been passed with DryRun flag set.",
        Reason::BatchDryRunPassed => "This request is a dryrun request with successful result.",
        Reason::TooManyToConvert => "The maximum number of Instances is exceeded.",
        Reason::ResourceNotFound => "The specified ResourceIds are not found in our records.",
        Reason::TooManyResources => "The ResourceIds parameter's number is exceed , Valid : 50",
        Reason::NameTooLong => "The uniqueSuffix takes three naming places, please shorten your InstanceName.",
        Reason::HostNameTooLong => "The uniqueSuffix takes three naming places, please shorten your Hostname.",
        Reason::NetworkMismatch => "Specified virtual switch is not in the specified zone.",
        Reason::ResourceGroupNotFound => "The ResourceGroup provided does not exist in our records.",
        Reason::KeyPairNotFound => "The specified KeyPairName does not exist.",
        Reason::ScalingGroupNotFound => "The specified scaling group does not exist.",
        Reason::ScalingGroupExists => "The specified scaling group exists already.",
        Reason::InstanceNotInGroup => "The specified instance does not belong to the scaling group.",
        Reason::InstanceInGroup => "The specified instance belongs to a scaling group already.",
        Reason::NotPreemptible => "Only preemptible instances are reclaimed.",
        Reason::ClockOnlyForward => "The clock only goes forward.",
        Reason::AccountAlreadyOverdue => "The account is overdue already.",
        Reason::AccountNotOverdue => "The account is not overdue.",
        Reason::PlanChanged => "Something changed since this was shown, so nothing was done.",
        Reason::NothingToDo => "Nothing of what was asked for can be done.",
        Reason::ReadOnly => "This page only reads: another tab or a newer build writes.",
        Reason::UnknownAction => "Specified api is not found, please check your url and method.",
    }
}
