//! Every attempt to release, refused or done (R14), and the page of one released instance.

use leptos::prelude::*;

/// `#/released` and `#/released/{InstanceId}`.
#[component]
pub fn ReleasedPage() -> impl IntoView {
    view! { <h1>"…"</h1> }
}
