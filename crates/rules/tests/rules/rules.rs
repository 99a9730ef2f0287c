//! Every rule of docs/rules.md, R1 to R16 and the times, each with tests that tell a story.

use cloud::{Cloud, delete, delete_all, happened, order, protect, start};
use latch_rules::{
    Actor, Answer, ChargeType, Command, Happened, Ordinals, Reason, ReleasePlan, Status, UnixMillis,
    command::{AttributeChange, NewInstances, Power, PowerChange, SecurityEffect},
    instance::{Credential, Disk, Locks, SpotStrategy, StoppedMode},
    protection::{Because, Cause},
    record::Act,
    release_plan::When,
    time::{Clock, DAY, HOUR, MINUTE, SECOND},
    world::{ShownStatus, Version},
};
use latch_testing::cloud;

const HANGZHOU: &str = "cn-hangzhou";

fn subscription() -> NewInstances {
    NewInstances { charge: ChargeType::PrePaid, period_months: 1, ..order() }
}

fn spot() -> NewInstances {
    NewInstances { spot: SpotStrategy::SpotAsPriceGo, ..order() }
}

fn power(id: &str, power: Power) -> Command {
    Command::ChangePower(PowerChange {
        power,
        region: None,
        ids: vec![id.into()],
        success_first: false,
        stopped_mode: StoppedMode::KeepCharging,
        dry_run: false,
    })
}

fn schedule(id: &str, at: UnixMillis) -> Command {
    Command::SetAutoReleaseTime { id: id.into(), at: Some(at) }
}

fn security(id: &str, effect: SecurityEffect) -> Command {
    Command::SecurityViolation { id: id.into(), effect }
}

fn convert(id: &str, to: ChargeType) -> Command {
    Command::ChangeChargeType { region: HANGZHOU.into(), ids: vec![id.into()], to, period_months: 1, dry_run: false }
}

fn plan(cloud: &Cloud, ids: &[Box<str>], when: When) -> ReleasePlan {
    ReleasePlan::make(&cloud.world, &cloud.ordinals(ids), when)
}

// ---- R1, R2: who can have protection --------------------------------------------------------------------------------------

#[test]
fn r1_protection_is_off_unless_asked_for_and_changes_at_any_time_in_any_state() {
    let mut cloud = Cloud::default();
    let id = cloud.create(order()).remove(0);
    assert!(!cloud.get(&id).protected);
    let states = [Status::Pending, Status::Starting, Status::Running, Status::Stopping, Status::Stopped];
    for (state, then) in states.into_iter().zip([5, 20, 0, 15, 0]) {
        if state == Status::Stopping {
            cloud.tell(&power(&id, Power::Stop)).unwrap();
        }
        assert_eq!(cloud.status(&id), state);
        for on in [true, true, false] {
            cloud.tell(&protect(&id, on)).unwrap();
            assert_eq!(cloud.get(&id).protected, on);
        }
        cloud.wait(then * SECOND);
    }
    let born_protected = cloud.create(NewInstances { amount: 3, deletion_protection: true, ..order() });
    assert!(born_protected.iter().all(|id| cloud.get(id).protected));
}

#[test]
fn r2_only_pay_as_you_go_instances_can_have_it() {
    let mut cloud = Cloud::default();
    for billed in [subscription(), spot()] {
        let asked = NewInstances { deletion_protection: true, ..billed.clone() };
        assert_eq!(cloud.refusal(&Command::RunInstances(asked.into())), Reason::ProtectionNeedsPayAsYouGo);
        let id = cloud.running(billed).remove(0);
        assert_eq!(cloud.refusal(&protect(&id, true)), Reason::ProtectionNeedsPayAsYouGo);
        assert_eq!(cloud.tell(&protect(&id, false)), Ok(Answer::Done));
        assert!(!cloud.get(&id).protected);
    }
}

#[test]
fn r2_the_console_changes_whom_it_can_and_names_the_others() {
    let mut cloud = Cloud::default();
    let plain = cloud.one(false);
    let already = cloud.one(true);
    let paid = cloud.running(subscription()).remove(0);
    let locked = cloud.one(false);
    cloud.tell(&security(&locked, SecurityEffect::Lock)).unwrap();
    let ids = [plain.clone(), already.clone(), paid.clone(), locked.clone()];
    let command = Command::ChangeReleaseProtection { who: cloud.ordinals(&ids), on: true };
    let answer = cloud.tell(&command).unwrap();
    let told = ids.each_ref().map(|id| happened(&answer, cloud.ordinal(id)).unwrap());
    let refused = Happened::Refused;
    assert_eq!(
        told,
        [
            Happened::Done,
            Happened::Done,
            refused(Reason::ProtectionNeedsPayAsYouGo),
            refused(Reason::LockedForSecurity)
        ]
    );
    assert!(cloud.get(&plain).protected && cloud.get(&already).protected);
    assert!(!cloud.get(&paid).protected && !cloud.get(&locked).protected);
}

// ---- R3 to R6: manual releases --------------------------------------------------------------------------------------------

#[test]
fn r3_a_manual_release_of_a_protected_instance_never_happens() {
    let mut cloud = Cloud::default();
    let id = cloud.create(NewInstances { deletion_protection: true, ..order() }).remove(0);
    for seconds in [0, 5, 20] {
        cloud.wait(seconds * SECOND);
        for force in [false, true] {
            assert_eq!(cloud.refusal(&delete(&id, force)), Reason::DeletionProtection);
            assert_eq!(cloud.refusal(&delete_all(std::slice::from_ref(&id), force)), Reason::DeletionProtection);
        }
        assert!(cloud.lives(&id));
    }
    assert_eq!(Reason::DeletionProtection.code(), "InvalidOperation.DeletionProtection");
    assert_eq!(Reason::DeletionProtection.http_status(), 403);
}

#[test]
fn r3_protection_is_asked_after_existence_and_region_and_before_the_rest() {
    let mut cloud = Cloud::default();
    let id = cloud.one(true);
    assert_eq!(cloud.refusal(&delete("i-nobody", true)), Reason::InstanceNotFound);
    assert_eq!(cloud.refusal(&delete_all(&[id.clone(), "i-nobody".into()], true)), Reason::InstancesNotFound);
    // The running instance without Force would be refused too, but protection is checked first.
    assert_eq!(cloud.refusal(&delete(&id, false)), Reason::DeletionProtection);
    let beijing = cloud.running(NewInstances { region: "cn-beijing".into(), ..order() }).remove(0);
    assert_eq!(cloud.refusal(&delete_all(&[id, beijing], true)), Reason::CrossRegion);
}

#[test]
fn r3_turned_off_first_the_release_goes_through() {
    let mut cloud = Cloud::default();
    let id = cloud.one(true);
    cloud.tell(&protect(&id, false)).unwrap();
    cloud.tell(&delete(&id, true)).unwrap();
    assert!(!cloud.lives(&id));
    assert_eq!(cloud.refusal(&delete(&id, true)), Reason::InstanceNotFound);
}

#[test]
fn r4_the_console_skips_the_protected_and_releases_the_others_and_names_both() {
    let mut cloud = Cloud { actor: Actor::Console, ..Cloud::default() };
    let plain = cloud.running(NewInstances { amount: 2, ..order() });
    let spared = cloud.one(true);
    let all = [plain.clone(), vec![spared.clone()]].concat();
    let plan = plan(&cloud, &all, When::Now);
    let answer = cloud.tell(&Command::Release { plan }).unwrap();
    for id in &plain {
        assert!(!cloud.lives(id));
        assert_eq!(happened(&answer, cloud.ordinal(id)), Some(Happened::Released(Because::NotProtected)));
    }
    assert!(cloud.lives(&spared));
    assert_eq!(happened(&answer, cloud.ordinal(&spared)), Some(Happened::Kept(Because::Protected)));
    assert_eq!(cloud.recorded(&spared), Some(Happened::Kept(Because::Protected)));
}

#[test]
fn r5_a_console_release_of_protected_instances_alone_cannot_be_executed() {
    let mut cloud = Cloud::default();
    let ids = cloud.running(NewInstances { amount: 3, deletion_protection: true, ..order() });
    let plan = plan(&cloud, &ids, When::Now);
    assert!(plan.is_all_protected());
    assert_eq!(cloud.refusal(&Command::Release { plan }), Reason::AllProtected);
    assert!(ids.iter().all(|id| cloud.lives(id)));
    assert_eq!(cloud.last_record().refused, Some(Reason::AllProtected));
}

#[test]
fn r6_a_batch_of_the_api_with_a_protected_member_is_refused_whole() {
    let mut cloud = Cloud::default();
    let mut ids = cloud.running(NewInstances { amount: 2, ..order() });
    ids.push(cloud.one(true));
    assert_eq!(cloud.refusal(&delete_all(&ids, true)), Reason::DeletionProtection);
    assert!(ids.iter().all(|id| cloud.lives(id)));
    ids.pop();
    cloud.tell(&delete_all(&ids, true)).unwrap();
    assert!(!ids.iter().any(|id| cloud.lives(id)));
}

// ---- R7: automatic releases -----------------------------------------------------------------------------------------------

#[test]
fn r7a_arrears_of_more_than_15_days_release_the_protected_too() {
    let mut cloud = Cloud::default();
    let (protected, preemptible) = (cloud.one(true), cloud.running(spot()).remove(0));
    // The subscription is long enough not to end during the test.
    let paid = cloud.running(NewInstances { period_months: 12, ..subscription() }).remove(0);
    cloud.tell(&Command::AccountOverdue).unwrap();
    cloud.wait(15 * DAY);
    assert!(cloud.lives(&protected), "15 days are not more than 15 days");
    cloud.wait(SECOND);
    assert!(!cloud.lives(&protected) && !cloud.lives(&preemptible) && cloud.lives(&paid));
    let record = cloud.last_record();
    assert_eq!((record.act, &record.actor), (Act::AccountOverdueRelease, &Actor::Billing));
    assert_eq!(cloud.recorded(&protected), Some(Happened::Released(Because::OverdueTooLong)));
    assert!(record.outcomes.iter().any(|outcome| outcome.protected));
}

#[test]
fn r7b_an_auto_release_time_releases_the_protected_too() {
    let mut cloud = Cloud::default();
    let id = cloud.one(true);
    cloud.tell(&schedule(&id, cloud.now.plus(HOUR))).unwrap();
    let due = cloud.get(&id).auto_release_at.unwrap();
    cloud.wait(due.since(cloud.now) - 1);
    assert!(cloud.lives(&id));
    cloud.wait(1);
    assert!(!cloud.lives(&id));
    let released = cloud.world.find_any(&id).unwrap().1.released.unwrap();
    assert_eq!((released.at, released.cause), (due, Cause::AutoReleaseTime));
    assert_eq!(cloud.recorded(&id), Some(Happened::Released(Because::AutoReleaseTimeCame)));
}

#[test]
fn r7c_a_violation_stops_or_releases_the_protected_too() {
    let mut cloud = Cloud::default();
    let (stopped, released) = (cloud.one(true), cloud.one(true));
    let answer = cloud.tell(&security(&stopped, SecurityEffect::Stop)).unwrap();
    assert_eq!(happened(&answer, cloud.ordinal(&stopped)), Some(Happened::Stopped(Because::Violation)));
    assert_eq!(cloud.status(&stopped), Status::Stopped);
    let answer = cloud.tell(&security(&released, SecurityEffect::Release)).unwrap();
    assert_eq!(happened(&answer, cloud.ordinal(&released)), Some(Happened::Released(Because::Violation)));
    assert!(!cloud.lives(&released));
}

#[test]
fn r7d_scale_in_releases_what_the_group_made_though_protected_later() {
    let mut cloud = Cloud::default();
    cloud.tell(&Command::CreateScalingGroup { group: "asg-1".into() }).unwrap();
    let Answer::Created(ids) = cloud.tell(&Command::ScaleOut { group: "asg-1".into(), amount: 2 }).unwrap() else {
        panic!("made")
    };
    cloud.wait(25 * SECOND);
    cloud.tell(&protect(&ids[0], true)).unwrap();
    let answer = cloud.tell(&Command::ScaleIn { group: "asg-1".into(), amount: 1 }).unwrap();
    assert_eq!(happened(&answer, cloud.ordinal(&ids[0])), Some(Happened::Released(Because::CreatedByGroup)));
    assert!(!cloud.lives(&ids[0]) && cloud.lives(&ids[1]));
}

// ---- R8: Auto Scaling -----------------------------------------------------------------------------------------------------

fn group_of(cloud: &mut Cloud, entrusted: bool, amount: u32) -> Vec<Box<str>> {
    let _ = cloud.tell(&Command::CreateScalingGroup { group: "asg-1".into() });
    let ids = cloud.running(NewInstances { amount, deletion_protection: true, ..order() });
    cloud.tell(&Command::AttachInstances { group: "asg-1".into(), ids: ids.clone(), entrusted }).unwrap();
    ids
}

#[test]
fn r8_scale_in_spares_members_that_the_group_guards() {
    let mut cloud = Cloud::default();
    let ids = group_of(&mut cloud, true, 3);
    let guard = Command::SetInstancesProtection { group: "asg-1".into(), ids: vec![ids[0].clone()], guarded: true };
    cloud.tell(&guard).unwrap();
    let answer = cloud.tell(&Command::ScaleIn { group: "asg-1".into(), amount: 2 }).unwrap();
    assert_eq!(happened(&answer, cloud.ordinal(&ids[0])), Some(Happened::Kept(Because::GuardedByGroup)));
    assert!(cloud.lives(&ids[0]) && !cloud.lives(&ids[1]) && !cloud.lives(&ids[2]));
}

#[test]
fn r8_scale_in_takes_the_oldest_first() {
    let mut cloud = Cloud::default();
    let first = group_of(&mut cloud, true, 1).remove(0);
    let second = group_of(&mut cloud, true, 1).remove(0);
    cloud.tell(&Command::ScaleIn { group: "asg-1".into(), amount: 1 }).unwrap();
    assert!(!cloud.lives(&first) && cloud.lives(&second));
}

#[test]
fn r8_members_added_by_hand_leave_the_group_and_live_on() {
    let mut cloud = Cloud::default();
    let ids = group_of(&mut cloud, false, 1);
    let answer = cloud.tell(&Command::ScaleIn { group: "asg-1".into(), amount: 1 }).unwrap();
    assert_eq!(happened(&answer, cloud.ordinal(&ids[0])), Some(Happened::Removed(Because::AddedByHand)));
    assert!(cloud.lives(&ids[0]) && cloud.get(&ids[0]).member.is_none());
}

#[test]
fn r8_taking_named_members_out_does_not_ask_the_groups_flag() {
    let mut cloud = Cloud::default();
    let ids = group_of(&mut cloud, true, 2);
    let group: std::sync::Arc<str> = "asg-1".into();
    cloud.tell(&Command::SetInstancesProtection { group: group.clone(), ids: ids.clone(), guarded: true }).unwrap();
    let answer = cloud.tell(&Command::ScaleIn { group: group.clone(), amount: 2 }).unwrap();
    assert_eq!(happened(&answer, cloud.ordinal(&ids[1])), Some(Happened::Kept(Because::GuardedByGroup)));
    assert_eq!(cloud.last_record().act, Act::ScaleIn, "an attempt that took nobody is recorded too");
    cloud.tell(&Command::RemoveInstances { group: group.clone(), ids: vec![ids[0].clone()] }).unwrap();
    assert!(!cloud.lives(&ids[0]) && cloud.lives(&ids[1]));
    let stranger = cloud.one(false);
    assert_eq!(cloud.refusal(&Command::RemoveInstances { group, ids: vec![stranger] }), Reason::InstanceNotInGroup);
}

// ---- R9, R10: schedules ---------------------------------------------------------------------------------------------------

#[test]
fn r9_an_auto_release_time_is_30_minutes_to_3_years_ahead_and_kept_to_the_minute() {
    let mut cloud = Cloud::default();
    let id = cloud.one(true);
    let now = cloud.now;
    for bad in [now.plus(30 * MINUTE - 1), now.plus_years(3).plus(1), now.plus(-HOUR)] {
        assert_eq!(cloud.refusal(&schedule(&id, bad)), Reason::AutoReleaseTimeMalformed);
    }
    assert_eq!(now.civil().second, 25);
    // The 30 minutes are checked before the seconds are cut.
    cloud.tell(&schedule(&id, now.plus(30 * MINUTE))).unwrap();
    assert_eq!(cloud.get(&id).auto_release_at, Some(now.plus(30 * MINUTE - 25 * SECOND)));
    cloud.tell(&schedule(&id, now.plus_years(3))).unwrap();
    assert_eq!(cloud.get(&id).auto_release_at, Some(now.plus_years(3).minute_start()), "a later setting replaces");
    cloud.tell(&Command::SetAutoReleaseTime { id: id.clone(), at: None }).unwrap();
    assert_eq!(cloud.get(&id).auto_release_at, None);
    cloud.wait(4 * 366 * DAY);
    assert!(cloud.lives(&id));
}

#[test]
fn r9_the_order_says_an_auto_release_time_by_the_same_rule() {
    let mut cloud = Cloud::default();
    let asks = |at| NewInstances { auto_release_at: Some(at), deletion_protection: true, ..order() };
    let early = asks(cloud.now.plus(29 * MINUTE));
    assert_eq!(cloud.refusal(&Command::RunInstances(early.into())), Reason::AutoReleaseTimeMalformed);
    let id = cloud.create(asks(cloud.now.plus(HOUR + 42 * SECOND))).remove(0);
    assert_eq!(cloud.get(&id).auto_release_at, Some(cloud.now.plus(HOUR)));
    cloud.wait(HOUR);
    assert!(!cloud.lives(&id));
}

#[test]
fn r9_in_arrears_it_does_not_fire_and_lapses_when_they_are_settled() {
    let mut cloud = Cloud::default();
    let (passed, ahead) = (cloud.one(true), cloud.one(true));
    cloud.tell(&schedule(&passed, cloud.now.plus(DAY))).unwrap();
    cloud.tell(&schedule(&ahead, cloud.now.plus(5 * DAY))).unwrap();
    cloud.tell(&Command::AccountOverdue).unwrap();
    cloud.wait(2 * DAY);
    assert!(cloud.lives(&passed));
    let answer = cloud.tell(&Command::AccountSettled).unwrap();
    let lapse = Happened::Kept(Because::ScheduleSuspendedByArrears);
    let Answer::Outcomes(outcomes) = &answer else { panic!("{answer:?}") };
    assert!(outcomes.iter().any(|o| o.happened == lapse && o.who == Ordinals::one(cloud.ordinal(&passed))));
    assert_eq!(cloud.get(&passed).auto_release_at, None);
    let records: Vec<_> = cloud.world.records.iter().rev().take(2).map(|record| record.act).collect();
    assert_eq!(records, [Act::AccountSettled, Act::AutoReleaseTimeReached]);
    cloud.wait(DAY);
    assert!(cloud.lives(&passed) && cloud.lives(&ahead));
    cloud.wait(2 * DAY);
    assert!(cloud.lives(&passed) && !cloud.lives(&ahead), "a schedule still ahead holds");
}

#[test]
fn r9_the_console_schedules_on_protected_instances_and_lists_them() {
    let mut cloud = Cloud::default();
    let (plain, protected) = (cloud.one(false), cloud.one(true));
    let paid = cloud.running(subscription()).remove(0);
    let at = cloud.now.plus(HOUR);
    let plan = plan(&cloud, &[plain.clone(), protected.clone(), paid.clone()], When::At(Some(at)));
    assert_eq!(plan.in_spite_of_protection, Ordinals::one(cloud.ordinal(&protected)));
    let answer = cloud.tell(&Command::Release { plan }).unwrap();
    assert_eq!(happened(&answer, cloud.ordinal(&paid)), Some(Happened::Refused(Reason::ChargeTypeViolation)));
    cloud.wait(HOUR);
    assert!(!cloud.lives(&plain) && !cloud.lives(&protected) && cloud.lives(&paid));
}

#[test]
fn r9_a_subscription_has_no_auto_release_time() {
    let mut cloud = Cloud::default();
    let paid = cloud.running(subscription()).remove(0);
    assert_eq!(cloud.refusal(&schedule(&paid, cloud.now.plus(HOUR))), Reason::ChargeTypeViolation);
    assert_eq!(cloud.refusal(&schedule("i-nobody", cloud.now.plus(HOUR))), Reason::NoSuchResource);
}

#[test]
fn r10_no_conversion_to_subscription_while_a_release_is_scheduled() {
    let mut cloud = Cloud::default();
    let id = cloud.one(true);
    cloud.tell(&schedule(&id, cloud.now.plus(HOUR))).unwrap();
    assert_eq!(cloud.refusal(&convert(&id, ChargeType::PrePaid)), Reason::AutoReleaseTimeSet);
    cloud.tell(&Command::SetAutoReleaseTime { id: id.clone(), at: None }).unwrap();
    cloud.tell(&convert(&id, ChargeType::PrePaid)).unwrap();
    let paid = cloud.get(&id);
    assert!(!paid.protected, "the conversion clears the flag");
    assert_eq!(paid.expires_at, Some(cloud.now.minute_start().plus_months(1)));
    cloud.tell(&convert(&id, ChargeType::PostPaid)).unwrap();
    assert_eq!(cloud.get(&id).expires_at, None);
    cloud.tell(&protect(&id, true)).unwrap();
}

// ---- R11: locks -----------------------------------------------------------------------------------------------------------

#[test]
fn r11_a_security_lock_refuses_changes_and_power_but_not_an_ordinary_release() {
    let mut cloud = Cloud::default();
    let id = cloud.one(true);
    cloud.tell(&security(&id, SecurityEffect::Lock)).unwrap();
    let rename = Command::ModifyInstanceAttribute(Box::new(AttributeChange {
        id: id.clone(),
        name: Some("other".into()),
        ..AttributeChange::default()
    }));
    let refused =
        [rename, protect(&id, false), power(&id, Power::Start), power(&id, Power::Stop), power(&id, Power::Reboot)];
    for command in refused {
        assert_eq!(cloud.refusal(&command), Reason::LockedForSecurity, "{command:?}");
    }
    assert_eq!(cloud.refusal(&delete(&id, true)), Reason::DeletionProtection);
    cloud.tell(&security(&id, SecurityEffect::Unlock)).unwrap();
    cloud.tell(&protect(&id, false)).unwrap();
    cloud.tell(&security(&id, SecurityEffect::Lock)).unwrap();
    cloud.tell(&delete(&id, true)).unwrap();
    assert!(!cloud.lives(&id));
}

#[test]
fn r11_a_financial_lock_allows_changes_and_release() {
    let mut cloud = Cloud::default();
    let id = cloud.one(false);
    cloud.tell(&Command::AccountOverdue).unwrap();
    assert_eq!(cloud.refusal(&power(&id, Power::Start)), Reason::ExpiredOrInArrears);
    cloud.tell(&protect(&id, true)).unwrap();
    assert_eq!(cloud.refusal(&delete(&id, false)), Reason::DeletionProtection);
    cloud.tell(&protect(&id, false)).unwrap();
    cloud.tell(&delete(&id, false)).unwrap();
}

// ---- R12, R13: state and billing ------------------------------------------------------------------------------------------

#[test]
fn r12_a_running_instance_is_deleted_by_api_only_with_force() {
    let mut cloud = Cloud::default();
    let id = cloud.one(false);
    assert_eq!(cloud.refusal(&delete(&id, false)), Reason::IncorrectStatus);
    cloud.tell(&delete(&id, true)).unwrap();
    assert!(!cloud.lives(&id));
}

#[test]
fn r12_a_subscription_is_released_only_after_it_expired_and_when_the_call_says_so() {
    let mut cloud = Cloud::default();
    let id = cloud.running(subscription()).remove(0);
    let terminate = |terminate_subscription| {
        Command::DeleteInstance(latch_rules::command::Deletion {
            ids: vec![id.clone()],
            force: true,
            terminate_subscription,
            ..Default::default()
        })
    };
    assert_eq!(cloud.refusal(&terminate(true)), Reason::ChargeTypeViolation);
    cloud.wait(32 * DAY);
    assert_eq!(cloud.refusal(&terminate(false)), Reason::ChargeTypeViolation);
    cloud.tell(&terminate(true)).unwrap();
    assert!(!cloud.lives(&id));
}

#[test]
fn r13_each_operation_is_valid_in_its_states() {
    use Status::{Pending, Running, Starting, Stopped, Stopping};
    let at = |state: Status| {
        let mut cloud = Cloud::default();
        let id = cloud.create(order()).remove(0);
        if state != Pending {
            cloud.wait(5 * SECOND);
        }
        if !matches!(state, Pending | Starting) {
            cloud.wait(20 * SECOND);
        }
        if matches!(state, Stopping | Stopped) {
            cloud.tell(&power(&id, Power::Stop)).unwrap();
        }
        if state == Stopped {
            cloud.wait(15 * SECOND);
        }
        assert_eq!(cloud.status(&id), state);
        (cloud, id)
    };
    // Columns: state, then Start, Stop, Reboot, Delete, Delete with Force, conversion (docs/ecs.md 9.3).
    let (ok, bad) = (None, Some(Reason::IncorrectStatus));
    let (early, convert_bad) = (Some(Reason::StatusInitializing), Some(Reason::ChargeTypeStatus));
    let table = [
        (Pending, [bad, bad, bad, early, early, convert_bad]),
        (Starting, [bad, bad, bad, bad, bad, convert_bad]),
        (Running, [bad, ok, ok, bad, ok, ok]),
        (Stopping, [bad, bad, bad, bad, bad, convert_bad]),
        (Stopped, [ok, bad, bad, ok, ok, ok]),
    ];
    for (state, expected) in table {
        for (place, expected) in expected.into_iter().enumerate() {
            let (mut cloud, id) = at(state);
            let commands = [
                power(&id, Power::Start),
                power(&id, Power::Stop),
                power(&id, Power::Reboot),
                delete(&id, false),
                delete(&id, true),
                convert(&id, ChargeType::PrePaid),
            ];
            let answer = cloud.tell(&commands[place]);
            assert_eq!(answer.err().map(|refusal| refusal.reason), expected, "{state:?} {:?}", commands[place]);
        }
    }
}

#[test]
fn r13_starting_all_together_fails_for_all_and_success_first_for_each() {
    let mut cloud = Cloud::default();
    let (running, stopped) = (cloud.one(false), cloud.one(false));
    cloud.tell(&power(&stopped, Power::Stop)).unwrap();
    cloud.wait(15 * SECOND);
    let start = |success_first| {
        Command::ChangePower(PowerChange {
            power: Power::Start,
            region: Some(HANGZHOU.into()),
            ids: vec![running.clone(), stopped.clone()],
            success_first,
            stopped_mode: StoppedMode::KeepCharging,
            dry_run: false,
        })
    };
    assert_eq!(cloud.refusal(&start(false)), Reason::IncorrectStatus);
    assert_eq!(cloud.status(&stopped), Status::Stopped);
    let answer = cloud.tell(&start(true)).unwrap();
    assert_eq!(happened(&answer, cloud.ordinal(&running)), Some(Happened::Refused(Reason::IncorrectStatus)));
    assert_eq!(happened(&answer, cloud.ordinal(&stopped)), Some(Happened::Done));
    assert_eq!(cloud.status(&stopped), Status::Starting);
}

// ---- R14, R15, R16 --------------------------------------------------------------------------------------------------------

#[test]
fn r14_a_refused_attempt_says_who_when_why_and_whether_protected() {
    let mut cloud = Cloud::default();
    let (protected, plain) = (cloud.one(true), cloud.one(false));
    let at = cloud.now;
    let _ = cloud.tell(&delete_all(&[protected.clone(), plain.clone()], true));
    let record = cloud.last_record();
    assert_eq!((record.at, &record.actor, record.act), (at, &Actor::Api, Act::DeleteInstances));
    assert_eq!(record.refused, Some(Reason::DeletionProtection));
    assert!(record.parameters.iter().any(|(name, value)| &**name == "Force" && &**value == "true"));
    let was_protected = |id| record.outcomes.iter().find(|o| o.who.contains(cloud.ordinal(id))).unwrap().protected;
    assert!(was_protected(&protected) && !was_protected(&plain));
    let _ = cloud.tell(&delete_all(&[plain.clone(), "i-nobody".into()], true));
    assert_eq!(cloud.last_record().unknown_ids, ["i-nobody".into()]);
    assert_eq!(cloud.recorded(&plain), Some(Happened::Refused(Reason::InstancesNotFound)));
}

#[test]
fn r14_other_refusals_and_dry_runs_leave_no_record_and_change_nothing() {
    let mut cloud = Cloud::default();
    let (protected, plain) = (cloud.one(true), cloud.one(false));
    let records = cloud.world.records.len();
    let dry = |id: &str| {
        Command::DeleteInstance(latch_rules::command::Deletion {
            ids: vec![id.into()],
            force: true,
            dry_run: true,
            ..Default::default()
        })
    };
    assert_eq!(cloud.refusal(&dry(&plain)), Reason::DryRunPassed);
    assert_eq!(cloud.refusal(&dry(&protected)), Reason::DeletionProtection);
    assert_eq!(cloud.refusal(&power(&plain, Power::Start)), Reason::IncorrectStatus);
    assert_eq!(cloud.refusal(&Command::AccountSettled), Reason::AccountNotOverdue);
    let order = NewInstances { dry_run: true, ..order() };
    assert_eq!(cloud.refusal(&Command::RunInstances(order.into())), Reason::DryRunPassed);
    assert_eq!(cloud.world.records.len(), records);
    assert!(cloud.lives(&plain));
}

#[test]
fn r15_a_plan_that_would_do_something_else_now_does_nothing() {
    let mut cloud = Cloud::default();
    let (a, b) = (cloud.one(false), cloud.one(false));
    let ids = [a.clone(), b.clone()];
    let shown = plan(&cloud, &ids, When::Now);
    cloud.tell(&protect(&b, true)).unwrap();
    assert_eq!(cloud.refusal(&Command::Release { plan: shown.clone() }), Reason::PlanChanged);
    assert!(cloud.lives(&a) && cloud.lives(&b));
    cloud.tell(&protect(&b, false)).unwrap();
    cloud.tell(&delete(&b, true)).unwrap();
    assert_eq!(cloud.refusal(&Command::Release { plan: shown }), Reason::PlanChanged, "one is gone");
}

#[test]
fn r15_a_state_shown_or_a_tick_of_the_clock_does_not_stop_it() {
    let mut cloud = Cloud::default();
    let id = cloud.one(false);
    let shown = plan(&cloud, std::slice::from_ref(&id), When::Now);
    cloud.tell(&power(&id, Power::Stop)).unwrap();
    cloud.wait(HOUR);
    cloud.tell(&Command::Release { plan: shown }).unwrap();
    assert!(!cloud.lives(&id));
}

#[test]
fn r15_a_plan_of_the_very_same_world_holds_and_still_spares_the_protected() {
    let mut cloud = Cloud::default();
    let (spared, gone) = (cloud.one(true), cloud.one(false));
    let version = Version { commit: 7, mark: 1 };
    cloud.world.set_version(version);
    let shown = plan(&cloud, std::slice::from_ref(&gone), When::Now);
    assert_eq!(shown.made_from, Some(version));
    let forged = ReleasePlan { released: cloud.ordinals(std::slice::from_ref(&spared)), ..shown.clone() };
    assert_eq!(cloud.refusal(&Command::Release { plan: forged }), Reason::PlanChanged);
    assert!(cloud.lives(&spared) && cloud.lives(&gone));
    cloud.world.set_version(version);
    cloud.tell(&Command::Release { plan: shown }).unwrap();
    assert!(cloud.lives(&spared) && !cloud.lives(&gone));
    assert_eq!(cloud.world.version(), None, "another world now");
}

#[test]
fn r15_what_is_lost_with_them_is_part_of_the_plan() {
    let mut cloud = Cloud::default();
    let disk = Disk { category: "cloud_essd".into(), size: 100, delete_with_instance: false };
    let id = cloud.running(NewInstances { data_disks: vec![disk], ..order() }).remove(0);
    let shown = plan(&cloud, std::slice::from_ref(&id), When::Now);
    // Under a security lock the disk would be deleted too, so the plan changed.
    cloud.tell(&security(&id, SecurityEffect::Lock)).unwrap();
    assert_eq!(cloud.refusal(&Command::Release { plan: shown }), Reason::PlanChanged);
}

#[test]
fn r16_of_a_password_only_the_fact_is_known() {
    let mut cloud = Cloud::default();
    let id = cloud.one(false);
    let set = AttributeChange { id: id.clone(), password_set: true, ..AttributeChange::default() };
    cloud.tell(&Command::ModifyInstanceAttribute(Box::new(set))).unwrap();
    assert_eq!(cloud.get(&id).spec.credential, Credential::PasswordSet);
    assert!(cloud.last_record().parameters.is_empty());
}

// ---- times ----------------------------------------------------------------------------------------------------------------

#[test]
fn a_new_instance_prepares_5_seconds_and_starts_20() {
    let mut cloud = Cloud::default();
    let id = cloud.create(order()).remove(0);
    for (wait, status) in
        [(4_999, Status::Pending), (1, Status::Starting), (19_999, Status::Starting), (1, Status::Running)]
    {
        cloud.wait(wait);
        assert_eq!(cloud.status(&id), status);
    }
    assert_eq!(cloud.get(&id).started_at, Some(start().plus(25_000)));
    let made = cloud.tell(&Command::CreateInstance(order().into())).unwrap();
    let Answer::Created(ids) = made else { panic!("{made:?}") };
    assert_eq!(cloud.status(&ids[0]), Status::Stopped);
}

#[test]
fn stopping_takes_15_seconds_and_a_reboot_is_a_start() {
    let mut cloud = Cloud::default();
    let id = cloud.one(false);
    cloud.tell(&power(&id, Power::Stop)).unwrap();
    cloud.wait(14_999);
    assert_eq!(cloud.status(&id), Status::Stopping);
    cloud.wait(1);
    assert_eq!(cloud.status(&id), Status::Stopped);
    cloud.tell(&power(&id, Power::Start)).unwrap();
    cloud.wait(20_000);
    cloud.tell(&power(&id, Power::Reboot)).unwrap();
    assert_eq!(cloud.status(&id), Status::Starting);
    cloud.wait(20_000);
    assert_eq!(cloud.status(&id), Status::Running);
}

#[test]
fn arrears_stop_at_once_reclaim_after_12_days_and_leave_instances_stopped_when_settled() {
    let mut cloud = Cloud::default();
    let id = cloud.one(true);
    let paid = cloud.running(subscription()).remove(0);
    let answer = cloud.tell(&Command::AccountOverdue).unwrap();
    assert_eq!(happened(&answer, cloud.ordinal(&id)), Some(Happened::Stopped(Because::InArrears)));
    assert_eq!(happened(&answer, cloud.ordinal(&paid)), Some(Happened::Kept(Because::NotBilledByUsage)));
    assert_eq!(cloud.world.shown_status(cloud.get(&id)), ShownStatus::Expired);
    assert_eq!((cloud.status(&id), cloud.status(&paid)), (Status::Stopped, Status::Running));
    assert_eq!(cloud.refusal(&Command::AccountOverdue), Reason::AccountAlreadyOverdue);
    assert_eq!(cloud.refusal(&Command::RunInstances(order().into())), Reason::AccountInArrears);
    cloud.wait(12 * DAY - 1);
    assert_eq!(cloud.world.shown_status(cloud.get(&id)), ShownStatus::Expired);
    cloud.wait(1);
    assert_eq!(cloud.world.shown_status(cloud.get(&id)), ShownStatus::OverdueReclaiming);
    cloud.tell(&Command::AccountSettled).unwrap();
    assert_eq!((cloud.status(&id), cloud.get(&id).locks), (Status::Stopped, Locks::NONE));
    cloud.wait(30 * DAY);
    assert!(cloud.lives(&id));
    cloud.tell(&power(&id, Power::Start)).unwrap();
}

#[test]
fn a_preemptible_instance_gets_5_minutes_of_notice() {
    let mut cloud = Cloud::default();
    let id = cloud.running(spot()).remove(0);
    let plain = cloud.one(false);
    assert_eq!(cloud.refusal(&Command::SpotReclaim { id: plain }), Reason::NotPreemptible);
    cloud.tell(&Command::SpotReclaim { id: id.clone() }).unwrap();
    assert_eq!(cloud.world.shown_status(cloud.get(&id)), ShownStatus::ToBeReleased);
    cloud.wait(5 * MINUTE - 1);
    assert!(cloud.lives(&id));
    cloud.wait(1);
    assert!(!cloud.lives(&id));
    assert_eq!((cloud.last_record().act, &cloud.last_record().actor), (Act::SpotRelease, &Actor::Spot));
}

#[test]
fn a_subscription_stops_when_it_expires_and_goes_15_days_later() {
    let mut cloud = Cloud::default();
    let id = cloud.running(subscription()).remove(0);
    let expires = cloud.get(&id).expires_at.unwrap();
    assert_eq!(expires, start().plus_months(1));
    cloud.wait(expires.since(cloud.now));
    assert_eq!((cloud.status(&id), cloud.world.shown_status(cloud.get(&id))), (Status::Stopped, ShownStatus::Expired));
    assert_eq!(cloud.recorded(&id), Some(Happened::Stopped(Because::Expired)));
    assert_eq!(cloud.refusal(&power(&id, Power::Start)), Reason::InstanceExpired);
    cloud.wait(15 * DAY - 1);
    assert!(cloud.lives(&id));
    cloud.wait(1);
    assert!(!cloud.lives(&id));
    assert_eq!(cloud.recorded(&id), Some(Happened::Released(Because::ExpiredTooLong)));
}

#[test]
fn what_fell_due_long_ago_happened_at_its_own_instant_and_in_order() {
    let mut cloud = Cloud::default();
    let late = cloud.create(NewInstances { auto_release_at: Some(start().plus(2 * HOUR)), ..order() }).remove(0);
    let soon = cloud.create(NewInstances { auto_release_at: Some(start().plus(HOUR)), ..order() }).remove(0);
    cloud.wait(100 * DAY);
    let at = |id: &str| cloud.world.find_any(id).unwrap().1.released.unwrap().at;
    assert_eq!((at(&soon), at(&late)), (start().plus(HOUR), start().plus(2 * HOUR)));
    let times: Vec<_> = cloud.world.records.iter().map(|record| record.at).collect();
    assert!(times.is_sorted());
}

#[test]
fn the_clock_goes_only_forward_paused_or_not() {
    let mut cloud = Cloud::default();
    let set = |to, rate| Command::SetClock { clock: Clock::anchored(UnixMillis(0), to, rate) };
    assert_eq!(cloud.refusal(&set(cloud.now.plus(-1), 1)), Reason::ClockOnlyForward);
    cloud.tell(&set(cloud.now, 0)).unwrap();
    assert_eq!(cloud.refusal(&set(cloud.now.plus(-1), 0)), Reason::ClockOnlyForward);
    cloud.tell(&set(cloud.now.plus(DAY), 60)).unwrap();
    assert_eq!(cloud.world.clock.rate, 60);
}

// ---- the order of new instances -------------------------------------------------------------------------------------------

#[test]
fn an_order_names_every_field_that_is_wrong() {
    let cloud = Cloud::default();
    let bad = NewInstances {
        region: HANGZHOU.into(),
        amount: 0,
        name: "1".into(),
        description: "http://x".into(),
        host_name: "-".into(),
        image_id: "no-image".into(),
        instance_type: "ecs.none".into(),
        zone: "cn-beijing-a".into(),
        bandwidth_out: 101,
        data_disks: vec![Disk { category: "cloud_ssd".into(), size: 19, delete_with_instance: true }],
        ..NewInstances::default()
    };
    let found: Vec<Reason> =
        latch_rules::decide::order_problems(&cloud.world, &bad, cloud.now).into_iter().map(|r| r.reason).collect();
    assert_eq!(
        found,
        [
            Reason::AmountOutOfRange,
            Reason::NameMalformed,
            Reason::DescriptionMalformed,
            Reason::HostNameMalformed,
            Reason::DataDiskSizeOutOfRange,
            Reason::ImageNotFound,
            Reason::InstanceTypeNotSupported,
            Reason::BandwidthOutOfRange,
            Reason::ZoneNotFound,
        ]
    );
}

#[test]
fn an_order_without_region_image_and_type_misses_them() {
    let mut cloud = Cloud::default();
    for (order, field) in [
        (NewInstances { region: "".into(), ..order() }, "RegionId"),
        (NewInstances { image_id: "".into(), ..order() }, "ImageId"),
        (NewInstances { instance_type: "".into(), ..order() }, "InstanceType"),
    ] {
        let refusal = cloud.tell(&Command::RunInstances(order.into())).unwrap_err();
        assert_eq!(refusal, latch_rules::Refusal::field(Reason::MissingParameter, field));
    }
}

#[test]
fn names_follow_the_sequence_and_ids_the_seed() {
    let mut cloud = Cloud::default();
    let ids = cloud.create(NewInstances { amount: 3, name: "k8s-node-[6,4]".into(), ..order() });
    let names: Vec<_> = ids.iter().map(|id| &*cloud.get(id).name).collect();
    assert_eq!(names, ["k8s-node-0006", "k8s-node-0007", "k8s-node-0008"]);
    let plain = cloud.create(order()).remove(0);
    assert_eq!(cloud.get(&plain).name, plain, "without a name an instance is called by its id");
    let mut again = Cloud::default();
    assert_eq!(again.create(NewInstances { amount: 3, ..order() }), ids, "the same seed gives the same ids");
    let long = NewInstances { name: "x".repeat(126).into(), unique_suffix: true, ..order() };
    assert_eq!(cloud.refusal(&Command::RunInstances(long.into())), Reason::NameTooLong);
}

#[test]
fn a_public_address_comes_with_bandwidth_and_data_disks_have_their_limits() {
    let mut cloud = Cloud::default();
    let with = cloud.create(NewInstances { bandwidth_out: 5, ..order() }).remove(0);
    let without = cloud.create(order()).remove(0);
    assert!(!cloud.get(&with).public_ip.is_empty() && cloud.get(&without).public_ip.is_empty());
    assert_eq!(cloud.get(&without).spec.system_disk.as_ref().map(|disk| disk.size), Some(40));
    let disk = Disk { category: "cloud_ssd".into(), size: 20, delete_with_instance: true };
    let many = NewInstances { data_disks: vec![disk; 17], ..order() };
    assert_eq!(cloud.refusal(&Command::RunInstances(many.into())), Reason::TooManyDataDisks);
    let small = Disk { category: "".into(), size: 19, delete_with_instance: true };
    let small = NewInstances { system_disk: Some(small), ..order() };
    assert_eq!(cloud.refusal(&Command::RunInstances(small.into())), Reason::DiskSizeOutOfRange);
}
