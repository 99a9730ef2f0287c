//! Every attempt to release, refused or done (R14), and the page of one released instance.

use leptos::prelude::*;

/// `#/released` and `#/released/{InstanceId}`.
#[component]
pub fn ReleasedPage() -> impl IntoView {
    view! { <h1>"…"</h1> }
}

/// What became of one instance, and why.
#[component]
pub fn ReleasedOnePage(id: String) -> impl IntoView {
    view! { <h1>{id}</h1> }
}
