//! The theme: light, dark, or as the system has it. It is stored and set on `<html>`.

use leptos::prelude::*;

use crate::platform::prefs::{self, ThemeChoice};

/// The chosen theme.
#[derive(Clone, Copy)]
pub(super) struct Theme(RwSignal<ThemeChoice>);

impl Theme {
    pub(super) fn kept() -> Self {
        Self(RwSignal::new(prefs::read().theme))
    }

    pub(super) fn get_untracked(self) -> ThemeChoice {
        self.0.get_untracked()
    }

    /// Applies the theme and stores it.
    pub(super) fn set(self, theme: ThemeChoice) {
        self.0.set(theme);
        prefs::keep_theme(theme);
        if let Some(page) = document().document_element() {
            // Setting an attribute cannot fail, and there would be nobody to report it to.
            let _ = match theme {
                ThemeChoice::System => page.remove_attribute("data-theme"),
                ThemeChoice::Light => page.set_attribute("data-theme", "light"),
                ThemeChoice::Dark => page.set_attribute("data-theme", "dark"),
            };
        }
    }
}
