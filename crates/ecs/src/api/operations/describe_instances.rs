//! DescribeInstances (docs/ecs.md 10.1, 10.2).

use serde_json::{Value, json};

use super::{
    Body,
    filter::Filter,
    paging::{self, Paging},
};
use crate::{
    api::params::Params,
    instance_json::{self, object},
};
use latch_rules::{Instance, Ordinal, Reason, Refusal, World};

const LARGEST_PAGE: u32 = 100;

pub(super) fn read(params: &Params, world: &World) -> Result<Body, Refusal> {
    let region = super::region(params, world)?;
    let filter = Filter::read(params, region)?;
    let paging = paging::either(params, LARGEST_PAGE)?;
    if params.flag("DryRun")?.unwrap_or(false) {
        return Err(Refusal::whole(Reason::DryRunPassed));
    }
    let (skipped, size) = match paging {
        Paging::Pages { number, size } => (u64::from(number - 1) * u64::from(size), size as usize),
        Paging::Tokens { most, .. } => (0, most as usize),
    };
    let from = match paging {
        Paging::Tokens { after: Some(after), .. } => after.saturating_add(1),
        Paging::Tokens { after: None, .. } | Paging::Pages { .. } => 0,
    };
    let (mut total, mut before) = (0_u64, 0_u64);
    let mut page: Vec<(Ordinal, &Instance)> = Vec::new();
    let mut goes_on = false;
    for (ordinal, instance) in filter.candidates(world) {
        if !filter.admits(instance) {
            continue;
        }
        total += 1;
        if ordinal < from {
            continue;
        }
        before += 1;
        if before <= skipped {
            continue;
        }
        if page.len() < size {
            page.push((ordinal, instance));
        } else {
            goes_on = true;
        }
    }
    let rows: Vec<Value> = page.iter().map(|(_, instance)| instance_json::write(instance)).collect();
    let mut body = object(vec![("TotalCount", json!(total)), ("Instances", json!({ "Instance": rows }))]);
    match paging {
        Paging::Pages { number, size } => {
            body.insert("PageNumber".into(), json!(number));
            body.insert("PageSize".into(), json!(size));
            body.insert("NextToken".into(), json!(""));
        }
        Paging::Tokens { most, .. } => {
            let next = page.last().filter(|_| goes_on).map(|(last, _)| paging::token(*last)).unwrap_or_default();
            body.insert("MaxResults".into(), json!(most));
            body.insert("NextToken".into(), json!(next));
        }
    }
    Ok(body)
}
