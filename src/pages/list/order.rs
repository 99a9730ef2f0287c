//! The order of instances: by creation, or by the value of a column. Pure. An order is computed once per column and reversed for the other
//! direction; keys are read once for each instance.

use std::sync::Arc;

use super::state::Rows;
use crate::i18n::Texts;
use latch_rules::{Instance, Ordinal, World};

/// An order that a column's head offers.
#[derive(Debug)]
pub(super) struct Order {
    /// Its name in the address.
    pub id: &'static str,
    pub label: fn(Texts) -> &'static str,
    value: Value,
    /// Whether it changes when only release protection does.
    pub is_by_protection: bool,
}

/// What an order compares.
#[derive(Debug)]
pub(super) enum Value {
    /// A text; an empty one counts as none.
    Text(fn(&Instance) -> &str),
    /// A number, or `None` where there is no value.
    Number(fn(&World, &Instance) -> Option<u64>),
    /// Anything else, by a key.
    Key(fn(&World, &Instance) -> Option<Key>),
}

impl Order {
    pub(super) const fn new(id: &'static str, label: fn(Texts) -> &'static str, value: Value) -> Self {
        Self { id, label, value, is_by_protection: false }
    }

    pub(super) const fn by_protection(self) -> Self {
        Self { is_by_protection: true, ..self }
    }

    /// The sort key of an instance; a text counts with its first 16 bytes. `None` where there is no value.
    fn key(&self, world: &World, instance: &Instance) -> Option<Key> {
        match self.value {
            Value::Text(text) => Some(text(instance)).filter(|text| !text.is_empty()).map(text_key),
            Value::Number(number) => Some([0, number(world, instance)?]),
            Value::Key(key) => key(world, instance),
        }
    }

    /// Whether two instances have the same value.
    fn is_alike(&self, world: &World, a: Ordinal, b: Ordinal) -> bool {
        let (Some(a), Some(b)) = (world.get(a), world.get(b)) else { return false };
        match self.value {
            Value::Text(text) => text(a) == text(b),
            _ => self.key(world, a) == self.key(world, b),
        }
    }
}

impl PartialEq for Order {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// Orders and whether each descends; the first counts first, and none is the order of creation.
pub(super) type Sort = Vec<(&'static Order, bool)>;

/// Reads the orders of an address, with `-` before one that descends. `Err`: those that are none.
pub(super) fn read_sort(text: &str) -> Result<Sort, Sort> {
    let (mut sort, mut is_whole) = (Sort::new(), true);
    for word in text.split(',').filter(|word| !word.is_empty()) {
        let (id, descends) = word.strip_prefix('-').map_or((word, false), |id| (id, true));
        match super::columns::order(id).filter(|order| sort.iter().all(|(known, _)| known != order)) {
            Some(order) => sort.push((order, descends)),
            None => is_whole = false,
        }
    }
    if is_whole { Ok(sort) } else { Err(sort) }
}

/// The orders as the address has them.
pub(super) fn sort_text(sort: &Sort) -> String {
    let words = sort.iter().map(|(order, descends)| format!("{}{}", if *descends { "-" } else { "" }, order.id));
    words.collect::<Vec<_>>().join(",")
}

/// Cache of computed orders, valid as long as the world does not change.
#[derive(Default)]
pub(super) struct Orders {
    version: u64,
    region: String,
    created: Option<Rows>,
    by_value: Vec<(&'static str, Ascending)>,
}

/// The instances that have a value, ascending; then those without one, in the order of creation.
struct Ascending {
    rows: Rows,
    valued: usize,
}

impl Orders {
    /// The live instances of `region` in the order of `sort`. A change of `version` means another world.
    pub fn find(&mut self, world: &World, version: u64, region: &str, sort: &Sort) -> Rows {
        if self.version != version || self.region != region {
            *self = Self { version, region: region.to_owned(), ..Self::default() };
        }
        let created = self.created.get_or_insert_with(|| {
            Rows::new(world.index().of_region(region).map(|marks| marks.iter().collect()).unwrap_or_default())
        });
        let (order, descends) = match sort.as_slice() {
            [] => return Arc::clone(created),
            [(order, descends)] => (*order, *descends),
            several => return Rows::new(by_several(world, created, several)),
        };
        let known = self.by_value.iter().position(|(known, _)| *known == order.id);
        let place = known.unwrap_or_else(|| {
            self.by_value.push((order.id, ascending(world, created, order)));
            self.by_value.len() - 1
        });
        let Some((_, Ascending { rows, valued })) = self.by_value.get(place) else { return Arc::clone(created) };
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

fn ascending(world: &World, created: &[Ordinal], order: &Order) -> Ascending {
    let (mut keyed, mut without) = (Vec::with_capacity(created.len()), Vec::new());
    for ordinal in created {
        let Some(instance) = world.get(*ordinal) else { continue };
        match order.key(world, instance) {
            Some(key) => keyed.push((key, *ordinal)),
            None => without.push(*ordinal),
        }
    }
    keyed.sort_by_key(|(key, _)| *key);
    if let Value::Text(text) = order.value {
        // Texts with equal keys can differ only if they are longer than a key.
        let whole = |ordinal| world.get(ordinal).map(text).unwrap_or_default();
        for alike in keyed.chunk_by_mut(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1) {
            alike.sort_by(|(_, a), (_, b)| whole(*a).cmp(whole(*b)));
        }
    }
    let valued = keyed.len();
    let rows = keyed.into_iter().map(|(_, ordinal)| ordinal).chain(without).collect();
    Ascending { rows: Rows::new(rows), valued }
}

/// Sorts by the last order first, because each sort keeps the order of what is equal.
fn by_several(world: &World, created: &[Ordinal], sort: &[(&Order, bool)]) -> Vec<Ordinal> {
    let mut rows = created.to_vec();
    for (order, descends) in sort.iter().rev() {
        let Ascending { rows: sorted, valued } = ascending(world, &rows, order);
        rows = sorted.to_vec();
        if let Some(valued) = rows.get_mut(..valued).filter(|_| *descends) {
            // Turned round twice, those with the same value keep their order.
            let alike = |a: &Ordinal, b: &Ordinal| order.is_alike(world, *a, *b);
            valued.chunk_by_mut(alike).for_each(<[_]>::reverse);
            valued.reverse();
        }
    }
    rows
}

/// Sort key: two words that sort like the value; the first word counts first.
pub(super) type Key = [u64; 2];

/// The first 16 bytes of a text, as words with the same order.
pub(super) fn text_key(text: &str) -> Key {
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

#[cfg(test)]
mod test {
    use super::{Orders, Sort, read_sort, sort_text};
    use crate::pages::list::columns::{first_address, order};
    use latch_rules::{
        Event, Field, Instance, Ordinal, Ordinals, UnixMillis, World,
        sample::{fleet, sample},
    };

    const NOW: UnixMillis = UnixMillis(1_795_000_000_000);

    fn ordered(world: &World, region: &str, sort: Sort) -> Vec<Ordinal> {
        Orders::default().find(world, 1, region, &sort).to_vec()
    }

    fn by(id: &str, descends: bool) -> Sort {
        vec![(order(id).unwrap(), descends)]
    }

    fn names(world: &World, sort: Sort) -> Vec<String> {
        let name = |ordinal: &u32| world.get(*ordinal).unwrap().name.to_string();
        ordered(world, "cn-hangzhou", sort).iter().map(name).collect()
    }

    #[test]
    fn without_a_sort_instances_stand_as_they_were_created() {
        let all = ordered(&sample(NOW), "cn-hangzhou", Sort::new());
        assert_eq!(all.len(), 24);
        assert!(all.is_sorted());
    }

    #[test]
    fn names_sort_both_ways() {
        let world = sample(NOW);
        let ascending = names(&world, by("name", false));
        assert!(ascending.is_sorted());
        assert_eq!(ascending[0], "api-prod-01");
        let mut descending = names(&world, by("name", true));
        descending.reverse();
        assert_eq!(ascending, descending);
    }

    #[test]
    fn instances_without_a_value_come_last_both_ways() {
        let world = sample(NOW);
        for descends in [false, true] {
            let sorted = names(&world, by("auto-release", descends));
            assert_eq!(sorted[0], "campaign-demo-01");
            let last = sorted.last().unwrap();
            assert!(last != "campaign-demo-01");
            let protection = ordered(&world, "cn-hangzhou", by("protection", descends));
            assert!(!world.get(*protection.last().unwrap()).unwrap().is_protectable());
        }
    }

    #[test]
    fn every_column_orders_by_its_value() {
        let world = fleet(3_000, 5, NOW);
        let value = |i: &Instance, column| -> (u64, String) {
            match column {
                "id" => (0, i.id.to_string()),
                "zone" => (0, i.spec.zone.to_string()),
                "configuration" => {
                    (u64::from(i.spec.cpu) << 32 | u64::from(i.spec.memory_mib), i.spec.instance_type.to_string())
                }
                "ip" => {
                    let ip: std::net::Ipv4Addr = first_address(i).unwrap().parse().unwrap();
                    (u64::from(u32::from(ip)), String::new())
                }
                "status" => (world.shown_status(i) as u64, String::new()),
                _ => (0, String::new()),
            }
        };
        for column in ["id", "zone", "ip", "status", "configuration"] {
            let sorted = ordered(&world, "cn-hangzhou", by(column, false));
            let values: Vec<_> = sorted.iter().map(|o| value(world.get(*o).unwrap(), column)).collect();
            assert!(values.is_sorted(), "{column}");
        }
    }

    #[test]
    fn descending_is_ascending_turned_round_and_long_texts_count_whole() {
        let mut world = fleet(2_000, 5, NOW);
        let long = |end: &str| Field::Name(format!("a-name-of-more-than-a-key-{end}").into());
        let here = ordered(&world, "cn-hangzhou", Sort::new());
        for (ordinal, to) in [(here[7], long("b")), (here[9], long("a")), (here[11], long("b"))] {
            let was = vec![(1, world.any(ordinal).unwrap().value_of(&to))];
            world.apply(&Event::Changed { who: Ordinals::one(ordinal), to, was });
        }
        let name = |ordinal: &Ordinal| world.get(*ordinal).unwrap().name.to_string();
        let ascending = ordered(&world, "cn-hangzhou", by("name", false));
        assert!(ascending.iter().map(name).is_sorted());
        let place = |ordinal| ascending.iter().position(|known| *known == ordinal);
        assert!(place(here[7]) < place(here[11]), "equal ones as they were created");
        let mut descending = ordered(&world, "cn-hangzhou", by("name", true));
        descending.reverse();
        assert_eq!(ascending, descending);
    }

    #[test]
    fn a_kept_order_serves_both_directions_and_only_its_own_world_and_region() {
        let mut world = fleet(2_000, 5, NOW);
        let mut orders = Orders::default();
        let sort = |descends| by("name", descends);
        let before = orders.find(&world, 1, "cn-hangzhou", &sort(true));
        let to = Field::Name("aaa".into());
        let was = vec![(1, world.get(before[7]).unwrap().value_of(&to))];
        world.apply(&Event::Changed { who: Ordinals::one(before[7]), to, was });
        for (region, descends) in
            [("cn-hangzhou", true), ("cn-hangzhou", false), ("cn-shanghai", true), ("cn-hangzhou", true)]
        {
            assert_eq!(*orders.find(&world, 2, region, &sort(descends)), ordered(&world, region, sort(descends)));
        }
        assert_eq!(orders.find(&world, 2, "cn-hangzhou", &sort(true)).last(), Some(&before[7]));
    }

    #[test]
    fn several_orders_count_one_after_the_other_whichever_way_they_go() {
        let world = fleet(3_000, 5, NOW);
        let sort = read_sort("-status,zone,-name").unwrap();
        let value = |ordinal: &Ordinal| {
            let one = world.get(*ordinal).unwrap();
            (
                std::cmp::Reverse(world.shown_status(one) as u64),
                one.spec.zone.to_string(),
                std::cmp::Reverse(one.name.to_string()),
            )
        };
        let mut expected = ordered(&world, "cn-hangzhou", Sort::new());
        expected.sort_by_key(value);
        assert_eq!(ordered(&world, "cn-hangzhou", sort), expected);
    }

    #[test]
    fn orders_read_back_as_written_and_say_what_is_none() {
        for text in ["", "name", "-protection,zone,created"] {
            assert_eq!(sort_text(&read_sort(text).unwrap()), text);
        }
        assert_eq!(sort_text(&read_sort("colour,-name,name").unwrap_err()), "-name");
    }
}
