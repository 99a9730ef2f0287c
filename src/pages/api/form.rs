//! The parameters of the chosen action, as a form or as one JSON object, and the button that sends them.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::{
    chooser::effect_look,
    desk::Desk,
    field::ParameterField,
    rows::{ExtraFields, ListField},
    written::Problem,
};
use crate::{
    i18n::{Texts, args},
    ui::{Button, ButtonKind, Choice, FieldWidth, RadioGroup, RadioLook, Status, TextArea},
};
use latch_ecs::api::{operations::Effect, schema::Parameter};

#[component]
pub fn CallForm(desk: Desk) -> impl IntoView {
    let texts = desk.texts();
    let mark = move || {
        let (icon, tone, word) = effect_look(texts, desk.effect());
        view! { <Status icon tone text=word /> }
    };
    let mode = Signal::derive(move || if desk.json.with(Option::is_some) { "json" } else { "form" }.to_owned());
    let modes = vec![Choice::new("form", texts.api_mode_form()), Choice::new("json", texts.api_mode_json())];
    // Enter sends the call only if the action only reads.
    let send_by_enter = move |event: web_sys::KeyboardEvent| {
        let is_input = event.target().is_some_and(|target| target.has_type::<web_sys::HtmlInputElement>());
        if event.key() == "Enter" && is_input && desk.effect() == Effect::Reads {
            event.prevent_default();
            desk.send();
        }
    };
    view! {
        <section class="section api__form" aria-labelledby="api-action">
            <header class="section__head">
                <h2 id="api-action" data-testid="api-action">{move || desk.action.get()}</h2>
                {mark}
            </header>
            <div class="api__mode">
                <RadioGroup
                    legend=texts.api_mode()
                    legend_hidden=true
                    look=RadioLook::Segmented
                    choices=modes
                    value=mode
                    on_change=move |mode: String| desk.write_json(mode == "json")
                />
                <Button label=texts.api_clear() kind=ButtonKind::Quiet on_click=move |()| desk.clear() />
            </div>
            <div class="api__fields" on:keydown=send_by_enter>
                {move || {
                    if desk.json.with(Option::is_some) {
                        json_text(desk)
                    } else {
                        view! { <Fields desk parameters=desk.parameters() /> }.into_any()
                    }
                }}
            </div>
            <footer class="api__send">{move || send_button(desk)}</footer>
        </section>
    }
}

/// The send button; its colour and label show the effect of the action.
fn send_button(desk: Desk) -> AnyView {
    let texts = desk.texts();
    let action = desk.action.get();
    let (kind, label) = match desk.effect() {
        Effect::Reads => (ButtonKind::Primary, texts.api_send(action)),
        Effect::Changes => (ButtonKind::Primary, texts.api_send_change(action)),
        Effect::Releases => (ButtonKind::Danger, texts.api_send_release(action)),
    };
    view! { <Button label kind busy=desk.sending on_click=move |()| desk.send() test_id="api-send" /> }.into_any()
}

fn json_text(desk: Desk) -> AnyView {
    let texts = desk.texts();
    view! {
        <TextArea
            label=texts.api_json()
            value=Signal::derive(move || desk.json.get().unwrap_or_default())
            on_input=move |text| {
                desk.json.set(Some(text));
                desk.problem.set(None);
            }
            width=FieldWidth::Full
            rows=16
            code=true
            hint=Some(texts.api_json_hint().to_owned())
            error=Signal::derive(move || desk.problem.get().map(|problem| problem_text(texts, problem)))
            id="api-json"
        />
    }
    .into_any()
}

fn problem_text(texts: Texts, problem: Problem) -> String {
    match problem {
        Problem::NotJson { line, column } => texts.api_not_json(args::ApiNotJson { column, line }),
        Problem::NotObject => texts.api_not_object().to_owned(),
    }
}

#[component]
fn Fields(desk: Desk, parameters: &'static [Parameter]) -> impl IntoView {
    let texts = desk.texts();
    let mut lists: Vec<&'static str> = Vec::new();
    for parameter in parameters.iter().filter(|parameter| parameter.is_list()) {
        if !lists.contains(&parameter.list()) {
            lists.push(parameter.list());
        }
    }
    let single = move |required: bool| {
        let chosen = parameters.iter().filter(move |parameter| !parameter.is_list() && parameter.required == required);
        let fields = chosen.map(|parameter| view! { <ParameterField desk parameter=*parameter /> }).collect_view();
        (!fields.is_empty()).then(|| view! { <div class="api__grid">{fields}</div> })
    };
    let is_required = |list: &str| parameters.iter().any(|parameter| parameter.list() == list && parameter.required);
    let (needed, further): (Vec<_>, Vec<_>) = lists.into_iter().partition(|list| is_required(list));
    let list = move |list: &'static str| {
        let parts = parameters.iter().copied().filter(|parameter| parameter.list() == list).collect::<Vec<_>>();
        view! { <ListField desk list parts /> }
    };
    view! {
        {parameters.is_empty().then(|| view! { <p class="api__none">{texts.api_no_parameters()}</p> })}
        {single(true)}
        {needed.into_iter().map(list).collect_view()}
        {single(false)}
        {further.into_iter().map(list).collect_view()}
        <ExtraFields desk />
    }
}
