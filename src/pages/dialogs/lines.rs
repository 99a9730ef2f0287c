//! The table of instances inside a dialog: outcome first, with virtual scrolling, so that a hundred thousand rows open as fast as three.
//! Also names the first few of many instances in a sentence.

use std::ops::Range;

use leptos::prelude::*;

use crate::{
    context::{Console, use_console},
    i18n::{Texts, args},
    ui::{Column, CutMiddle, DataTable, Frame, Icon, More, Status, Tone, use_media},
};
use latch_rules::{Answer, Happened, Instance, Ordinal, Ordinals, Reason, World};

/// Row height in CSS pixels, as `--row` of `.lines__table`.
const ROW: u32 = 40;
/// Row height in a narrow window, where the note is below the other cells.
const NARROW_ROW: u32 = 128;
/// Media query of a narrow window, as in `dialogs.css`.
const NARROW: &str = "(max-width: 599px)";
/// CSS pixels, as the maximum height of `.lines`.
const HEIGHT: f64 = 360.0;
/// Number of instances that are named in a sentence; the others are counted.
const NAMED: usize = 5;

/// The first cell of a line: the outcome for the instance.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Shown {
    pub tone: Tone,
    pub icon: Option<Icon>,
    pub text: String,
}

/// Outcome and note of an instance; called only for the lines in view.
pub(super) type Line = Callback<Ordinal, (Shown, String)>;

/// A table of instances: outcome, id over name, note.
#[component]
pub(super) fn Lines(
    /// Names the table.
    #[prop(into)]
    caption: String,
    /// Sets of instances that are listed one after the other.
    #[prop(into)]
    who: Signal<Vec<Ordinals>>,
    line: Line,
    /// Headings of the first and the last column.
    heads: (&'static str, &'static str),
    #[prop(optional)] test_id: Option<&'static str>,
) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let is_narrow = use_media(NARROW);
    let lines = move |range: Range<usize>| {
        who.with(|sets| {
            let mut before = range.start;
            let rest = sets.iter().flat_map(move |set| {
                let left_out = before.min(set.len());
                before -= left_out;
                set.iter_from(left_out)
            });
            rest.take(range.len()).collect::<Vec<_>>()
        })
    };
    DataTable {
        caption,
        frame: Frame::Scrolled("lines", HEIGHT),
        class: "lines__table",
        columns: columns(texts, heads),
        total: Signal::derive(move || who.with(|sets| sets.iter().map(Ordinals::len).sum())),
        lines: Box::new(lines),
        key: |ordinal| *ordinal,
        read: Box::new(move |ordinal| Row::read(console, ordinal, line)),
        more: More {
            test_id,
            row_height: Some(Signal::derive(move || if is_narrow.get() { NARROW_ROW } else { ROW })),
            ..More::default()
        },
    }
    .view()
}

/// Content of a row, which follows the world as long as the dialog does.
struct Row(Memo<Said>);

#[derive(Clone, PartialEq, Eq)]
struct Said {
    shown: Shown,
    id: String,
    name: String,
    note: String,
}

impl Row {
    fn read(console: Console, ordinal: Ordinal, line: Line) -> Self {
        let named = |instance: &Instance| (instance.id.to_string(), instance.name.to_string());
        Self(Memo::new(move |_| {
            let (shown, note) = line.run(ordinal);
            let (id, name) = console.peek(|world| world.any(ordinal).map(named)).unwrap_or_default();
            Said { shown, id, name, note }
        }))
    }
}

fn columns(texts: Texts, (first, last): (&'static str, &'static str)) -> Vec<Column<Row>> {
    vec![
        Column::new(first, |row: &Row| {
            let said = row.0;
            move || {
                let Shown { tone, icon, text } = said.get().shown;
                view! { <Status tone icon=icon.unwrap_or(Icon::Dash) text /> }
            }
        })
        .class("lines__outcome"),
        Column::new(texts.dialogs_column_instance(), |row: &Row| {
            let said = row.0;
            move || {
                let Said { id, name, .. } = said.get();
                view! {
                    <span class="lines__id"><CutMiddle text=id /></span>
                    <span class="lines__name"><CutMiddle text=name /></span>
                }
            }
        })
        .class("lines__instance")
        .names_row(),
        Column::new(last, |row: &Row| {
            let said = row.0;
            let note = move || said.get().note;
            view! { <span class="lines__cut" data-tip=note data-tip-if="cut">{note}</span> }
        })
        .class("lines__note"),
    ]
}

/// The refused instances, grouped by reason.
pub(super) fn failures(answer: &Answer) -> Vec<(Reason, Ordinals)> {
    let Answer::Outcomes(outcomes) = answer else { return Vec::new() };
    let mut all: Vec<(Reason, Ordinals)> = Vec::new();
    for outcome in outcomes {
        let Happened::Refused(reason) = outcome.happened else { continue };
        match all.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, who)) => outcome.who.iter().for_each(|ordinal| who.insert(ordinal)),
            None => all.push((reason, outcome.who.clone())),
        }
    }
    all
}

/// The first few by name, the rest by number: "web-1, web-2 and 98 more".
pub(super) fn named(texts: Texts, world: &World, who: &Ordinals) -> String {
    let names: Vec<&str> =
        who.iter().filter_map(|ordinal| world.any(ordinal)).take(NAMED).map(Instance::called).collect();
    let more = who.len().saturating_sub(names.len());
    let names = names.join(texts.dialogs_list_separator());
    if more == 0 { names } else { texts.dialogs_and_more(args::DialogsAndMore { more, names }) }
}
