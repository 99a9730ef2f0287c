//! Language and theme, kept beside the world but apart from it: a person's, not the account's. `web/boot.js` reads the same
//! key before the program has come.

use serde::{Deserialize, Serialize};

use super::storage;
use crate::i18n::Language;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeChoice {
    #[default]
    System,
    Light,
    Dark,
}

/// What is kept. A damaged value counts as none.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Prefs {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    #[serde(default)]
    pub theme: ThemeChoice,
}

#[must_use]
pub fn read() -> Prefs {
    storage::get_text("prefs").and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

pub fn keep_theme(theme: ThemeChoice) {
    keep(Prefs { theme, ..read() });
}

pub fn keep_language(language: Language) {
    keep(Prefs { language: Some(language), ..read() });
}

/// The language to start with: the kept one, else the browser's (product.md section 3).
#[must_use]
pub fn language() -> Language {
    read().language.unwrap_or_else(|| {
        let tags: Vec<String> =
            leptos::prelude::window().navigator().languages().iter().filter_map(|tag| tag.as_string()).collect();
        Language::preferred(tags.iter().map(String::as_str))
    })
}

fn keep(prefs: Prefs) {
    if let Ok(text) = serde_json::to_string(&prefs) {
        // Where storage is denied or full, the choice holds until the page is closed; the storage notice says so.
        let _ = storage::set_text("prefs", &text);
    }
}
