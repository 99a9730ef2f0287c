//! Form fields: a label, a hint, an error, and the native input between them. Holds no validation.

use leptos::{children::ViewFnOnce, prelude::*};

use super::{
    dom::fresh_id,
    icon::{Glyph, Icon},
};

/// The kind of value that a text field takes.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub enum TextKind {
    #[default]
    Text,
    Password,
    /// Digits between two bounds; the value stays a text until it is parsed.
    Number {
        min: f64,
        max: f64,
    },
    /// `2026-11-22T08:00`, in the zone that the label or hint names.
    DateTimeLocal,
}

impl TextKind {
    fn input_type(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Password => "password",
            Self::Number { .. } => "number",
            Self::DateTimeLocal => "datetime-local",
        }
    }
}

/// Width of a field, matched to its expected value.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum FieldWidth {
    /// 96 px: counts
    Short,
    /// 320 px
    #[default]
    Medium,
    Full,
}

impl FieldWidth {
    fn class(self) -> &'static str {
        match self {
            Self::Short => "field field--short",
            Self::Medium => "field",
            Self::Full => "field field--full",
        }
    }
}

/// The ids that tie a field's parts together.
#[derive(Clone, Copy)]
pub(super) struct Parts {
    pub(super) id: StoredValue<String>,
    hint_id: StoredValue<String>,
    error_id: StoredValue<String>,
    hint: Signal<Option<String>>,
    error: Signal<Option<String>>,
}

impl Parts {
    pub(super) fn new(id: Option<String>, hint: Signal<Option<String>>, error: Signal<Option<String>>) -> Self {
        let id = id.unwrap_or_else(|| fresh_id("field"));
        Self {
            hint_id: StoredValue::new(format!("{id}-hint")),
            error_id: StoredValue::new(format!("{id}-error")),
            id: StoredValue::new(id),
            hint,
            error,
        }
    }

    pub(super) fn described_by(self) -> Option<String> {
        let hint = self.hint.with(Option::is_some).then(|| self.hint_id.get_value());
        let error = self.error.with(Option::is_some).then(|| self.error_id.get_value());
        match (hint, error) {
            (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
            (hint, error) => hint.or(error),
        }
    }

    pub(super) fn is_invalid(self) -> Option<&'static str> {
        self.error.with(Option::is_some).then_some("true")
    }
}

pub(super) fn frame(
    parts: Parts,
    label: Signal<String>,
    required: bool,
    label_hidden: bool,
    width: FieldWidth,
    control: impl IntoView,
) -> AnyView {
    view! {
        <div class=width.class() class:field--invalid=move || parts.error.with(Option::is_some)>
            <label class="field__label" class:visually-hidden=label_hidden for=parts.id.get_value()>
                {move || label.get()}
                {required.then(|| view! { <span class="field__mark" aria-hidden="true">" *"</span> })}
            </label>
            {control.into_any()}
            {move || {
                parts.hint.get().map(|text| view! { <p class="field__hint" id=parts.hint_id.get_value()>{text}</p> })
            }}
            {move || {
                parts.error.get().map(|text| {
                    view! {
                        <p class="field__error" id=parts.error_id.get_value()>
                            <Glyph icon=Icon::Error />
                            <span>{text}</span>
                        </p>
                    }
                })
            }}
        </div>
    }
    .into_any()
}

/// A one-line field. `on_input` receives the whole text at every change; the caller stores it and passes it back as `value`. Set an `id`
/// if an error summary must link to the field (`focus_on("#id")`).
#[component]
pub fn TextField(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_input: Callback<String>,
    #[prop(optional)] kind: TextKind,
    #[prop(optional)] width: FieldWidth,
    #[prop(into, optional)] hint: Signal<Option<String>>,
    #[prop(into, optional)] error: Signal<Option<String>>,
    #[prop(optional)] required: bool,
    #[prop(optional)] label_hidden: bool,
    #[prop(into, optional)] disabled: Signal<bool>,
    #[prop(optional, into)] placeholder: Option<String>,
    /// The unit after the field ("GiB").
    #[prop(optional, into)]
    unit: Option<String>,
    #[prop(optional)] max_length: Option<u32>,
    /// Called when the field loses the focus: a good moment to validate.
    #[prop(into, optional)]
    on_leave: Option<Callback<()>>,
    /// The id of a `<datalist>` with values to choose from.
    #[prop(optional, into)]
    list: Option<String>,
    #[prop(optional)] autofocus: bool,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional)] test_id: Option<&'static str>,
) -> impl IntoView {
    let parts = Parts::new(id, hint, error);
    let (min, max) = match kind {
        TextKind::Number { min, max } => (Some(min.to_string()), Some(max.to_string())),
        _ => (None, None),
    };
    let control = view! {
        <div class="field__row">
            <input
                class="field__input"
                id=parts.id.get_value()
                type=kind.input_type()
                min=min
                max=max
                maxlength=max_length.map(|length| length.to_string())
                placeholder=placeholder
                list=list
                autocomplete=if kind == TextKind::Password { "new-password" } else { "off" }
                spellcheck="false"
                prop:value=move || value.get()
                disabled=move || disabled.get()
                aria-required=required.then_some("true")
                aria-invalid=move || parts.is_invalid()
                aria-describedby=move || parts.described_by()
                data-autofocus=autofocus.then_some("")
                data-testid=test_id
                on:input=move |event| { on_input.try_run(event_target_value(&event)); }
                on:blur=move |_| {
                    if let Some(on_leave) = on_leave {
                        on_leave.try_run(());
                    }
                }
            />
            {unit.filter(|unit| !unit.is_empty()).map(|unit| view! { <span class="field__unit">{unit}</span> })}
        </div>
    };
    frame(parts, label, required, label_hidden, width, control)
}

/// A field of several lines. `code` shows it in the fixed-width face.
#[component]
pub fn TextArea(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_input: Callback<String>,
    #[prop(optional)] width: FieldWidth,
    #[prop(default = 4)] rows: u32,
    #[prop(optional)] code: bool,
    #[prop(into, optional)] hint: Signal<Option<String>>,
    #[prop(into, optional)] error: Signal<Option<String>>,
    #[prop(optional)] required: bool,
    #[prop(optional)] label_hidden: bool,
    #[prop(optional, into)] placeholder: Option<String>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional)] test_id: Option<&'static str>,
) -> impl IntoView {
    let parts = Parts::new(id, hint, error);
    let control = view! {
        <textarea
            class="field__input field__input--area"
            class:code=code
            id=parts.id.get_value()
            rows=rows.to_string()
            placeholder=placeholder
            spellcheck="false"
            prop:value=move || value.get()
            aria-required=required.then_some("true")
            aria-invalid=move || parts.is_invalid()
            aria-describedby=move || parts.described_by()
            data-testid=test_id
            on:input=move |event| { on_input.try_run(event_target_value(&event)); }
        ></textarea>
    };
    frame(parts, label, required, label_hidden, width, control)
}

/// The frame of a field around any control: the caller gives its control the `id`.
#[component]
pub fn Field(
    #[prop(into)] label: Signal<String>,
    /// The id of the control inside.
    #[prop(into)]
    id: String,
    #[prop(optional)] width: FieldWidth,
    #[prop(into, optional)] hint: Signal<Option<String>>,
    #[prop(into, optional)] error: Signal<Option<String>>,
    #[prop(optional)] required: bool,
    children: Children,
) -> impl IntoView {
    frame(Parts::new(Some(id), hint, error), label, required, false, width, children())
}

/// A named group of fields.
#[component]
pub fn FieldSet(
    #[prop(into)] legend: Signal<String>,
    #[prop(optional, into)] head: ViewFnOnce,
    children: Children,
) -> impl IntoView {
    view! {
        <fieldset class="fieldset">
            <legend class="fieldset__legend">{move || legend.get()}</legend>
            {head.run()}
            {children()}
        </fieldset>
    }
}
