//! Details of the operations: limits, defaults and corner cases that no rule mentions.

use cloud::{Cloud, delete_all, happened, order, protect};
use latch_rules::{
    Answer, ChargeType, Command, Happened, Reason, Refusal, ReleasePlan, Status,
    catalog::{self, IMAGES},
    command::{AttributeChange, NewInstances, Power, PowerChange},
    decide::order_problems,
    instance::{Disk, SpotStrategy, StoppedMode, Tag},
    release_plan::When,
    time::{DAY, HOUR, MINUTE, SECOND},
};
use latch_testing::cloud;

const HANGZHOU: &str = "cn-hangzhou";

fn subscription() -> NewInstances {
    NewInstances { charge: ChargeType::PrePaid, period_months: 1, ..order() }
}

fn power_of(ids: &[Box<str>], power: Power) -> PowerChange {
    PowerChange {
        power,
        region: Some(HANGZHOU.into()),
        ids: ids.to_vec(),
        success_first: false,
        stopped_mode: StoppedMode::KeepCharging,
        dry_run: false,
    }
}

fn tag(key: &str, value: &str) -> Tag {
    Tag { key: key.into(), value: value.into() }
}

fn problems(order: NewInstances) -> Vec<Refusal> {
    order_problems(&latch_rules::World::empty(), &order, cloud::start())
}

// ---- deletion -------------------------------------------------------------------------------------------------------------

#[test]
fn in_a_batch_protection_is_told_before_the_state_of_an_earlier_member() {
    let mut cloud = Cloud::default();
    let (running, protected) = (cloud.one(false), cloud.one(true));
    let refusal = cloud.tell(&delete_all(&[running, protected.clone()], false)).unwrap_err();
    assert_eq!(refusal, Refusal::instance(Reason::DeletionProtection, &protected));
}

#[test]
fn a_batch_takes_1_to_100_ids_of_the_region_it_names() {
    let mut cloud = Cloud::default();
    let ids = vec!["i-nobody".into(); 101];
    assert_eq!(cloud.refusal(&delete_all(&ids, true)), Reason::TooManyInstances);
    assert_eq!(cloud.refusal(&delete_all(&ids[..100], true)), Reason::InstancesNotFound);
    assert_eq!(cloud.refusal(&delete_all(&[], true)), Reason::MissingParameter);
    let beijing = cloud.running(NewInstances { region: "cn-beijing".into(), ..order() });
    assert_eq!(cloud.refusal(&delete_all(&beijing, true)), Reason::InstancesNotFound, "it is not in that region");
}

#[test]
fn a_dry_run_of_the_batch_does_not_ask_of_whom() {
    let mut cloud = Cloud::default();
    let id = cloud.one(true);
    let dry = |ids: Vec<Box<str>>| {
        let Command::DeleteInstances(mut deletion) = delete_all(&ids, true) else { panic!() };
        deletion.dry_run = true;
        Command::DeleteInstances(deletion)
    };
    assert_eq!(cloud.refusal(&dry(vec![id, "i-nobody".into()])), Reason::BatchDryRunPassed);
    assert_eq!(cloud.refusal(&dry(vec!["i-nobody".into(); 101])), Reason::TooManyInstances);
    assert!(cloud.world.records.iter().all(|record| record.refused.is_none()));
}

#[test]
fn a_console_release_of_nothing_releasable_is_told_and_recorded() {
    let mut cloud = Cloud::default();
    let (paid, protected) = (cloud.running(subscription()).remove(0), cloud.one(true));
    let who = cloud.ordinals(&[paid.clone(), protected]);
    let plan = ReleasePlan::make(&cloud.world, &who, When::Now);
    assert_eq!(cloud.refusal(&Command::Release { plan }), Reason::NothingToDo);
    assert_eq!(cloud.recorded(&paid), Some(Happened::Refused(Reason::ChargeTypeViolation)));
    let plan = ReleasePlan::make(&cloud.world, &cloud.ordinals(&[paid]), When::At(None));
    assert_eq!(cloud.refusal(&Command::Release { plan }), Reason::NothingToDo);
}

// ---- attributes and tags --------------------------------------------------------------------------------------------------

#[test]
fn a_host_name_waits_for_a_running_instance_and_a_password_for_a_started_one() {
    let mut cloud = Cloud::default();
    let id = cloud.create(order()).remove(0);
    let host = Command::ModifyInstanceAttribute(Box::new(AttributeChange {
        id: id.clone(),
        host_name: Some("web-01".into()),
        ..AttributeChange::default()
    }));
    let password = Command::ModifyInstanceAttribute(Box::new(AttributeChange {
        id: id.clone(),
        password_set: true,
        ..AttributeChange::default()
    }));
    assert_eq!(cloud.refusal(&host), Reason::IncorrectStatus);
    cloud.tell(&password).unwrap();
    cloud.wait(5 * SECOND);
    assert_eq!((cloud.refusal(&host), cloud.refusal(&password)), (Reason::IncorrectStatus, Reason::IncorrectStatus));
    cloud.wait(20 * SECOND);
    cloud.tell(&host).unwrap();
    assert_eq!(&*cloud.get(&id).host_name, "web-01");
}

#[test]
fn what_an_attribute_change_does_not_say_stays() {
    let mut cloud = Cloud::default();
    let id = cloud.one(true);
    let change = AttributeChange { id: id.clone(), name: Some("web".into()), ..AttributeChange::default() };
    cloud.tell(&Command::ModifyInstanceAttribute(Box::new(change))).unwrap();
    assert!(cloud.get(&id).protected);
    let bad = [
        (AttributeChange { name: Some("web[0,4]".into()), ..AttributeChange::default() }, Reason::NameMalformed),
        (
            AttributeChange { description: Some("http://x".into()), ..AttributeChange::default() },
            Reason::DescriptionMalformed,
        ),
        (AttributeChange { host_name: Some("-".into()), ..AttributeChange::default() }, Reason::HostNameMalformed),
    ];
    for (change, reason) in bad {
        let change = AttributeChange { id: id.clone(), ..change };
        assert_eq!(cloud.refusal(&Command::ModifyInstanceAttribute(Box::new(change))), reason);
    }
    let before = cloud.events.len();
    cloud.tell(&protect(&id, true)).unwrap();
    assert_eq!(cloud.events.len(), before, "what is so already changes nothing and leaves no record");
}

#[test]
fn an_instance_has_at_most_20_tags() {
    let mut cloud = Cloud::default();
    let id = cloud.one(false);
    let put = |tags| Command::TagResources { region: HANGZHOU.into(), ids: vec![id.clone()], tags };
    let numbered = |from: u32, to| (from..to).map(|n| tag(&format!("k{n}"), "v")).collect::<Vec<_>>();
    cloud.tell(&put(numbered(0, 15))).unwrap();
    assert_eq!(cloud.refusal(&put(numbered(15, 21))), Reason::TagQuotaExceeded);
    cloud.tell(&put(numbered(15, 20))).unwrap();
    cloud.tell(&put(vec![tag("k0", "other")])).unwrap();
    let tags = &cloud.get(&id).tags;
    assert_eq!((tags.len(), &*tags[19].value), (20, "other"), "a key that is there gets the new value");
    assert_eq!(cloud.refusal(&put(numbered(0, 21))), Reason::TooManyTags);
    assert_eq!(cloud.refusal(&put(Vec::new())), Reason::MissingParameter);
    let gone = Command::TagResources { region: HANGZHOU.into(), ids: vec!["i-nobody".into()], tags: numbered(0, 1) };
    assert_eq!(cloud.refusal(&gone), Reason::ResourceNotFound);
    let many = Command::TagResources { region: HANGZHOU.into(), ids: vec![id.clone(); 51], tags: numbered(0, 1) };
    assert_eq!(cloud.refusal(&many), Reason::TooManyResources);
}

#[test]
fn tags_go_by_key_or_all() {
    let mut cloud = Cloud::default();
    let id =
        cloud.running(NewInstances { tags: vec![tag("a", "1"), tag("b", "2"), tag("c", "3")], ..order() }).remove(0);
    let untag = |keys: &[&str], all| Command::UntagResources {
        region: HANGZHOU.into(),
        ids: vec![id.clone()],
        keys: keys.iter().map(|key| (*key).into()).collect(),
        all,
    };
    assert_eq!(cloud.refusal(&untag(&[], false)), Reason::MissingParameter);
    cloud.tell(&untag(&["a"], true)).unwrap();
    assert_eq!(cloud.get(&id).tags.len(), 2, "named keys win over All");
    cloud.tell(&untag(&[], true)).unwrap();
    assert!(cloud.get(&id).tags.is_empty());
}

// ---- power ----------------------------------------------------------------------------------------------------------------

#[test]
fn only_what_is_billed_by_usage_is_stopped_without_charge() {
    let mut cloud = Cloud::default();
    let ids = [cloud.one(false), cloud.running(subscription()).remove(0)];
    let stop = PowerChange { stopped_mode: StoppedMode::StopCharging, ..power_of(&ids, Power::Stop) };
    cloud.tell(&Command::ChangePower(stop)).unwrap();
    assert_eq!(cloud.get(&ids[0]).stopped_mode, StoppedMode::StopCharging);
    assert_eq!(cloud.get(&ids[1]).stopped_mode, StoppedMode::KeepCharging);
    cloud.wait(15 * SECOND);
    cloud.tell(&Command::ChangePower(power_of(&ids, Power::Start))).unwrap();
    assert_eq!(cloud.get(&ids[0]).stopped_mode, StoppedMode::KeepCharging, "a start ends it");
}

#[test]
fn arrears_do_not_keep_a_subscription_from_starting() {
    let mut cloud = Cloud::default();
    let paid = cloud.running(subscription());
    cloud.tell(&Command::ChangePower(power_of(&paid, Power::Stop))).unwrap();
    cloud.wait(15 * SECOND);
    cloud.tell(&Command::AccountOverdue).unwrap();
    cloud.tell(&Command::ChangePower(power_of(&paid, Power::Start))).unwrap();
    assert_eq!(cloud.status(&paid[0]), Status::Starting);
}

#[test]
fn a_dry_run_of_a_start_finds_what_stands_against_it() {
    let mut cloud = Cloud::default();
    let ids = [cloud.one(false)];
    let dry = |power| Command::ChangePower(PowerChange { dry_run: true, ..power_of(&ids, power) });
    assert_eq!(cloud.refusal(&dry(Power::Start)), Reason::IncorrectStatus);
    assert_eq!(cloud.refusal(&dry(Power::Stop)), Reason::BatchDryRunPassed);
    let first = PowerChange { dry_run: true, success_first: true, ..power_of(&ids, Power::Start) };
    assert_eq!(cloud.refusal(&Command::ChangePower(first)), Reason::BatchDryRunPassed);
    let single = PowerChange { dry_run: true, region: None, ..power_of(&ids, Power::Stop) };
    assert_eq!(cloud.refusal(&Command::ChangePower(single)), Reason::DryRunPassed);
    assert_eq!(cloud.status(&ids[0]), Status::Running);
}

#[test]
fn the_console_starts_each_for_itself() {
    let mut cloud = Cloud::default();
    let (running, gone) = (cloud.one(false), cloud.one(false));
    let who = cloud.ordinals(&[running.clone(), gone.clone()]);
    cloud.tell(&delete_all(std::slice::from_ref(&gone), true)).unwrap();
    let answer = cloud.tell(&Command::ChangePowerOf { who, power: Power::Reboot }).unwrap();
    assert_eq!(happened(&answer, cloud.ordinal(&running)), Some(Happened::Done));
    assert_eq!(happened(&answer, cloud.ordinal(&gone)), Some(Happened::Refused(Reason::InstanceNotFound)));
}

// ---- billing --------------------------------------------------------------------------------------------------------------

#[test]
fn a_conversion_is_for_all_or_for_none() {
    let mut cloud = Cloud::default();
    let plain = cloud.one(false);
    let spot = cloud.running(NewInstances { spot: SpotStrategy::SpotAsPriceGo, ..order() }).remove(0);
    let to_prepaid = |ids: Vec<Box<str>>, period_months, dry_run| Command::ChangeChargeType {
        region: HANGZHOU.into(),
        ids,
        to: ChargeType::PrePaid,
        period_months,
        dry_run,
    };
    assert_eq!(cloud.refusal(&to_prepaid(vec![plain.clone(), spot], 1, false)), Reason::SpotNotConvertible);
    assert_eq!(cloud.refusal(&to_prepaid(vec![plain.clone()], 10, false)), Reason::PeriodUnknown);
    assert_eq!(cloud.refusal(&to_prepaid(vec![plain.clone()], 1, true)), Reason::DryRunPassed);
    assert_eq!(cloud.refusal(&to_prepaid(vec![plain.clone(); 21], 1, false)), Reason::TooManyToConvert);
    assert_eq!(cloud.get(&plain).spec.charge, ChargeType::PostPaid);
    cloud.tell(&to_prepaid(vec![plain.clone()], 12, false)).unwrap();
    assert_eq!(cloud.refusal(&to_prepaid(vec![plain.clone()], 12, false)), Reason::ChargeTypeUnchanged);
    cloud.tell(&Command::AccountOverdue).unwrap();
    assert_eq!(cloud.refusal(&to_prepaid(vec![plain], 12, false)), Reason::AccountInArrears);
}

#[test]
fn a_schedule_that_comes_at_the_very_instant_of_settling_lapses() {
    let mut cloud = Cloud::default();
    let id = cloud.one(true);
    let at = cloud.now.plus(HOUR).minute_start();
    cloud.tell(&Command::SetAutoReleaseTime { id: id.clone(), at: Some(at) }).unwrap();
    cloud.tell(&Command::AccountOverdue).unwrap();
    cloud.wait(at.since(cloud.now));
    cloud.tell(&Command::AccountSettled).unwrap();
    cloud.wait(DAY);
    assert!(cloud.lives(&id));
}

// ---- Auto Scaling and preemptible capacity --------------------------------------------------------------------------------

#[test]
fn a_group_makes_members_like_its_newest_one_billed_by_usage() {
    let mut cloud = Cloud::default();
    let group: std::sync::Arc<str> = "asg-1".into();
    cloud.tell(&Command::CreateScalingGroup { group: group.clone() }).unwrap();
    let out = Command::ScaleOut { group: group.clone(), amount: 1 };
    let made = |answer| if let Answer::Created(ids) = answer { ids[0].clone() } else { panic!("{answer:?}") };
    let first = made(cloud.tell(&out).unwrap());
    assert_eq!(&*cloud.get(&first).spec.instance_type, catalog::DEFAULT_INSTANCE_TYPE);
    cloud.wait(MINUTE);
    let model = NewInstances { region: "cn-beijing".into(), instance_type: "ecs.c6.xlarge".into(), ..subscription() };
    let ids = cloud.running(model);
    cloud.tell(&Command::AttachInstances { group: group.clone(), ids, entrusted: false }).unwrap();
    let second = made(cloud.tell(&out).unwrap());
    let spec = &cloud.get(&second).spec;
    assert_eq!(
        (&*spec.region, &*spec.instance_type, spec.charge),
        ("cn-beijing", "ecs.c6.xlarge", ChargeType::PostPaid)
    );
    assert!(second.starts_with("i-2ze") && !cloud.get(&second).protected);
    assert_eq!(cloud.refusal(&Command::ScaleOut { group: group.clone(), amount: 0 }), Reason::AmountOutOfRange);
    cloud.tell(&Command::AccountOverdue).unwrap();
    assert_eq!(cloud.refusal(&out), Reason::AccountInArrears);
}

#[test]
fn an_instance_is_in_one_group_and_a_subscription_is_entrusted_to_none() {
    let mut cloud = Cloud::default();
    for group in ["asg-1", "asg-2"] {
        cloud.tell(&Command::CreateScalingGroup { group: group.into() }).unwrap();
    }
    assert_eq!(cloud.refusal(&Command::CreateScalingGroup { group: "asg-1".into() }), Reason::ScalingGroupExists);
    let (plain, paid) = (cloud.one(false), cloud.running(subscription()).remove(0));
    let attach = |group: &str, id: &str, entrusted| Command::AttachInstances {
        group: group.into(),
        ids: vec![id.into()],
        entrusted,
    };
    assert_eq!(cloud.refusal(&attach("asg-3", &plain, true)), Reason::ScalingGroupNotFound);
    assert_eq!(cloud.refusal(&attach("asg-1", &paid, true)), Reason::ChargeTypeViolation);
    cloud.tell(&attach("asg-1", &plain, true)).unwrap();
    assert_eq!(cloud.refusal(&attach("asg-2", &plain, false)), Reason::InstanceInGroup);
    assert_eq!(cloud.refusal(&Command::ScaleIn { group: "asg-2".into(), amount: 1 }), Reason::NothingToDo);
}

#[test]
fn a_second_notice_does_not_put_the_reclaim_off() {
    let mut cloud = Cloud::default();
    let id = cloud.running(NewInstances { spot: SpotStrategy::SpotAsPriceGo, ..order() }).remove(0);
    cloud.tell(&Command::SpotReclaim { id: id.clone() }).unwrap();
    let at = cloud.get(&id).reclaim_at;
    cloud.wait(MINUTE);
    cloud.tell(&Command::SpotReclaim { id: id.clone() }).unwrap();
    assert_eq!(cloud.get(&id).reclaim_at, at);
}

// ---- orders ---------------------------------------------------------------------------------------------------------------

#[test]
fn an_order_of_the_defaults_gets_a_whole_network() {
    let mut cloud = Cloud::default();
    let id = cloud.create(order()).remove(0);
    let spec = &cloud.get(&id).spec;
    let vswitch = catalog::vswitch(HANGZHOU, &spec.vswitch_id).expect("a vSwitch of the zone");
    assert_eq!((vswitch.zone, &*vswitch.vpc_id), (&*spec.zone, &*spec.vpc_id));
    let groups = catalog::security_groups(HANGZHOU);
    let group = groups.iter().find(|group| *group.id == *spec.security_groups[0]).expect("a security group");
    assert_eq!(*group.vpc_id, *spec.vpc_id);
    assert!(cloud.get(&id).private_ip.starts_with("172.16."));
    assert_eq!((spec.cpu, spec.memory_mib, &*spec.family), (2, 8_192, "ecs.g6"));
}

#[test]
fn network_parts_must_belong_together() {
    let here = catalog::vswitches(HANGZHOU, "cn-hangzhou-b");
    let other_vpc = catalog::security_groups(HANGZHOU).into_iter().find(|g| g.vpc_id != here[0].vpc_id).unwrap();
    let with = |zone: &str, vpc: &str, group: &str| NewInstances {
        zone: zone.into(),
        vpc_id: vpc.into(),
        vswitch_id: here[0].id.as_str().into(),
        security_groups: vec![group.into()],
        ..order()
    };
    let group = catalog::security_groups(HANGZHOU).remove(0).id;
    assert_eq!(problems(with("", "", &group)), []);
    assert_eq!(problems(with("cn-hangzhou-b", &here[0].vpc_id, &group)), []);
    let mismatch = |field| [Refusal::field(Reason::NetworkMismatch, field)];
    assert_eq!(problems(with("cn-hangzhou-a", "", &group)), mismatch("VSwitchId"));
    assert_eq!(problems(with("", &here[1].vpc_id, &group)), mismatch("VSwitchId"));
    assert_eq!(problems(with("", "", &other_vpc.id)), mismatch("SecurityGroupId"));
    let unknown = NewInstances { vswitch_id: "vsw-1".into(), security_groups: vec!["sg-1".into()], ..order() };
    let reasons: Vec<Reason> = problems(unknown).into_iter().map(|refusal| refusal.reason).collect();
    assert_eq!(reasons, [Reason::VSwitchNotFound, Reason::SecurityGroupNotFound]);
    let brought = NewInstances {
        vswitch_id: "vsw-bp1s5fnvk4gn2tws0****".into(),
        security_groups: vec!["sg-bp15ed6xe1yxeycg7****".into()],
        ..order()
    };
    assert_eq!(problems(brought), [], "an own network is taken as given");
}

#[test]
fn a_system_disk_is_as_large_as_its_image_needs() {
    let windows = IMAGES.iter().find(|image| image.os_type == "windows").unwrap();
    let sized = |size| {
        let disk = Disk { category: "cloud_essd".into(), size, delete_with_instance: true };
        problems(NewInstances { image_id: windows.id.into(), system_disk: Some(disk), ..order() })
    };
    assert_eq!(sized(39), [Refusal::field(Reason::DiskSizeOutOfRange, "SystemDisk.Size")]);
    assert_eq!((sized(40), sized(500)), (vec![], vec![]));
    assert_eq!(sized(501).len(), 1);
}

#[test]
fn amounts_and_billing_have_their_limits() {
    let first = |order| problems(order).first().map(|refusal| refusal.reason);
    assert_eq!(first(NewInstances { amount: 100, ..order() }), None);
    assert_eq!(first(NewInstances { amount: 101, ..order() }), Some(Reason::AmountOutOfRange));
    assert_eq!(first(NewInstances { amount: 2, min_amount: Some(2), ..order() }), None);
    assert_eq!(first(NewInstances { amount: 2, min_amount: Some(3), ..order() }), Some(Reason::MinAmountMalformed));
    assert_eq!(first(NewInstances { amount: 2, min_amount: Some(0), ..order() }), Some(Reason::MinAmountMalformed));
    let both = NewInstances { spot: SpotStrategy::SpotAsPriceGo, ..subscription() };
    assert_eq!(first(both), Some(Reason::SpotWithSubscription));
    assert_eq!(first(NewInstances { period_months: 10, ..subscription() }), Some(Reason::PeriodUnknown));
    assert_eq!(first(NewInstances { period_months: 0, ..subscription() }), None);
    let scheduled = NewInstances { auto_release_at: Some(cloud::start().plus(DAY)), ..subscription() };
    assert_eq!(first(scheduled), Some(Reason::ChargeTypeViolation));
    for (bandwidth_out, bandwidth_in, fits) in
        [(0, 10, true), (0, 200, true), (50, 200, true), (50, 201, false), (5, 0, false)]
    {
        let order = NewInstances { bandwidth_out, bandwidth_in: Some(bandwidth_in), ..order() };
        assert_eq!(problems(order).is_empty(), fits, "{bandwidth_out} {bandwidth_in}");
    }
}

#[test]
fn host_names_follow_the_image_and_may_hold_the_id() {
    let mut cloud = Cloud::default();
    let id = cloud.create(NewInstances { host_name: "web-${instance_id}".into(), ..order() }).remove(0);
    assert_eq!(*cloud.get(&id).host_name, *format!("web-{id}"));
    let windows = IMAGES.iter().find(|image| image.os_type == "windows").unwrap().id;
    let on_windows = |host: &str, unique_suffix| {
        let order = NewInstances { image_id: windows.into(), host_name: host.into(), unique_suffix, ..order() };
        problems(order).first().map(|refusal| refusal.reason)
    };
    assert_eq!(on_windows("web-production1", false), None);
    assert_eq!(on_windows("web.production", false), Some(Reason::HostNameMalformed));
    assert_eq!(on_windows("web-production1", true), Some(Reason::HostNameTooLong));
}
