//! A native select in the frame of a field.

use leptos::prelude::*;

use super::{
    field::{FieldWidth, Parts, frame},
    icon::{Glyph, Icon},
};

/// One entry of a select.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SelectOption {
    pub value: String,
    pub label: String,
    pub is_disabled: bool,
}

impl SelectOption {
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), is_disabled: false }
    }
}

/// A native select.
#[component]
pub fn Select(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] options: Signal<Vec<SelectOption>>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_change: Callback<String>,
    #[prop(optional)] width: FieldWidth,
    #[prop(into, optional)] hint: Signal<Option<String>>,
    #[prop(into, optional)] error: Signal<Option<String>>,
    #[prop(optional)] required: bool,
    #[prop(optional)] label_hidden: bool,
    #[prop(into, optional)] disabled: Signal<bool>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional)] test_id: Option<&'static str>,
) -> impl IntoView {
    let parts = Parts::new(id, hint, error);
    let one = move |option: SelectOption| {
        let SelectOption { value: own, label, is_disabled } = option;
        let shown = own.clone();
        view! {
            <option value=shown disabled=is_disabled prop:selected=move || value.with(|value| *value == own)>{label}</option>
        }
    };
    let control = view! {
        <div class="field__row field__row--select">
            <select
                class="field__input field__input--select"
                id=parts.id.get_value()
                disabled=move || disabled.get()
                aria-required=required.then_some("true")
                aria-invalid=move || parts.is_invalid()
                aria-describedby=move || parts.described_by()
                data-testid=test_id
                on:change=move |event| { on_change.try_run(event_target_value(&event)); }
            >
                {move || options.get().into_iter().map(one).collect_view()}
            </select>
            <Glyph icon=Icon::ChevronDown />
        </div>
    };
    frame(parts, label, required, label_hidden, width, control)
}
