//! Start, stop and reboot: one instance (docs/ecs.md 9.1) and many (docs/ecs.md 9.2).

use serde_json::{Value, json};

use super::{
    Body, Done, Operation, Writes, changes,
    common::{DRY_RUN, INSTANCE, INSTANCES, REGION},
    empty,
};
use crate::{
    api::{
        equivalent::{Calls, console_power, hundreds},
        errors::{self, OwnError, own},
        params::{Params, malformed},
        recorded::{Kept, Recorded},
        schema::{FALSE, Parameter, choice, flag},
        writer::Writer,
    },
    instance_json::{STATUSES, STOPPED_MODES, object, spelled, spelling},
};
use latch_rules::{
    Actor, Answer, Command, Happened, Instance, Outcome, Reason, Refusal, Status, World,
    command::{Power, PowerChange},
    instance::StoppedMode,
    record::Act,
};

pub(super) const START: Operation =
    changes("StartInstance", &[INSTANCE, flag("InitLocalDisk"), DRY_RUN], Writes { command: start, body: empty });

pub(super) const STOP: Operation = Operation {
    refused: &[("Hibernate", FALSE)],
    ..changes(
        "StopInstance",
        &[INSTANCE, flag("ForceStop"), STOPPED_MODE, flag("ConfirmStop"), DRY_RUN],
        Writes { command: stop, body: empty },
    )
};

pub(super) const REBOOT: Operation =
    changes("RebootInstance", &[INSTANCE, flag("ForceStop"), DRY_RUN], Writes { command: reboot, body: empty });

pub(super) const START_MANY: Operation = Operation {
    errors: ERRORS_OF_MANY,
    ..changes("StartInstances", &[REGION, INSTANCES, BATCH, DRY_RUN], Writes { command: start_many, body: start_body })
};

pub(super) const STOP_MANY: Operation = Operation {
    errors: ERRORS_OF_MANY,
    ..changes(
        "StopInstances",
        &[REGION, INSTANCES, BATCH, flag("ForceStop"), STOPPED_MODE, DRY_RUN],
        Writes { command: stop_many, body: stop_body },
    )
};

pub(super) const REBOOT_MANY: Operation = Operation {
    errors: ERRORS_OF_MANY,
    ..changes(
        "RebootInstances",
        &[REGION, INSTANCES, BATCH, flag("ForceReboot"), DRY_RUN],
        Writes { command: reboot_many, body: reboot_body },
    )
};

const STOPPED_MODE: Parameter = choice("StoppedMode", &["KeepCharging", "StopCharging"]);
const BATCH: Parameter = choice("BatchOptimization", &["AllTogether", "SuccessFirst"]);

const ERRORS_OF_MANY: &[OwnError] = &[
    own(Reason::MissingParameter, "InstanceId", 403, "InvalidInstanceId.NotFound", "InstanceId should not be null."),
    MALFORMED_IDS,
];

pub(super) const MALFORMED_IDS: OwnError = own(
    Reason::MalformedParameter,
    "InstanceId",
    403,
    "Abs.InvalidInstanceIds.MalFormed",
    "The specified instanceIds is not valid.",
);

fn start(params: &Params) -> Result<Command, Refusal> {
    one(params, Power::Start)
}

fn stop(params: &Params) -> Result<Command, Refusal> {
    one(params, Power::Stop)
}

fn reboot(params: &Params) -> Result<Command, Refusal> {
    one(params, Power::Reboot)
}

fn start_many(params: &Params) -> Result<Command, Refusal> {
    many(params, Power::Start)
}

fn stop_many(params: &Params) -> Result<Command, Refusal> {
    many(params, Power::Stop)
}

fn reboot_many(params: &Params) -> Result<Command, Refusal> {
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

fn start_body(done: &Done) -> Body {
    responses(done, "StartInstances", Status::Stopped, Status::Starting)
}

fn stop_body(done: &Done) -> Body {
    responses(done, "StopInstances", Status::Running, Status::Stopping)
}

fn reboot_body(done: &Done) -> Body {
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

/// The call of any of the six.
pub(super) fn call(command: &Command, world: &World) -> Option<Writer> {
    let Command::ChangePower(change) = command else { return None };
    let call = write(change);
    Some(match &change.region {
        Some(region) => call.sent_to(region),
        None => call.sent_to_that_of(world, change.ids.first().map_or("", |id| id)),
    })
}

pub(in crate::api) fn write(change: &PowerChange) -> Writer {
    let [one, many] = match change.power {
        Power::Start => [START.name, START_MANY.name],
        Power::Stop => [STOP.name, STOP_MANY.name],
        Power::Reboot => [REBOOT.name, REBOOT_MANY.name],
    };
    let call = match &change.region {
        None => Writer::new(one).text("InstanceId", change.ids.first().map_or("", |id| id)),
        Some(region) => Writer::new(many)
            .region(region)
            .list("InstanceId", &change.ids)
            .text("BatchOptimization", if change.success_first { "SuccessFirst" } else { "" }),
    };
    let call = match change.stopped_mode {
        StoppedMode::StopCharging => call.say("StoppedMode", spelling(&STOPPED_MODES, &change.stopped_mode)),
        StoppedMode::KeepCharging => call,
    };
    call.flag("DryRun", change.dry_run)
}

pub(super) fn recorded(kept: &Kept) -> Recorded {
    let power = match kept.record.act {
        Act::StopInstances => Power::Stop,
        Act::RebootInstances => Power::Reboot,
        _ => Power::Start,
    };
    let all = kept.instances(|_| true);
    let write = |(region, all): (&str, Vec<&Instance>)| console_power(region, &all, power);
    let calls = Calls::of(hundreds(all.into_iter()).into_iter(), kept.most, write);
    // For a call of the API, the record keeps neither `StoppedMode` nor `BatchOptimization`.
    Recorded { calls, is_whole: kept.record.actor == Actor::Console }
}
