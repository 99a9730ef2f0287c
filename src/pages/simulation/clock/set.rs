//! Sets the clock to an instant. The clock only goes forward: an earlier instant is refused, with a hint at going back.

use leptos::prelude::*;

use crate::{
    context::use_console,
    pages::parts::clock::go_to,
    platform::local_time,
    ui::{Button, ButtonKind, Dialog, DialogSize, TextField, TextKind},
};
use latch_rules::{Reason, time::HOUR};

#[component]
pub(in crate::pages::simulation) fn SetClockDialog() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let time = RwSignal::new(local_time::format(console.now_untracked().plus(HOUR)));
    let problem = Signal::derive(move || match local_time::parse(&time.get()) {
        None => Some(texts.simulation_set_malformed().to_owned()),
        Some(at) if at < console.now() => Some(texts.refusal_text(Reason::ClockOnlyForward)),
        Some(_) => None,
    });
    let set = move |()| {
        if let (Some(at), None) = (local_time::parse(&time.get_untracked()), problem.get_untracked()) {
            console.close();
            go_to(console, at);
        }
    };
    view! {
        <Dialog
            title=texts.simulation_set_title()
            size=DialogSize::Small
            on_close=move |()| console.close()
            test_id="set-clock"
            footer=move || {
                view! {
                    <Button label=texts.common_cancel() on_click=move |()| console.close() />
                    <Button label=texts.simulation_set_button() kind=ButtonKind::Primary disabled_reason=problem on_click=set />
                }
            }
        >
            <TextField
                label=Signal::derive(move || time.with(|time| texts.simulation_set_field(local_time::zone_of(time))))
                value=time
                on_input=move |text: String| time.set(text)
                kind=TextKind::DateTimeLocal
                error=problem
                hint=Some(texts.simulation_set_hint().to_owned())
                autofocus=true
                id="clock-field"
            />
        </Dialog>
    }
}
