//! The calls of a record, rebuilt from what it keeps: act, parameters and instances. `is_whole` tells whether that is the whole call; a
//! password is kept nowhere (R16).

use super::{Calls, Writer, console_power, console_release, hundreds};
use latch_rules::{Actor, Happened, Instance, Record, World, command::Power, record::Act};

/// The calls of a record.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Recorded {
    pub calls: Calls,
    /// Whether the record keeps all parameters that such a call has, a password apart.
    pub is_whole: bool,
}

/// The first `most` calls of a record; empty if no call made it.
#[must_use]
pub fn recorded(record: &Record, world: &World, most: usize) -> Recorded {
    let by_console = record.actor == Actor::Console;
    let whole = |calls| Recorded { calls, is_whole: true };
    let part = |calls| Recorded { calls, is_whole: false };
    match record.act {
        Act::RunInstances => part(Calls::one(created(record, "RunInstances"))),
        Act::CreateInstance => part(Calls::one(created(record, "CreateInstance"))),
        Act::ModifyInstanceAttribute => {
            // A record without parameters changed only the password.
            let is_whole = !record.parameters.is_empty();
            Recorded { calls: each(record, world, most, "ModifyInstanceAttribute"), is_whole }
        }
        Act::ModifyInstanceAutoReleaseTime => whole(each(record, world, most, "ModifyInstanceAutoReleaseTime")),
        Act::DeleteInstance => whole(Calls::one(deletion_of_one(record, world))),
        Act::DeleteInstances if by_console => {
            let force = record.parameters.iter().any(|(name, _)| &**name == "Force");
            let gone = instances(record, world, |happened| matches!(happened, Happened::Released(_)));
            let write = |(region, all): (&str, Vec<&Instance>)| console_release(region, &all, force);
            whole(Calls::of(hundreds(gone.into_iter()).into_iter(), most, write))
        }
        Act::DeleteInstances => {
            let call = record.parameters.iter().fold(Writer::new("DeleteInstances"), said);
            whole(Calls::one(call.sent_to(&region(record, world)).list("InstanceId", &all_ids(record, world))))
        }
        Act::StartInstances => powers(record, world, most, Power::Start),
        Act::StopInstances => powers(record, world, most, Power::Stop),
        Act::RebootInstances => powers(record, world, most, Power::Reboot),
        Act::ModifyInstanceChargeType => {
            let call = Writer::new("ModifyInstanceChargeType").region(&region(record, world));
            let ids: Vec<String> =
                all_ids(record, world).iter().map(|id| serde_json::Value::from(&**id).to_string()).collect();
            let call = call.say("InstanceIds", &format!("[{}]", ids.join(",")));
            whole(Calls::one(record.parameters.iter().fold(call, said)))
        }
        Act::TagResources => whole(Calls::one(tagged(record, world, "TagResources"))),
        Act::UntagResources => whole(Calls::one(tagged(record, world, "UntagResources"))),
        Act::SetClock
        | Act::Import
        | Act::Reset
        | Act::Rewind
        | Act::AccountOverdue
        | Act::AccountSettled
        | Act::SecurityViolation
        | Act::CreateScalingGroup
        | Act::AttachInstances
        | Act::ScaleOut
        | Act::ScaleIn
        | Act::RemoveInstances
        | Act::SetInstancesProtection
        | Act::SpotReclaim
        | Act::AutoReleaseTimeReached
        | Act::AccountReclaiming
        | Act::AccountOverdueRelease
        | Act::SubscriptionExpired
        | Act::SubscriptionRelease
        | Act::SpotRelease
        | Act::SetPolicy => Recorded::default(),
    }
}

fn said(call: Writer, (name, value): &(Box<str>, Box<str>)) -> Writer {
    call.say(name, value)
}

/// An order, as far as the record keeps it.
fn created(record: &Record, action: &'static str) -> Writer {
    let parameters = record.parameters.iter().filter(|(name, _)| action == "RunInstances" || &**name != "Amount");
    let call = parameters.fold(Writer::new(action), said);
    let region = record.parameters.iter().find(|(name, _)| &**name == "RegionId");
    call.sent_to(region.map_or("", |(_, region)| region))
}

/// One call for each instance on which the act was carried out.
fn each(record: &Record, world: &World, most: usize, action: &'static str) -> Calls {
    let done = instances(record, world, |happened| happened == Happened::Done);
    Calls::of(done.into_iter(), most, |instance| {
        let call = Writer::new(action).sent_to(&instance.spec.region).say("InstanceId", &instance.id);
        // An empty time cancels the schedule. The call then has no `AutoReleaseTime`.
        let cancels = |name: &str, value: &str| name == "AutoReleaseTime" && value.is_empty();
        record.parameters.iter().filter(|(name, value)| !cancels(name, value)).fold(call, said)
    })
}

fn deletion_of_one(record: &Record, world: &World) -> Writer {
    let call = Writer::new("DeleteInstance").sent_to(&region(record, world));
    let ids = all_ids(record, world);
    record.parameters.iter().fold(call.text("InstanceId", ids.first().map_or("", |id| id)), said)
}

fn powers(record: &Record, world: &World, most: usize, power: Power) -> Recorded {
    let all = instances(record, world, |_| true);
    let write = |(region, all): (&str, Vec<&Instance>)| console_power(region, &all, power);
    let calls = Calls::of(hundreds(all.into_iter()).into_iter(), most, write);
    // For a call of the API, the record keeps neither `StoppedMode` nor `BatchOptimization`.
    Recorded { calls, is_whole: record.actor == Actor::Console }
}

fn tagged(record: &Record, world: &World, action: &'static str) -> Writer {
    let ids = all_ids(record, world);
    let call = Writer::new(action).resources(&region(record, world), &ids);
    record.parameters.iter().fold(call, said)
}

/// The instances with an outcome that `is_meant` accepts, including released ones.
fn instances<'w>(record: &Record, world: &'w World, is_meant: impl Fn(Happened) -> bool) -> Vec<&'w Instance> {
    let meant = record.outcomes.iter().filter(|outcome| is_meant(outcome.happened));
    meant.flat_map(|outcome| outcome.who.iter()).filter_map(|ordinal| world.any(ordinal)).collect()
}

/// All ids that the call named.
fn all_ids(record: &Record, world: &World) -> Vec<Box<str>> {
    let known = instances(record, world, |_| true).into_iter().map(|instance| instance.id.clone());
    known.chain(record.unknown_ids.iter().cloned()).collect()
}

/// The region that the record names, else that of its first instance.
fn region(record: &Record, world: &World) -> String {
    let named = record.parameters.iter().find(|(name, _)| &**name == "RegionId").map(|(_, region)| region.to_string());
    let first = || record.outcomes.iter().flat_map(|outcome| outcome.who.iter()).find_map(|ordinal| world.any(ordinal));
    named.or_else(|| Some(first()?.spec.region.to_string())).unwrap_or_default()
}
