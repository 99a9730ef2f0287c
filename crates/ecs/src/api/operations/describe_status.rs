//! DescribeInstanceStatus (docs/ecs.md 10.4).

use serde_json::{Value, json};

use super::{
    Body, Operation,
    common::{PAGE_NUMBER, REGION},
    paging::{self, Paging},
    power::MALFORMED_IDS,
    reads,
};
use crate::{
    api::{
        params::Params,
        schema::{NEVER, number, text},
    },
    instance_json::{STATUSES, object, spelling},
};
use latch_rules::{Reason, Refusal, World, catalog};

pub(super) const DESCRIBE: Operation = Operation {
    refused: &[("ClusterId", NEVER)],
    errors: &[MALFORMED_IDS],
    ..reads(
        "DescribeInstanceStatus",
        &[REGION, text("ZoneId"), PAGE_NUMBER, number("PageSize", 1, 50), text("InstanceId.N").list_of(100)],
        read,
    )
};

const LARGEST_PAGE: u32 = 50;
const MOST_IDS: usize = 100;

fn read(params: &Params, world: &World) -> Result<Body, Refusal> {
    let region = super::region(params, world)?;
    let zone = params.text("ZoneId");
    let in_catalogue = |zone: &&str| catalog::is_zone(region, zone);
    let in_use = |zone: &&str| world.live().any(|(_, instance)| *instance.spec.zone == **zone);
    if zone.is_some_and(|zone| !in_catalogue(&zone) && !in_use(&zone)) {
        return Err(Refusal::field(Reason::ZoneNotFound, "ZoneId"));
    }
    let ids = params.list("InstanceId")?;
    if ids.as_ref().is_some_and(|ids| ids.len() > MOST_IDS) {
        return Err(Refusal::field(Reason::TooManyInstances, "InstanceId"));
    }
    let (number, size) = match paging::pages(params, LARGEST_PAGE)? {
        Paging::Pages { number, size } => (number, size),
        Paging::Tokens { most, .. } => (1, most),
    };
    let (mut total, skipped) = (0_u64, u64::from(number - 1) * u64::from(size));
    let mut page: Vec<Value> = Vec::new();
    for (_, instance) in world.live() {
        let spec = &*instance.spec;
        let wanted = *spec.region == *region
            && zone.is_none_or(|zone| *spec.zone == *zone)
            && ids.as_ref().is_none_or(|ids| ids.contains(&instance.id));
        if !wanted {
            continue;
        }
        total += 1;
        if total > skipped && page.len() < size as usize {
            page.push(json!({ "InstanceId": instance.id, "Status": spelling(&STATUSES, &instance.status) }));
        }
    }
    Ok(object(vec![
        ("TotalCount", json!(total)),
        ("PageNumber", json!(number)),
        ("PageSize", json!(size)),
        ("InstanceStatuses", json!({ "InstanceStatus": page })),
    ]))
}
