//! What was and what is due, on an axis of time: `#/timeline`.

use leptos::prelude::*;

use crate::context::use_console;

#[component]
pub fn TimelinePage() -> impl IntoView {
    let texts = use_console().texts();
    view! {
        <div class="page">
            <header class="page__head">
                <h1 tabindex="-1">{texts.shell_nav_timeline()}</h1>
            </header>
        </div>
    }
}
