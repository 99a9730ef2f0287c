//! Decides commands: gives the events to commit, and the answer or refusal. Pure, and never fails. The modules below hold the rules of
//! each operation, `protection::verdict` judges releases, `advance` says what time brings.
//!
//! Order of checks (docs/rules.md#order-of-checks, R3): missing and malformed parameters, limits, existence, region, release protection,
//! state and billing, dry run. A command that changes something is recorded, and so is a refused release attempt (R14). A dry run is not
//! an attempt: it changes and records nothing.

mod attributes;
mod billing;
mod create;
mod power;
mod release;
mod scaling;
mod schedule;
mod simulation;

pub use create::order_problems;
pub use power::why_not_power;
pub use schedule::checked_auto_release_time;

use super::{
    catalog,
    command::{Answer, Command, Decision},
    draft::{Draft, Outcomes, entry},
    instance::Instance,
    ordinals::{Ordinal, Ordinals},
    record::{Act, Actor, Happened},
    refusal::{Reason, Refusal},
    time::{Clock, UnixMillis},
    token::once,
    world::World,
};

/// The circumstances of a command.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meta {
    /// The time on the virtual clock.
    pub now: UnixMillis,
    pub actor: Actor,
    pub request_id: Box<str>,
}

/// Decides a command without changing the world: the caller applies the events once they are stored.
#[must_use]
pub fn decide(world: &World, command: &Command, meta: &Meta) -> Decision {
    if let Command::Once { token, fingerprint, command } = command {
        return once(world, token, *fingerprint, command, meta);
    }
    let (command, lost) = match command {
        Command::PartlyLost { command, lost } => (&**command, lost.as_slice()),
        whole => (whole, &[][..]),
    };
    let mut case = Case { draft: Draft::new(world, meta.now), world, meta, lost };
    // Console batches are marked `inline(never)`: a browser compiles a whole function at its first call, and `decide` with every
    // operation inlined would add a millisecond to that click.
    let answer = match command {
        Command::RunInstances(order) => case.run_instances(order),
        Command::CreateInstance(order) => case.create_instance(order),
        Command::ModifyInstanceAttribute(change) => case.modify_instance_attribute(change),
        Command::DeleteInstance(deletion) => case.delete(deletion, Act::DeleteInstance),
        Command::DeleteInstances(deletion) => case.delete(deletion, Act::DeleteInstances),
        Command::ChangePower(change) => case.change_power(change),
        Command::SetAutoReleaseTime { id, at } => case.set_auto_release_time(id, *at),
        Command::ChangeChargeType { region, ids, to, period_months, dry_run } => {
            case.change_charge_type(region, ids, *to, *period_months, *dry_run)
        }
        Command::TagResources { region, ids, tags } => case.tag_resources(region, ids, tags),
        Command::UntagResources { region, ids, keys, all } => case.untag_resources(region, ids, keys, *all),
        Command::ChangeReleaseProtection { who, on } => case.change_release_protection(who, *on),
        Command::Release { plan } => case.release(plan),
        Command::ChangePowerOf { who, power } => case.change_power_of(who, *power),
        Command::SetClock { clock } => case.set_clock(clock),
        Command::AccountOverdue => case.account_overdue(),
        Command::AccountSettled => case.account_settled(),
        Command::SecurityViolation { id, effect } => case.security_violation(id, *effect),
        Command::CreateScalingGroup { group } => case.create_scaling_group(group),
        Command::AttachInstances { group, ids, entrusted } => case.attach_instances(group, ids, *entrusted),
        Command::ScaleOut { group, amount } => case.scale_out(group, *amount),
        Command::SetInstancesProtection { group, ids, guarded } => case.set_instances_protection(group, ids, *guarded),
        Command::ScaleIn { group, amount } => case.scale_in(group, *amount),
        Command::RemoveInstances { group, ids } => case.remove_instances(group, ids),
        Command::SpotReclaim { id } => case.spot_reclaim(id),
        Command::GoTo { real, to } => case.set_clock(&Clock::anchored(*real, *to, world.clock.rate)),
        Command::RunClock { real, ahead, rate } => case.run_clock(*real, *ahead, *rate),
        Command::SetPolicy { tags } => case.set_policy(tags),
        Command::Rewind { .. } => Err(Refusal::whole(Reason::HistoryNotKept)),
        Command::Once { .. } | Command::PartlyLost { .. } => Err(Refusal::whole(Reason::MalformedParameter)),
    };
    Decision { events: case.draft.into_events(), answer }
}

/// A command being decided. Every operation checks first and drafts events only when no check fails.
struct Case<'w> {
    draft: Draft<'w>,
    world: &'w World,
    meta: &'w Meta,
    /// Instances of a batch whose calls were lost on the way, by reason.
    lost: &'w [(Reason, Ordinals)],
}

type Verdict = Result<Answer, Refusal>;

/// The wire parameters of a call, for the record.
type Parameters = Vec<(Box<str>, Box<str>)>;

impl<'w> Case<'w> {
    fn now(&self) -> UnixMillis {
        self.meta.now
    }

    fn in_arrears(&self) -> bool {
        self.world.account.overdue_since.is_some()
    }

    /// The live instance with that id.
    fn find(&self, id: &str) -> Result<(Ordinal, &'w Instance), Refusal> {
        self.find_or(id, Reason::InstanceNotFound)
    }

    fn find_or(&self, id: &str, reason: Reason) -> Result<(Ordinal, &'w Instance), Refusal> {
        self.world.find(id).ok_or_else(|| Refusal::instance(reason, id))
    }

    /// Why the call for this instance of a batch was lost on the way; `None` if it was not.
    fn lost(&self, ordinal: Ordinal) -> Option<Reason> {
        self.lost.iter().find(|(_, who)| who.contains(ordinal)).map(|(reason, _)| *reason)
    }

    /// Ends an operation that was carried out. Records it if it changed anything, or if some of its calls were lost on the way.
    fn done(&mut self, act: Act, outcomes: Outcomes, parameters: Parameters) -> Answer {
        let is_lost = self.lost.iter().any(|(reason, _)| outcomes.has(Happened::Refused(*reason)));
        if self.draft.changes() || is_lost {
            self.done_and_recorded(act, outcomes, parameters)
        } else {
            Answer::Outcomes(outcomes.into_all())
        }
    }

    /// Ends an operation whose outcome is recorded even if it changed nothing.
    fn done_and_recorded(&mut self, act: Act, outcomes: Outcomes, parameters: Parameters) -> Answer {
        let outcomes = outcomes.into_all();
        let mut record = entry(&self.meta.actor, act, &self.meta.request_id);
        record.outcomes.clone_from(&outcomes);
        record.parameters = parameters;
        self.draft.record(record);
        Answer::Outcomes(outcomes)
    }
}

/// The requested ids, if there is at least one and at most `most`.
fn checked_ids<'i>(ids: &'i [Box<str>], name: &str, most: usize, too_many: Reason) -> Result<&'i [Box<str>], Refusal> {
    if ids.is_empty() {
        Err(Refusal::field(Reason::MissingParameter, name))
    } else if ids.len() > most {
        Err(Refusal::field(too_many, name))
    } else {
        Ok(ids)
    }
}

/// Checks that the region exists: the catalogue lists it or accepts its form, or an imported instance in `of` is there.
fn checked_region<'a>(region: &str, mut of: impl Iterator<Item = &'a Instance>) -> Result<(), Refusal> {
    if region.is_empty() {
        Err(Refusal::field(Reason::MissingParameter, "RegionId"))
    } else if catalog::is_region(region) || of.any(|instance| *instance.spec.region == *region) {
        Ok(())
    } else {
        Err(Refusal::field(Reason::RegionNotFound, "RegionId"))
    }
}

/// The instances of a call that names a region and several ids, if all exist and all are in that region.
fn all_in_region<'w>(
    world: &'w World,
    region: &str,
    ids: &[Box<str>],
    missing: Reason,
) -> Result<Vec<(Ordinal, &'w Instance)>, Refusal> {
    checked_region(region, ids.iter().filter_map(|id| world.find(id)).map(|(_, instance)| instance))?;
    let mut all = Vec::with_capacity(ids.len());
    for id in ids {
        all.push(world.find(id).ok_or_else(|| Refusal::instance(missing, id))?);
    }
    let elsewhere = all.iter().find(|(_, instance)| *instance.spec.region != *region);
    let Some((_, stranger)) = elsewhere else { return Ok(all) };
    let crosses = all.iter().any(|(_, instance)| instance.spec.region != stranger.spec.region);
    Err(Refusal::instance(if crosses { Reason::CrossRegion } else { missing }, &stranger.id))
}

fn parameter(name: &str, value: &str) -> (Box<str>, Box<str>) {
    (name.into(), value.into())
}

fn flag(name: &str, value: bool) -> (Box<str>, Box<str>) {
    parameter(name, if value { "true" } else { "false" })
}

/// An instant in wire format, to the minute: `2021-07-02T10:07Z`.
fn wire_minute(at: UnixMillis) -> String {
    let c = at.civil();
    format!("{:04}-{:02}-{:02}T{:02}:{:02}Z", c.year, c.month, c.day, c.hour, c.minute)
}
