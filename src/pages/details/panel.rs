//! All Operations: every operation on the instance, grouped as in the row menu, with a search. An operation that is not possible now says
//! why.

use leptos::prelude::*;

use super::operations::{self, Operation, SETTINGS, STATUS};
use crate::{
    context::use_console,
    i18n::Texts,
    ui::{Drawer, Empty, Icon, SearchBox, fresh_id},
};
use latch_rules::Ordinal;

/// 全部操作.
#[component]
pub(super) fn Panel(ordinal: Ordinal, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let texts = use_console().texts();
    let search = RwSignal::new(String::new());
    let groups = [
        (texts.details_group_status(), StoredValue::new(STATUS.to_vec())),
        (texts.details_group_settings(), StoredValue::new(SETTINGS.to_vec())),
    ];
    let has_any =
        move || search.with(|text| STATUS.iter().chain(&SETTINGS).any(|operation| is_found(texts, *operation, text)));
    view! {
        <Drawer title=texts.details_all_operations() on_close test_id="operations">
            <div class="operations">
                <SearchBox
                    label=texts.details_operations_search()
                    placeholder=Some(texts.details_operations_search().to_owned())
                    value=search
                    on_input=move |text| search.set(text)
                />
                {groups
                    .map(|(name, all)| view! { <Group ordinal name all search on_close /> })
                    .into_iter()
                    .collect_view()}
                <Show when=move || !has_any()>
                    <Empty icon=Icon::Search text=texts.details_operations_none() />
                </Show>
            </div>
        </Drawer>
    }
}

fn is_found(texts: Texts, operation: Operation, text: &str) -> bool {
    let text = text.trim().to_lowercase();
    operation.label(texts).to_lowercase().contains(&text) || operation.keywords(texts).to_lowercase().contains(&text)
}

#[component]
fn Group(
    ordinal: Ordinal,
    name: &'static str,
    all: StoredValue<Vec<Operation>>,
    search: RwSignal<String>,
    on_close: Callback<()>,
) -> impl IntoView {
    let texts = use_console().texts();
    let id = fresh_id("operations");
    let labelled_by = id.clone();
    let found = Memo::new(move |_| {
        let text = search.get();
        all.with_value(|all| all.iter().copied().filter(|one| is_found(texts, *one, &text)).collect::<Vec<_>>())
    });
    view! {
        <section aria-labelledby=labelled_by hidden=move || found.with(Vec::is_empty)>
            <h3 class="operations__group" id=id>{name}</h3>
            <ul class="operations__list">
                <For each=move || found.get() key=|operation| *operation let(operation)>
                    <Entry ordinal operation on_close />
                </For>
            </ul>
        </section>
    }
}

/// One operation; a disabled one stays focusable, and its reason is readable without a pointer.
#[component]
fn Entry(ordinal: Ordinal, operation: Operation, on_close: Callback<()>) -> impl IntoView {
    let console = use_console();
    let why = operations::why_not(console, ordinal, operation);
    let reason_id = StoredValue::new(fresh_id("why"));
    view! {
        <li>
            <button
                type="button"
                class="operations__entry"
                aria-disabled=move || why.with(Option::is_some).then_some("true")
                aria-describedby=move || why.with(Option::is_some).then(|| reason_id.get_value())
                on:click=move |_| {
                    if why.with_untracked(Option::is_none) {
                        on_close.run(());
                        operations::run(console, ordinal, operation);
                    }
                }
            >
                {operation.label(console.texts())}
            </button>
            {move || {
                why.get().map(|why| view! { <p class="operations__why" id=reason_id.get_value()>{why}</p> })
            }}
        </li>
    }
}
