//! `gaps` names in advance what can still release an instance, protected or not, and that is what happens.

use cloud::{Cloud, order, start};
use latch_rules::{
    ChargeType, Command, Gap,
    command::NewInstances,
    gaps,
    instance::{Origin, SpotStrategy},
    query::members,
    record::Act,
    time::{DAY, HOUR, MINUTE, SECOND},
};
use latch_testing::cloud;

fn of(cloud: &Cloud, id: &str) -> Vec<Gap> {
    gaps(cloud.get(id), &cloud.world)
}

#[test]
fn a_protected_instance_that_nothing_is_after_has_no_gap() {
    let mut cloud = Cloud::default();
    let id = cloud.one(true);
    assert_eq!(of(&cloud, &id), []);
}

#[test]
fn a_schedule_is_a_gap_until_arrears_suspend_it() {
    let mut cloud = Cloud::default();
    let id = cloud.one(true);
    let at = start().plus(20 * DAY);
    cloud.tell(&Command::SetAutoReleaseTime { id: id.clone(), at: Some(at) }).unwrap();
    assert_eq!(of(&cloud, &id), [Gap::AutoReleaseTime { at }]);
    let overdue = cloud.now;
    cloud.tell(&Command::AccountOverdue).unwrap();
    let release = overdue.plus(15 * DAY + SECOND);
    assert_eq!(of(&cloud, &id), [Gap::Arrears { at: release }, Gap::AutoReleaseTimeSuspended { at }]);
    cloud.wait(16 * DAY);
    let (_, gone) = cloud.world.find_any(&id).unwrap();
    assert_eq!(gone.released.map(|release| release.at), Some(release), "it is what happens");
    assert_eq!(gaps(gone, &cloud.world), [], "and nothing is left to happen");
}

#[test]
fn what_has_a_date_stands_first_and_the_earliest_before_all() {
    let mut cloud = Cloud::default();
    let id = cloud.running(NewInstances { spot: SpotStrategy::SpotAsPriceGo, ..order() }).remove(0);
    let at = cloud.now.plus(HOUR).minute_start();
    cloud.tell(&Command::SetAutoReleaseTime { id: id.clone(), at: Some(at) }).unwrap();
    assert_eq!(of(&cloud, &id), [Gap::AutoReleaseTime { at }, Gap::SpotReclaim { at: None }]);
    cloud.tell(&Command::SpotReclaim { id: id.clone() }).unwrap();
    let reclaim = Some(cloud.now.plus(5 * MINUTE));
    assert_eq!(of(&cloud, &id), [Gap::SpotReclaim { at: reclaim }, Gap::AutoReleaseTime { at }]);
}

#[test]
fn a_subscription_goes_15_days_after_its_end() {
    let mut cloud = Cloud::default();
    let paid = NewInstances { charge: ChargeType::PrePaid, period_months: 1, ..order() };
    let id = cloud.running(paid).remove(0);
    let expires_at = start().plus_months(1);
    assert_eq!(of(&cloud, &id), [Gap::SubscriptionExpiry { expires_at, at: expires_at.plus(15 * DAY) }]);
}

#[test]
fn a_group_is_a_gap_for_those_that_it_may_release() {
    let mut cloud = Cloud::default();
    let group: std::sync::Arc<str> = "asg-1".into();
    cloud.tell(&Command::CreateScalingGroup { group: group.clone() }).unwrap();
    let (attached, entrusted) = (cloud.one(true), cloud.one(true));
    for (id, trust) in [(&attached, false), (&entrusted, true)] {
        let ids = vec![id.clone()];
        cloud.tell(&Command::AttachInstances { group: group.clone(), ids, entrusted: trust }).unwrap();
    }
    assert_eq!(of(&cloud, &attached), [], "it would only leave the group");
    assert_eq!(of(&cloud, &entrusted), [Gap::ScaleIn { group: group.clone(), origin: Origin::Entrusted }]);
    let ids = vec![entrusted.clone()];
    cloud.tell(&Command::SetInstancesProtection { group: group.clone(), ids, guarded: true }).unwrap();
    assert_eq!(of(&cloud, &entrusted), [Gap::RemovedFromGroup { group, origin: Origin::Entrusted }]);
    assert_eq!(members(&cloud.world, "asg-1").count(), 2);
    assert_eq!(members(&cloud.world, "asg-2").count(), 0);
}

#[test]
fn at_one_instant_the_account_comes_first_and_then_releases_before_stops() {
    let mut cloud = Cloud::default();
    let at = start().plus_months(1);
    let scheduled = cloud.create(NewInstances { auto_release_at: Some(at), ..order() }).remove(0);
    let paid = cloud.create(NewInstances { charge: ChargeType::PrePaid, period_months: 1, ..order() }).remove(0);
    cloud.wait(at.since(cloud.now));
    assert!(!cloud.lives(&scheduled) && cloud.lives(&paid));
    let acts: Vec<_> = cloud.world.records.iter().map(|record| (record.at, record.act)).skip(2).collect();
    assert_eq!(acts, [(at, Act::AutoReleaseTimeReached), (at, Act::SubscriptionExpired)]);
}
