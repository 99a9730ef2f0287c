//! DescribeInstanceAttribute (docs/ecs.md 10.4): some fields of an instance, without release protection, schedule and tags.

use serde_json::json;

use super::{Body, Operation, common::INSTANCE, reads};
use crate::{
    api::params::Params,
    instance_json::{self, came::io_optimized},
};
use latch_rules::{Reason, Refusal, World};

pub(super) const DESCRIBE: Operation = reads("DescribeInstanceAttribute", &[INSTANCE], read);

/// The fields of an instance that this operation shows.
const SHOWN: [&str; 28] = [
    "ClusterId",
    "Cpu",
    "CreationTime",
    "CreditSpecification",
    "Description",
    "EipAddress",
    "ExpiredTime",
    "HostName",
    "ImageId",
    "InnerIpAddress",
    "InstanceChargeType",
    "InstanceId",
    "InstanceName",
    "InstanceNetworkType",
    "InstanceType",
    "InternetChargeType",
    "InternetMaxBandwidthIn",
    "InternetMaxBandwidthOut",
    "Memory",
    "OperationLocks",
    "PublicIpAddress",
    "RegionId",
    "SecurityGroupIds",
    "SerialNumber",
    "Status",
    "StoppedMode",
    "VpcAttributes",
    "ZoneId",
];

fn read(params: &Params, world: &World) -> Result<Body, Refusal> {
    let id = params.text("InstanceId").ok_or_else(|| Refusal::field(Reason::MissingParameter, "InstanceId"))?;
    let (_, instance) = world.find(id).ok_or_else(|| Refusal::instance(Reason::InstanceNotFound, id))?;
    let mut shown = instance_json::write(instance);
    let mut body = Body::new();
    for name in SHOWN {
        if let Some(value) = shown.get_mut(name) {
            body.insert(name.to_owned(), value.take());
        }
    }
    // A text here, though a boolean in DescribeInstances.
    if let Some(optimized) = io_optimized(instance) {
        body.insert("IoOptimized".into(), json!(if optimized { "optimized" } else { "none" }));
    }
    Ok(body)
}
