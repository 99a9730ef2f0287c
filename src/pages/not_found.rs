//! The page of an unknown address: says so and offers a way back.

use leptos::prelude::*;

use crate::context::{Route, use_console};

#[component]
pub fn NotFoundPage(address: String) -> impl IntoView {
    let texts = use_console().texts();
    view! {
        <h1 tabindex="-1">{texts.shell_not_found_title()}</h1>
        <p>{texts.shell_not_found_text(address)}</p>
        <p><a href=Route::default().href()>{texts.shell_not_found_back()}</a></p>
    }
}
