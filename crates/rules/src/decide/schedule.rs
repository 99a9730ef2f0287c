//! Auto-release times (R9, docs/ecs.md 7.1): checks a time and sets it. `advance` fires it.

use super::{Case, Verdict, parameter, wire_minute};
use crate::{
    command::Answer,
    draft::Outcomes,
    event::Field,
    instance::ChargeType,
    ordinals::Ordinals,
    record::{Act, Happened},
    refusal::{Reason, Refusal},
    time::{AUTO_RELEASE_AT_LEAST, AUTO_RELEASE_AT_MOST_YEARS, UnixMillis},
};

/// R9: checks an auto-release time and returns it as it is kept, to the minute. It must be at least 30 minutes ahead, before its seconds
/// are cut, and at most three calendar years.
pub fn checked_auto_release_time(at: UnixMillis, now: UnixMillis) -> Result<UnixMillis, Refusal> {
    if at < now.plus(AUTO_RELEASE_AT_LEAST) || at > now.plus_years(AUTO_RELEASE_AT_MOST_YEARS) {
        return Err(Refusal::field(Reason::AutoReleaseTimeMalformed, "AutoReleaseTime"));
    }
    Ok(at.minute_start())
}

impl Case<'_> {
    pub(super) fn set_auto_release_time(&mut self, id: &str, at: Option<UnixMillis>) -> Verdict {
        if id.is_empty() {
            return Err(Refusal::field(Reason::MissingParameter, "InstanceId"));
        }
        let at = at.map(|at| checked_auto_release_time(at, self.now())).transpose()?;
        let (ordinal, instance) = self.find_or(id, Reason::NoSuchResource)?;
        if instance.spec.charge == ChargeType::PrePaid {
            return Err(Refusal::instance(Reason::ChargeTypeViolation, id));
        }
        self.draft.change(&Ordinals::one(ordinal), &Field::AutoReleaseAt(at));
        let outcomes = Outcomes::of([(ordinal, instance.protected)], Happened::Done);
        let wire = at.map(wire_minute).unwrap_or_default();
        self.done(Act::ModifyInstanceAutoReleaseTime, outcomes, vec![parameter("AutoReleaseTime", &wire)]);
        Ok(Answer::Done)
    }
}
