//! The choices of an order, from the catalogue, in the form that the wizard needs (ids with names, minimum and maximum sizes). Contains no
//! facts of its own and no order.

use latch_rules::catalog::{
    self, DISK_CATEGORIES, IMAGES, INSTANCE_TYPES, Image, InstanceType, KEY_PAIRS, REGIONS, RESOURCE_GROUPS,
};

pub use catalog::{DEFAULT_INSTANCE_TYPE, DEFAULT_REGION};

/// Maximum outbound bandwidth in Mbit/s (docs/ecs.md 4.2).
pub const BANDWIDTH_AT_MOST: u32 = 100;

/// An id and a name.
pub type Named = (String, String);

/// The first id; empty where nothing is on offer.
#[must_use]
pub fn first(named: impl IntoIterator<Item = Named>) -> String {
    named.into_iter().next().map(|(id, _)| id).unwrap_or_default()
}

#[must_use]
pub fn has_region(id: &str) -> bool {
    catalog::region(id).is_some()
}

/// The ids of all regions.
pub fn regions() -> impl Iterator<Item = &'static str> {
    REGIONS.iter().map(|region| region.id)
}

/// The zones of a region, named by their ids.
pub fn zones(region: &str) -> impl Iterator<Item = Named> {
    catalog::region(region)
        .into_iter()
        .flat_map(|region| region.zones())
        .map(|zone| (zone.to_string(), zone.to_string()))
}

pub fn instance_types() -> impl Iterator<Item = &'static InstanceType> {
    INSTANCE_TYPES.iter()
}

#[must_use]
pub fn instance_type(id: &str) -> Option<&'static InstanceType> {
    catalog::instance_type(id)
}

pub fn images() -> impl Iterator<Item = &'static Image> {
    IMAGES.iter()
}

/// The initial image of an order.
#[must_use]
pub fn default_image() -> &'static str {
    IMAGES.first().map_or("", |image| image.id)
}

#[must_use]
pub fn is_windows(image: &str) -> bool {
    catalog::image_by_id(image).is_some_and(|image| image.os_type == "windows")
}

/// The ids of the disk categories.
pub fn disk_categories() -> impl Iterator<Item = &'static str> {
    DISK_CATEGORIES.iter().map(|category| category.id)
}

#[must_use]
pub fn default_disk_category() -> &'static str {
    disk_categories().next().unwrap_or("")
}

/// Minimum and maximum in GiB; the minimum is at least the size of the image.
#[must_use]
pub fn system_disk_range(category: &str, image: &str) -> (u32, u32) {
    let (least, most) = catalog::disk_category(category).map_or((20, 500), |category| category.system);
    (least.max(catalog::image_by_id(image).map_or(0, |image| image.min_system_disk)), most)
}

/// Minimum and maximum in GiB.
#[must_use]
pub fn data_disk_range(category: &str) -> (u32, u32) {
    catalog::disk_category(category).map_or((20, 32_768), |category| category.data)
}

pub fn vpcs(region: &str) -> impl Iterator<Item = Named> {
    catalog::vpcs(region).into_iter().map(|vpc| (vpc.id, vpc.name.to_owned()))
}

/// The vSwitches of a VPC in a zone.
pub fn vswitches(region: &str, vpc: &str, zone: &str) -> impl Iterator<Item = Named> {
    catalog::vswitches(region, zone)
        .into_iter()
        .filter(move |vswitch| vswitch.vpc_id == vpc)
        .map(|vswitch| (vswitch.id, vswitch.name.to_owned()))
}

/// The security groups of a VPC.
pub fn security_groups(region: &str, vpc: &str) -> impl Iterator<Item = Named> {
    catalog::security_groups(region)
        .into_iter()
        .filter(move |group| group.vpc_id == vpc)
        .map(|group| (group.id, group.name.to_owned()))
}

/// The account's key pairs, available in every region.
pub fn key_pairs() -> impl Iterator<Item = Named> {
    KEY_PAIRS.iter().map(|name| (name.to_string(), name.to_string()))
}

pub fn resource_groups() -> impl Iterator<Item = Named> {
    RESOURCE_GROUPS.iter().map(|(id, name)| (id.to_string(), name.to_string()))
}
