//! The grid: instances by causes, with virtual scrolling, and a sticky head with what each cause does to all of them.

use leptos::{ev::KeyboardEvent, prelude::*, wasm_bindgen::JsCast as _};

use super::{
    cell::{CellView, look},
    columns,
    state::State,
    tally::tallies,
};
use crate::{
    context::Route,
    pages::parts::identity,
    ui::{Glyph, Icon, SpacerAfter, SpacerBefore, VirtualRows, dom::FOCUSABLE, use_virtual_rows},
};
use latch_rules::{
    Ordinal,
    forecast::{CAUSES, Cell, cell},
    protection::{Because, Fate},
};

/// Row height in CSS pixels, as `--row`.
const ROW: u32 = 44;
/// Height of the head in CSS pixels, as in forecast.css.
const HEAD: u32 = 124;
const PAGE: usize = 10;

#[component]
pub(super) fn Grid(state: State) -> impl IntoView {
    let texts = state.console.texts();
    let total = Signal::derive(move || state.shown.with(Vec::len));
    let rows = use_virtual_rows(total, ROW.into(), 12);
    let in_view = move || {
        let range = rows.window.get().range();
        state.shown.with(|all| range.clone().zip(all.get(range).unwrap_or_default().to_vec()).collect::<Vec<_>>())
    };
    // The tab stop of the grid: the chosen cell, or the first cell if none is chosen or the chosen one is no longer shown.
    let stop = Memo::new(move |_| {
        state.shown.with(|all| {
            let chosen = state.chosen.get().filter(|(ordinal, _)| all.contains(ordinal));
            chosen.or_else(|| all.first().map(|first| (*first, 0)))
        })
    });
    let keys = Keys::new(state, rows, stop);
    view! {
        <div class="table-frame forecast__frame">
            <div
                class="table-frame__scroller"
                node_ref=rows.scroller
                tabindex="0"
                role="group"
                aria-label=texts.forecast_table()
            >
                <table
                    class="table table--fixed forecast__table"
                    on:keydown=move |event| keys.pressed(&event)
                    aria-rowcount=move || (total.get() + 3).to_string()
                >
                    <caption class="visually-hidden">{texts.forecast_table()}</caption>
                    <colgroup>
                        <col class="forecast__col-instance" />
                        {CAUSES.map(|_| view! { <col /> }).into_iter().collect_view()}
                    </colgroup>
                    <Head state />
                    <tbody>
                        <SpacerBefore window=rows.window />
                        <For each=in_view key=|row| *row let((index, ordinal))>
                            <Row state index ordinal stop />
                        </For>
                        <SpacerAfter window=rows.window />
                    </tbody>
                </table>
            </div>
        </div>
    }
}

#[component]
fn Head(state: State) -> impl IntoView {
    let texts = state.console.texts();
    let people = columns::of_people();
    let in_arrears = Memo::new(move |_| state.console.with(|world| world.account.overdue_since.is_some()));
    let sums = Memo::new(move |_| {
        let now = state.as_of.get();
        state.shown.with(|who| state.console.with(|world| tallies(world, who, now)))
    });
    let sum = move |column: usize| {
        let tally = sums.with(|sums| sums.get(column).copied().unwrap_or_default());
        let one = |(fate, text): (Option<Fate>, String)| {
            let shown = fate.map(|fate| Cell { fate, because: Because::NotProtected, at: None, overtaken: None });
            let icon = if fate.is_none() { Icon::Clock } else { look(shown.as_ref()).0 };
            view! { <span class="forecast__sum"><Glyph icon />{text}</span> }
        };
        tally.words(texts).into_iter().map(one).collect_view()
    };
    view! {
        <thead>
            <tr aria-rowindex="1">
                <th scope="col" rowspan="2" class="table__pin forecast__pin">{texts.forecast_column_instance()}</th>
                <th scope="colgroup" colspan=people.to_string()>{texts.forecast_group_people()}</th>
                <th scope="colgroup" colspan=(CAUSES.len() - people).to_string() class="forecast__first">
                    {texts.forecast_group_fate()}
                </th>
            </tr>
            <tr aria-rowindex="2">
                {CAUSES
                    .into_iter()
                    .enumerate()
                    .map(|(column, cause)| {
                        view! {
                            <th scope="col" class="forecast__cause" class:forecast__first=column == people>
                                <span class="forecast__name">{columns::name(texts, cause)}</span>
                                <span class="forecast__hint">{move || columns::hint(texts, cause, in_arrears.get())}</span>
                            </th>
                        }
                    })
                    .collect_view()}
            </tr>
            <tr aria-rowindex="3" class="forecast__sums" data-testid="forecast-summary">
                <th scope="row" class="table__pin forecast__pin">
                    <span class="forecast__name">{texts.forecast_summary()}</span>
                    <span class="forecast__hint">
                        {move || texts.forecast_summary_of(state.shown.with(Vec::len))}
                    </span>
                </th>
                {(0..CAUSES.len())
                    .map(|column| view! { <td class:forecast__first=column == people>{move || sum(column)}</td> })
                    .collect_view()}
            </tr>
        </thead>
    }
}

#[component]
fn Row(state: State, index: usize, ordinal: Ordinal, stop: Memo<Option<(Ordinal, usize)>>) -> impl IntoView {
    let console = state.console;
    let named = Memo::new(move |_| {
        console
            .with(|world| world.any(ordinal).map(|one| (one.id.to_string(), one.name.to_string())).unwrap_or_default())
    });
    let cells = Memo::new(move |_| {
        let now = state.as_of.get();
        console.with(|world| {
            let Some(instance) = world.get(ordinal) else { return Vec::new() };
            CAUSES.into_iter().map(|cause| cell(world, instance, cause, now)).collect()
        })
    });
    let one = move |column: usize| {
        let is_stop = Memo::new(move |_| stop.get() == Some((ordinal, column)));
        view! { <CellView state ordinal column cells is_stop /> }
    };
    view! {
        <tr aria-rowindex=(index + 4).to_string() data-testid="forecast-row">
            <th scope="row" class="table__pin forecast__pin">
                {move || {
                    let (id, name) = named.get();
                    let href = Route::details(id.clone()).href();
                    identity(href, id, name)
                }}
            </th>
            {(0..CAUSES.len()).map(one).collect_view()}
        </tr>
    }
}

/// The arrow keys of the grid.
#[derive(Clone, Copy)]
struct Keys {
    state: State,
    rows: VirtualRows,
    stop: Memo<Option<(Ordinal, usize)>>,
    /// A cell that gets the focus as soon as its row is in the document.
    wanted: StoredValue<Option<(Ordinal, usize)>>,
}

impl Keys {
    fn new(state: State, rows: VirtualRows, stop: Memo<Option<(Ordinal, usize)>>) -> Self {
        let keys = Self { state, rows, stop, wanted: StoredValue::new(None) };
        Effect::new(move || {
            rows.window.track();
            state.chosen.track();
            request_animation_frame(move || keys.focus());
        });
        keys
    }

    fn focus(self) {
        let Some((ordinal, column)) = self.wanted.try_get_value().flatten() else { return };
        if crate::ui::focus_on(&format!("[data-cell='{ordinal}-{column}']")) {
            self.wanted.set_value(None);
        }
    }

    fn pressed(self, event: &KeyboardEvent) {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let in_cell =
            target.is_some_and(|target| target.has_attribute("data-cell") && target.matches(FOCUSABLE) == Ok(true));
        let Some((ordinal, column)) = self.stop.get_untracked().filter(|_| in_cell) else { return };
        let (last_row, last) =
            (self.state.shown.with_untracked(Vec::len).saturating_sub(1), CAUSES.len().saturating_sub(1));
        let row = self.state.shown.with_untracked(|all| all.iter().position(|one| *one == ordinal)).unwrap_or_default();
        let far = event.ctrl_key() || event.meta_key();
        let (row, column) = match event.key().as_str() {
            "ArrowUp" => (row.saturating_sub(1), column),
            "ArrowDown" => ((row + 1).min(last_row), column),
            "ArrowLeft" => (row, column.saturating_sub(1)),
            "ArrowRight" => (row, (column + 1).min(last)),
            "PageUp" => (row.saturating_sub(PAGE), column),
            "PageDown" => ((row + PAGE).min(last_row), column),
            "Home" => (if far { 0 } else { row }, 0),
            "End" => (if far { last_row } else { row }, last),
            _ => return,
        };
        event.prevent_default();
        let Some(ordinal) = self.state.shown.with_untracked(|all| all.get(row).copied()) else { return };
        self.wanted.set_value(Some((ordinal, column)));
        self.rows.reveal(row, HEAD);
        self.state.chosen.set(Some((ordinal, column)));
    }
}
