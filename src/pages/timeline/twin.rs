//! The events in view as a table: the same content as the picture, as text.

use leptos::prelude::*;

use super::{
    state::State,
    words::{names, route},
};
use crate::{
    context::Console,
    i18n::Texts,
    pages::{
        parts::Moment,
        records::{
            OutcomeMark, UndoneMark,
            marks::{Mark, What},
        },
    },
    ui::{Column, CutEnd, DataTable, Frame, Icon, More, Status},
};

/// Content of a mark's row.
struct Row {
    mark: Mark,
    words: &'static str,
    who: String,
    href: Option<String>,
    actor: String,
}

impl Row {
    fn read(console: Console, mark: Mark) -> Self {
        let texts = console.texts();
        let (words, who, href, actor) = console.peek(|world| {
            let record = if let What::Record { number, .. } = mark.what { world.record(number) } else { None };
            let actor = record.map(|record| texts.actor(&record.actor)).unwrap_or_default();
            (mark.words(texts, world), names(texts, world, &mark), route(world, &mark).map(|to| to.href()), actor)
        });
        Self { mark, words, who, href, actor }
    }
}

#[component]
pub(super) fn Twin(state: State) -> impl IntoView {
    let console = state.console;
    let texts = console.texts();
    let shown = Memo::new(move |_| state.shown());
    DataTable {
        caption: texts.timeline_table().to_owned(),
        frame: Frame::Page(""),
        class: "table--fixed time__table",
        columns: columns(texts),
        total: Signal::derive(move || shown.with(Vec::len)),
        lines: Box::new(move |range| shown.with(|all| all.get(range).unwrap_or_default().to_vec())),
        key: |(_, mark)| format!("{mark:?}"),
        read: Box::new(move |(_, mark)| Row::read(console, mark)),
        more: More { row_test_id: Some("timeline-row"), ..More::default() },
    }
    .view()
}

fn columns(texts: Texts) -> Vec<Column<Row>> {
    let cut = |text: &String| view! { <CutEnd text=text.clone() /> };
    vec![
        Column::new(texts.timeline_column_time(), |row: &Row| view! { <Moment at=row.mark.at absolute_first=true /> })
            .class("time__table-time"),
        Column::new(texts.timeline_column_what(), move |row: &Row| {
            let words = view! { <CutEnd text=row.words /> };
            match row.href.clone() {
                Some(href) => view! { <a href=href>{words}</a> }.into_any(),
                None => words.into_any(),
            }
        })
        .class("time__table-what")
        .names_row(),
        Column::new(texts.timeline_column_kind(), move |row: &Row| row.mark.lane.words(texts)),
        Column::new(texts.timeline_column_outcome(), move |row: &Row| match row.mark.what {
            What::Record { happened, protected, number, .. } => view! {
                {happened.map(|happened| view! { <OutcomeMark happened protected /> })}
                <UndoneMark number />
            }
            .into_any(),
            _ => view! { <Status icon=Icon::Clock text=texts.timeline_due() /> }.into_any(),
        }),
        Column::new(texts.timeline_column_actor(), move |row: &Row| cut(&row.actor)),
        Column::new(texts.timeline_column_who(), move |row: &Row| cut(&row.who)),
    ]
}
