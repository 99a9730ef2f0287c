//! The automatic causes: each shows the outcome for every instance beforehand, and has a button that triggers it (R7, R8, R9).

mod account;
mod blocks;
mod schedules;
mod violation;

use leptos::prelude::*;

use crate::context::use_console;

#[component]
pub(super) fn Events() -> impl IntoView {
    let texts = use_console().texts();
    view! {
        <div class="events">
            <p class="events__lead">{texts.events_lead()}</p>
            <account::AccountBlock />
            <violation::ViolationBlock />
            <blocks::ReclaimBlock />
            <schedules::SchedulesBlock />
            <blocks::ScaleInBlock />
        </div>
    }
}
