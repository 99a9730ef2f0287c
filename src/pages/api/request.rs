//! The request of a call: action and parameters as they were sent, and the same call for other tools; every secret masked.

use std::sync::Arc;

use leptos::prelude::*;

use super::{desk::Desk, history::Entry};
use crate::{pages::parts::CallsPart, ui::CodeBlock};
use latch_ecs::api::equivalent::Calls;

#[component]
pub fn Request(desk: Desk, entry: Arc<Entry>) -> impl IntoView {
    let texts = desk.texts();
    let again = Arc::clone(&entry);
    view! {
        <div class="api__part">
            <h3>{texts.api_request()}</h3>
            <p class="api__line">
                <code data-testid="api-sent-action">{entry.call.action}</code>
                <button type="button" class="button button--link" on:click=move |_| desk.refill(&again)>
                    {texts.api_refill()}
                </button>
            </p>
            <div data-testid="api-request">
                <CodeBlock code=entry.params.clone() what=texts.api_request() />
            </div>
            <CallsPart calls=Calls { first: vec![entry.call.clone()], total: 1 } />
        </div>
    }
}
