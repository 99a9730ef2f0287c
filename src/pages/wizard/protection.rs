//! The release protection checkbox of step 3, with what protection stops and what it does not.

use leptos::prelude::*;

use super::{billing::Withdrawn, draft::Draft, field::Field, form::Form, words};
use crate::{
    i18n::Texts,
    ui::{Checkbox, Disclosure, Glyph, Icon, Pair},
};

#[component]
pub fn ProtectionPart(form: Form) -> impl IntoView {
    let texts = form.texts();
    let reason = form.read(|draft| (!draft.is_protectable()).then_some(draft.billing));
    view! {
        <div class="wizard__fields wizard__protection">
            <Withdrawn form />
            <Checkbox
                label=texts.wizard_protection()
                hint=Some(texts.wizard_protection_hint().to_owned())
                checked=form.read(|draft| Some(draft.is_protected()))
                on_change=move |on| form.write(|draft| draft.wants_protection = on)
                error=form.error(Field::Protection)
                disabled_reason=Signal::derive(move || {
                    reason.get().map(|billing| texts.wizard_protection_not_for(words::billing(texts, billing)))
                })
                id=Field::Protection.id()
                test_id="protection"
            />
            <Disclosure summary=texts.wizard_not_stopped_title()>
                <p>{texts.wizard_not_stopped_intro()}</p>
                <ul class="wizard__causes">
                    {causes(texts).into_iter().map(|(icon, text)| view! { <li><Glyph icon />{text}</li> }).collect_view()}
                </ul>
                <p class="wizard__note">{texts.wizard_not_stopped_open()}</p>
            </Disclosure>
        </div>
    }
}

/// The documented automatic causes of R7.
fn causes(texts: Texts) -> [(Icon, &'static str); 4] {
    [
        (Icon::Clock, texts.wizard_cause_overdue()),
        (Icon::History, texts.wizard_cause_schedule()),
        (Icon::Padlock, texts.wizard_cause_security()),
        (Icon::Minus, texts.wizard_cause_scale_in()),
    ]
}

/// The protection of the order in one word: On, Off, or Not applicable.
#[must_use]
pub fn state(texts: Texts, draft: &Draft) -> (Icon, &'static str) {
    match (draft.is_protected(), draft.is_protectable()) {
        (true, _) if draft.is_scheduled() => (Icon::ShieldGap, texts.labels_protection_on()),
        (true, _) => (Icon::ShieldOn, texts.labels_protection_on()),
        (false, true) => (Icon::ShieldOff, texts.labels_protection_off()),
        (false, false) => (Icon::Dash, texts.labels_protection_not_applicable()),
    }
}

/// The line in the review of step 5.
#[must_use]
pub fn line(texts: Texts, draft: &Draft) -> Pair {
    let (icon, state) = state(texts, draft);
    Pair::new(texts.wizard_release_protection(), move || {
        view! { <span class="wizard__shield"><Glyph icon />{state}</span> }
    })
}
