//! Fleets to start with: the sample that is offered on a first visit, and fleets of any size for tests. They are deterministic and made
//! of events, so the world is as consistent as one that commands built. Holds no rules.

mod plan;

use std::sync::Arc;

use plan::{GROUPS, Group, Kind, Paid, Public, SCALED};

use super::{
    event::Event,
    ids::{Ids, host_name, letters, private_ip, public_ip, region_prefix, spread},
    instance::{Disk, Instance, Locks, Membership, Origin, Spec, Status, StoppedMode, Tag},
    scaling::ScalingGroup,
    time::{DAY, HOUR, SECOND, STARTING_FOR, UnixMillis},
    world::World,
};

/// A realistic fleet of 60 instances in six regions: protected production, unprotected leftovers of campaigns and tests, every billing
/// method, a scaling group, and one of each case that a person should see: an expired subscription, a security lock, a protected instance
/// with an auto-release time, a starting instance.
#[must_use]
pub fn sample(now: UnixMillis) -> World {
    let mut maker = Maker::new(now, super::world::DEFAULT_SEED);
    let total = GROUPS.iter().map(|group| i64::from(group.count)).sum::<i64>();
    for group in GROUPS {
        for number in 1..=group.count {
            // The oldest instance is about two years old, the youngest some hours.
            let left = total - i64::from(maker.made());
            let age = left * left * DAY / 5 + i64::from(number) * 7 * HOUR;
            let mut instance = maker.instance(group, number, age);
            single_out(&mut instance, now);
            maker.put(instance);
        }
    }
    maker.world()
}

/// A fleet of `count` running and stopped instances in six regions, different for every `seed`; half of the instances that can be
/// protected are protected.
#[must_use]
pub fn fleet(count: u32, seed: u64, now: UnixMillis) -> World {
    let mut maker = Maker::new(now, seed);
    for number in 1..=count {
        let chance = spread(seed ^ u64::from(number));
        // Names come from the sample's groups, with the instance's number: unique, and similar as in real fleets.
        let group = usize::try_from(chance % GROUPS.len() as u64).ok().and_then(|place| GROUPS.get(place));
        let Some(group) = group else { continue };
        let group = Group {
            protected: chance & 0x1000 != 0 && group.paid == Paid::AsYouGo,
            is_running: chance & 0xe000 != 0,
            ..*group
        };
        let age = i64::from(count - number) * 10 * 60 * SECOND + HOUR;
        let instance = maker.instance(&group, number, age);
        maker.put(instance);
    }
    maker.world()
}

/// Sets the particulars by which single instances differ from their group.
fn single_out(instance: &mut Instance, now: UnixMillis) {
    match &*instance.name {
        // Expired four days ago: stopped, and released in eleven days unless renewed.
        "crm-prod-02" => {
            instance.expires_at = Some(now.plus(-4 * DAY).minute_start());
            instance.locks = instance.locks.with(Locks::FINANCIAL);
            instance.status = Status::Stopped;
        }
        "legacy-mail-01" => instance.locks = instance.locks.with(Locks::SECURITY),
        // Protected, and still released at its auto-release time (R7b).
        "campaign-demo-01" => instance.auto_release_at = Some(now.plus(3 * DAY + 4 * HOUR).minute_start()),
        "dev-sandbox-03" => instance.auto_release_at = Some(now.plus(9 * HOUR).minute_start()),
        "build-runner-01" => {
            instance.status = Status::Starting;
            instance.settles_at = Some(now.plus(STARTING_FOR));
        }
        "web-staging-02" => instance.status = Status::Stopped,
        "dr-standby-02" => instance.stopped_mode = StoppedMode::StopCharging,
        "checkout-asg-05" => join(instance, Origin::Attached, false),
        "checkout-asg-04" => join(instance, Origin::Entrusted, false),
        "checkout-asg-03" => join(instance, Origin::Created, true),
        "checkout-asg-02" => {
            instance.protected = true;
            join(instance, Origin::Created, false);
        }
        "checkout-asg-01" => join(instance, Origin::Created, false),
        _ => {}
    }
}

fn join(instance: &mut Instance, origin: Origin, guarded: bool) {
    instance.member = Some(Membership { group: SCALED.into(), origin, guarded });
}

/// Makes instances one after another, then the world.
struct Maker {
    now: UnixMillis,
    seed: u64,
    ids: Ids,
    instances: Vec<Instance>,
}

impl Maker {
    fn new(now: UnixMillis, seed: u64) -> Self {
        Self { now, seed, ids: Ids::new(seed, 0), instances: Vec::new() }
    }

    fn made(&self) -> u32 {
        u32::try_from(self.instances.len()).unwrap_or(u32::MAX)
    }

    fn put(&mut self, instance: Instance) {
        self.instances.push(instance);
    }

    /// The next instance: the `number`th of its group, made `age` milliseconds ago.
    fn instance(&mut self, group: &Group, number: u32, age: i64) -> Instance {
        // Ids of one seed do not repeat within any possible fleet, so no id is in use yet.
        let (id, serial) = self.ids.next(group.region, |_| false);
        let created_at = self.now.plus(-age).minute_start();
        let address = |wanted| if group.public == wanted { public_ip(serial) } else { "".into() };
        Instance {
            host_name: host_name(&id, false),
            id,
            name: format!("{}-{number:02}", group.name).into(),
            description: "".into(),
            spec: Arc::new(spec(group, number, self.seed)),
            tags: tags(group),
            private_ip: private_ip((172, 16), serial),
            public_ip: address(Public::Static),
            eip: address(Public::Elastic),
            created_at,
            started_at: Some(created_at.plus(30 * SECOND)),
            status: if group.is_running { Status::Running } else { Status::Stopped },
            settles_at: None,
            stopped_mode: StoppedMode::KeepCharging,
            protected: group.protected,
            auto_release_at: None,
            expires_at: (group.paid == Paid::Subscription)
                .then(|| self.now.plus((40 + age / DAY % 200) * DAY).minute_start()),
            reclaim_at: None,
            locks: Locks::NONE,
            member: None,
            released: None,
        }
    }

    fn world(self) -> World {
        let mut world = World::empty();
        world.change_head(|head| head.seed = self.seed);
        if let Some(member) = self.instances.iter().find(|instance| instance.member.is_some()) {
            let id: Arc<str> = SCALED.into();
            let group = ScalingGroup {
                id: Arc::clone(&id),
                created_at: member.created_at.plus(-DAY),
                template: Arc::clone(&member.spec),
            };
            world.apply(&Event::GroupChanged { id, to: Some(group), was: None });
        }
        world.apply(&Event::Created { first: 0, instances: self.instances });
        world.apply(&Event::IdsGiven { upto: self.ids.given() });
        world
    }
}

fn tags(group: &Group) -> Arc<Vec<Tag>> {
    let tag = |(key, value): (&str, &&str)| Tag { key: key.into(), value: (*value).into() };
    Arc::new(["env", "team", "app"].into_iter().zip(&group.tags).map(tag).collect())
}

fn spec(group: &Group, number: u32, seed: u64) -> Spec {
    let Group { region, kind: Kind { id, family, cpu, gib }, .. } = *group;
    let prefix = region_prefix(region);
    let zones: Vec<char> = group.zones.chars().collect();
    let letter = zones.get(number as usize % zones.len().max(1)).copied().unwrap_or('a');
    // Zone names in China have a hyphen, other zone names have none.
    let zone = format!("{region}{}{letter}", if region.starts_with("cn-") { "-" } else { "" });
    let own = |kind: &str, number: u64| -> Box<str> { format!("{kind}-{prefix}{}", letters(seed, number)).into() };
    let has_public = group.public != Public::None;
    let is_database = group.name.starts_with("db-");
    let data_disk = Disk { category: "cloud_essd".into(), size: 500, delete_with_instance: false };
    Spec {
        region: region.into(),
        vswitch_id: own("vsw", u64::from(letter)),
        zone: zone.into(),
        instance_type: id.into(),
        family: family.into(),
        cpu,
        memory_mib: gib * 1_024,
        image_id: "aliyun_3_x64_20G_alibase_20240528.vhd".into(),
        os_name: "Alibaba Cloud Linux 3.2104 LTS 64-bit".into(),
        os_type: "linux".into(),
        charge: group.paid.charge(),
        spot: group.paid.spot(),
        network_type: "vpc".into(),
        vpc_id: own("vpc", 1),
        security_groups: vec![own("sg", 2)],
        internet_charge_type: if has_public { "PayByTraffic".into() } else { "".into() },
        bandwidth_out: if has_public { 5 } else { 0 },
        system_disk: Some(Disk { category: "cloud_essd".into(), size: 40, delete_with_instance: true }),
        data_disks: if is_database { vec![data_disk] } else { Vec::new() },
        ..Spec::default()
    }
}

#[cfg(test)]
mod test {
    use std::collections::{BTreeMap, HashSet};

    use super::{fleet, sample};
    use crate::{ChargeType, UnixMillis, World, instance::Locks, time::DAY, world::ShownStatus};

    const NOW: UnixMillis = UnixMillis(1_795_000_000_000);

    fn regions(world: &World) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for (_, instance) in world.live() {
            *counts.entry(&*instance.spec.region).or_default() += 1;
        }
        counts
    }

    #[test]
    fn most_of_the_sample_is_in_hangzhou_and_the_rest_in_five_regions() {
        let world = sample(NOW);
        assert_eq!(world.live_count(), 60);
        let regions = regions(&world);
        assert_eq!((regions.len(), regions["cn-hangzhou"]), (6, 24));
    }

    #[test]
    fn the_sample_shows_each_thing_once() {
        let world = sample(NOW);
        let count = |is: &dyn Fn(&crate::Instance) -> bool| world.live().filter(|(_, i)| is(i)).count();
        assert_eq!(count(&|i| i.is_expired()), 1);
        assert_eq!(count(&|i| i.locks.has(Locks::SECURITY)), 1);
        assert_eq!(count(&|i| i.protected && i.auto_release_at.is_some()), 1);
        assert_eq!(count(&|i| world.shown_status(i) == ShownStatus::Starting), 1);
        assert!(count(&|i| i.is_spot()) > 3 && count(&|i| i.spec.charge == ChargeType::PrePaid) > 3);
        assert_eq!(count(&|i| i.member.as_ref().is_some_and(|m| world.groups.contains_key(&m.group))), 5);
    }

    #[test]
    fn only_what_can_be_protected_is_and_nothing_is_due_yet() {
        for world in [sample(NOW), fleet(2_000, 7, NOW)] {
            assert!(world.live().all(|(_, instance)| !instance.protected || instance.is_protectable()));
            assert!(world.next_due().is_none_or(|due| due > NOW));
            assert!(world.live().all(|(_, instance)| instance.created_at < NOW));
        }
    }

    #[test]
    fn ids_names_and_addresses_are_all_different() {
        for world in [sample(NOW), fleet(10_000, 7, NOW)] {
            let all = |of: &dyn Fn(&crate::Instance) -> Box<str>| -> usize {
                world.live().map(|(_, instance)| of(instance)).collect::<HashSet<_>>().len()
            };
            assert_eq!(all(&|i| i.id.clone()), world.live_count());
            assert_eq!(all(&|i| i.name.clone()), world.live_count());
            assert_eq!(all(&|i| i.private_ip.clone()), world.live_count());
        }
    }

    #[test]
    fn regions_zones_and_types_are_those_of_the_catalogue() {
        let catalog: serde_json::Value = serde_json::from_str(include_str!("../data/catalog.json")).unwrap();
        let known =
            |list: &str, is: &dyn Fn(&serde_json::Value) -> bool| catalog[list].as_array().unwrap().iter().any(is);
        for (_, instance) in sample(NOW).live() {
            let spec = &instance.spec;
            assert!(known("Regions", &|region| region["RegionId"] == *spec.region
                && region["Zones"].as_array().unwrap().iter().any(|zone| *zone == *spec.zone)));
            assert!(known("InstanceTypes", &|kind| kind["InstanceTypeId"] == *spec.instance_type
                && kind["InstanceTypeFamily"] == *spec.family
                && kind["CpuCoreCount"] == spec.cpu
                && kind["MemorySize"] == f64::from(spec.memory_mib / 1_024)));
        }
    }

    #[test]
    fn the_oldest_come_first_and_the_youngest_is_hours_old() {
        let world = sample(NOW);
        let ages: Vec<i64> = world.live().map(|(_, instance)| NOW.since(instance.created_at)).collect();
        assert!(ages.is_sorted_by(|older, younger| older >= younger));
        assert!(ages.first().is_some_and(|age| *age > 600 * DAY) && ages.last().is_some_and(|age| *age < 2 * DAY));
    }
}
