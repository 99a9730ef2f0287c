//! The bar of the filter: chips for the usual questions with their counts, and the conditions that hold now, each to be changed or removed.

use leptos::prelude::*;

use super::{
    filter::{Condition, Filter, Item, Op, SET},
    properties::Kind,
    state::ListState,
};
use crate::{
    context::Dialog,
    i18n::{Texts, args},
    platform::paint::after_paint,
    ui::{Button, ButtonKind, Glyph, Icon, IconButton},
};
use latch_ecs::iso;

/// A question that is asked often.
struct Quick {
    /// Whether its count changes as time passes; the kept list leaves it out then.
    is_moving: bool,
    label: fn(Texts) -> &'static str,
    /// As the address has it.
    filter: &'static str,
}

static QUICK: [Quick; 3] = [
    Quick { is_moving: false, label: Texts::list_quick_unprotected, filter: "protection=off" },
    Quick { is_moving: false, label: Texts::list_quick_gaps, filter: "protection=on;gaps!=none" },
    Quick { is_moving: true, label: Texts::list_quick_due, filter: "due=24h" },
];

#[component]
pub(super) fn FilterBar(state: ListState) -> impl IntoView {
    let texts = state.console.texts();
    let open = move || state.console.open(Dialog::ListFilter);
    let counts = counts(state);
    let quick = QUICK.iter().enumerate().map(|(place, quick)| {
        view! { <QuickChip state quick count=Signal::derive(move || counts.get().and_then(|counts| counts.get(place).copied())) /> }
    });
    let has_conditions = Memo::new(move |_| state.filter.with(|filter| !filter.is_empty()));
    let conditions = move || {
        let filter = state.filter.get();
        let joint = if filter.any { texts.list_join_or() } else { texts.list_join_and() };
        let item = |(place, item): (usize, Item)| {
            let text = item_text(texts, &item, !filter.any);
            view! {
                {(place > 0).then(|| view! { <span class="filter__joint">{joint}</span> })}
                <span class="filter__token">
                    <button type="button" class="filter__edit" on:click=move |_| open()>{text.clone()}</button>
                    <IconButton
                        icon=Icon::Close
                        compact=true
                        label=texts.list_filter_remove(&text)
                        on_click=move |()| state.filter.update(|filter| {
                            if place < filter.items.len() {
                                filter.items.remove(place);
                            }
                        })
                    />
                </span>
            }
        };
        filter.items.clone().into_iter().enumerate().map(item).collect_view()
    };
    view! {
        <div class="filter" role="group" aria-label=texts.list_filter() data-testid="filter-bar">
            <Button
                label=texts.list_filter_open()
                icon=Icon::Filter
                compact=true
                on_click=move |()| open()
                test_id="filter-open"
            />
            {quick.collect_view()}
            {conditions}
            <Show when=move || has_conditions.get()>
                <Button
                    label=texts.list_filter_clear()
                    kind=ButtonKind::Link
                    on_click=move |()| state.filter.set(Filter::default())
                    test_id="filter-clear"
                />
            </Show>
        </div>
    }
}

#[component]
fn QuickChip(state: ListState, quick: &'static Quick, count: Signal<Option<usize>>) -> impl IntoView {
    let texts = state.console.texts();
    let own = StoredValue::new(Filter::read(quick.filter).0);
    let is_on = Memo::new(move |_| state.filter.with(|filter| own.with_value(|own| filter.includes(own))));
    let toggle = move |_| {
        let on = !is_on.get_untracked();
        state.filter.update(|filter| own.with_value(|own| if on { filter.add(own) } else { filter.remove(own) }));
    };
    let number = move || count.get().map(|count| texts.number(count)).unwrap_or_default();
    view! {
        <button
            type="button"
            class="filter__quick"
            aria-pressed=move || if is_on.get() { "true" } else { "false" }
            on:click=toggle
        >
            {move || is_on.get().then(|| view! { <Glyph icon=Icon::Check /> })}
            {(quick.label)(texts)}
            " "
            <span class="filter__count"><span data-moving=quick.is_moving.then_some("")>{number}</span></span>
        </button>
    }
}

/// How many instances of the region each question finds. Counted after the paint, because a large fleet takes some milliseconds.
fn counts(state: ListState) -> ReadSignal<Option<[usize; QUICK.len()]>> {
    let (counts, set_counts) = signal(None);
    let console = state.console;
    let minute = Memo::new(move |_| console.now().0 / 60_000);
    Effect::new(move || {
        let (rows, _, _) = (state.ordered.get(), console.world_version(), minute.get());
        after_paint(move || {
            let found = console.peek(|world| {
                Some(
                    QUICK
                        .each_ref()
                        .map(|quick| Filter::read(quick.filter).0.find(world, &rows, console.now_untracked()).len()),
                )
            });
            // The signal is gone if the person has left the page by then.
            let _ = set_counts.try_set(found);
        });
    });
    counts
}

/// An item in words. `any`: whether one condition of a group is enough.
fn item_text(texts: Texts, item: &Item, any: bool) -> String {
    match item {
        Item::One(condition) => condition_text(texts, condition),
        Item::Group(conditions) => {
            let joint = if any { texts.list_join_or() } else { texts.list_join_and() };
            conditions.iter().map(|one| condition_text(texts, one)).collect::<Vec<_>>().join(&format!(" {joint} "))
        }
    }
}

/// A condition in words: "Status = Running".
fn condition_text(texts: Texts, Condition { property, op, value }: &Condition) -> String {
    let value = match &property.kind {
        Kind::Choice { word, .. } => word(texts, value),
        Kind::Number { unit, .. } => format!("{value} {unit}").trim_end().to_owned(),
        Kind::Date(_) if value == SET => String::new(),
        Kind::Date(_) => {
            iso::parse_exact(value).or_else(|| iso::parse(value)).map(|at| texts.date_time(at)).unwrap_or_default()
        }
        Kind::Text(_) => value.clone(),
    };
    let name = (property.label)(texts);
    let words = args::ListCondition { name, op: op_word(texts, &property.kind, *op), value };
    texts.list_condition(words).trim_end().to_owned()
}

/// An operator in words, as the kind of property reads it.
pub(super) fn op_word(texts: Texts, kind: &Kind, op: Op) -> &'static str {
    match (kind, op) {
        (Kind::Date(_), Op::Is) => texts.list_op_set(),
        (Kind::Date(_), Op::IsNot) => texts.list_op_not_set(),
        (Kind::Date(_), Op::Below) => texts.list_op_before(),
        (Kind::Date(_), Op::Above) => texts.list_op_after(),
        (_, Op::Is) => "=",
        (_, Op::IsNot) => "≠",
        (_, Op::Has) => texts.list_op_has(),
        (_, Op::HasNot) => texts.list_op_has_not(),
        (_, Op::Below) => "<",
        (_, Op::Above) => ">",
    }
}
