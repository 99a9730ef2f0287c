//! The table of all attempts: search, filter by cause, download, virtual scrolling.

use leptos::prelude::*;

use super::{
    export::sheet,
    row::{self, Row},
};
use crate::i18n::args;
use crate::{
    context::{Console, Route, use_console},
    pages::{
        parts::NothingYet,
        records::{
            OldestGone, TakeAway,
            attempts::{Attempt, attempts, count},
            causes,
            filters::{Carried, Filters},
            search::Needle,
        },
    },
    ui::{Button, DataTable, Empty, FieldWidth, Frame, Icon, More, SearchBox, Select, SelectOption},
};

const CARRIED: Carried = Carried {
    read: |route| match route {
        Route::Released { search, cause } => Some((search.clone(), cause.clone())),
        _ => None,
    },
    route: |search, cause| Route::Released { search, cause },
    is_choice: |slug| causes::from_slug(slug).is_some(),
    choice_name: "cause",
};

/// `#/released`.
#[component]
pub fn ReleasedPage() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let filters = Filters::of_page(CARRIED);
    let total = Memo::new(move |_| console.with(count));
    let shown = Memo::new(move |_| {
        let cause = filters.choice.with(|slug| causes::from_slug(slug));
        console.with(|world| attempts(world, texts, &Needle::new(world, &filters.search.get()), cause))
    });
    let matching = Memo::new(move |_| shown.with(Vec::len));
    let counter = move || {
        if filters.is_any() {
            texts.released_matching(args::ReleasedMatching { matching: matching.get(), total: total.get() })
        } else {
            texts.released_count_label(total.get())
        }
    };
    view! {
        <div class="page page--filled records">
            <header class="page__head">
                <div class="page__title">
                    <h1 tabindex="-1">{texts.released_title()}</h1>
                    <span class="page__count" role="status">{counter}</span>
                </div>
                <p class="records__lead">{texts.released_lead()}</p>
            </header>
            <OldestGone />
            <div class="toolbar">
                <SearchBox
                    label=texts.released_search()
                    placeholder=Some(texts.released_search_hint().to_owned())
                    value=filters.search
                    on_input=move |text| filters.search.set(text)
                    test_id="released-search"
                />
                <Select
                    label=texts.released_cause()
                    label_hidden=true
                    width=FieldWidth::Medium
                    options=cause_options(console)
                    value=filters.choice
                    on_change=move |slug| filters.choice.set(slug)
                    test_id="released-cause"
                />
                <span class="toolbar__space"></span>
                <TakeAway
                    stem="latch-released"
                    sheet=Callback::new(move |()| {
                        console.peek(|world| Some(shown.with_untracked(|rows| sheet(world, texts, rows)))).unwrap_or_else(
                            super::export::empty,
                        )
                    })
                />
            </div>
            <Show when=move || { matching.get() > 0 } fallback=move || nothing(console, filters, total)>
                <Table shown />
            </Show>
        </div>
    }
}

fn cause_options(console: Console) -> Vec<SelectOption> {
    let texts = console.texts();
    let all = SelectOption::new("", texts.released_cause_all());
    let causes = causes::filtered_by().map(|cause| SelectOption::new(cause.info().slug, texts.cause(cause)));
    std::iter::once(all).chain(causes).collect()
}

/// The empty state: no attempt exists yet, or no attempt matches.
fn nothing(console: Console, filters: Filters, total: Memo<usize>) -> AnyView {
    let texts = console.texts();
    if total.get() == 0 {
        view! { <NothingYet icon=Icon::Archive text=texts.released_empty() test_id="released-empty" /> }.into_any()
    } else {
        view! {
            <Empty icon=Icon::Search text=texts.released_no_match() test_id="released-no-match">
                <Button label=texts.records_search_clear() on_click=move |()| filters.clear() />
            </Empty>
        }
        .into_any()
    }
}

#[component]
fn Table(shown: Memo<Vec<Attempt>>) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    DataTable {
        caption: texts.released_table().to_owned(),
        frame: Frame::Page(""),
        class: "table--fixed released",
        columns: row::columns(texts),
        total: Signal::derive(move || shown.with(Vec::len)),
        lines: Box::new(move |range| shown.with(|all| all.get(range).unwrap_or_default().to_vec())),
        // The whole attempt is the key, because an imported record may name an instance twice.
        key: |attempt| *attempt,
        read: Box::new(move |attempt| Row::read(console, attempt)),
        more: More { row_test_id: Some("attempt"), ..More::default() },
    }
    .view()
}
