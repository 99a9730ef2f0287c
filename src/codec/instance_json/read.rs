//! From JSON back to an instance. Lenient where a real fleet differs (unknown regions, zones, types and fields are taken as
//! given), strict where a value would make the world contradict its own rules (product.md section 3, import).

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{
    CHARGE_TYPES, LOCK_REASONS, NEVER_EXPIRES, ORIGINS, SPOT_STRATEGIES, STATUSES, STOPPED_MODES, row::Row, spelled,
};
use crate::{
    codec::{
        import::ImportProblem as Problem,
        values::{Fault, flag, float, list, map, number, text, time},
    },
    rules::{
        Ordinal, catalog,
        instance::{
            ChargeType, Credential, Disk, Instance, Locks, Membership, Origin, Release, Spec, SpotStrategy, Status, Tag,
        },
        time::UnixMillis,
    },
};

/// An instance, and the place that it had in the order of creation, where the export of a whole world says it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Read {
    pub instance: Instance,
    pub ordinal: Option<Ordinal>,
    /// It was between two states, and nothing says until when.
    pub was_passing: bool,
}

/// Reads one instance. `now` stands in for a creation time that is not given. Whether a schedule has passed is not asked here:
/// that depends on the account.
///
/// # Errors
/// The field's place in the row, and what is wrong with it.
pub fn read(mut row: Row, now: UnixMillis) -> Result<Read, Fault> {
    let mut rest = std::mem::take(&mut row.unknown);
    let mut latch = map(row.take("Latch"), "Latch")?;
    let id = text(row.take("InstanceId"), "InstanceId")?;
    if id.is_empty() {
        return Err(Fault::new("InstanceId", Problem::MissingId));
    }
    let charge = one_of(&CHARGE_TYPES, row.take("InstanceChargeType"), "InstanceChargeType")?.unwrap_or_default();
    let shown_status = one_of(&STATUSES, row.take("Status"), "Status")?.unwrap_or(Status::Running);
    let settles_at = time(latch.remove("SettleTime"), "Latch.SettleTime")?;
    let status = if settles_at.is_some() { shown_status } else { settled(shown_status) };
    let ordinal = number(latch.remove("Ordinal").unwrap_or_default(), "Latch.Ordinal")?;
    let created_at = refined(&mut row, &mut latch, "CreationTime")?.unwrap_or(now);
    let started_at = refined(&mut row, &mut latch, "StartTime")?;
    let expires_at = expiry(&mut row, &mut latch, charge)?;

    let (vpc_id, vswitch_id, private_ip) = network(&mut row, &mut rest)?;
    let public_ip = first_of(row.take("PublicIpAddress"), "PublicIpAddress", "IpAddress", &mut rest)?;
    let eip = elastic(&mut row, &mut rest)?;
    let locks = locks(&mut row, &mut rest)?;
    let (system_disk, data_disks) = disks(&mut latch)?;
    let member = membership(latch.remove("ScalingGroup"))?;
    let released = release(latch.remove("Released"))?;
    let reclaim_at = time(latch.remove("ReclaimTime"), "Latch.ReclaimTime")?;

    let zone = text(row.take("ZoneId"), "ZoneId")?;
    let instance_type = text(row.take("InstanceType"), "InstanceType")?;
    let image_id = text(row.take("ImageId"), "ImageId")?;
    let kind = catalog::instance_type(&instance_type);
    let spec = Spec {
        region: text_or(&mut row, "RegionId", || region_of(&zone))?,
        family: text_or(&mut row, "InstanceTypeFamily", || family_of(&instance_type))?,
        os_name: text_or(&mut row, "OSName", || os_name_of(&image_id))?,
        os_type: text_or(&mut row, "OSType", || os_type_of(&image_id))?,
        network_type: text_or(&mut row, "InstanceNetworkType", || "vpc".into())?,
        zone,
        instance_type,
        image_id,
        cpu: number(row.take("Cpu"), "Cpu")?.unwrap_or_else(|| kind.map_or(0, |kind| kind.cpu)),
        memory_mib: number(row.take("Memory"), "Memory")?.unwrap_or_else(|| kind.map_or(0, |kind| kind.memory_mib)),
        gpu_amount: number(row.take("GPUAmount"), "GPUAmount")?.unwrap_or(0),
        gpu_spec: text(row.take("GPUSpec"), "GPUSpec")?,
        charge,
        spot: one_of(&SPOT_STRATEGIES, row.take("SpotStrategy"), "SpotStrategy")?.unwrap_or_default(),
        spot_price_limit_milli: price_limit(row.take("SpotPriceLimit"))?,
        vpc_id,
        vswitch_id,
        security_groups: security_groups(&mut row)?,
        internet_charge_type: text(row.take("InternetChargeType"), "InternetChargeType")?,
        bandwidth_in: number(row.take("InternetMaxBandwidthIn"), "InternetMaxBandwidthIn")?.unwrap_or(0),
        bandwidth_out: number(row.take("InternetMaxBandwidthOut"), "InternetMaxBandwidthOut")?.unwrap_or(0),
        system_disk,
        data_disks,
        resource_group: text(row.take("ResourceGroupId"), "ResourceGroupId")?,
        credential: credential(&mut row, &mut latch, &mut rest)?,
        unknown: Box::default(),
    };
    let protected = flag(row.take("DeletionProtection"), "DeletionProtection")?.unwrap_or(false);
    if protected && (charge == ChargeType::PrePaid || spec.spot != SpotStrategy::NoSpot) {
        return Err(Fault::new("DeletionProtection", Problem::ProtectionNotPossible));
    }
    let name = row.take("InstanceName");
    let stopped_mode = text(row.take("StoppedMode"), "StoppedMode")?;
    let mut instance = Instance {
        name: if name.is_null() { id.clone() } else { text(name, "InstanceName")? },
        host_name: text(row.take("HostName"), "HostName")?,
        description: text(row.take("Description"), "Description")?,
        tags: Arc::new(tags(row.take("Tags"))?),
        private_ip,
        public_ip,
        eip,
        created_at,
        started_at,
        status,
        settles_at,
        stopped_mode: spelled(&STOPPED_MODES, &stopped_mode).unwrap_or_default(),
        protected,
        auto_release_at: schedule(row.take("AutoReleaseTime"), charge)?,
        expires_at,
        reclaim_at,
        locks,
        member,
        released,
        id,
        spec: Arc::default(),
    };
    keep(&mut rest, "Latch", latch);
    instance.spec = Arc::new(spec);
    drop_made_up(&mut rest, &instance);
    if !rest.is_empty() {
        Arc::make_mut(&mut instance.spec).unknown = Value::Object(rest).to_string().into();
    }
    Ok(Read { instance, ordinal, was_passing: status != shown_status })
}

/// What Latch would make up just so need not be kept.
fn drop_made_up(rest: &mut Map<String, Value>, instance: &Instance) {
    if rest.is_empty() {
        return;
    }
    for (name, made_up) in super::made_up(instance) {
        if rest.get(&name) == Some(&made_up) {
            rest.remove(&name);
        }
    }
    if let Some(Value::Object(left)) = rest.get_mut("EipAddress") {
        let made_up = super::elastic(instance);
        left.retain(|name, value| made_up.get(name) != Some(value));
        if left.is_empty() {
            rest.remove("EipAddress");
        }
    }
}

/// A state between two others is over at once: nobody knows when it began.
#[must_use]
pub fn settled(status: Status) -> Status {
    match status {
        Status::Pending | Status::Starting | Status::Running => Status::Running,
        Status::Stopping | Status::Stopped => Status::Stopped,
    }
}

/// The text of a field, or what follows from the others where a fleet does not say it.
fn text_or(row: &mut Row, name: &str, otherwise: impl FnOnce() -> Box<str>) -> Result<Box<str>, Fault> {
    match row.take(name) {
        Value::Null => Ok(otherwise()),
        given => text(given, name),
    }
}

fn region_of(zone: &str) -> Box<str> {
    let region = zone.trim_end_matches(|c: char| c.is_ascii_lowercase()).trim_end_matches('-');
    if region.is_empty() { "cn-hangzhou".into() } else { region.into() }
}

fn family_of(instance_type: &str) -> Box<str> {
    instance_type.rsplit_once('.').map_or(Box::default(), |(family, _)| family.into())
}

fn os_name_of(image: &str) -> Box<str> {
    catalog::image_named(image).map_or("", |image| image.os_name).into()
}

fn os_type_of(image: &str) -> Box<str> {
    catalog::image_named(image).map_or("linux", |image| image.os_type).into()
}

/// A time that ECS shows by the minute; `Latch` has the rest of it, which counts while the minute is still the same.
fn refined(row: &mut Row, latch: &mut Map<String, Value>, name: &str) -> Result<Option<UnixMillis>, Fault> {
    let shown = time(Some(row.take(name)), name)?;
    let exact = time(latch.remove(name), &format!("Latch.{name}"))?;
    Ok(match (shown, exact) {
        (Some(shown), Some(exact)) if exact.minute_start() == shown.minute_start() => Some(exact),
        (shown, _) => shown,
    })
}

fn expiry(row: &mut Row, latch: &mut Map<String, Value>, charge: ChargeType) -> Result<Option<UnixMillis>, Fault> {
    let shown = row.take("ExpiredTime");
    if charge == ChargeType::PostPaid {
        time(Some(shown), "ExpiredTime")?;
        return time(latch.remove("ExpiredTime"), "Latch.ExpiredTime");
    }
    if shown == NEVER_EXPIRES {
        return Ok(None);
    }
    let shown = time(Some(shown), "ExpiredTime")?;
    let exact = time(latch.remove("ExpiredTime"), "Latch.ExpiredTime")?;
    Ok(exact.filter(|exact| shown.is_some_and(|shown| shown == exact.minute_start())).or(shown))
}

fn schedule(value: Value, charge: ChargeType) -> Result<Option<UnixMillis>, Fault> {
    let place = "AutoReleaseTime";
    let Some(at) = time(Some(value), place)?.map(UnixMillis::minute_start) else { return Ok(None) };
    if charge == ChargeType::PrePaid {
        return Err(Fault::new(place, Problem::ScheduleOnSubscription));
    }
    Ok(Some(at))
}

fn price_limit(value: Value) -> Result<u32, Fault> {
    let limit = float(value, "SpotPriceLimit")?.unwrap_or(0.0);
    let milli = (limit * 1_000.0).round();
    if (0.0..=f64::from(u32::MAX)).contains(&milli) {
        Ok(milli as u32)
    } else {
        Err(Fault::new("SpotPriceLimit", Problem::OutOfRange))
    }
}

fn network(row: &mut Row, rest: &mut Map<String, Value>) -> Result<(Box<str>, Box<str>, Box<str>), Fault> {
    let place = "VpcAttributes";
    let mut vpc = map(row.take(place), place)?;
    let private = vpc.remove("PrivateIpAddress").unwrap_or_default();
    let mut extra = Map::new();
    let address = first_of(private, "VpcAttributes.PrivateIpAddress", "IpAddress", &mut extra)?;
    if let Some(further) = extra.remove("VpcAttributes.PrivateIpAddress") {
        vpc.insert("PrivateIpAddress".into(), further);
    }
    let vpc_id = text(vpc.remove("VpcId").unwrap_or_default(), "VpcAttributes.VpcId")?;
    let vswitch_id = text(vpc.remove("VSwitchId").unwrap_or_default(), "VpcAttributes.VSwitchId")?;
    if vpc.get("NatIpAddress").is_some_and(|nat| nat == "") {
        vpc.remove("NatIpAddress");
    }
    keep(rest, place, vpc);
    Ok((vpc_id, vswitch_id, address))
}

/// The first address of `{"IpAddress": […]}`; further ones stay in `rest`.
fn first_of(value: Value, place: &str, name: &str, rest: &mut Map<String, Value>) -> Result<Box<str>, Fault> {
    let mut object = map(value, place)?;
    let at = format!("{place}.{name}");
    let mut addresses = list(object.remove(name).unwrap_or_default(), &at)?.into_iter();
    let first = text(addresses.next().unwrap_or_default(), &format!("{at}[0]"))?;
    let further: Vec<Value> = addresses.collect();
    if !further.is_empty() {
        object.insert(name.to_owned(), Value::Array(further));
    }
    keep(rest, place, object);
    Ok(first)
}

fn elastic(row: &mut Row, rest: &mut Map<String, Value>) -> Result<Box<str>, Fault> {
    let place = "EipAddress";
    let mut object = map(row.take(place), place)?;
    let eip = text(object.remove("IpAddress").unwrap_or_default(), "EipAddress.IpAddress")?;
    keep(rest, place, object);
    Ok(eip)
}

fn locks(row: &mut Row, rest: &mut Map<String, Value>) -> Result<Locks, Fault> {
    let place = "OperationLocks";
    let mut object = map(row.take(place), place)?;
    let mut locks = Locks::NONE;
    let mut unknown = Vec::new();
    for (n, entry) in
        list(object.remove("LockReason").unwrap_or_default(), "OperationLocks.LockReason")?.into_iter().enumerate()
    {
        let at = format!("OperationLocks.LockReason[{n}]");
        let reason = match &entry {
            Value::Object(fields) => text(fields.get("LockReason").cloned().unwrap_or_default(), &at)?,
            other => text(other.clone(), &at)?,
        };
        match LOCK_REASONS.iter().find(|(known, _)| known.eq_ignore_ascii_case(&reason)) {
            Some((_, lock)) => locks = locks.with(*lock),
            None => unknown.push(entry),
        }
    }
    if !unknown.is_empty() {
        object.insert("LockReason".into(), Value::Array(unknown));
    }
    keep(rest, place, object);
    Ok(locks)
}

fn security_groups(row: &mut Row) -> Result<Vec<Box<str>>, Fault> {
    let mut object = map(row.take("SecurityGroupIds"), "SecurityGroupIds")?;
    let at = "SecurityGroupIds.SecurityGroupId";
    list(object.remove("SecurityGroupId").unwrap_or_default(), at)?
        .into_iter()
        .enumerate()
        .map(|(n, id)| text(id, &format!("{at}[{n}]")))
        .collect()
}

/// Tags as DescribeInstances shows them; `Key` and `Value`, as requests have them, are read too.
fn tags(value: Value) -> Result<Vec<Tag>, Fault> {
    let mut object = map(value, "Tags")?;
    let mut tags = Vec::new();
    for (n, tag) in list(object.remove("Tag").unwrap_or_default(), "Tags.Tag")?.into_iter().enumerate() {
        let at = format!("Tags.Tag[{n}]");
        let mut tag = map(tag, &at)?;
        let mut part = |names: [&str; 2]| {
            let value = names.iter().find_map(|name| tag.remove(*name)).unwrap_or_default();
            text(value, &format!("{at}.{}", names[0]))
        };
        tags.push(Tag { key: part(["TagKey", "Key"])?, value: part(["TagValue", "Value"])? });
    }
    Ok(tags)
}

fn credential(
    row: &mut Row,
    latch: &mut Map<String, Value>,
    rest: &mut Map<String, Value>,
) -> Result<Credential, Fault> {
    let key_pair = text(row.take("KeyPairName"), "KeyPairName")?;
    let mark = text(latch.remove("LogonCredential").unwrap_or_default(), "Latch.LogonCredential")?;
    // R16: no password that comes along is kept.
    let password = rest.remove("Password").is_some();
    Ok(if !key_pair.is_empty() || &*mark == "KeyPair" {
        Credential::KeyPair(key_pair)
    } else if password || &*mark == "PasswordSet" {
        Credential::PasswordSet
    } else {
        Credential::SetLater
    })
}

fn disks(latch: &mut Map<String, Value>) -> Result<(Option<Disk>, Vec<Disk>), Fault> {
    let system = match latch.remove("SystemDisk").unwrap_or_default() {
        Value::Null => None,
        given => Some(disk(given, "Latch.SystemDisk")?),
    };
    let data = list(latch.remove("DataDisks").unwrap_or_default(), "Latch.DataDisks")?
        .into_iter()
        .enumerate()
        .map(|(n, given)| disk(given, &format!("Latch.DataDisks[{n}]")))
        .collect::<Result<_, _>>()?;
    Ok((system, data))
}

fn disk(value: Value, place: &str) -> Result<Disk, Fault> {
    let mut object = map(value, place)?;
    let mut part = |name: &str| (object.remove(name).unwrap_or_default(), format!("{place}.{name}"));
    let (category, at) = part("Category");
    let category = text(category, &at)?;
    let (size, at) = part("Size");
    let size = number(size, &at)?.unwrap_or(0);
    let (delete, at) = part("DeleteWithInstance");
    Ok(Disk { category, size, delete_with_instance: flag(delete, &at)?.unwrap_or(true) })
}

fn membership(value: Option<Value>) -> Result<Option<Membership>, Fault> {
    let place = "Latch.ScalingGroup";
    let Some(value) = value.filter(|value| !value.is_null()) else { return Ok(None) };
    let mut object = map(value, place)?;
    let group = text(object.remove("ScalingGroupId").unwrap_or_default(), "Latch.ScalingGroup.ScalingGroupId")?;
    if group.is_empty() {
        return Err(Fault::new("Latch.ScalingGroup.ScalingGroupId", Problem::MissingId));
    }
    let origin = one_of(&ORIGINS, object.remove("Origin").unwrap_or_default(), "Latch.ScalingGroup.Origin")?;
    let guarded = object.remove("ProtectedFromScaleIn").unwrap_or_default();
    Ok(Some(Membership {
        group: Arc::from(&*group),
        origin: origin.unwrap_or(Origin::Attached),
        guarded: flag(guarded, "Latch.ScalingGroup.ProtectedFromScaleIn")?.unwrap_or(false),
    }))
}

fn release(value: Option<Value>) -> Result<Option<Release>, Fault> {
    let place = "Latch.Released";
    let Some(value) = value.filter(|value| !value.is_null()) else { return Ok(None) };
    let wrong = || Fault::new(place, Problem::WrongType);
    let mut object = map(value, place)?;
    let at = time(object.remove("Time"), "Latch.Released.Time")?.ok_or_else(wrong)?;
    let cause = object.remove("Cause").and_then(|cause| serde_json::from_value(cause).ok()).ok_or_else(wrong)?;
    let record = object.remove("Record").and_then(|number| number.as_u64()).ok_or_else(wrong)?;
    Ok(Some(Release { at, cause, record }))
}

/// Puts what is left of an object back among the unknown fields.
fn keep(rest: &mut Map<String, Value>, name: &str, left: Map<String, Value>) {
    if !left.is_empty() {
        rest.insert(name.to_owned(), Value::Object(left));
    }
}

fn one_of<T: Copy>(known: &[(&'static str, T)], value: Value, place: &str) -> Result<Option<T>, Fault> {
    let given = text(value, place)?;
    if given.is_empty() {
        return Ok(None);
    }
    spelled(known, &given).map(Some).ok_or_else(|| Fault::new(place, Problem::UnknownValue(given)))
}
