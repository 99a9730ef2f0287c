//! The creation wizard: five steps, a draft that survives reload, and the order.

use leptos::prelude::*;

/// `#/instances/create`.
#[component]
pub fn WizardPage() -> impl IntoView {
    view! { <h1>"…"</h1> }
}
