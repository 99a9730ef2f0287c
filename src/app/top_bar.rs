//! The top bar: navigation button, brand, region, data, language, theme, help.

use leptos::prelude::*;

use super::{
    navigation::DrawerOpen,
    parts::{Parts, Stage},
    theme::Theme,
};
use crate::{
    context::{Dialog, ListQuery, Route, use_console},
    i18n::Language,
    pages::parts::save_all,
    platform::prefs::ThemeChoice,
    rules::{World, catalog},
    ui::{Glyph, Icon, IconButton, IconSize, MenuButton, MenuEntry, MenuItem, MenuLook},
};

#[component]
pub(super) fn TopBar() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let drawer = expect_context::<DrawerOpen>().0;
    view! {
        <header class="frame__top">
            <div class="only-narrow">
                <IconButton icon=Icon::Menu label=texts.shell_nav_open() on_click=move |()| drawer.set(true) />
            </div>
            <a class="frame__brand" href=Route::default().href() aria-label="Latch">
                <Glyph icon=Icon::ShieldOn size=IconSize::Medium />
                <span class="only-wide">"Latch"</span>
            </a>
            <RegionMenu />
            <span class="frame__space"></span>
            <Chips />
            <DataMenu />
            <LanguageMenu />
            <ThemeMenu />
            <IconButton icon=Icon::Help label=texts.shell_help() on_click=move |()| console.open(Dialog::Help) />
        </header>
    }
}

/// The chips of clock and network, as soon as the engine is here.
#[component]
fn Chips() -> impl IntoView {
    let engine = expect_context::<Parts>().engine;
    move || match engine.stage() {
        Stage::Here => engine.get().map(|machine| (machine.chips)()),
        Stage::Away | Stage::Coming | Stage::Missing => None,
    }
}

/// The region selector, with the number of instances of each.
#[component]
fn RegionMenu() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let entries = move |()| {
        let here = console.region().get_untracked();
        let item = |(region, count): (String, usize)| {
            let label = texts.shell_region_option(count, texts.region_name(&region));
            let is_here = region == here;
            let item = MenuItem::new(label, move || {
                console.set_region(&region);
                console.go(&Route::Instances(ListQuery { region: region.clone(), ..ListQuery::default() }));
            });
            MenuEntry::from(if is_here { item.icon(Icon::Check) } else { item })
        };
        console.peek(region_counts).into_iter().map(item).collect::<Vec<_>>()
    };
    let button = move || {
        let name = texts.region_name(&console.region().get());
        view! {
            <MenuButton look=MenuLook::Quiet aria_label=texts.shell_region_button(&name) label=name entries test_id="region" />
        }
    };
    view! { <div class="frame__region">{button}</div> }
}

/// The regions of the catalogue with the number of instances in each, then those that only imported instances have.
fn region_counts(world: &World) -> Vec<(String, usize)> {
    let mut counts: Vec<(String, usize)> = catalog::REGIONS.iter().map(|region| (region.id.to_owned(), 0)).collect();
    for (_, instance) in world.live() {
        match counts.iter_mut().find(|(region, _)| **region == *instance.spec.region) {
            Some((_, count)) => *count += 1,
            None => counts.push((instance.spec.region.to_string(), 1)),
        }
    }
    counts
}

#[component]
fn DataMenu() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let entries = move |()| {
        vec![
            MenuItem::new(texts.shell_import(), move || console.open(Dialog::Import)).icon(Icon::Upload).into(),
            MenuItem::new(texts.shell_export(), move || save_all(console)).icon(Icon::Download).into(),
            MenuItem::new(texts.shell_reset(), move || console.open(Dialog::Reset)).danger().into(),
        ]
    };
    view! {
        <div class="only-wide">
            <MenuButton look=MenuLook::Quiet label=texts.shell_account_menu() entries test_id="data" />
        </div>
        <div class="only-narrow">
            <MenuButton look=MenuLook::Icon(Icon::Archive) label=texts.shell_account_menu() entries test_id="data-narrow" />
        </div>
    }
}

#[component]
fn LanguageMenu() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let entries = move |()| {
        // Each language by its own name, so that a person finds it who reads only that one.
        [(Language::ZhCn, "简体中文"), (Language::En, "English")]
            .into_iter()
            .map(|(language, name)| {
                let item = MenuItem::new(name, move || console.set_language(language));
                MenuEntry::from(if language == texts.0 { item.icon(Icon::Check) } else { item })
            })
            .collect::<Vec<_>>()
    };
    view! { <MenuButton look=MenuLook::Icon(Icon::Globe) label=texts.shell_language() entries test_id="language" /> }
}

#[component]
fn ThemeMenu() -> impl IntoView {
    let texts = use_console().texts();
    let theme = expect_context::<Theme>();
    let entries = move |()| {
        [
            (ThemeChoice::System, texts.shell_theme_system(), Icon::Monitor),
            (ThemeChoice::Light, texts.shell_theme_light(), Icon::Sun),
            (ThemeChoice::Dark, texts.shell_theme_dark(), Icon::Moon),
        ]
        .into_iter()
        .map(|(choice, name, icon)| {
            let is_it = theme.get_untracked() == choice;
            MenuItem::new(name, move || theme.set(choice)).icon(if is_it { Icon::Check } else { icon }).into()
        })
        .collect::<Vec<_>>()
    };
    view! { <MenuButton look=MenuLook::Icon(Icon::Monitor) label=texts.shell_theme() entries test_id="theme" /> }
}
