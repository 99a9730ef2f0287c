//! `outlook` predicts what then happens, tested with instances as an import may bring them: dates and locks in any combination.

use std::{collections::BTreeMap, sync::Arc};

use latch_rules::{
    ChargeType, Happened, Instance, Ordinal, UnixMillis, World, advance,
    due::{Coming, outlook},
    instance::{Locks, SpotStrategy},
    record::Act,
    sample::sample,
    time::{DAY, HOUR},
    world::Account,
};
use latch_testing::{acts::Dice, seeds};

const NOW: UnixMillis = UnixMillis(1_800_000_000_000);
const WORLDS: u64 = 300;

fn any_instance(dice: &mut Dice, like: &Instance) -> Instance {
    let mut one = like.clone();
    let spec = Arc::make_mut(&mut one.spec);
    spec.charge = if dice.coin() { ChargeType::PrePaid } else { ChargeType::PostPaid };
    spec.spot = if dice.one_in(3) { SpotStrategy::SpotAsPriceGo } else { SpotStrategy::NoSpot };
    let mut date = |share| dice.one_in(share).then(|| NOW.plus(dice.between(1, 30 * 24) * HOUR));
    (one.auto_release_at, one.reclaim_at, one.expires_at) = (date(2), date(3), date(2));
    one.locks = if dice.one_in(4) { Locks::default().with(Locks::FINANCIAL) } else { Locks::default() };
    one.protected = one.is_protectable() && dice.coin();
    one
}

fn any_world(dice: &mut Dice) -> World {
    let mut world = World::empty();
    if dice.coin() {
        let since = NOW.plus(-dice.between(0, 11 * 24) * HOUR);
        world.change_head(|head| head.account = Account { overdue_since: Some(since), ..Account::default() });
    }
    let like = sample(NOW).live().next().map(|(_, one)| one.clone()).unwrap();
    for ordinal in 0..8 {
        let mut one = any_instance(dice, &like);
        one.id = format!("i-{ordinal}").into();
        (one.member, one.settles_at) = (None, None);
        world.put(ordinal, one);
    }
    world
}

fn cause_of(act: Act) -> Option<Coming> {
    match act {
        Act::AutoReleaseTimeReached => Some(Coming::AutoRelease),
        Act::SpotRelease => Some(Coming::Reclaim),
        Act::AccountReclaiming => Some(Coming::Reclaiming),
        Act::AccountOverdueRelease => Some(Coming::OverdueRelease),
        Act::SubscriptionExpired => Some(Coming::Expiry),
        Act::SubscriptionRelease => Some(Coming::ExpiredRelease),
        _ => None,
    }
}

#[test]
fn the_outlook_of_an_instance_is_what_time_then_brings_it() {
    seeds::every("LATCH_WORLDS", WORLDS, |seed| {
        let dice = &mut Dice::new(seed);
        let mut world = any_world(dice);
        let mut foretold: BTreeMap<Ordinal, Vec<(UnixMillis, Coming)>> = BTreeMap::new();
        for (ordinal, one) in world.live() {
            foretold.insert(ordinal, outlook(one, world.account));
        }
        advance(&mut world, NOW.plus(90 * DAY), &mut || "r".into());
        let mut happened: BTreeMap<Ordinal, Vec<(UnixMillis, Coming)>> =
            foretold.keys().map(|one| (*one, Vec::new())).collect();
        for record in &world.records {
            let Some(coming) = cause_of(record.act) else { continue };
            for outcome in record.outcomes.iter().filter(|outcome| !matches!(outcome.happened, Happened::Kept(_))) {
                for ordinal in outcome.who.iter() {
                    happened.get_mut(&ordinal).unwrap().push((record.at, coming));
                }
            }
        }
        assert_eq!(foretold, happened);
    });
}
