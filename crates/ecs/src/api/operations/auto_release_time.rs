//! ModifyInstanceAutoReleaseTime (docs/ecs.md 7.1): without a time it cancels the schedule.

use super::{Operation, Writes, changes, common::INSTANCE, empty};
use crate::api::{
    errors::own,
    params::Params,
    recorded::{Kept, Recorded},
    schema::{Kind, of, text},
    writer::Writer,
};
use latch_rules::{Command, Reason, Refusal, UnixMillis, World};

pub(super) const MODIFY: Operation = Operation {
    errors: &[
        own(Reason::MissingParameter, "InstanceId", 400, "MissingParameter", "InstanceId should not be null."),
        own(
            Reason::AutoReleaseTimeMalformed,
            "",
            400,
            "InvalidAutoReleaseTime.Malformed",
            "The specified parameter autoReleaseTime is not valid.",
        ),
    ],
    ..changes(
        "ModifyInstanceAutoReleaseTime",
        &[INSTANCE, of("AutoReleaseTime", Kind::Time), text("RegionId")],
        Writes { command, body: empty },
    )
};

fn command(params: &Params) -> Result<Command, Refusal> {
    let at = params.time("AutoReleaseTime", Reason::AutoReleaseTimeMalformed)?;
    Ok(Command::SetAutoReleaseTime { id: params.boxed("InstanceId"), at })
}

pub(super) fn call(command: &Command, world: &World) -> Option<Writer> {
    let Command::SetAutoReleaseTime { id, at } = command else { return None };
    Some(write(id, *at).sent_to_that_of(world, id))
}

pub(in crate::api) fn write(id: &str, at: Option<UnixMillis>) -> Writer {
    Writer::new("ModifyInstanceAutoReleaseTime").say("InstanceId", id).time("AutoReleaseTime", at)
}

pub(super) fn recorded(kept: &Kept) -> Recorded {
    Recorded::whole(kept.each())
}
