//! The instance list: table, search, selection, row and batch actions. The dialogs it opens are `pages::dialogs`.

mod acts;
mod batch_bar;
mod columns;
mod empty;
mod filter;
mod filter_bar;
mod filter_dialog;
mod ids;
mod keys;
mod look;
mod order;
mod properties;
mod row;
mod saved;
mod search;
mod settings;
mod state;
mod table;
mod tools;

use std::cell::Cell;

use leptos::prelude::*;

use crate::{
    context::{Route, use_console},
    ui::{ButtonKind, ButtonLink, Icon, SearchBox},
};
use batch_bar::BatchBar;
use empty::{EmptyRegion, NoMatch};
use filter_bar::FilterBar;
use ids::PastedIds;
use state::ListState;
use table::Table;
use tools::Tools;

/// Content below the title.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Body {
    EmptyRegion,
    NoMatch,
    Rows,
}

thread_local! {
    /// The list that is on the page, for its dialogs, which belong to another part of the program.
    static SHOWN: Cell<Option<ListState>> = const { Cell::new(None) };
}

/// The dialog with the settings of the list that is on the page.
#[must_use]
pub fn settings_dialog() -> AnyView {
    SHOWN.get().map(|state| view! { <settings::ListSettings state /> }).into_any()
}

/// The dialog with the filter of the list that is on the page.
#[must_use]
pub fn filter_dialog() -> AnyView {
    SHOWN.get().map(|state| view! { <filter_dialog::FilterDialog state /> }).into_any()
}

/// `#/instances` of an account that has instances; an account without any shows `welcome`.
#[component]
pub fn ListPage() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let state = ListState::new(console);
    SHOWN.set(Some(state));
    on_cleanup(|| SHOWN.set(None));
    let body = Memo::new(move |_| {
        if state.ordered.with(|rows| rows.is_empty()) {
            Body::EmptyRegion
        } else if state.matching.with(|rows| rows.is_empty()) {
            Body::NoMatch
        } else {
            Body::Rows
        }
    });
    // The search and the batch bar stay mounted between `Body::Rows` and `Body::NoMatch`, so that the search field keeps the focus.
    let has_rows = Memo::new(move |_| matches!(body.get(), Body::NoMatch | Body::Rows));
    view! {
        <div class="page page--filled list">
            <header class="page__head">
                <h1 tabindex="-1">{texts.list_title()}</h1>
                <ButtonLink
                    label=texts.list_create()
                    href=Route::create(1).href()
                    kind=ButtonKind::Primary
                    icon=Icon::Plus
                />
            </header>
            {move || match has_rows.get() {
                true => view! { <Filled state body /> }.into_any(),
                false => view! { <div class="table-frame"><div class="list__blank"><EmptyRegion /></div></div> }.into_any(),
            }}
        </div>
    }
    .into_any()
}

/// Toolbar, table and batch bar.
#[component]
fn Filled(state: ListState, body: Memo<Body>) -> impl IntoView {
    let has_match = Memo::new(move |_| body.get() == Body::Rows);
    view! {
        <Toolbar state />
        <FilterBar state />
        <PastedIds state />
        <div class="table-frame">
            {move || match has_match.get() {
                true => view! { <Table state /> }.into_any(),
                false => view! { <div class="list__blank"><NoMatch state /></div> }.into_any(),
            }}
            <BatchBar state />
        </div>
    }
}

#[component]
fn Toolbar(state: ListState) -> impl IntoView {
    let texts = state.console.texts();
    let selected = move || texts.list_count_selected(texts.number(state.ticked.get().all));
    let matching = move || texts.list_count_matching(texts.number(state.matching.with(|rows| rows.len())));
    let total = move || texts.list_count_total(texts.number(state.ordered.with(|rows| rows.len())));
    view! {
        <div class="toolbar list__toolbar">
            <SearchBox
                label=texts.list_search()
                placeholder=Some(texts.list_search_hint().to_owned())
                value=state.search
                on_input=move |text| state.search.set(text)
                test_id="filter"
            />
            <p class="list__counts" role="group" aria-label=texts.list_counts()>
                <span data-testid="count-selected">{selected}</span>
                <span data-testid="count-shown">{matching}</span>
                <span data-testid="count-total">{total}</span>
            </p>
            <Tools state />
        </div>
    }
}
