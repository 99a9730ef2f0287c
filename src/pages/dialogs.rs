//! The dialogs that any page may open, rendered as one stack by `app`.

use leptos::prelude::*;

use crate::context::use_console;

/// The open dialogs, topmost last.
#[component]
pub fn Dialogs() -> impl IntoView {
    let console = use_console();
    view! { <For each=move || console.dialogs().get() key=|(number, _)| *number let((_, _dialog))>{()}</For> }
}
