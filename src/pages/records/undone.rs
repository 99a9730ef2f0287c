//! The mark of a record that a rewind undid. The record stays in the list and shows this mark.

use leptos::prelude::*;

use crate::{
    context::use_console,
    ui::{Icon, Status, Tone},
};
use latch_rules::rewind;

/// "Undone" if a rewind undid the record of that number; otherwise empty.
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
