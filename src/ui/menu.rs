//! A button that opens a menu with submenus, after the ARIA menu pattern. The entries are requested when the menu opens. The menu is in
//! the browser's top layer, so no scrolling table cuts it off.

mod groups;
mod keys;
mod list;
mod shared;

pub use shared::{MenuTrigger, SharedMenu, SharedMenuList};

use leptos::{html, prelude::*};

use super::{
    button::ButtonKind,
    dom::{focus_in_place, fresh_id},
    icon::{Glyph, Icon},
};

use groups::FirstFocus;
use list::{MenuList, Opened};

/// One entry of a menu.
#[derive(Clone, Debug)]
pub enum MenuEntry {
    Item(MenuItem),
    Group { label: String, entries: Vec<Self> },
    Separator,
}

/// An entry that does something.
#[derive(Clone, Debug)]
pub struct MenuItem {
    pub label: String,
    pub on_select: Callback<()>,
    /// If set, the item stays reachable, does nothing when selected, and shows this reason.
    pub disabled_reason: Option<String>,
    pub icon: Option<Icon>,
    pub is_danger: bool,
    pub test_id: Option<&'static str>,
}

impl MenuItem {
    /// `MenuItem::new("Start", move || send(…))`
    #[must_use]
    pub fn new(label: impl Into<String>, on_select: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            label: label.into(),
            on_select: Callback::new(move |()| on_select()),
            disabled_reason: None,
            icon: None,
            is_danger: false,
            test_id: None,
        }
    }

    #[must_use]
    pub fn disabled(self, reason: Option<String>) -> Self {
        Self { disabled_reason: reason, ..self }
    }

    #[must_use]
    pub fn icon(self, icon: Icon) -> Self {
        Self { icon: Some(icon), ..self }
    }

    #[must_use]
    pub fn danger(self) -> Self {
        Self { is_danger: true, ..self }
    }

    #[must_use]
    pub fn test_id(self, test_id: &'static str) -> Self {
        Self { test_id: Some(test_id), ..self }
    }
}

impl From<MenuItem> for MenuEntry {
    fn from(item: MenuItem) -> Self {
        Self::Item(item)
    }
}

impl MenuEntry {
    /// A submenu.
    #[must_use]
    pub fn group(label: impl Into<String>, entries: Vec<Self>) -> Self {
        Self::Group { label: label.into(), entries }
    }
}

/// How the button of a menu looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum MenuLook {
    /// A bordered button with a chevron.
    #[default]
    Button,
    /// A link with a chevron, for table cells.
    Link,
    /// Borderless with a chevron, for the top bar.
    Quiet,
    /// An icon alone; the label is its name and tooltip.
    Icon(Icon),
}

impl MenuLook {
    fn kind(self) -> ButtonKind {
        match self {
            Self::Button => ButtonKind::Secondary,
            Self::Link => ButtonKind::Link,
            Self::Quiet | Self::Icon(_) => ButtonKind::Quiet,
        }
    }
}

/// A menu and its button. Before an entry acts, the menu is closed and the focus is on the button, so a dialog that the entry opens
/// returns the focus to the button.
#[component]
pub fn MenuButton(
    #[prop(into)] label: Signal<String>,
    /// Called each time the menu opens.
    #[prop(into)]
    entries: Callback<(), Vec<MenuEntry>>,
    #[prop(optional)] look: MenuLook,
    /// Shown before the text.
    #[prop(optional, into)]
    icon: Option<Icon>,
    /// A longer name for assistive technology ("More: web-01").
    #[prop(optional, into)]
    aria_label: Option<String>,
    /// Like `aria_label`, for a name that changes.
    #[prop(optional, into)]
    name: Option<Signal<String>>,
    #[prop(optional)] compact: bool,
    #[prop(into, optional)] disabled_reason: Signal<Option<String>>,
    #[prop(optional)] test_id: Option<&'static str>,
) -> impl IntoView {
    let button: NodeRef<html::Button> = NodeRef::new();
    let opened: RwSignal<Option<Opened>> = RwSignal::new(None);
    let menu_id = StoredValue::new(fresh_id("menu"));
    let reason_id = StoredValue::new(fresh_id("why"));
    let is_icon = matches!(look, MenuLook::Icon(_));
    let is_disabled = Memo::new(move |_| disabled_reason.with(Option::is_some));
    let open = move |first: FirstFocus| {
        if !is_disabled.get_untracked() {
            opened.set(Some(Opened { first }));
        }
    };
    let close = Callback::new(move |takes_focus: bool| {
        if opened.try_get_untracked().flatten().is_none() {
            return;
        }
        if takes_focus && let Some(button) = button.get_untracked() {
            focus_in_place(&button);
        }
        opened.set(None);
    });
    view! {
        <span class="menu">
            <button
                node_ref=button
                type="button"
                class=look.kind().class()
                class:button--icon=is_icon
                class:button--compact=compact
                aria-haspopup="menu"
                aria-expanded=move || if opened.with(Option::is_some) { "true" } else { "false" }
                aria-controls=move || opened.with(Option::is_some).then(|| menu_id.get_value())
                aria-label=move || {
                    aria_label.clone().or_else(|| name.map(|name| name.get())).or_else(|| is_icon.then(|| label.get()))
                }
                aria-disabled=move || is_disabled.get().then_some("true")
                aria-describedby=move || is_disabled.get().then(|| reason_id.get_value())
                data-tip=move || disabled_reason.get().or_else(|| is_icon.then(|| label.get()))
                data-testid=test_id
                on:click=move |event| {
                    if opened.with_untracked(Option::is_some) {
                        close.run(true);
                    } else {
                        open(FirstFocus::after_click(&event));
                    }
                }
                on:keydown=move |event| {
                    let Some(first) = FirstFocus::after_key(&event) else { return };
                    event.prevent_default();
                    event.stop_propagation();
                    open(first);
                }
            >
                {match look {
                    MenuLook::Icon(icon) => view! { <Glyph icon /> }.into_any(),
                    _ => {
                        view! {
                            {icon.map(|icon| view! { <Glyph icon /> })}
                            <span class="button__label">{move || label.get()}</span>
                            <Glyph icon=Icon::ChevronDown />
                        }
                            .into_any()
                    }
                }}
                {move || {
                    disabled_reason.get().map(|reason| view! { <span id=reason_id.get_value() hidden>{reason}</span> })
                }}
            </button>
            {move || {
                opened.get().map(|opened| {
                    view! {
                        <MenuList
                            anchor=button
                            id=menu_id.get_value()
                            label=label.get_untracked()
                            entries=entries.run(())
                            first=opened.first
                            close
                        />
                    }
                })
            }}
        </span>
    }
}
