//! Language, theme and simulated network, stored beside the world but separate from it: they belong to the person, not to the account.
//! `web/first.js` reads the same key before the program is loaded.

use leptos::prelude::document;
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
    let kept = storage::get_text("prefs").and_then(|text| JSON::parse(&text).ok());
    let word = |name: &str| Reflect::get(kept.as_ref()?, &name.into()).ok()?.as_string();
    let theme = word("theme").and_then(|theme| ThemeChoice::ALL.into_iter().find(|(_, name)| *name == theme));
    Prefs {
        language: word("language").and_then(|tag| Language::exactly(&tag)),
        theme: theme.map_or(ThemeChoice::System, |(choice, _)| choice),
    }
}

pub fn keep_theme(theme: ThemeChoice) {
    keep(Prefs { theme, ..read() });
}

pub fn keep_language(language: Language) {
    keep(Prefs { language: Some(language), ..read() });
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
    let kept = storage::get_text("prefs").and_then(|text| JSON::parse(&text).ok());
    kept.and_then(|kept| Reflect::get(&kept, &"network".into()).ok()?.as_string()).unwrap_or_default()
}

pub fn keep_network(text: &str) {
    keep_with(read(), text);
}

fn keep(prefs: Prefs) {
    keep_with(prefs, &network());
}

fn keep_with(prefs: Prefs, network: &str) {
    let kept = Object::new();
    let put = |name: &str, word: &str| drop(Reflect::set(&kept, &name.into(), &word.into()));
    if let Some(language) = prefs.language {
        put("language", language.tag());
    }
    if let Some((_, name)) = ThemeChoice::ALL.into_iter().find(|(choice, _)| *choice == prefs.theme) {
        put("theme", name);
    }
    if !network.is_empty() {
        put("network", network);
    }
    if let Some(text) = JSON::stringify(&kept).ok().and_then(|text| text.as_string()) {
        // If storage is denied or full, the choice holds until the page is closed; the storage notice says so.
        let _ = storage::set_text("prefs", &text);
    }
}
