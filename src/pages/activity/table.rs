//! The table of acts, with virtual scrolling.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::{
    lines::Lines,
    row::{Act, below},
};
use crate::{
    context::use_console,
    i18n::Texts,
    pages::{parts::Moment, records::UndoneMark},
    ui::{Column, CopyButton, CutEnd, CutMiddle, DataTable, Frame, Glyph, Icon, More},
};

#[component]
pub(super) fn ActivityTable(
    lines: Memo<Lines>,
    open: RwSignal<BTreeSet<u64>>,
    as_calls: RwSignal<Option<u64>>,
) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    DataTable {
        caption: texts.activity_table().to_owned(),
        frame: Frame::Page(""),
        class: "table--fixed activity",
        columns: columns(texts, open),
        total: Signal::derive(move || lines.with(Lines::count)),
        lines: Box::new(move |range| lines.with(|lines| console.peek(|world| lines.range(world, range)))),
        key: |line| *line,
        read: Box::new(move |line| Act::read(console, line)),
        more: More {
            row_test_id: Some("act"),
            whole_row: Some(Box::new(move |line, rowindex| below(rowindex, *line, as_calls))),
            ..More::default()
        },
    }
    .view()
}

fn columns(texts: Texts, open: RwSignal<BTreeSet<u64>>) -> Vec<Column<Act>> {
    vec![
        Column::new(texts.activity_column_time(), move |act: &Act| first(texts, act, open)).class("activity__time"),
        Column::new(texts.activity_column_action(), |act: &Act| {
            let (words, action, number) = (act.act, act.action.clone(), act.number);
            view! {
                <span class="table__two">
                    <CutEnd text=words />
                    <span class="table__second activity__second"><code><CutEnd text=action /></code><UndoneMark number /></span>
                </span>
            }
        })
        .class("activity__action")
        .names_row(),
        Column::new(texts.activity_column_actor(), |act: &Act| view! { <CutEnd text=act.actor.clone() /> })
            .class("activity__actor"),
        count(texts, texts.activity_column_targets(), "", |act| act.tally.targets),
        count(texts, texts.activity_column_released(), "activity__released", |act| act.tally.released),
        count(texts, texts.activity_column_skipped(), "", |act| act.tally.skipped),
        count(texts, texts.activity_column_failed(), "activity__failed", |act| act.tally.failed),
        Column::new(texts.activity_column_code(), |act: &Act| {
            let code = act.code;
            (!code.is_empty()).then(|| view! { <code><CutEnd text=code /></code> })
        })
        .class("activity__code"),
        Column::new(texts.activity_column_request(), |act: &Act| request(&act.request_id)),
    ]
}

/// A column that counts targets. `class` marks counts above 0.
fn count(texts: Texts, label: &'static str, class: &'static str, read: fn(&Act) -> usize) -> Column<Act> {
    let cell = move |act: &Act| match read(act) {
        0 => view! { <span class="activity__zero">"0"</span> }.into_any(),
        some => view! { <span class=class>{texts.number(some)}</span> }.into_any(),
    };
    Column::new(label, cell).class("activity__count table__number")
}

fn first(texts: Texts, act: &Act, open: RwSignal<BTreeSet<u64>>) -> impl IntoView + use<> {
    let (number, at, words) = (act.number, act.at, act.act);
    let is_open = Memo::new(move |_| open.with(|open| open.contains(&number)));
    let toggle = move |_| {
        open.update(|open| {
            if !open.remove(&number) {
                open.insert(number);
            }
        });
    };
    view! {
        <span class="activity__first">
            <button
                type="button"
                class="activity__toggle"
                aria-expanded=move || if is_open.get() { "true" } else { "false" }
                aria-label=texts.activity_expand(words)
                on:click=toggle
            >
                <Glyph icon=Icon::ChevronRight />
            </button>
            <Moment at />
        </span>
    }
}

fn request(id: &str) -> Option<AnyView> {
    let id = (!id.is_empty()).then(|| id.to_owned())?;
    let shown = view! {
        <span class="activity__request">
            <code><CutMiddle text=id.clone() /></code>
            <CopyButton text=id.clone() what=id />
        </span>
    };
    Some(shown.into_any())
}
