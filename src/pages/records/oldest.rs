//! Says that the oldest records gave way, and since when the rest is kept (R14).

use leptos::prelude::*;

use crate::{
    context::use_console,
    ui::{Notice, NoticeKind},
};

/// A notice above a table of records; nothing while all are kept.
#[component]
pub fn OldestGone() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let gone = Memo::new(move |_| {
        console.with(|world| {
            world.records.front().filter(|oldest| oldest.number > 1).map(|oldest| (oldest.number - 1, oldest.at))
        })
    });
    move || {
        gone.get().map(|(count, since)| {
            let text = texts.records_oldest_gone(count, texts.date_time(since));
            view! { <Notice kind=NoticeKind::Info test_id="oldest-gone"><p>{text}</p></Notice> }
        })
    }
}
