//! Step 1, the instance type: every type of the catalogue in a table, filters above it, one radio button per row.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::{field::Field, form::Form, offer, words};
use crate::{
    i18n::{Texts, args},
    ui::{Button, ButtonKind, Column, DataTable, Frame, More, SearchBox, Section, Select, SelectOption},
};
use latch_rules::catalog::InstanceType;

/// Filters of the table; an empty filter matches all.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Filter {
    cpu: Option<u32>,
    memory_mib: Option<u32>,
    family: String,
    text: String,
}

impl Filter {
    fn matches(&self, kind: &InstanceType) -> bool {
        let text = self.text.trim().to_ascii_lowercase();
        self.cpu.is_none_or(|cpu| cpu == kind.cpu)
            && self.memory_mib.is_none_or(|memory| memory == kind.memory_mib)
            && (self.family.is_empty() || *self.family == *kind.family)
            && (text.is_empty()
                || kind.id.contains(text.as_str())
                || kind.gpu_spec.to_ascii_lowercase().contains(&text))
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[component]
pub fn TypePart(form: Form) -> impl IntoView {
    let texts = form.texts();
    let filter = RwSignal::new(Filter::default());
    let shown = Memo::new(move |_| {
        filter.with(|filter| {
            let matching = offer::instance_types().filter(|kind| filter.matches(kind));
            matching.collect::<Vec<_>>()
        })
    });
    let chosen = form.read(|draft| draft.instance_type.clone());
    let is_hidden =
        Memo::new(move |_| chosen.with(|chosen| shown.with(|shown| !shown.iter().any(|kind| kind.id == *chosen))));
    let count = Memo::new(move |_| shown.with(Vec::len));
    view! {
        <Section title=texts.wizard_section_type()>
            <div class="wizard__fields" id=Field::InstanceType.id()>
                <Filters texts filter />
                <p class="wizard__chosen">
                    <span role="status">{move || texts.wizard_types_shown(count.get())}</span>
                    <span>
                        {move || {
                            let name = chosen.with(|id| name(texts, id));
                            if is_hidden.get() { texts.wizard_type_hidden(name) } else { texts.wizard_type_chosen(name) }
                        }}
                    </span>
                </p>
                {table(form, shown)}
                {move || form.error(Field::InstanceType).get().map(|text| view! { <p class="field__error">{text}</p> })}
            </div>
        </Section>
    }
}

/// Scrolls the chosen row into view; only the table is scrolled.
fn show_chosen(scroller: web_sys::HtmlDivElement) {
    request_animation_frame(move || {
        let chosen = scroller.query_selector(".table__row--selected").ok().flatten();
        if let Some(row) = chosen.and_then(|row| row.dyn_into::<web_sys::HtmlElement>().ok()) {
            scroller.set_scroll_top(row.offset_top() - scroller.client_height() / 2);
        }
    });
}

#[component]
fn Filters(texts: Texts, filter: RwSignal<Filter>) -> impl IntoView {
    let all = || SelectOption::new("", texts.wizard_filter_all());
    let mut cpus: Vec<u32> = offer::instance_types().map(|kind| kind.cpu).collect();
    cpus.sort_unstable();
    cpus.dedup();
    let mut memories: Vec<u32> = offer::instance_types().map(|kind| kind.memory_mib).collect();
    memories.sort_unstable();
    memories.dedup();
    let mut families: Vec<&str> = offer::instance_types().map(|kind| kind.family).collect();
    families.dedup();
    let cpus = cpus.iter().map(|cpu| SelectOption::new(cpu.to_string(), texts.wizard_vcpu_count(cpu)));
    let memories = memories.iter().map(|mib| SelectOption::new(mib.to_string(), words::gib(*mib)));
    let families = families.iter().map(|family| SelectOption::new(*family, words::family(texts, family)));
    let text_of = |number: Option<u32>| number.map_or_else(String::new, |number| number.to_string());
    view! {
        <div class="wizard__filters">
            <Select
                label=texts.wizard_vcpu()
                options=Signal::stored(std::iter::once(all()).chain(cpus).collect())
                value=Signal::derive(move || text_of(filter.with(|filter| filter.cpu)))
                on_change=move |value: String| filter.update(|filter| filter.cpu = value.parse().ok())
            />
            <Select
                label=texts.wizard_memory()
                options=Signal::stored(std::iter::once(all()).chain(memories).collect())
                value=Signal::derive(move || text_of(filter.with(|filter| filter.memory_mib)))
                on_change=move |value: String| filter.update(|filter| filter.memory_mib = value.parse().ok())
            />
            <Select
                label=texts.wizard_family()
                options=Signal::stored(std::iter::once(all()).chain(families).collect())
                value=Signal::derive(move || filter.with(|filter| filter.family.clone()))
                on_change=move |value: String| filter.update(|filter| filter.family = value)
            />
            <div class="wizard__search">
                <SearchBox
                    label=texts.wizard_type_search()
                    placeholder=Some(texts.wizard_type_search_example().to_owned())
                    value=Signal::derive(move || filter.with(|filter| filter.text.clone()))
                    on_input=move |text| filter.update(|filter| filter.text = text)
                />
            </div>
            {move || {
                filter.with(|filter| !filter.is_empty()).then(|| {
                    view! {
                        <Button
                            label=texts.wizard_filter_clear()
                            kind=ButtonKind::Link
                            on_click=move |()| filter.set(Filter::default())
                        />
                    }
                })
            }}
        </div>
    }
}

/// An instance type on offer.
struct Row {
    kind: &'static InstanceType,
    is_chosen: Memo<bool>,
}

/// The table. A click anywhere in a row chooses its type.
fn table(form: Form, shown: Memo<Vec<&'static InstanceType>>) -> AnyView {
    let texts = form.texts();
    let choose = move |row: &Row| form.write(|draft| draft.instance_type = row.kind.id.to_owned());
    let columns = vec![
        Column::headed(
            move || view! { <span class="visually-hidden">{texts.wizard_choose()}</span> },
            move |row: &Row| {
                let (id, is_chosen) = (row.kind.id, row.is_chosen);
                view! {
                    <input
                        class="radios__input"
                        type="radio"
                        name="wizard-type"
                        value=id
                        aria-label=id
                        prop:checked=move || is_chosen.get()
                        on:change=move |_| form.write(|draft| draft.instance_type = id.to_owned())
                    />
                }
            },
        )
        .class("table__check"),
        Column::new(texts.wizard_instance_type(), |row: &Row| row.kind.id).class("wizard__type").names_row(),
        Column::new(texts.wizard_family(), move |row: &Row| words::family(texts, row.kind.family)),
        Column::new(texts.wizard_vcpu(), |row: &Row| row.kind.cpu).class("table__number"),
        Column::new(texts.wizard_memory(), |row: &Row| words::gib(row.kind.memory_mib)).class("table__number"),
        Column::new(texts.wizard_gpu(), |row: &Row| words::gpu(row.kind)),
    ];
    let none =
        move || shown.with(Vec::is_empty).then(|| view! { <p class="wizard__none">{texts.wizard_types_none()}</p> });
    DataTable {
        caption: texts.wizard_section_type().to_owned(),
        frame: Frame::Whole("table-plain wizard__types"),
        class: "",
        columns,
        total: Signal::derive(move || shown.with(Vec::len)),
        lines: Box::new(move |_| shown.get()),
        key: |kind| kind.id,
        read: Box::new(move |kind| Row {
            kind,
            is_chosen: Memo::new(move |_| form.draft.with(|draft| draft.instance_type == kind.id)),
        }),
        more: More {
            is_selected: Some(|row: &Row| row.is_chosen.into()),
            on_row_click: Some(Box::new(choose)),
            below: Some(none.into_any()),
            is_no_stop: true,
            on_load: Some(show_chosen),
            ..More::default()
        },
    }
    .view()
}

/// A type and its size: "ecs.g6.large (2 vCPU, 8 GiB)".
#[must_use]
pub fn name(texts: Texts, id: &str) -> String {
    offer::instance_type(id).map_or_else(
        || id.to_owned(),
        |kind| {
            texts.wizard_type_name(args::WizardTypeName {
                cpu: texts.wizard_vcpu_count(kind.cpu),
                id,
                memory: words::gib(kind.memory_mib),
            })
        },
    )
}
