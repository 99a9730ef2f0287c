//! The settings of the list: which columns are shown, in which order and how wide; density; whether long texts wrap. The list behind the
//! dialog follows every change; Cancel takes them back.

use leptos::prelude::*;
use web_sys::DragEvent;

use super::{
    columns::{Column, FIRST, choosable},
    look::{Look, WIDTHS},
    state::ListState,
};
use crate::{
    i18n::args,
    platform::prefs,
    ui::{
        Button, ButtonKind, Checkbox, Choice, Dialog, DialogSize, Icon, IconButton, RadioGroup, RadioLook,
        dom::{active_element, focus_in_place},
        use_announcer,
    },
};

#[component]
pub(super) fn ListSettings(state: ListState) -> impl IntoView {
    let texts = state.console.texts();
    let before = state.look.get_untracked();
    let has_keys = RwSignal::new(prefs::has_keys());
    let cancel = move |()| {
        state.look.set(before.clone());
        state.console.close();
    };
    let keep = move |()| {
        state.keep_look();
        prefs::keep_keys(has_keys.get_untracked());
        state.console.close();
    };
    let density =
        Signal::derive(move || state.look.with(|look| if look.is_compact { "compact" } else { "" }).to_owned());
    let wraps = Signal::derive(move || Some(state.look.with(|look| look.wraps)));
    view! {
        <Dialog
            title=texts.list_settings()
            size=DialogSize::Medium
            on_close=cancel.clone()
            test_id="list-settings"
            footer=move || {
                view! {
                    <Button label=texts.common_cancel() on_click=cancel />
                    <Button label=texts.common_ok() kind=ButtonKind::Primary on_click=keep test_id="list-settings-keep" />
                }
            }
        >
            <RadioGroup
                legend=texts.list_density()
                look=RadioLook::Segmented
                choices=Signal::stored(
                    vec![
                        Choice::new("", texts.list_density_comfortable()),
                        Choice::new("compact", texts.list_density_compact()),
                    ],
                )
                value=density
                on_change=move |value: String| state.look.update(|look| look.is_compact = value == "compact")
            />
            <Checkbox
                label=texts.list_wrap()
                checked=wraps
                on_change=move |on| state.look.update(|look| look.wraps = on)
            />
            <Checkbox
                label=texts.list_keys()
                hint=texts.list_keys_hint().to_owned()
                checked=Signal::derive(move || Some(has_keys.get()))
                on_change=move |on| has_keys.set(on)
            />
            <fieldset class="columns">
                <legend class="field__label">{texts.list_columns()}</legend>
                <div class="columns__presets">
                    {preset(state, texts.list_columns_documented(), Look::default)}
                    {preset(state, texts.list_columns_all(), || Look::with(choosable()))}
                </div>
                <Columns state />
            </fieldset>
        </Dialog>
    }
}

/// A button that shows other columns; density and wrapping stay.
fn preset(state: ListState, label: &'static str, preset: fn() -> Look) -> impl IntoView {
    let show = move |()| state.look.update(|look| look.take_columns(preset()));
    view! { <Button label on_click=show compact=true /> }
}

/// The shown columns in their order, then the hidden ones.
#[component]
fn Columns(state: ListState) -> impl IntoView {
    let dragged = RwSignal::new(None::<&'static str>);
    let rows = move || {
        state.look.with(|look| {
            let mut all: Vec<&'static Column> = choosable().collect();
            all.sort_by_key(|column| look.place(column).unwrap_or(usize::MAX));
            std::iter::once(FIRST).chain(all).collect::<Vec<_>>()
        })
    };
    view! {
        <ul class="columns__list">
            <For each=rows key=|column| column.id let(column)>
                <ColumnRow state column dragged />
            </For>
        </ul>
    }
}

#[component]
fn ColumnRow(state: ListState, column: &'static Column, dragged: RwSignal<Option<&'static str>>) -> impl IntoView {
    let texts = state.console.texts();
    let name = (column.label)(texts);
    let is_first = *column == *FIRST;
    let place = Memo::new(move |_| state.look.with(|look| look.place(column)));
    let is_shown = Signal::derive(move || Some(is_first || place.get().is_some()));
    let last = Memo::new(move |_| state.look.with(|look| look.columns().len().saturating_sub(3)));
    // A column is dropped where it is held over: the list follows at once.
    let over = move |event: DragEvent| {
        let held = dragged.get_untracked().and_then(|id| choosable().find(|column| column.id == id));
        let (Some(held), Some(at)) = (held, place.get_untracked()) else { return };
        event.prevent_default();
        if held != column {
            state.look.update(|look| look.put(held, at));
        }
    };
    view! {
        <li
            class="columns__one"
            class:columns__one--held=move || dragged.get() == Some(column.id)
            draggable=move || place.get().map(|_| "true")
            on:dragstart=move |_| dragged.set(Some(column.id))
            on:dragend=move |_| dragged.set(None)
            on:dragover=over
        >
            {match is_first {
                true => view! {
                    <span class="columns__fixed">{name}<small>{texts.list_column_always()}</small></span>
                }
                .into_any(),
                false => view! {
                    <Checkbox
                        label=name
                        checked=is_shown
                        on_change=move |on| state.look.update(|look| look.show(column, on))
                    />
                }
                .into_any(),
            }}
            {move || is_shown.get().filter(|is_shown| *is_shown).map(|_| view! { <Width state column /> })}
            {(!is_first).then(|| {
                view! {
                    <span class="columns__moves">
                        {mover(state, column, place, Icon::ChevronUp, texts.list_column_up(name), Signal::derive(move || {
                            place.get().filter(|place| *place > 0).map(|place| place - 1)
                        }))}
                        {mover(state, column, place, Icon::ChevronDown, texts.list_column_down(name), Signal::derive(move || {
                            place.get().filter(|place| *place < last.get()).map(|place| place + 1)
                        }))}
                    </span>
                }
            })}
        </li>
    }
}

/// The button that moves a column to `to`; `None`: it cannot be moved further.
fn mover(
    state: ListState,
    column: &'static Column,
    place: Memo<Option<usize>>,
    icon: Icon,
    label: String,
    to: Signal<Option<usize>>,
) -> impl IntoView {
    let texts = state.console.texts();
    let announcer = use_announcer();
    let act = move |()| {
        let Some(to) = to.get_untracked() else { return };
        let button = active_element();
        state.look.update(|look| look.put(column, to));
        // An element that moves in the document loses the focus.
        request_animation_frame(move || {
            if let Some(button) = button {
                focus_in_place(&button);
            }
        });
        let name = (column.label)(texts);
        announcer.polite(texts.list_column_moved(args::ListColumnMoved { name, place: to + 2 }));
    };
    let why_not = Signal::derive(move || match (place.get(), to.get()) {
        (None, _) => Some(texts.list_column_hidden().to_owned()),
        (_, None) => Some(texts.list_column_at_end().to_owned()),
        _ => None,
    });
    view! { <IconButton icon label on_click=act disabled_reason=why_not compact=true /> }
}

/// The width of a column, in pixels; empty = as usual.
#[component]
fn Width(state: ListState, column: &'static Column) -> impl IntoView {
    let texts = state.console.texts();
    let width = move || {
        let shown = state.look.with(|look| look.columns().into_iter().find(|shown| shown.column == column));
        shown.and_then(|shown| shown.width).map(|width| width.to_string()).unwrap_or_default()
    };
    view! {
        <input
            type="number"
            class="field__input columns__width"
            min=WIDTHS.start().to_string()
            max=WIDTHS.end().to_string()
            placeholder=texts.list_column_usual()
            aria-label=texts.list_column_width((column.label)(texts))
            prop:value=width
            on:change=move |event| {
                let width = event_target_value(&event).parse().ok();
                state.look.update(|look| look.set_width(column, width));
            }
        />
    }
}
