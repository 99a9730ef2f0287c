//! The calls that do the same as a command: what a script would send. Sent through `api`, they have exactly the same effect. Secrets are
//! masked (R16); acts of the simulation have no call. `notations` writes a call as text.

pub use super::recorded::{Recorded, recorded};

use super::{
    operations::{self, attribute_change, auto_release_time, deletion, power},
    writer::Writer,
};
use latch_rules::{
    ChargeType, Command, Instance, Ordinals, ReleasePlan, Status, World,
    command::{AttributeChange, Deletion, Power, PowerChange},
    instance::StoppedMode,
    protection::why_not_changeable,
    release_plan::When,
};

/// What stands in place of a password.
pub const MASK: &str = "********";

/// The most ids that DeleteInstances and similar operations take.
const MOST_IDS: usize = 100;

/// One call, its parameters flat and by their wire names, in the order to show them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Call {
    pub action: &'static str,
    /// The region whose endpoint gets the call: instances are known only there. Empty if no instance tells the region.
    pub region: String,
    pub params: Vec<(String, String)>,
}

/// The first calls of a batch, and how many there are in all.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Calls {
    pub first: Vec<Call>,
    pub total: usize,
}

impl Calls {
    pub(super) fn one(call: Writer) -> Self {
        Self { first: vec![call.done()], total: 1 }
    }

    /// Writes only the first `most` calls: a batch over a whole fleet can be as many calls as the fleet has instances.
    pub(super) fn of<T>(all: impl Iterator<Item = T>, most: usize, write: impl Fn(T) -> Writer) -> Self {
        all.fold(Self::default(), |mut calls, item| {
            if calls.first.len() < most {
                calls.first.push(write(item).done());
            }
            calls.total += 1;
            calls
        })
    }
}

/// The calls, in the order to send them.
#[must_use]
pub fn calls(command: &Command, world: &World) -> Vec<Call> {
    first_calls(command, world, usize::MAX).first
}

/// The first `most` calls, in the order to send them.
#[must_use]
pub fn first_calls(command: &Command, world: &World, most: usize) -> Calls {
    match command {
        Command::ChangeReleaseProtection { who, on } => protection_changes(world, who, *on, most),
        Command::Release { plan } => releases(world, plan, most),
        Command::ChangePowerOf { who, power } => powers(world, who, *power, most),
        // The token belongs to the call that was sent, not to what it does.
        Command::Once { command, .. } | Command::PartlyLost { command, .. } => first_calls(command, world, most),
        // Written out, so that a new command is met here: by this, records, steps and the simulated network know what it calls.
        Command::RunInstances(_)
        | Command::CreateInstance(_)
        | Command::ModifyInstanceAttribute(_)
        | Command::DeleteInstance(_)
        | Command::DeleteInstances(_)
        | Command::ChangePower(_)
        | Command::SetAutoReleaseTime { .. }
        | Command::ChangeChargeType { .. }
        | Command::TagResources { .. }
        | Command::UntagResources { .. } => operations::call(command, world).map(Calls::one).unwrap_or_default(),
        // Acts of the simulation have no call of ECS.
        Command::SetClock { .. }
        | Command::RunClock { .. }
        | Command::GoTo { .. }
        | Command::AccountOverdue
        | Command::AccountSettled
        | Command::SecurityViolation { .. }
        | Command::CreateScalingGroup { .. }
        | Command::AttachInstances { .. }
        | Command::ScaleOut { .. }
        | Command::SetInstancesProtection { .. }
        | Command::ScaleIn { .. }
        | Command::RemoveInstances { .. }
        | Command::SpotReclaim { .. }
        | Command::SetPolicy { .. }
        | Command::Rewind { .. } => Calls::default(),
    }
}

/// One call for each instance for which `why_not_changeable(_, on)` is `None`.
fn protection_changes(world: &World, who: &Ordinals, on: bool, most: usize) -> Calls {
    let able = who
        .iter()
        .filter_map(|ordinal| world.get(ordinal))
        .filter(|instance| why_not_changeable(instance, on).is_none());
    Calls::of(able, most, |instance| {
        let change =
            AttributeChange { id: instance.id.clone(), deletion_protection: Some(on), ..AttributeChange::default() };
        attribute_change::write(&change).sent_to(&instance.spec.region)
    })
}

/// One DeleteInstances per hundred instances of a region. A schedule is one call per instance.
fn releases(world: &World, plan: &ReleasePlan, most: usize) -> Calls {
    if let When::At(at) = plan.when {
        let all = plan.released.iter().filter_map(|ordinal| world.get(ordinal));
        return Calls::of(all, most, |instance| {
            auto_release_time::write(&instance.id, at).sent_to(&instance.spec.region)
        });
    }
    let all = plan.released.iter().filter_map(|ordinal| world.get(ordinal));
    Calls::of(hundreds(all).into_iter(), most, |(region, instances)| {
        console_release(region, &instances, instances.iter().any(|instance| instance.status == Status::Running))
    })
}

/// The call of the console's Release Now, for instances of one region.
pub(super) fn console_release(region: &str, instances: &[&Instance], force: bool) -> Writer {
    deletion::write_many(&Deletion {
        region: Some(region.into()),
        ids: instances.iter().map(|instance| instance.id.clone()).collect(),
        force,
        terminate_subscription: instances.iter().any(|instance| instance.spec.charge == ChargeType::PrePaid),
        dry_run: false,
    })
}

/// One call per hundred instances of a region. Each instance succeeds or fails by itself.
fn powers(world: &World, who: &Ordinals, power: Power, most: usize) -> Calls {
    let all = who.iter().filter_map(|ordinal| world.get(ordinal));
    Calls::of(hundreds(all).into_iter(), most, |(region, instances)| console_power(region, &instances, power))
}

pub(super) fn console_power(region: &str, instances: &[&Instance], power: Power) -> Writer {
    power::write(&PowerChange {
        power,
        region: Some(region.into()),
        ids: instances.iter().map(|instance| instance.id.clone()).collect(),
        success_first: true,
        stopped_mode: StoppedMode::KeepCharging,
        dry_run: false,
    })
}

/// Instances by region, in groups of at most `MOST_IDS`.
pub(super) fn hundreds<'w>(all: impl Iterator<Item = &'w Instance>) -> Vec<(&'w str, Vec<&'w Instance>)> {
    let mut regions: Vec<(&str, Vec<&Instance>)> = Vec::new();
    for instance in all {
        let region = &*instance.spec.region;
        match regions.iter_mut().rfind(|(known, all)| *known == region && all.len() < MOST_IDS) {
            Some((_, all)) => all.push(instance),
            None => regions.push((region, vec![instance])),
        }
    }
    regions
}

#[cfg(test)]
mod test;
