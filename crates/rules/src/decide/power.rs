//! Start, stop and reboot (docs/ecs.md 9), by API and at the console. `advance` ends the transitional statuses.

use super::{Case, Verdict, all_in_region, checked_ids, checked_region};
use crate::{
    command::{Power, PowerChange},
    draft::Outcomes,
    event::Field,
    instance::{ChargeType, Instance, Locks, Status, StoppedMode},
    ordinals::{Ordinal, Ordinals},
    record::{Act, Happened},
    refusal::{Reason, Refusal},
    time::{STARTING_FOR, STOPPING_FOR},
    world::World,
};

/// Why an instance cannot be started, stopped or rebooted now: locks (R11), arrears, then state (R13).
#[must_use]
pub fn why_not_power(instance: &Instance, power: Power, world: &World) -> Option<Reason> {
    let prepaid = instance.spec.charge == ChargeType::PrePaid;
    let needed = if power == Power::Start { Status::Stopped } else { Status::Running };
    if instance.locks.has(Locks::SECURITY) {
        Some(Reason::LockedForSecurity)
    } else if instance.locks.has(Locks::FINANCIAL) {
        Some(if prepaid && power == Power::Start { Reason::InstanceExpired } else { Reason::ExpiredOrInArrears })
    } else if power == Power::Start && !prepaid && world.account.overdue_since.is_some() {
        Some(Reason::AccountInArrears)
    } else if instance.status != needed {
        Some(Reason::IncorrectStatus)
    } else {
        None
    }
}

impl Case<'_> {
    pub(super) fn change_power(&mut self, change: &PowerChange) -> Verdict {
        let ids = checked_ids(&change.ids, "InstanceId", 100, Reason::TooManyInstances)?;
        let plural = change.region.is_some();
        let all: Vec<(Ordinal, &Instance)> = match &change.region {
            None => vec![self.find(ids.first().map_or("", |id| id))?],
            Some(region) if change.success_first => {
                let known = ids.iter().filter_map(|id| self.world.find(id));
                checked_region(region, known.clone().map(|(_, instance)| instance))?;
                known.filter(|(_, instance)| instance.spec.region == *region).collect()
            }
            Some(region) => all_in_region(self.world, region, ids, Reason::InstancesNotFound)?,
        };
        let mut outcomes = Outcomes::default();
        let mut able = Vec::new();
        for (ordinal, instance) in all {
            match why_not_power(instance, change.power, self.world) {
                Some(reason) if !change.success_first => return Err(Refusal::instance(reason, &instance.id)),
                Some(reason) => outcomes.refused(ordinal, instance, reason),
                None => {
                    outcomes.add(ordinal, instance.protected, Happened::Done);
                    able.push(ordinal);
                }
            }
        }
        if change.dry_run {
            return Err(Refusal::whole(if plural { Reason::BatchDryRunPassed } else { Reason::DryRunPassed }));
        }
        self.draft_power(&able.into(), change.power, change.stopped_mode);
        Ok(self.done(act(change.power), outcomes, Vec::new()))
    }

    /// Console: each instance succeeds or fails separately.
    #[inline(never)]
    pub(super) fn change_power_of(&mut self, who: &Ordinals, power: Power) -> Verdict {
        let mut outcomes = Outcomes::default();
        let mut able = Ordinals::default();
        for ordinal in who.iter() {
            let Some(instance) = self.world.any(ordinal) else { continue };
            let gone = (!instance.is_live()).then_some(Reason::InstanceNotFound);
            match gone.or_else(|| why_not_power(instance, power, self.world)).or_else(|| self.lost(ordinal)) {
                Some(reason) => outcomes.refused(ordinal, instance, reason),
                None => {
                    outcomes.add(ordinal, instance.protected, Happened::Done);
                    able.insert(ordinal);
                }
            }
        }
        self.draft_power(&able, power, StoppedMode::KeepCharging);
        Ok(self.done(act(power), outcomes, Vec::new()))
    }

    fn draft_power(&mut self, who: &Ordinals, power: Power, mode: StoppedMode) {
        let now = self.now();
        let to = match power {
            Power::Start | Power::Reboot => Field::Status(Status::Starting, Some(now.plus(STARTING_FOR))),
            Power::Stop => Field::Status(Status::Stopping, Some(now.plus(STOPPING_FOR))),
        };
        self.draft.change(who, &to);
        // Only pay-as-you-go instances can be stopped without charge; a start ends that mode.
        let world = self.world;
        let mode_of = |instance: &Instance| match power {
            Power::Stop if instance.spec.charge == ChargeType::PostPaid => mode,
            _ => StoppedMode::KeepCharging,
        };
        self.draft.change_each(
            who.iter().filter_map(|ordinal| Some((ordinal, Field::StoppedMode(mode_of(world.get(ordinal)?))))),
        );
    }
}

fn act(power: Power) -> Act {
    match power {
        Power::Start => Act::StartInstances,
        Power::Stop => Act::StopInstances,
        Power::Reboot => Act::RebootInstances,
    }
}
