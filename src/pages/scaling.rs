//! Auto Scaling groups: `#/scaling` and `#/scaling/{id}` (R7d, R8).

use leptos::prelude::*;

use crate::context::use_console;

#[component]
pub fn ScalingPage() -> impl IntoView {
    let texts = use_console().texts();
    view! {
        <div class="page">
            <header class="page__head">
                <h1 tabindex="-1">{texts.shell_nav_scaling()}</h1>
            </header>
        </div>
    }
}

#[component]
pub fn ScalingGroupPage(id: String) -> impl IntoView {
    let texts = use_console().texts();
    view! {
        <div class="page">
            <header class="page__head">
                <h1 tabindex="-1">{{let _ = texts; id}}</h1>
            </header>
        </div>
    }
}
