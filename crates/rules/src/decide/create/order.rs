//! The checks on an order of new instances, and the defaults for what it leaves out. Makes no instance.

use super::super::schedule::checked_auto_release_time;
use crate::{
    bounds::{LONGEST_ID, MOST_SECURITY_GROUPS, fits},
    catalog,
    command::NewInstances,
    fields,
    instance::{ChargeType, Credential, Disk, Spec, SpotStrategy},
    naming::Naming,
    refusal::{Reason, Refusal},
    time::UnixMillis,
    world::World,
};

const MOST_INSTANCES: u32 = 100;
const MOST_DATA_DISKS: usize = 16;
/// The most incoming Mbit/s that can be requested. Real programs send 200 whatever the outgoing bandwidth is.
const MOST_BANDWIDTH_IN: u32 = 200;
/// GiB of the system disk when the order gives no size and the image needs no more.
const SYSTEM_DISK: u32 = 40;
/// The months that a subscription can be ordered for.
const PERIODS: [u32; 14] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 24, 36, 48, 60];

/// Whether a subscription can be ordered for so many months. 0 = not given = one month.
pub(crate) fn is_period(months: u32) -> bool {
    months == 0 || PERIODS.contains(&months)
}

/// Every problem of an order, in the order of the checks: the API answers with the first, a form shows all.
#[must_use]
pub fn order_problems(world: &World, order: &NewInstances, now: UnixMillis) -> Vec<Refusal> {
    let mut found = Vec::new();
    missing(order, &mut found);
    amounts(order, &mut found);
    names(order, &mut found);
    billing(order, now, &mut found);
    disks(order, &mut found);
    places(order, &mut found);
    lengths(order, &mut found);
    if world.account.overdue_since.is_some() {
        found.push(Refusal::whole(Reason::AccountInArrears));
    }
    found
}

fn missing(order: &NewInstances, found: &mut Vec<Refusal>) {
    let needed = [("RegionId", &order.region), ("ImageId", &order.image_id), ("InstanceType", &order.instance_type)];
    for (name, _) in needed.iter().filter(|(_, value)| value.is_empty()) {
        found.push(Refusal::field(Reason::MissingParameter, name));
    }
}

/// Lengths that no other check covers: ids that are accepted without a look-up.
fn lengths(order: &NewInstances, found: &mut Vec<Refusal>) {
    let key_pair = match &order.credential {
        Credential::KeyPair(name) => &**name,
        Credential::SetLater | Credential::PasswordSet => "",
    };
    let texts = [
        ("RegionId", &*order.region),
        ("ZoneId", &order.zone),
        ("ImageId", &order.image_id),
        ("InstanceType", &order.instance_type),
        ("VpcId", &order.vpc_id),
        ("VSwitchId", &order.vswitch_id),
        ("KeyPairName", key_pair),
        ("ResourceGroupId", &order.resource_group),
    ];
    let groups = order.security_groups.iter().map(|group| ("SecurityGroupId", &**group));
    for (name, _) in texts.into_iter().chain(groups).filter(|(_, text)| !fits(text, LONGEST_ID)) {
        found.push(Refusal::field(Reason::ParameterTooLong, name));
    }
    if order.security_groups.len() > MOST_SECURITY_GROUPS {
        found.push(Refusal::field(Reason::MalformedParameter, "SecurityGroupIds"));
    }
}

fn amounts(order: &NewInstances, found: &mut Vec<Refusal>) {
    if !(1..=MOST_INSTANCES).contains(&order.amount) {
        found.push(Refusal::field(Reason::AmountOutOfRange, "Amount"));
    }
    if order.min_amount.is_some_and(|least| !(1..=order.amount.clamp(1, MOST_INSTANCES)).contains(&least)) {
        found.push(Refusal::field(Reason::MinAmountMalformed, "MinAmount"));
    }
}

fn names(order: &NewInstances, found: &mut Vec<Refusal>) {
    let naming = Naming::read(&order.name, order.unique_suffix);
    let (base, name) = (naming.without_unique_suffix(0), naming.at(0));
    if order.name.is_empty() {
    } else if !fields::is_instance_name(&base, true) {
        found.push(Refusal::field(Reason::NameMalformed, "InstanceName"));
    } else if name.chars().count() > 128 {
        found.push(Refusal::field(Reason::NameTooLong, "InstanceName"));
    }
    if !fields::is_description(&order.description) {
        found.push(Refusal::field(Reason::DescriptionMalformed, "Description"));
    }
    let windows = image_is_windows(order);
    let hosts = Naming::read(&order.host_name, order.unique_suffix);
    // All ids have this length.
    let filled = |name: String| name.replace("${instance_id}", "i-0000000000000000000x");
    let (base, host) = (filled(hosts.without_unique_suffix(0)), filled(hosts.at(0)));
    if order.host_name.is_empty() {
    } else if !fields::is_host_name(&base, windows) {
        found.push(Refusal::field(Reason::HostNameMalformed, "HostName"));
    } else if !fields::is_host_name(&host, windows) {
        found.push(Refusal::field(Reason::HostNameTooLong, "HostName"));
    }
    if let Some((place, reason)) = fields::tag_problem(&order.tags) {
        let part = if reason == Reason::TagValueMalformed { "Value" } else { "Key" };
        found.push(Refusal::field(reason, &format!("Tag.{}.{part}", place + 1)));
    }
}

fn billing(order: &NewInstances, now: UnixMillis, found: &mut Vec<Refusal>) {
    let prepaid = order.charge == ChargeType::PrePaid;
    let spot = order.spot != SpotStrategy::NoSpot;
    if prepaid && spot {
        found.push(Refusal::field(Reason::SpotWithSubscription, "SpotStrategy"));
    }
    // R2.
    if order.deletion_protection && (prepaid || spot) {
        found.push(Refusal::field(Reason::ProtectionNeedsPayAsYouGo, "DeletionProtection"));
    }
    if prepaid && !is_period(order.period_months) {
        found.push(Refusal::field(Reason::PeriodUnknown, "Period"));
    }
    if let Some(at) = order.auto_release_at {
        if prepaid {
            found.push(Refusal::field(Reason::ChargeTypeViolation, "AutoReleaseTime"));
        } else if let Err(refusal) = checked_auto_release_time(at, now) {
            found.push(refusal);
        }
    }
}

fn disks(order: &NewInstances, found: &mut Vec<Refusal>) {
    if let Some(disk) = &order.system_disk {
        let least = catalog::image_named(&order.image_id).map_or(0, |image| image.min_system_disk);
        match sizes_of(disk) {
            None => found.push(Refusal::field(Reason::DiskCategoryNotSupported, "SystemDisk.Category")),
            Some(sizes) => {
                let (low, high) = sizes.system;
                if disk.size != 0 && !(low.max(least)..=high).contains(&disk.size) {
                    found.push(Refusal::field(Reason::DiskSizeOutOfRange, "SystemDisk.Size"));
                }
            }
        }
    }
    if order.data_disks.len() > MOST_DATA_DISKS {
        found.push(Refusal::field(Reason::TooManyDataDisks, "DataDisk"));
    }
    for (number, disk) in (1..).zip(order.data_disks.iter().take(MOST_DATA_DISKS)) {
        match sizes_of(disk) {
            None => {
                found.push(Refusal::field(Reason::DataDiskCategoryNotSupported, &format!("DataDisk.{number}.Category")))
            }
            Some(sizes) if !(sizes.data.0..=sizes.data.1).contains(&disk.size) => {
                found.push(Refusal::field(Reason::DataDiskSizeOutOfRange, &format!("DataDisk.{number}.Size")));
            }
            Some(_) => {}
        }
    }
}

fn sizes_of(disk: &Disk) -> Option<catalog::Disk> {
    let default = || catalog::DISK_CATEGORIES.first().map_or("", |category| category.id);
    catalog::disk_sizes(if disk.category.is_empty() { default() } else { &disk.category })
}

/// Region, zone, type, image and network. A name that the catalogue does not list is accepted if it has the form of a listed one, an id
/// if it can belong to the region (`catalog::is_plausible`).
fn places(order: &NewInstances, found: &mut Vec<Refusal>) {
    if !order.image_id.is_empty() && catalog::image_named(&order.image_id).is_none() {
        found.push(Refusal::field(Reason::ImageNotFound, "ImageId"));
    }
    if !order.instance_type.is_empty() && catalog::kind_named(&order.instance_type).is_none() {
        found.push(Refusal::field(Reason::InstanceTypeNotSupported, "InstanceType"));
    }
    if order.bandwidth_out > 100 {
        found.push(Refusal::field(Reason::BandwidthOutOfRange, "InternetMaxBandwidthOut"));
    } else if order.bandwidth_in.is_some_and(|value| !(1..=MOST_BANDWIDTH_IN).contains(&value)) {
        found.push(Refusal::field(Reason::BandwidthOutOfRange, "InternetMaxBandwidthIn"));
    }
    if !["", "PayByTraffic", "PayByBandwidth"].contains(&&*order.internet_charge_type) {
        found.push(Refusal::field(Reason::MalformedParameter, "InternetChargeType"));
    }
    if order.credential == Credential::KeyPair(Box::default()) {
        found.push(Refusal::field(Reason::KeyPairNotFound, "KeyPairName"));
    }
    if !order.resource_group.is_empty() && !order.resource_group.starts_with("rg-") {
        found.push(Refusal::field(Reason::ResourceGroupNotFound, "ResourceGroupId"));
    }
    if order.region.is_empty() {
        return;
    }
    if !catalog::is_region(&order.region) {
        found.push(Refusal::field(Reason::RegionNotFound, "RegionId"));
    } else if !order.zone.is_empty() && !catalog::is_zone(&order.region, &order.zone) {
        found.push(Refusal::field(Reason::ZoneNotFound, "ZoneId"));
    } else {
        network(order, found);
    }
}

fn network(order: &NewInstances, found: &mut Vec<Refusal>) {
    let vswitch = catalog::vswitch(&order.region, &order.vswitch_id);
    if let Some(vswitch) = &vswitch {
        let in_zone = order.zone.is_empty() || *order.zone == *vswitch.zone;
        let in_vpc = order.vpc_id.is_empty() || *order.vpc_id == *vswitch.vpc_id;
        if !in_zone || !in_vpc {
            found.push(Refusal::field(Reason::NetworkMismatch, "VSwitchId"));
        }
    } else if !order.vswitch_id.is_empty() && !catalog::is_plausible("vsw", &order.region, &order.vswitch_id) {
        found.push(Refusal::field(Reason::VSwitchNotFound, "VSwitchId"));
    }
    let groups = catalog::security_groups(&order.region);
    for id in &order.security_groups {
        match (groups.iter().find(|group| *group.id == **id), &vswitch) {
            (Some(group), Some(vswitch)) if group.vpc_id != vswitch.vpc_id => {
                found.push(Refusal::field(Reason::NetworkMismatch, "SecurityGroupId"));
            }
            (None, _) if !catalog::is_plausible("sg", &order.region, id) => {
                found.push(Refusal::field(Reason::SecurityGroupNotFound, "SecurityGroupId"));
            }
            _ => {}
        }
    }
}

fn image_is_windows(order: &NewInstances) -> bool {
    catalog::image_named(&order.image_id).is_some_and(|image| image.os_type == "windows")
}

/// The most incoming Mbit/s for so many outgoing. A higher value may be requested and is reduced to this.
fn most_bandwidth_in(out: u32) -> u32 {
    out.max(10)
}

/// The spec for a checked order, with defaults from the catalogue.
pub(super) fn spec(order: &NewInstances) -> Spec {
    let vswitch = catalog::vswitch(&order.region, &order.vswitch_id);
    let zone = match &vswitch {
        _ if !order.zone.is_empty() => order.zone.to_string(),
        Some(vswitch) => vswitch.zone.to_owned(),
        None => catalog::first_zone(&order.region),
    };
    let zone = &*zone;
    // An order without a vSwitch gets the zone's vSwitch in the VPC that it names, otherwise in the default VPC.
    let given = !order.vswitch_id.is_empty();
    let vswitch = vswitch.or_else(|| {
        let here = catalog::vswitches(&order.region, zone);
        here.iter().find(|v| *v.vpc_id == *order.vpc_id).or(here.first()).filter(|_| !given).cloned()
    });
    // A region that the catalogue does not list also has a network.
    let unlisted = catalog::region(&order.region).is_none();
    let first_vpc = || catalog::vpcs(&order.region).into_iter().next().map(|vpc| vpc.id.into()).unwrap_or_default();
    let vpc_id: Box<str> = match &vswitch {
        Some(vswitch) => vswitch.vpc_id.as_str().into(),
        None if unlisted && order.vpc_id.is_empty() => first_vpc(),
        None => order.vpc_id.clone(),
    };
    let vswitch_id: Box<str> = match vswitch {
        Some(vswitch) => vswitch.id.into(),
        None if unlisted && !given => catalog::vswitch_id(&order.region, zone).into(),
        None => order.vswitch_id.clone(),
    };
    let default_group = || catalog::security_groups(&order.region).into_iter().find(|group| *group.vpc_id == *vpc_id);
    let kind = catalog::kind_named(&order.instance_type).unwrap_or_default();
    let image = catalog::image_named(&order.image_id);
    let out = order.bandwidth_out;
    let or = |text: &str, default: &str| -> Box<str> { if text.is_empty() { default } else { text }.into() };
    let category = catalog::DISK_CATEGORIES.first().map_or("", |category| category.id);
    let system = order.system_disk.as_ref();
    let least = image.map_or(0, |image| image.min_system_disk);
    Spec {
        region: order.region.clone(),
        zone: zone.into(),
        instance_type: order.instance_type.clone(),
        family: kind.family.into(),
        cpu: kind.cpu,
        memory_mib: kind.memory_mib,
        gpu_amount: kind.gpu_amount,
        gpu_spec: kind.gpu_spec.into(),
        image_id: order.image_id.clone(),
        os_name: image.map(|image| image.os_name.into()).unwrap_or_default(),
        os_type: image.map(|image| image.os_type.into()).unwrap_or_default(),
        charge: order.charge,
        spot: order.spot,
        spot_price_limit_milli: if order.spot == SpotStrategy::SpotWithPriceLimit {
            order.spot_price_limit_milli
        } else {
            0
        },
        network_type: "vpc".into(),
        vswitch_id,
        security_groups: if order.security_groups.is_empty() {
            default_group().map(|group| group.id.into()).into_iter().collect()
        } else {
            order.security_groups.clone()
        },
        vpc_id,
        internet_charge_type: or(&order.internet_charge_type, "PayByTraffic"),
        bandwidth_in: order.bandwidth_in.unwrap_or(u32::MAX).min(most_bandwidth_in(out)),
        bandwidth_out: out,
        system_disk: Some(Disk {
            category: or(system.map_or("", |disk| &disk.category), category),
            size: system.map(|disk| disk.size).filter(|size| *size != 0).unwrap_or(SYSTEM_DISK.max(least)),
            delete_with_instance: true,
        }),
        data_disks: order
            .data_disks
            .iter()
            .map(|disk| Disk { category: or(&disk.category, category), ..disk.clone() })
            .collect(),
        resource_group: or(&order.resource_group, catalog::RESOURCE_GROUPS.first().map_or("", |group| group.0)),
        credential: order.credential.clone(),
        unknown: Box::default(),
    }
}

/// The spec of instances that a scaling group without members creates: the catalogue's defaults in its default region.
pub(in crate::decide) fn default_spec() -> Spec {
    spec(&NewInstances {
        region: catalog::DEFAULT_REGION.into(),
        instance_type: catalog::DEFAULT_INSTANCE_TYPE.into(),
        image_id: catalog::IMAGES.first().map_or("", |image| image.id).into(),
        ..NewInstances::default()
    })
}
