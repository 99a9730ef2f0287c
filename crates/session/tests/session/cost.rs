//! The cost of a commit grows with the change and not with the world: counted in the units that localStorage counts. The bench measures
//! times.

use crate::support::tab;
use latch_rules::{Command, Instance, Ordinal, Ordinals, World, sample::fleet};
use latch_session::Write;
use tab::{START, Tab};

fn of(count: u32) -> Tab {
    Tab::of(&fleet(count, 7, START))
}

fn protect(tab: &mut Tab, who: Ordinals, on: bool) {
    let reply = tab.command(Command::ChangeReleaseProtection { who, on });
    assert!(reply.result.is_ok(), "{reply:?}");
}

fn toggle(tab: &mut Tab, ordinal: Ordinal) {
    let on = tab.world().get(ordinal).is_some_and(|one| !one.protected);
    protect(tab, Ordinals::one(ordinal), on);
}

/// Who can have release protection.
fn able(world: &World) -> Vec<Ordinal> {
    world.live().filter(|(_, one)| one.is_protectable()).map(|(ordinal, _)| ordinal).collect()
}

/// Units that the next commit writes at once: its one key.
fn units_of(tab: &mut Tab, act: impl FnOnce(&mut Tab)) -> usize {
    tab.writes.clear();
    act(tab);
    assert!(matches!(&tab.writes[..], [Write::Set { name, .. }] if name.starts_with("log:")), "{:?}", tab.writes);
    tab.units_written()
}

/// Units per commit, with its share of every compaction, over so many toggles that several compactions happen.
fn units_of_many(tab: &mut Tab, toggles: usize, who: impl Fn(usize) -> Ordinal) -> f64 {
    tab.writes.clear();
    for turn in 0..toggles {
        toggle(tab, who(turn));
        tab.rest();
    }
    tab.units_written() as f64 / toggles as f64
}

#[test]
fn toggling_one_of_a_hundred_thousand_writes_what_toggling_one_of_a_hundred_does() {
    let (mut small, mut large) = (of(100), of(100_000));
    let who = able(small.world())[40];
    let few = units_of(&mut small, |tab| toggle(tab, who));
    assert_eq!(units_of(&mut large, |tab| toggle(tab, who)), few);
    // The ordinal of a later instance is longer, and stands in the event, in the record and in the step.
    let late = able(large.world()).pop().unwrap();
    assert!(units_of(&mut large, |tab| toggle(tab, late)) <= few + 5);
}

/// Instances of `fleet`, each of which can have release protection and has none.
fn unprotected(count: u32) -> World {
    let made = fleet(count * 2, 7, START);
    let mut world = World::empty();
    for (_, one) in made.live().filter(|(_, one)| one.is_protectable()).take(count as usize) {
        world.put(world.next_ordinal(), Instance { protected: false, ..one.clone() });
    }
    assert_eq!(world.live_count(), count as usize);
    world
}

#[test]
fn protecting_all_of_a_hundred_thousand_is_one_commit_of_some_hundred_units() {
    let mut tab = Tab::of(&unprotected(100_000));
    let written = units_of(&mut tab, |tab| protect(tab, Ordinals::range(0, 100_000), true));
    assert!(written < 200, "{written}");
    assert_eq!(tab.reload().world().index().protected.len(), 100_000);
}

/// Per instance: one bit for who changes, two in the record (who had protection before and who had not), and more than one in the step.
#[test]
fn protecting_all_of_a_mixed_fleet_is_one_commit_of_a_few_bits_an_instance() {
    let mut tab = of(100_000);
    let all: Ordinals = able(tab.world()).into();
    assert!(all.len() > 50_000);
    let written = units_of(&mut tab, |tab| protect(tab, all.clone(), true));
    assert!(written < 45_000, "{written}");
    assert_eq!(tab.reload().world().index().protected.len(), all.len());
}

#[test]
fn a_commits_share_of_the_compactions_is_like_the_commit_itself() {
    let (mut small, mut large) = (of(100), of(100_000));
    let (few, many) = (able(small.world()), able(large.world()));
    let in_small = units_of_many(&mut small, 2_000, |_| few[40]);
    let in_large = units_of_many(&mut large, 2_000, |_| many[40]);
    let all_over = units_of_many(&mut large, 10_000, |turn| many[turn * 7_919 % many.len()]);
    println!("{in_small:.0} units of 100, {in_large:.0} of 100,000, {all_over:.0} all over them");
    // A segment of a fleet of 100 is a fifth of a full one.
    assert!(in_large < in_small * 1.2, "{in_large}");
    // The log reaches its share of the room before it is as large as the segments to rewrite.
    assert!(all_over < in_small * 3.0, "{all_over}");
    let kept = large.world().clone();
    assert!(large.reload().world().all().eq(kept.all()));
}
