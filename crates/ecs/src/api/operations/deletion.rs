//! DeleteInstance and DeleteInstances (docs/ecs.md 6.1, 6.2).

use super::{
    Effect, Operation, Writes, changes,
    common::{CLIENT_TOKEN, DRY_RUN, INSTANCE, INSTANCES, REGION},
    empty,
};
use crate::api::{
    equivalent::{Calls, console_release, hundreds},
    errors::own,
    params::Params,
    recorded::{Kept, Recorded},
    schema::flag,
    writer::Writer,
};
use latch_rules::{Actor, Command, Happened, Instance, Reason, Refusal, World, command::Deletion};

pub(super) const ONE: Operation = Operation {
    effect: Effect::Releases,
    ..changes(
        "DeleteInstance",
        &[INSTANCE, flag("Force"), flag("ForceStop"), flag("TerminateSubscription"), DRY_RUN],
        Writes { command: one, body: empty },
    )
};

pub(super) const MANY: Operation = Operation {
    effect: Effect::Releases,
    errors: &[own(
        Reason::MalformedParameter,
        "InstanceId",
        403,
        "InvalidInstanceIds.ValueNotSupported",
        "The specified instanceIds is not valid.",
    )],
    ..changes(
        "DeleteInstances",
        &[REGION, INSTANCES, flag("Force"), flag("ForceStop"), flag("TerminateSubscription"), DRY_RUN, CLIENT_TOKEN],
        Writes { command: many, body: empty },
    )
};

fn one(params: &Params) -> Result<Command, Refusal> {
    let ids = params.text("InstanceId").map(Into::into).into_iter().collect();
    Ok(Command::DeleteInstance(deletion(params, None, ids)?))
}

fn many(params: &Params) -> Result<Command, Refusal> {
    let ids = params.list("InstanceId")?.unwrap_or_default();
    Ok(Command::DeleteInstances(deletion(params, Some(params.boxed("RegionId")), ids)?))
}

fn deletion(params: &Params, region: Option<Box<str>>, ids: Vec<Box<str>>) -> Result<Deletion, Refusal> {
    // `ForceStop` is only checked for its form: how an instance is stopped makes no difference if it is released anyway.
    params.flag("ForceStop")?;
    Ok(Deletion {
        region,
        ids,
        force: params.flag("Force")?.unwrap_or(false),
        terminate_subscription: params.flag("TerminateSubscription")?.unwrap_or(false),
        dry_run: params.flag("DryRun")?.unwrap_or(false),
    })
}

pub(super) fn call_of_one(command: &Command, world: &World) -> Option<Writer> {
    let Command::DeleteInstance(deletion) = command else { return None };
    let id = deletion.ids.first().map_or("", |id| id);
    Some(flags(Writer::new("DeleteInstance").text("InstanceId", id), deletion).sent_to_that_of(world, id))
}

pub(super) fn call_of_many(command: &Command, _: &World) -> Option<Writer> {
    let Command::DeleteInstances(deletion) = command else { return None };
    Some(write_many(deletion))
}

pub(in crate::api) fn write_many(deletion: &Deletion) -> Writer {
    let region = deletion.region.as_deref().unwrap_or_default();
    flags(Writer::new("DeleteInstances").region(region).list("InstanceId", &deletion.ids), deletion)
}

fn flags(call: Writer, deletion: &Deletion) -> Writer {
    call.flag("Force", deletion.force)
        .flag("TerminateSubscription", deletion.terminate_subscription)
        .flag("DryRun", deletion.dry_run)
}

pub(super) fn one_recorded(kept: &Kept) -> Recorded {
    let ids = kept.ids();
    Recorded::whole(Calls::one(kept.said(kept.call().text("InstanceId", ids.first().map_or("", |id| id)))))
}

pub(super) fn many_recorded(kept: &Kept) -> Recorded {
    if kept.record.actor != Actor::Console {
        return Recorded::whole(Calls::one(kept.said(kept.call()).list("InstanceId", &kept.ids())));
    }
    let force = kept.parameter("Force").is_some();
    let gone = kept.instances(|happened| matches!(happened, Happened::Released(_)));
    let write = |(region, all): (&str, Vec<&Instance>)| console_release(region, &all, force);
    Recorded::whole(Calls::of(hundreds(gone.into_iter()).into_iter(), kept.most, write))
}
