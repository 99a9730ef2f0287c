//! Start, stop and reboot: one instance (docs/ecs.md 9.1) and many (docs/ecs.md 9.2).

use serde_json::{Value, json};

use super::{Body, Done};
use crate::{
    api::{
        errors,
        params::{Params, malformed},
    },
    instance_json::{STATUSES, STOPPED_MODES, object, spelled, spelling},
};
use latch_rules::{
    Answer, Command, Happened, Outcome, Reason, Refusal, Status,
    command::{Power, PowerChange},
};

pub(super) fn start(params: &Params) -> Result<Command, Refusal> {
    one(params, Power::Start)
}

pub(super) fn stop(params: &Params) -> Result<Command, Refusal> {
    one(params, Power::Stop)
}

pub(super) fn reboot(params: &Params) -> Result<Command, Refusal> {
    one(params, Power::Reboot)
}

pub(super) fn start_many(params: &Params) -> Result<Command, Refusal> {
    many(params, Power::Start)
}

pub(super) fn stop_many(params: &Params) -> Result<Command, Refusal> {
    many(params, Power::Stop)
}

pub(super) fn reboot_many(params: &Params) -> Result<Command, Refusal> {
    many(params, Power::Reboot)
}

fn one(params: &Params, power: Power) -> Result<Command, Refusal> {
    let ids = params.text("InstanceId").map(Into::into).into_iter().collect();
    change(params, power, None, ids, false)
}

fn many(params: &Params, power: Power) -> Result<Command, Refusal> {
    let success_first = match params.text("BatchOptimization") {
        None | Some("AllTogether") => false,
        Some("SuccessFirst") => true,
        Some(_) => return Err(malformed("BatchOptimization")),
    };
    let ids = params.list("InstanceId")?.unwrap_or_default();
    change(params, power, Some(params.boxed("RegionId")), ids, success_first)
}

fn change(
    params: &Params,
    power: Power,
    region: Option<Box<str>>,
    ids: Vec<Box<str>>,
    success_first: bool,
) -> Result<Command, Refusal> {
    for name in ["ForceStop", "ForceReboot", "ConfirmStop", "InitLocalDisk"] {
        params.flag(name)?;
    }
    let stopped_mode = match params.text("StoppedMode") {
        Some(text) if power == Power::Stop => spelled(&STOPPED_MODES, text).ok_or_else(|| malformed("StoppedMode"))?,
        _ => Default::default(),
    };
    let dry_run = params.flag("DryRun")?.unwrap_or(false);
    Ok(Command::ChangePower(PowerChange { power, region, ids, success_first, stopped_mode, dry_run }))
}

pub(super) fn start_body(done: &Done) -> Body {
    responses(done, "StartInstances", Status::Stopped, Status::Starting)
}

pub(super) fn stop_body(done: &Done) -> Body {
    responses(done, "StopInstances", Status::Running, Status::Stopping)
}

pub(super) fn reboot_body(done: &Done) -> Body {
    responses(done, "RebootInstances", Status::Running, Status::Starting)
}

/// The result for each id, in the order of the call.
fn responses(done: &Done, action: &str, before: Status, after: Status) -> Body {
    let outcomes: &[Outcome] = match done.answer {
        Answer::Outcomes(outcomes) => outcomes,
        Answer::Done | Answer::Created(_) => &[],
    };
    let ids = done.params.list("InstanceId").ok().flatten().unwrap_or_default();
    let all: Vec<Value> = ids.iter().map(|id| response(done, outcomes, action, id, before, after)).collect();
    object(vec![("InstanceResponses", json!({ "InstanceResponse": all }))])
}

fn response(done: &Done, outcomes: &[Outcome], action: &str, id: &str, before: Status, after: Status) -> Value {
    let found = done.world.find(id);
    let outcome = found.and_then(|(ordinal, _)| outcomes.iter().find(|outcome| outcome.who.contains(ordinal)));
    let (reason, status) = match (outcome.map(|outcome| outcome.happened), found) {
        (Some(Happened::Refused(reason)), Some((_, instance))) => (reason, spelling(&STATUSES, &instance.status)),
        (Some(_), _) => {
            let (before, after) = (spelling(&STATUSES, &before), spelling(&STATUSES, &after));
            return json!({ "InstanceId": id, "Code": "200", "Message": "success", "PreviousStatus": before, "CurrentStatus": after });
        }
        (None, _) => (Reason::InstanceNotFound, ""),
    };
    let error = errors::wire(action, &Refusal::instance(reason, id));
    json!({ "InstanceId": id, "Code": error.code, "Message": error.message, "PreviousStatus": status, "CurrentStatus": status })
}
