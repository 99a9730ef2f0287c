//! The button that downloads the forecast as it is shown.

use leptos::prelude::*;

use super::{export::Sheet, state::State};
use crate::{
    context::Notice,
    platform::files,
    ui::{Icon, MenuButton, MenuItem},
};

#[component]
pub(super) fn TakeAway(state: State) -> impl IntoView {
    let texts = state.console.texts();
    let entries = move |()| {
        let item = |label: &str, kind: &'static str, mime: &'static str, write: fn(&Sheet) -> String| {
            MenuItem::new(label, move || save(state, kind, mime, write)).into()
        };
        vec![
            item(texts.forecast_csv(), "csv", "text/csv;charset=utf-8", Sheet::csv),
            item(texts.forecast_markdown(), "md", "text/markdown;charset=utf-8", Sheet::markdown),
            item(texts.forecast_svg(), "svg", "image/svg+xml", Sheet::svg),
        ]
    };
    view! { <MenuButton label=texts.records_download() icon=Icon::Download entries test_id="download" /> }
}

fn save(state: State, kind: &str, mime: &str, write: fn(&Sheet) -> String) {
    let console = state.console;
    let texts = console.texts();
    let now = state.as_of.get_untracked();
    let sheet = console.peek(|world| state.shown.with_untracked(|who| Sheet::new(world, texts, who, now)));
    let day = now.civil();
    let name = format!("latch-forecast-{:04}-{:02}-{:02}.{kind}", day.year, day.month, day.day);
    console.notify(match files::download(&name, mime, &write(&sheet)) {
        Ok(()) => Notice::success(texts.records_downloaded(&name)).keyed("download"),
        Err(_) => Notice::error(texts.records_download_failed(&name)).keyed("download"),
    });
}
