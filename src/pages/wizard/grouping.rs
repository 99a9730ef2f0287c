//! Step 4: tags and resource group.

use leptos::prelude::*;

use super::{
    draft::{TAGS_AT_MOST, TagDraft},
    field::Field,
    form::{Form, focus_soon},
    offer, words,
};
use crate::i18n::args;
use crate::ui::{Button, FieldWidth, Icon, IconButton, Section, Select, TextField, focus_on, use_announcer};

#[component]
pub fn GroupingStep(form: Form) -> impl IntoView {
    let texts = form.texts();
    view! {
        <Section title=texts.wizard_section_tags()>
            <Tags form />
        </Section>
        <Section title=texts.wizard_section_resource_group()>
            <Select
                label=texts.wizard_resource_group()
                options=Signal::stored(offer::resource_groups().map(words::option).collect::<Vec<_>>())
                value=form.read(|draft| draft.resource_group.clone())
                on_change=move |id: String| form.write(|draft| draft.resource_group = id)
                error=form.error(Field::ResourceGroup)
                id=Field::ResourceGroup.id()
            />
        </Section>
    }
}

#[component]
fn Tags(form: Form) -> impl IntoView {
    let texts = form.texts();
    let numbers = form.read(|draft| draft.tags.iter().map(|tag| tag.number).collect::<Vec<_>>());
    let count = Signal::derive(move || numbers.with(Vec::len));
    let full = Signal::derive(move || (count.get() >= TAGS_AT_MOST).then(|| texts.wizard_tags_full(TAGS_AT_MOST)));
    let add = move |()| {
        let mut added = None;
        form.write(|draft| added = draft.add_tag());
        if let Some(number) = added {
            focus_soon([format!("#{}", Field::TagKey.row(number).id())]);
        }
    };
    view! {
        <div class="wizard__fields">
            <p class="wizard__note">{texts.wizard_tags_hint()}</p>
            <For each=move || numbers.get() key=|number| *number let(number)>
                <Tag form number />
            </For>
            <div class="wizard__adder">
                <Button
                    label=texts.wizard_add_tag()
                    icon=Icon::Plus
                    on_click=add
                    disabled_reason=full
                    test_id="add-tag"
                />
                <span class="wizard__count">{move || texts.wizard_tags_used(args::WizardTagsUsed { count: count.get(), most: TAGS_AT_MOST })}</span>
            </div>
        </div>
    }
}

#[component]
fn Tag(form: Form, number: u32) -> impl IntoView {
    let texts = form.texts();
    let announcer = use_announcer();
    let place = form.read(move |draft| 1 + draft.tags.iter().position(|tag| tag.number == number).unwrap_or(0));
    let of =
        move |read: fn(&TagDraft) -> String| form.read(move |draft| draft.tag(number).map(read).unwrap_or_default());
    let change =
        move |change: &dyn Fn(&mut TagDraft)| form.write(|draft| draft.tag_mut(number).into_iter().for_each(change));
    let remove = move |()| {
        let place = place.get_untracked();
        form.write(|draft| draft.tags.retain(|tag| tag.number != number));
        announcer.polite(texts.wizard_tag_removed(place));
        focus_on("[data-testid=add-tag]");
    };
    view! {
        <div class="wizard__tag">
            <TextField
                label=Signal::derive(move || texts.wizard_tag_key_of(place.get()))
                value=of(|tag| tag.key.clone())
                on_input=move |text: String| change(&|tag| tag.key.clone_from(&text))
                on_leave=form.on_leave(Field::TagKey.row(number))
                error=form.error(Field::TagKey.row(number))
                id=Field::TagKey.row(number).id()
                width=FieldWidth::Full
            />
            <TextField
                label=Signal::derive(move || texts.wizard_tag_value_of(place.get()))
                value=of(|tag| tag.value.clone())
                on_input=move |text: String| change(&|tag| tag.value.clone_from(&text))
                on_leave=form.on_leave(Field::TagValue.row(number))
                error=form.error(Field::TagValue.row(number))
                id=Field::TagValue.row(number).id()
                width=FieldWidth::Full
            />
            <IconButton
                icon=Icon::Trash
                label=Signal::derive(move || texts.wizard_remove_tag(place.get()))
                on_click=remove
            />
        </div>
    }
}
