//! A text and an attribute on the page that know what they say: writing the same again costs no call of the browser.

use leptos::wasm_bindgen::JsCast as _;
use web_sys::{CharacterData, Element};

/// The text in an element.
pub(super) struct Text {
    node: CharacterData,
    shown: String,
}

impl Text {
    /// Of an element that has a text and nothing else; empty from now on.
    pub fn of(element: Element) -> Option<Self> {
        let node: CharacterData = element.first_child()?.dyn_into().ok()?;
        node.set_data("");
        Some(Self { node, shown: String::new() })
    }

    /// Whether it is still on the page: an extension may have put something else in its place.
    pub fn is_there(&self) -> bool {
        self.node.is_connected()
    }

    /// Says whether that is another text than before.
    pub fn show(&mut self, text: &str) -> bool {
        let is_another = self.shown != text;
        if is_another {
            self.node.set_data(text);
            text.clone_into(&mut self.shown);
        }
        is_another
    }
}

/// An attribute of an element; an empty one is not there.
pub(super) struct Attr {
    element: Element,
    name: &'static str,
    shown: String,
}

impl Attr {
    /// Not there yet.
    pub fn of(element: &Element, name: &'static str) -> Self {
        Self { element: element.clone(), name, shown: String::new() }
    }

    /// Says whether that is another text than before.
    pub fn show(&mut self, text: &str) -> bool {
        let is_another = self.shown != text;
        if is_another {
            // The names are valid, so neither can fail.
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
