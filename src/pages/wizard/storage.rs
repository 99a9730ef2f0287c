//! Step 1, last part: image, system disk, data disks.

use leptos::prelude::*;

use super::{
    draft::{DATA_DISKS_AT_MOST, DiskDraft},
    field::Field,
    form::{Form, focus_soon},
    offer, words,
};
use crate::i18n::args;
use crate::ui::{
    Button, Checkbox, FieldWidth, Icon, IconButton, Section, Select, SelectOption, TextField, TextKind, focus_on,
    use_announcer,
};

#[component]
pub fn ImagePart(form: Form) -> impl IntoView {
    let texts = form.texts();
    let images: Vec<SelectOption> =
        offer::images().map(|image| SelectOption::new(image.id, words::image(texts, image.id))).collect();
    let image = form.read(|draft| draft.image.clone());
    let hint = Signal::derive(move || {
        let least = image.with(|image| offer::system_disk_range("", image).0);
        Some(if image.with(|image| offer::is_windows(image)) {
            texts.wizard_image_hint_windows(least)
        } else {
            texts.wizard_image_hint_linux(least)
        })
    });
    view! {
        <Section title=texts.wizard_section_image()>
            <div class="wizard__row">
                <Select
                    label=texts.wizard_public_image()
                    options=Signal::stored(images)
                    value=image
                    on_change=move |id: String| form.write(|draft| draft.set_image(&id))
                    hint
                    error=form.error(Field::Image)
                    id=Field::Image.id()
                />
            </div>
        </Section>
    }
}

#[component]
pub fn StoragePart(form: Form) -> impl IntoView {
    let texts = form.texts();
    let announcer = use_announcer();
    let numbers = form.read(|draft| draft.data_disks.iter().map(|disk| disk.number).collect::<Vec<_>>());
    let count = Signal::derive(move || numbers.with(Vec::len));
    let full = Signal::derive(move || {
        (count.get() >= DATA_DISKS_AT_MOST).then(|| texts.wizard_data_disks_full(DATA_DISKS_AT_MOST))
    });
    let add = move |()| {
        let mut added = None;
        form.write(|draft| added = draft.add_disk());
        if let Some(number) = added {
            announcer.polite(texts.wizard_data_disk_added(count.get_untracked()));
            focus_soon([format!("#{}", category_id(number))]);
        }
    };
    view! {
        <Section title=texts.wizard_section_storage()>
            <div class="wizard__fields">
                <SystemDisk form />
                <For each=move || numbers.get() key=|number| *number let(number)>
                    <DataDisk form number />
                </For>
                <div class="wizard__adder">
                    <Button
                        label=texts.wizard_add_data_disk()
                        icon=Icon::Plus
                        on_click=add
                        disabled_reason=full
                        test_id="add-data-disk"
                    />
                    <span class="wizard__count">
                        {move || texts.wizard_data_disks_used(args::WizardDataDisksUsed { count: count.get(), most: DATA_DISKS_AT_MOST })}
                    </span>
                </div>
            </div>
        </Section>
    }
}

fn categories(form: Form) -> Signal<Vec<SelectOption>> {
    let texts = form.texts();
    Signal::stored(offer::disk_categories().map(|id| SelectOption::new(id, texts.disk_category(id))).collect())
}

#[component]
fn SystemDisk(form: Form) -> impl IntoView {
    let texts = form.texts();
    let range = form.read(|draft| offer::system_disk_range(&draft.system_disk.category, &draft.image));
    let hint = Signal::derive(move || {
        Some(texts.wizard_size_hint(args::WizardSizeHint { least: range.get().0, most: range.get().1 }))
    });
    view! {
        <fieldset class="wizard__disk">
            <legend class="visually-hidden">{texts.wizard_system_disk()}</legend>
            <Select
                label=texts.wizard_system_disk()
                options=categories(form)
                value=form.read(|draft| draft.system_disk.category.clone())
                on_change=move |id: String| form.write(|draft| draft.system_disk.category = id)
            />
            <TextField
                label=texts.wizard_system_disk_size()
                kind=TextKind::Number { min: 20.0, max: 500.0 }
                width=FieldWidth::Short
                unit="GiB"
                value=form.read(|draft| draft.system_disk.size.clone())
                on_input=move |text| form.write(|draft| draft.system_disk.size = text)
                on_leave=form.on_leave(Field::SystemDisk)
                hint
                error=form.error(Field::SystemDisk)
                id=Field::SystemDisk.id()
            />
            <p class="wizard__note">{texts.wizard_system_disk_goes()}</p>
        </fieldset>
    }
}

fn category_id(number: u32) -> String {
    format!("{}-category", Field::DataDisk.row(number).id())
}

#[component]
fn DataDisk(form: Form, number: u32) -> impl IntoView {
    let texts = form.texts();
    let announcer = use_announcer();
    let place = form.read(move |draft| 1 + draft.data_disks.iter().position(|disk| disk.number == number).unwrap_or(0));
    let of =
        move |read: fn(&DiskDraft) -> String| form.read(move |draft| draft.disk(number).map(read).unwrap_or_default());
    let range = form.read(move |draft| offer::data_disk_range(draft.disk(number).map_or("", |disk| &disk.category)));
    let hint = Signal::derive(move || {
        Some(texts.wizard_size_hint(args::WizardSizeHint { least: range.get().0, most: range.get().1 }))
    });
    let change =
        move |change: &dyn Fn(&mut DiskDraft)| form.write(|draft| draft.disk_mut(number).into_iter().for_each(change));
    let remove = move |()| {
        let place = place.get_untracked();
        form.write(|draft| draft.data_disks.retain(|disk| disk.number != number));
        announcer.polite(texts.wizard_data_disk_removed(place));
        focus_on("[data-testid=add-data-disk]");
    };
    view! {
        <fieldset class="wizard__disk">
            <legend class="visually-hidden">{move || texts.wizard_data_disk(place.get())}</legend>
            <Select
                label=Signal::derive(move || texts.wizard_data_disk(place.get()))
                options=categories(form)
                value=of(|disk| disk.category.clone())
                on_change=move |id: String| change(&|disk| disk.category.clone_from(&id))
                id=category_id(number)
            />
            <TextField
                label=Signal::derive(move || texts.wizard_data_disk_size(place.get()))
                kind=TextKind::Number { min: 20.0, max: 32_768.0 }
                width=FieldWidth::Short
                unit="GiB"
                value=of(|disk| disk.size.clone())
                on_input=move |text: String| change(&|disk| disk.size.clone_from(&text))
                on_leave=form.on_leave(Field::DataDisk.row(number))
                hint
                error=form.error(Field::DataDisk.row(number))
                id=Field::DataDisk.row(number).id()
            />
            <div class="wizard__disk-end">
                <Checkbox
                    label=texts.wizard_release_with_instance()
                    checked=form.read(move |draft| Some(draft.disk(number).is_some_and(|disk| disk.delete_with_instance)))
                    on_change=move |on| change(&|disk| disk.delete_with_instance = on)
                />
                <IconButton
                    icon=Icon::Trash
                    label=Signal::derive(move || texts.wizard_remove_data_disk(place.get()))
                    on_click=remove
                />
            </div>
        </fieldset>
    }
}
