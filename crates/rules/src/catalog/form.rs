//! Regions, zones, instance types and disk categories that the catalogue does not list, because they came later. A name in the form that
//! ECS uses is accepted; any other name is refused.

use super::{Disk, Region, Sizes, disk_category, instance_type, region};

/// The continents and countries with which region names begin.
const LANDS: [&str; 8] = ["cn", "ap", "us", "eu", "me", "na", "sa", "af"];
/// Disk sizes in GiB for a category that the catalogue does not list.
const ANY_SYSTEM: Sizes = (1, 2_048);
const ANY_DATA: Sizes = (1, 65_536);

/// Whether a region is in the catalogue or has the form of a region name: `cn-wuhan-lr`, `ap-southeast-7`.
#[must_use]
pub fn is_region(id: &str) -> bool {
    let mut words = id.split('-');
    let is_in_land = words.next().is_some_and(|land| LANDS.contains(&land));
    let is_place = words.next().is_some_and(|place| place.len() >= 4 && place.bytes().all(|b| b.is_ascii_lowercase()));
    let rest_is_plain =
        words.all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
    region(id).is_some() || (id.len() <= 64 && is_in_land && is_place && rest_is_plain)
}

/// Whether a zone belongs to the region. A listed region has only its listed zones; in any other region the form of the name decides.
#[must_use]
pub fn is_zone(region_id: &str, zone: &str) -> bool {
    if let Some(region) = region(region_id) {
        return region.zones().contains(&zone);
    }
    let letter = zone.strip_prefix(region_id).map(|rest| rest.strip_prefix('-').unwrap_or(rest));
    letter.is_some_and(|letter| matches!(letter.as_bytes(), [b'a'..=b'z']))
}

/// The zone of an order that names none.
#[must_use]
pub fn first_zone(region_id: &str) -> String {
    match region(region_id).and_then(Region::first_zone) {
        Some(zone) => zone.to_owned(),
        None if region_id.starts_with("cn-") => format!("{region_id}-a"),
        None => format!("{region_id}a"),
    }
}

/// The known properties of an instance type. What its name does not say is 0 or empty.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Kind {
    pub family: String,
    pub cpu: u32,
    pub memory_mib: u32,
    pub gpu_amount: u32,
    pub gpu_spec: &'static str,
}

/// The properties of an instance type from the catalogue, or of one whose name has the form of a type: `ecs.g8i.large`,
/// `ecs.u1-c1m2.xlarge`. `None` for any other name.
#[must_use]
pub fn kind_named(id: &str) -> Option<Kind> {
    if let Some(known) = instance_type(id) {
        return Some(Kind {
            family: known.family.to_owned(),
            cpu: known.cpu,
            memory_mib: known.memory_mib,
            gpu_amount: known.gpu_amount,
            gpu_spec: known.gpu_spec,
        });
    }
    let (family, size) = id.strip_prefix("ecs.")?.split_once('.')?;
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if !family.starts_with(|c: char| c.is_ascii_lowercase()) || !family.split('-').all(is_word) || id.len() > 64 {
        return None;
    }
    let cpu = cpus(size)?;
    // `u1-c1m2`: the second word gives the GiB of memory per core and is not part of the family.
    let (base, ratio) = family.split_once('-').unwrap_or((family, ""));
    let by_ratio = ratio.trim_start_matches('l').strip_prefix('c').and_then(|rest| {
        let (cores, gib) = rest.split_once('m')?;
        Some((gib.parse::<u32>().ok()?, cores.parse::<u32>().ok()?))
    });
    let (gib, cores) = by_ratio.or_else(|| Some((gib_per_core(base)?, 1))).unwrap_or((0, 1));
    // Whole machines of 13 and 26 times (`13xlarge`, `26xlarge`) reserve some memory, and the name does not say how much.
    let gib = if cpu % 52 == 0 { 0 } else { gib };
    let has_ratio = ratio.bytes().any(|b| b.is_ascii_digit());
    Some(Kind {
        family: format!("ecs.{}", if has_ratio { base } else { family }),
        cpu,
        memory_mib: cpu.saturating_mul(gib).saturating_mul(1_024).checked_div(cores).unwrap_or_default(),
        ..Kind::default()
    })
}

/// The cores of a size; 0 where the name does not say, `None` where it is not a size.
fn cpus(size: &str) -> Option<u32> {
    match size {
        "small" => Some(1),
        "nano" | "medium" => Some(0),
        "large" => Some(2),
        "xlarge" => Some(4),
        _ => {
            let times = size.strip_suffix("xlarge")?;
            let number = times.parse::<u32>().ok().filter(|number| (2..=256).contains(number))?;
            (number.to_string() == times).then(|| number * 4)
        }
    }
}

/// GiB of memory per core, from the family's letter: compute, general, memory.
fn gib_per_core(family: &str) -> Option<u32> {
    let family = family.strip_prefix("ebm").unwrap_or(family);
    let mut letters = family.strip_prefix("hf").unwrap_or(family).chars();
    let (letter, then) = (letters.next()?, letters.next()?);
    match letter {
        'c' if then.is_ascii_digit() => Some(2),
        'g' if then.is_ascii_digit() => Some(4),
        'r' if then.is_ascii_digit() => Some(8),
        _ => None,
    }
}

/// The sizes of a disk category from the catalogue, or of one whose name has the form of a category (`cloud_auto`, `cloud_essd_entry`);
/// `None` for any other name.
#[must_use]
pub fn disk_sizes(id: &str) -> Option<Disk> {
    if let Some(known) = disk_category(id) {
        return Some(Disk { system: known.system, data: known.data });
    }
    let mut words = id.split('_');
    let is_kind = matches!(words.next(), Some("cloud" | "ephemeral" | "local" | "elastic"));
    let is_plain =
        words.all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
    (is_kind && is_plain && id.len() <= 64).then_some(Disk { system: ANY_SYSTEM, data: ANY_DATA })
}

#[cfg(test)]
mod test {
    use super::*;
    use crate::catalog::INSTANCE_TYPES;

    #[test]
    fn newer_regions_and_their_zones_are_taken_as_given() {
        for id in [
            "cn-hangzhou",
            "cn-fuzhou",
            "cn-wuhan-lr",
            "ap-southeast-7",
            "me-central-1",
            "na-south-1",
            "cn-heyuan-acdr-1",
        ] {
            assert!(is_region(id) && is_zone(id, &first_zone(id)), "{id}");
        }
        for id in [
            "",
            "xx-nowhere",
            "cn",
            "cn-",
            "cn-x",
            "CN-hangzhou",
            "cn-hangzhou ",
            "cn-wuhan--lr",
            "cn-网",
            "cn-wuhan_lr",
        ] {
            assert!(!is_region(id), "{id}");
        }
        assert!(is_zone("cn-fuzhou", "cn-fuzhou-b") && is_zone("ap-southeast-7", "ap-southeast-7a"));
        assert!(!is_zone("cn-fuzhou", "cn-hangzhou-b") && !is_zone("cn-hangzhou", "cn-hangzhou-z"));
        assert!(!is_zone("cn-fuzhou", "cn-fuzhou-bb") && !is_zone("cn-fuzhou", "cn-fuzhou"));
    }

    #[test]
    fn a_newer_type_says_what_it_is_by_its_name() {
        let kind = |id: &str| kind_named(id).map(|kind| (kind.family, kind.cpu, kind.memory_mib / 1_024));
        for (id, family, cpu, gib) in [
            ("ecs.g8i.large", "ecs.g8i", 2, 8),
            ("ecs.c8y.2xlarge", "ecs.c8y", 8, 16),
            ("ecs.r9i.16xlarge", "ecs.r9i", 64, 512),
            ("ecs.ebmg8i.48xlarge", "ecs.ebmg8i", 192, 768),
            ("ecs.hfc8i.xlarge", "ecs.hfc8i", 4, 8),
            ("ecs.u2a-c1m4.large", "ecs.u2a", 2, 8),
            ("ecs.e-c1m1.large", "ecs.e", 2, 2),
            ("ecs.gn8v.4xlarge", "ecs.gn8v", 16, 0),
        ] {
            assert_eq!(kind(id), Some((family.to_owned(), cpu, gib)), "{id}");
        }
        for id in [
            "",
            "ecs",
            "ecs.none",
            "g8i.large",
            "ecs.g8i.huge",
            "ecs.g8i.0xlarge",
            "ecs.g8i.02xlarge",
            "ecs.G8i.large",
            "ecs.g8i.large ",
            "ecs..large",
            "ecs.g8i;.large",
        ] {
            assert_eq!(kind_named(id), None, "{id:?}");
        }
    }

    #[test]
    fn what_a_name_says_is_what_the_catalogue_says() {
        for known in INSTANCE_TYPES {
            let cpu = known.id.rsplit('.').next().and_then(cpus);
            // This GPU type has two cores more than its name says.
            let is_odd = known.id == "ecs.gn6v-c10g1.20xlarge";
            assert!(is_odd || cpu.is_none_or(|cpu| cpu == 0 || cpu == known.cpu), "{known:?}");
            let gib = gib_per_core(known.family.trim_start_matches("ecs.")).filter(|_| known.cpu % 52 != 0);
            assert!(gib.is_none_or(|gib| gib * known.cpu * 1_024 == known.memory_mib), "{known:?}");
        }
    }

    #[test]
    fn newer_disks_are_taken_as_given() {
        for id in [
            "cloud_essd",
            "cloud_auto",
            "cloud_essd_entry",
            "cloud_essd_xc1",
            "cloud",
            "elastic_ephemeral_disk_standard",
        ] {
            assert!(disk_sizes(id).is_some(), "{id}");
        }
        for id in ["", "tape", "cloud_", "cloud ssd", "Cloud_ssd", "cloud_é"] {
            assert!(disk_sizes(id).is_none(), "{id}");
        }
    }
}
