//! Language, theme, simulated network and the look of the list, stored beside the world but separate from it: they belong to the person, not to the account.
//! `web/first.js` reads the same key before the program is loaded.

use leptos::{prelude::document, wasm_bindgen::JsCast as _};
use web_sys::js_sys::{JSON, Object, Reflect};

use super::storage;
use crate::i18n::Language;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ThemeChoice {
    #[default]
    System,
    Light,
    Dark,
}

/// The stored preferences. A damaged value counts as missing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Prefs {
    pub language: Option<Language>,
    pub theme: ThemeChoice,
}

impl ThemeChoice {
    const ALL: [(Self, &'static str); 3] = [(Self::System, "system"), (Self::Light, "light"), (Self::Dark, "dark")];
}

#[must_use]
pub fn read() -> Prefs {
    let theme = word("theme");
    let theme = ThemeChoice::ALL.into_iter().find(|(_, name)| *name == theme);
    Prefs {
        language: Language::exactly(&word("language")),
        theme: theme.map_or(ThemeChoice::System, |(choice, _)| choice),
    }
}

pub fn keep_theme(theme: ThemeChoice) {
    keep("theme", ThemeChoice::ALL.into_iter().find(|(choice, _)| *choice == theme).map_or("", |(_, name)| name));
}

pub fn keep_language(language: Language) {
    keep("language", language.tag());
}

/// The language to start with: the stored one, else that of the page, which `web/first.js` has chosen (docs/rules.md#language).
#[must_use]
pub fn language() -> Language {
    let of_page = || Language::exactly(&document().document_element()?.get_attribute("lang")?);
    read().language.or_else(of_page).unwrap_or(Language::En)
}

/// The stored conditions of the simulated network, as `session::Conditions` writes them; empty = a perfect one.
#[must_use]
pub fn network() -> String {
    word("network")
}

pub fn keep_network(text: &str) {
    keep("network", text);
}

/// How the instance list is shown, as `pages::list` writes it; empty = as documented.
#[must_use]
pub fn list() -> String {
    word("list")
}

pub fn keep_list(text: &str) {
    keep("list", text);
}

/// The saved filters of the instance list, as `pages::list` writes them.
#[must_use]
pub fn filters() -> String {
    word("filters")
}

pub fn keep_filters(text: &str) {
    keep("filters", text);
}

/// Whether single keys act. On, unless the person has turned them off.
#[must_use]
pub fn has_keys() -> bool {
    word("keys").is_empty()
}

pub fn keep_keys(on: bool) {
    keep("keys", if on { "" } else { "off" });
}

fn stored() -> Option<Object> {
    JSON::parse(&storage::get_text("prefs")?).ok()?.dyn_into().ok()
}

/// A stored preference; empty if there is none.
fn word(name: &str) -> String {
    stored().and_then(|all| Reflect::get(&all, &name.into()).ok()?.as_string()).unwrap_or_default()
}

/// Stores a preference; an empty one is removed.
fn keep(name: &str, word: &str) {
    let all = stored().unwrap_or_default();
    // Neither can fail for a plain object.
    let _ = match word {
        "" => Reflect::delete_property(&all, &name.into()),
        word => Reflect::set(&all, &name.into(), &word.into()),
    };
    if let Some(text) = JSON::stringify(&all).ok().and_then(|text| text.as_string()) {
        // If storage is denied or full, the choice holds until the page is closed; the storage notice says so.
        let _ = storage::set_text("prefs", &text);
    }
}
