//! One menu for many buttons, for example the buttons of a table's rows or of a bar: the owner of the buttons supplies the entries.

use leptos::{html, prelude::*, tachys::html::node_ref::NodeRefContainer as _};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlButtonElement, HtmlElement, KeyboardEvent, MouseEvent};

use super::{MenuEntry, MenuLook, groups::FirstFocus, list::MenuList};
use crate::ui::{
    dom::{focus_in_place, fresh_id},
    icon::{Glyph, Icon},
};

/// The button at which the menu is open, if it is open.
#[derive(Clone, Copy)]
pub struct SharedMenu {
    id: StoredValue<String>,
    button: NodeRef<html::Button>,
    opened: RwSignal<Option<(FirstFocus, String, Vec<MenuEntry>)>>,
}

impl SharedMenu {
    /// A closed menu. `SharedMenuList` shows it.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "it belongs to an owner")]
    pub fn new() -> Self {
        Self { id: StoredValue::new(fresh_id("menu")), button: NodeRef::new(), opened: RwSignal::new(None) }
    }

    /// A click on a `MenuTrigger`: opens its menu, or closes it.
    pub fn click(self, trigger: &Element, event: &MouseEvent, entries: impl FnOnce() -> Vec<MenuEntry>) {
        if trigger.get_attribute("aria-expanded").as_deref() == Some("true") {
            self.close(true);
        } else {
            self.open(trigger, FirstFocus::after_click(event), entries);
        }
    }

    /// A key on a `MenuTrigger`: the arrows open its menu.
    pub fn key(self, trigger: &Element, event: &KeyboardEvent, entries: impl FnOnce() -> Vec<MenuEntry>) {
        let Some(first) = FirstFocus::after_key(event) else { return };
        event.prevent_default();
        event.stop_propagation();
        self.open(trigger, first, entries);
    }

    fn open(self, trigger: &Element, first: FirstFocus, entries: impl FnOnce() -> Vec<MenuEntry>) {
        let Some(button) = trigger.dyn_ref::<HtmlButtonElement>() else { return };
        self.close(false);
        let _ = button.set_attribute("aria-expanded", "true");
        let _ = button.set_attribute("aria-controls", &self.id.get_value());
        let name = button.get_attribute("aria-label").or_else(|| button.text_content()).unwrap_or_default();
        self.button.load(button);
        self.opened.set(Some((first, name, entries())));
    }

    /// The button at which the menu is open; `None` while it is closed.
    #[must_use]
    pub fn anchor(self) -> Option<HtmlButtonElement> {
        self.opened.with_untracked(Option::is_some).then(|| self.button.get_untracked()).flatten()
    }

    /// Closes the menu; `takes_focus`: its button takes the focus, as after a choice.
    pub fn close(self, takes_focus: bool) {
        if self.opened.try_with_untracked(Option::is_none).unwrap_or(true) {
            return;
        }
        if let Some(button) = self.button.get_untracked() {
            let _ = button.set_attribute("aria-expanded", "false");
            let _ = button.remove_attribute("aria-controls");
            if takes_focus {
                focus_in_place(button.unchecked_ref::<HtmlElement>());
            }
        }
        self.opened.set(None);
    }
}

/// The open menu of a `SharedMenu`. Mounted once, beside the rows.
#[component]
pub fn SharedMenuList(menu: SharedMenu) -> impl IntoView {
    let close = Callback::new(move |takes_focus| menu.close(takes_focus));
    move || {
        let (first, label, entries) = menu.opened.get()?;
        Some(view! { <MenuList anchor=menu.button id=menu.id.get_value() label entries first close /> })
    }
}

/// A button of a `SharedMenu`. Plain markup: the owner handles its clicks and keys, and identifies the button by `act`.
#[component]
pub fn MenuTrigger(
    #[prop(into)] label: String,
    act: &'static str,
    #[prop(optional)] look: MenuLook,
    /// A longer name for assistive technology.
    #[prop(optional, into)]
    aria_label: Option<String>,
    #[prop(optional)] compact: bool,
    #[prop(optional)] test_id: Option<&'static str>,
) -> impl IntoView {
    let icon = match look {
        MenuLook::Icon(icon) => Some(icon),
        MenuLook::Button | MenuLook::Link | MenuLook::Quiet => None,
    };
    let tip = icon.map(|_| label.clone());
    view! {
        <button
            type="button"
            class=look.kind().class()
            class:button--icon=icon.is_some()
            class:button--compact=compact
            aria-haspopup="menu"
            aria-expanded="false"
            aria-label=aria_label.or_else(|| tip.clone())
            data-tip=tip
            data-act=act
            data-testid=test_id
        >
            {match icon {
                Some(icon) => view! { <Glyph icon /> }.into_any(),
                None => {
                    view! {
                        <span class="button__label">{label}</span>
                        <Glyph icon=Icon::ChevronDown />
                    }
                        .into_any()
                }
            }}
        </button>
    }
}
