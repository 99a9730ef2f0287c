//! The operations. Each is a descriptor in the file of its group, beside the functions that it names: from parameters to command, from
//! command to call, from answer to JSON. All that Latch says about an operation is computed from its descriptor. To add one, write its
//! descriptor and put it into the table.

pub(super) mod attribute_change;
pub(super) mod auto_release_time;
mod charge_type;
mod common;
pub(super) mod deletion;
mod describe_attribute;
mod describe_instances;
mod describe_status;
mod filter;
pub(super) mod new_instances;
mod offers;
mod paging;
pub(super) mod power;
mod tags;

use serde_json::{Map, Value};

use super::{
    errors::OwnError,
    params::Params,
    recorded::{Kept, Recorded},
    schema::{Parameter, Refused},
    writer::Writer,
};
use latch_rules::{Answer, Command, Reason, Refusal, World, catalog, record::Act};

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
    Writes(Writes),
}

/// The operation of a command.
#[derive(Clone, Copy)]
pub struct Writes {
    /// The command that the parameters ask for.
    pub(super) command: fn(&Params) -> Result<Command, Refusal>,
    /// The response body after the command.
    pub(super) body: fn(&Done) -> Body,
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
    /// The parameters that Latch acts on or checks, in the order to show them, the required ones first.
    pub parameters: &'static [Parameter],
    /// Further parameters of ECS: see `schema::beyond`.
    pub(super) ignored: &'static [&'static str],
    pub(super) refused: Refused,
    /// The errors that it has in place of the usual ones.
    pub(super) errors: &'static [OwnError],
    pub kind: Kind,
}

impl Operation {
    /// Whether a second call with the same `ClientToken` counts as the same call (docs/ecs.md 3.4).
    #[must_use]
    pub fn takes_token(&self) -> bool {
        self.parameters.iter().any(|parameter| parameter.name == "ClientToken")
    }
}

impl std::fmt::Debug for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

const fn operation(name: &'static str, effect: Effect, parameters: &'static [Parameter], kind: Kind) -> Operation {
    Operation { name, effect, parameters, ignored: &[], refused: &[], errors: &[], kind }
}

const fn reads(
    name: &'static str,
    parameters: &'static [Parameter],
    read: fn(&Params, &World) -> Result<Body, Refusal>,
) -> Operation {
    operation(name, Effect::Reads, parameters, Kind::Reads(read))
}

const fn changes(name: &'static str, parameters: &'static [Parameter], writes: Writes) -> Operation {
    operation(name, Effect::Changes, parameters, Kind::Writes(writes))
}

/// Every operation that Latch answers, in the order to show them.
pub static OPERATIONS: &[Operation] = &[
    new_instances::RUN,
    new_instances::CREATE,
    attribute_change::MODIFY,
    deletion::ONE,
    deletion::MANY,
    describe_instances::DESCRIBE,
    describe_attribute::DESCRIBE,
    describe_status::DESCRIBE,
    power::START,
    power::STOP,
    power::REBOOT,
    power::START_MANY,
    power::STOP_MANY,
    power::REBOOT_MANY,
    auto_release_time::MODIFY,
    charge_type::MODIFY,
    tags::TAG,
    tags::UNTAG,
    tags::LIST,
    offers::DESCRIBE_REGIONS,
    offers::DESCRIBE_ZONES,
    offers::DESCRIBE_INSTANCE_TYPES,
    offers::DESCRIBE_IMAGES,
    offers::DESCRIBE_VPCS,
    offers::DESCRIBE_VSWITCHES,
    offers::DESCRIBE_SECURITY_GROUPS,
];

/// The operation of that name; names are case-sensitive.
#[must_use]
pub fn find(name: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.name == name)
}

/// The reverse of `Writes::command`, for every operation that has one: the call of its command, `None` for every other command. Not a part of the
/// descriptors, so that code which only writes calls, as every commit does, does not need all of the API.
const CALLS: [fn(&Command, &World) -> Option<Writer>; 10] = [
    new_instances::call::run,
    new_instances::call::create,
    attribute_change::call,
    deletion::call_of_one,
    deletion::call_of_many,
    power::call,
    auto_release_time::call,
    charge_type::call,
    tags::call_of_tag,
    tags::call_of_untag,
];

/// The call of a command; `None` if the command is not that of an operation.
pub(super) fn call(command: &Command, world: &World) -> Option<Writer> {
    CALLS.iter().find_map(|call| call(command, world))
}

/// For every act of a call: the operation that leaves records of it, and the calls of such a record. Apart from the descriptors for the same reason.
const RECORDED: [(Act, &str, fn(&Kept) -> Recorded); 12] = [
    (Act::RunInstances, "RunInstances", new_instances::call::recorded),
    (Act::CreateInstance, "CreateInstance", new_instances::call::recorded),
    (Act::ModifyInstanceAttribute, "ModifyInstanceAttribute", attribute_change::recorded),
    (Act::DeleteInstance, "DeleteInstance", deletion::one_recorded),
    (Act::DeleteInstances, "DeleteInstances", deletion::many_recorded),
    (Act::StartInstances, "StartInstance", power::recorded),
    (Act::StopInstances, "StopInstance", power::recorded),
    (Act::RebootInstances, "RebootInstance", power::recorded),
    (Act::ModifyInstanceAutoReleaseTime, "ModifyInstanceAutoReleaseTime", auto_release_time::recorded),
    (Act::ModifyInstanceChargeType, "ModifyInstanceChargeType", charge_type::recorded),
    (Act::TagResources, "TagResources", tags::recorded),
    (Act::UntagResources, "UntagResources", tags::recorded),
];

/// The operation that leaves records of an act, and the calls of such a record.
pub(super) fn of_act(act: Act) -> Option<(&'static str, fn(&Kept) -> Recorded)> {
    RECORDED.iter().find(|(known, ..)| *known == act).map(|(_, action, recorded)| (*action, *recorded))
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
