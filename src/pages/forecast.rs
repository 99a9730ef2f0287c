//! The forecast: the effect of each cause on each instance, `#/forecast`. Shows what `rules::forecast` answers; decides nothing.

mod cell;
mod chosen;
mod columns;
mod export;
mod files;
mod grid;
mod notes;
mod scope;
mod state;
mod tally;

use leptos::prelude::*;

use self::{chosen::Explained, files::TakeAway, grid::Grid, notes::Notes, scope::Kind, state::State};
use crate::i18n::args;
use crate::{
    context::{Console, Route, use_console},
    pages::parts::NothingYet,
    ui::{Button, ButtonLink, Empty, Icon, SearchBox},
};

/// `#/forecast`.
#[component]
pub fn ForecastPage() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let state = State::of_page();
    let kind = Memo::new(move |_| state.scope.with(|scope| scope.kind));
    let total = Memo::new(move |_| state.scope.with(|scope| scope.who.len()));
    let counter = move || {
        let (shown, total) = (state.shown.with(Vec::len), total.get());
        if state.is_filtered() {
            return texts.forecast_matching(args::ForecastMatching { matching: shown, total });
        }
        match kind.get() {
            Kind::Fleet => texts.forecast_count_all(total),
            Kind::Selection => texts.forecast_count_selection(total),
            Kind::Ids => texts.forecast_count_ids(total),
        }
    };
    let fleet = Route::Forecast { of: String::new(), search: String::new() }.href();
    view! {
        <div class="page page--filled forecast">
            <header class="page__head">
                <div class="page__title">
                    <h1 tabindex="-1">{texts.shell_nav_forecast()}</h1>
                    <span class="page__count" role="status">{counter}</span>
                </div>
                <div class="page__acts">
                    <Show when=move || kind.get() != Kind::Fleet>
                        <ButtonLink label=texts.forecast_whole_fleet() href=fleet.clone() />
                    </Show>
                </div>
                <p class="forecast__lead">{texts.forecast_lead()}</p>
            </header>
            <Notes state />
            <div class="toolbar">
                <SearchBox
                    label=texts.forecast_search()
                    placeholder=Some(texts.forecast_search_hint().to_owned())
                    value=state.search
                    on_input=move |text| state.search.set(text)
                    test_id="forecast-search"
                />
                <div class="chips" role="group" aria-label=texts.forecast_filters()>
                    <Chip label=texts.forecast_filter_protected() on=state.only_protected />
                    <Chip label=texts.forecast_filter_dated() on=state.only_dated />
                </div>
                <span class="toolbar__space"></span>
                <TakeAway state />
            </div>
            <Show when=move || !state.shown.with(Vec::is_empty) fallback=move || nothing(console, state, kind)>
                <Grid state />
                <Explained state />
            </Show>
        </div>
    }
}

/// A filter that is on or off.
#[component]
fn Chip(label: &'static str, on: RwSignal<bool>) -> impl IntoView {
    view! {
        <button
            type="button"
            class="chips__chip"
            aria-pressed=move || if on.get() { "true" } else { "false" }
            on:click=move |_| on.update(|on| *on = !*on)
        >
            <Show when=move || on.get()>
                <crate::ui::Glyph icon=Icon::Check />
            </Show>
            {label}
        </button>
    }
}

/// The empty state: no instance exists, none is selected, or none matches.
fn nothing(console: Console, state: State, kind: Memo<Kind>) -> AnyView {
    let texts = console.texts();
    let is_empty = state.scope.with(|scope| scope.who.is_empty());
    if !is_empty {
        return view! {
            <Empty icon=Icon::Search text=texts.forecast_no_match() test_id="forecast-no-match">
                <Button label=texts.forecast_clear() on_click=move |()| state.clear() />
            </Empty>
        }
        .into_any();
    }
    let text = if kind.get() == Kind::Selection { texts.forecast_empty_selection() } else { texts.forecast_empty() };
    view! { <NothingYet icon=Icon::Server text test_id="forecast-empty" /> }.into_any()
}
