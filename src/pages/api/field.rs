//! One field of the form, according to the kind of its parameter. Accepts any text: the operation reports what is wrong with a value.

use leptos::prelude::*;

use super::{desk::Desk, draft::Place, words};
use crate::{
    i18n::{Texts, args},
    ui::{FieldWidth, Select, SelectOption, TextField, TextKind},
};
use latch_ecs::api::schema::{Kind, Parameter};

/// The field of a parameter; `row` is its row if it is part of a list.
#[component]
pub fn ParameterField(desk: Desk, parameter: Parameter, #[prop(optional_no_strip)] row: Option<u32>) -> impl IntoView {
    let texts = desk.texts();
    let place = Place { parameter: parameter.name, row };
    let label = Signal::derive(move || {
        row.map_or_else(
            || parameter.name.to_owned(),
            |key| parameter.numbered(desk.draft.with(|draft| draft.number(parameter.list(), key))),
        )
    });
    let value = Signal::derive(move || desk.draft.with(|draft| draft.value(place).to_owned()));
    let set = move |text: String| desk.draft.update(|draft| draft.set(place, text));
    let hint = Some(hint(texts, &parameter));
    let id = field_id(parameter.name, row);
    let required = parameter.required;
    match parameter.kind {
        Kind::Flag => {
            let options = options(texts, &["true", "false"]);
            view! { <Select label options value on_change=set width=FieldWidth::Full hint required id /> }.into_any()
        }
        Kind::Choice(among) => {
            let options = options(texts, among);
            view! { <Select label options value on_change=set width=FieldWidth::Full hint required id /> }.into_any()
        }
        kind => {
            let input = if kind == Kind::Secret { TextKind::Password } else { TextKind::Text };
            let placeholder = example(kind);
            view! {
                <TextField label value on_input=set kind=input width=FieldWidth::Full hint required placeholder id />
            }
            .into_any()
        }
    }
}

/// The id of the form control.
fn field_id(name: &str, row: Option<u32>) -> String {
    let name = name.replace('.', "-");
    row.map_or_else(|| format!("api-{name}"), |key| format!("api-{name}-{key}"))
}

/// The choices of a select, preceded by "not sent": omitting a parameter differs from sending any value of it.
fn options(texts: Texts, among: &[&str]) -> Vec<SelectOption> {
    let none = SelectOption::new("", texts.api_not_sent());
    std::iter::once(none).chain(among.iter().map(|value| SelectOption::new(*value, *value))).collect()
}

/// The parameter's type, as the documents name it, with the accepted values; then its description.
fn hint(texts: Texts, parameter: &Parameter) -> String {
    let takes = match parameter.kind {
        Kind::Text | Kind::Choice(_) => "String".to_owned(),
        Kind::Flag => "Boolean".to_owned(),
        Kind::Number { least, most: u32::MAX } => texts.api_takes_from(least),
        Kind::Number { least, most } => texts.api_takes_number(args::ApiTakesNumber { least, most }),
        Kind::Decimal => "Float".to_owned(),
        Kind::Time => texts.api_takes_time().to_owned(),
        Kind::JsonList => texts.api_takes_json_list().to_owned(),
        Kind::Secret => texts.api_takes_secret().to_owned(),
    };
    format!("{takes} · {}", words::description(texts, parameter.name))
}

/// Example of a value whose notation is not obvious.
fn example(kind: Kind) -> &'static str {
    match kind {
        Kind::Time => "2030-01-01T00:00:00Z",
        Kind::JsonList => "[\"…\"]",
        _ => "",
    }
}
