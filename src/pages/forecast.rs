//! The forecast: what each cause would do to whom, `#/forecast`.

use leptos::prelude::*;

use crate::context::use_console;

#[component]
pub fn ForecastPage() -> impl IntoView {
    let texts = use_console().texts();
    view! {
        <div class="page">
            <header class="page__head">
                <h1 tabindex="-1">{texts.shell_nav_forecast()}</h1>
            </header>
        </div>
    }
}
