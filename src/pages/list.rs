//! The instance list: table, search, selection, row and batch actions. The dialogs it opens are `pages::dialogs`.

use leptos::prelude::*;

/// `#/instances`.
#[component]
pub fn ListPage() -> impl IntoView {
    view! { <h1>"…"</h1> }
}
