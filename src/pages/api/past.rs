//! The calls of this session, newest first: one click shows a call again, another fills its form.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    answer::status,
    desk::Desk,
    history::{Entry, MOST},
};
use crate::{
    pages::parts::Moment,
    ui::{Button, ButtonKind, Icon, IconButton},
};

#[component]
pub fn Past(desk: Desk) -> impl IntoView {
    let texts = desk.texts();
    let is_empty = move || desk.history.with(Vec::is_empty);
    view! {
        <section class="section api__past" aria-labelledby="api-history" data-testid="api-history">
            <header class="section__head">
                <h2 id="api-history">{texts.api_history()}</h2>
                <Show when=move || !is_empty()>
                    <Button
                        label=texts.api_history_clear()
                        kind=ButtonKind::Quiet
                        compact=true
                        on_click=move |()| desk.forget_history()
                    />
                </Show>
            </header>
            <p class="api__note">{texts.api_history_hint(MOST)}</p>
            <ol class="api__calls">
                <For each=move || desk.history.get() key=|entry| entry.number let(entry)>
                    {line(desk, entry)}
                </For>
            </ol>
        </section>
    }
}

fn line(desk: Desk, entry: Arc<Entry>) -> impl IntoView {
    let texts = desk.texts();
    let (number, action) = (entry.number, entry.call.action);
    let again = Arc::clone(&entry);
    view! {
        <li class="api__call">
            <button
                type="button"
                class="api__shown"
                aria-pressed=move || if desk.shown.get() == Some(number) { "true" } else { "false" }
                on:click=move |_| desk.shown.set(Some(number))
            >
                <span class="api__call-name">{action}</span>
                {status(texts, &entry)}
                {(!entry.code.is_empty()).then(|| view! { <code class="api__call-code">{entry.code.clone()}</code> })}
            </button>
            <span class="api__call-time"><Moment at=entry.at /></span>
            <IconButton
                icon=Icon::Edit
                label=texts.api_refill_with(action)
                on_click=move |()| desk.refill(&again)
                compact=true
            />
        </li>
    }
}
