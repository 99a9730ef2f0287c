//! The order of instances: by creation, or by a column. Pure. An order is computed once per column and reversed for the other direction;
//! keys are read once for each instance.

use std::sync::Arc;

use super::state::Rows;
use crate::{context::Column, i18n::Billing};
use latch_ecs::instance_json::glance;
use latch_rules::{Instance, Ordinal, World};

/// A column and whether it descends; `None` is the order of creation.
pub(super) type Sort = Option<(Column, bool)>;

/// Cache of computed orders, valid as long as the world does not change.
#[derive(Default)]
pub(super) struct Orders {
    version: u64,
    region: String,
    created: Option<Rows>,
    by_column: Vec<(Column, Ascending)>,
}

/// The instances that have a value in a column, ascending; then those without one, in the order of creation.
struct Ascending {
    rows: Rows,
    valued: usize,
}

impl Orders {
    /// The live instances of `region` in the order of `sort`. A change of `version` means another world.
    pub fn find(&mut self, world: &World, version: u64, region: &str, sort: Sort) -> Rows {
        if self.version != version || self.region != region {
            *self = Self { version, region: region.to_owned(), ..Self::default() };
        }
        let created = self.created.get_or_insert_with(|| {
            Rows::new(world.index().of_region(region).map(|marks| marks.iter().collect()).unwrap_or_default())
        });
        let Some((column, descends)) = sort else { return Arc::clone(created) };
        let known = self.by_column.iter().position(|(known, _)| *known == column);
        let place = known.unwrap_or_else(|| {
            self.by_column.push((column, ascending(world, created, column)));
            self.by_column.len() - 1
        });
        let Some((_, Ascending { rows, valued })) = self.by_column.get(place) else { return Arc::clone(created) };
        if !descends {
            return Arc::clone(rows);
        }
        let mut turned = rows.to_vec();
        if let Some(valued) = turned.get_mut(..*valued) {
            valued.reverse();
        }
        Rows::new(turned)
    }
}

fn ascending(world: &World, created: &[Ordinal], column: Column) -> Ascending {
    let (mut keyed, mut without) = (Vec::with_capacity(created.len()), Vec::new());
    for ordinal in created {
        let Some(instance) = world.get(*ordinal) else { continue };
        match key(world, instance, column) {
            Some(key) => keyed.push((key, *ordinal)),
            None => without.push(*ordinal),
        }
    }
    keyed.sort_by_key(|(key, _)| *key);
    if is_text(column) {
        // Texts with equal keys can differ only if they are longer than a key.
        let whole = |ordinal| world.get(ordinal).and_then(|instance| text(instance, column)).unwrap_or_default();
        for alike in keyed.chunk_by_mut(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1) {
            alike.sort_by(|(_, a), (_, b)| whole(*a).cmp(whole(*b)));
        }
    }
    let valued = keyed.len();
    let rows = keyed.into_iter().map(|(_, ordinal)| ordinal).chain(without).collect();
    Ascending { rows: Rows::new(rows), valued }
}

/// Sort key: two words that sort like the value; the first word counts first.
type Key = [u64; 2];

/// The sort key of an instance in a column; texts by their first 16 bytes. `None` where there is no value.
fn key(world: &World, instance: &Instance, column: Column) -> Option<Key> {
    let number = |number: u64| Some([0, number]);
    match column {
        Column::Id | Column::Name | Column::Zone => text(instance, column).filter(|text| !text.is_empty()).map(prefix),
        Column::Ip => shown_ip(instance).map(ip_key),
        Column::Status => number(world.shown_status(instance) as u64),
        Column::Configuration => {
            let size = u64::from(instance.spec.cpu) << 32 | u64::from(instance.spec.memory_mib);
            Some([size, prefix(&instance.spec.instance_type)[0]])
        }
        Column::Billing => number(match Billing::of(instance.spec.charge, instance.spec.spot) {
            Billing::PayAsYouGo => 0,
            Billing::Subscription => 1,
            Billing::Preemptible => 2,
        }),
        Column::Protection if instance.is_protectable() || instance.protected => number(u64::from(!instance.protected)),
        Column::Protection => None,
        Column::AutoRelease => instance.auto_release_at.and_then(|at| number(u64::try_from(at.0).ok()?)),
    }
}

fn is_text(column: Column) -> bool {
    matches!(column, Column::Id | Column::Name | Column::Zone)
}

fn text(instance: &Instance, column: Column) -> Option<&str> {
    match column {
        Column::Id => Some(&instance.id),
        Column::Name => Some(&instance.name),
        Column::Zone => Some(&instance.spec.zone),
        _ => None,
    }
}

/// The first 16 bytes, as words with the same order.
fn prefix(text: &str) -> Key {
    let text = text.as_bytes();
    let word = |from: usize| {
        let mut bytes = [0; 8];
        let rest = text.get(from..).unwrap_or_default();
        let length = rest.len().min(bytes.len());
        if let (Some(place), Some(first)) = (bytes.get_mut(..length), rest.get(..length)) {
            place.copy_from_slice(first);
        }
        u64::from_be_bytes(bytes)
    };
    [word(0), word(8)]
}

/// The first address in the cell.
pub(super) fn shown_ip(instance: &Instance) -> Option<&str> {
    let own = [&instance.eip, &instance.public_ip, &instance.private_ip].into_iter().map(|ip| &**ip);
    own.into_iter().find(|ip| !ip.is_empty()).or_else(|| glance::inner_addresses(&instance.spec.unknown).next())
}

/// IPv4 by number; any other imported text after that, by its first 16 bytes.
fn ip_key(ip: &str) -> Key {
    match ip.parse::<std::net::Ipv4Addr>() {
        Ok(ip) => [0, u64::from(u32::from(ip))],
        Err(_) => prefix(ip),
    }
}

#[cfg(test)]
mod test {
    use super::{Orders, Sort};
    use crate::context::Column;
    use latch_rules::{
        Event, Field, Instance, Ordinal, Ordinals, UnixMillis, World,
        sample::{fleet, sample},
    };

    const NOW: UnixMillis = UnixMillis(1_795_000_000_000);

    fn ordered(world: &World, region: &str, sort: Sort) -> Vec<Ordinal> {
        Orders::default().find(world, 1, region, sort).to_vec()
    }

    fn names(world: &World, sort: Sort) -> Vec<String> {
        let name = |ordinal: &u32| world.get(*ordinal).unwrap().name.to_string();
        ordered(world, "cn-hangzhou", sort).iter().map(name).collect()
    }

    #[test]
    fn without_a_sort_instances_stand_as_they_were_created() {
        let all = ordered(&sample(NOW), "cn-hangzhou", None);
        assert_eq!(all.len(), 24);
        assert!(all.is_sorted());
    }

    #[test]
    fn names_sort_both_ways() {
        let world = sample(NOW);
        let ascending = names(&world, Some((Column::Name, false)));
        assert!(ascending.is_sorted());
        assert_eq!(ascending[0], "api-prod-01");
        let mut descending = names(&world, Some((Column::Name, true)));
        descending.reverse();
        assert_eq!(ascending, descending);
    }

    #[test]
    fn instances_without_a_value_come_last_both_ways() {
        let world = sample(NOW);
        for descends in [false, true] {
            let sorted = names(&world, Some((Column::AutoRelease, descends)));
            assert_eq!(sorted[0], "campaign-demo-01");
            let last = sorted.last().unwrap();
            assert!(last != "campaign-demo-01");
            let protection = ordered(&world, "cn-hangzhou", Some((Column::Protection, descends)));
            assert!(!world.get(*protection.last().unwrap()).unwrap().is_protectable());
        }
    }

    #[test]
    fn every_column_orders_by_its_value() {
        let world = fleet(3_000, 5, NOW);
        let value = |i: &Instance, column| -> (u64, String) {
            match column {
                Column::Id => (0, i.id.to_string()),
                Column::Zone => (0, i.spec.zone.to_string()),
                Column::Configuration => {
                    (u64::from(i.spec.cpu) << 32 | u64::from(i.spec.memory_mib), i.spec.instance_type.to_string())
                }
                Column::Ip => {
                    let ip: std::net::Ipv4Addr = super::shown_ip(i).unwrap().parse().unwrap();
                    (u64::from(u32::from(ip)), String::new())
                }
                Column::Status => (world.shown_status(i) as u64, String::new()),
                _ => (0, String::new()),
            }
        };
        for column in [Column::Id, Column::Zone, Column::Ip, Column::Status, Column::Configuration] {
            let sorted = ordered(&world, "cn-hangzhou", Some((column, false)));
            let values: Vec<_> = sorted.iter().map(|o| value(world.get(*o).unwrap(), column)).collect();
            assert!(values.is_sorted(), "{column:?}");
        }
    }

    #[test]
    fn descending_is_ascending_turned_round_and_long_texts_count_whole() {
        let mut world = fleet(2_000, 5, NOW);
        let long = |end: &str| Field::Name(format!("a-name-of-more-than-a-key-{end}").into());
        let here = ordered(&world, "cn-hangzhou", None);
        for (ordinal, to) in [(here[7], long("b")), (here[9], long("a")), (here[11], long("b"))] {
            let was = vec![(1, world.any(ordinal).unwrap().value_of(&to))];
            world.apply(&Event::Changed { who: Ordinals::one(ordinal), to, was });
        }
        let name = |ordinal: &Ordinal| world.get(*ordinal).unwrap().name.to_string();
        let ascending = ordered(&world, "cn-hangzhou", Some((Column::Name, false)));
        assert!(ascending.iter().map(name).is_sorted());
        let place = |ordinal| ascending.iter().position(|known| *known == ordinal);
        assert!(place(here[7]) < place(here[11]), "equal ones as they were created");
        let mut descending = ordered(&world, "cn-hangzhou", Some((Column::Name, true)));
        descending.reverse();
        assert_eq!(ascending, descending);
    }

    #[test]
    fn a_kept_order_serves_both_directions_and_only_its_own_world_and_region() {
        let mut world = fleet(2_000, 5, NOW);
        let mut orders = Orders::default();
        let sort = |descends| Some((Column::Name, descends));
        let before = orders.find(&world, 1, "cn-hangzhou", sort(true));
        let to = Field::Name("aaa".into());
        let was = vec![(1, world.get(before[7]).unwrap().value_of(&to))];
        world.apply(&Event::Changed { who: Ordinals::one(before[7]), to, was });
        for (region, descends) in
            [("cn-hangzhou", true), ("cn-hangzhou", false), ("cn-shanghai", true), ("cn-hangzhou", true)]
        {
            assert_eq!(*orders.find(&world, 2, region, sort(descends)), ordered(&world, region, sort(descends)));
        }
        assert_eq!(orders.find(&world, 2, "cn-hangzhou", sort(true)).last(), Some(&before[7]));
    }
}
