//! The members of a group, in the order in which scale-in takes them, and what can be done with those that are ticked.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::{Act, row::MemberRow};
use crate::{
    context::use_console,
    ui::{Button, Checkbox, Empty, Icon, SpacerAfter, SpacerBefore, use_virtual_rows},
};
use latch_rules::{
    Ordinal, Ordinals,
    protection::{Cause, Fate, verdict},
    query::oldest_first,
};

/// CSS pixels, as `--row`.
const ROW: u32 = 44;

/// A member and its place among those that scale-in may take, from 1; nothing for those that it spares.
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
    // Whoever has left is not ticked any more.
    Effect::new(move || {
        let there: BTreeSet<Ordinal> = members.with(|all| all.iter().map(|(ordinal, _)| *ordinal).collect());
        if ticked.with_untracked(|ticked| !ticked.is_subset(&there)) {
            ticked.update(|ticked| ticked.retain(|ordinal| there.contains(ordinal)));
        }
    });
    let total = Signal::derive(move || members.with(Vec::len));
    let rows = use_virtual_rows(total, ROW.into(), 12);
    let in_view = move || {
        let range = rows.window.get().range();
        members.with(|all| range.clone().zip(all.get(range).unwrap_or_default().iter().copied()).collect::<Vec<_>>())
    };
    let all_ticked = Signal::derive(move || match ticked.with(BTreeSet::len) {
        0 => Some(false),
        some if some == total.get() => Some(true),
        _ => None,
    });
    let tick_all = move |on: bool| {
        let all = members.with_untracked(|all| all.iter().map(|(ordinal, _)| *ordinal).collect());
        ticked.set(if on { all } else { BTreeSet::new() });
    };
    view! {
        <Show
            when=move || { total.get() > 0 }
            fallback=move || view! { <Empty icon=Icon::Layers text=texts.scaling_no_members() test_id="no-members" /> }
        >
            <div class="table-frame scaling__frame">
                <div
                    class="table-frame__scroller"
                    node_ref=rows.scroller
                    tabindex="0"
                    role="group"
                    aria-label=texts.scaling_members_table()
                >
                    <table class="table table--fixed members" aria-rowcount=move || (total.get() + 1).to_string()>
                        <caption class="visually-hidden">{texts.scaling_members_table()}</caption>
                        <thead>
                            <tr aria-rowindex="1">
                                <th scope="col" class="table__check">
                                    <Checkbox label=texts.scaling_tick_all() label_hidden=true checked=all_ticked on_change=tick_all />
                                </th>
                                <th scope="col" class="members__instance">{texts.rehearse_column_instance()}</th>
                                <th scope="col" class="members__fate">
                                    <span class="tip" tabindex="0" data-tip=texts.scaling_at_scale_in_tip()>{texts.scaling_at_scale_in()}</span>
                                </th>
                                <th scope="col" class="members__guard">
                                    <span class="tip" tabindex="0" data-tip=texts.scaling_scale_in_stops()>{texts.scaling_scale_in_protection()}</span>
                                </th>
                                <th scope="col" class="members__guard">
                                    <span class="tip" tabindex="0" data-tip=texts.scaling_release_stops()>{texts.scaling_release_protection()}</span>
                                </th>
                                <th scope="col" class="members__origin">{texts.scaling_column_origin()}</th>
                                <th scope="col" class="members__status">{texts.scaling_column_status()}</th>
                                <th scope="col" class="table__number members__since">{texts.scaling_column_since()}</th>
                            </tr>
                        </thead>
                        <tbody>
                            <SpacerBefore window=rows.window />
                            <For each=in_view key=|line| *line let((index, place))>
                                <MemberRow index place ticked />
                            </For>
                            <SpacerAfter window=rows.window />
                        </tbody>
                    </table>
                </div>
                <Bar ticked act />
            </div>
        </Show>
    }
}

/// What can be done with the ticked ones.
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
