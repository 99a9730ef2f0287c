//! The search field.

use leptos::{html, prelude::*};
use web_sys::{ClipboardEvent, HtmlInputElement};

use crate::i18n::Texts;

use super::icon::{Glyph, Icon};

/// Pastes several lines with spaces between them, because a one-line field would join them and make one id of two. Returns the field's
/// new text; `None` if the browser's own paste is right.
fn paste_lines(event: &ClipboardEvent, input: &HtmlInputElement) -> Option<String> {
    let text = event.clipboard_data()?.get_data("text").ok()?;
    let text = text.trim();
    if !text.contains(['\n', '\r']) {
        return None;
    }
    let line = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    // The browser counts in UTF-16 units.
    let before: Vec<u16> = input.value().encode_utf16().collect();
    let (from, to) = (input.selection_start().ok()??, input.selection_end().ok()??);
    let head = String::from_utf16_lossy(before.get(..from as usize)?);
    let tail = String::from_utf16_lossy(before.get(to as usize..)?);
    let text = format!("{head}{line}{tail}");
    let end = from + u32::try_from(line.encode_utf16().count()).ok()?;
    event.prevent_default();
    input.set_value(&text);
    input.set_selection_range(end, end).ok()?;
    Some(text)
}

/// A search field with a clear button; `on_input` is called at every keystroke. Esc clears it.
#[component]
pub fn SearchBox(
    /// The name for assistive technology.
    #[prop(into)]
    label: Signal<String>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_input: Callback<String>,
    #[prop(into, optional)] placeholder: Signal<Option<String>>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional)] test_id: Option<&'static str>,
) -> impl IntoView {
    let clear_text = use_context::<Texts>().map_or("", Texts::ui_clear);
    let node: NodeRef<html::Input> = NodeRef::new();
    let clear = move || {
        on_input.try_run(String::new());
        if let Some(input) = node.get_untracked() {
            let _ = input.focus();
        }
    };
    view! {
        <div class="search">
            <Glyph icon=Icon::Search />
            <input
                node_ref=node
                class="search__input"
                type="search"
                id=id
                aria-label=move || label.get()
                placeholder=move || placeholder.get()
                autocomplete="off"
                spellcheck="false"
                prop:value=move || value.get()
                data-testid=test_id
                on:input=move |event| { on_input.try_run(event_target_value(&event)); }
                on:paste=move |event| {
                    if let Some(text) = node.get_untracked().and_then(|input| paste_lines(&event, &input)) {
                        on_input.try_run(text);
                    }
                }
                on:keydown=move |event| {
                    if event.key() == "Escape" && !value.with_untracked(String::is_empty) {
                        event.prevent_default();
                        event.stop_propagation();
                        clear();
                    }
                }
            />
            {move || {
                value.with(|value| !value.is_empty()).then(|| {
                    view! {
                        <button
                            type="button"
                            class="search__clear"
                            aria-label=clear_text
                            data-tip=clear_text
                            on:click=move |_| clear()
                        >
                            <Glyph icon=Icon::Close />
                        </button>
                    }
                })
            }}
        </div>
    }
}
