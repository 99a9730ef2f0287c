//! Handles keys and the wheel before any widget receives them.

use std::cell::Cell;

use leptos::{prelude::*, wasm_bindgen::JsCast as _};
use web_sys::{Element, Event, HtmlInputElement, KeyboardEvent};

use super::dom::listen;

/// The key code of a key that an input method uses, if `isComposing` is not set: Safari ends the composition before it fires the key
/// event.
const TAKEN: u32 = 229;

thread_local! {
    static IS_COMPOSING: Cell<bool> = const { Cell::new(false) };
}

/// Whether an input method is composing a text now.
pub(crate) fn is_composing() -> bool {
    IS_COMPOSING.get()
}

/// As long as the current owner lives: keys that belong to an input method reach no widget, and the wheel changes no number field.
pub fn guard_input() {
    listen(&window(), "compositionstart", |_| IS_COMPOSING.set(true));
    listen(&window(), "compositionend", |_| IS_COMPOSING.set(false));
    listen(&window(), "keydown", leave_to_input_method);
    listen(&document(), "wheel", hold_still);
}

fn leave_to_input_method(event: Event) {
    let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
    if !key.is_composing() && key.key_code() != TAKEN {
        return;
    }
    event.stop_immediate_propagation();
    // Esc cancels a candidate; without this, the browser would close the dialog around the field.
    if key.key() == "Escape" {
        event.prevent_default();
    }
}

/// Makes a number field read-only for a moment: the wheel then scrolls the page instead of changing the number.
fn hold_still(event: Event) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(field) = target.and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
    if field.type_() == "number" && !field.read_only() {
        field.set_read_only(true);
        request_animation_frame(move || field.set_read_only(false));
    }
}
