//! Every act with its outcome for each instance: search, filter by kind of outcome, virtual scrolling, expandable rows, download.

mod calls;
mod export;
mod lines;
mod row;
mod table;
mod tally;

use std::collections::BTreeSet;

use leptos::prelude::*;

use self::{calls::CallsOfAct, export::sheet, lines::Lines, table::ActivityTable, tally::OutcomeKind};
use crate::{
    context::{Console, Route, use_console},
    i18n::{Texts, args},
    pages::{
        parts::NothingYet,
        records::{
            OldestGone, TakeAway,
            filters::{Carried, Filters},
            search::Needle,
        },
    },
    ui::{Button, Empty, Icon, SearchBox, Select, SelectOption},
};

const CARRIED: Carried = Carried {
    read: |route| match route {
        Route::Activity { search, outcome } => Some((search.clone(), outcome.clone())),
        _ => None,
    },
    route: |search, outcome| Route::Activity { search, outcome },
    is_choice: |slug| OutcomeKind::from_slug(slug).is_some(),
    choice_name: "outcome",
};

/// `#/activity`.
#[component]
pub fn ActivityPage() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let filters = Filters::of_page(CARRIED);
    let open = RwSignal::new(BTreeSet::new());
    // The number of the record whose calls are shown.
    let as_calls: RwSignal<Option<u64>> = RwSignal::new(None);
    let total = Memo::new(move |_| console.with(|world| world.records.len()));
    let lines = Memo::new(move |_| {
        let kind = filters.choice.with(|slug| OutcomeKind::from_slug(slug));
        let search = filters.search.get();
        console.with(|world| open.with(|open| Lines::new(world, texts, &Needle::new(world, &search), kind, open)))
    });
    let acts = Memo::new(move |_| lines.with(Lines::acts));
    let counter = move || {
        if filters.is_any() {
            texts.activity_matching(args::ActivityMatching { matching: acts.get(), total: total.get() })
        } else {
            texts.activity_count_label(total.get())
        }
    };
    let taken = Callback::new(move |()| {
        console
            .peek(|world| Some(lines.with_untracked(|lines| sheet(world, texts, lines.records()))))
            .unwrap_or_else(export::empty)
    });
    view! {
        <div class="page page--filled records">
            <header class="page__head">
                <div class="page__title">
                    <h1 tabindex="-1">{texts.activity_title()}</h1>
                    <span class="page__count" role="status">{counter}</span>
                </div>
                <p class="records__lead">{texts.activity_lead()}</p>
            </header>
            <OldestGone />
            <div class="toolbar">
                <SearchBox
                    label=texts.activity_search()
                    placeholder=Some(texts.activity_search_hint().to_owned())
                    value=filters.search
                    on_input=move |text| filters.search.set(text)
                    test_id="activity-search"
                />
                <Select
                    label=texts.activity_outcome()
                    label_hidden=true
                    options=outcome_options(texts)
                    value=filters.choice
                    on_change=move |slug| filters.choice.set(slug)
                    test_id="activity-outcome"
                />
                <span class="toolbar__space"></span>
                <TakeAway stem="latch-activity" sheet=taken />
            </div>
            <Show when=move || { acts.get() > 0 } fallback=move || nothing(console, filters, total)>
                <ActivityTable lines open as_calls />
            </Show>
            {move || as_calls.get().map(|number| view! { <CallsOfAct number on_close=move |()| as_calls.set(None) /> })}
        </div>
    }
}

fn outcome_options(texts: Texts) -> Vec<SelectOption> {
    let label = |kind| match kind {
        OutcomeKind::Done => texts.acts_outcome_done(),
        OutcomeKind::Released => texts.acts_outcome_released(),
        OutcomeKind::Kept => texts.acts_outcome_kept(),
        OutcomeKind::Stopped => texts.acts_outcome_stopped(),
        OutcomeKind::Removed => texts.acts_outcome_removed(),
        OutcomeKind::Refused => texts.acts_outcome_refused(),
    };
    let all = SelectOption::new("", texts.activity_outcome_all());
    std::iter::once(all).chain(OutcomeKind::ALL.map(|kind| SelectOption::new(kind.slug(), label(kind)))).collect()
}

/// The empty state: no record exists yet, or no record matches.
fn nothing(console: Console, filters: Filters, total: Memo<usize>) -> AnyView {
    let texts = console.texts();
    if total.get() == 0 {
        view! { <NothingYet icon=Icon::History text=texts.activity_empty() test_id="activity-empty" /> }.into_any()
    } else {
        view! {
            <Empty icon=Icon::Search text=texts.activity_no_match() test_id="activity-no-match">
                <Button label=texts.records_search_clear() on_click=move |()| filters.clear() />
            </Empty>
        }
        .into_any()
    }
}
