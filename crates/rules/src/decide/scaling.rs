//! Auto Scaling (R7d, R8): groups, their members, and what happens to members that leave. `protection::verdict` says what leaving does to
//! an instance.

use std::sync::Arc;

use super::{Case, Parameters, Verdict, checked_ids, create, flag, parameter};
use crate::{
    bounds::{LONGEST_ID, fits},
    command::Answer,
    draft::Outcomes,
    event::{Event, Field},
    instance::{ChargeType, Instance, Membership, Origin, Spec, Status},
    ordinals::{Ordinal, Ordinals},
    protection::{Cause, Fate, Verdict as Judged, verdict},
    query,
    record::{Act, Happened},
    refusal::{Reason, Refusal},
    scaling::ScalingGroup,
};

const MOST_AT_ONCE: u32 = 100;

impl<'w> Case<'w> {
    pub(super) fn create_scaling_group(&mut self, id: &Arc<str>) -> Verdict {
        if id.is_empty() {
            return Err(Refusal::field(Reason::MissingParameter, "ScalingGroupId"));
        }
        if !fits(id, LONGEST_ID) {
            return Err(Refusal::field(Reason::ParameterTooLong, "ScalingGroupId"));
        }
        if self.world.groups.contains_key(id) {
            return Err(Refusal::field(Reason::ScalingGroupExists, "ScalingGroupId"));
        }
        let group =
            ScalingGroup { id: Arc::clone(id), created_at: self.now(), template: Arc::new(create::default_spec()) };
        self.draft.push(Event::GroupChanged { id: Arc::clone(id), to: Some(group), was: None });
        self.done(Act::CreateScalingGroup, Outcomes::default(), of_group(id));
        Ok(Answer::Done)
    }

    /// Adds instances by hand. A subscription keeps its own term, so its life cycle cannot be entrusted to a group.
    pub(super) fn attach_instances(&mut self, id: &Arc<str>, ids: &[Box<str>], entrusted: bool) -> Verdict {
        self.group(id)?;
        let mut who = Vec::new();
        for name in checked_ids(ids, "InstanceId", MOST_AT_ONCE as usize, Reason::TooManyInstances)? {
            let (ordinal, instance) = self.find(name)?;
            if instance.member.is_some() {
                return Err(Refusal::instance(Reason::InstanceInGroup, name));
            }
            if entrusted && instance.spec.charge == ChargeType::PrePaid {
                return Err(Refusal::instance(Reason::ChargeTypeViolation, name));
            }
            who.push(ordinal);
        }
        let who = who.into();
        let origin = if entrusted { Origin::Entrusted } else { Origin::Attached };
        let member = Membership { group: Arc::clone(id), origin, guarded: false };
        self.draft.change(&who, &Field::Member(Some(member)));
        let outcomes = Outcomes::all_of(self.world, &who, Happened::Done);
        let mut parameters = of_group(id);
        parameters.push(flag("Entrusted", entrusted));
        Ok(self.done(Act::AttachInstances, outcomes, parameters))
    }

    /// Creates members with the spec of the group's newest member; without members, with its template.
    pub(super) fn scale_out(&mut self, id: &Arc<str>, amount: u32) -> Verdict {
        let group = self.group(id)?;
        checked_amount(amount)?;
        if self.in_arrears() {
            return Err(Refusal::whole(Reason::AccountInArrears));
        }
        self.checked_room(amount)?;
        let newest = query::members(self.world, id).max_by_key(|(ordinal, member)| (member.created_at, *ordinal));
        let like = newest.map_or(&group.template, |(_, member)| &member.spec);
        // Pay-as-you-go whatever the model's charge type is: a group buys no subscriptions.
        let spec = Spec { charge: ChargeType::PostPaid, unknown: Box::default(), ..(**like).clone() };
        let newcomers = create::Newcomers {
            spec: Arc::new(spec),
            amount,
            name: &format!("ESS-asg-{id}"),
            host_name: "",
            description: "",
            unique_suffix: false,
            tags: Vec::new(),
            protected: false,
            auto_release_at: None,
            expires_at: None,
            status: Status::Pending,
            member: Some(Membership { group: Arc::clone(id), origin: Origin::Created, guarded: false }),
        };
        let mut parameters = of_group(id);
        parameters.push(parameter("Amount", &amount.to_string()));
        Ok(self.add(newcomers, Act::ScaleOut, parameters))
    }

    /// Sets the group's own flag (R8), which is separate from release protection.
    pub(super) fn set_instances_protection(&mut self, id: &Arc<str>, ids: &[Box<str>], guarded: bool) -> Verdict {
        let members = self.named_members(id, ids)?;
        let who: Ordinals = members.iter().map(|(ordinal, _)| *ordinal).collect::<Vec<_>>().into();
        self.draft.change_each(members.iter().filter_map(|(ordinal, instance)| {
            Some((*ordinal, Field::Member(Some(Membership { guarded, ..instance.member.clone()? }))))
        }));
        let outcomes = Outcomes::all_of(self.world, &who, Happened::Done);
        let mut parameters = of_group(id);
        parameters.push(flag("ProtectedFromScaleIn", guarded));
        Ok(self.done(Act::SetInstancesProtection, outcomes, parameters))
    }

    /// The oldest unguarded members leave; guarded members are kept and recorded (R8).
    pub(super) fn scale_in(&mut self, id: &Arc<str>, amount: u32) -> Verdict {
        self.group(id)?;
        checked_amount(amount)?;
        let members = query::oldest_first(self.world, id);
        let judge = |member: &Instance| verdict(member, Cause::ScaleIn, self.in_arrears());
        let (going, kept): (Vec<_>, Vec<_>) =
            members.into_iter().partition(|(_, member)| judge(member).fate != Fate::Kept);
        let leaving: Vec<_> = going.into_iter().take(amount as usize).chain(kept).collect();
        if leaving.is_empty() {
            return Err(Refusal::whole(Reason::NothingToDo));
        }
        let mut parameters = of_group(id);
        parameters.push(parameter("Amount", &amount.to_string()));
        Ok(self.depart(leaving, Cause::ScaleIn, Act::ScaleIn, parameters))
    }

    /// Named members leave, even those that the group's own flag guards (R8).
    pub(super) fn remove_instances(&mut self, id: &Arc<str>, ids: &[Box<str>]) -> Verdict {
        let members = self.named_members(id, ids)?;
        Ok(self.depart(members, Cause::RemovedFromGroup, Act::RemoveInstances, of_group(id)))
    }

    fn depart(
        &mut self,
        mut members: Vec<(Ordinal, &'w Instance)>,
        cause: Cause,
        act: Act,
        parameters: Parameters,
    ) -> Answer {
        members.sort_by_key(|(ordinal, _)| *ordinal);
        members.dedup_by_key(|(ordinal, _)| *ordinal);
        let mut outcomes = Outcomes::default();
        let (mut released, mut removed) = (Ordinals::default(), Ordinals::default());
        for (ordinal, member) in members {
            let Judged { fate, because } = verdict(member, cause, self.in_arrears());
            let happened = match fate {
                Fate::Released => {
                    released.insert(ordinal);
                    Happened::Released(because)
                }
                Fate::Removed => {
                    removed.insert(ordinal);
                    Happened::Removed(because)
                }
                Fate::Kept => Happened::Kept(because),
                Fate::Stopped => Happened::Stopped(because),
            };
            outcomes.add(ordinal, member.protected, happened);
        }
        self.draft.release(&released, cause);
        self.draft.change(&removed, &Field::Member(None));
        // R14: an attempt is recorded even if all members were kept.
        self.done_and_recorded(act, outcomes, parameters)
    }

    fn group(&self, id: &str) -> Result<&'w ScalingGroup, Refusal> {
        self.world.groups.get(id).ok_or_else(|| Refusal::field(Reason::ScalingGroupNotFound, "ScalingGroupId"))
    }

    fn named_members(&self, id: &str, ids: &[Box<str>]) -> Result<Vec<(Ordinal, &'w Instance)>, Refusal> {
        self.group(id)?;
        let mut all = Vec::new();
        for name in checked_ids(ids, "InstanceId", MOST_AT_ONCE as usize, Reason::TooManyInstances)? {
            let (ordinal, instance) = self.find(name)?;
            if instance.member.as_ref().is_none_or(|member| *member.group != *id) {
                return Err(Refusal::instance(Reason::InstanceNotInGroup, name));
            }
            all.push((ordinal, instance));
        }
        Ok(all)
    }
}

fn checked_amount(amount: u32) -> Result<(), Refusal> {
    if (1..=MOST_AT_ONCE).contains(&amount) { Ok(()) } else { Err(Refusal::field(Reason::AmountOutOfRange, "Amount")) }
}

fn of_group(id: &str) -> Parameters {
    vec![parameter("ScalingGroupId", id)]
}
