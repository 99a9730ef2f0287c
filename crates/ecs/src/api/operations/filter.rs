//! The filters of DescribeInstances (docs/ecs.md 10.1): an instance must match all of them. There is no filter for release protection.

use crate::{
    api::params::{Params, malformed},
    instance_json::{self, CHARGE_TYPES, LOCK_REASONS, NEVER_EXPIRES, STATUSES, came, glance, spelled},
    iso,
};
use latch_rules::{
    ChargeType, Instance, Ordinal, Reason, Refusal, Status, UnixMillis, World,
    instance::{Credential, Locks},
};

/// A list may name at most this many ids or addresses.
const MOST_LISTED: usize = 100;
/// A request takes at most this many tags.
const MOST_TAGS: usize = 20;

/// Locks that ECS has and Latch never sets.
const OTHER_LOCKS: [&str; 2] = ["dedicatedhostfinancial", "refunded"];

#[derive(Debug, Default)]
pub(super) struct Filter<'p> {
    region: &'p str,
    ids: Option<Vec<Box<str>>>,
    name: Option<&'p str>,
    status: Option<Status>,
    charge: Option<ChargeType>,
    /// The lock reason as given, and its `Locks` value; `None` if Latch never sets this lock.
    lock: Option<(&'p str, Option<Locks>)>,
    io_optimized: Option<bool>,
    private_ips: Option<Vec<Box<str>>>,
    public_ips: Option<Vec<Box<str>>>,
    eips: Option<Vec<Box<str>>>,
    inner_ips: Option<Vec<Box<str>>>,
    /// Texts that an attribute must equal, by parameter.
    equal: Vec<(&'static str, &'p str)>,
    tags: Vec<(&'p str, Option<&'p str>)>,
    /// `(filter, limit)`.
    times: Vec<(TimeFilter, UnixMillis)>,
}

#[derive(Clone, Copy, Debug)]
enum TimeFilter {
    CreatedFrom,
    CreatedTo,
    ExpiredFrom,
    ExpiredTo,
}

const TIME_FILTERS: [(&str, TimeFilter); 4] = [
    ("CreationStartTime", TimeFilter::CreatedFrom),
    ("CreationEndTime", TimeFilter::CreatedTo),
    ("ExpiredStartTime", TimeFilter::ExpiredFrom),
    ("ExpiredEndTime", TimeFilter::ExpiredTo),
];

/// Parameters that an attribute must equal.
const EQUAL: [&str; 11] = [
    "InstanceType",
    "InstanceTypeFamily",
    "ZoneId",
    "VpcId",
    "VSwitchId",
    "SecurityGroupId",
    "ImageId",
    "KeyPairName",
    "ResourceGroupId",
    "InstanceNetworkType",
    "InternetChargeType",
];

impl<'p> Filter<'p> {
    pub(super) fn read(params: &'p Params, region: &'p str) -> Result<Self, Refusal> {
        Ok(Self {
            region,
            ids: listed(params, "InstanceIds")?,
            name: params.text("InstanceName"),
            status: chosen(params, "Status", |text| spelled(&STATUSES, text), malformed)?,
            charge: chosen(
                params,
                "InstanceChargeType",
                |text| spelled(&CHARGE_TYPES, text),
                |name| Refusal::field(Reason::ChargeTypeUnknown, name),
            )?,
            lock: chosen(params, "LockReason", lock, malformed)?,
            io_optimized: params.flag("IoOptimized")?,
            private_ips: listed(params, "PrivateIpAddresses")?,
            public_ips: listed(params, "PublicIpAddresses")?,
            eips: listed(params, "EipAddresses")?,
            inner_ips: listed(params, "InnerIpAddresses")?,
            equal: equal(params)?,
            tags: tags(params)?,
            times: times(params)?,
        })
    }

    /// The instances that can match at all: those named by `ids`, or else all live ones.
    pub(super) fn candidates<'w>(&self, world: &'w World) -> Box<dyn Iterator<Item = (Ordinal, &'w Instance)> + 'w> {
        match &self.ids {
            None => Box::new(world.live()),
            Some(ids) => {
                let mut found: Vec<_> = ids.iter().filter_map(|id| world.find(id)).collect();
                found.sort_unstable_by_key(|(ordinal, _)| *ordinal);
                found.dedup_by_key(|(ordinal, _)| *ordinal);
                Box::new(found.into_iter())
            }
        }
    }

    #[must_use]
    pub(super) fn admits(&self, instance: &Instance) -> bool {
        let spec = &*instance.spec;
        let among = |list: &Option<Vec<Box<str>>>, address: &str| {
            list.as_ref().is_none_or(|list| list.iter().any(|wanted| **wanted == *address))
        };
        *spec.region == *self.region
            && self.status.is_none_or(|status| status == instance.status)
            && self.charge.is_none_or(|charge| charge == spec.charge)
            && self.name.is_none_or(|pattern| like(pattern, &instance.name))
            && self.lock.is_none_or(|lock| is_locked(instance, lock))
            && self.io_optimized.is_none_or(|optimized| came::io_optimized(instance) == Some(optimized))
            && has_address(self.private_ips.as_deref(), instance, "PrivateIpAddress")
            && has_address(self.public_ips.as_deref(), instance, "PublicIpAddress")
            && among(&self.eips, &instance.eip)
            && has_address(self.inner_ips.as_deref(), instance, "InnerIpAddress")
            && self.equal.iter().all(|(name, wanted)| is_equal(instance, name, wanted))
            && self.tags.iter().all(|(key, value)| {
                instance.tags.iter().any(|tag| *tag.key == **key && value.is_none_or(|value| *tag.value == *value))
            })
            && self.times.iter().all(|(filter, at)| is_in_time(instance, *filter, *at))
    }
}

/// Whether an instance has the lock. Locks that Latch never sets come with imported instances.
fn is_locked(instance: &Instance, (reason, lock): (&str, Option<Locks>)) -> bool {
    match lock {
        Some(lock) => instance.locks.has(lock),
        None => glance::other_locks(&instance.spec.unknown).any(|other| other.eq_ignore_ascii_case(reason)),
    }
}

/// Whether one of the addresses that an instance shows in a field is among the wanted ones.
fn has_address(wanted: Option<&[Box<str>]>, instance: &Instance, field: &str) -> bool {
    let Some(wanted) = wanted else { return true };
    came::addresses_of(instance, field).iter().any(|address| wanted.iter().any(|wanted| **wanted == **address))
}

fn is_equal(instance: &Instance, name: &str, wanted: &str) -> bool {
    let spec = &*instance.spec;
    let value = match name {
        "InstanceType" => &spec.instance_type,
        "InstanceTypeFamily" => &spec.family,
        "ZoneId" => &spec.zone,
        "VpcId" => &spec.vpc_id,
        "VSwitchId" => &spec.vswitch_id,
        "SecurityGroupId" => return spec.security_groups.iter().any(|group| **group == *wanted),
        "ImageId" => &spec.image_id,
        "KeyPairName" => return matches!(&spec.credential, Credential::KeyPair(name) if **name == *wanted),
        "ResourceGroupId" => &spec.resource_group,
        "InstanceNetworkType" => &spec.network_type,
        "InternetChargeType" => &spec.internet_charge_type,
        _ => return true,
    };
    **value == *wanted
}

/// ECS shows and compares minutes.
fn is_in_time(instance: &Instance, filter: TimeFilter, at: UnixMillis) -> bool {
    let created = instance.created_at.minute_start();
    let never = || iso::parse(NEVER_EXPIRES).unwrap_or_default();
    let shown = || match instance.spec.unknown.contains("ExpiredTime") {
        true => iso::parse_lenient(instance_json::value(instance, "ExpiredTime").as_str()?),
        false => None,
    };
    let expires = || shown().or(instance.expires_at).map_or_else(never, UnixMillis::minute_start);
    match filter {
        TimeFilter::CreatedFrom => created >= at,
        TimeFilter::CreatedTo => created <= at,
        TimeFilter::ExpiredFrom => expires() >= at,
        TimeFilter::ExpiredTo => expires() <= at,
    }
}

/// A list that ECS has as a text holding a JSON list. No instance matches an empty list.
fn listed(params: &Params, name: &str) -> Result<Option<Vec<Box<str>>>, Refusal> {
    let list = params.json_list(name)?;
    if list.as_ref().is_some_and(|list| list.len() > MOST_LISTED) {
        return Err(malformed(name));
    }
    Ok(list)
}

fn chosen<'p, T>(
    params: &'p Params,
    name: &str,
    read: impl Fn(&'p str) -> Option<T>,
    refusal: impl Fn(&str) -> Refusal,
) -> Result<Option<T>, Refusal> {
    params.text(name).map(|text| read(text).ok_or_else(|| refusal(name))).transpose()
}

/// Case is ignored: ECS writes lock reasons both in upper and in lower case.
fn lock(text: &str) -> Option<(&str, Option<Locks>)> {
    let known = LOCK_REASONS.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)).map(|(_, lock)| *lock);
    let other = OTHER_LOCKS.iter().any(|name| name.eq_ignore_ascii_case(text));
    (known.is_some() || other).then_some((text, known))
}

fn equal(params: &Params) -> Result<Vec<(&'static str, &str)>, Refusal> {
    for (name, known) in
        [("InstanceNetworkType", ["vpc", "classic"]), ("InternetChargeType", ["PayByTraffic", "PayByBandwidth"])]
    {
        if params.text(name).is_some_and(|text| !known.contains(&text)) {
            return Err(malformed(name));
        }
    }
    Ok(EQUAL.into_iter().filter_map(|name| Some((name, params.text(name)?))).collect())
}

/// A key without a value matches every value.
fn tags(params: &Params) -> Result<Vec<(&str, Option<&str>)>, Refusal> {
    let numbers = params.numbers("Tag")?;
    if numbers.len() > MOST_TAGS {
        return Err(Refusal::field(Reason::TooManyTags, "Tag"));
    }
    let mut tags = Vec::new();
    for number in numbers {
        let (key, value) = (format!("Tag.{number}.Key"), format!("Tag.{number}.Value"));
        match (params.text(&key), params.text(&value)) {
            (None, Some(_)) => return Err(malformed(&key)),
            // The entry has neither key nor value: it is misspelt, and ignoring it would drop the filter.
            (None, None) if params.said(&key).is_none() && params.said(&value).is_none() => {
                return Err(malformed(&key));
            }
            (None, None) => {}
            (Some(key), value) => tags.push((key, value)),
        }
    }
    Ok(tags)
}

fn times(params: &Params) -> Result<Vec<(TimeFilter, UnixMillis)>, Refusal> {
    let mut times = Vec::new();
    for number in params.numbers("Filter")? {
        let (key, value) = (format!("Filter.{number}.Key"), format!("Filter.{number}.Value"));
        let Some(name) = params.text(&key) else {
            if params.said(&key).is_none() || params.text(&value).is_some() {
                return Err(malformed(&key));
            }
            continue;
        };
        let filter = spelled(&TIME_FILTERS, name).ok_or_else(|| malformed(&key))?;
        let at = params.time(&value, Reason::MalformedParameter)?.ok_or_else(|| malformed(&value))?;
        times.push((filter, at));
    }
    Ok(times)
}

/// Whether a text matches the pattern: `*` stands for any characters, everything else for itself.
#[must_use]
pub(super) fn like(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

#[cfg(test)]
mod test {
    use super::like;

    #[test]
    fn a_star_stands_for_any_characters() {
        for pattern in ["web-01", "web*", "*01", "*", "w*b*1", "web-01*", "**"] {
            assert!(like(pattern, "web-01"), "{pattern}");
        }
        for pattern in ["web", "*02", "we*b-02", "web-01?", "x*", "*web-01*1"] {
            assert!(!like(pattern, "web-01"), "{pattern}");
        }
        assert!(like("网*", "网站-数据库") && !like("ab*ba", "aba"));
    }
}
