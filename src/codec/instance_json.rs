//! The JSON of an instance: the shape that DescribeInstances returns (ecs-api.md 3.6), everywhere. What Latch must add stands
//! under `Latch`; what an imported instance had beyond that comes back where it was. Reading is `read`.

pub mod read;
pub mod row;

use serde_json::{Map, Value, json};

use super::iso;
use crate::rules::{
    ids::digest,
    instance::{ChargeType, Credential, Disk, Instance, Locks, Origin, SpotStrategy, Status, StoppedMode},
    time::{MINUTE, UnixMillis},
};

/// What stands as `ExpiredTime` of an instance that never expires.
pub const NEVER_EXPIRES: &str = "2099-12-31T15:59Z";

/// The spellings of ECS beside their values; read and written from the same list.
pub const STATUSES: [(&str, Status); 5] = [
    ("Pending", Status::Pending),
    ("Starting", Status::Starting),
    ("Running", Status::Running),
    ("Stopping", Status::Stopping),
    ("Stopped", Status::Stopped),
];
pub const CHARGE_TYPES: [(&str, ChargeType); 2] =
    [("PostPaid", ChargeType::PostPaid), ("PrePaid", ChargeType::PrePaid)];
pub const SPOT_STRATEGIES: [(&str, SpotStrategy); 3] = [
    ("NoSpot", SpotStrategy::NoSpot),
    ("SpotWithPriceLimit", SpotStrategy::SpotWithPriceLimit),
    ("SpotAsPriceGo", SpotStrategy::SpotAsPriceGo),
];
pub const STOPPED_MODES: [(&str, StoppedMode); 2] =
    [("KeepCharging", StoppedMode::KeepCharging), ("StopCharging", StoppedMode::StopCharging)];
pub const LOCK_REASONS: [(&str, Locks); 3] =
    [("financial", Locks::FINANCIAL), ("security", Locks::SECURITY), ("recycling", Locks::RECYCLING)];
pub const ORIGINS: [(&str, Origin); 3] =
    [("Created", Origin::Created), ("Entrusted", Origin::Entrusted), ("Attached", Origin::Attached)];

/// ECS's spelling of a value; empty where the list has it not.
pub fn spelling<T: PartialEq>(list: &[(&'static str, T)], value: &T) -> &'static str {
    list.iter().find(|(_, known)| known == value).map_or("", |(text, _)| text)
}

/// The value that ECS spells so.
pub fn spelled<T: Copy>(list: &[(&'static str, T)], text: &str) -> Option<T> {
    list.iter().find(|(known, _)| *known == text).map(|(_, value)| *value)
}

/// The instance as DescribeInstances shows it, with `Latch`.
#[must_use]
pub fn write(instance: &Instance) -> Value {
    let mut fields = known(instance);
    fields.insert("Latch".into(), latch(instance));
    let unknown: Map<String, Value> = serde_json::from_str(&instance.spec.unknown).unwrap_or_default();
    for (name, value) in unknown {
        overlay(fields.entry(name).or_insert(Value::Null), value);
    }
    for (name, value) in made_up(instance) {
        fields.entry(name).or_insert(value);
    }
    Value::Object(fields)
}

/// What Latch knows of the instance, in ECS's words. `read` takes exactly these back.
fn known(instance: &Instance) -> Map<String, Value> {
    let spec = &*instance.spec;
    let key_pair = match &spec.credential {
        Credential::KeyPair(name) => &**name,
        Credential::SetLater | Credential::PasswordSet => "",
    };
    let expired = instance.expires_at.filter(|_| spec.charge == ChargeType::PrePaid);
    let not_applicable = spec.charge == ChargeType::PrePaid && instance.stopped_mode == StoppedMode::KeepCharging;
    let tags: Vec<Value> = instance.tags.iter().map(|t| json!({ "TagKey": t.key, "TagValue": t.value })).collect();
    let mut locks = Vec::new();
    for (text, lock) in LOCK_REASONS {
        if instance.locks.has(lock) {
            locks.push(json!({ "LockReason": text, "LockMsg": "" }));
        }
    }
    object(vec![
        ("InstanceId", json!(instance.id)),
        ("InstanceName", json!(instance.name)),
        ("HostName", json!(instance.host_name)),
        ("Description", json!(instance.description)),
        ("RegionId", json!(spec.region)),
        ("ZoneId", json!(spec.zone)),
        ("Status", json!(spelling(&STATUSES, &instance.status))),
        ("InstanceType", json!(spec.instance_type)),
        ("InstanceTypeFamily", json!(spec.family)),
        ("Cpu", json!(spec.cpu)),
        ("Memory", json!(spec.memory_mib)),
        ("GPUAmount", json!(spec.gpu_amount)),
        ("GPUSpec", json!(spec.gpu_spec)),
        ("ImageId", json!(spec.image_id)),
        ("OSName", json!(spec.os_name)),
        ("OSType", json!(spec.os_type)),
        ("InstanceChargeType", json!(spelling(&CHARGE_TYPES, &spec.charge))),
        ("SpotStrategy", json!(spelling(&SPOT_STRATEGIES, &spec.spot))),
        ("SpotPriceLimit", json!(f64::from(spec.spot_price_limit_milli) / 1_000.0)),
        ("DeletionProtection", json!(instance.protected)),
        ("AutoReleaseTime", json!(instance.auto_release_at.map(iso::minute).unwrap_or_default())),
        ("CreationTime", json!(iso::minute(instance.created_at))),
        ("StartTime", json!(instance.started_at.map(iso::minute).unwrap_or_default())),
        ("ExpiredTime", json!(expired.map_or(NEVER_EXPIRES.to_owned(), iso::minute))),
        (
            "StoppedMode",
            json!(if not_applicable { "Not-applicable" } else { spelling(&STOPPED_MODES, &instance.stopped_mode) }),
        ),
        ("OperationLocks", json!({ "LockReason": locks })),
        (
            "VpcAttributes",
            json!({ "VpcId": spec.vpc_id, "VSwitchId": spec.vswitch_id, "NatIpAddress": "",
                "PrivateIpAddress": { "IpAddress": some(&instance.private_ip) } }),
        ),
        ("InstanceNetworkType", json!(spec.network_type)),
        ("PublicIpAddress", json!({ "IpAddress": some(&instance.public_ip) })),
        ("EipAddress", elastic(instance)),
        ("SecurityGroupIds", json!({ "SecurityGroupId": spec.security_groups })),
        ("Tags", json!({ "Tag": tags })),
        ("InternetChargeType", json!(spec.internet_charge_type)),
        ("InternetMaxBandwidthIn", json!(spec.bandwidth_in)),
        ("InternetMaxBandwidthOut", json!(spec.bandwidth_out)),
        ("ResourceGroupId", json!(spec.resource_group)),
        ("KeyPairName", json!(key_pair)),
    ])
}

/// What ECS shows and Latch only makes up: the same for every instance, or from its id. An import that says otherwise is kept
/// among the unknown fields.
fn made_up(instance: &Instance) -> Map<String, Value> {
    let spec = &*instance.spec;
    let hash = digest(&instance.id);
    let threads = if spec.cpu > 1 { 2 } else { 1 };
    let mac = hash.to_le_bytes();
    let interface = json!({
        "NetworkInterfaceId": format!("eni-{}", instance.id.trim_start_matches("i-")),
        "MacAddress": format!("00:16:3e:{:02x}:{:02x}:{:02x}", mac[0], mac[1], mac[2]),
        "PrimaryIpAddress": instance.private_ip,
        "Type": "Primary",
        "PrivateIpSets": { "PrivateIpSet": [{ "PrivateIpAddress": instance.private_ip, "Primary": true }] },
    });
    let interfaces = if spec.network_type.as_ref() == "vpc" { vec![interface] } else { Vec::new() };
    let serial = format!(
        "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
        hash >> 32,
        hash >> 16 & 0xffff,
        hash & 0xfff,
        hash >> 12 & 0xfff,
        hash.rotate_left(17) & 0xffff_ffff_ffff
    );
    object(vec![
        ("OSNameEn", json!(spec.os_name)),
        ("SpotDuration", json!(u8::from(instance.is_spot()))),
        ("SpotInterruptionBehavior", json!(if instance.is_spot() { "Terminate" } else { "" })),
        ("SaleCycle", json!(if spec.charge == ChargeType::PrePaid { "Month" } else { "" })),
        ("InnerIpAddress", json!({ "IpAddress": [] })),
        ("NetworkInterfaces", json!({ "NetworkInterface": interfaces })),
        ("IoOptimized", json!(true)),
        ("SerialNumber", json!(serial)),
        ("DeviceAvailable", json!(true)),
        ("Recyclable", json!(false)),
        ("DeploymentSetId", json!("")),
        ("HpcClusterId", json!("")),
        ("ClusterId", json!("")),
        ("VlanId", json!("")),
        ("CreditSpecification", json!("")),
        ("CpuOptions", json!({ "CoreCount": spec.cpu / threads, "ThreadsPerCore": threads, "Numa": "" })),
        ("MetadataOptions", json!({ "HttpEndpoint": "enabled", "HttpTokens": "optional" })),
        ("DedicatedHostAttribute", json!({ "DedicatedHostId": "", "DedicatedHostName": "" })),
        ("DedicatedInstanceAttribute", json!({ "Tenancy": "", "Affinity": "" })),
        ("EcsCapacityReservationAttr", json!({ "CapacityReservationId": "", "CapacityReservationPreference": "" })),
    ])
}

/// What Latch keeps and ECS does not show (product.md section 3).
fn latch(instance: &Instance) -> Value {
    let spec = &*instance.spec;
    let mut added = object(vec![
        ("SystemDisk", spec.system_disk.as_ref().map_or(Value::Null, disk)),
        ("DataDisks", spec.data_disks.iter().map(disk).collect()),
        (
            "LogonCredential",
            json!(match spec.credential {
                Credential::SetLater => "SetLater",
                Credential::PasswordSet => "PasswordSet",
                Credential::KeyPair(_) => "KeyPair",
            }),
        ),
    ]);
    if let Some(member) = &instance.member {
        let membership = json!({
            "ScalingGroupId": member.group,
            "Origin": spelling(&ORIGINS, &member.origin),
            "ProtectedFromScaleIn": member.guarded,
        });
        added.insert("ScalingGroup".into(), membership);
    }
    if let Some(release) = &instance.released {
        let release = json!({ "Time": iso::exact(release.at), "Cause": release.cause, "Record": release.record });
        added.insert("Released".into(), release);
    }
    let times = [("SettleTime", instance.settles_at), ("ReclaimTime", instance.reclaim_at)];
    // ECS shows minutes; the rest is kept here, so that an exported world comes back as it was.
    let cut = [
        ("CreationTime", Some(instance.created_at)),
        ("StartTime", instance.started_at),
        ("ExpiredTime", instance.expires_at),
    ];
    let lost = |at: &UnixMillis| at.0.rem_euclid(MINUTE) != 0;
    let postpaid = spec.charge == ChargeType::PostPaid;
    let cut = cut.into_iter().map(|(name, at)| (name, at.filter(|at| lost(at) || (postpaid && name == "ExpiredTime"))));
    for (name, at) in times.into_iter().chain(cut) {
        if let Some(at) = at {
            added.insert(name.into(), json!(iso::exact(at)));
        }
    }
    Value::Object(added)
}

fn disk(disk: &Disk) -> Value {
    json!({ "Category": disk.category, "Size": disk.size, "DeleteWithInstance": disk.delete_with_instance })
}

fn elastic(instance: &Instance) -> Value {
    let has = !instance.eip.is_empty();
    let id = if has { format!("eip-{:016x}", digest(&instance.eip)) } else { String::new() };
    json!({ "AllocationId": id, "IpAddress": instance.eip, "Bandwidth": if has { instance.spec.bandwidth_out } else { 0 },
        "InternetChargeType": if has { "PayByTraffic" } else { "" }, "IsSupportUnassociate": has })
}

fn some(address: &str) -> Vec<&str> {
    if address.is_empty() { Vec::new() } else { vec![address] }
}

pub(crate) fn object(fields: Vec<(&str, Value)>) -> Map<String, Value> {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Lays `above` over `below`: objects grow into each other, lists are joined, everything else is replaced.
fn overlay(below: &mut Value, above: Value) {
    match (below, above) {
        (Value::Object(below), Value::Object(above)) => {
            for (name, value) in above {
                overlay(below.entry(name).or_insert(Value::Null), value);
            }
        }
        (Value::Array(below), Value::Array(above)) => below.extend(above),
        (below, above) => *below = above,
    }
}
