//! Billing: ModifyInstanceChargeType (R10, docs/ecs.md 8), and the beginning and end of the account's arrears (R7a, R9).

use std::sync::Arc;

use super::{Case, Verdict, all_in_region, checked_ids, create, parameter};
use crate::{
    command::Answer,
    draft::{Outcomes, entry},
    event::{Event, Field},
    instance::{ChargeType, Instance, Locks, Spec, Status, StoppedMode},
    ordinals::{Ordinal, Ordinals},
    protection::{Because, Cause, verdict},
    record::{Act, Actor, Happened},
    refusal::{Reason, Refusal},
    world::Account,
};

impl Case<'_> {
    pub(super) fn change_charge_type(
        &mut self,
        region: &str,
        ids: &[Box<str>],
        to: ChargeType,
        months: u32,
        dry_run: bool,
    ) -> Verdict {
        let ids = checked_ids(ids, "InstanceIds", 20, Reason::TooManyToConvert)?;
        if to == ChargeType::PrePaid && !create::is_period(months) {
            return Err(Refusal::field(Reason::PeriodUnknown, "Period"));
        }
        let all = all_in_region(self.world, region, ids, Reason::InstanceNotFound)?;
        if self.in_arrears() {
            return Err(Refusal::whole(Reason::AccountInArrears));
        }
        if let Some(refusal) = all.iter().find_map(|(_, instance)| {
            why_not_convertible(instance, to).map(|reason| Refusal::instance(reason, &instance.id))
        }) {
            return Err(refusal);
        }
        if dry_run {
            return Err(Refusal::whole(Reason::DryRunPassed));
        }
        let who: Ordinals = all.iter().map(|(ordinal, _)| *ordinal).collect::<Vec<_>>().into();
        let months = months.max(1);
        let prepaid = to == ChargeType::PrePaid;
        self.draft.change_each(all.iter().map(|(ordinal, instance)| {
            (*ordinal, Field::Spec(Arc::new(Spec { charge: to, ..(*instance.spec).clone() })))
        }));
        let expires_at = prepaid.then(|| self.now().minute_start().plus_months(i64::from(months)));
        self.draft.change(&who, &Field::ExpiresAt(expires_at));
        if prepaid {
            // R2: a subscription cannot have release protection, so the conversion clears it.
            self.draft.change(&who, &Field::Protected(false));
            self.draft.change(&who, &Field::StoppedMode(StoppedMode::KeepCharging));
        }
        let outcomes = Outcomes::all_of(self.world, &who, Happened::Done);
        let mut parameters = vec![parameter("InstanceChargeType", if prepaid { "PrePaid" } else { "PostPaid" })];
        if prepaid {
            parameters.push(parameter("Period", &months.to_string()));
        }
        Ok(self.done(Act::ModifyInstanceChargeType, outcomes, parameters))
    }

    /// Arrears begin (T0): every pay-as-you-go instance stops at once under a financial lock; subscriptions continue.
    pub(super) fn account_overdue(&mut self) -> Verdict {
        if self.in_arrears() {
            return Err(Refusal::whole(Reason::AccountAlreadyOverdue));
        }
        let mut outcomes = Outcomes::default();
        let mut stopped = Ordinals::default();
        for (ordinal, instance) in self.world.live() {
            let happened = match verdict(instance, Cause::AccountOverdue, true).because {
                because @ Because::NotBilledByUsage => Happened::Kept(because),
                _ => {
                    stopped.insert(ordinal);
                    Happened::Stopped(Because::InArrears)
                }
            };
            outcomes.add(ordinal, instance.protected, happened);
        }
        let world = self.world;
        let locked = |ordinal: Ordinal| Some((ordinal, Field::Locks(world.get(ordinal)?.locks.with(Locks::FINANCIAL))));
        self.draft.change(&stopped, &Field::Status(Status::Stopped, None));
        self.draft.change_each(stopped.iter().filter_map(locked));
        let to = Account { overdue_since: Some(self.now()), ..Account::default() };
        self.draft.push(Event::AccountChanged { to, was: world.account });
        Ok(self.done(Act::AccountOverdue, outcomes, Vec::new()))
    }

    /// Arrears end: financial locks are removed, and instances stay stopped until started. R9: an auto-release time that passed meanwhile
    /// lapses.
    pub(super) fn account_settled(&mut self) -> Verdict {
        if !self.in_arrears() {
            return Err(Refusal::whole(Reason::AccountNotOverdue));
        }
        let world = self.world;
        let mut outcomes = Outcomes::default();
        let mut lapsed = Ordinals::default();
        let mut unlocked = Vec::new();
        for (ordinal, instance) in world.live() {
            if instance.auto_release_at.is_some_and(|at| at <= self.now()) {
                lapsed.insert(ordinal);
            }
            if instance.spec.charge == ChargeType::PostPaid && instance.locks.has(Locks::FINANCIAL) {
                unlocked.push((ordinal, Field::Locks(instance.locks.without(Locks::FINANCIAL))));
                outcomes.add(ordinal, instance.protected, Happened::Done);
            }
        }
        self.draft.change(&lapsed, &Field::AutoReleaseAt(None));
        self.draft.change_each(unlocked);
        self.draft.push(Event::AccountChanged { to: Account::default(), was: world.account });
        if !lapsed.is_empty() {
            let mut record = entry(&Actor::Scheduler, Act::AutoReleaseTimeReached, &self.meta.request_id);
            let kept = Happened::Kept(Because::ScheduleSuspendedByArrears);
            record.outcomes = Outcomes::all_of(world, &lapsed, kept).into_all();
            self.draft.record(record);
        }
        let settled = self.done(Act::AccountSettled, outcomes, Vec::new());
        let lapses = Outcomes::all_of(world, &lapsed, Happened::Kept(Because::ScheduleSuspendedByArrears));
        Ok(match settled {
            Answer::Outcomes(all) => Answer::Outcomes(all.into_iter().chain(lapses.into_all()).collect()),
            other => other,
        })
    }
}

/// Why an instance cannot be converted to that charge type: R10 and docs/ecs.md 8. `None` if it can.
fn why_not_convertible(instance: &Instance, to: ChargeType) -> Option<Reason> {
    if instance.locks.has(Locks::SECURITY) {
        Some(Reason::LockedForSecurity)
    } else if instance.is_spot() {
        Some(Reason::SpotNotConvertible)
    } else if instance.spec.charge == to {
        Some(Reason::ChargeTypeUnchanged)
    } else if to == ChargeType::PrePaid && instance.auto_release_at.is_some() {
        Some(Reason::AutoReleaseTimeSet)
    } else if instance.locks.has(Locks::FINANCIAL) {
        Some(Reason::InstanceExpired)
    } else if !matches!(instance.status, Status::Running | Status::Stopped) {
        Some(Reason::ChargeTypeStatus)
    } else {
        None
    }
}
