//! What can be ordered: DescribeRegions, DescribeZones, DescribeInstanceTypes, DescribeImages, DescribeVpcs, DescribeVSwitches and
//! DescribeSecurityGroups (docs/ecs.md 10.5), from the catalogue. Values that only imported instances have are not offered.

use serde_json::{Value, json};

use super::{
    Body, Operation,
    common::{CHARGE_TYPE, NEXT_TOKEN, PAGE_NUMBER, PAGE_SIZE, REGION, SPOT_STRATEGY},
    paging::{self, Paging},
    reads,
    tags::UNKNOWN_TYPE,
};
use crate::{
    api::{
        errors::{OwnError, own},
        params::{Params, malformed},
        schema::{FALSE, Kind, NEVER, Parameter, choice, flag, json_list, number, of, text},
    },
    instance_json::{CHARGE_TYPES, SPOT_STRATEGIES, object, spelled},
};
use latch_rules::{
    Instance, Ordinal, Reason, Refusal, World,
    catalog::{self, DISK_CATEGORIES, IMAGES, INSTANCE_TYPES, Image, InstanceType, REGIONS, Region},
};

const ACCEPT_LANGUAGE: Parameter = choice("AcceptLanguage", &["zh-CN", "en-US", "ja"]);
const UNKNOWN_LANGUAGE: OwnError = own(
    Reason::MalformedParameter,
    "AcceptLanguage",
    404,
    "InvalidAcceptLanguage.NotFound",
    "The specified AcceptLanguage does not exist.",
);

const LARGEST_PAGE: u32 = 50;
const LARGEST_PAGE_OF_IMAGES: u32 = 100;
const LARGEST_PAGE_OF_TYPES: u32 = 1_600;
const MOST_TYPES_NAMED: usize = 10;
/// MiB in a GiB.
const GIB: f64 = 1_024.0;

// ---- regions and zones --------------------------------------------------------------------------------------------------

pub(super) const DESCRIBE_REGIONS: Operation = Operation {
    errors: &[UNKNOWN_TYPE, UNKNOWN_LANGUAGE],
    ..reads(
        "DescribeRegions",
        &[ACCEPT_LANGUAGE, CHARGE_TYPE, choice("ResourceType", &["instance", "disk", "reservedinstance", "scu"])],
        regions,
    )
};

fn regions(params: &Params, _: &World) -> Result<Body, Refusal> {
    let in_chinese = in_chinese(params)?;
    charge(params)?;
    match params.text("ResourceType") {
        None | Some("instance" | "disk" | "reservedinstance" | "scu") => {}
        Some(_) => return Err(malformed("ResourceType")),
    }
    let one = |region: &Region| {
        json!({
            "RegionId": region.id,
            "RegionEndpoint": format!("ecs.{}.aliyuncs.com", region.id),
            "LocalName": if in_chinese { region.name_zh } else { region.name_en },
            "Status": "available",
        })
    };
    Ok(list("Regions", "Region", REGIONS.iter().map(one).collect()))
}

pub(super) const DESCRIBE_ZONES: Operation = Operation {
    errors: &[UNKNOWN_LANGUAGE],
    ..reads("DescribeZones", &[REGION, CHARGE_TYPE, SPOT_STRATEGY, flag("Verbose"), ACCEPT_LANGUAGE], zones)
};

fn zones(params: &Params, world: &World) -> Result<Body, Refusal> {
    let in_chinese = in_chinese(params)?;
    charge(params)?;
    if let Some(text) = params.text("SpotStrategy") {
        spelled(&SPOT_STRATEGIES, text).ok_or_else(|| Refusal::field(Reason::SpotStrategyUnknown, "SpotStrategy"))?;
    }
    let is_verbose = params.flag("Verbose")?.unwrap_or(true);
    let region = offered_region(params, world)?;
    let disks: Vec<&str> = DISK_CATEGORIES.iter().map(|category| category.id).collect();
    let types: Vec<&str> = if is_verbose { INSTANCE_TYPES.iter().map(|kind| kind.id).collect() } else { Vec::new() };
    let one = |zone: &&str| {
        let letter = zone.rsplit('-').next().unwrap_or_default().to_uppercase();
        let name = match region {
            Some(region) if in_chinese => format!("{} 可用区{letter}", region.name_zh),
            Some(region) => format!("{} Zone {letter}", region.name_en),
            None => (*zone).to_owned(),
        };
        json!({
            "ZoneId": zone,
            "LocalName": name,
            "ZoneType": "AvailabilityZone",
            "AvailableResourceCreation": { "ResourceTypes": ["Instance", "Disk", "VSwitch", "IoOptimized"] },
            "AvailableDiskCategories": { "DiskCategories": disks },
            "AvailableInstanceTypes": { "InstanceTypes": types },
            "AvailableVolumeCategories": { "VolumeCategories": [] },
            "AvailableDedicatedHostTypes": { "DedicatedHostType": [] },
            "DedicatedHostGenerations": { "DedicatedHostGeneration": [] },
            "AvailableResources": { "ResourcesInfo": [] },
        })
    };
    let zones = region.map_or(&[][..], |region| region.zones());
    Ok(list("Zones", "Zone", zones.iter().map(one).collect()))
}

// ---- instance types -----------------------------------------------------------------------------------------------------

pub(super) const DESCRIBE_INSTANCE_TYPES: Operation = Operation {
    ignored: &["AdditionalAttributes."],
    refused: &[
        ("CpuArchitecture", &["X86"]),
        ("CpuArchitectures.", NEVER),
        ("GPUSpec", NEVER),
        ("GpuSpecs.", NEVER),
        ("InstanceCategories.", NEVER),
        ("InstanceCategory", NEVER),
        ("InstanceFamilyLevel", NEVER),
        ("InstanceTypeFamilies.", NEVER),
        ("LocalStorageCategories.", NEVER),
        ("LocalStorageCategory", NEVER),
        ("MaximumCpuSpeedFrequency", NEVER),
        ("MaximumCpuTurboFrequency", NEVER),
        ("MaximumGPUAmount", NEVER),
        ("MinimumBaselineCredit", NEVER),
        ("MinimumCpuSpeedFrequency", NEVER),
        ("MinimumCpuTurboFrequency", NEVER),
        ("MinimumDiskQuantity", NEVER),
        ("MinimumEniIpv6AddressQuantity", NEVER),
        ("MinimumEniPrivateIpAddressQuantity", NEVER),
        ("MinimumEniQuantity", NEVER),
        ("MinimumEriQuantity", NEVER),
        ("MinimumGPUAmount", &["0"]),
        ("MinimumInitialCredit", NEVER),
        ("MinimumInstanceBandwidthRx", NEVER),
        ("MinimumInstanceBandwidthTx", NEVER),
        ("MinimumInstancePpsRx", NEVER),
        ("MinimumInstancePpsTx", NEVER),
        ("MinimumLocalStorageAmount", NEVER),
        ("MinimumLocalStorageCapacity", NEVER),
        ("MinimumPrimaryEniQueueNumber", NEVER),
        ("MinimumQueuePairNumber", NEVER),
        ("MinimumSecondaryEniQueueNumber", NEVER),
        ("NvmeSupport", NEVER),
        ("PhysicalProcessorModel", NEVER),
        ("PhysicalProcessorModels.", NEVER),
    ],
    ..reads(
        "DescribeInstanceTypes",
        &[
            text("InstanceTypeFamily"),
            number("MinimumCpuCoreCount", 1, 256),
            number("MaximumCpuCoreCount", 1, 256),
            of("MinimumMemorySize", Kind::Decimal),
            of("MaximumMemorySize", Kind::Decimal),
            number("MaxResults", 10, 1_600),
            NEXT_TOKEN,
            text("InstanceTypes.N").list_of(10),
        ],
        instance_types,
    )
};

fn instance_types(params: &Params, _: &World) -> Result<Body, Refusal> {
    let family = params.text("InstanceTypeFamily");
    let named = params.list("InstanceTypes")?;
    if named.as_ref().is_some_and(|named| named.len() > MOST_TYPES_NAMED) {
        return Err(malformed("InstanceTypes"));
    }
    let bounds = |least: &str, most: &str| -> Result<(u32, u32), Refusal> {
        Ok((params.number(least)?.unwrap_or(0), params.number(most)?.unwrap_or(u32::MAX)))
    };
    let (least_cpu, most_cpu) = bounds("MinimumCpuCoreCount", "MaximumCpuCoreCount")?;
    let (least_memory, most_memory) = (gib(params, "MinimumMemorySize")?, gib(params, "MaximumMemorySize")?);
    let is_wanted = |kind: &&InstanceType| {
        let memory = f64::from(kind.memory_mib) / GIB;
        family.is_none_or(|family| family == kind.family)
            && named.as_ref().is_none_or(|named| named.iter().any(|name| **name == *kind.id))
            && (least_cpu..=most_cpu).contains(&kind.cpu)
            && least_memory.is_none_or(|least| memory >= least)
            && most_memory.is_none_or(|most| memory <= most)
    };
    let wanted: Vec<&InstanceType> = INSTANCE_TYPES.iter().filter(is_wanted).collect();
    let (from, most) = match paging::either(params, LARGEST_PAGE_OF_TYPES)? {
        Paging::Tokens { after, most } => (after.map_or(0, |last| last as usize + 1), most as usize),
        // Without a token this operation answers everything at once.
        Paging::Pages { .. } => (0, usize::MAX),
    };
    let page: Vec<Value> = wanted.iter().skip(from).take(most).map(|kind| instance_type(kind)).collect();
    let upto = from.saturating_add(page.len());
    let next = if upto < wanted.len() { paging::token(upto.saturating_sub(1) as u32) } else { String::new() };
    let mut body = list("InstanceTypes", "InstanceType", page);
    body.insert("NextToken".into(), json!(next));
    Ok(body)
}

fn instance_type(kind: &InstanceType) -> Value {
    json!({
        "InstanceTypeId": kind.id,
        "InstanceTypeFamily": kind.family,
        "CpuCoreCount": kind.cpu,
        // GiB here, MiB in DescribeInstances.
        "MemorySize": f64::from(kind.memory_mib) / GIB,
        "GPUAmount": kind.gpu_amount,
        "GPUSpec": kind.gpu_spec,
        "CpuArchitecture": "X86",
        "LocalStorageCategory": "",
    })
}

fn gib(params: &Params, name: &str) -> Result<Option<f64>, Refusal> {
    let Some(text) = params.text(name) else { return Ok(None) };
    text.parse().ok().filter(|size: &f64| size.is_finite()).map(Some).ok_or_else(|| malformed(name))
}

// ---- images -------------------------------------------------------------------------------------------------------------

pub(super) const DESCRIBE_IMAGES: Operation = Operation {
    ignored: &["ShowExpired"],
    refused: &[
        ("ActionType", NEVER),
        ("DryRun", FALSE),
        ("Filter.", NEVER),
        ("ImageFamily", NEVER),
        ("ImageOwnerId", NEVER),
        ("InstanceType", NEVER),
        ("IsSupportCloudinit", NEVER),
        ("IsSupportIoOptimized", &["true"]),
        ("ResourceGroupId", NEVER),
        ("SnapshotId", NEVER),
        ("Status", &["Available"]),
        ("Tag.", NEVER),
        ("Usable", NEVER),
        ("Usage", NEVER),
    ],
    ..reads(
        "DescribeImages",
        &[
            REGION,
            text("ImageId"),
            text("ImageName"),
            choice("ImageOwnerAlias", &["system", "self", "others", "marketplace"]),
            choice("OSType", &["linux", "windows"]),
            choice("Architecture", &["x86_64", "arm64", "i386"]),
            flag("IsPublic"),
            PAGE_NUMBER,
            PAGE_SIZE,
        ],
        images,
    )
};

fn images(params: &Params, world: &World) -> Result<Body, Refusal> {
    let region = super::region(params, world)?;
    let ids: Option<Vec<&str>> = params.text("ImageId").map(|ids| ids.split(',').map(str::trim).collect());
    let os_type = params.text("OSType");
    if os_type.is_some_and(|kind| !matches!(kind, "linux" | "windows")) {
        return Err(malformed("OSType"));
    }
    let name = params.text("ImageName");
    // All images are public.
    let is_public = params.flag("IsPublic")?.unwrap_or(true);
    let owner = params.text("ImageOwnerAlias").is_none_or(|owner| owner == "system");
    let x86 = params.text("Architecture").is_none_or(|architecture| architecture == "x86_64");
    let is_wanted = |image: &&Image| {
        is_public
            && x86
            && owner
            && ids.as_ref().is_none_or(|ids| ids.contains(&image.id))
            && os_type.is_none_or(|kind| kind == image.os_type)
            && name.is_none_or(|name| fits(name, image.id))
    };
    let all: Vec<Value> = IMAGES.iter().filter(is_wanted).map(image).collect();
    let mut body = paged(params, LARGEST_PAGE_OF_IMAGES, "Images", "Image", all)?;
    body.insert("RegionId".into(), json!(region));
    Ok(body)
}

fn image(image: &Image) -> Value {
    json!({
        "ImageId": image.id,
        "ImageName": image.id,
        "ImageOwnerAlias": "system",
        "Description": "",
        "OSName": image.os_name,
        "OSNameEn": image.os_name,
        "OSType": image.os_type,
        "Platform": image.platform,
        "Architecture": "x86_64",
        "Size": image.min_system_disk,
        "Status": "Available",
        "Usage": "none",
        "IsPublic": true,
        "IsSupportIoOptimized": true,
        "DiskDeviceMappings": { "DiskDeviceMapping": [] },
        "Tags": { "Tag": [] },
    })
}

/// Whether a name matches a pattern: the whole name, or a part of it with an asterisk before or after.
fn fits(pattern: &str, name: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(_), Some(_)) => name.contains(pattern.trim_matches('*')),
        (Some(end), None) => name.ends_with(end),
        (None, Some(start)) => name.starts_with(start),
        (None, None) => name == pattern,
    }
}

// ---- networks -----------------------------------------------------------------------------------------------------------

pub(super) const DESCRIBE_VPCS: Operation = Operation {
    refused: &[
        ("AdvancedFeature", NEVER),
        ("DhcpOptionsSetId", NEVER),
        ("DryRun", FALSE),
        ("EnableIpv6", NEVER),
        ("ResourceGroupId", NEVER),
        ("Tag.", NEVER),
        ("VpcName", NEVER),
        ("VpcOwnerId", NEVER),
    ],
    ..reads("DescribeVpcs", &[REGION, text("VpcId"), flag("IsDefault"), PAGE_NUMBER, number("PageSize", 1, 50)], vpcs)
};

fn vpcs(params: &Params, world: &World) -> Result<Body, Refusal> {
    let region = super::region(params, world)?;
    let ids: Option<Vec<&str>> = params.text("VpcId").map(|ids| ids.split(',').map(str::trim).collect());
    let default = params.flag("IsDefault")?;
    let offered = catalog::region(region).map_or_else(Vec::new, |region| catalog::vpcs(region.id));
    let zones = catalog::region(region).map_or(&[][..], |region| region.zones());
    let mut all = Vec::new();
    for (place, vpc) in offered.iter().enumerate() {
        let is_default = place == 0;
        if ids.as_ref().is_some_and(|ids| !ids.contains(&vpc.id.as_str()))
            || default.is_some_and(|want| want != is_default)
        {
            continue;
        }
        let vswitches: Vec<String> = zones
            .iter()
            .flat_map(|zone| catalog::vswitches(region, zone))
            .filter(|vswitch| vswitch.vpc_id == vpc.id)
            .map(|vswitch| vswitch.id)
            .collect();
        all.push(json!({
            "VpcId": vpc.id,
            "VpcName": vpc.name,
            "RegionId": region,
            "Status": "Available",
            "CidrBlock": if is_default { "172.16.0.0/12" } else { "10.0.0.0/8" },
            "IsDefault": is_default,
            "Description": "",
            "VSwitchIds": { "VSwitchId": vswitches },
            "UserCidrs": { "UserCidr": [] },
        }));
    }
    paged(params, LARGEST_PAGE, "Vpcs", "Vpc", all)
}

pub(super) const DESCRIBE_VSWITCHES: Operation = Operation {
    refused: &[
        ("DryRun", FALSE),
        ("EnableIpv6", NEVER),
        ("ResourceGroupId", NEVER),
        ("RouteTableId", NEVER),
        ("Tag.", NEVER),
        ("VSwitchName", NEVER),
        ("VSwitchOwnerId", NEVER),
    ],
    ..reads(
        "DescribeVSwitches",
        &[
            REGION,
            text("VpcId"),
            text("VSwitchId"),
            text("ZoneId"),
            flag("IsDefault"),
            PAGE_NUMBER,
            number("PageSize", 1, 50),
        ],
        vswitches,
    )
};

fn vswitches(params: &Params, world: &World) -> Result<Body, Refusal> {
    let region = match params.text("RegionId") {
        Some(_) => super::region(params, world)?,
        // Only this operation can do without `RegionId`: a VPC tells which region it is in.
        None => params
            .text("VpcId")
            .and_then(|id| REGIONS.iter().find(|region| catalog::vpcs(region.id).iter().any(|vpc| vpc.id == id)))
            .map(|region| region.id)
            .ok_or_else(|| Refusal::field(Reason::MissingParameter, "RegionId"))?,
    };
    let (vpc, zone, id) = (params.text("VpcId"), params.text("ZoneId"), params.text("VSwitchId"));
    let default = params.flag("IsDefault")?;
    let zones = catalog::region(region).map_or(&[][..], |region| region.zones());
    let mut all = Vec::new();
    for (place, vswitch) in zones.iter().flat_map(|zone| catalog::vswitches(region, zone).into_iter().enumerate()) {
        let is_default = place == 0;
        let is_wanted = vpc.is_none_or(|vpc| vpc == vswitch.vpc_id)
            && zone.is_none_or(|zone| zone == vswitch.zone)
            && id.is_none_or(|id| id == vswitch.id)
            && default.is_none_or(|want| want == is_default);
        if is_wanted {
            let used = world.live().filter(|(_, instance)| *instance.spec.vswitch_id == *vswitch.id).count();
            all.push(json!({
                "VSwitchId": vswitch.id,
                "VSwitchName": vswitch.name,
                "VpcId": vswitch.vpc_id,
                "ZoneId": vswitch.zone,
                "CidrBlock": format!("{}.{}.0.0/16", vswitch.network.0, vswitch.network.1),
                // The first address and the last three of a block are reserved by the system.
                "AvailableIpAddressCount": 65_532_usize.saturating_sub(used),
                "IsDefault": is_default,
                "Status": "Available",
                "Description": "",
            }));
        }
    }
    paged(params, LARGEST_PAGE, "VSwitches", "VSwitch", all)
}

pub(super) const DESCRIBE_SECURITY_GROUPS: Operation = Operation {
    ignored: &["FuzzyQuery", "IsQueryEcsCount", "MaxResults"],
    refused: &[
        ("DryRun", FALSE),
        ("NetworkType", &["vpc"]),
        ("NextToken", NEVER),
        ("ResourceGroupId", NEVER),
        ("SecurityGroupType", &["normal"]),
        ("ServiceManaged", FALSE),
        ("Tag.", NEVER),
    ],
    ..reads(
        "DescribeSecurityGroups",
        &[
            REGION,
            text("VpcId"),
            text("SecurityGroupId"),
            text("SecurityGroupName"),
            json_list("SecurityGroupIds"),
            PAGE_NUMBER,
            PAGE_SIZE,
        ],
        security_groups,
    )
};

fn security_groups(params: &Params, world: &World) -> Result<Body, Refusal> {
    let region = super::region(params, world)?;
    let (vpc, name, id) = (params.text("VpcId"), params.text("SecurityGroupName"), params.text("SecurityGroupId"));
    let ids = params.json_list("SecurityGroupIds")?;
    let offered = catalog::region(region).map_or_else(Vec::new, |region| catalog::security_groups(region.id));
    let is_wanted = |group: &&catalog::SecurityGroup| {
        vpc.is_none_or(|vpc| vpc == group.vpc_id)
            && name.is_none_or(|name| fits(name, group.name))
            && id.is_none_or(|id| id == group.id)
            && ids.as_ref().is_none_or(|ids| ids.iter().any(|id| **id == *group.id))
    };
    let one = |group: &catalog::SecurityGroup| {
        let mine =
            |(_, instance): &(Ordinal, &Instance)| instance.spec.security_groups.iter().any(|id| **id == *group.id);
        let count = world.live().filter(mine).count();
        json!({
            "SecurityGroupId": group.id,
            "SecurityGroupName": group.name,
            "VpcId": group.vpc_id,
            "Description": "",
            "SecurityGroupType": "normal",
            "EcsCount": count,
            "ResourceGroupId": "",
            "ServiceManaged": false,
            "Tags": { "Tag": [] },
        })
    };
    let all = offered.iter().filter(is_wanted).map(one).collect();
    let mut body = paged(params, LARGEST_PAGE_OF_IMAGES, "SecurityGroups", "SecurityGroup", all)?;
    body.insert("RegionId".into(), json!(region));
    Ok(body)
}

// ---- what they have in common -------------------------------------------------------------------------------------------

/// The region of a request; `None` if it is not in the catalogue and has only imported instances.
fn offered_region(params: &Params, world: &World) -> Result<Option<&'static Region>, Refusal> {
    super::region(params, world).map(catalog::region)
}

/// Names are in Chinese unless another language is requested. Latch has no Japanese names, so Japanese gets English.
fn in_chinese(params: &Params) -> Result<bool, Refusal> {
    match params.text("AcceptLanguage") {
        None | Some("zh-CN") => Ok(true),
        Some("en-US" | "ja") => Ok(false),
        Some(_) => Err(malformed("AcceptLanguage")),
    }
}

fn charge(params: &Params) -> Result<(), Refusal> {
    let Some(text) = params.text("InstanceChargeType") else { return Ok(()) };
    match spelled(&CHARGE_TYPES, text) {
        Some(_) => Ok(()),
        None => Err(Refusal::field(Reason::ChargeTypeUnknown, "InstanceChargeType")),
    }
}

/// `{"Regions": {"Region": […]}}`.
fn list(outer: &'static str, inner: &'static str, all: Vec<Value>) -> Body {
    let mut within = Body::new();
    within.insert(inner.into(), Value::Array(all));
    object(vec![(outer, Value::Object(within))])
}

/// One page of the list, by page number.
fn paged(
    params: &Params,
    largest: u32,
    outer: &'static str,
    inner: &'static str,
    all: Vec<Value>,
) -> Result<Body, Refusal> {
    let (number, size) = match paging::pages(params, largest)? {
        Paging::Pages { number, size } => (number, size),
        Paging::Tokens { most, .. } => (1, most),
    };
    let total = all.len();
    let skipped = (number as usize - 1).saturating_mul(size as usize);
    let mut body = list(outer, inner, all.into_iter().skip(skipped).take(size as usize).collect());
    body.insert("TotalCount".into(), json!(total));
    body.insert("PageNumber".into(), json!(number));
    body.insert("PageSize".into(), json!(size));
    Ok(body)
}
