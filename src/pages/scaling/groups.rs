//! The list of the groups: how many members each has, and how they came.

use std::{collections::BTreeMap, sync::Arc};

use leptos::prelude::*;

use super::create::CreateGroup;
use crate::{
    context::{Route, use_console},
    pages::parts::{Moment, NothingYet},
    ui::{Button, ButtonKind, CutMiddle, Icon},
};
use latch_rules::{UnixMillis, World, instance::Origin};

/// A group in numbers.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(super) struct Numbers {
    pub created_at: UnixMillis,
    pub members: usize,
    pub guarded: usize,
    pub created: usize,
    pub entrusted: usize,
    pub attached: usize,
}

/// Every group in numbers, by id.
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
                <div class="table-frame scaling__frame" tabindex="0" role="group" aria-label=texts.scaling_table()>
                    <table class="table scaling__groups">
                        <caption class="visually-hidden">{texts.scaling_table()}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{texts.scaling_column_group()}</th>
                                <th scope="col" class="table__number">{texts.scaling_column_members()}</th>
                                <th scope="col" class="table__number">{texts.scaling_column_created()}</th>
                                <th scope="col" class="table__number">{texts.scaling_column_entrusted()}</th>
                                <th scope="col" class="table__number">{texts.scaling_column_attached()}</th>
                                <th scope="col" class="table__number">{texts.scaling_column_guarded()}</th>
                                <th scope="col" class="table__number">{texts.scaling_column_since()}</th>
                            </tr>
                        </thead>
                        <tbody>
                            <For
                                each=move || groups.get()
                                key=|(id, numbers)| (id.clone(), numbers.clone())
                                let((id, numbers))
                            >
                                {
                                    let href = Route::ScalingGroup { id: id.to_string() }.href();
                                    view! {
                                        <tr data-testid="scaling-group">
                                            <th scope="row"><a class="code" href=href><CutMiddle text=id.to_string() /></a></th>
                                            <td class="table__number">{texts.number(numbers.members)}</td>
                                            <td class="table__number">{texts.number(numbers.created)}</td>
                                            <td class="table__number">{texts.number(numbers.entrusted)}</td>
                                            <td class="table__number">{texts.number(numbers.attached)}</td>
                                            <td class="table__number">{texts.number(numbers.guarded)}</td>
                                            <td class="table__number"><Moment at=numbers.created_at /></td>
                                        </tr>
                                    }
                                }
                            </For>
                        </tbody>
                    </table>
                </div>
            </Show>
            <Show when=move || is_creating.get()>
                <CreateGroup on_close=move |()| is_creating.set(false) />
            </Show>
        </div>
    }
}
