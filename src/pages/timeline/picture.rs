//! The picture: a line for each kind of event over a time axis, marks with counts, the current time. One mark is a tab stop; arrow keys
//! move along.

use leptos::{
    ev::{KeyboardEvent, PointerEvent, WheelEvent},
    prelude::*,
    wasm_bindgen::JsCast as _,
};

use super::{
    layout::{Cluster, short_count},
    state::State,
    words::{label, route, shown_count},
};
use crate::{
    pages::{parts::axis::text_width, records::marks::Mark},
    platform::local_time::offset_at,
    ui::use_width,
};
use latch_rules::UnixMillis;

/// Heights, CSS pixels.
pub(super) const LINE: f64 = 48.0;
pub(super) const TOP: f64 = 22.0;
pub(super) const AXIS: f64 = 28.0;
/// The minimum distance between ticks in CSS pixels.
pub(super) const TICKS: f64 = 84.0;
/// A pointer that moved less than this, in CSS pixels, has clicked.
const CLICK: f64 = 4.0;

/// The vertical middle of a line.
pub(super) fn middle(line: usize) -> f64 {
    TOP + LINE * line as f64 + 30.0
}

pub(super) fn height(lines: usize) -> f64 {
    TOP + LINE * lines as f64 + AXIS
}

#[component]
pub(super) fn Picture(state: State) -> impl IntoView {
    let texts = state.console.texts();
    let (frame, width) = use_width();
    Effect::new(move |_| state.width.set(width.get()));
    let total = Memo::new(move |_| height(state.lanes.with(Vec::len)));
    let drag: StoredValue<Option<(f64, UnixMillis)>> = StoredValue::new(None);
    let pressed = move |event: PointerEvent| {
        if event.button() == 0 {
            drag.set_value(Some((f64::from(event.client_x()), state.centre.get_untracked())));
        }
    };
    let moved = move |event: PointerEvent| {
        let Some((from, _)) = drag.get_value() else { return };
        if event.buttons() & 1 == 0 {
            return drag.set_value(None);
        }
        let by = f64::from(event.client_x()) - from;
        if by.abs() >= CLICK {
            drag.set_value(Some((f64::from(event.client_x()), state.centre.get_untracked())));
            state.pan(-by / state.width.get_untracked().max(1.0));
        }
    };
    let wheeled = move |event: WheelEvent| {
        if event.ctrl_key() {
            event.prevent_default();
            state.zoom(event.delta_y() < 0.0);
        }
    };
    focus_chosen(state);
    let cluster = move |cluster: Cluster| mark_view(state, cluster);
    // The name and the link of a cluster depend on its events, so they are a part of its key.
    let key = |cluster: &Cluster| {
        let first = cluster.marks.first().copied().unwrap_or_default();
        (cluster.line, cluster.x.to_bits(), first, cluster.marks.len(), cluster.is_due, cluster.is_undone)
    };
    view! {
        <div
            class="time__frame"
            class:time__frame--still=move || state.span.get() == super::span::Span::All
            node_ref=frame
            on:pointerdown=pressed
            on:pointermove=moved
            on:pointerup=move |_| drag.set_value(None)
            on:wheel=wheeled
            on:keydown=move |event| keyed(state, &event)
        >
            <svg
                class="time__picture"
                width=move || width.get().to_string()
                height=move || total.get().to_string()
                role="group"
                aria-label=texts.timeline_picture()
                aria-description=texts.timeline_picture_keys()
                data-testid="timeline-picture"
            >
                {move || ticks(state)}
                <Now state total />
                {move || lines(state)}
                <For each=move || state.clusters.get() key=key children=cluster />
            </svg>
        </div>
    }
}

fn lines(state: State) -> impl IntoView {
    let texts = state.console.texts();
    let width = state.width.get();
    state.lanes.with(|lanes| {
        lanes
            .iter()
            .enumerate()
            .map(|(line, lane)| {
                let y = middle(line);
                view! {
                    <path class="time__line" d=format!("M0 {y}H{width}")></path>
                    <text class="time__lane" x="8" y=y - 16.0>{lane.words(texts)}</text>
                }
            })
            .collect_view()
    })
}

fn ticks(state: State) -> impl IntoView {
    let axis = state.axis.get();
    let bottom = TOP + LINE * state.lanes.with(Vec::len) as f64;
    let one = move |tick: crate::pages::parts::axis::Tick| {
        let long = text_width(&tick.label, 12.0);
        let x = (tick.x - long / 2.0).clamp(2.0, (axis.width - long - 2.0).max(2.0));
        view! {
            <path class="time__tick" d=format!("M{} {TOP}V{bottom}", tick.x)></path>
            <text class="time__date" x=x y=bottom + 18.0>{tick.label}</text>
        }
    };
    axis.ticks(TICKS, offset_at).into_iter().map(one).collect_view()
}

#[component]
fn Now(state: State, total: Memo<f64>) -> impl IntoView {
    let texts = state.console.texts();
    move || {
        let axis = state.axis.get();
        let x = axis.x(state.console.now());
        (x >= 0.0 && x <= axis.width).then(|| {
            view! {
                <g class="time__now" data-testid="timeline-now">
                    <path d=format!("M{x} {TOP}V{}", total.get() - AXIS)></path>
                    <text x=(x + 4.0).min(axis.width - 30.0) y=TOP - 8.0>{texts.timeline_now()}</text>
                </g>
            }
        })
    }
}

/// The marks of a cluster.
pub(super) fn members(state: State, cluster: &Cluster) -> Vec<Mark> {
    state.marks.with_untracked(|all| cluster.marks.iter().filter_map(|place| all.get(*place)).cloned().collect())
}

fn mark_view(state: State, cluster: Cluster) -> impl IntoView {
    let marks = members(state, &cluster);
    let (x, y) = (cluster.x, middle(cluster.line));
    let own = StoredValue::new(cluster.clone());
    let is_stop = Memo::new(move |_| {
        let stop = state.stop.get();
        state
            .clusters
            .with(|all| stop.and_then(|place| all.get(place)).is_some_and(|at| own.with_value(|own| own == at)))
    });
    let is_chosen = Memo::new(move |_| is_stop.get() && state.chosen.with(Option::is_some));
    let class = format!(
        "time__mark time__mark--{}{}{}",
        cluster.lane.tone(),
        if cluster.is_due { " time__mark--due" } else { "" },
        if cluster.is_undone { " time__mark--undone" } else { "" },
    );
    let name = label(state.console, &marks);
    let called = name.clone();
    let count = shown_count(&marks);
    let text = (count > 1).then(|| short_count(count));
    let half = text.as_ref().map_or(11.0, |text| (text_width(text, 12.0) / 2.0 + 6.0).clamp(11.0, 19.0));
    let (lines, filled) = marks.first().map_or(("", ""), |mark| mark.icon().paths());
    let first = StoredValue::new(marks.first().cloned());
    let choose = move || state.chosen.set(first.get_value());
    let sign = match text {
        Some(text) => view! { <text class="time__count" x=x y=y + 4.0 text-anchor="middle">{text}</text> }.into_any(),
        None => view! {
            <g transform=format!("translate({} {}) scale(0.75)", x - 6.0, y - 6.0)>
                {(!filled.is_empty()).then(|| view! { <path class="time__solid" d=filled></path> })}
                {(!lines.is_empty()).then(|| view! { <path class="time__stroke" d=lines></path> })}
            </g>
        }
        .into_any(),
    };
    let is_undone = cluster.is_undone;
    view! {
        <g
            class=class
            class:time__mark--chosen=move || is_chosen.get()
            role="button"
            tabindex=move || if is_stop.get() { "0" } else { "-1" }
            aria-label=called
            data-testid="timeline-mark"
            data-count=marks.len().to_string()
            data-stop=move || is_stop.get().then_some("")
            on:click=move |_| choose()
            on:focus=move |_| choose()
        >
            <title>{name}</title>
            <rect class="time__ring" x=x - half - 4.0 y=y - 15.0 width=2.0 * half + 8.0 height="30" rx="15"></rect>
            <rect class="time__body" x=x - half y=y - 11.0 width=2.0 * half height="22" rx="11"></rect>
            {sign}
            {is_undone.then(|| view! { <path class="time__strike" d=format!("M{} {}L{} {}", x - 13.0, y + 13.0, x + 13.0, y - 13.0)></path> })}
        </g>
    }
}

/// Moves the focus to a mark that was chosen by key as soon as it is rendered.
fn focus_chosen(state: State) {
    Effect::new(move |_| {
        state.chosen.track();
        state.clusters.track();
        request_animation_frame(move || {
            let Ok(Some(mark)) = document().query_selector(".time__picture [data-stop]") else { return };
            let has_focus = document().active_element().is_some_and(|active| active == mark);
            if !has_focus && state.wants_focus() {
                // An SVG element has the same method as an HTML element.
                let _ = mark.unchecked_into::<web_sys::HtmlElement>().focus();
            }
        });
    });
}

fn keyed(state: State, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let acts = match event.key().as_str() {
        "ArrowLeft" if event.shift_key() => return state.handled(event, || state.pan(-0.25)),
        "ArrowRight" if event.shift_key() => return state.handled(event, || state.pan(0.25)),
        "+" | "=" => return state.handled(event, || state.zoom(true)),
        "-" => return state.handled(event, || state.zoom(false)),
        "ArrowLeft" | "ArrowUp" => Step::Back,
        "ArrowRight" | "ArrowDown" => Step::On,
        "Home" => Step::First,
        "End" => Step::Last,
        "Enter" | " " => return state.handled(event, || open(state)),
        _ => return,
    };
    state.handled(event, || step(state, acts));
}

/// A move from mark to mark.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Back,
    On,
    First,
    Last,
}

/// Moves to the next mark; if none is in view in that direction, moves the view to it.
fn step(state: State, step: Step) {
    let stop = state.stop.get_untracked();
    let (all, clusters) = (state.marks.get_untracked(), state.clusters.get_untracked());
    let wanted = match step {
        Step::First => Some(0),
        Step::Last => clusters.len().checked_sub(1),
        Step::Back => stop.and_then(|place| place.checked_sub(1)),
        Step::On => stop.map(|place| place + 1),
    };
    let first = |place: usize| clusters.get(place).and_then(|cluster| all.get(*cluster.marks.first()?)).cloned();
    let next = wanted.and_then(first);
    let axis = state.axis.get_untracked();
    let beyond = || match step {
        Step::Back => all.iter().rev().find(|mark| mark.at < axis.from).cloned(),
        Step::On => all.iter().find(|mark| mark.at > axis.to).cloned(),
        Step::First | Step::Last => None,
    };
    if let Some(mark) = next {
        state.choose(mark);
    } else if let Some(mark) = beyond() {
        state.look_at(mark.at);
        state.choose(mark);
    }
}

/// Opens the page of the chosen mark; if the mark holds events of several instants, zooms in first.
pub(super) fn open(state: State) {
    let stop = state.stop.get_untracked();
    let cluster = state.clusters.with_untracked(|all| stop.and_then(|place| all.get(place)).cloned());
    let Some(cluster) = cluster else { return };
    let marks = members(state, &cluster);
    let (Some(first), Some(last)) = (marks.first(), marks.last()) else { return };
    if first.at != last.at && untrack(|| state.nearer()).is_some() {
        state.choose(first.clone());
        return state.zoom(true);
    }
    let route = state.console.peek(|world| route(world, first));
    if let Some(route) = route {
        state.console.go(&route);
    }
}
