//! The windowed table of acts.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::{lines::Lines, row::ActivityRow};
use crate::{
    context::use_console,
    ui::{SpacerAfter, SpacerBefore, use_virtual_rows},
};

/// CSS pixels, as `--row`.
const ROW: u32 = 44;

#[component]
pub(super) fn ActivityTable(
    lines: Memo<Lines>,
    open: RwSignal<BTreeSet<u64>>,
    as_calls: RwSignal<Option<u64>>,
) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let total = Signal::derive(move || lines.with(Lines::count));
    let rows = use_virtual_rows(total, ROW.into(), 12);
    let in_view = move || {
        let range = rows.window.get().range();
        lines.with(|lines| console.peek(|world| lines.range(world, range)))
    };
    view! {
        <div class="table-frame">
            <div class="table-frame__scroller" node_ref=rows.scroller tabindex="0" role="group" aria-label=texts.activity_table()>
                <table class="table table--fixed activity" aria-rowcount=move || (total.get() + 1).to_string()>
                    <caption class="visually-hidden">{texts.activity_table()}</caption>
                    <thead>
                        <tr aria-rowindex="1">
                            <th scope="col" class="activity__time">{texts.activity_column_time()}</th>
                            <th scope="col" class="activity__action">{texts.activity_column_action()}</th>
                            <th scope="col" class="activity__actor">{texts.activity_column_actor()}</th>
                            <th scope="col" class="activity__count table__number">{texts.activity_column_targets()}</th>
                            <th scope="col" class="activity__count table__number">{texts.activity_column_released()}</th>
                            <th scope="col" class="activity__count table__number">{texts.activity_column_skipped()}</th>
                            <th scope="col" class="activity__count table__number">{texts.activity_column_failed()}</th>
                            <th scope="col" class="activity__code">{texts.activity_column_code()}</th>
                            <th scope="col">{texts.activity_column_request()}</th>
                        </tr>
                    </thead>
                    <tbody>
                        <SpacerBefore window=rows.window />
                        <For each=in_view key=|(place, line)| (*place, *line) let((place, line))>
                            <ActivityRow place line open as_calls />
                        </For>
                        <SpacerAfter window=rows.window />
                    </tbody>
                </table>
            </div>
        </div>
    }
}
