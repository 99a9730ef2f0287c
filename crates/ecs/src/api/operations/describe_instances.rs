//! DescribeInstances (docs/ecs.md 10.1, 10.2).

use serde_json::{Value, json};

use super::{
    Body, Operation,
    common::{
        CHARGE_TYPE, DRY_RUN, INTERNET_CHARGE_TYPE, NEXT_TOKEN, PAGE_NUMBER, PAGE_SIZE, REGION, TAG_KEY, TAG_VALUE,
    },
    filter::Filter,
    paging::{self, Paging},
    reads,
};
use crate::{
    api::{
        errors::own,
        params::Params,
        schema::{Kind, NEVER, choice, flag, json_list, number, of, text},
    },
    instance_json::{self, object},
};
use latch_rules::{Instance, Ordinal, Reason, Refusal, World};

pub(super) const DESCRIBE: Operation = Operation {
    ignored: &["AdditionalAttributes.", "NeedSaleCycle"],
    refused: &[
        ("DeviceAvailable", &["true"]),
        ("HpcClusterId", NEVER),
        ("HttpEndpoint", NEVER),
        ("HttpPutResponseHopLimit", NEVER),
        ("HttpTokens", NEVER),
        ("Ipv6Address.", NEVER),
        ("RdmaIpAddresses", NEVER),
    ],
    errors: &[
        own(Reason::MalformedParameter, "Status", 404, "InvalidStatus.NotFound", "The specified Status is not found"),
        own(
            Reason::MalformedParameter,
            "LockReason",
            404,
            "InvalidLockReason.NotFound",
            "The specified LockReason is not found",
        ),
        own(
            Reason::MalformedParameter,
            "InstanceNetworkType",
            404,
            "InvalidNetworkType.NotFound",
            "The specified Network Type is not found",
        ),
        own(
            Reason::MalformedParameter,
            "InternetChargeType",
            404,
            "InvalidInternetChargeType.ValueNotSupported",
            "The specified InternetChargeType is not valid",
        ),
        own(
            Reason::MalformedParameter,
            "Filter.N.Key",
            404,
            "InvalidFilterKey.NotFound",
            "The specified filter key is not found.",
        ),
        own(
            Reason::MalformedParameter,
            "Tag",
            400,
            "InvalidTag.Mismatch",
            "The specified Tag.n.Key and Tag.n.Value are not match.",
        ),
        own(Reason::TooManyTags, "", 400, "InvalidTagCount", "The specified tags are beyond the permitted range."),
    ],
    ..reads(
        "DescribeInstances",
        &[
            REGION,
            json_list("InstanceIds"),
            text("InstanceName"),
            choice("Status", &["Pending", "Starting", "Running", "Stopping", "Stopped"]),
            CHARGE_TYPE,
            text("InstanceType"),
            text("InstanceTypeFamily"),
            text("ZoneId"),
            text("VpcId"),
            text("VSwitchId"),
            text("SecurityGroupId"),
            text("ImageId"),
            text("KeyPairName"),
            choice("LockReason", &["financial", "security", "recycling", "dedicatedhostfinancial", "refunded"]),
            text("ResourceGroupId"),
            choice("InstanceNetworkType", &["vpc", "classic"]),
            INTERNET_CHARGE_TYPE,
            flag("IoOptimized"),
            json_list("PrivateIpAddresses"),
            json_list("PublicIpAddresses"),
            json_list("EipAddresses"),
            json_list("InnerIpAddresses"),
            PAGE_NUMBER,
            PAGE_SIZE,
            number("MaxResults", 10, 100),
            NEXT_TOKEN,
            DRY_RUN,
            TAG_KEY,
            TAG_VALUE,
            choice("Filter.N.Key", &["CreationStartTime", "CreationEndTime", "ExpiredStartTime", "ExpiredEndTime"])
                .list_of(4),
            of("Filter.N.Value", Kind::Time).list_of(4),
        ],
        read,
    )
};

const LARGEST_PAGE: u32 = 100;

fn read(params: &Params, world: &World) -> Result<Body, Refusal> {
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
