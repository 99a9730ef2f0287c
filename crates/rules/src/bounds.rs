//! Upper bounds for everything: one set for what the rules create, what an import may bring, and what is stored and read back. Data
//! within the bounds survives storage and export; anything else is refused before it enters the world. Real accounts stay far below all
//! bounds.

use super::{
    fields,
    instance::{Disk, Instance, Spec},
    ordinals::Ordinal,
};

/// Places in the order of creation, including those of instances that were forgotten.
pub const MOST_PLACES: Ordinal = 1 << 24;
/// Live instances at one time.
pub const MOST_LIVE: usize = 200_000;
/// Upper bound of any running number (of commits, records, ids): 2^53, exact in JavaScript too.
pub const MOST_NUMBER: u64 = 1 << 53;
/// The fastest rate of the clock: one day per second.
pub const FASTEST: u32 = 86_400;

/// Regions in use that the catalogue does not list. There is a bound because the index keeps one set of instances per region.
pub const MOST_OTHER_REGIONS: usize = 100;

/// Characters of an id, a code or an address.
pub const LONGEST_ID: usize = 128;
/// Characters of a name, a host name or a description.
pub const LONGEST_TEXT: usize = 512;
/// Characters of a tag's key and of its value: the same limit as in ECS.
pub const LONGEST_TAG: usize = 128;
/// Tags of an instance. The rules allow `fields::MOST_TAGS`; imported data may be older than that rule.
pub const MOST_TAGS: usize = 50;
/// Security groups of an instance.
pub const MOST_SECURITY_GROUPS: usize = 20;
/// Data disks of an instance.
pub const MOST_DATA_DISKS: usize = 20;
/// Bytes of an imported instance's fields that Latch does not model.
pub const LONGEST_UNKNOWN: usize = 32_768;

/// The most bytes of one character in UTF-8.
const LETTER: usize = 4;
/// The number of ids, codes and addresses of an instance outside of lists.
const IDS: usize = 22;
/// The most bytes that the texts of one instance may take.
pub const MOST_INSTANCE_BYTES: usize = LETTER
    * (3 * LONGEST_TEXT
        + IDS * LONGEST_ID
        + MOST_TAGS * 2 * LONGEST_TAG
        + (MOST_SECURITY_GROUPS + MOST_DATA_DISKS + 1) * LONGEST_ID)
    + LONGEST_UNKNOWN;
const _: () = assert!(MOST_TAGS >= fields::MOST_TAGS);

/// A bound that was exceeded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Excess {
    /// A text has more characters than this.
    Letters(usize),
    /// A list has more items than this.
    Items(usize),
}

/// Whether a text has at most `most` characters.
#[must_use]
pub fn fits(text: &str, most: usize) -> bool {
    text.len() <= most || text.chars().nth(most).is_none()
}

/// The first field of an instance, by its ECS name, that exceeds its bound.
#[must_use]
pub fn excess(instance: &Instance) -> Option<(String, Excess)> {
    let group = instance.member.as_ref().map_or("", |member| &*member.group);
    let texts = [
        ("InstanceName", &*instance.name, LONGEST_TEXT),
        ("HostName", &instance.host_name, LONGEST_TEXT),
        ("Description", &instance.description, LONGEST_TEXT),
        ("InstanceId", &instance.id, LONGEST_ID),
        ("VpcAttributes.PrivateIpAddress", &instance.private_ip, LONGEST_ID),
        ("PublicIpAddress", &instance.public_ip, LONGEST_ID),
        ("EipAddress.IpAddress", &instance.eip, LONGEST_ID),
        ("Latch.ScalingGroup.ScalingGroupId", group, LONGEST_ID),
    ];
    let too_long = texts.into_iter().find(|(_, text, most)| !fits(text, *most));
    too_long
        .map(|(name, _, most)| (name.to_owned(), Excess::Letters(most)))
        .or_else(|| {
            let texts = instance.tags.iter().map(|tag| [("TagKey", &tag.key), ("TagValue", &tag.value)]);
            let place = |n: usize, part: &str| format!("Tags.Tag[{n}].{part}");
            items("Tags.Tag", instance.tags.len(), MOST_TAGS).or_else(|| {
                let mut all = texts.enumerate().flat_map(|(n, pair)| pair.map(|(part, text)| (n, part, text)));
                let (n, part, _) = all.find(|(_, _, text)| !fits(text, LONGEST_TAG))?;
                Some((place(n, part), Excess::Letters(LONGEST_TAG)))
            })
        })
        .or_else(|| excess_of_spec(&instance.spec))
}

/// As `excess`, for the spec that instances share.
#[must_use]
pub fn excess_of_spec(spec: &Spec) -> Option<(String, Excess)> {
    let key_pair = match &spec.credential {
        super::instance::Credential::KeyPair(name) => &**name,
        super::instance::Credential::SetLater | super::instance::Credential::PasswordSet => "",
    };
    let texts = [
        ("RegionId", &*spec.region),
        ("ZoneId", &spec.zone),
        ("InstanceType", &spec.instance_type),
        ("InstanceTypeFamily", &spec.family),
        ("GPUSpec", &spec.gpu_spec),
        ("ImageId", &spec.image_id),
        ("OSName", &spec.os_name),
        ("OSType", &spec.os_type),
        ("InstanceNetworkType", &spec.network_type),
        ("VpcAttributes.VpcId", &spec.vpc_id),
        ("VpcAttributes.VSwitchId", &spec.vswitch_id),
        ("InternetChargeType", &spec.internet_charge_type),
        ("ResourceGroupId", &spec.resource_group),
        ("KeyPairName", key_pair),
    ];
    let too_long = texts.into_iter().find(|(_, text)| !fits(text, LONGEST_ID));
    let unknown = (spec.unknown.len() > LONGEST_UNKNOWN).then_some(("unknown", LONGEST_UNKNOWN));
    let unknown = unknown.map(|(name, most)| (name.to_owned(), Excess::Letters(most)));
    let system: Vec<&Disk> = spec.system_disk.iter().collect();
    too_long
        .map(|(name, _)| (name.to_owned(), Excess::Letters(LONGEST_ID)))
        .or_else(|| {
            let groups: Vec<&str> = spec.security_groups.iter().map(|group| &**group).collect();
            list("SecurityGroupIds.SecurityGroupId", "", &groups, MOST_SECURITY_GROUPS)
        })
        .or_else(|| disks("Latch.SystemDisk", &system))
        .or_else(|| disks("Latch.DataDisks", &spec.data_disks.iter().collect::<Vec<_>>()))
        .or(unknown)
}

fn disks(name: &str, disks: &[&Disk]) -> Option<(String, Excess)> {
    let categories: Vec<&str> = disks.iter().map(|disk| &*disk.category).collect();
    list(name, ".Category", &categories, MOST_DATA_DISKS)
}

fn list(name: &str, part: &str, texts: &[&str], most: usize) -> Option<(String, Excess)> {
    items(name, texts.len(), most).or_else(|| {
        let place = texts.iter().position(|text| !fits(text, LONGEST_ID))?;
        Some((format!("{name}[{place}]{part}"), Excess::Letters(LONGEST_ID)))
    })
}

fn items(name: &str, count: usize, most: usize) -> Option<(String, Excess)> {
    (count > most).then(|| (name.to_owned(), Excess::Items(most)))
}

#[cfg(test)]
mod test {
    use std::sync::Arc;

    use super::*;
    use crate::{UnixMillis, instance::Tag, sample::sample};

    fn one() -> Instance {
        sample(UnixMillis(1_800_000_000_000)).live().next().unwrap().1.clone()
    }

    #[test]
    fn a_believable_instance_is_within_its_bounds() {
        assert!(sample(UnixMillis(1_800_000_000_000)).live().all(|(_, one)| excess(one).is_none()));
    }

    #[test]
    fn what_goes_beyond_is_named_with_its_bound() {
        let long = |count: usize| -> Box<str> { "释".repeat(count).into() };
        let named = |change: &dyn Fn(&mut Instance)| {
            let mut one = one();
            change(&mut one);
            excess(&one)
        };
        assert_eq!(named(&|one| one.description = long(LONGEST_TEXT)), None);
        let found = named(&|one| one.description = long(LONGEST_TEXT + 1));
        assert_eq!(found, Some(("Description".into(), Excess::Letters(LONGEST_TEXT))));
        let found = named(&|one| one.tags = Arc::new(vec![Tag { key: "k".into(), value: long(129) }]));
        assert_eq!(found, Some(("Tags.Tag[0].TagValue".into(), Excess::Letters(LONGEST_TAG))));
        let many: Vec<_> = (0..=MOST_TAGS).map(|n| Tag { key: n.to_string().into(), value: "".into() }).collect();
        let found = named(&|one| one.tags = Arc::new(many.clone()));
        assert_eq!(found, Some(("Tags.Tag".into(), Excess::Items(MOST_TAGS))));
        let found = named(&|one| Arc::make_mut(&mut one.spec).security_groups = vec!["sg".into(), long(129)]);
        assert_eq!(found, Some(("SecurityGroupIds.SecurityGroupId[1]".into(), Excess::Letters(LONGEST_ID))));
    }
}
