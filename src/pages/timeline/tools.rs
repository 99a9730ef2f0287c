//! The toolbar above the picture: search, span, zoom, moving along, picture or table, files.

use leptos::prelude::*;

use super::{
    export::{csv, svg},
    span::Span,
    state::State,
};
use crate::{
    context::Notice,
    platform::{
        files,
        local_time::{offset_at, zone_name},
    },
    ui::{Choice, Icon, IconButton, MenuButton, MenuItem, RadioGroup, RadioLook, SearchBox},
};

#[component]
pub(super) fn Tools(state: State) -> impl IntoView {
    let texts = state.console.texts();
    let spans: Vec<Choice> = Span::EVERY.map(|span| Choice::new(span.slug(), span.label(texts))).to_vec();
    let looks =
        vec![Choice::new("picture", texts.timeline_as_picture()), Choice::new("table", texts.timeline_as_table())];
    let all = move || state.span.get() == Span::All;
    let no_pan = Signal::derive(move || all().then(|| texts.timeline_why_no_pan().to_owned()));
    let no_in = Signal::derive(move || state.nearer().is_none().then(|| texts.timeline_why_no_in().to_owned()));
    let no_out = Signal::derive(move || all().then(|| texts.timeline_why_no_out().to_owned()));
    let choose = move |slug: String| {
        if let Some(span) = Span::from_slug(&slug) {
            state.show(span);
        }
    };
    view! {
        <div class="toolbar">
            <SearchBox
                label=texts.timeline_search()
                placeholder=Some(texts.timeline_search_hint().to_owned())
                value=state.search
                on_input=move |text| state.search.set(text)
                test_id="timeline-search"
            />
            <RadioGroup
                legend=texts.timeline_span()
                legend_hidden=true
                look=RadioLook::Segmented
                choices=spans
                value=Signal::derive(move || state.span.get().slug().to_owned())
                on_change=choose
            />
            <div class="time__tools" role="group" aria-label=texts.timeline_picture()>
                <IconButton icon=Icon::Minus label=texts.timeline_zoom_out() disabled_reason=no_out on_click=move |()| state.zoom(false) />
                <IconButton icon=Icon::Plus label=texts.timeline_zoom_in() disabled_reason=no_in on_click=move |()| state.zoom(true) />
                <IconButton icon=Icon::ChevronLeft label=texts.timeline_earlier() disabled_reason=no_pan on_click=move |()| state.pan(-0.5) />
                <IconButton icon=Icon::Clock label=texts.timeline_to_now() disabled_reason=no_pan on_click=move |()| state.to_now() />
                <IconButton icon=Icon::ChevronRight label=texts.timeline_later() disabled_reason=no_pan on_click=move |()| state.pan(0.5) />
            </div>
            <span class="toolbar__space"></span>
            <RadioGroup
                legend=texts.timeline_look()
                legend_hidden=true
                look=RadioLook::Segmented
                choices=looks
                value=Signal::derive(move || if state.as_table.get() { "table" } else { "picture" }.to_owned())
                on_change=move |look: String| state.as_table.set(look == "table")
            />
            <TakeAway state />
        </div>
    }
}

#[component]
fn TakeAway(state: State) -> impl IntoView {
    let texts = state.console.texts();
    let entries = move |()| {
        vec![
            MenuItem::new(texts.timeline_csv(), move || save(state, "csv", "text/csv;charset=utf-8")).into(),
            MenuItem::new(texts.timeline_svg(), move || save(state, "svg", "image/svg+xml")).into(),
        ]
    };
    view! { <MenuButton label=texts.records_download() icon=Icon::Download entries test_id="download" /> }
}

fn save(state: State, kind: &str, mime: &str) {
    let console = state.console;
    let texts = console.texts();
    let now = console.now_untracked();
    let text = console.peek(|world| {
        if kind == "csv" {
            let shown: Vec<_> = untrack(|| state.shown()).into_iter().map(|(_, mark)| mark).collect();
            return csv(world, texts, &shown);
        }
        let axis = state.axis.get_untracked();
        state.marks.with_untracked(|all| svg(world, texts, all, axis, now, (&offset_at, &zone_name())))
    });
    let day = now.civil();
    let name = format!("latch-timeline-{:04}-{:02}-{:02}.{kind}", day.year, day.month, day.day);
    console.notify(match files::download(&name, mime, &text) {
        Ok(()) => Notice::success(texts.records_downloaded(&name)).keyed("download"),
        Err(_) => Notice::error(texts.records_download_failed(&name)).keyed("download"),
    });
}
