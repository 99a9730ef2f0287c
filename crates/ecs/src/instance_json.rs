//! The JSON of an instance, everywhere: the form that DescribeInstances returns (docs/ecs.md 10.3). Fields that Latch must add are under
//! `Latch`. Fields of an imported instance that Latch would write differently, or does not know, are shown as they came (`came`). `read`
//! reads this JSON.

pub mod came;
pub mod glance;
pub mod read;
pub mod row;

use serde_json::{Map, Value, json};

use self::came::Came;
use super::iso;
use latch_rules::{
    ids::digest,
    instance::{ChargeType, Credential, Disk, Instance, Locks, Origin, SpotStrategy, Status, StoppedMode},
    time::{MINUTE, UnixMillis},
};

/// The `ExpiredTime` of an instance that never expires.
pub const NEVER_EXPIRES: &str = "2099-12-31T15:59Z";

/// The values of `Status` in ECS. Reading and writing use the same list, here and below.
pub const STATUSES: [(&str, Status); 5] = [
    ("Pending", Status::Pending),
    ("Starting", Status::Starting),
    ("Running", Status::Running),
    ("Stopping", Status::Stopping),
    ("Stopped", Status::Stopped),
];
/// The values of `InstanceChargeType`.
pub const CHARGE_TYPES: [(&str, ChargeType); 2] =
    [("PostPaid", ChargeType::PostPaid), ("PrePaid", ChargeType::PrePaid)];
/// The values of `SpotStrategy`.
pub const SPOT_STRATEGIES: [(&str, SpotStrategy); 3] = [
    ("NoSpot", SpotStrategy::NoSpot),
    ("SpotWithPriceLimit", SpotStrategy::SpotWithPriceLimit),
    ("SpotAsPriceGo", SpotStrategy::SpotAsPriceGo),
];
/// The values of `StoppedMode`.
pub const STOPPED_MODES: [(&str, StoppedMode); 2] =
    [("KeepCharging", StoppedMode::KeepCharging), ("StopCharging", StoppedMode::StopCharging)];
/// The values of `LockReason`.
pub const LOCK_REASONS: [(&str, Locks); 3] =
    [("financial", Locks::FINANCIAL), ("security", Locks::SECURITY), ("recycling", Locks::RECYCLING)];
/// The values of `Origin`: how an instance came into its scaling group.
pub const ORIGINS: [(&str, Origin); 3] =
    [("Created", Origin::Created), ("Entrusted", Origin::Entrusted), ("Attached", Origin::Attached)];

/// ECS's spelling of a value; empty if the list does not have it.
pub fn spelling<T: PartialEq>(list: &[(&'static str, T)], value: &T) -> &'static str {
    list.iter().find(|(_, known)| known == value).map_or("", |(text, _)| text)
}

/// The value with this spelling in ECS.
pub fn spelled<T: Copy>(list: &[(&'static str, T)], text: &str) -> Option<T> {
    list.iter().find(|(known, _)| *known == text).map(|(_, value)| *value)
}

/// The instance as DescribeInstances shows it, with `Latch`.
#[must_use]
pub fn write(instance: &Instance) -> Value {
    let mut fields: Map<String, Value> =
        KNOWN.iter().map(|(name, value)| ((*name).to_owned(), value(instance))).collect();
    fields.insert("Latch".into(), latch(instance));
    Came::of(&instance.spec).lay_over(&mut fields, made_up(instance));
    Value::Object(fields)
}

/// One known field as DescribeInstances shows it; `null` if it does not.
#[must_use]
pub fn value(instance: &Instance, name: &str) -> Value {
    let known = KNOWN.iter().find(|(known, _)| *known == name);
    let mut fields: Map<String, Value> =
        known.iter().map(|(name, value)| ((*name).to_owned(), value(instance))).collect();
    Came::of(&instance.spec).lay_over(&mut fields, Map::new());
    fields.remove(name).unwrap_or_default()
}

/// The known fields of an instance, by their names in ECS, in alphabetical order. `read` reads exactly these.
const KNOWN: [(&str, fn(&Instance) -> Value); 37] = [
    ("AutoReleaseTime", |one| json!(one.auto_release_at.map(iso::minute).unwrap_or_default())),
    ("Cpu", |one| json!(one.spec.cpu)),
    ("CreationTime", |one| json!(iso::minute(one.created_at))),
    ("DeletionProtection", |one| json!(one.protected)),
    ("Description", |one| json!(one.description)),
    ("EipAddress", elastic),
    ("ExpiredTime", |one| {
        let expires = one.expires_at.filter(|_| one.spec.charge == ChargeType::PrePaid);
        json!(expires.map_or(NEVER_EXPIRES.to_owned(), iso::minute))
    }),
    ("GPUAmount", |one| json!(one.spec.gpu_amount)),
    ("GPUSpec", |one| json!(one.spec.gpu_spec)),
    ("HostName", |one| json!(one.host_name)),
    ("ImageId", |one| json!(one.spec.image_id)),
    ("InstanceChargeType", |one| json!(spelling(&CHARGE_TYPES, &one.spec.charge))),
    ("InstanceId", |one| json!(one.id)),
    ("InstanceName", |one| json!(one.name)),
    ("InstanceNetworkType", |one| json!(one.spec.network_type)),
    ("InstanceType", |one| json!(one.spec.instance_type)),
    ("InstanceTypeFamily", |one| json!(one.spec.family)),
    ("InternetChargeType", |one| json!(one.spec.internet_charge_type)),
    ("InternetMaxBandwidthIn", |one| json!(one.spec.bandwidth_in)),
    ("InternetMaxBandwidthOut", |one| json!(one.spec.bandwidth_out)),
    ("KeyPairName", |one| {
        json!(match &one.spec.credential {
            Credential::KeyPair(name) => name,
            Credential::SetLater | Credential::PasswordSet => "",
        })
    }),
    ("Memory", |one| json!(one.spec.memory_mib)),
    ("OSName", |one| json!(one.spec.os_name)),
    ("OSType", |one| json!(one.spec.os_type)),
    ("OperationLocks", |one| {
        let held = LOCK_REASONS.iter().filter(|(_, lock)| one.locks.has(*lock));
        json!({ "LockReason": held.map(|(text, _)| json!({ "LockReason": text, "LockMsg": "" })).collect::<Vec<_>>() })
    }),
    ("PublicIpAddress", |one| json!({ "IpAddress": some(&one.public_ip) })),
    ("RegionId", |one| json!(one.spec.region)),
    ("ResourceGroupId", |one| json!(one.spec.resource_group)),
    ("SecurityGroupIds", |one| json!({ "SecurityGroupId": one.spec.security_groups })),
    ("SpotPriceLimit", |one| json!(f64::from(one.spec.spot_price_limit_milli) / 1_000.0)),
    ("SpotStrategy", |one| json!(spelling(&SPOT_STRATEGIES, &one.spec.spot))),
    ("StartTime", |one| json!(one.started_at.map(iso::minute).unwrap_or_default())),
    ("Status", |one| json!(spelling(&STATUSES, &one.status))),
    ("StoppedMode", |one| {
        let never = one.spec.charge == ChargeType::PrePaid && one.stopped_mode == StoppedMode::KeepCharging;
        json!(if never { "Not-applicable" } else { spelling(&STOPPED_MODES, &one.stopped_mode) })
    }),
    ("Tags", |one| {
        let tags: Vec<Value> = one.tags.iter().map(|t| json!({ "TagKey": t.key, "TagValue": t.value })).collect();
        json!({ "Tag": tags })
    }),
    ("VpcAttributes", |one| {
        json!({ "VpcId": one.spec.vpc_id, "VSwitchId": one.spec.vswitch_id, "NatIpAddress": "",
            "PrivateIpAddress": { "IpAddress": some(&one.private_ip) } })
    }),
    ("ZoneId", |one| json!(one.spec.zone)),
];

/// Fields that ECS shows and Latch only makes up: the same for every instance, or made from its id. Another value in an import is kept as
/// an unknown field; a field that an import lacks is not shown.
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

/// The fields under `Latch`: what Latch keeps and ECS does not show (docs/rules.md#export).
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
    // ECS shows minutes. The exact time is kept here, so that an exported world can be restored exactly.
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
    if !postpaid && instance.expires_at.is_none() && !spec.unknown.is_empty() {
        // The expiry shown is the imported one; the empty text says that it does not fall due.
        added.insert("ExpiredTime".into(), json!(""));
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

#[cfg(test)]
mod test {
    use std::sync::Arc;

    use super::{
        KNOWN,
        came::{MADE_UP, MAY_BE_SILENT},
        made_up,
        row::FIELDS,
    };
    use latch_rules::{UnixMillis, sample::sample};

    #[test]
    fn what_is_read_is_what_is_written() {
        let written: Vec<&str> = KNOWN.iter().map(|(name, _)| *name).collect();
        let read: Vec<&str> = FIELDS.into_iter().filter(|name| *name != "Latch").collect();
        assert_eq!(written, read);
    }

    #[test]
    fn what_may_be_left_unsaid_is_written_or_made_up() {
        let all = KNOWN.iter().map(|(name, _)| *name).chain(MADE_UP.iter().copied());
        let named = MAY_BE_SILENT.iter().filter(|name| !name.is_empty());
        assert_eq!(all.filter(|name| MAY_BE_SILENT.contains(name)).count(), named.count());
    }

    #[test]
    fn what_is_made_up_is_named() {
        let world = sample(UnixMillis(1_800_000_000_000));
        let mut one = world.live().next().unwrap().1.clone();
        for network in ["vpc", "classic"] {
            Arc::make_mut(&mut one.spec).network_type = network.into();
            assert_eq!(made_up(&one).keys().collect::<Vec<_>>(), MADE_UP.iter().collect::<Vec<_>>());
        }
    }
}
