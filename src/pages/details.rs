//! One instance: every section of the details page and the All Operations panel.

use leptos::prelude::*;

/// `#/instances/{InstanceId}`.
#[component]
pub fn DetailsPage(id: String) -> impl IntoView {
    view! { <h1>{id}</h1> }
}
