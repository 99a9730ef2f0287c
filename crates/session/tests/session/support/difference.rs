//! What two worlds differ in, in everything that is kept.

use latch_rules::World;

/// The first difference in anything that is kept; `None` if both are the same.
pub fn difference(left: &World, right: &World) -> Option<String> {
    for (one, other) in left.all().zip(right.all()) {
        if one != other {
            return Some(format!("{one:?}\n{other:?}"));
        }
    }
    let numbers = |world: &World| {
        let records: Vec<u64> = world.records.iter().map(|record| record.number).collect();
        (world.all().count(), world.next_ordinal(), world.seed, world.ids_given, world.next_record, records)
    };
    if numbers(left) != numbers(right) {
        return Some(format!("{:?}\n{:?}", numbers(left), numbers(right)));
    }
    if left.records != right.records {
        return Some("records".to_owned());
    }
    let rest =
        |world: &World| (world.clock, world.account, world.groups.clone(), world.tokens.clone(), world.next_due());
    if rest(left) != rest(right) {
        return Some(format!("{:?}\n{:?}", rest(left), rest(right)));
    }
    let aims = |world: &World| (world.policy.clone(), world.scenario.clone());
    (aims(left) != aims(right)).then(|| format!("{:?}\n{:?}", aims(left), aims(right)))
}
