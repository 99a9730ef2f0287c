//! Past and due events of the whole fleet on a time axis: `#/timeline`. Decides nothing.

mod export;
mod layout;
mod panel;
mod picture;
mod span;
mod state;
mod tools;
mod twin;
mod words;

use leptos::prelude::*;

use self::{panel::Panel, picture::Picture, state::State, tools::Tools, twin::Twin};
use crate::i18n::args;
use crate::{
    context::use_console,
    pages::{parts::NothingYet, records::OldestGone},
    platform::local_time::zone_name,
    ui::{Button, Empty, Icon},
};

/// `#/timeline`.
#[component]
pub fn TimelinePage() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let state = State::of_page();
    let shown = Memo::new(move |_| state.shown_count());
    let total = Memo::new(move |_| state.marks.with(Vec::len));
    let counter = move || {
        let (shown, total) = (shown.get(), total.get());
        if shown == total {
            texts.timeline_count(total)
        } else {
            texts.timeline_count_of(args::TimelineCountOf { shown, total })
        }
    };
    let is_searched = move || state.search.with(|text| !text.trim().is_empty());
    let nothing = move || {
        if is_searched() {
            view! {
                <Empty icon=Icon::Search text=texts.timeline_no_match() test_id="timeline-no-match">
                    <Button label=texts.timeline_clear() on_click=move |()| state.search.set(String::new()) />
                </Empty>
            }
            .into_any()
        } else {
            view! { <NothingYet icon=Icon::Clock text=texts.timeline_empty() test_id="timeline-empty" /> }.into_any()
        }
    };
    view! {
        <div class="page page--filled time">
            <header class="page__head">
                <div class="page__title">
                    <h1 tabindex="-1">{texts.shell_nav_timeline()}</h1>
                    <span class="page__count" role="status">{counter}</span>
                </div>
                <p class="time__lead">{texts.timeline_lead()}</p>
            </header>
            <OldestGone />
            <Tools state />
            <Show when=move || { total.get() > 0 } fallback=nothing>
                <Show
                    when=move || state.as_table.get()
                    fallback=move || {
                        view! {
                            <Picture state />
                            <p class="time__zone">
                                {texts.timeline_zone(zone_name())} " "
                                {move || (shown.get() == 0).then(|| texts.timeline_none_in_view())}
                            </p>
                            <Panel state />
                        }
                    }
                >
                    <Twin state />
                </Show>
            </Show>
        </div>
    }
}
