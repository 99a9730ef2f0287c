//! The table of instances inside a dialog: outcome first, windowed, so that a hundred thousand open as fast as three. And naming some
//! of many in one sentence.

use leptos::prelude::*;

use crate::{
    context::{Console, use_console},
    i18n::{Texts, args},
    ui::{CutMiddle, Icon, SpacerAfter, SpacerBefore, Status, Tone, use_media, use_virtual_rows_of},
};
use latch_rules::{Answer, Happened, Instance, Ordinal, Ordinals, Reason, World};

/// CSS pixels, as `--row` of `.lines__table`.
const ROW: u32 = 40;
/// The same where the window is narrow: the note stands below.
const NARROW_ROW: u32 = 84;
/// When it is, as in `dialogs.css`.
const NARROW: &str = "(max-width: 599px)";
/// CSS pixels, as the greatest height of `.lines`.
const HEIGHT: f64 = 360.0;
/// Rows kept ready beyond what is seen.
const OVERSCAN: usize = 1;
/// So many instances are named in a sentence; the others are counted.
const NAMED: usize = 5;

/// The first cell of a line: what becomes of the instance.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Shown {
    pub tone: Tone,
    pub icon: Option<Icon>,
    pub text: String,
}

/// What a line says of its instance; asked only for the lines in view.
pub(super) type Line = Callback<Ordinal, (Shown, String)>;

/// A table of instances: outcome, id over name, note.
#[component]
pub(super) fn Lines(
    /// Names the table.
    #[prop(into)]
    caption: String,
    /// One after the other.
    #[prop(into)]
    who: Signal<Vec<Ordinals>>,
    line: Line,
    /// Headings of the first and the last column.
    heads: (&'static str, &'static str),
    #[prop(optional)] test_id: Option<&'static str>,
) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let total = Signal::derive(move || who.with(|sets| sets.iter().map(Ordinals::len).sum()));
    let is_narrow = use_media(NARROW);
    let row = Signal::derive(move || if is_narrow.get() { NARROW_ROW } else { ROW });
    let rows = use_virtual_rows_of(HEIGHT, total, row, OVERSCAN);
    let shown = move || {
        let range = rows.window.get().range();
        who.with(|sets| {
            let mut before = range.start;
            let rest = sets.iter().flat_map(move |set| {
                let left_out = before.min(set.len());
                before -= left_out;
                set.iter_from(left_out)
            });
            range.zip(rest).collect::<Vec<_>>()
        })
    };
    view! {
        <div class="lines" node_ref=rows.scroller data-testid=test_id tabindex="0" role="group" aria-label=caption.clone()>
            // The roles are said, since a narrow window lays the cells out otherwise than as a table.
            <table class="table lines__table" role="table" aria-rowcount=move || (total.get() + 1).to_string()>
                <caption class="visually-hidden">{caption.clone()}</caption>
                <thead role="rowgroup">
                    <tr role="row" aria-rowindex="1">
                        <th role="columnheader" scope="col" class="lines__outcome">{heads.0}</th>
                        <th role="columnheader" scope="col">{texts.dialogs_column_instance()}</th>
                        <th role="columnheader" scope="col">{heads.1}</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <SpacerBefore window=rows.window />
                    <For each=shown key=|(_, ordinal)| *ordinal let((index, ordinal))>
                        <tr role="row" aria-rowindex=(index + 2).to_string()>
                            {move || cells(console, ordinal, line.run(ordinal))}
                        </tr>
                    </For>
                    <SpacerAfter window=rows.window />
                </tbody>
            </table>
        </div>
    }
}

fn cells(console: Console, ordinal: Ordinal, (shown, note): (Shown, String)) -> impl IntoView {
    let (id, name) = console
        .peek(|world| world.any(ordinal).map(|instance| (instance.id.to_string(), instance.name.to_string())))
        .unwrap_or_default();
    let tip = note.clone();
    view! {
        <td role="cell" class="lines__outcome">
            <Status tone=shown.tone icon=shown.icon.unwrap_or(Icon::Dash) text=shown.text />
        </td>
        <th role="rowheader" scope="row" class="lines__instance">
            <span class="lines__id"><CutMiddle text=id /></span>
            <span class="lines__name"><CutMiddle text=name /></span>
        </th>
        <td role="cell" class="lines__note">
            <span class="lines__cut" data-tip=tip data-tip-if="cut">
                {note}
            </span>
        </td>
    }
}

/// Who was refused, by why.
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
