//! The chosen cell in whole sentences: the outcome, the rule, the date, and what would change the outcome.

use leptos::prelude::*;

use super::{
    cell::{look, word},
    columns,
    state::State,
};
use crate::i18n::args;
use crate::{context::Route, ui::Glyph};
use latch_rules::{
    forecast::{CAUSES, Cell, cell},
    protection::Fate,
};

#[derive(Clone, PartialEq, Debug)]
struct Read {
    id: String,
    name: String,
    column: usize,
    cell: Option<Cell>,
}

#[component]
pub(super) fn Explained(state: State) -> impl IntoView {
    let console = state.console;
    let texts = console.texts();
    let read = Memo::new(move |_| {
        let (ordinal, column) = state.chosen.get()?;
        let cause = CAUSES.get(column).copied()?;
        let now = state.as_of.get();
        console.with(|world| {
            let instance = world.get(ordinal)?;
            let name = instance.called();
            let cell = cell(world, instance, cause, now);
            Some(Read { id: instance.id.to_string(), name: name.to_string(), column, cell })
        })
    });
    let view = move |read: Read| {
        let cause = CAUSES.get(read.column).map_or("", |cause| columns::name(texts, *cause));
        let (icon, _) = look(read.cell.as_ref());
        let why_page = Route::ReleasedOne { id: read.id }.href();
        let word = word(texts, read.cell.as_ref());
        view! {
            <p class="explained__title">
                <Glyph icon />
                <strong>{texts.forecast_chosen_title(args::ForecastChosenTitle { cause, name: &read.name })}</strong>
                <span>{word}</span>
                <a href=why_page>{texts.forecast_why()}</a>
            </p>
            <p>{move || sentences(state, read.cell)}</p>
        }
    };
    view! {
        <section class="explained" aria-label=texts.forecast_chosen() aria-live="polite" data-testid="forecast-chosen">
            {move || match read.get() {
                Some(read) => view(read).into_any(),
                None => view! { <p class="explained__hint">{texts.forecast_choose()}</p> }.into_any(),
            }}
        </section>
    }
}

fn sentences(state: State, cell: Option<Cell>) -> String {
    let texts = state.console.texts();
    let Some(cell) = cell else { return texts.forecast_chosen_none().to_owned() };
    let now = state.as_of.get();
    let when = match (cell.overtaken, cell.at) {
        (Some((by, at)), _) => texts.forecast_chosen_before(args::ForecastChosenBefore {
            cause: columns::name(texts, by),
            time: texts.date_time_exact(at),
        }),
        (None, Some(at)) => texts.forecast_chosen_when(args::ForecastChosenWhen {
            distance: texts.relative(at, now),
            time: texts.date_time_exact(at),
        }),
        (None, None) if cell.fate == Fate::Kept => String::new(),
        (None, None) => texts.forecast_chosen_at_once().to_owned(),
    };
    let otherwise = texts.otherwise(cell.because);
    let otherwise = if otherwise.is_empty() { String::new() } else { texts.forecast_chosen_otherwise(otherwise) };
    [super::cell::why(texts, &cell), when, otherwise]
        .into_iter()
        .filter(|sentence| !sentence.is_empty())
        .collect::<Vec<_>>()
        .join(texts.between_sentences())
}
