//! TagResources, UntagResources and ListTagResources (docs/ecs.md 11).

use serde_json::{Value, json};

use super::{
    Body, Operation, Writes, changes,
    common::{NEXT_TOKEN, REGION, TAG_KEY, TAG_VALUE},
    empty, new_instances,
    paging::{self, Paging},
    reads,
};
use crate::{
    api::{
        equivalent::Calls,
        errors::{OwnError, own},
        params::{Params, malformed},
        recorded::{Kept, Recorded},
        schema::{NEVER, Parameter, choice, flag, number, text},
        writer::Writer,
    },
    instance_json::object,
};
use latch_rules::{Command, Reason, Refusal, World, instance::Tag};

pub(super) const TAG: Operation = Operation {
    errors: ERRORS,
    ..changes(
        "TagResources",
        &[REGION, RESOURCE_TYPE, RESOURCES.required(), TAG_KEY.required(), TAG_VALUE],
        Writes { command: tag, body: empty },
    )
};

pub(super) const UNTAG: Operation = Operation {
    errors: ERRORS,
    ..changes(
        "UntagResources",
        &[REGION, RESOURCE_TYPE, flag("All"), RESOURCES.required(), text("TagKey.N").list_of(20)],
        Writes { command: untag, body: empty },
    )
};

pub(super) const LIST: Operation = Operation {
    refused: &[("TagFilter.", NEVER)],
    errors: ERRORS,
    ..reads(
        "ListTagResources",
        &[REGION, RESOURCE_TYPE, number("MaxResults", 10, 1_000), NEXT_TOKEN, RESOURCES, TAG_KEY, TAG_VALUE],
        list,
    )
};

const RESOURCE_TYPE: Parameter = choice("ResourceType", &["instance"]).required();
/// One call takes at most fifty resources.
const RESOURCES: Parameter = text("ResourceId.N").list_of(50);

const ERRORS: &[OwnError] = &[
    missing("RegionId", "MissingParameter.RegionId", "The parameter - RegionId should not be null."),
    missing("ResourceType", "MissingParameter.ResourceType", "The parameter - ResourceType should not be null."),
    missing("Tag", "MissingParameter.Tags", "The parameter - Tags should not be null."),
    missing("TagKey", "MissingParameter.Tags", "The parameter - Tags should not be null."),
    UNKNOWN_TYPE,
];

const fn missing(field: &'static str, code: &'static str, message: &'static str) -> OwnError {
    own(Reason::MissingParameter, field, 404, code, message)
}

pub(super) const UNKNOWN_TYPE: OwnError = own(
    Reason::MalformedParameter,
    "ResourceType",
    404,
    "InvalidResourceType.NotFound",
    "The ResourceType provided does not exist in our records.",
);

const LARGEST_PAGE: u32 = 1_000;
const MOST_IDS: usize = 50;
const MOST_TAGS: usize = 20;

fn tag(params: &Params) -> Result<Command, Refusal> {
    check_type(params)?;
    let ids = params.list("ResourceId")?.unwrap_or_default();
    Ok(Command::TagResources { region: params.boxed("RegionId"), ids, tags: new_instances::tags(params)? })
}

pub(super) fn call_of_tag(command: &Command, _: &World) -> Option<Writer> {
    let Command::TagResources { region, ids, tags } = command else { return None };
    Some(Writer::new("TagResources").resources(region, ids).tags(tags))
}

fn untag(params: &Params) -> Result<Command, Refusal> {
    check_type(params)?;
    Ok(Command::UntagResources {
        region: params.boxed("RegionId"),
        ids: params.list("ResourceId")?.unwrap_or_default(),
        keys: params.list("TagKey")?.unwrap_or_default(),
        all: params.flag("All")?.unwrap_or(false),
    })
}

pub(super) fn call_of_untag(command: &Command, _: &World) -> Option<Writer> {
    let Command::UntagResources { region, ids, keys, all } = command else { return None };
    Some(Writer::new("UntagResources").resources(region, ids).list("TagKey", keys).flag("All", *all))
}

pub(super) fn recorded(kept: &Kept) -> Recorded {
    let call = Writer::new(kept.action).resources(&kept.region(), &kept.ids());
    Recorded::whole(Calls::one(kept.said(call)))
}

/// One row per tag. A page ends with the last tag of an instance, so that its tags stay together and the page token continues after it.
fn list(params: &Params, world: &World) -> Result<Body, Refusal> {
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
