//! The events in view as a table: the same as the picture, for who reads better than looks.

use leptos::prelude::*;

use super::{
    state::State,
    words::{names, route},
};
use crate::{
    pages::{
        parts::Moment,
        records::{
            OutcomeMark, UndoneMark,
            marks::{Mark, What},
        },
    },
    ui::{CutEnd, Icon, SpacerAfter, SpacerBefore, Status, use_virtual_rows},
};

/// CSS pixels, as `--row`.
const ROW: u32 = 44;

#[component]
pub(super) fn Twin(state: State) -> impl IntoView {
    let texts = state.console.texts();
    let shown = Memo::new(move |_| state.shown());
    let total = Signal::derive(move || shown.with(Vec::len));
    let rows = use_virtual_rows(total, ROW.into(), 12);
    let in_view = move || {
        let range = rows.window.get().range();
        shown.with(|all| range.clone().zip(all.get(range).unwrap_or_default().to_vec()).collect::<Vec<_>>())
    };
    view! {
        <div class="table-frame">
            <div class="table-frame__scroller" node_ref=rows.scroller tabindex="0" role="group" aria-label=texts.timeline_table()>
                <table class="table table--fixed time__table" aria-rowcount=move || (total.get() + 1).to_string()>
                    <caption class="visually-hidden">{texts.timeline_table()}</caption>
                    <thead>
                        <tr aria-rowindex="1">
                            <th scope="col" class="time__table-time">{texts.timeline_column_time()}</th>
                            <th scope="col" class="time__table-what">{texts.timeline_column_what()}</th>
                            <th scope="col">{texts.timeline_column_kind()}</th>
                            <th scope="col">{texts.timeline_column_outcome()}</th>
                            <th scope="col">{texts.timeline_column_actor()}</th>
                            <th scope="col">{texts.timeline_column_who()}</th>
                        </tr>
                    </thead>
                    <tbody>
                        <SpacerBefore window=rows.window />
                        <For each=in_view key=|(index, (_, mark))| (*index, format!("{mark:?}")) let((index, (_, mark)))>
                            {row(state, index, mark)}
                        </For>
                        <SpacerAfter window=rows.window />
                    </tbody>
                </table>
            </div>
        </div>
    }
}

fn row(state: State, index: usize, mark: Mark) -> impl IntoView {
    let console = state.console;
    let texts = console.texts();
    let (words, who, href, actor) = console.peek(|world| {
        let record = if let What::Record { number, .. } = mark.what { world.record(number) } else { None };
        let actor = record.map(|record| texts.actor(&record.actor)).unwrap_or_default();
        (mark.words(texts, world), names(texts, world, &mark), route(world, &mark).map(|to| to.href()), actor)
    });
    let outcome = match mark.what {
        What::Record { happened, protected, number, .. } => view! {
            {happened.map(|happened| view! { <OutcomeMark happened protected /> })}
            <UndoneMark number />
        }
        .into_any(),
        _ => view! { <Status icon=Icon::Clock text=texts.timeline_due() /> }.into_any(),
    };
    view! {
        <tr aria-rowindex=(index + 2).to_string() data-testid="timeline-row">
            <td><Moment at=mark.at absolute_first=true /></td>
            <th scope="row">
                {match href {
                    Some(href) => view! { <a href=href><CutEnd text=words /></a> }.into_any(),
                    None => view! { <CutEnd text=words /> }.into_any(),
                }}
            </th>
            <td>{mark.lane.words(texts)}</td>
            <td>{outcome}</td>
            <td><CutEnd text=actor /></td>
            <td><CutEnd text=who /></td>
        </tr>
    }
}
