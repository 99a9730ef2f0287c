//! The `RunInstances` call that is equivalent to the order. `api::equivalent` defines it; a password is masked in it (R16), because the
//! order itself no longer holds it.

use leptos::prelude::*;

use super::form::Form;
use crate::pages::parts::{CALLS_SHOWN, CallsPart};
use latch_ecs::api::equivalent::first_calls;
use latch_rules::{Command, World};

#[component]
pub fn CallPart(form: Form) -> impl IntoView {
    let texts = form.texts();
    let calls = Signal::derive(move || {
        let order = form.order_in_review();
        // An empty world is enough: only orders about existing instances depend on the world.
        let write = |order| first_calls(&Command::RunInstances(Box::new(order)), &World::default(), CALLS_SHOWN);
        order.map(write).unwrap_or_default()
    });
    let none = Signal::derive(move || form.order_in_review().is_none().then(|| texts.wizard_call_invalid().to_owned()));
    view! { <CallsPart calls none /> }
}
