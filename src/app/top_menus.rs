//! The menus of the top bar: their entries and what opens them; belongs to the part that is fetched at the first touch.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, KeyboardEvent, MouseEvent};

use super::theme::Theme;
use crate::{
    context::{Console, Dialog, ListQuery, Route},
    i18n::{Language, args},
    pages::parts::save_all,
    platform::prefs::ThemeChoice,
    ui::{Icon, MenuEntry, MenuItem, SharedMenu},
};
use latch_rules::{World, catalog};

/// The menus, by the `data-act` of their buttons.
pub(super) const REGION: &str = "region";
pub(super) const DATA: &str = "data";
pub(super) const LANGUAGE: &str = "language";
pub(super) const THEME: &str = "theme";

/// State that the menus need. A copy refers to the same menus.
#[derive(Clone, Copy)]
pub(super) struct TopMenus {
    pub(super) console: Console,
    pub(super) theme: Theme,
    /// The menu; only one is open at a time.
    pub(super) menu: SharedMenu,
}

impl TopMenus {
    /// Handles a click or key on a menu's button.
    pub(super) fn hear(self, button: &Element, event: &Event) {
        let entries = || match button.get_attribute("data-act").as_deref() {
            Some(REGION) => self.regions(),
            Some(DATA) => self.data(),
            Some(LANGUAGE) => self.languages(),
            Some(THEME) => self.themes(),
            _ => Vec::new(),
        };
        if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
            self.menu.key(button, event, entries);
        } else if let Some(event) = event.dyn_ref::<MouseEvent>() {
            self.menu.click(button, event, entries);
        }
    }

    /// The regions, with the number of instances of each.
    fn regions(self) -> Vec<MenuEntry> {
        let console = self.console;
        let texts = console.texts();
        let here = console.region().get_untracked();
        let item = |(region, count): (String, usize)| {
            let label = texts.shell_region_option(args::ShellRegionOption { count, name: texts.region_name(&region) });
            let is_here = region == here;
            let item = MenuItem::new(label, move || {
                console.set_region(&region);
                console.go(&Route::Instances(ListQuery { region: region.clone(), ..ListQuery::default() }));
            });
            MenuEntry::from(if is_here { item.icon(Icon::Check) } else { item })
        };
        console.peek(region_counts).into_iter().map(item).collect()
    }

    fn data(self) -> Vec<MenuEntry> {
        let console = self.console;
        let texts = console.texts();
        vec![
            MenuItem::new(texts.shell_import(), move || console.open(Dialog::Import)).icon(Icon::Upload).into(),
            MenuItem::new(texts.shell_export(), move || save_all(console)).icon(Icon::Download).into(),
            MenuItem::new(texts.shell_reset(), move || console.open(Dialog::Reset)).danger().into(),
        ]
    }

    fn languages(self) -> Vec<MenuEntry> {
        let console = self.console;
        Language::ALL
            .into_iter()
            .map(|language| {
                let item = MenuItem::new(language.own_name(), move || console.set_language(language));
                MenuEntry::from(if language == console.texts().0 { item.icon(Icon::Check) } else { item })
            })
            .collect()
    }

    fn themes(self) -> Vec<MenuEntry> {
        let Self { console, theme, .. } = self;
        let texts = console.texts();
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
        .collect()
    }
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
