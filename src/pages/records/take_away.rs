//! The button that downloads a table as JSON or CSV.

use leptos::prelude::*;

use super::sheet::Sheet;
use crate::{
    context::{Console, Notice, use_console},
    platform::files,
    ui::{Icon, MenuButton, MenuItem},
};

/// Downloads the sheet that `sheet` returns. The file name is `stem` and the virtual date.
#[component]
pub fn TakeAway(stem: &'static str, #[prop(into)] sheet: Callback<(), Sheet>) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let entries = Callback::new(move |()| {
        vec![
            MenuItem::new("JSON", move || {
                save(console, &format!("{stem}-{}.json", day(console)), "application/json", &sheet.run(()).json());
            })
            .into(),
            MenuItem::new("CSV", move || {
                save(console, &format!("{stem}-{}.csv", day(console)), "text/csv;charset=utf-8", &sheet.run(()).csv());
            })
            .into(),
        ]
    });
    view! { <MenuButton label=texts.records_download() icon=Icon::Download entries test_id="download" /> }
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
