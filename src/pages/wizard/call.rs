//! The RunInstances call that the order stands for. What it says is `api::equivalent`; a password is a mark there (R16), since the order itself
//! no longer knows it.

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
        // Only orders of what exists already depend on the world.
        let write = |order| first_calls(&Command::RunInstances(Box::new(order)), &World::default(), CALLS_SHOWN);
        order.map(write).unwrap_or_default()
    });
    let none = Signal::derive(move || form.order_in_review().is_none().then(|| texts.wizard_call_invalid().to_owned()));
    view! { <CallsPart calls none /> }
}
