//! An open menu or submenu: its items, their focus, and what closes it.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, KeyboardEvent, PointerEvent};

use super::{
    MenuEntry, MenuItem,
    groups::{FirstFocus, Groups},
    keys::{Act, act},
};
use crate::ui::{
    dom::{active_element, focus_in_place, fresh_id, listen, select_all},
    icon::{Glyph, Icon},
    overlay::stand_over,
};

/// The state of an open menu.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Opened {
    pub first: FirstFocus,
}

/// A list of entries in the top layer, positioned at its `anchor`: the menu's button or the submenu's item, which has `aria-expanded`.
/// `close` closes the whole menu (`true`: the button takes the focus); `back` is set in submenus and closes only that submenu.
#[component]
pub(crate) fn MenuList(
    anchor: NodeRef<html::Button>,
    id: String,
    label: String,
    entries: Vec<MenuEntry>,
    first: FirstFocus,
    close: Callback<bool>,
    #[prop(optional, into)] back: Option<Callback<()>>,
) -> AnyView {
    let list: NodeRef<html::Div> = NodeRef::new();
    let groups = Groups::new();
    let has_groups = entries.iter().any(|entry| matches!(entry, MenuEntry::Group { .. }));
    if back.is_none() {
        stand_over(Callback::new(move |()| {
            close.try_run(false);
        }));
    }

    list.on_load(move |list| {
        // The style sets the position. If the list cannot be shown, it stays hidden.
        let _ = list.show_popover();
        if has_groups {
            stay_in_place(&list);
        }
        let items = items(&list);
        let item = match first {
            FirstFocus::First => items.first(),
            FirstFocus::Last => items.last(),
            FirstFocus::Menu => None,
        };
        focus_in_place(item.unwrap_or(&list));
        if let Some(anchor) = anchor.get_untracked().filter(|_| back.is_none()) {
            close_from_outside(&list, &anchor, close);
        }
    });

    let on_keydown = move |event: KeyboardEvent| {
        let Some(list) = list.get_untracked() else { return };
        let items = items(&list);
        let active = active_element();
        let current = items.iter().position(|item| Some(item) == active.as_ref());
        let names: Vec<String> = items.iter().map(name).collect();
        let is_group = current.and_then(|at| items.get(at)).is_some_and(|item| item.has_attribute("aria-haspopup"));
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let Some(act) = act(&event.key(), &names, current, is_group) else { return };
        event.stop_propagation();
        if act != Act::Leave {
            event.prevent_default();
        }
        match act {
            Act::Focus(at) => {
                groups.close();
                if let Some(item) = items.get(at) {
                    let _ = item.focus();
                }
            }
            Act::OpenGroup => {
                let group = active.and_then(|item| item.get_attribute("data-group")?.parse().ok());
                if let Some(group) = group {
                    groups.open(group, FirstFocus::First);
                }
            }
            Act::Back | Act::BackToParent if back.is_some() => {
                if let Some(back) = back {
                    back.try_run(());
                }
            }
            Act::Back => {
                close.try_run(true);
            }
            Act::BackToParent => {}
            // The focus returns to the button, and the browser moves it to the next stop from there.
            Act::Leave => {
                close.try_run(true);
            }
        }
    };

    let rows = entries
        .into_iter()
        .enumerate()
        .map(|(at, entry)| match entry {
            MenuEntry::Item(item) => item_row(item, groups, close),
            MenuEntry::Group { label, entries } => group_row(at, label, entries, groups, close),
            MenuEntry::Separator => view! { <div class="menu__line" role="separator"></div> }.into_any(),
        })
        .collect_view();
    view! {
        <div
            node_ref=list
            class="menu__list"
            role="menu"
            id=id
            aria-label=label
            tabindex="-1"
            popover="manual"
            on:keydown=on_keydown
            on:pointermove=move |event| {
                let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
                let own = target.and_then(|target| target.closest("[role=menu]").ok().flatten());
                // The pointer has reached the submenu.
                if own.as_ref() != list.get_untracked().as_ref().map(|list| list.unchecked_ref()) {
                    groups.stay();
                }
            }
        >
            {rows}
        </div>
    }
    .into_any()
}

fn item_row(item: MenuItem, groups: Groups, close: Callback<bool>) -> AnyView {
    let MenuItem { label, on_select, disabled_reason, icon, is_danger, test_id } = item;
    let is_disabled = disabled_reason.is_some();
    let reason_id = is_disabled.then(|| fresh_id("why"));
    let button = view! {
        <button
            type="button"
            class="menu__item"
            class:menu__item--danger=is_danger
            role="menuitem"
            tabindex="-1"
            aria-describedby=reason_id.clone()
            aria-disabled=is_disabled.then_some("true")
            data-testid=test_id
            on:pointermove=move |event| {
                if follow_pointer(&event) {
                    groups.point_at(None);
                }
            }
            on:click=move |_| {
                if !is_disabled {
                    // Close first: a dialog that opens must find the focus on the menu's button.
                    close.try_run(true);
                    on_select.try_run(());
                }
            }
        >
            {icon.map(|icon| view! { <Glyph icon /> })}
            <span class="menu__label">{label}</span>
        </button>
    };
    match disabled_reason {
        None => button.into_any(),
        // The reason is beside the item, since it is not part of the item's name.
        Some(reason) => view! {
            <div class="menu__explained" role="none">
                {button}
                <span class="menu__reason" id=reason_id>
                    {reason}
                </span>
            </div>
        }
        .into_any(),
    }
}

fn group_row(at: usize, label: String, entries: Vec<MenuEntry>, groups: Groups, close: Callback<bool>) -> AnyView {
    let item: NodeRef<html::Button> = NodeRef::new();
    let menu_id = StoredValue::new(fresh_id("menu"));
    let entries = StoredValue::new(entries);
    let own_label = StoredValue::new(label.clone());
    let opened = Memo::new(move |_| groups.opened.get().filter(|(group, _)| *group == at).map(|(_, first)| first));
    let back = Callback::new(move |()| {
        if let Some(item) = item.get_untracked() {
            focus_in_place(&item);
        }
        groups.close();
    });
    view! {
        <div class="menu__group" role="none">
            <button
                node_ref=item
                type="button"
                class="menu__item"
                role="menuitem"
                tabindex="-1"
                aria-haspopup="menu"
                aria-expanded=move || if opened.with(Option::is_some) { "true" } else { "false" }
                aria-controls=move || opened.with(Option::is_some).then(|| menu_id.get_value())
                data-group=at.to_string()
                on:pointermove=move |event| {
                    if follow_pointer(&event) {
                        groups.point_at(Some(at));
                    }
                }
                on:click=move |event| {
                    groups.open(at, FirstFocus::after_click(&event));
                }
            >
                <span class="menu__label">{label}</span>
                <Glyph icon=Icon::ChevronRight />
            </button>
            {move || {
                opened.get().map(|first| {
                    view! {
                        <MenuList
                            anchor=item
                            id=menu_id.get_value()
                            label=own_label.get_value()
                            entries=entries.get_value()
                            first
                            close
                            back
                        />
                    }
                })
            }}
        </div>
    }
    .into_any()
}

/// The items of this list, not those of its submenus.
fn items(list: &HtmlElement) -> Vec<HtmlElement> {
    select_all(list.unchecked_ref(), ":scope > [role=menuitem], :scope > [role=none] > [role=menuitem]")
}

fn name(item: &HtmlElement) -> String {
    item.query_selector(".menu__label").ok().flatten().and_then(|label| label.text_content()).unwrap_or_default()
}

/// Focuses the item under a moving mouse, as in desktop menus. A menu that opens under a resting mouse does not count as movement.
fn follow_pointer(event: &PointerEvent) -> bool {
    let is_moving = event.pointer_type() == "mouse" && (event.movement_x() != 0 || event.movement_y() != 0);
    if is_moving && let Some(item) = event.current_target().and_then(|item| item.dyn_into::<HtmlElement>().ok()) {
        focus_in_place(&item);
    }
    is_moving
}

/// Sets the menu's position explicitly: otherwise WebKit places a submenu as if its anchor were not scrolled.
fn stay_in_place(list: &HtmlElement) {
    let (place, style) = (list.get_bounding_client_rect(), list.style());
    for (name, value) in [
        ("position-area", "none".to_owned()),
        ("inset", format!("{}px auto auto {}px", place.top(), place.left())),
        ("margin", "0".to_owned()),
    ] {
        let _ = style.set_property(name, &value);
    }
}

/// Closes the menu on a press outside, a scroll that moves the button, a change of the window size, or the loss of the focus.
fn close_from_outside(list: &HtmlElement, button: &HtmlElement, close: Callback<bool>) {
    let parts = [list.clone(), button.clone()];
    let is_outside = move |event: &web_sys::Event| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        parts.iter().all(|part| !part.contains(target.as_ref()))
    };
    let is_press_outside = is_outside.clone();
    listen(&document(), "pointerdown", move |event| {
        if is_press_outside(&event) {
            close.try_run(false);
        }
    });
    // A scroll that began before the click may be reported after it: only one that moves the button counts.
    let (button, place) = (button.clone(), button.get_bounding_client_rect());
    listen(&document(), "scroll", move |_| {
        let now = button.get_bounding_client_rect();
        if (now.top() - place.top()).abs() > 1.0 || (now.left() - place.left()).abs() > 1.0 {
            close.try_run(false);
        }
    });
    listen(&document(), "focusin", move |event| {
        if is_outside(&event) {
            close.try_run(false);
        }
    });
    listen(&window(), "resize", move |_| {
        close.try_run(true);
    });
}
