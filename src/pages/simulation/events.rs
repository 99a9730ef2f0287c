//! The automatic causes, each with who goes, who stays and who stops before it is set off, and a button that sets it off (R7, R8, R9).

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
