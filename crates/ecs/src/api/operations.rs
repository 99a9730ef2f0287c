//! The table of operations: one line for each, and one file for each group. To add an operation, add a file and a line.

mod attribute_change;
mod auto_release_time;
mod charge_type;
mod deletion;
mod describe_attribute;
mod describe_instances;
mod describe_status;
mod filter;
pub(super) mod new_instances;
mod offers;
mod paging;
mod power;
mod tags;

use serde_json::{Map, Value};

use super::params::Params;
use latch_rules::{Answer, Command, Reason, Refusal, World, catalog};

/// The fields of a success body, `RequestId` apart.
pub type Body = Map<String, Value>;

/// The most that an operation can do, for pages that show it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    Reads,
    Changes,
    /// Can release instances.
    Releases,
}

/// What an operation does with a call.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Reads the world.
    Reads(fn(&Params, &World) -> Result<Body, Refusal>),
    /// Becomes a command; `body` gives the response body after the command.
    Writes { command: fn(&Params) -> Result<Command, Refusal>, body: fn(&Done) -> Body },
}

/// A command that was carried out.
pub struct Done<'a> {
    pub params: &'a Params,
    pub answer: &'a Answer,
    /// The world after the command.
    pub world: &'a World,
    pub request_id: &'a str,
}

/// An operation of the API.
#[derive(Clone, Copy)]
pub struct Operation {
    pub name: &'static str,
    pub effect: Effect,
    /// Whether a second call with the same `ClientToken` counts as the same call (docs/ecs.md 3.4).
    pub takes_token: bool,
    pub kind: Kind,
}

impl std::fmt::Debug for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

type ToCommand = fn(&Params) -> Result<Command, Refusal>;

const fn reads(name: &'static str, read: fn(&Params, &World) -> Result<Body, Refusal>) -> Operation {
    Operation { name, effect: Effect::Reads, takes_token: false, kind: Kind::Reads(read) }
}

const fn changes(name: &'static str, command: ToCommand, body: fn(&Done) -> Body) -> Operation {
    Operation { name, effect: Effect::Changes, takes_token: false, kind: Kind::Writes { command, body } }
}

const fn with_token(operation: Operation) -> Operation {
    Operation { takes_token: true, ..operation }
}

const fn releasing(operation: Operation) -> Operation {
    Operation { effect: Effect::Releases, ..operation }
}

/// Every operation that Latch answers.
pub static OPERATIONS: &[Operation] = &[
    with_token(changes("RunInstances", new_instances::run, new_instances::run_body)),
    with_token(changes("CreateInstance", new_instances::create, new_instances::create_body)),
    changes("ModifyInstanceAttribute", attribute_change::command, empty),
    releasing(changes("DeleteInstance", deletion::one, empty)),
    with_token(releasing(changes("DeleteInstances", deletion::many, empty))),
    reads("DescribeInstances", describe_instances::read),
    reads("DescribeInstanceAttribute", describe_attribute::read),
    reads("DescribeInstanceStatus", describe_status::read),
    changes("StartInstance", power::start, empty),
    changes("StopInstance", power::stop, empty),
    changes("RebootInstance", power::reboot, empty),
    changes("StartInstances", power::start_many, power::start_body),
    changes("StopInstances", power::stop_many, power::stop_body),
    changes("RebootInstances", power::reboot_many, power::reboot_body),
    changes("ModifyInstanceAutoReleaseTime", auto_release_time::command, empty),
    with_token(changes("ModifyInstanceChargeType", charge_type::command, charge_type::body)),
    changes("TagResources", tags::tag, empty),
    changes("UntagResources", tags::untag, empty),
    reads("ListTagResources", tags::list),
    reads("DescribeRegions", offers::regions),
    reads("DescribeZones", offers::zones),
    reads("DescribeInstanceTypes", offers::instance_types),
    reads("DescribeImages", offers::images),
    reads("DescribeVpcs", offers::vpcs),
    reads("DescribeVSwitches", offers::vswitches),
    reads("DescribeSecurityGroups", offers::security_groups),
];

/// The operation of that name; names are case-sensitive.
#[must_use]
pub fn find(name: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.name == name)
}

fn empty(_: &Done) -> Body {
    Body::new()
}

/// The required `RegionId` of a call that reads. It is in the catalogue, or has the form of a region, or is the region of an imported
/// instance.
fn region<'p>(params: &'p Params, world: &World) -> Result<&'p str, Refusal> {
    let id = params.text("RegionId").ok_or_else(|| Refusal::field(Reason::MissingParameter, "RegionId"))?;
    let known = catalog::is_region(id) || world.live().any(|(_, instance)| *instance.spec.region == *id);
    if known { Ok(id) } else { Err(Refusal::field(Reason::RegionNotFound, "RegionId")) }
}
