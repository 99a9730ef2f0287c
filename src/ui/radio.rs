//! The radio group, in three looks.

use leptos::prelude::*;

use super::dom::fresh_id;

/// One choice of a radio group.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// A second line under the label.
    pub hint: Option<String>,
    /// If set, the choice is disabled, and this is the reason.
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

/// One choice among few: a fieldset with native radio inputs.
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
