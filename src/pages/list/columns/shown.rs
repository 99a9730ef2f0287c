//! A text and an attribute on the page that remember their content: writing the same content again makes no browser call.

use leptos::wasm_bindgen::JsCast as _;
use web_sys::{CharacterData, Element};

/// The text in an element.
pub(in crate::pages::list) struct Text {
    node: CharacterData,
    shown: String,
}

impl Text {
    /// Takes an element that contains a single text node, and empties it.
    pub fn of(element: &Element) -> Option<Self> {
        let node: CharacterData = element.first_child()?.dyn_into().ok()?;
        node.set_data("");
        Some(Self { node, shown: String::new() })
    }

    /// Whether the text is still on the page: an extension may have replaced it.
    pub fn is_there(&self) -> bool {
        self.node.is_connected()
    }

    /// Shows `text`. Returns whether it differs from the text before.
    pub fn show(&mut self, text: &str) -> bool {
        let is_another = self.shown != text;
        if is_another {
            self.node.set_data(text);
            text.clone_into(&mut self.shown);
        }
        is_another
    }
}

/// An attribute of an element; with an empty text it is removed.
pub(in crate::pages::list) struct Attr {
    element: Element,
    name: &'static str,
    shown: String,
}

impl Attr {
    /// The attribute, not set yet.
    pub fn of(element: &Element, name: &'static str) -> Self {
        Self { element: element.clone(), name, shown: String::new() }
    }

    /// Shows `text`. Returns whether it differs from the text before.
    pub fn show(&mut self, text: &str) -> bool {
        let is_another = self.shown != text;
        if is_another {
            // The names are valid, so neither call can fail.
            let _ = if text.is_empty() {
                self.element.remove_attribute(self.name)
            } else {
                self.element.set_attribute(self.name, text)
            };
            text.clone_into(&mut self.shown);
        }
        is_another
    }

    pub fn shown(&self) -> &str {
        &self.shown
    }
}
