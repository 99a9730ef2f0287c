//! The columns: each cause in words, in two groups: what people do, and what happens by itself.

use crate::i18n::Texts;
use latch_rules::{forecast::CAUSES, protection::Cause};

/// Number of columns under "what people do"; the others are under "what happens by itself".
pub(super) fn of_people() -> usize {
    CAUSES.iter().filter(|cause| cause.is_manual()).count()
}

/// The cause in words; an API release has two names, depending on `force`.
pub(super) fn name(texts: Texts, cause: Cause) -> &'static str {
    match cause {
        Cause::ApiRelease { force: false, .. } => texts.forecast_api_plain(),
        Cause::ApiRelease { force: true, .. } => texts.forecast_api_force(),
        other => texts.cause(other),
    }
}

/// What the forecast assumes for the cause. `in_arrears`: whether the account is already overdue.
pub(super) fn hint(texts: Texts, cause: Cause, in_arrears: bool) -> &'static str {
    match cause {
        Cause::ConsoleRelease | Cause::ApiRelease { force: false, .. } => texts.forecast_hint_now(),
        Cause::ApiRelease { force: true, .. } => texts.forecast_hint_force(),
        Cause::AutoReleaseTime => texts.forecast_hint_schedule(),
        Cause::AccountOverdue if in_arrears => texts.forecast_hint_arrears_running(),
        Cause::AccountOverdue => texts.forecast_hint_arrears(),
        Cause::SecurityStop | Cause::SecurityRelease => texts.forecast_hint_strikes(),
        Cause::ScaleIn => texts.forecast_hint_chosen(),
        Cause::RemovedFromGroup => texts.forecast_hint_named(),
        Cause::SpotReclaim => texts.forecast_hint_notice(),
        Cause::SubscriptionExpired => texts.forecast_hint_expiry(),
    }
}
