//! The tools above the table: what is selected, the order where there are no heads, refreshing, files, and the settings of the list.

use leptos::prelude::*;

use super::{
    look::{Look, Shown},
    order::Order,
    state::{ListState, Rows},
};
use crate::{
    context::{Dialog, Notice, Selection},
    pages::records::{formats, sheet::Sheet},
    ui::{Icon, IconButton, MenuButton, MenuEntry, MenuItem, MenuLook, use_announcer},
};
use latch_rules::{Ordinal, UnixMillis};

#[component]
pub(super) fn Tools(state: ListState) -> impl IntoView {
    let texts = state.console.texts();
    view! {
        <div class="list__tools" role="group" aria-label=texts.list_tools()>
            <MenuButton
                label=texts.list_select()
                look=MenuLook::Icon(Icon::CheckAll)
                entries=move |()| selection_menu(state)
                test_id="list-select"
            />
            <span class="list__sort">
                <MenuButton
                    label=texts.list_sort()
                    look=MenuLook::Icon(Icon::SortNone)
                    entries=move |()| sort_menu(state)
                    test_id="list-sort"
                />
            </span>
            <Refresh state />
            <MenuButton
                label=texts.records_download()
                look=MenuLook::Icon(Icon::Download)
                entries=move |()| file_menu(state)
                test_id="list-download"
            />
            <IconButton
                icon=Icon::Columns
                label=texts.list_settings()
                on_click=move |()| state.console.open(Dialog::ListSettings)
                test_id="list-settings-open"
            />
        </div>
    }
}

/// Selects by what the instances are; whatever was selected before is no longer.
fn selection_menu(state: ListState) -> Vec<MenuEntry> {
    let texts = state.console.texts();
    let rows = state.matching.get_untracked();
    let those = |is: fn(bool) -> bool| -> Vec<Ordinal> {
        state
            .console
            .peek(|world| {
                let is = |ordinal: &&Ordinal| {
                    world.get(**ordinal).is_some_and(|one| one.is_protectable() && is(one.protected))
                };
                Some(rows.iter().filter(is).copied().collect())
            })
            .unwrap_or_default()
    };
    let nobody = |count: usize| (count == 0).then(|| texts.list_select_none_such().to_owned());
    let entry = |label: String, who: Vec<Ordinal>| {
        let why_not = nobody(who.len());
        let select = move || state.console.selection().set(who.iter().copied().collect());
        MenuItem::new(label, select).disabled(why_not).into()
    };
    let (off, on) = (those(|protected| !protected), those(|protected| protected));
    let why_no_clear = nobody(state.ticked.get_untracked().all);
    vec![
        entry(texts.list_select_matching(texts.number(rows.len())), rows.to_vec()),
        entry(texts.list_select_unprotected(texts.number(off.len())), off),
        entry(texts.list_select_protected(texts.number(on.len())), on),
        MenuEntry::Separator,
        MenuItem::new(texts.list_select_nothing(), move || state.console.selection().update(Selection::clear))
            .disabled(why_no_clear)
            .into(),
    ]
}

/// The orders of all columns that are shown.
fn sort_menu(state: ListState) -> Vec<MenuEntry> {
    let texts = state.console.texts();
    let columns = state.look.with_untracked(Look::columns);
    let orders = columns.into_iter().flat_map(|shown| shown.column.orders);
    let sorted = state.sort.get_untracked();
    let entry = |order: &'static Order| {
        let known = sorted.iter().find(|(known, _)| *known == order);
        let icon = known.map(|(_, descends)| if *descends { Icon::SortDown } else { Icon::SortUp });
        let descends = known.is_some_and(|(_, descends)| !descends);
        let item = MenuItem::new((order.label)(texts), move || state.sort_by(order, descends, false));
        MenuItem { icon, ..item }.into()
    };
    orders.map(entry).collect()
}

/// Asks again, over the simulated network, and says when.
#[component]
fn Refresh(state: ListState) -> impl IntoView {
    let console = state.console;
    let texts = console.texts();
    let (asked_at, is_asking) = (RwSignal::new(None::<UnixMillis>), RwSignal::new(false));
    let announcer = use_announcer();
    let ask = move |()| {
        if is_asking.get_untracked() {
            return;
        }
        is_asking.set(true);
        console.pass("DescribeInstances", move |passed| {
            // The signals are gone if the person has left the page by then.
            if is_asking.try_set(false).is_some() {
                return;
            }
            match passed {
                Ok(()) => {
                    let now = console.now_untracked();
                    console.retract("refresh");
                    announcer.polite(texts.list_as_of(texts.date_time_exact(now)));
                    asked_at.set(Some(now));
                }
                Err(why) => console.notify(Notice::error(texts.list_refresh_failed()).line(why).keyed("refresh")),
            }
        });
    };
    let icon = move || if is_asking.get() { Icon::Spinner } else { Icon::Refresh };
    let label = Signal::derive(move || match asked_at.get() {
        Some(at) => {
            [texts.list_refresh(), &texts.list_as_of(texts.date_time_exact(at))].join(texts.between_sentences())
        }
        None => texts.list_refresh().to_owned(),
    });
    view! { {move || view! { <IconButton icon=icon() label on_click=ask test_id="list-refresh" /> }} }
}

/// Files of what matches, and of the selection.
fn file_menu(state: ListState) -> Vec<MenuEntry> {
    let console = state.console;
    let texts = console.texts();
    let matching = Callback::new(move |()| sheet(state, &state.matching.get_untracked()));
    let selected = Callback::new(move |()| {
        let who = console.selection().get_untracked();
        let rows = state.ordered.get_untracked();
        let ticked: Vec<Ordinal> = rows.iter().copied().filter(|ordinal| who.contains(*ordinal)).collect();
        sheet(state, &Rows::new(ticked))
    });
    let count = state.ticked.get_untracked().all;
    let mut entries = vec![MenuEntry::group(
        texts.list_file_matching(texts.number(state.matching.with_untracked(|rows| rows.len()))),
        formats(console, "latch-instances", matching),
    )];
    if count > 0 {
        let label = texts.list_file_selected(texts.number(count));
        entries.push(MenuEntry::group(label, formats(console, "latch-instances", selected)));
    }
    entries
}

/// The columns that are shown, under the names of the API; a name that two columns have stands once.
fn sheet(state: ListState, rows: &Rows) -> Sheet {
    let columns = state.look.with_untracked(Look::columns);
    let mut fields = Vec::new();
    for field in columns.into_iter().flat_map(|Shown { column, .. }| column.file) {
        if fields.iter().all(|(known, _)| *known != field.0) {
            fields.push(*field);
        }
    }
    let rows = state.console.peek(|world| {
        let row = |ordinal: &Ordinal| {
            let instance = world.get(*ordinal)?;
            Some(fields.iter().map(|(_, value)| value(world, instance)).collect())
        };
        Some(rows.iter().filter_map(row).collect())
    });
    Sheet { heads: fields.iter().map(|(name, _)| *name).collect(), rows: rows.unwrap_or_default() }
}
