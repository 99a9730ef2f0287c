//! The button that downloads a table as JSON or CSV.

use leptos::prelude::*;

use super::sheet::Sheet;
use crate::{
    context::{Console, Notice, use_console},
    platform::files,
    ui::{Icon, MenuButton, MenuEntry, MenuItem},
};

/// Downloads the sheet that `sheet` returns. The file name is `stem` and the virtual date.
#[component]
pub fn TakeAway(stem: &'static str, #[prop(into)] sheet: Callback<(), Sheet>) -> impl IntoView {
    let console = use_console();
    let entries = Callback::new(move |()| formats(console, stem, sheet));
    view! { <MenuButton label=console.texts().records_download() icon=Icon::Download entries test_id="download" /> }
}

/// The entries of a menu that download a sheet, one for each format.
#[must_use]
pub fn formats(console: Console, stem: &'static str, sheet: Callback<(), Sheet>) -> Vec<MenuEntry> {
    let entry = |label, end: &'static str, mime: &'static str, text: fn(&Sheet) -> String| {
        MenuItem::new(label, move || {
            save(console, &format!("{stem}-{}.{end}", day(console)), mime, &text(&sheet.run(())));
        })
        .into()
    };
    vec![
        entry("JSON", "json", "application/json", Sheet::json),
        entry("CSV", "csv", "text/csv;charset=utf-8", Sheet::csv),
    ]
}

fn save(console: Console, name: &str, mime: &str, text: &str) {
    let texts = console.texts();
    console.notify(match files::download(name, mime, text) {
        Ok(()) => Notice::success(texts.records_downloaded(name)).keyed("download"),
        Err(_) => Notice::error(texts.records_download_failed(name)).keyed("download"),
    });
}

fn day(console: Console) -> String {
    let now = console.now_untracked().civil();
    format!("{:04}-{:02}-{:02}", now.year, now.month, now.day)
}
