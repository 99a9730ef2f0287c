//! Every act with its outcome for each instance.

use leptos::prelude::*;

/// `#/activity`.
#[component]
pub fn ActivityPage() -> impl IntoView {
    view! { <h1>"…"</h1> }
}
