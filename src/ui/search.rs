//! The search field.

use leptos::{html, prelude::*};

use crate::i18n::Texts;

use super::icon::{Glyph, Icon};

/// A search field with a clear button; every keystroke is told. Esc clears it.
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
