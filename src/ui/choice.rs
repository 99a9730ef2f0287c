//! Switch, checkbox and radio group: native inputs with visible labels.

use leptos::{html, prelude::*};

use super::dom::fresh_id;

/// A switch with a label that does not change. `None` is undetermined (mixed states of several things): the first act turns it on.
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
    /// The label is only for assistive technology: in table cells.
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
                        // The owner of the state decides; if it says no, the box must not keep the tick.
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

/// One choice of a radio group.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// A second line under the label.
    pub hint: Option<String>,
    /// Cannot be chosen, and why.
    pub disabled_reason: Option<String>,
}

impl Choice {
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None, disabled_reason: None }
    }

    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    #[must_use]
    pub fn disabled(self, reason: Option<String>) -> Self {
        Self { disabled_reason: reason, ..self }
    }
}

/// How a radio group looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum RadioLook {
    /// One under the other.
    #[default]
    List,
    /// Side by side in one frame, for two to five short choices.
    Segmented,
    /// Bordered boxes with hints.
    Tiles,
}

/// One choice out of few: a fieldset with native radio inputs.
#[component]
pub fn RadioGroup(
    #[prop(into)] legend: Signal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_change: Callback<String>,
    #[prop(optional)] look: RadioLook,
    #[prop(into, optional)] hint: Signal<Option<String>>,
    #[prop(optional)] legend_hidden: bool,
    #[prop(optional, into)] id: Option<String>,
) -> impl IntoView {
    let name = StoredValue::new(fresh_id("radio"));
    let hint_id = StoredValue::new(fresh_id("hint"));
    let class = match look {
        RadioLook::List => "radios",
        RadioLook::Segmented => "radios radios--segmented",
        RadioLook::Tiles => "radios radios--tiles",
    };
    let one = move |choice: Choice| {
        let Choice { value: own, label, hint, disabled_reason } = choice;
        let own = StoredValue::new(own);
        let (label_id, below_id) = (fresh_id("choice"), fresh_id("hint"));
        let labelled_by = label_id.clone();
        let below = disabled_reason.clone().or(hint);
        let described_by = below.is_some().then(|| below_id.clone());
        let is_disabled = disabled_reason.is_some();
        let is_chosen = move || own.with_value(|own| value.with(|value| own == value));
        view! {
            <label class="radios__choice" data-tip=disabled_reason.filter(|_| look == RadioLook::Segmented)>
                <input
                    class="radios__input"
                    type="radio"
                    name=name.get_value()
                    value=own.get_value()
                    prop:checked=is_chosen
                    aria-labelledby=labelled_by
                    aria-disabled=is_disabled.then_some("true")
                    aria-describedby=described_by
                    on:click=move |event| {
                        if is_disabled {
                            event.prevent_default();
                        }
                    }
                    on:change=move |_| { on_change.try_run(own.get_value()); }
                />
                <span class="radios__label" id=label_id>{label}</span>
                {below.map(|text| view! { <span class="radios__hint" id=below_id>{text}</span> })}
            </label>
        }
    };
    view! {
        <fieldset class=class id=id aria-describedby=move || hint.with(Option::is_some).then(|| hint_id.get_value())>
            <legend class="field__label" class:visually-hidden=legend_hidden>{move || legend.get()}</legend>
            <div class="radios__list">{move || choices.get().into_iter().map(one).collect_view()}</div>
            {move || hint.get().map(|text| view! { <p class="field__hint" id=hint_id.get_value()>{text}</p> })}
        </fieldset>
    }
}
