//! The parts of the form that grow: lists of entries, and parameters that the schema does not have.

use leptos::prelude::*;

use super::{desk::Desk, draft::Extra, field::ParameterField};
use crate::ui::{Button, FieldWidth, Icon, IconButton, TextField, TextKind};
use latch_ecs::{api::schema::Parameter, secret::is_secret};

/// A list: its entries, and a button to add one.
#[component]
pub fn ListField(desk: Desk, list: &'static str, parts: Vec<Parameter>) -> impl IntoView {
    let texts = desk.texts();
    let most = parts.first().map_or(0, |part| part.entries as usize);
    let mark = parts
        .iter()
        .any(|part| part.required)
        .then(|| view! { <span class="field__mark" aria-hidden="true">" *"</span> });
    let parts = StoredValue::new(parts);
    let keys = Memo::new(move |_| desk.draft.with(|draft| draft.rows(list)));
    let row = move |key: u32| {
        let fields = parts.get_value().into_iter().map(|parameter| {
            view! { <ParameterField desk parameter row=Some(key) /> }
        });
        let number = move || desk.draft.with(|draft| draft.number(list, key));
        view! {
            <div class="api__row">
                <div class="api__grid">{fields.collect_view()}</div>
                <IconButton
                    icon=Icon::Close
                    label=Signal::derive(move || texts.api_remove_entry(format!("{list}.{}", number())))
                    on_click=move |()| desk.draft.update(|draft| draft.remove_row(key))
                    compact=true
                />
            </div>
        }
    };
    let is_full = move || (keys.with(Vec::len) >= most).then(|| texts.api_list_full(most));
    view! {
        <fieldset class="api__list-field">
            <legend>{list} ".N" {mark}</legend>
            <For each=move || keys.get() key=|key| *key let(key)>
                {row(key)}
            </For>
            <Button
                label=texts.api_add_entry(list)
                icon=Icon::Plus
                compact=true
                disabled_reason=Signal::derive(is_full)
                on_click=move |()| desk.draft.update(|draft| {
                    draft.add_row(list);
                })
            />
        </fieldset>
    }
}

/// Parameters that the form does not know, by name.
#[component]
pub fn ExtraFields(desk: Desk) -> impl IntoView {
    let texts = desk.texts();
    let keys =
        Memo::new(move |_| desk.draft.with(|draft| draft.extras().iter().map(|extra| extra.key).collect::<Vec<_>>()));
    let read = move |key: u32, read: fn(&Extra) -> &str| {
        Signal::derive(move || {
            desk.draft.with(|draft| {
                draft
                    .extras()
                    .iter()
                    .find(|extra| extra.key == key)
                    .map_or_else(String::new, |extra| read(extra).to_owned())
            })
        })
    };
    let row = move |key: u32| {
        let name = read(key, |extra| &extra.name);
        let hides = Memo::new(move |_| name.with(|name| is_secret(name)));
        let value = move || {
            let kind = if hides.get() { TextKind::Password } else { TextKind::Text };
            view! {
                <TextField
                    label=texts.api_extra_value()
                    value=read(key, |extra| &extra.value)
                    on_input=move |text| desk.draft.update(|draft| draft.change_extra(key, |extra| extra.value = text))
                    kind
                    width=FieldWidth::Full
                />
            }
        };
        view! {
            <div class="api__row">
                <div class="api__grid">
                    <TextField
                        label=texts.api_extra_name()
                        value=name
                        on_input=move |text| desk.draft.update(|draft| draft.change_extra(key, |extra| extra.name = text))
                        width=FieldWidth::Full
                    />
                    {value}
                </div>
                <IconButton
                    icon=Icon::Close
                    label=Signal::derive(move || texts.api_remove_entry(name.get()))
                    on_click=move |()| desk.draft.update(|draft| draft.remove_extra(key))
                    compact=true
                />
            </div>
        }
    };
    view! {
        <fieldset class="api__list-field">
            <legend>{texts.api_extras()}</legend>
            <p class="field__hint">{texts.api_extras_hint()}</p>
            <For each=move || keys.get() key=|key| *key let(key)>
                {row(key)}
            </For>
            <Button
                label=texts.api_add_extra()
                icon=Icon::Plus
                compact=true
                on_click=move |()| desk.draft.update(|draft| {
                    draft.add_extra();
                })
            />
        </fieldset>
    }
}
