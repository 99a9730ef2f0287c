//! The top bar: navigation button, brand, region, data, language, theme, help. The entries of its menus are in `top_menus`.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::Element;

use super::{
    navigation::DrawerOpen,
    parts::{Parts, say_missing},
    top_menus::{DATA, LANGUAGE, REGION, THEME, TopMenus},
};
use crate::{
    context::{Dialog, Route, use_console},
    ui::{Glyph, Icon, IconButton, IconSize, MenuLook, MenuTrigger, dom::active_element},
};

#[component]
pub(super) fn TopBar() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let menus = expect_context::<TopMenus>();
    let Parts { engine, touch, .. } = expect_context::<Parts>();
    let drawer = expect_context::<DrawerOpen>().0;
    let last = StoredValue::new(0_u32);
    let on_event = move |event: &web_sys::Event| {
        let Some(button) = trigger(event) else { return };
        let event = event.clone();
        let turn = last.get_value() + 1;
        last.set_value(turn);
        let waits = touch.get().is_none();
        // While the part is loading, a person may click again or move the focus elsewhere.
        let still_wanted = move || !waits || (last.try_get_value() == Some(turn) && !is_elsewhere());
        touch.with(move |touch| match touch {
            Some(touch) if still_wanted() => (touch.hear)(menus, &button, &event),
            Some(_) => {}
            None => say_missing(console),
        });
    };
    let open_drawer = move |()| {
        touch.with(move |touch| match touch {
            Some(_) => drop(drawer.try_set(true)),
            None => say_missing(console),
        });
    };
    view! {
        <header
            class="frame__top"
            on:click=move |event: ev::MouseEvent| on_event(&event)
            on:keydown=move |event: ev::KeyboardEvent| {
                if event.key().starts_with("Arrow") {
                    on_event(&event);
                }
            }
        >
            <div class="only-narrow">
                <IconButton icon=Icon::Menu label=texts.shell_nav_open() on_click=open_drawer />
            </div>
            <a class="frame__brand" href=Route::default().href() aria-label="Latch">
                <Glyph icon=Icon::ShieldOn size=IconSize::Medium />
                <span class="only-wide">"Latch"</span>
            </a>
            <RegionButton />
            <span class="frame__space"></span>
            // Clock and network: without an engine time is real and the network perfect.
            {move || engine.here().map(|machine| (machine.chips)())}
            <div class="only-wide">
                <MenuTrigger label=texts.shell_account_menu() act=DATA look=MenuLook::Quiet test_id="data" />
            </div>
            <div class="only-narrow">
                <MenuTrigger label=texts.shell_account_menu() act=DATA look=MenuLook::Icon(Icon::Archive) test_id="data-narrow" />
            </div>
            <MenuTrigger label=texts.shell_language() act=LANGUAGE look=MenuLook::Icon(Icon::Globe) test_id="language" />
            <MenuTrigger label=texts.shell_theme() act=THEME look=MenuLook::Icon(Icon::Monitor) test_id="theme" />
            <IconButton icon=Icon::Help label=texts.shell_help() on_click=move |()| console.open(Dialog::Help) />
            {move || touch.here().map(|touch| (touch.menu)(menus))}
        </header>
    }
}

/// Whether an element outside of this bar has the focus.
fn is_elsewhere() -> bool {
    active_element().is_some_and(|element| matches!(element.closest(".frame__top"), Ok(None)))
}

/// The menu button of this bar that contains the event's target.
fn trigger(event: &web_sys::Event) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest("[data-act]").ok()?
}

#[component]
fn RegionButton() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let button = move || {
        let label = texts.region_name(&console.region().get());
        let aria_label = texts.shell_region_button(&label);
        view! { <MenuTrigger label act=REGION look=MenuLook::Quiet aria_label test_id="region" /> }
    };
    view! { <div class="frame__region">{button}</div> }
}
