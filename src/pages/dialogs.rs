//! The dialogs that any page may open, rendered as one stack by `app`: changing release protection, releasing, import, reset, help.

mod help;
mod import;
mod lines;
mod protection;
mod release;
mod reset;

use leptos::prelude::*;

use crate::context::{Dialog, use_console};

/// The open dialogs, topmost last.
#[component]
pub fn Dialogs() -> impl IntoView {
    let console = use_console();
    view! {
        <For each=move || console.dialogs().get() key=|(number, _)| *number let((_, dialog))>
            {match dialog {
                Dialog::ChangeProtection(who) => view! { <protection::ChangeProtection who /> }.into_any(),
                Dialog::Release { who, hidden } => view! { <release::ReleaseDialog who hidden /> }.into_any(),
                Dialog::Import => view! { <import::ImportDialog /> }.into_any(),
                Dialog::Reset => view! { <reset::ResetDialog /> }.into_any(),
                Dialog::Help => view! { <help::HelpDialog /> }.into_any(),
            }}
        </For>
    }
}
