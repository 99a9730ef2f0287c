//! DeleteInstance and DeleteInstances (docs/ecs.md 6.1, 6.2).

use crate::api::params::Params;
use latch_rules::{Command, Refusal, command::Deletion};

pub(super) fn one(params: &Params) -> Result<Command, Refusal> {
    let ids = params.text("InstanceId").map(Into::into).into_iter().collect();
    Ok(Command::DeleteInstance(deletion(params, None, ids)?))
}

pub(super) fn many(params: &Params) -> Result<Command, Refusal> {
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
