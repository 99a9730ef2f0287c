//! A hundred thousand believable instances fit into an origin's localStorage, with a third to spare, and read back unchanged.

use crate::support::{browser, tab};
use latch_testing::acts;
use std::sync::Arc;

use acts::Dice;
use browser::difference;
use latch_ecs::{
    export,
    import::{Options, Present, read},
};
use latch_rules::{
    Actor, ChargeType, Command, Instance, Ordinals, ReleasePlan, World,
    instance::{Membership, Origin, Tag},
    release_plan::When,
    sample::fleet,
    scaling::ScalingGroup,
    time::{DAY, HOUR, MINUTE},
};
use latch_session::ROOM;
use serde_json::Value;
use tab::{START, Tab, units_of};

const COUNT: u32 = 100_000;
const GROUPS: u64 = 12;

/// The sample's kind of fleet, and what people add to it: names and tags of their own, notes, auto-release times, scaling groups.
fn believable(seed: u64) -> World {
    let mut dice = Dice::new(seed);
    let made = fleet(COUNT, seed, START);
    let mut world = World::empty();
    for (ordinal, one) in made.live() {
        let mut one = one.clone();
        add_words(&mut dice, &mut one);
        let is_usage = one.spec.charge == ChargeType::PostPaid;
        if is_usage && dice.one_in(8) {
            one.auto_release_at = Some(START.plus(dice.between(HOUR, 900 * DAY)).minute_start());
        }
        if is_usage && dice.one_in(12) {
            let group: Arc<str> = format!("asg-{}", dice.throw(GROUPS)).into();
            let template = Arc::clone(&one.spec);
            let of = || ScalingGroup { id: Arc::clone(&group), created_at: START.plus(-DAY), template };
            world.change_head(|head| {
                head.groups.entry(Arc::clone(&group)).or_insert_with(of);
            });
            let origin = dice.pick(&[Origin::Created, Origin::Entrusted, Origin::Attached]);
            one.member = Some(Membership { group, origin, guarded: dice.one_in(5) });
        }
        world.put(ordinal, one);
    }
    world
}

fn add_words(dice: &mut Dice, one: &mut Instance) {
    const OWNERS: [&str; 8] =
        ["li.wei", "wang.fang", "j.smith", "zhang.min", "m.garcia", "chen.jie", "a.novak", "liu.yang"];
    const NOTES: [&str; 4] =
        ["keep until the audit is over", "迁移完成后释放", "owned by the data team", "do not resize"];
    if dice.coin() {
        let mut tags = Vec::clone(&one.tags);
        tags.push(Tag { key: "owner".into(), value: dice.pick(&OWNERS).into() });
        tags.push(Tag { key: "cost-center".into(), value: format!("cc-{}", 1_000 + dice.throw(60)).into() });
        if dice.one_in(4) {
            tags.push(Tag { key: "ticket".into(), value: format!("OPS-{}", dice.throw(20_000)).into() });
        }
        one.tags = Arc::new(tags);
    }
    if dice.one_in(6) {
        one.description = dice.pick(&NOTES).into();
    }
    if dice.one_in(10) {
        one.name = format!("{}-{}-{}", dice.pick(&OWNERS).replace('.', "-"), one.name, dice.throw(1_000)).into();
    }
}

#[test]
fn a_hundred_thousand_believable_instances_fit_with_a_third_to_spare_and_come_back() {
    let world = believable(7);
    assert_eq!(world.live_count(), COUNT as usize);
    let mut tab = Tab::of(&world);
    println!("{} units at first", units_of(&tab.store));
    assert_eq!(difference(&world, Tab::open(tab.store.clone()).world()), None);
    let mut dice = Dice::new(11);
    let mut most = 0;
    for turn in 0..6_000 {
        let who: Ordinals = (0..=dice.throw(4)).map(|_| dice.throw(u64::from(COUNT)) as u32).collect();
        if turn % 7 == 0 {
            let plan = ReleasePlan::make(tab.world(), &who, When::Now);
            tab.command(Command::Release { plan });
        } else {
            tab.command(Command::ChangeReleaseProtection { who, on: dice.coin() });
        }
        tab.pass(MINUTE / 4);
        tab.rest();
        if turn % 50 == 0 {
            most = most.max(units_of(&tab.store));
        }
    }
    let used = units_of(&tab.store);
    println!("{used} units after 6,000 commits, {most} at most; {} are a third", ROOM / 3);
    assert!(most.max(used) < ROOM / 3 * 2, "{most}");
    assert_eq!(tab.session.used(), used, "what the session counts is what is there");
    let now = tab.world().clone();
    assert_eq!(difference(&now, tab.reload().world()), None);
}

/// Answers of an older service, or of a client that leaves out what is empty.
#[test]
fn what_every_instance_of_a_fleet_leaves_unsaid_takes_little_room() {
    let world = fleet(5_000, 7, START);
    let mut text: Value = serde_json::from_str(&export::world(&world, START)).unwrap();
    let rows = text["Instances"]["Instance"].take();
    let mut rows = rows.as_array().unwrap().clone();
    for row in &mut rows {
        let fields = row.as_object_mut().unwrap();
        for name in ["Latch", "StoppedMode", "EipAddress", "InnerIpAddress", "NetworkInterfaces", "CpuOptions"] {
            fields.remove(name);
        }
        fields["VpcAttributes"].as_object_mut().unwrap().remove("NatIpAddress");
    }
    let text = serde_json::json!({ "Instances": { "Instance": rows } }).to_string();
    let present = Present {
        world: &World::empty(),
        now: START,
        real_now: START,
        actor: &Actor::Console,
        request_id: "R",
        raw: &|_| Err(String::new()),
    };
    let imported = read(&text, &Options::default(), &present).unwrap().world;
    assert_eq!(imported.live_count(), 5_000);
    let (whole, unsaid) = (units_of(&Tab::of(&world).store), units_of(&Tab::of(&imported).store));
    println!("{whole} units, {unsaid} with parts unsaid");
    assert!(unsaid < whole + whole / 8, "{unsaid} instead of {whole}");
}
