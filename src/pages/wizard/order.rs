//! Step 5: a review of all parts with an Edit link for each, automatic release, the equivalent call, the terms.

use leptos::prelude::*;

use super::{
    call::CallPart,
    draft::Draft,
    field::{FIELDS, Field, STEPS},
    form::Form,
    schedule::SchedulePart,
    words,
};
use crate::{
    i18n::Texts,
    ui::{Button, ButtonKind, Checkbox, KeyValues, Pair, Section},
};

#[component]
pub fn OrderStep(form: Form) -> impl IntoView {
    let texts = form.texts();
    let part = move |step: u8| {
        let pairs = Signal::derive(move || form.draft.with(|draft| review(texts, step, draft)));
        let title = words::step(texts, step);
        let edit = move || {
            view! {
                <Button
                    label=texts.wizard_edit()
                    aria_label=texts.wizard_edit_part(title)
                    kind=ButtonKind::Link
                    on_click=move |()| form.go(step)
                />
            }
        };
        view! {
            <Section title acts=edit>
                <KeyValues pairs />
            </Section>
        }
    };
    let is_schedulable = form.read(Draft::is_schedulable);
    view! {
        {(1..STEPS).map(part).collect_view()}
        {move || is_schedulable.get().then(|| view! { <SchedulePart form /> })}
        <Section title=texts.wizard_section_agreement()>
            <div class="wizard__fields">
                <Checkbox
                    label=texts.wizard_terms()
                    hint=Some(texts.wizard_terms_hint().to_owned())
                    checked=Signal::derive(move || Some(form.agreed.get()))
                    on_change=move |on| form.agreed.set(on)
                    error=form.error(Field::Terms)
                    id=Field::Terms.id()
                    test_id="terms"
                />
                <CallPart form />
            </div>
        </Section>
    }
}

/// The lines of a step. The quantity, which is below every step, is among those of the first.
fn review(texts: Texts, step: u8, draft: &Draft) -> Vec<Pair> {
    let here = FIELDS.iter().filter(|info| info.step.unwrap_or(1) == step);
    here.filter_map(|info| info.review?(texts, draft)).collect()
}
