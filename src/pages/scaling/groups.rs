//! The list of groups: how many members each has, and how they joined.

use std::{collections::BTreeMap, sync::Arc};

use leptos::prelude::*;

use super::create::CreateGroup;
use crate::{
    context::{Route, use_console},
    i18n::Texts,
    pages::parts::{Moment, NothingYet},
    ui::{Button, ButtonKind, Column, CutMiddle, DataTable, Frame, Icon, More},
};
use latch_rules::{UnixMillis, World, instance::Origin};

/// Counts of a group.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Numbers {
    pub created_at: UnixMillis,
    pub members: usize,
    pub guarded: usize,
    pub created: usize,
    pub entrusted: usize,
    pub attached: usize,
}

/// Counts of every group, by id.
pub(super) fn numbers(world: &World) -> BTreeMap<Arc<str>, Numbers> {
    let mut all: BTreeMap<Arc<str>, Numbers> = world
        .groups
        .iter()
        .map(|(id, group)| (Arc::clone(id), Numbers { created_at: group.created_at, ..Numbers::default() }))
        .collect();
    for member in world.live().filter_map(|(_, instance)| instance.member.as_ref()) {
        let Some(group) = all.get_mut(&member.group) else { continue };
        group.members += 1;
        group.guarded += usize::from(member.guarded);
        match member.origin {
            Origin::Created => group.created += 1,
            Origin::Entrusted => group.entrusted += 1,
            Origin::Attached => group.attached += 1,
        }
    }
    all
}

/// `#/scaling`.
#[component]
pub fn ScalingPage() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let groups = Memo::new(move |_| console.with(numbers));
    let is_creating = RwSignal::new(false);
    let create = move || {
        view! {
            <Button
                label=texts.scaling_create()
                kind=ButtonKind::Primary
                on_click=move |()| is_creating.set(true)
                test_id="create-group"
            />
        }
    };
    view! {
        <div class="page scaling">
            <header class="page__head">
                <div class="page__title">
                    <h1 tabindex="-1">{texts.shell_nav_scaling()}</h1>
                    <span class="page__count">{move || texts.scaling_count(groups.with(BTreeMap::len))}</span>
                </div>
                <Show when=move || !groups.with(BTreeMap::is_empty)>{create()}</Show>
                <p class="scaling__lead">{texts.scaling_lead()}</p>
            </header>
            <Show
                when=move || !groups.with(BTreeMap::is_empty)
                fallback=move || view! { <NothingYet icon=Icon::Layers text=texts.scaling_empty() test_id="scaling-empty">{create()}</NothingYet> }
            >
                {table(texts, groups)}
            </Show>
            <Show when=move || is_creating.get()>
                <CreateGroup on_close=move |()| is_creating.set(false) />
            </Show>
        </div>
    }
}

fn table(texts: Texts, groups: Memo<BTreeMap<Arc<str>, Numbers>>) -> AnyView {
    type Group = (Arc<str>, Numbers);
    let number = |label: &'static str, read: fn(&Numbers) -> usize| {
        Column::new(label, move |(_, group): &Group| texts.number(read(group))).class("table__number")
    };
    let columns = vec![
        Column::new(texts.scaling_column_group(), |(id, _): &Group| {
            let href = Route::ScalingGroup { id: id.to_string() }.href();
            view! { <a class="code" href=href><CutMiddle text=id.to_string() /></a> }
        })
        .names_row(),
        number(texts.scaling_column_members(), |group| group.members),
        number(texts.scaling_column_created(), |group| group.created),
        number(texts.scaling_column_entrusted(), |group| group.entrusted),
        number(texts.scaling_column_attached(), |group| group.attached),
        number(texts.scaling_column_guarded(), |group| group.guarded),
        Column::new(texts.scaling_column_since(), |(_, group): &Group| view! { <Moment at=group.created_at /> })
            .class("table__number"),
    ];
    DataTable {
        caption: texts.scaling_table().to_owned(),
        frame: Frame::Whole("table-frame scaling__frame"),
        class: "scaling__groups",
        columns,
        total: Signal::derive(move || groups.with(BTreeMap::len)),
        lines: Box::new(move |_| groups.get().into_iter().collect()),
        key: Clone::clone,
        read: Box::new(|group| group),
        more: More { row_test_id: Some("scaling-group"), ..More::default() },
    }
    .view()
}
