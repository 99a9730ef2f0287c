//! Step 3: logon method, names and their preview, release protection. Passwords are written to `Secrets` only (R16).

use leptos::prelude::*;

use super::{
    draft::{Logon, Secrets},
    field::Field,
    form::Form,
    offer,
    protection::ProtectionPart,
    words,
};
use crate::i18n::args;
use crate::ui::{
    Checkbox, Choice, Disclosure, FieldWidth, Notice, NoticeKind, RadioGroup, RadioLook, Section, Select, TextField,
    TextKind,
};
use latch_rules::naming::Naming;

/// Number of names in the preview.
const PREVIEWED: u32 = 3;

#[component]
pub fn SystemStep(form: Form) -> impl IntoView {
    let texts = form.texts();
    view! {
        <Section title=texts.wizard_section_logon()>
            <LogonPart form />
        </Section>
        <Section title=texts.wizard_section_names()>
            <NamesPart form />
        </Section>
        <Section title=texts.wizard_section_protection()>
            <ProtectionPart form />
        </Section>
    }
}

#[component]
fn LogonPart(form: Form) -> impl IntoView {
    let texts = form.texts();
    let logon = form.read(|draft| draft.logon);
    let choices: Vec<Choice> =
        Logon::ALL.into_iter().map(|logon| Choice::new(logon.slug(), words::logon(texts, logon))).collect();
    view! {
        <div class="wizard__fields">
            <RadioGroup
                legend=texts.wizard_logon()
                choices=Signal::stored(choices)
                value=Signal::derive(move || logon.get().slug().to_owned())
                on_change=move |slug: String| form.write(|draft| draft.logon = Logon::from_slug(&slug))
                look=RadioLook::Segmented
            />
            {move || match logon.get() {
                Logon::KeyPair => view! { <KeyPair form /> }.into_any(),
                Logon::Password => view! { <Password form /> }.into_any(),
                Logon::SetLater => view! { <p class="wizard__note">{texts.wizard_set_later_hint()}</p> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn KeyPair(form: Form) -> impl IntoView {
    let texts = form.texts();
    view! {
        <Select
            label=texts.wizard_key_pair_name()
            options=Signal::stored(offer::key_pairs().map(words::option).collect::<Vec<_>>())
            value=form.read(|draft| draft.key_pair.clone())
            on_change=move |id: String| form.write(|draft| draft.key_pair = id)
            error=form.error(Field::KeyPair)
            id=Field::KeyPair.id()
        />
    }
}

#[component]
fn Password(form: Form) -> impl IntoView {
    let texts = form.texts();
    let secrets = form.secrets;
    let is_lost = Memo::new(move |_| secrets.with(|secrets| secrets.is_lost && secrets.is_empty()));
    let set = move |set: &dyn Fn(&mut Secrets)| {
        secrets.update(|secrets| set(secrets));
        form.forget_refusal();
    };
    view! {
        {move || {
            is_lost.get().then(|| {
                view! {
                    <Notice kind=NoticeKind::Warning test_id="password-again">
                        <p>{texts.wizard_wrong_password_again()}</p>
                    </Notice>
                }
            })
        }}
        <div class="wizard__row">
            <TextField
                label=texts.wizard_new_password()
                kind=TextKind::Password
                value=Signal::derive(move || secrets.with(|secrets| secrets.password.clone()))
                on_input=move |text: String| set(&|secrets| secrets.password.clone_from(&text))
                on_leave=form.on_leave(Field::Password)
                hint=Some(texts.wizard_password_hint().to_owned())
                error=form.error(Field::Password)
                required=true
                id=Field::Password.id()
            />
            <TextField
                label=texts.wizard_confirm_password()
                kind=TextKind::Password
                value=Signal::derive(move || secrets.with(|secrets| secrets.confirm.clone()))
                on_input=move |text: String| set(&|secrets| secrets.confirm.clone_from(&text))
                on_leave=form.on_leave(Field::Confirm)
                error=form.error(Field::Confirm)
                required=true
                id=Field::Confirm.id()
            />
        </div>
        <p class="wizard__note">{texts.wizard_password_kept_nowhere()}</p>
    }
}

#[component]
fn NamesPart(form: Form) -> impl IntoView {
    let texts = form.texts();
    let is_windows = form.read(|draft| offer::is_windows(&draft.image));
    let host_name_hint = Signal::derive(move || {
        let rule =
            if is_windows.get() { texts.wizard_host_name_hint_windows() } else { texts.wizard_host_name_hint_linux() };
        Some(rule.to_owned())
    });
    view! {
        <div class="wizard__fields">
            <div class="wizard__row wizard__row--wide">
                <TextField
                    label=texts.wizard_name()
                    value=form.read(|draft| draft.name.clone())
                    on_input=move |text| form.write(|draft| draft.name = text)
                    on_leave=form.on_leave(Field::Name)
                    hint=Some(texts.wizard_name_hint().to_owned())
                    error=form.error(Field::Name)
                    placeholder="web-[1,3]"
                    id=Field::Name.id()
                    width=FieldWidth::Full
                />
                <TextField
                    label=texts.wizard_host_name()
                    value=form.read(|draft| draft.host_name.clone())
                    on_input=move |text| form.write(|draft| draft.host_name = text)
                    on_leave=form.on_leave(Field::HostName)
                    hint=host_name_hint
                    error=form.error(Field::HostName)
                    id=Field::HostName.id()
                    width=FieldWidth::Full
                />
            </div>
            <Checkbox
                label=texts.wizard_unique_suffix()
                hint=Some(texts.wizard_unique_suffix_hint().to_owned())
                checked=form.read(|draft| Some(draft.unique_suffix))
                on_change=move |on| form.write(|draft| draft.unique_suffix = on)
            />
            <Preview form />
            <Disclosure summary=texts.wizard_sequence_title()>
                <ul class="wizard__list">
                    <li>{texts.wizard_sequence_pattern()}</li>
                    <li>{texts.wizard_sequence_begin()}</li>
                    <li>{texts.wizard_sequence_bits()}</li>
                    <li>{texts.wizard_sequence_suffix()}</li>
                </ul>
            </Disclosure>
            <TextField
                label=texts.wizard_description()
                value=form.read(|draft| draft.description.clone())
                on_input=move |text| form.write(|draft| draft.description = text)
                on_leave=form.on_leave(Field::Description)
                hint=Some(texts.wizard_description_hint().to_owned())
                error=form.error(Field::Description)
                id=Field::Description.id()
                width=FieldWidth::Full
            />
        </div>
    }
}

/// The first names that the instances will get, updated while typing.
#[component]
fn Preview(form: Form) -> impl IntoView {
    let texts = form.texts();
    let names = form.read(|draft| {
        let amount: u32 = draft.quantity.trim().parse().unwrap_or(1);
        let of = |text: &str| -> Vec<String> {
            let naming = Naming::read(text, draft.unique_suffix);
            let shown = if text.is_empty() { 0 } else { amount.min(PREVIEWED) };
            (0..shown).map(|place| naming.at(place)).collect()
        };
        (of(draft.name.trim()), of(draft.host_name.trim()), amount)
    });
    let line = move |names: &[String], amount: u32| {
        let shown = names.join(texts.wizard_between_names());
        if amount > PREVIEWED {
            texts.wizard_names_and_more(args::WizardNamesAndMore { count: amount - PREVIEWED, names: shown })
        } else {
            shown
        }
    };
    view! {
        <dl class="wizard__preview" aria-label=texts.wizard_preview()>
            {move || {
                names.with(|(names, host_names, amount)| {
                    let name = if names.is_empty() { texts.wizard_name_default().to_owned() } else { line(names, *amount) };
                    let host_name = (!host_names.is_empty()).then(|| line(host_names, *amount));
                    view! {
                        <dt>{texts.wizard_preview()}</dt>
                        <dd class="code" data-testid="name-preview">{name}</dd>
                        {host_name.map(|text| view! { <dt>{texts.wizard_preview_host()}</dt><dd class="code">{text}</dd> })}
                    }
                })
            }}
        </dl>
    }
}
