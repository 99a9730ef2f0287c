//! The icon of an outcome: red for released, green for kept by protection; the other colours are quieter.

use leptos::prelude::*;

use crate::{
    context::use_console,
    ui::{Icon, Status, Tone},
};
use latch_rules::{Happened, Reason, protection::Because};

/// The outcome for an instance: icon and word. `protected`: whether it had release protection at that moment.
#[component]
pub fn OutcomeMark(happened: Happened, #[prop(default = true)] protected: bool) -> impl IntoView {
    let (icon, tone) = outcome_look(happened, protected);
    view! { <Status icon tone text=use_console().texts().happened(happened) /> }
}

fn outcome_look(happened: Happened, protected: bool) -> (Icon, Tone) {
    match happened {
        Happened::Done => (Icon::Check, Tone::Neutral),
        Happened::Released(_) => (Icon::Trash, Tone::Release),
        Happened::Refused(_) if !protected => (Icon::Error, Tone::Gap),
        Happened::Kept(Because::Protected | Because::GuardedByGroup)
        | Happened::Refused(Reason::DeletionProtection | Reason::AllProtected) => (Icon::ShieldOn, Tone::Protect),
        Happened::Kept(_) => (Icon::Check, Tone::Neutral),
        Happened::Stopped(_) => (Icon::Stopped, Tone::Neutral),
        Happened::Removed(_) => (Icon::External, Tone::Accent),
        Happened::Refused(_) => (Icon::Error, Tone::Gap),
    }
}
