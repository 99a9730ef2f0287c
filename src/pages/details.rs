//! One instance: every section of the details page and the All Operations panel.

use leptos::prelude::*;

/// `#/instances/{InstanceId}`.
#[component]
pub fn DetailsPage() -> impl IntoView {
    view! { <h1>"…"</h1> }
}
