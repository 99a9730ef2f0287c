//! TagResources and UntagResources (ecs-api.md 3.15).

use super::new_instances;
use crate::{
    api::params::{Params, malformed},
    rules::{Command, Reason, Refusal},
};

pub(super) fn tag(params: &Params) -> Result<Command, Refusal> {
    check_type(params)?;
    let ids = params.list("ResourceId")?.unwrap_or_default();
    Ok(Command::TagResources { region: params.boxed("RegionId"), ids, tags: new_instances::tags(params)? })
}

pub(super) fn untag(params: &Params) -> Result<Command, Refusal> {
    check_type(params)?;
    Ok(Command::UntagResources {
        region: params.boxed("RegionId"),
        ids: params.list("ResourceId")?.unwrap_or_default(),
        keys: params.list("TagKey")?.unwrap_or_default(),
        all: params.flag("All")?.unwrap_or(false),
    })
}

/// Instances are all there is to tag here.
fn check_type(params: &Params) -> Result<(), Refusal> {
    match params.text("ResourceType") {
        None => Err(Refusal::field(Reason::MissingParameter, "ResourceType")),
        Some(kind) if kind.eq_ignore_ascii_case("instance") => Ok(()),
        Some(_) => Err(malformed("ResourceType")),
    }
}
