//! ModifyInstanceAutoReleaseTime (docs/ecs.md 7.1): without a time it cancels the schedule.

use crate::api::params::Params;
use latch_rules::{Command, Reason, Refusal};

pub(super) fn command(params: &Params) -> Result<Command, Refusal> {
    let at = params.time("AutoReleaseTime", Reason::AutoReleaseTimeMalformed)?;
    Ok(Command::SetAutoReleaseTime { id: params.boxed("InstanceId"), at })
}
