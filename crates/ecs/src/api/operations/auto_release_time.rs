//! ModifyInstanceAutoReleaseTime (ecs-api.md 3.11): nothing said cancels.

use crate::api::params::Params;
use latch_rules::{Command, Reason, Refusal};

pub(super) fn command(params: &Params) -> Result<Command, Refusal> {
    let at = params.time("AutoReleaseTime", Reason::AutoReleaseTimeMalformed)?;
    Ok(Command::SetAutoReleaseTime { id: params.boxed("InstanceId"), at })
}
