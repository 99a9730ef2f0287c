//! The RunInstances call that the order stands for, shown and copied: one parameter a line. What it says is `api::equivalent`; a
//! password is a mark there (R16), since the order itself no longer knows it.

use leptos::prelude::*;

use super::form::Form;
use crate::{
    api::equivalent::{Call, calls},
    rules::{Command, World},
    ui::{CodeBlock, Disclosure},
};

#[component]
pub fn CallPart(form: Form) -> impl IntoView {
    let texts = form.texts();
    let text = Signal::derive(move || {
        let order = form.order_in_review();
        // Only orders of what exists already depend on the world.
        let calls = order.map(|order| calls(&Command::RunInstances(Box::new(order)), &World::default()));
        calls.unwrap_or_default().iter().map(lines).collect::<Vec<_>>().join("\n\n")
    });
    view! {
        <Disclosure summary=texts.wizard_call_title()>
            <p class="wizard__note">{texts.wizard_call_hint()}</p>
            {move || {
                if text.with(String::is_empty) {
                    view! { <p class="wizard__note">{texts.wizard_call_invalid()}</p> }.into_any()
                } else {
                    view! { <CodeBlock code=text what=texts.wizard_call_what() /> }.into_any()
                }
            }}
        </Disclosure>
    }
}

fn lines(call: &Call) -> String {
    let parameters = call.params.iter().map(|(name, value)| format!("{name}={value}"));
    std::iter::once(format!("Action={}", call.action)).chain(parameters).collect::<Vec<_>>().join("\n")
}
