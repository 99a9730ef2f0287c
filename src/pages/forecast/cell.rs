//! One cell of the grid: icon, word, rule, date. Also gives them as text, for files and for the line below the table.

use leptos::prelude::*;

use super::state::State;
use crate::{
    i18n::{Texts, args},
    ui::{Glyph, Icon},
};
use latch_rules::{
    Ordinal,
    forecast::{CAUSES, Cell},
    protection::{Because, Fate},
};

/// The fate of the instance, in a word.
pub(super) fn word(texts: Texts, cell: Option<&Cell>) -> &'static str {
    match cell {
        None => texts.forecast_not_concerned(),
        Some(Cell { overtaken: Some(_), .. }) => texts.forecast_gone_before(),
        Some(cell) => match cell.fate {
            Fate::Released => texts.forecast_fate_released(),
            Fate::Kept => texts.forecast_fate_kept(),
            Fate::Stopped => texts.forecast_fate_stopped(),
            Fate::Removed => texts.forecast_fate_removed(),
        },
    }
}

/// The reason in sentences: what decides, and its rule.
pub(super) fn why(texts: Texts, cell: &Cell) -> String {
    let rule = cell.because.rule();
    [
        texts.because(cell.because).to_owned(),
        texts.forecast_rule_line(args::ForecastRuleLine { rule, text: texts.rule(rule) }),
    ]
    .join(texts.between_sentences())
}

pub(super) fn look(cell: Option<&Cell>) -> (Icon, &'static str) {
    match cell {
        None => (Icon::Dash, "forecast__cell forecast__cell--none"),
        Some(Cell { overtaken: Some(_), .. }) => (Icon::Clock, "forecast__cell forecast__cell--none"),
        Some(cell) => match (cell.fate, cell.because) {
            (Fate::Released, _) => (Icon::Trash, "forecast__cell forecast__cell--released"),
            (Fate::Kept, Because::Protected | Because::GuardedByGroup) => {
                (Icon::ShieldOn, "forecast__cell forecast__cell--protected")
            }
            (Fate::Kept, _) => (Icon::Check, "forecast__cell"),
            (Fate::Stopped, _) => (Icon::Stopped, "forecast__cell forecast__cell--stopped"),
            (Fate::Removed, _) => (Icon::External, "forecast__cell forecast__cell--removed"),
        },
    }
}

/// The cell of a row and a column. It is a button, so that choosing it explains it; only one cell of the grid is a tab stop.
#[component]
pub(super) fn CellView(
    state: State,
    ordinal: Ordinal,
    column: usize,
    cells: Memo<Vec<Option<Cell>>>,
    is_stop: Memo<bool>,
) -> impl IntoView {
    let texts = state.console.texts();
    let cell = Memo::new(move |_| cells.with(|cells| cells.get(column).copied().flatten()));
    let date = Memo::new(move |_| {
        let cell = cell.get()?;
        let at = cell.overtaken.map(|(_, at)| at).or(cell.at)?;
        Some(texts.relative(at, state.as_of.get()))
    });
    let is_chosen = Memo::new(move |_| state.chosen.get() == Some((ordinal, column)));
    view! {
        <td class:forecast__first=column == super::columns::of_people()>
            <button
                type="button"
                class=move || look(cell.get().as_ref()).1
                tabindex=move || if is_stop.get() { "0" } else { "-1" }
                aria-pressed=move || if is_chosen.get() { "true" } else { "false" }
                data-cell=format!("{ordinal}-{column}")
                data-cause=CAUSES.get(column).map(|cause| format!("{cause:?}"))
                data-fate=move || cell.get().map_or("None".to_owned(), |cell| format!("{:?}", cell.fate))
                data-tip=move || cell.get().map(|cell| why(texts, &cell))
                on:click=move |_| state.chosen.set(Some((ordinal, column)))
            >
                <span class="forecast__word">
                    {move || view! { <Glyph icon=look(cell.get().as_ref()).0 /> }}
                    <span>{move || word(texts, cell.get().as_ref())}</span>
                </span>
                {move || {
                    cell.get()
                        .map(|cell| {
                            view! {
                                <span class="forecast__more">
                                    <span class="forecast__rule">{cell.because.rule()}</span>
                                    {move || date.get()}
                                </span>
                            }
                        })
                }}
            </button>
        </td>
    }
}
