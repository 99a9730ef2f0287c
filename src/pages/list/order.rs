//! In which order instances stand: as created, or by a column. Pure. Keys are read once for each instance, and what is in order already is
//! not sorted again, so a world that changes a little costs little.

use std::cmp::Ordering;

use crate::{
    context::Column,
    i18n::Billing,
    rules::{Instance, Ordinal, World},
};

/// A column and whether it descends; nothing is the order of creation.
pub(super) type Sort = Option<(Column, bool)>;

/// The live instances of `region` in the order of `sort`. `before` is the order that stood until now: only the faster for it.
pub(super) fn ordered(world: &World, region: &str, sort: Sort, before: &[Ordinal]) -> Vec<Ordinal> {
    let here = |instance: &Instance| *instance.spec.region == *region;
    let created: Vec<Ordinal> = world.live().filter(|(_, i)| here(i)).map(|(ordinal, _)| ordinal).collect();
    let Some((column, descends)) = sort else { return created };

    let mut keyed: Vec<Keyed> = Vec::with_capacity(created.len());
    let mut is_kept = vec![false; world.next_ordinal() as usize];
    let old = before.iter().copied().filter(|ordinal| world.get(*ordinal).is_some_and(here));
    for ordinal in old.chain(created) {
        let seen = is_kept.get_mut(ordinal as usize).map(|kept| std::mem::replace(kept, true));
        if seen == Some(false)
            && let Some(instance) = world.get(ordinal)
        {
            let key = key(world, instance, column);
            keyed.push(Keyed { is_last: key.is_none(), key: key.unwrap_or_default(), ordinal });
        }
    }
    let whole = |ordinal| world.get(ordinal).and_then(|instance| text(instance, column)).unwrap_or_default();
    // Stable, and linear where the former order still holds.
    keyed.sort_by(|a, b| {
        let by_value = a
            .key
            .cmp(&b.key)
            .then_with(|| if is_text(column) { whole(a.ordinal).cmp(whole(b.ordinal)) } else { Ordering::Equal });
        let by_value = if descends { by_value.reverse() } else { by_value };
        a.is_last.cmp(&b.is_last).then(by_value).then_with(|| a.ordinal.cmp(&b.ordinal))
    });
    keyed.into_iter().map(|keyed| keyed.ordinal).collect()
}

struct Keyed {
    /// Without a value: last in both directions.
    is_last: bool,
    key: u128,
    ordinal: Ordinal,
}

/// The place of an instance in a column; texts by their first 16 bytes. Nothing where there is no value.
fn key(world: &World, instance: &Instance, column: Column) -> Option<u128> {
    match column {
        Column::Id | Column::Name | Column::Zone => text(instance, column).filter(|text| !text.is_empty()).map(prefix),
        Column::Ip => shown_ip(instance).map(ip_key),
        Column::Status => Some(world.shown_status(instance) as u128),
        Column::Configuration => {
            let size = u128::from(instance.spec.cpu) << 32 | u128::from(instance.spec.memory_mib);
            Some(size << 64 | prefix(&instance.spec.instance_type) >> 64)
        }
        Column::Billing => Some(match Billing::of(instance.spec.charge, instance.spec.spot) {
            Billing::PayAsYouGo => 0,
            Billing::Subscription => 1,
            Billing::Preemptible => 2,
        }),
        Column::Protection if instance.is_protectable() || instance.protected => Some(u128::from(!instance.protected)),
        Column::Protection => None,
        Column::AutoRelease => instance.auto_release_at.and_then(|at| u128::try_from(at.0).ok()),
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

/// The first 16 bytes as a number that sorts as they do.
fn prefix(text: &str) -> u128 {
    let mut bytes = [0; 16];
    for (place, byte) in bytes.iter_mut().zip(text.as_bytes()) {
        *place = *byte;
    }
    u128::from_be_bytes(bytes)
}

/// The address that stands first in the cell.
pub(super) fn shown_ip(instance: &Instance) -> Option<&str> {
    [&instance.eip, &instance.public_ip, &instance.private_ip].into_iter().map(|ip| &**ip).find(|ip| !ip.is_empty())
}

/// IPv4 by number; what else was imported after that, by text.
fn ip_key(ip: &str) -> u128 {
    match ip.parse::<std::net::Ipv4Addr>() {
        Ok(ip) => u128::from(u32::from(ip)),
        Err(_) => 1 << 127 | prefix(ip) >> 1,
    }
}

#[cfg(test)]
mod test {
    use super::{Sort, ordered};
    use crate::{
        context::Column,
        rules::{
            Event, Field, Instance, Ordinals, UnixMillis, World,
            sample::{fleet, sample},
        },
    };

    const NOW: UnixMillis = UnixMillis(1_795_000_000_000);

    fn names(world: &World, sort: Sort) -> Vec<String> {
        let name = |ordinal: &u32| world.get(*ordinal).unwrap().name.to_string();
        ordered(world, "cn-hangzhou", sort, &[]).iter().map(name).collect()
    }

    #[test]
    fn without_a_sort_instances_stand_as_they_were_created() {
        let all = ordered(&sample(NOW), "cn-hangzhou", None, &[]);
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
            let protection = ordered(&world, "cn-hangzhou", Some((Column::Protection, descends)), &[]);
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
            let sorted = ordered(&world, "cn-hangzhou", Some((column, false)), &[]);
            let values: Vec<_> = sorted.iter().map(|o| value(world.get(*o).unwrap(), column)).collect();
            assert!(values.is_sorted(), "{column:?}");
        }
    }

    #[test]
    fn the_order_that_stood_until_now_changes_nothing() {
        let mut world = fleet(2_000, 5, NOW);
        let sort = Some((Column::Name, true));
        let before = ordered(&world, "cn-hangzhou", sort, &[]);
        let renamed = before[7];
        let to = Field::Name("aaa".into());
        let was = vec![(1, world.get(renamed).unwrap().value_of(&to))];
        world.apply(&Event::Changed { who: Ordinals::one(renamed), to, was });
        assert_eq!(ordered(&world, "cn-hangzhou", sort, &before), ordered(&world, "cn-hangzhou", sort, &[]));
        assert_eq!(ordered(&world, "cn-shanghai", sort, &before), ordered(&world, "cn-shanghai", sort, &[]));
    }
}
