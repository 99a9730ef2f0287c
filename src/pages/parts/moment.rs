//! A moment in time as pages show it: relative in the text, absolute with its zone in the tooltip, or the other way round.

use leptos::prelude::*;

use crate::{context::use_console, ui::Tip};
use latch_rules::UnixMillis;

/// "3 days ago", with the absolute time in the tooltip; `absolute_first` swaps the two.
#[component]
pub fn Moment(at: UnixMillis, #[prop(optional)] absolute_first: bool) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let exact = texts.date_time_exact(at);
    // A memo, so that a tick of the clock updates the page only when the words change.
    let distance = Memo::new(move |_| texts.relative(at, console.now()));
    if absolute_first {
        view! { <Tip text=exact tip=Signal::derive(move || distance.get()) /> }
    } else {
        view! { <Tip text=Signal::derive(move || distance.get()) tip=exact /> }
    }
}
