//! Switch and checkbox.

use leptos::{html, prelude::*};

use super::dom::fresh_id;

/// A switch with a label that does not change. `None` is undetermined (several things with different states): the first click turns it
/// on.
#[component]
pub fn Switch(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] checked: Signal<Option<bool>>,
    #[prop(into)] on_change: Callback<bool>,
    /// A short text beside the switch that says its state ("On", "Off", "Mixed").
    #[prop(into, optional)]
    state_text: Signal<Option<String>>,
    #[prop(into, optional)] hint: Signal<Option<String>>,
    #[prop(into, optional)] disabled_reason: Signal<Option<String>>,
    #[prop(optional)] test_id: Option<&'static str>,
) -> impl IntoView {
    let (label_id, hint_id) = (fresh_id("switch"), StoredValue::new(fresh_id("hint")));
    let labelled_by = label_id.clone();
    let is_disabled = Memo::new(move |_| disabled_reason.with(Option::is_some));
    let below = Memo::new(move |_| disabled_reason.get().or_else(|| hint.get()));
    view! {
        <div class="switch">
            <button
                type="button"
                class="switch__control"
                role="switch"
                aria-labelledby=labelled_by
                aria-describedby=move || below.with(Option::is_some).then(|| hint_id.get_value())
                aria-checked=move || match checked.get() {
                    Some(true) => "true",
                    Some(false) => "false",
                    None => "mixed",
                }
                aria-disabled=move || is_disabled.get().then_some("true")
                data-testid=test_id
                on:click=move |_| {
                    if !is_disabled.get_untracked() {
                        on_change.try_run(!checked.get_untracked().unwrap_or(false));
                    }
                }
            >
                <span class="switch__track"><span class="switch__knob"></span></span>
                <span class="switch__label" id=label_id>{move || label.get()}</span>
            </button>
            {move || state_text.get().map(|text| view! { <span class="switch__state">{text}</span> })}
            {move || below.get().map(|text| view! { <p class="field__hint" id=hint_id.get_value()>{text}</p> })}
        </div>
    }
}

/// A checkbox; `None` is the third state, neither on nor off.
#[component]
pub fn Checkbox(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] checked: Signal<Option<bool>>,
    #[prop(into)] on_change: Callback<bool>,
    #[prop(into, optional)] hint: Signal<Option<String>>,
    #[prop(into, optional)] error: Signal<Option<String>>,
    #[prop(into, optional)] disabled_reason: Signal<Option<String>>,
    /// The label is only for assistive technology, for example in table cells.
    #[prop(optional)]
    label_hidden: bool,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional)] test_id: Option<&'static str>,
) -> impl IntoView {
    let node: NodeRef<html::Input> = NodeRef::new();
    let id = id.unwrap_or_else(|| fresh_id("check"));
    let label_for = id.clone();
    let hint_id = StoredValue::new(fresh_id("hint"));
    let error_id = StoredValue::new(fresh_id("error"));
    let is_disabled = Memo::new(move |_| disabled_reason.with(Option::is_some));
    let below = Memo::new(move |_| disabled_reason.get().or_else(|| hint.get()));
    let described_by = move || {
        let ids: Vec<String> = [
            below.with(Option::is_some).then(|| hint_id.get_value()),
            error.with(Option::is_some).then(|| error_id.get_value()),
        ]
        .into_iter()
        .flatten()
        .collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    };
    view! {
        <div class="check" class:check--bare=label_hidden>
            <label class="check__row" for=label_for>
                <input
                    node_ref=node
                    class="check__box"
                    type="checkbox"
                    id=id
                    prop:checked=move || checked.get() == Some(true)
                    prop:indeterminate=move || checked.get().is_none()
                    aria-disabled=move || is_disabled.get().then_some("true")
                    aria-describedby=described_by
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    data-testid=test_id
                    on:click=move |event| {
                        if is_disabled.get_untracked() {
                            event.prevent_default();
                        }
                    }
                    on:change=move |_| {
                        let Some(input) = node.get_untracked() else { return };
                        on_change.try_run(input.checked());
                        // The owner of the state decides; if it refuses, the box must not keep the tick.
                        let now = checked.try_get_untracked().flatten();
                        input.set_checked(now == Some(true));
                        input.set_indeterminate(now.is_none());
                    }
                />
                <span class="check__label" class:visually-hidden=label_hidden>{move || label.get()}</span>
            </label>
            {move || below.get().map(|text| view! { <p class="field__hint" id=hint_id.get_value()>{text}</p> })}
            {move || error.get().map(|text| view! { <p class="field__error" id=error_id.get_value()>{text}</p> })}
        </div>
    }
}
