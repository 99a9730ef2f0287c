//! The protection policy and how far the fleet keeps it: `#/policy`.

use leptos::prelude::*;

use crate::context::use_console;

#[component]
pub fn PolicyPage() -> impl IntoView {
    let texts = use_console().texts();
    view! {
        <div class="page">
            <header class="page__head">
                <h1 tabindex="-1">{texts.shell_nav_policy()}</h1>
            </header>
        </div>
    }
}
