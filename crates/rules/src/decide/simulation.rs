//! The remaining acts of the simulation: the clock, security violations (R7c, R11) and the reclaim of preemptible instances.

use super::{Case, Verdict, flag, parameter};
use crate::{
    bounds::FASTEST,
    command::{Answer, SecurityEffect},
    draft::Outcomes,
    event::{Event, Field},
    fields,
    instance::{Instance, Locks, Status, Tag},
    ordinals::{Ordinal, Ordinals},
    protection::{Cause, Fate, verdict},
    record::{Act, Happened},
    refusal::{Reason, Refusal},
    time::{Clock, LAST, SPOT_NOTICE, UnixMillis},
};

/// The same limit as for the tags of an instance.
const MOST_POLICY_TAGS: usize = 20;

impl Case<'_> {
    /// Sets the clock, which only moves forward, at whatever rate.
    pub(super) fn set_clock(&mut self, clock: &Clock) -> Verdict {
        if clock.virtual_anchor < self.now() {
            return Err(Refusal::whole(Reason::ClockOnlyForward));
        }
        if clock.virtual_anchor > LAST {
            return Err(Refusal::whole(Reason::ClockEnds));
        }
        if clock.rate > FASTEST {
            return Err(Refusal::field(Reason::MalformedParameter, "Rate"));
        }
        if *clock != self.world.clock {
            self.draft.push(Event::ClockChanged { to: *clock, was: self.world.clock });
        }
        let to = super::wire_minute(clock.virtual_anchor);
        let parameters = vec![parameter("Now", &to), parameter("Rate", &clock.rate.to_string())];
        self.done(Act::SetClock, Outcomes::default(), parameters);
        Ok(Answer::Done)
    }

    /// Runs the clock from its present time.
    pub(super) fn run_clock(&mut self, real: UnixMillis, ahead: i64, rate: Option<u32>) -> Verdict {
        let rate = rate.unwrap_or(self.world.clock.rate);
        self.set_clock(&Clock::anchored(real, self.now().plus(ahead), rate))
    }

    /// Sets the policy. It prevents nothing: `coverage` is measured against it.
    pub(super) fn set_policy(&mut self, tags: &[Tag]) -> Verdict {
        if tags.len() > MOST_POLICY_TAGS {
            return Err(Refusal::field(Reason::TooManyTags, "Tag"));
        }
        // Each tag is checked separately, because a policy may name several values of one key.
        for (number, tag) in (1..).zip(tags) {
            if let Some((_, reason)) = fields::tag_problem(std::slice::from_ref(tag)) {
                return Err(Refusal::field(reason, &format!("Tag.{number}")));
            }
        }
        if *tags != self.world.policy {
            self.draft.push(Event::PolicyChanged { to: tags.to_vec(), was: self.world.policy.clone() });
        }
        let parameters =
            (1..).zip(tags).map(|(n, tag)| parameter(&format!("Tag.{n}"), &format!("{}={}", tag.key, tag.value)));
        let parameters = parameters.collect();
        self.done(Act::SetPolicy, Outcomes::default(), parameters);
        Ok(Answer::Done)
    }

    pub(super) fn security_violation(&mut self, id: &str, effect: SecurityEffect) -> Verdict {
        let (ordinal, instance) = self.find(id)?;
        let one = Ordinals::one(ordinal);
        let (name, happened) = match effect {
            SecurityEffect::Stop => {
                self.draft.change(&one, &Field::Status(Status::Stopped, None));
                ("stop", self.judged(instance, Cause::SecurityStop))
            }
            SecurityEffect::Release => {
                self.draft.release(&one, Cause::SecurityRelease);
                ("release", self.judged(instance, Cause::SecurityRelease))
            }
            SecurityEffect::Lock => {
                self.draft.change(&one, &Field::Locks(instance.locks.with(Locks::SECURITY)));
                ("lock", Happened::Done)
            }
            SecurityEffect::Unlock => {
                self.draft.change(&one, &Field::Locks(instance.locks.without(Locks::SECURITY)));
                ("unlock", Happened::Done)
            }
        };
        let outcomes = Outcomes::of([(ordinal, instance.protected)], happened);
        Ok(self.done_and_recorded(Act::SecurityViolation, outcomes, vec![parameter("Effect", name)]))
    }

    /// Gives notice that the capacity is taken back; `advance` releases the instance five minutes later.
    pub(super) fn spot_reclaim(&mut self, id: &str) -> Verdict {
        let (ordinal, instance) = self.find(id)?;
        if verdict(instance, Cause::SpotReclaim, self.in_arrears()).fate != Fate::Released {
            return Err(Refusal::instance(Reason::NotPreemptible, id));
        }
        if instance.reclaim_at.is_none() {
            self.notice(ordinal, instance);
        }
        let outcomes = Outcomes::of([(ordinal, instance.protected)], Happened::Done);
        Ok(self.done(Act::SpotReclaim, outcomes, vec![flag("Notice", true)]))
    }

    fn notice(&mut self, ordinal: Ordinal, instance: &Instance) {
        let one = Ordinals::one(ordinal);
        self.draft.change(&one, &Field::Locks(instance.locks.with(Locks::RECYCLING)));
        self.draft.change(&one, &Field::ReclaimAt(Some(self.now().plus(SPOT_NOTICE))));
    }

    fn judged(&self, instance: &Instance, cause: Cause) -> Happened {
        let judged = verdict(instance, cause, self.in_arrears());
        match judged.fate {
            Fate::Released => Happened::Released(judged.because),
            Fate::Kept => Happened::Kept(judged.because),
            Fate::Stopped => Happened::Stopped(judged.because),
            Fate::Removed => Happened::Removed(judged.because),
        }
    }
}
