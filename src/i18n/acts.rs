//! Names of actors, acts and outcomes. Exhaustive matches over `locales/*/acts.json`; sentences are in `reasons`.

use super::Texts;
use latch_rules::{
    Actor, Happened, Reason,
    protection::{Cause, Fate},
    record::Act,
};

impl Texts {
    /// What was done, as a verb and its object.
    #[must_use]
    pub fn act(self, act: Act) -> &'static str {
        match act {
            Act::RunInstances => self.acts_run_instances(),
            Act::CreateInstance => self.acts_create_instance(),
            Act::ModifyInstanceAttribute => self.acts_modify_instance_attribute(),
            Act::DeleteInstance => self.acts_delete_instance(),
            Act::DeleteInstances => self.acts_delete_instances(),
            Act::StartInstances => self.acts_start_instances(),
            Act::StopInstances => self.acts_stop_instances(),
            Act::RebootInstances => self.acts_reboot_instances(),
            Act::ModifyInstanceAutoReleaseTime => self.acts_modify_instance_auto_release_time(),
            Act::ModifyInstanceChargeType => self.acts_modify_instance_charge_type(),
            Act::TagResources => self.acts_tag_resources(),
            Act::UntagResources => self.acts_untag_resources(),
            Act::SetClock => self.acts_set_clock(),
            Act::Import => self.acts_import(),
            Act::Reset => self.acts_reset(),
            Act::Rewind => self.acts_rewind(),
            Act::AccountOverdue => self.acts_account_overdue(),
            Act::AccountSettled => self.acts_account_settled(),
            Act::SecurityViolation => self.acts_security_violation(),
            Act::CreateScalingGroup => self.acts_create_scaling_group(),
            Act::AttachInstances => self.acts_attach_instances(),
            Act::ScaleOut => self.acts_scale_out(),
            Act::ScaleIn => self.acts_scale_in(),
            Act::RemoveInstances => self.acts_remove_instances(),
            Act::SetInstancesProtection => self.acts_set_instances_protection(),
            Act::SpotReclaim => self.acts_spot_reclaim(),
            Act::AutoReleaseTimeReached => self.acts_auto_release_time_reached(),
            Act::AccountReclaiming => self.acts_account_reclaiming(),
            Act::AccountOverdueRelease => self.acts_account_overdue_release(),
            Act::SubscriptionExpired => self.acts_subscription_expired(),
            Act::SubscriptionRelease => self.acts_subscription_release(),
            Act::SpotRelease => self.acts_spot_release(),
            Act::SetPolicy => self.acts_set_policy(),
        }
    }

    /// The cause that acted on the instance.
    #[must_use]
    pub fn cause(self, cause: Cause) -> &'static str {
        match cause {
            Cause::ConsoleRelease => self.acts_cause_console_release(),
            Cause::ApiRelease { .. } => self.acts_cause_api_release(),
            Cause::AutoReleaseTime => self.acts_cause_auto_release_time(),
            Cause::AccountOverdue => self.acts_cause_account_overdue(),
            Cause::SecurityRelease => self.acts_cause_security_release(),
            Cause::SecurityStop => self.acts_cause_security_stop(),
            Cause::ScaleIn => self.acts_cause_scale_in(),
            Cause::RemovedFromGroup => self.acts_cause_removed_from_group(),
            Cause::SpotReclaim => self.acts_cause_spot_reclaim(),
            Cause::SubscriptionExpired => self.acts_cause_subscription_expired(),
        }
    }

    /// Who acted.
    #[must_use]
    pub fn actor(self, actor: &Actor) -> String {
        match actor {
            Actor::Console => self.acts_actor_console().to_owned(),
            Actor::Api => self.acts_actor_api().to_owned(),
            Actor::Simulation => self.acts_actor_simulation().to_owned(),
            Actor::Billing => self.acts_actor_billing().to_owned(),
            Actor::Scheduler => self.acts_actor_scheduler().to_owned(),
            Actor::Security => self.acts_actor_security().to_owned(),
            Actor::AutoScaling => self.acts_actor_auto_scaling().to_owned(),
            Actor::Spot => self.acts_actor_spot().to_owned(),
            Actor::Person(name) => name.to_string(),
        }
    }

    /// What happened to an instance, in a word or two.
    #[must_use]
    pub fn happened(self, happened: Happened) -> &'static str {
        match happened {
            Happened::Done => self.acts_outcome_done(),
            Happened::Released(_) => self.acts_outcome_released(),
            Happened::Kept(_) => self.acts_outcome_kept(),
            Happened::Stopped(_) => self.acts_outcome_stopped(),
            Happened::Removed(_) => self.acts_outcome_removed(),
            Happened::Refused(_) => self.acts_outcome_refused(),
        }
    }

    /// What would happen to an instance, in a word or two.
    #[must_use]
    pub fn fate(self, fate: Fate) -> &'static str {
        match fate {
            Fate::Released => self.acts_outcome_released(),
            Fate::Kept => self.acts_outcome_kept(),
            Fate::Stopped => self.acts_outcome_stopped(),
            Fate::Removed => self.acts_outcome_removed(),
        }
    }

    /// Why this happened: one sentence, or empty if the act was simply carried out. `protected`: whether the instance had release
    /// protection; an unprotected instance is refused together with a protected one (R6).
    #[must_use]
    pub fn why_happened(self, happened: Happened, protected: bool) -> &'static str {
        match happened {
            Happened::Done => "",
            Happened::Released(because)
            | Happened::Kept(because)
            | Happened::Stopped(because)
            | Happened::Removed(because) => self.because(because),
            Happened::Refused(Reason::DeletionProtection) if !protected => self.acts_refused_with_others(),
            Happened::Refused(reason) => self.reason(reason),
        }
    }

    /// What would have led to another outcome: one sentence, or empty.
    #[must_use]
    pub fn otherwise_happened(self, happened: Happened, protected: bool) -> &'static str {
        match happened {
            Happened::Done => "",
            Happened::Released(because)
            | Happened::Kept(because)
            | Happened::Stopped(because)
            | Happened::Removed(because) => self.otherwise(because),
            Happened::Refused(Reason::DeletionProtection) if !protected => self.acts_refused_with_others_remedy(),
            Happened::Refused(reason) => self.remedy(reason),
        }
    }
}
