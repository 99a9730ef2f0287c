//! TagResources, UntagResources and ListTagResources (docs/ecs.md 11).

use serde_json::{Value, json};

use super::{
    Body, new_instances,
    paging::{self, Paging},
};
use crate::{
    api::params::{Params, malformed},
    instance_json::object,
};
use latch_rules::{Command, Reason, Refusal, World, instance::Tag};

const LARGEST_PAGE: u32 = 1_000;
const MOST_IDS: usize = 50;
const MOST_TAGS: usize = 20;

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

/// One row per tag. A page ends with the last tag of an instance, so that its tags stay together and the page token continues after it.
pub(super) fn list(params: &Params, world: &World) -> Result<Body, Refusal> {
    let region = super::region(params, world)?;
    check_type(params)?;
    let ids = params.list("ResourceId")?;
    if ids.as_ref().is_some_and(|ids| ids.len() > MOST_IDS) {
        return Err(Refusal::field(Reason::TooManyResources, "ResourceId"));
    }
    let wanted = new_instances::tags(params)?;
    if wanted.len() > MOST_TAGS {
        return Err(Refusal::field(Reason::TooManyTags, "Tag"));
    }
    if ids.is_none() && wanted.is_empty() {
        return Err(Refusal::field(Reason::MissingParameter, "Tag"));
    }
    // A key without a value matches every value.
    let fits = |tag: &Tag, one: &Tag| one.key == tag.key && (one.value.is_empty() || one.value == tag.value);
    let (after, most) = match paging::either(params, LARGEST_PAGE)? {
        Paging::Tokens { after, most } => (after, most as usize),
        Paging::Pages { .. } => (None, 50),
    };
    let (mut rows, mut next): (Vec<Value>, _) = (Vec::new(), None);
    let mut last = None;
    for (ordinal, instance) in world.live().filter(|(ordinal, _)| after.is_none_or(|after| *ordinal > after)) {
        let is_here = *instance.spec.region == *region
            && ids.as_ref().is_none_or(|ids| ids.contains(&instance.id))
            && wanted.iter().all(|one| instance.tags.iter().any(|tag| fits(tag, one)));
        if !is_here || instance.tags.is_empty() {
            continue;
        }
        if rows.len() >= most {
            next = last;
            break;
        }
        last = Some(ordinal);
        let shown = instance.tags.iter().filter(|tag| wanted.is_empty() || wanted.iter().any(|one| fits(tag, one)));
        rows.extend(shown.map(|tag| {
            json!({ "ResourceId": instance.id, "ResourceType": "instance", "TagKey": tag.key, "TagValue": tag.value })
        }));
    }
    Ok(object(vec![
        ("NextToken", json!(next.map(paging::token).unwrap_or_default())),
        ("TagResources", json!({ "TagResource": rows })),
    ]))
}

/// Only instances can be tagged in Latch.
fn check_type(params: &Params) -> Result<(), Refusal> {
    match params.text("ResourceType") {
        None => Err(Refusal::field(Reason::MissingParameter, "ResourceType")),
        Some(kind) if kind.eq_ignore_ascii_case("instance") => Ok(()),
        Some(_) => Err(malformed("ResourceType")),
    }
}
