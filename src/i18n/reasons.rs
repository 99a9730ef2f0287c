//! Rules in plain words: why something was refused, what helps, why an instance was released or kept. Every match is exhaustive, so a new
//! reason without a text does not compile. The sentences are in `locales/*/reasons.json`; names are in `labels`.

use super::{Texts, args};
use latch_rules::{Reason, Refusal, Subject, protection::Because};

impl Texts {
    /// The whole refusal: its subject, why, what helps, and the rule that decides (`R3`) if there is one.
    ///
    /// A field is named by its wire name; a form with its own label for the field uses `refusal_text` instead.
    #[must_use]
    pub fn refusal(self, refusal: &Refusal) -> String {
        let text = self.refusal_text(refusal.reason);
        match &refusal.subject {
            Subject::Whole => text,
            Subject::Field(field) => self.reasons_field(args::ReasonsField { field, text }),
            Subject::Instance(id) => self.reasons_instance(args::ReasonsInstance { id, text }),
        }
    }

    /// Why, what helps, and the rule in parentheses.
    #[must_use]
    pub fn refusal_text(self, reason: Reason) -> String {
        let rule = reason.rule();
        let rule = if rule.is_empty() { String::new() } else { self.reasons_rule(rule) };
        [self.reason(reason), self.remedy(reason), &rule]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(self.between_sentences())
    }

    /// Why, and what helps: for a tooltip, which does not show the rule.
    #[must_use]
    pub fn reason_and_remedy(self, reason: Reason) -> String {
        let parts = [self.reason(reason), self.remedy(reason)];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(self.between_sentences())
    }

    /// The separator between two sentences.
    #[must_use]
    pub fn between_sentences(self) -> &'static str {
        match self.0 {
            super::Language::En => " ",
            super::Language::ZhCn => "",
        }
    }

    /// Why something is refused: one sentence, short enough for a tooltip.
    #[must_use]
    pub fn reason(self, reason: Reason) -> &'static str {
        match reason {
            Reason::DeletionProtection => self.reasons_deletion_protection(),
            Reason::ProtectionNeedsPayAsYouGo => self.reasons_protection_needs_pay_as_you_go(),
            Reason::LockedForSecurity => self.reasons_locked_for_security(),
            Reason::ExpiredOrInArrears => self.reasons_expired_or_in_arrears(),
            Reason::InstanceExpired => self.reasons_instance_expired(),
            Reason::AccountInArrears => self.reasons_account_in_arrears(),
            Reason::IncorrectStatus => self.reasons_incorrect_status(),
            Reason::StatusInitializing => self.reasons_status_initializing(),
            Reason::ChargeTypeViolation => self.reasons_charge_type_violation(),
            Reason::InstanceNotFound => self.reasons_instance_not_found(),
            Reason::InstancesNotFound => self.reasons_instances_not_found(),
            Reason::NoSuchResource => self.reasons_no_such_resource(),
            Reason::RegionNotFound => self.reasons_region_not_found(),
            Reason::ZoneNotFound => self.reasons_zone_not_found(),
            Reason::ImageNotFound => self.reasons_image_not_found(),
            Reason::VSwitchNotFound => self.reasons_v_switch_not_found(),
            Reason::SecurityGroupNotFound => self.reasons_security_group_not_found(),
            Reason::TooManyInstances => self.reasons_too_many_instances(),
            Reason::CrossRegion => self.reasons_cross_region(),
            Reason::MissingParameter => self.reasons_missing_parameter(),
            Reason::MalformedParameter => self.reasons_malformed_parameter(),
            Reason::AutoReleaseTimeMalformed => self.reasons_auto_release_time_malformed(),
            Reason::AutoReleaseTimeSet => self.reasons_auto_release_time_set(),
            Reason::NameMalformed => self.reasons_name_malformed(),
            Reason::DescriptionMalformed => self.reasons_description_malformed(),
            Reason::HostNameMalformed => self.reasons_host_name_malformed(),
            Reason::PasswordMalformed => self.reasons_password_malformed(),
            Reason::TagMalformed => self.reasons_tag_malformed(),
            Reason::DuplicateTagKey => self.reasons_duplicate_tag_key(),
            Reason::TooManyTags => self.reasons_too_many_tags(),
            Reason::AmountOutOfRange => self.reasons_amount_out_of_range(),
            Reason::InstanceTypeNotSupported => self.reasons_instance_type_not_supported(),
            Reason::DiskSizeOutOfRange => self.reasons_disk_size_out_of_range(),
            Reason::DiskCategoryNotSupported => self.reasons_disk_category_not_supported(),
            Reason::BandwidthOutOfRange => self.reasons_bandwidth_out_of_range(),
            Reason::SpotWithSubscription => self.reasons_spot_with_subscription(),
            Reason::SpotStrategyUnknown => self.reasons_spot_strategy_unknown(),
            Reason::ChargeTypeUnknown => self.reasons_charge_type_unknown(),
            Reason::PeriodUnknown => self.reasons_period_unknown(),
            Reason::ChargeTypeStatus => self.reasons_charge_type_status(),
            Reason::SpotNotConvertible => self.reasons_spot_not_convertible(),
            Reason::DryRunPassed => self.reasons_dry_run_passed(),
            Reason::BatchDryRunPassed => self.reasons_batch_dry_run_passed(),
            Reason::ScalingGroupNotFound => self.reasons_scaling_group_not_found(),
            Reason::ScalingGroupExists => self.reasons_scaling_group_exists(),
            Reason::InstanceNotInGroup => self.reasons_instance_not_in_group(),
            Reason::InstanceInGroup => self.reasons_instance_in_group(),
            Reason::NotPreemptible => self.reasons_not_preemptible(),
            Reason::ClockOnlyForward => self.reasons_clock_only_forward(),
            Reason::AccountAlreadyOverdue => self.reasons_account_already_overdue(),
            Reason::AccountNotOverdue => self.reasons_account_not_overdue(),
            Reason::PlanChanged => self.reasons_plan_changed(),
            Reason::AllProtected => self.reasons_all_protected(),
            Reason::NothingToDo => self.reasons_nothing_to_do(),
            Reason::ReadOnly => self.reasons_read_only(),
            Reason::UnknownAction => self.reasons_unknown_action(),
            Reason::TooManyToConvert => self.reasons_too_many_to_convert(),
            Reason::ChargeTypeUnchanged => self.reasons_charge_type_unchanged(),
            Reason::ResourceNotFound => self.reasons_resource_not_found(),
            Reason::TooManyResources => self.reasons_too_many_resources(),
            Reason::TagValueMalformed => self.reasons_tag_value_malformed(),
            Reason::TagQuotaExceeded => self.reasons_tag_quota_exceeded(),
            Reason::MinAmountMalformed => self.reasons_min_amount_malformed(),
            Reason::NameTooLong => self.reasons_name_too_long(),
            Reason::HostNameTooLong => self.reasons_host_name_too_long(),
            Reason::DataDiskSizeOutOfRange => self.reasons_data_disk_size_out_of_range(),
            Reason::DataDiskCategoryNotSupported => self.reasons_data_disk_category_not_supported(),
            Reason::TooManyDataDisks => self.reasons_too_many_data_disks(),
            Reason::NetworkMismatch => self.reasons_network_mismatch(),
            Reason::ResourceGroupNotFound => self.reasons_resource_group_not_found(),
            Reason::KeyPairNotFound => self.reasons_key_pair_not_found(),
            Reason::TokenMismatch => self.reasons_token_mismatch(),
            Reason::Throttled => self.reasons_throttled(),
            Reason::ServiceUnavailable => self.reasons_service_unavailable(),
            Reason::Offline => self.reasons_offline(),
            Reason::HistoryNotKept => self.reasons_history_not_kept(),
            Reason::SpotPriceLimitMalformed => self.reasons_spot_price_limit_malformed(),
            Reason::UnsupportedParameter => self.reasons_unsupported_parameter(),
            Reason::ParameterTooLong => self.reasons_parameter_too_long(),
            Reason::AccountFull => self.reasons_account_full(),
            Reason::ClockEnds => self.reasons_clock_ends(),
        }
    }

    /// What helps against a refusal: one sentence, or empty.
    #[must_use]
    pub fn remedy(self, reason: Reason) -> &'static str {
        match reason {
            Reason::DeletionProtection | Reason::AllProtected => self.reasons_remedy_turn_off(),
            Reason::ProtectionNeedsPayAsYouGo | Reason::SpotWithSubscription => self.reasons_remedy_use_pay_as_you_go(),
            Reason::LockedForSecurity => self.reasons_remedy_unlock(),
            Reason::ExpiredOrInArrears | Reason::AccountInArrears => self.reasons_remedy_settle(),
            Reason::InstanceExpired => self.reasons_remedy_renew(),
            Reason::IncorrectStatus | Reason::ChargeTypeStatus => self.reasons_remedy_wait_status(),
            Reason::StatusInitializing => self.reasons_remedy_wait_prepared(),
            Reason::ChargeTypeViolation => self.reasons_remedy_wait_expiry(),
            Reason::InstanceNotFound | Reason::InstancesNotFound => self.reasons_remedy_check_released(),
            Reason::NoSuchResource | Reason::ScalingGroupNotFound | Reason::InstanceNotInGroup => {
                self.reasons_remedy_check_id()
            }
            Reason::RegionNotFound => self.reasons_remedy_choose_region(),
            Reason::ZoneNotFound => self.reasons_remedy_choose_zone(),
            Reason::ImageNotFound => self.reasons_remedy_choose_image(),
            Reason::VSwitchNotFound => self.reasons_remedy_choose_vswitch(),
            Reason::SecurityGroupNotFound => self.reasons_remedy_choose_group(),
            Reason::TooManyInstances => self.reasons_remedy_fewer_instances(),
            Reason::CrossRegion => self.reasons_remedy_one_region(),
            Reason::MissingParameter => self.reasons_remedy_fill_in(),
            Reason::MalformedParameter
            | Reason::NameMalformed
            | Reason::DescriptionMalformed
            | Reason::HostNameMalformed
            | Reason::PasswordMalformed
            | Reason::TagMalformed
            | Reason::AmountOutOfRange
            | Reason::DiskSizeOutOfRange
            | Reason::BandwidthOutOfRange
            | Reason::SpotStrategyUnknown
            | Reason::ChargeTypeUnknown
            | Reason::PeriodUnknown
            | Reason::ParameterTooLong => self.reasons_remedy_correct_value(),
            Reason::AccountFull => self.reasons_remedy_account_full(),
            Reason::ClockEnds => self.reasons_remedy_clock_ends(),
            Reason::AutoReleaseTimeMalformed => self.reasons_remedy_another_time(),
            Reason::AutoReleaseTimeSet => self.reasons_remedy_cancel_schedule(),
            Reason::DuplicateTagKey => self.reasons_remedy_distinct_keys(),
            Reason::TooManyTags => self.reasons_remedy_fewer_tags(),
            Reason::InstanceTypeNotSupported => self.reasons_remedy_choose_type(),
            Reason::DiskCategoryNotSupported => self.reasons_remedy_choose_category(),
            Reason::SpotNotConvertible
            | Reason::DryRunPassed
            | Reason::BatchDryRunPassed
            | Reason::NotPreemptible
            | Reason::AccountAlreadyOverdue
            | Reason::AccountNotOverdue
            | Reason::NothingToDo
            | Reason::UnknownAction => "",
            Reason::ScalingGroupExists => self.reasons_remedy_another_id(),
            Reason::InstanceInGroup => self.reasons_remedy_leave_group(),
            Reason::ClockOnlyForward => self.reasons_remedy_later_time(),
            Reason::PlanChanged => self.reasons_remedy_review_again(),
            Reason::TokenMismatch => self.reasons_remedy_another_token(),
            Reason::Throttled | Reason::ServiceUnavailable => self.reasons_remedy_try_again(),
            Reason::Offline => self.reasons_remedy_go_online(),
            Reason::HistoryNotKept => self.reasons_remedy_later_commit(),
            Reason::UnsupportedParameter => self.reasons_remedy_without_parameter(),
            Reason::ReadOnly => self.reasons_remedy_other_tab(),
            Reason::TooManyToConvert | Reason::TooManyResources => self.reasons_remedy_fewer_instances(),
            Reason::ChargeTypeUnchanged => "",
            Reason::ResourceNotFound | Reason::ResourceGroupNotFound => self.reasons_remedy_check_id(),
            Reason::TagValueMalformed
            | Reason::MinAmountMalformed
            | Reason::NameTooLong
            | Reason::HostNameTooLong
            | Reason::DataDiskSizeOutOfRange
            | Reason::SpotPriceLimitMalformed => self.reasons_remedy_correct_value(),
            Reason::TagQuotaExceeded => self.reasons_remedy_fewer_tags(),
            Reason::DataDiskCategoryNotSupported => self.reasons_remedy_choose_category(),
            Reason::TooManyDataDisks => self.reasons_remedy_fewer_disks(),
            Reason::NetworkMismatch => self.reasons_remedy_choose_network(),
            Reason::KeyPairNotFound => self.reasons_remedy_choose_key_pair(),
        }
    }

    /// A rule of docs/rules.md in one sentence, by its number (`R3`); empty for any other text.
    #[must_use]
    pub fn rule(self, number: &str) -> &'static str {
        match number {
            "R1" => self.reasons_r1(),
            "R2" => self.reasons_r2(),
            "R3" => self.reasons_r3(),
            "R4" => self.reasons_r4(),
            "R5" => self.reasons_r5(),
            "R6" => self.reasons_r6(),
            "R7" => self.reasons_r7(),
            "R8" => self.reasons_r8(),
            "R9" => self.reasons_r9(),
            "R10" => self.reasons_r10(),
            "R11" => self.reasons_r11(),
            "R12" => self.reasons_r12(),
            "R13" => self.reasons_r13(),
            "R15" => self.reasons_r15(),
            _ => "",
        }
    }

    /// Why an instance was released, kept or stopped: one sentence.
    #[must_use]
    pub fn because(self, because: Because) -> &'static str {
        match because {
            Because::Protected => self.reasons_because_protected(),
            Because::NotProtected => self.reasons_because_not_protected(),
            Because::InTransition => self.reasons_because_in_transition(),
            Because::RunningWithoutForce => self.reasons_because_running_without_force(),
            Because::SubscriptionRunning => self.reasons_because_subscription_running(),
            Because::TerminateNotSaid => self.reasons_because_terminate_not_said(),
            Because::AutoReleaseTimeCame => self.reasons_because_auto_release_time_came(),
            Because::ScheduleSuspendedByArrears => self.reasons_because_schedule_suspended_by_arrears(),
            Because::OverdueTooLong => self.reasons_because_overdue_too_long(),
            Because::InArrears => self.reasons_because_in_arrears(),
            Because::Expired => self.reasons_because_expired(),
            Because::NotBilledByUsage => self.reasons_because_not_billed_by_usage(),
            Because::Violation => self.reasons_because_violation(),
            Because::CreatedByGroup => self.reasons_because_created_by_group(),
            Because::EntrustedToGroup => self.reasons_because_entrusted_to_group(),
            Because::GuardedByGroup => self.reasons_because_guarded_by_group(),
            Because::AddedByHand => self.reasons_because_added_by_hand(),
            Because::NotInGroup => self.reasons_because_not_in_group(),
            Because::SpotReclaimed => self.reasons_because_spot_reclaimed(),
            Because::NotPreemptible => self.reasons_because_not_preemptible(),
            Because::ExpiredTooLong => self.reasons_because_expired_too_long(),
            Because::NotExpired => self.reasons_because_not_expired(),
        }
    }

    /// What would have led to the opposite outcome: kept a released instance, released a kept one. One sentence.
    #[must_use]
    pub fn otherwise(self, because: Because) -> &'static str {
        match because {
            Because::Protected => self.reasons_otherwise_protected(),
            Because::NotProtected => self.reasons_otherwise_not_protected(),
            Because::InTransition => self.reasons_otherwise_in_transition(),
            Because::RunningWithoutForce => self.reasons_otherwise_running_without_force(),
            Because::SubscriptionRunning => self.reasons_otherwise_subscription_running(),
            Because::TerminateNotSaid => self.reasons_otherwise_terminate_not_said(),
            Because::AutoReleaseTimeCame => self.reasons_otherwise_auto_release_time_came(),
            Because::ScheduleSuspendedByArrears => self.reasons_otherwise_schedule_suspended_by_arrears(),
            Because::OverdueTooLong => self.reasons_otherwise_overdue_too_long(),
            Because::InArrears => self.reasons_otherwise_in_arrears(),
            Because::Expired => self.reasons_otherwise_expired(),
            Because::NotBilledByUsage => self.reasons_otherwise_not_billed_by_usage(),
            Because::Violation => self.reasons_otherwise_violation(),
            Because::CreatedByGroup => self.reasons_otherwise_created_by_group(),
            Because::EntrustedToGroup => self.reasons_otherwise_entrusted_to_group(),
            Because::GuardedByGroup => self.reasons_otherwise_guarded_by_group(),
            Because::AddedByHand => self.reasons_otherwise_added_by_hand(),
            Because::NotInGroup => self.reasons_otherwise_not_in_group(),
            Because::SpotReclaimed => self.reasons_otherwise_spot_reclaimed(),
            Because::NotPreemptible => self.reasons_otherwise_not_preemptible(),
            Because::ExpiredTooLong => self.reasons_otherwise_expired_too_long(),
            Because::NotExpired => self.reasons_otherwise_not_expired(),
        }
    }
}

#[cfg(test)]
mod test {
    use crate::i18n::{Language, Texts};
    use latch_rules::{Reason, Refusal};

    #[test]
    fn a_refusal_names_its_subject_its_remedy_and_its_rule() {
        let refusal = Refusal::instance(Reason::DeletionProtection, "i-1");
        let words = [Language::En, Language::ZhCn].map(|language| Texts(language).refusal(&refusal));
        assert_eq!(
            words,
            [
                "i-1: Release protection is on, so the instance cannot be released manually. Turn off release \
                 protection first. (R3)",
                "i-1：实例已开启释放保护，不能手动释放。请先关闭释放保护。（R3）"
            ]
        );
    }

    #[test]
    fn every_rule_that_decides_has_a_sentence() {
        for rule in ["R1", "R2", "R3", "R5", "R7", "R8", "R9", "R10", "R11", "R12", "R13", "R15"] {
            assert!(!Texts(Language::ZhCn).rule(rule).is_empty(), "{rule}");
        }
        assert_eq!(Texts(Language::En).rule(""), "");
    }

    #[test]
    fn a_refusal_without_remedy_or_rule_has_no_gap() {
        assert_eq!(
            Texts(Language::En).refusal_text(Reason::NothingToDo),
            "None of the selected instances can be released."
        );
    }
}
