//! The API calls of an act, rebuilt from its record.

use leptos::prelude::*;

use crate::{
    context::use_console,
    pages::parts::{CALLS_SHOWN, CallsText},
    ui::{Button, Dialog, DialogSize},
};
use latch_ecs::api::equivalent::recorded;

#[component]
pub(super) fn CallsOfAct(number: u64, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    // A record never changes, so it is read once; what was read stays after the record has been dropped for newer ones.
    let (act, again) = console
        .peek(|world| {
            let record = world.record(number)?;
            Some((texts.act(record.act), recorded(record, world, CALLS_SHOWN)))
        })
        .unwrap_or_default();
    let calls = StoredValue::new(again.calls);
    view! {
        <Dialog
            title=texts.calls_record_title(act)
            size=DialogSize::Medium
            on_close
            test_id="act-calls-dialog"
            footer=move || view! { <Button label=texts.common_close() on_click=on_close /> }
        >
            <div class="calls">
                <p class="calls__note">{texts.calls_record_hint()}</p>
                {(!again.is_whole).then(|| view! { <p>{texts.calls_record_part()}</p> })}
                <CallsText calls=Signal::derive(move || calls.get_value()) />
            </div>
        </Dialog>
    }
}
