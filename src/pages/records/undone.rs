//! The mark of a record that a rewind undid. It stays in the record, and says so.

use leptos::prelude::*;

use crate::{
    context::use_console,
    ui::{Icon, Status, Tone},
};
use latch_rules::rewind;

/// "Undone" where a rewind undid the record of that number; nothing otherwise.
#[component]
pub fn UndoneMark(number: u64) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let by = Memo::new(move |_| console.with(|world| rewind::undone_by(world, number)));
    move || {
        by.get().map(|by| {
            view! {
                <span class="undone" data-testid="undone">
                    <Status icon=Icon::History tone=Tone::Accent text=texts.timeline_undone() tip=texts.timeline_undone_tip(by) />
                </span>
            }
        })
    }
}
