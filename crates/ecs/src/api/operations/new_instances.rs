//! RunInstances and CreateInstance (docs/ecs.md 4.1, 4.3): parameters become an order. The rules decide whether it can be fulfilled.

pub(super) mod call;
mod parameters;

use serde_json::json;

use super::{Body, Done, Operation, Writes, changes};
use crate::{
    api::{
        equivalent::MASK,
        errors::{OwnError, own},
        params::{Params, malformed},
    },
    instance_json::{CHARGE_TYPES, SPOT_STRATEGIES, object, spelled},
};
use latch_rules::{
    Answer, ChargeType, Command, Reason, Refusal, catalog,
    command::NewInstances,
    ids::digest,
    instance::{Credential, Disk, SpotStrategy, Tag},
    password::is_password,
};

pub(super) const RUN: Operation = Operation {
    ignored: parameters::IGNORED,
    refused: parameters::REFUSED,
    errors: ERRORS,
    ..changes("RunInstances", parameters::RUN, Writes { command: run, body: run_body })
};

pub(super) const CREATE: Operation = Operation {
    ignored: parameters::IGNORED,
    refused: parameters::REFUSED,
    errors: ERRORS,
    ..changes("CreateInstance", parameters::CREATE, Writes { command: create, body: create_body })
};

const ERRORS: &[OwnError] = &[
    own(
        Reason::MalformedParameter,
        "Tag",
        400,
        "InvalidTag.Mismatch",
        "The specified Tag.n.Key and Tag.n.Value are not match.",
    ),
    own(
        Reason::MalformedParameter,
        "SecurityGroupIds",
        400,
        "InvalidSecurityGroupId.SingleIdAndMultiIdConflict",
        "The specified parameters SecurityGroupId and SecurityGroupIds cannot be used together.",
    ),
    own(
        Reason::MalformedParameter,
        "ImageFamily",
        400,
        "UnexpectedImageFamily.ImageIdSupplied",
        "The specified parameter ImageFamily is not allowed when ImageId is supplied.",
    ),
    own(
        Reason::MalformedParameter,
        "PasswordInherit",
        400,
        "InvalidPasswordParam.Mismatch",
        "The input password should be null when passwdInherit is true.",
    ),
    own(
        Reason::MalformedParameter,
        "InternetChargeType",
        400,
        "InvalidInternetChargeType.ValueNotSupported",
        "The specified InternetChargeType is not valid.",
    ),
    own(
        Reason::MalformedParameter,
        "SpotDuration",
        400,
        "InvalidSpotDuration",
        "The specified SpotDuration is not valid.",
    ),
    own(
        Reason::RegionNotFound,
        "",
        404,
        "InvalidRegionId.NotFound",
        "The RegionId provided does not exist in our records.",
    ),
];

fn run(params: &Params) -> Result<Command, Refusal> {
    let mut order = order(params)?;
    order.amount = params.number("Amount")?.unwrap_or(1);
    order.min_amount = params.number("MinAmount")?;
    order.unique_suffix = params.flag("UniqueSuffix")?.unwrap_or(false);
    order.auto_release_at = params.time("AutoReleaseTime", Reason::AutoReleaseTimeMalformed)?;
    Ok(Command::RunInstances(Box::new(order)))
}

/// CreateInstance makes one instance; it has no amount and no auto-release time.
fn create(params: &Params) -> Result<Command, Refusal> {
    let order = NewInstances { amount: 1, ..order(params)? };
    Ok(Command::CreateInstance(Box::new(order)))
}

fn run_body(done: &Done) -> Body {
    with_order_number(object(vec![("InstanceIdSets", json!({ "InstanceIdSet": created(done) }))]), done)
}

fn create_body(done: &Done) -> Body {
    with_order_number(object(vec![("InstanceId", json!(created(done).first()))]), done)
}

fn created<'a>(done: &'a Done) -> &'a [Box<str>] {
    match done.answer {
        Answer::Created(ids) => ids,
        Answer::Done | Answer::Outcomes(_) => &[],
    }
}

fn with_order_number(mut body: Body, done: &Done) -> Body {
    if done.params.text("InstanceChargeType") == Some("PrePaid") {
        body.insert("OrderId".into(), json!(order_number(done)));
    }
    body
}

/// Thirteen digits, the same for the same request id or the same `ClientToken`.
pub(super) fn order_number(done: &Done) -> String {
    let request = done.params.text("ClientToken").unwrap_or(done.request_id);
    format!("2{:012}", digest(request) % 1_000_000_000_000)
}

fn order(params: &Params) -> Result<NewInstances, Refusal> {
    if params.text("ImageFamily").is_some() && params.text("ImageId").is_some() {
        return Err(malformed("ImageFamily"));
    }
    let network = network(params)?;
    let image_id = params.boxed("ImageId");
    let windows = catalog::image_named(&image_id).is_some_and(|image| image.os_type == "windows");
    Ok(NewInstances {
        region: params.boxed("RegionId"),
        zone: params.boxed("ZoneId"),
        instance_type: params.boxed("InstanceType"),
        amount: 1,
        min_amount: None,
        name: params.boxed("InstanceName"),
        description: params.boxed("Description"),
        host_name: params.boxed("HostName"),
        unique_suffix: false,
        credential: credential(params, windows)?,
        charge: charge(params)?,
        period_months: period(params)?,
        auto_renew: params.flag("AutoRenew")?.unwrap_or(false),
        spot: spot(params)?,
        spot_price_limit_milli: price_limit(params)?,
        vpc_id: Box::default(),
        vswitch_id: network.vswitch,
        security_groups: network.security_groups,
        internet_charge_type: params.boxed("InternetChargeType"),
        bandwidth_in: params.number("InternetMaxBandwidthIn")?,
        bandwidth_out: params.number("InternetMaxBandwidthOut")?.unwrap_or(0),
        system_disk: system_disk(params)?,
        data_disks: data_disks(params)?,
        resource_group: params.boxed("ResourceGroupId"),
        tags: order_tags(params)?,
        deletion_protection: params.flag("DeletionProtection")?.unwrap_or(false),
        auto_release_at: None,
        dry_run: params.flag("DryRun")?.unwrap_or(false),
        image_id,
    })
}

/// R16: the password is checked here and goes no further. The mask that replaces a password in a shown call counts as a password.
pub(super) fn password_set(params: &Params, windows: bool) -> Result<bool, Refusal> {
    match params.text("Password") {
        None => Ok(false),
        Some(password) if password == MASK || is_password(password, windows) => Ok(true),
        Some(_) => Err(Refusal::field(Reason::PasswordMalformed, "Password")),
    }
}

fn credential(params: &Params, windows: bool) -> Result<Credential, Refusal> {
    let password = password_set(params, windows)?;
    if params.flag("PasswordInherit")?.unwrap_or(false) && password {
        return Err(malformed("PasswordInherit"));
    }
    Ok(match params.text("KeyPairName") {
        Some(name) => Credential::KeyPair(name.into()),
        None if password => Credential::PasswordSet,
        None => Credential::SetLater,
    })
}

fn charge(params: &Params) -> Result<ChargeType, Refusal> {
    let Some(text) = params.text("InstanceChargeType") else { return Ok(ChargeType::PostPaid) };
    spelled(&CHARGE_TYPES, text).ok_or_else(|| Refusal::field(Reason::ChargeTypeUnknown, "InstanceChargeType"))
}

/// The period in months. Weeks, which one of the two sites has, are not supported.
pub(super) fn period(params: &Params) -> Result<u32, Refusal> {
    match params.text("PeriodUnit") {
        None | Some("Month") => {}
        Some(_) => return Err(Refusal::field(Reason::PeriodUnknown, "PeriodUnit")),
    }
    Ok(params.count("Period")?.unwrap_or(0))
}

/// `SpotDuration` is 0 or 1 hour: longer was by invitation only.
fn spot(params: &Params) -> Result<SpotStrategy, Refusal> {
    if params.number("SpotDuration")?.is_some_and(|hours| hours > 1) {
        return Err(malformed("SpotDuration"));
    }
    let Some(text) = params.text("SpotStrategy") else { return Ok(SpotStrategy::NoSpot) };
    spelled(&SPOT_STRATEGIES, text).ok_or_else(|| Refusal::field(Reason::SpotStrategyUnknown, "SpotStrategy"))
}

/// The limit in thousandths; at most three decimals.
fn price_limit(params: &Params) -> Result<u32, Refusal> {
    let Some(text) = params.text("SpotPriceLimit") else { return Ok(0) };
    let milli = text.parse::<f64>().ok().map(|limit| limit * 1_000.0);
    match milli {
        Some(milli) if (0.0..1e9).contains(&milli) && (milli - milli.round()).abs() < 1e-6 => Ok(milli.round() as u32),
        _ => Err(Refusal::field(Reason::SpotPriceLimitMalformed, "SpotPriceLimit")),
    }
}

/// Where an order puts the instance.
struct Network {
    vswitch: Box<str>,
    security_groups: Vec<Box<str>>,
}

/// The network is given for the instance, for its primary interface, or for both with equal values. A second interface is not simulated.
fn network(params: &Params) -> Result<Network, Refusal> {
    let mut network =
        Network { vswitch: params.boxed("VSwitchId"), security_groups: security_groups(params, "SecurityGroupId")? };
    for number in params.numbers("NetworkInterface")? {
        let name = |part: &str| format!("NetworkInterface.{number}.{part}");
        let (vswitch, groups) = (params.boxed(&name("VSwitchId")), security_groups(params, &name("SecurityGroupId"))?);
        let is_primary = match params.text(&name("InstanceType")) {
            Some(text) if text.eq_ignore_ascii_case("Primary") => true,
            Some(text) if text.eq_ignore_ascii_case("Secondary") => false,
            Some(_) => return Err(malformed(&name("InstanceType"))),
            None => number == 1 && (vswitch.is_empty() || network.vswitch.is_empty() || vswitch == network.vswitch),
        };
        if !is_primary {
            return Err(Refusal::field(Reason::UnsupportedParameter, &format!("NetworkInterface.{number}")));
        }
        if !vswitch.is_empty() {
            if ![&Box::default(), &vswitch].contains(&&network.vswitch) {
                return Err(malformed(&name("VSwitchId")));
            }
            network.vswitch = vswitch;
        }
        if !groups.is_empty() {
            if !network.security_groups.is_empty() && network.security_groups != groups {
                return Err(malformed(&name("SecurityGroupIds")));
            }
            network.security_groups = groups;
        }
    }
    Ok(network)
}

/// One group by `name`, or several by `name` with an `s`.
fn security_groups(params: &Params, name: &str) -> Result<Vec<Box<str>>, Refusal> {
    let several = format!("{name}s");
    match (params.text(name), params.list(&several)?) {
        (Some(_), Some(_)) => Err(malformed(&several)),
        (Some(one), None) => Ok(vec![one.into()]),
        (None, many) => Ok(many.unwrap_or_default()),
    }
}

fn system_disk(params: &Params) -> Result<Option<Disk>, Refusal> {
    if !params.has_part("SystemDisk") {
        return Ok(None);
    }
    Ok(Some(Disk {
        category: params.boxed("SystemDisk.Category"),
        size: params.count("SystemDisk.Size")?.unwrap_or(0),
        delete_with_instance: true,
    }))
}

fn data_disks(params: &Params) -> Result<Vec<Disk>, Refusal> {
    let mut disks = Vec::new();
    for number in params.numbers("DataDisk")? {
        let name = |part: &str| format!("DataDisk.{number}.{part}");
        disks.push(Disk {
            category: params.boxed(&name("Category")),
            size: params.number(&name("Size"))?.unwrap_or(0),
            delete_with_instance: params.flag(&name("DeleteWithInstance"))?.unwrap_or(true),
        });
    }
    Ok(disks)
}

/// In an order, a tag value without a key is refused as a mismatch, not as a malformed key.
fn order_tags(params: &Params) -> Result<Vec<Tag>, Refusal> {
    let tags = tags(params)?;
    let lacks_key = |tag: &Tag| tag.key.is_empty() && !tag.value.is_empty();
    if tags.iter().any(lacks_key) { Err(malformed("Tag")) } else { Ok(tags) }
}

/// `Tag.N.Key` and `Tag.N.Value`.
pub(in crate::api) fn tags(params: &Params) -> Result<Vec<Tag>, Refusal> {
    let numbers = params.numbers("Tag")?;
    Ok(numbers
        .into_iter()
        .map(|number| Tag {
            key: params.boxed(&format!("Tag.{number}.Key")),
            value: params.boxed(&format!("Tag.{number}.Value")),
        })
        .collect())
}
