//! Manual releases: DeleteInstance(s) (docs/ecs.md 6.1, 6.2) and the console's release plan (R3 to R6, R15). `protection::verdict` says
//! which instances may be released; every attempt leaves a record (R14).

use super::{Case, Parameters, Verdict, all_in_region, checked_ids, checked_region, flag, parameter, wire_minute};
use crate::{
    command::Deletion,
    draft::{Outcomes, entry},
    event::Field,
    instance::Instance,
    marks::Marks,
    ordinals::{Ordinal, Ordinals},
    protection::{Because, Cause, Fate, verdict},
    record::{Act, Happened},
    refusal::{Reason, Refusal},
    release_plan::{ReleasePlan, When},
};

impl<'w> Case<'w> {
    /// Releases all instances of the call or none (R6). A refusal is recorded for every instance that the call names (R14).
    pub(super) fn delete(&mut self, deletion: &Deletion, act: Act) -> Verdict {
        if deletion.dry_run && act == Act::DeleteInstances {
            return Err(self.batch_dry_run(deletion));
        }
        let all = match self.deletable(deletion) {
            Ok(_) if deletion.dry_run => return Err(Refusal::whole(Reason::DryRunPassed)),
            Ok(all) => all,
            Err(refusal) => {
                if !deletion.dry_run && !deletion.ids.is_empty() {
                    self.record_refused(deletion, act, &refusal);
                }
                return Err(refusal);
            }
        };
        let who: Ordinals = all.iter().map(|(ordinal, _)| *ordinal).collect::<Vec<_>>().into();
        let outcomes = Outcomes::all_of(self.world, &who, Happened::Released(Because::NotProtected));
        self.draft.release(&who, cause(deletion));
        Ok(self.done(act, outcomes, parameters(deletion)))
    }

    /// The instances of the call, if every one of them may be released. Checks existence and region, then protection, then the rest.
    fn deletable(&self, deletion: &Deletion) -> Result<Vec<(Ordinal, &'w Instance)>, Refusal> {
        let ids = checked_ids(&deletion.ids, "InstanceId", 100, Reason::TooManyInstances)?;
        let all = match &deletion.region {
            None => ids.iter().map(|id| self.find(id)).collect::<Result<Vec<_>, _>>()?,
            Some(region) => all_in_region(self.world, region, ids, Reason::InstancesNotFound)?,
        };
        let refusal = |instance: &Instance| {
            let judged = verdict(instance, cause(deletion), self.in_arrears());
            judged.because.refusal(instance.status).map(|reason| Refusal::instance(reason, &instance.id))
        };
        let refusals: Vec<Refusal> = all.iter().filter_map(|(_, instance)| refusal(instance)).collect();
        let protected = refusals.iter().find(|refusal| refusal.reason == Reason::DeletionProtection);
        match protected.or(refusals.first()) {
            Some(refusal) => Err(refusal.clone()),
            None => Ok(all),
        }
    }

    /// A dry run of the batch checks the parameters, not the instances (docs/ecs.md 6.4).
    fn batch_dry_run(&self, deletion: &Deletion) -> Refusal {
        let known = deletion.ids.iter().filter_map(|id| self.world.find(id)).map(|(_, instance)| instance);
        let checked = checked_ids(&deletion.ids, "InstanceId", 100, Reason::TooManyInstances)
            .and_then(|_| checked_region(deletion.region.as_deref().unwrap_or_default(), known));
        checked.err().unwrap_or_else(|| Refusal::whole(Reason::BatchDryRunPassed))
    }

    fn record_refused(&mut self, deletion: &Deletion, act: Act, refusal: &Refusal) {
        let mut record = entry(&self.meta.actor, act, &self.meta.request_id);
        let mut outcomes = Outcomes::default();
        for id in &deletion.ids {
            match self.world.find(id) {
                Some((ordinal, instance)) => outcomes.refused(ordinal, instance, refusal.reason),
                None => record.unknown_ids.push(id.clone()),
            }
        }
        record.outcomes = outcomes.into_all();
        record.parameters = parameters(deletion);
        record.refused = Some(refusal.reason);
        self.draft.record(record);
    }

    /// Console: executes the plan as it was shown, or refuses it (R15).
    #[inline(never)]
    pub(super) fn release(&mut self, plan: &ReleasePlan) -> Verdict {
        let when = match plan.when {
            When::Now => None,
            When::At(at) => Some(at.map(|at| super::checked_auto_release_time(at, self.now())).transpose()?),
        };
        if !plan.still_holds(self.world) {
            return Err(Refusal::whole(Reason::PlanChanged));
        }
        let mut outcomes = Outcomes::default();
        for (reason, who) in &plan.refused {
            for ordinal in who.iter() {
                let protected = self.world.get(ordinal).is_some_and(|instance| instance.protected);
                outcomes.add(ordinal, protected, Happened::Refused(*reason));
            }
        }
        match when {
            Some(at) => self.schedule(plan, at, outcomes),
            None => self.release_now(plan, outcomes),
        }
    }

    fn schedule(&mut self, plan: &ReleasePlan, at: Option<crate::UnixMillis>, mut outcomes: Outcomes) -> Verdict {
        if plan.released.is_empty() {
            return Err(Refusal::whole(Reason::NothingToDo));
        }
        let mut reached = Ordinals::default();
        for ordinal in plan.released.iter() {
            let protected = plan.in_spite_of_protection.contains(ordinal);
            if let Some(reason) = self.lost(ordinal) {
                outcomes.add(ordinal, protected, Happened::Refused(reason));
            } else {
                outcomes.add(ordinal, protected, Happened::Done);
                reached.insert(ordinal);
            }
        }
        self.draft.change(&reached, &Field::AutoReleaseAt(at));
        let wire = at.map(wire_minute).unwrap_or_default();
        Ok(self.done(Act::ModifyInstanceAutoReleaseTime, outcomes, vec![parameter("AutoReleaseTime", &wire)]))
    }

    fn release_now(&mut self, plan: &ReleasePlan, mut outcomes: Outcomes) -> Verdict {
        let nobody = if plan.is_all_protected() { Reason::AllProtected } else { Reason::NothingToDo };
        // R5: a release of protected instances only is refused; together with others they are skipped (R4).
        let spared =
            if nobody == Reason::AllProtected { Happened::Refused(nobody) } else { Happened::Kept(Because::Protected) };
        outcomes.add_all(self.world, &Marks::from(&plan.skipped), spared);
        let mut reached = Marks::from(&plan.released);
        for (reason, lost) in self.lost {
            let lost = reached.and(&Marks::from(lost));
            reached = reached.without(&lost);
            outcomes.add_all(self.world, &lost, Happened::Refused(*reason));
        }
        outcomes.add_all(self.world, &reached, Happened::Released(Because::NotProtected));
        let reached = reached.ordinals();
        if plan.released.is_empty() {
            let mut record = entry(&self.meta.actor, Act::DeleteInstances, &self.meta.request_id);
            record.outcomes = outcomes.into_all();
            record.refused = Some(nobody);
            if !record.outcomes.is_empty() {
                self.draft.record(record);
            }
            return Err(Refusal::whole(nobody));
        }
        debug_assert!(plan.released.iter().all(|ordinal| {
            self.world.get(ordinal).is_some_and(|instance| {
                verdict(instance, Cause::ConsoleRelease, self.in_arrears()).fate == Fate::Released
            })
        }));
        self.draft.release(&reached, Cause::ConsoleRelease);
        // R14: an attempt is recorded even if every call was lost.
        Ok(self.done_and_recorded(Act::DeleteInstances, outcomes, vec![flag("Force", true)]))
    }
}

fn cause(deletion: &Deletion) -> Cause {
    Cause::ApiRelease { force: deletion.force, terminate_subscription: deletion.terminate_subscription }
}

fn parameters(deletion: &Deletion) -> Parameters {
    let region = deletion.region.as_deref().map(|region| parameter("RegionId", region));
    let force = deletion.force.then(|| flag("Force", true));
    let terminate = deletion.terminate_subscription.then(|| flag("TerminateSubscription", true));
    region.into_iter().chain(force).chain(terminate).collect()
}
