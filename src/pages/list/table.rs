//! The table of the list: header, windowed rows, and the ticking of rows by click, Shift-click and the header's checkbox.

use leptos::{prelude::*, wasm_bindgen::JsCast as _};
use web_sys::{HtmlInputElement, MouseEvent};

use super::{row::row, state::ListState};
use crate::{
    context::Column,
    ui::{Checkbox, SortButton, SortHeader, SortOrder, SpacerAfter, SpacerBefore, use_virtual_rows},
};

/// CSS pixels, as `--row`.
const ROW: u32 = 44;
/// Rows kept ready beyond what is seen.
const OVERSCAN: usize = 6;

/// The scrolling part of the list's frame.
#[component]
pub(super) fn Table(state: ListState) -> impl IntoView {
    let console = state.console;
    let texts = console.texts();
    let total = Signal::derive(move || state.matching.with(|rows| rows.len()));
    let rows = use_virtual_rows(total, ROW.into(), OVERSCAN);
    let first = Signal::derive(move || rows.window.with(|window| window.first));
    let shown = move || {
        let range = rows.window.get().range();
        state.matching.with(|all| all.get(range).unwrap_or_default().to_vec())
    };
    // What was asked for anew begins at the top.
    Effect::new(move |before: Option<()>| {
        state.search.track();
        state.sort.track();
        console.region().track();
        if before.is_some() {
            rows.to_top();
        }
    });
    let label = move || texts.list_table(texts.region_name(&console.region().get()));
    view! {
        <div node_ref=rows.scroller class="table-frame__scroller" data-testid="scroller">
            <table class="table table--fixed list__table" aria-label=label aria-rowcount=move || (total.get() + 1).to_string()>
                <colgroup>
                    <col class="list__col-check" />
                    <col class="list__col-identity" />
                    <col class="list__col-zone" />
                    <col class="list__col-ip" />
                    <col class="list__col-status" />
                    <col class="list__col-configuration" />
                    <col class="list__col-billing" />
                    <col class="list__col-protection" />
                    <col class="list__col-auto-release" />
                    <col class="list__col-tags" />
                    <col class="list__col-actions" />
                </colgroup>
                <Head state />
                <tbody on:click=move |event| tick_clicked(state, &event)>
                    <SpacerBefore window=rows.window />
                    <ForEnumerate
                        each=shown
                        key=|ordinal| *ordinal
                        children=move |index, ordinal| row(state, ordinal, index, first)
                    />
                    <SpacerAfter window=rows.window />
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn Head(state: ListState) -> impl IntoView {
    let texts = state.console.texts();
    let order = move |column| {
        Signal::derive(move || {
            let (_, descends) = state.sort.get().filter(|(sorted, _)| *sorted == column)?;
            Some(if descends { SortOrder::Descending } else { SortOrder::Ascending })
        })
    };
    let on_sort =
        move |column| Callback::new(move |order| state.sort.set(Some((column, order == SortOrder::Descending))));
    let sorted = move |column: Column, label: &'static str| {
        view! { <SortHeader label order=order(column) on_sort=on_sort(column) /> }
    };
    let identity_sort = move || {
        let order = order(Column::Id).get().or_else(|| order(Column::Name).get())?;
        Some(if order == SortOrder::Ascending { "ascending" } else { "descending" })
    };
    let all_ticked = Signal::derive(move || {
        let (ticked, matching) = (state.ticked.get().matching, state.matching.with(|rows| rows.len()));
        match ticked {
            0 => Some(false),
            some if some < matching => None,
            _ => Some(true),
        }
    });
    view! {
        <thead>
            <tr aria-rowindex="1">
                <th scope="col" class="table__check table__pin-start">
                    <Checkbox
                        label=texts.list_select_all()
                        label_hidden=true
                        checked=all_ticked
                        on_change=move |on| state.tick_all(on)
                        test_id="select-all"
                    />
                </th>
                <th scope="col" class="table__pin-second" aria-sort=identity_sort>
                    <span class="list__two-sorts">
                        <SortButton label=texts.list_column_id() order=order(Column::Id) on_sort=on_sort(Column::Id) />
                        <span aria-hidden="true">"/"</span>
                        <SortButton
                            label=texts.list_column_name()
                            order=order(Column::Name)
                            on_sort=on_sort(Column::Name)
                            test_id="sort-name"
                        />
                    </span>
                </th>
                {sorted(Column::Zone, texts.list_column_zone())}
                {sorted(Column::Ip, texts.list_column_ip())}
                {sorted(Column::Status, texts.list_column_status())}
                {sorted(Column::Configuration, texts.list_column_configuration())}
                {sorted(Column::Billing, texts.list_column_billing())}
                {sorted(Column::Protection, texts.list_column_protection())}
                <SortHeader
                    label=texts.list_column_auto_release()
                    order=order(Column::AutoRelease)
                    on_sort=on_sort(Column::AutoRelease)
                    numeric=true
                />
                <th scope="col">{texts.list_column_tags()}</th>
                <th scope="col" class="table__pin-end">{texts.list_column_actions()}</th>
            </tr>
        </thead>
    }
}

/// One listener for every checkbox: a click on it has set it already.
fn tick_clicked(state: ListState, event: &MouseEvent) {
    let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
    let Ok(Some(row)) = input.closest("tr[data-ordinal]") else { return };
    let Some(ordinal) = row.get_attribute("data-ordinal").and_then(|text| text.parse().ok()) else { return };
    state.tick(ordinal, input.checked(), event.shift_key());
}
