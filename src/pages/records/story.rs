//! The drawn history of one instance: created, protected, scheduled, attacked, released, and what is due, along a line that is not to
//! scale; and the same as a table.

use leptos::prelude::*;

use super::{
    OutcomeMark, UndoneMark,
    marks::{Mark, What, Whose, marks},
};
use crate::{
    context::{Console, Route, use_console},
    i18n::{Texts, args},
    pages::parts::{
        Moment,
        axis::{Placed, place, spread, text_width},
    },
    ui::{Column, DataTable, Disclosure, Frame, Icon, More, Status, use_width},
};
use latch_rules::{Instance, Ordinal, Ordinals, UnixMillis, World};

/// Maximum number of drawn marks; of more marks, the newest are drawn.
const MOST: usize = 40;
/// Minimum distance between marks in CSS pixels.
const LEAST: f64 = 76.0;
const EDGE: f64 = 48.0;
const LINE: f64 = 84.0;
const HEIGHT: f64 = 150.0;
const SIZE: f64 = 12.0;

/// A mark in words.
#[derive(Clone, PartialEq, Debug)]
struct Told {
    mark: Mark,
    words: &'static str,
    actor: String,
}

/// All known events of an instance, earliest first.
fn tell(console: Console, world: &World, ordinal: Ordinal) -> Vec<Told> {
    let texts = console.texts();
    let mut all = marks(world, &Whose::Those(&|one| one == ordinal));
    let created = |instance: &Instance| {
        let is_told = all.iter().any(|mark| mark.at <= instance.created_at && matches!(mark.what, What::Record { .. }));
        (!is_told).then_some(Mark {
            at: instance.created_at,
            lane: super::marks::Lane::Other,
            what: What::Created,
            who: Ordinals::one(ordinal),
        })
    };
    if let Some(mark) = world.any(ordinal).and_then(created) {
        all.insert(all.partition_point(|known| known.at < mark.at), mark);
    }
    let told = |mark: Mark| {
        let record = if let What::Record { number, .. } = mark.what { world.record(number) } else { None };
        let actor = record.map(|record| texts.actor(&record.actor)).unwrap_or_default();
        Told { words: mark.words(texts, world), actor, mark }
    };
    all.into_iter().map(told).collect()
}

/// The drawing, and the same events as a table.
#[component]
pub fn Story(ordinal: Ordinal, #[prop(into)] name: String) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let all = Memo::new(move |_| console.with(|world| tell(console, world, ordinal)));
    let (frame, width) = use_width();
    let hidden = move || all.with(Vec::len).saturating_sub(MOST);
    let name = StoredValue::new(name);
    view! {
        <div class="story">
            <div class="story__frame" node_ref=frame tabindex="0" role="group" aria-label=texts.timeline_story()>
                {move || {
                    let drawn = all.with(|all| all.iter().skip(all.len().saturating_sub(MOST)).cloned().collect::<Vec<_>>());
                    drawing(texts, &name.get_value(), &drawn, console.now_untracked(), width.get())
                }}
            </div>
            <p class="story__hint">
                {texts.timeline_story_hint()}
                {move || (hidden() > 0).then(|| format!(" {}", texts.timeline_story_hidden(hidden())))}
            </p>
            <Disclosure summary=texts.timeline_story_table() test_id="story-table">
                <Twin all />
            </Disclosure>
        </div>
    }
}

/// The drawing: marks and the current time along a line.
fn drawing(texts: Texts, name: &str, all: &[Told], now: UnixMillis, width: f64) -> impl IntoView + use<> {
    let past = all.iter().filter(|one| !one.mark.is_due()).count();
    let mut instants: Vec<UnixMillis> = all.iter().map(|one| one.mark.at).collect();
    let now_place = past;
    let at = instants.get(past.wrapping_sub(1)).copied().unwrap_or(now).max(now);
    instants.insert(now_place, at);
    // Events at the same instant stand side by side, so that each is visible.
    let mut apart: Vec<UnixMillis> = Vec::new();
    for at in instants {
        apart.push(apart.last().map_or(at, |last: &UnixMillis| at.max(last.plus(1))));
    }
    let places: Vec<f64> = spread(&apart, (width - 2.0 * EDGE).max(0.0), LEAST).iter().map(|x| x + EDGE).collect();
    let end = places.last().copied().unwrap_or(EDGE);
    let now_x = places.get(now_place).copied().unwrap_or(EDGE);
    let total = (end + EDGE).max(width);
    let own: Vec<f64> = places.iter().enumerate().filter(|(place, _)| *place != now_place).map(|(_, x)| *x).collect();
    let words: Vec<String> = all.iter().map(|one| crate::pages::parts::svg::cut(one.words, 34)).collect();
    let labels: Vec<(f64, f64)> = own.iter().zip(&words).map(|(x, text)| (*x, text_width(text, SIZE))).collect();
    let dates: Vec<String> = all.iter().map(|one| short(one.mark.at)).collect();
    let below: Vec<(f64, f64)> = own.iter().zip(&dates).map(|(x, text)| (*x, text_width(text, 11.0))).collect();
    let above = place(&labels, total, 3, 6.0);
    let below = place(&below, total, 2, 6.0);
    let one = |index: usize| {
        let (told, x) = (all.get(index)?, *own.get(index)?);
        let above = above.get(index).copied().flatten();
        let below = below.get(index).copied().flatten();
        Some(mark_view(told, x, words.get(index)?.clone(), above, dates.get(index)?.clone(), below))
    };
    let marks = (0..all.len()).filter_map(one).collect_view();
    let label = match (all.first(), all.last()) {
        (Some(first), Some(last)) => texts.timeline_story_label(args::TimelineStoryLabel {
            count: all.len(),
            from: texts.date_time(first.mark.at),
            name,
            to: texts.date_time(last.mark.at),
        }),
        _ => name.to_owned(),
    };
    view! {
        <svg
            class="story__picture"
            width=total.to_string()
            height=HEIGHT.to_string()
            viewBox=format!("0 0 {total} {HEIGHT}")
            role="img"
            aria-label=label
            data-testid="story"
        >
            <path class="story__line" d=format!("M{EDGE} {LINE}H{now_x}")></path>
            <path class="story__line story__line--due" d=format!("M{now_x} {LINE}H{end}")></path>
            <g class="story__now">
                <path d=format!("M{now_x} {}V{}", LINE - 22.0, LINE + 22.0)></path>
                <text x=now_x y=LINE + 36.0 text-anchor="middle">{texts.timeline_now()}</text>
            </g>
            {marks}
        </svg>
    }
}

fn mark_view(
    told: &Told,
    x: f64,
    words: String,
    above: Option<Placed>,
    date: String,
    below: Option<Placed>,
) -> impl IntoView + use<> {
    let mark = &told.mark;
    let class = format!(
        "story__mark story__mark--{}{}{}",
        mark.lane.tone(),
        if mark.is_due() { " story__mark--due" } else { "" },
        if mark.is_undone() { " story__mark--undone" } else { "" },
    );
    let (lines, filled) = mark.icon().paths();
    let is_undone = mark.is_undone();
    let word = above.map(|above| {
        let y = LINE - 22.0 - 17.0 * above.line as f64;
        view! {
            <path class="story__lead" d=format!("M{x} {}V{}", LINE - 13.0, y + 3.0)></path>
            <text class="story__word" x=above.x y=y>{words}</text>
        }
    });
    let date = below.map(|below| {
        view! { <text class="story__date" x=below.x y=LINE + 29.0 + 15.0 * below.line as f64>{date}</text> }
    });
    view! {
        <g class=class>
            {word}
            <circle cx=x cy=LINE r="11"></circle>
            <g transform=format!("translate({} {}) scale(0.75)", x - 6.0, LINE - 6.0)>
                {(!filled.is_empty()).then(|| view! { <path class="story__solid" d=filled></path> })}
                {(!lines.is_empty()).then(|| view! { <path class="story__stroke" d=lines></path> })}
            </g>
            {is_undone.then(|| view! { <path class="story__strike" d=format!("M{} {}L{} {}", x - 13.0, LINE + 13.0, x + 13.0, LINE - 13.0)></path> })}
            {date}
        </g>
    }
}

/// In the browser's time zone, figures only.
fn short(at: UnixMillis) -> String {
    let local = at.plus(crate::platform::local_time::offset_at(at)).civil();
    format!("{:04}-{:02}-{:02} {:02}:{:02}", local.year, local.month, local.day, local.hour, local.minute)
}

/// The same events as a table.
#[component]
fn Twin(all: Memo<Vec<Told>>) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let columns = vec![
        Column::new(
            texts.timeline_column_time(),
            |told: &Told| view! { <Moment at=told.mark.at absolute_first=true /> },
        ),
        Column::new(texts.timeline_column_what(), move |told: &Told| {
            let (number, href) = match told.mark.what {
                What::Record { number, .. } => (number, activity_of(console, number)),
                _ => (0, None),
            };
            let words = told.words;
            let words = match href {
                Some(href) => view! { <a href=href>{words}</a> }.into_any(),
                None => words.into_any(),
            };
            let undone = told.mark.is_undone().then(|| view! { " " <UndoneMark number /> });
            view! { {words} {undone} }
        })
        .names_row(),
        Column::new(texts.timeline_column_kind(), move |told: &Told| told.mark.lane.words(texts)),
        Column::new(texts.timeline_column_outcome(), move |told: &Told| match told.mark.what {
            What::Record { happened: Some(happened), protected, .. } => {
                view! { <OutcomeMark happened protected /> }.into_any()
            }
            What::Due(_) => view! { <Status icon=Icon::Clock text=texts.timeline_due() /> }.into_any(),
            _ => ().into_any(),
        }),
        Column::new(texts.timeline_column_actor(), |told: &Told| told.actor.clone()),
    ];
    DataTable {
        caption: texts.timeline_story().to_owned(),
        frame: Frame::Whole("table-plain"),
        class: "",
        columns,
        total: Signal::derive(move || all.with(Vec::len)),
        // Two outcomes of an imported record may be equal, so the index is a part of the key.
        lines: Box::new(move |_| all.get().into_iter().enumerate().collect()),
        key: |(place, told)| (*place, format!("{told:?}")),
        read: Box::new(|(_, told)| told),
        more: More { row_test_id: Some("story-row"), ..More::default() },
    }
    .view()
}

/// The address of the activity page for a record's act.
fn activity_of(console: Console, number: u64) -> Option<String> {
    console.peek(|world| {
        let search = world.record(number)?.request_id.to_string();
        Some(Route::Activity { search, outcome: String::new() }.href())
    })
}
