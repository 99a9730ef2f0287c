//! Tells that there were records before the oldest kept one, why they are gone, and since when records are kept (R14).

use leptos::prelude::*;

use crate::i18n::args;
use crate::{
    context::use_console,
    ui::{Notice, NoticeKind},
};

/// A notice above a table of records; absent while all records are kept.
#[component]
pub fn OldestGone() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let gone = Memo::new(move |_| {
        console.with(|world| {
            let (count, is_replaced) = world.earlier_records()?;
            Some((count, is_replaced, world.records.front()?.at))
        })
    });
    move || {
        gone.get().map(|(count, is_replaced, since)| {
            let since = texts.date_time(since);
            let text = match is_replaced {
                true => texts.records_oldest_replaced(args::RecordsOldestReplaced { count, time: since }),
                false => texts.records_oldest_gone(args::RecordsOldestGone { count, time: since }),
            };
            view! { <Notice kind=NoticeKind::Info test_id="oldest-gone"><p>{text}</p></Notice> }
        })
    }
}
