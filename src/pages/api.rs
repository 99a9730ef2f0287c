//! Calls by hand: choose an action, fill in its parameters, send, and see the request, the answer, its effect and the rule that decided. A
//! call takes the same path as `latch.call`; `desk` holds the state of the page.

mod answer;
mod chooser;
mod desk;
mod draft;
mod field;
mod form;
mod history;
mod past;
mod request;
mod rows;
mod sending;
mod words;
mod written;

use leptos::prelude::*;

use self::desk::Desk;
use crate::context::use_console;

/// `#/api`.
#[component]
pub fn ApiPage() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let desk = Desk::new(console);
    view! {
        <div class="page api">
            <header class="page__head">
                <h1 tabindex="-1">{texts.api_title()}</h1>
                <p class="records__lead">{texts.api_lead()}</p>
            </header>
            <div class="api__columns">
                <chooser::Chooser desk />
                <form::CallForm desk />
                <div class="api__results">
                    <answer::Answer desk />
                    <past::Past desk />
                </div>
            </div>
        </div>
    }
}
