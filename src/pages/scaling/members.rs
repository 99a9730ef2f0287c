//! The members of a group, in the order in which scale-in takes them, and the acts on the selected ones.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::{
    Act,
    row::{Member, columns},
};
use crate::{
    context::use_console,
    ui::{Button, Checkbox, DataTable, Empty, Frame, Icon, More},
};
use latch_rules::{
    Ordinal, Ordinals,
    protection::{Cause, Fate, verdict},
    query::oldest_first,
};

/// A member and its place among those that scale-in may take, from 1; `None` for members that scale-in spares.
pub(super) type Place = (Ordinal, Option<usize>);

#[component]
pub(super) fn Members(group: StoredValue<String>, act: RwSignal<Option<Act>>) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let members = Memo::new(move |_| {
        console.with(|world| {
            let in_arrears = world.account.overdue_since.is_some();
            let mut place = 0;
            let all = group.with_value(|group| oldest_first(world, group));
            all.into_iter()
                .map(|(ordinal, member)| {
                    let goes = verdict(member, Cause::ScaleIn, in_arrears).fate != Fate::Kept;
                    place += usize::from(goes);
                    (ordinal, goes.then_some(place))
                })
                .collect::<Vec<Place>>()
        })
    });
    let ticked: RwSignal<BTreeSet<Ordinal>> = RwSignal::new(BTreeSet::new());
    // Members that have left are removed from the selection.
    Effect::new(move || {
        let there: BTreeSet<Ordinal> = members.with(|all| all.iter().map(|(ordinal, _)| *ordinal).collect());
        if ticked.with_untracked(|ticked| !ticked.is_subset(&there)) {
            ticked.update(|ticked| ticked.retain(|ordinal| there.contains(ordinal)));
        }
    });
    let total = Signal::derive(move || members.with(Vec::len));
    let tick_all = move || {
        let is_all = Signal::derive(move || match ticked.with(BTreeSet::len) {
            0 => Some(false),
            some if some == total.get() => Some(true),
            _ => None,
        });
        let tick = move |on: bool| {
            let all = members.with_untracked(|all| all.iter().map(|(ordinal, _)| *ordinal).collect());
            ticked.set(if on { all } else { BTreeSet::new() });
        };
        view! { <Checkbox label=texts.scaling_tick_all() label_hidden=true checked=is_all on_change=tick /> }
    };
    view! {
        <Show
            when=move || { total.get() > 0 }
            fallback=move || view! { <Empty icon=Icon::Layers text=texts.scaling_no_members() test_id="no-members" /> }
        >
            {
                DataTable {
                    caption: texts.scaling_members_table().to_owned(),
                    frame: Frame::Page("scaling__frame"),
                    class: "table--fixed members",
                    columns: columns(texts, tick_all, ticked),
                    total,
                    lines: Box::new(move |range| members.with(|all| all.get(range).unwrap_or_default().to_vec())),
                    key: |place| *place,
                    read: Box::new(move |place| Member::read(console, place, ticked)),
                    more: More {
                        row_test_id: Some("member"),
                        is_selected: Some(|member: &Member| member.is_ticked.into()),
                        below: Some(view! { <Bar ticked act /> }.into_any()),
                        ..More::default()
                    },
                }
                    .view()
            }
        </Show>
    }
}

/// The batch bar of the selected members.
#[component]
fn Bar(ticked: RwSignal<BTreeSet<Ordinal>>, act: RwSignal<Option<Act>>) -> impl IntoView {
    let texts = use_console().texts();
    let none = Signal::derive(move || ticked.with(BTreeSet::is_empty).then(|| texts.scaling_tick_first().to_owned()));
    let who = move || ticked.with_untracked(|ticked| ticked.iter().copied().collect::<Ordinals>());
    view! {
        <div class="batch-bar">
            <span class="batch-bar__count" role="status">{move || texts.scaling_ticked(ticked.with(BTreeSet::len))}</span>
            <Button
                label=texts.scaling_guard()
                disabled_reason=none
                on_click=move |()| act.set(Some(Act::Guard(who(), true)))
                test_id="guard"
            />
            <Button
                label=texts.scaling_unguard()
                disabled_reason=none
                on_click=move |()| act.set(Some(Act::Guard(who(), false)))
                test_id="unguard"
            />
            <Button
                label=texts.scaling_take_out()
                disabled_reason=none
                on_click=move |()| act.set(Some(Act::TakeOut(who())))
                test_id="take-out"
            />
        </div>
    }
}
