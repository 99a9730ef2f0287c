//! The catalogue: regions, zones, instance types, images, disks and the network that each region offers. Holds facts only, from
//! `data/catalog.json` (public documentation as of 2021-07); Latch made up the zone letters, images and network ids. `decide` checks
//! whether an order may use them.

mod form;

pub use form::{Kind, disk_sizes, first_zone, is_region, is_zone, kind_named};

use super::ids::{digest, letters, region_prefix};

include!(concat!(env!("OUT_DIR"), "/catalog.rs"));

/// A region (docs/ecs.md). `zones` gives its zones.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Region {
    pub id: &'static str,
    pub name_zh: &'static str,
    pub name_en: &'static str,
}

impl Region {
    /// The region's zones. They are stored separately because the first page needs region names but no zones.
    #[must_use]
    pub fn zones(&self) -> &'static [&'static str] {
        ZONES.iter().find(|(id, _)| *id == self.id).map_or(&[], |(_, zones)| zones)
    }

    fn first_zone(&self) -> Option<&'static str> {
        self.zones().first().copied()
    }
}

/// An instance type and its properties.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InstanceType {
    pub id: &'static str,
    pub family: &'static str,
    pub cpu: u32,
    pub memory_mib: u32,
    /// 0 = none.
    pub gpu_amount: u32,
    pub gpu_spec: &'static str,
}

/// A public image.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Image {
    pub id: &'static str,
    /// With the version, as in `OSName`.
    pub os_name: &'static str,
    /// `Alibaba Cloud Linux`, `CentOS`, …
    pub platform: &'static str,
    /// `linux` or `windows`.
    pub os_type: &'static str,
    /// GiB: the smallest system disk for this image.
    pub min_system_disk: u32,
}

/// The smallest and the largest size in GiB.
pub type Sizes = (u32, u32);

/// A disk category and its sizes, in GiB (docs/ecs.md 4.2).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DiskCategory {
    pub id: &'static str,
    pub system: Sizes,
    pub data: Sizes,
}

/// The disk sizes of a category, in GiB.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Disk {
    pub system: Sizes,
    pub data: Sizes,
}

/// A network that every account has in each region.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Vpc {
    pub id: String,
    pub name: &'static str,
    /// The first two bytes of its addresses. A vSwitch's second byte is `network.1` plus the index of its zone.
    network: (u8, u8),
}

/// A subnet of a `Vpc`, in one zone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VSwitch {
    pub id: String,
    pub name: &'static str,
    pub vpc_id: String,
    pub zone: &'static str,
    /// The first two bytes of its addresses; its block is `/16`.
    pub network: (u8, u8),
}

/// A security group of a `Vpc`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SecurityGroup {
    pub id: String,
    pub name: &'static str,
    pub vpc_id: String,
}

const fn image(
    id: &'static str,
    platform: &'static str,
    os_name: &'static str,
    os_type: &'static str,
    min_system_disk: u32,
) -> Image {
    Image { id, os_name, platform, os_type, min_system_disk }
}

/// The public images that the wizard offers; the first is its default.
pub static IMAGES: &[Image] = &[
    image(
        "aliyun_3_x64_20G_alibase_20210425.vhd",
        "Alibaba Cloud Linux",
        "Alibaba Cloud Linux 3.2104 64-bit",
        "linux",
        20,
    ),
    image(
        "aliyun_2_1903_x64_20G_alibase_20210325.vhd",
        "Alibaba Cloud Linux",
        "Alibaba Cloud Linux 2.1903 LTS 64-bit",
        "linux",
        20,
    ),
    image("centos_8_3_x64_20G_alibase_20210318.vhd", "CentOS", "CentOS 8.3 64-bit", "linux", 20),
    image("centos_7_9_x64_20G_alibase_20210318.vhd", "CentOS", "CentOS 7.9 64-bit", "linux", 20),
    image("ubuntu_20_04_x64_20G_alibase_20210420.vhd", "Ubuntu", "Ubuntu 20.04 64-bit", "linux", 20),
    image("ubuntu_18_04_x64_20G_alibase_20210420.vhd", "Ubuntu", "Ubuntu 18.04 64-bit", "linux", 20),
    image("debian_10_9_x64_20G_alibase_20210420.vhd", "Debian", "Debian 10.9 64-bit", "linux", 20),
    image("freebsd_12_1_x64_30G_alibase_20210318.vhd", "FreeBSD", "FreeBSD 12.1 64-bit", "linux", 30),
    image(
        "win2019_1809_x64_dtc_zh-cn_40G_alibase_20210316.vhd",
        "Windows Server",
        "Windows Server 2019 Datacenter 64-bit Chinese",
        "windows",
        40,
    ),
    image(
        "win2019_1809_x64_dtc_en-us_40G_alibase_20210316.vhd",
        "Windows Server",
        "Windows Server 2019 Datacenter 64-bit English",
        "windows",
        40,
    ),
    image(
        "win2016_1607_x64_dtc_zh-cn_40G_alibase_20210316.vhd",
        "Windows Server",
        "Windows Server 2016 Datacenter 64-bit Chinese",
        "windows",
        40,
    ),
];

/// The disk categories; the first is the default of an order that names none.
pub static DISK_CATEGORIES: &[DiskCategory] = &[
    DiskCategory { id: "cloud_efficiency", system: (20, 500), data: (20, 32_768) },
    DiskCategory { id: "cloud_ssd", system: (20, 500), data: (20, 32_768) },
    DiskCategory { id: "cloud_essd", system: (20, 500), data: (20, 32_768) },
];

/// Key pairs of the account, in every region.
pub static KEY_PAIRS: &[&str] = &["ops-team", "ci-deploy"];

/// Resource groups: id and name. The first is the account's default.
pub static RESOURCE_GROUPS: &[(&str, &str)] =
    &[("rg-acfmxazb4ph6aiy", "default"), ("rg-aek2p7onvw5qd2y", "production"), ("rg-aek3tq6ehsy4rcq", "staging")];

/// The instance type that a scaling group without members creates, and the wizard's default.
pub const DEFAULT_INSTANCE_TYPE: &str = "ecs.g6.large";
/// The region that a console opens when no other was chosen before.
pub const DEFAULT_REGION: &str = "cn-hangzhou";

/// The region with that id.
#[must_use]
pub fn region(id: &str) -> Option<&'static Region> {
    REGIONS.iter().find(|region| region.id == id)
}

/// The instance type with that id.
#[must_use]
pub fn instance_type(id: &str) -> Option<&'static InstanceType> {
    INSTANCE_TYPES.iter().find(|kind| kind.id == id)
}

/// The image with that id.
#[must_use]
pub fn image_by_id(id: &str) -> Option<&'static Image> {
    IMAGES.iter().find(|image| image.id == id)
}

/// The disk category with that id.
#[must_use]
pub fn disk_category(id: &str) -> Option<&'static DiskCategory> {
    DISK_CATEGORIES.iter().find(|category| category.id == id)
}

/// The image that an id describes: one of the catalogue, a public image of another date, or a custom image (`m-…`); `None` where it is no
/// image id. Custom images count as Linux.
#[must_use]
pub fn image_named(id: &str) -> Option<Image> {
    if let Some(known) = image_by_id(id) {
        return Some(*known);
    }
    let custom = Image { id: "", os_name: "", platform: "", os_type: "linux", min_system_disk: 20 };
    if id.strip_prefix("m-").is_some_and(|rest| rest.len() >= 8) {
        return Some(custom);
    }
    if !id.contains("_alibase_") || id.strip_suffix(".vhd").is_none_or(|rest| rest.len() < 12) {
        return None;
    }
    let system = id.split('_').next().unwrap_or_default();
    let like = IMAGES.iter().find(|image| {
        let known = image.id.split('_').next().unwrap_or_default();
        known == system || (image.os_type == "windows" && system.starts_with("win"))
    });
    let size = id.split('_').find_map(|part| part.strip_suffix('G')?.parse().ok());
    let (platform, os_type) = like.map_or(("", "linux"), |image| (image.platform, image.os_type));
    Some(Image { platform, os_type, os_name: platform, min_system_disk: size.unwrap_or(20), ..custom })
}

/// The id of a network resource of the region, derived from its kind and name, so that it is always the same.
fn network_id(kind: &str, region: &str, name: &str) -> String {
    format!("{kind}-{}{}", region_prefix(region), letters(digest(region), digest(&[kind, name].concat())))
}

/// The region's VPCs; the first is the default.
#[must_use]
pub fn vpcs(region: &str) -> Vec<Vpc> {
    [("default", (172, 16)), ("production", (10, 0))]
        .map(|(name, network)| Vpc { id: network_id("vpc", region, name), name, network })
        .into()
}

/// The vSwitches in a zone, one in each VPC; the first is the default. Empty where the catalogue does not list the zone.
#[must_use]
pub fn vswitches(region_id: &str, zone: &str) -> Vec<VSwitch> {
    let Some((place, zone)) =
        region(region_id).and_then(|region| (0u8..).zip(region.zones().iter().copied()).find(|(_, id)| *id == zone))
    else {
        return Vec::new();
    };
    vpcs(region_id)
        .into_iter()
        .map(|vpc| VSwitch {
            id: network_id("vsw", region_id, &[vpc.name, zone].concat()),
            name: vpc.name,
            vpc_id: vpc.id,
            zone,
            network: (vpc.network.0, vpc.network.1 + place),
        })
        .collect()
}

/// The id of the default vSwitch in a zone that the catalogue does not list.
#[must_use]
pub fn vswitch_id(region: &str, zone: &str) -> String {
    network_id("vsw", region, &["default", zone].concat())
}

/// The vSwitch with that id, in any zone of the region.
#[must_use]
pub fn vswitch(region_id: &str, id: &str) -> Option<VSwitch> {
    let zones = region(region_id)?.zones();
    zones.iter().flat_map(|zone| vswitches(region_id, zone)).find(|vswitch| vswitch.id == id)
}

/// The region's security groups, two in each VPC; the first of a VPC is its default.
#[must_use]
pub fn security_groups(region: &str) -> Vec<SecurityGroup> {
    vpcs(region)
        .into_iter()
        .flat_map(|vpc| {
            ["default", "web"].map(|name| SecurityGroup {
                id: network_id("sg", region, &[vpc.name, name].concat()),
                name,
                vpc_id: vpc.id.clone(),
            })
        })
        .collect()
}

/// Whether an id that the catalogue does not list can belong to the region: it has the region's prefix, where that is known. Users may
/// bring scripts written for a network of their own, which Latch accepts.
#[must_use]
pub fn is_plausible(kind: &str, region_id: &str, id: &str) -> bool {
    let Some(rest) = id.strip_prefix(kind).and_then(|rest| rest.strip_prefix('-')) else { return false };
    // Public examples mask the ends of ids with asterisks.
    let is_plain = rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'*');
    let prefix = if region(region_id).is_some() { region_prefix(region_id) } else { String::new() };
    is_plain && rest.len() >= 11 && rest.starts_with(&prefix)
}

#[cfg(test)]
mod test {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_catalogue_is_the_public_one_of_2021() {
        assert_eq!(REGIONS.len(), 24);
        assert_eq!(region("cn-hangzhou").unwrap().zones().len(), 8);
        let kind = instance_type("ecs.g6.large").unwrap();
        assert_eq!((kind.cpu, kind.memory_mib, kind.gpu_amount), (2, 8_192, 0));
        assert!(instance_type(DEFAULT_INSTANCE_TYPE).is_some() && region(DEFAULT_REGION).is_some());
    }

    #[test]
    fn network_ids_are_the_same_every_time_and_all_different() {
        assert_eq!(vpcs("cn-hangzhou"), vpcs("cn-hangzhou"));
        let mut seen = HashSet::new();
        for region in REGIONS {
            for vpc in vpcs(region.id) {
                assert!(seen.insert(vpc.id));
            }
            for group in security_groups(region.id) {
                assert!(seen.insert(group.id));
            }
            for zone in region.zones() {
                for found in vswitches(region.id, zone) {
                    assert_eq!(vswitch(region.id, &found.id).as_ref(), Some(&found));
                    assert!(seen.insert(found.id));
                }
            }
        }
    }

    #[test]
    fn a_public_image_of_another_date_is_understood() {
        let image = image_named("win2022_21H2_x64_dtc_zh-cn_40G_alibase_20240516.vhd").unwrap();
        assert_eq!((image.os_type, image.min_system_disk), ("windows", 40));
        assert_eq!(image_named("aliyun_3_x64_20G_alibase_20240528.vhd").unwrap().os_type, "linux");
        assert!(image_named("m-bp1g7004ksh0oeuco5zl").is_some());
        assert!(image_named("something").is_none() && image_named("m-1").is_none());
    }

    #[test]
    fn a_foreign_network_id_is_plausible_only_in_its_region() {
        assert!(is_plausible("vsw", "cn-hangzhou", "vsw-bp1s5fnvk4gn2tws0qz1x"));
        assert!(!is_plausible("vsw", "cn-beijing", "vsw-bp1s5fnvk4gn2tws0qz1x"));
        assert!(!is_plausible("vsw", "cn-hangzhou", "vsw-nowhere"));
    }
}
