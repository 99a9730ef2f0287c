//! Copying to the clipboard: the button, and a code block with one.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use crate::i18n::Texts;

use super::{
    dom::{active_element, focus_in_place},
    icon::{Glyph, Icon},
    live::use_announcer,
};

/// Copies `text` to the clipboard and shows that it did. `what` names the text for assistive technology ("Copy i-bp1…").
#[component]
pub fn CopyButton(#[prop(into)] text: Signal<String>, #[prop(into)] what: String) -> impl IntoView {
    let texts = use_context::<Texts>();
    let label = texts.map_or_else(String::new, |texts| texts.ui_copy(what));
    let tip = RwSignal::new(label.clone());
    let idle = StoredValue::new(label.clone());
    let was_copied = RwSignal::new(false);
    let done = move |is_ok: bool| {
        let said = texts.map_or("", |texts| if is_ok { texts.ui_copied() } else { texts.ui_copy_failed() });
        use_announcer().polite(said);
        let _ = tip.try_set(said.to_owned());
        let _ = was_copied.try_set(is_ok);
        set_timeout(
            move || {
                let _ = was_copied.try_set(false);
                if let Some(idle) = idle.try_get_value() {
                    let _ = tip.try_set(idle);
                }
            },
            Duration::from_secs(2),
        );
    };
    view! {
        <button
            type="button"
            class="copy"
            aria-label=label
            data-tip=move || tip.get()
            on:click=move |event| {
                event.stop_propagation();
                copy(text.get_untracked(), done);
            }
        >
            {move || {
                let icon = if was_copied.get() { Icon::Check } else { Icon::Copy };
                view! { <Glyph icon /> }
            }}
        </button>
    }
}

/// Copies through the clipboard, or, if the browser offers none (plain http), through a selected field.
pub fn copy(text: String, done: impl Fn(bool) + 'static) {
    if !window().is_secure_context() {
        done(copy_by_selection(&text));
        return;
    }
    let written = window().navigator().clipboard().write_text(&text);
    wasm_bindgen_futures::spawn_local(async move {
        let is_written = wasm_bindgen_futures::JsFuture::from(written).await.is_ok();
        done(is_written || copy_by_selection(&text));
    });
}

fn copy_by_selection(text: &str) -> bool {
    let document = document();
    // The field goes inside an open dialog, since nothing outside of it can be selected.
    let place = document.query_selector("dialog:modal").ok().flatten().or_else(|| document.body().map(Into::into));
    let Some(place) = place else { return false };
    let Ok(field) = document.create_element("textarea") else { return false };
    let Ok(field) = field.dyn_into::<web_sys::HtmlTextAreaElement>() else { return false };
    let before = active_element();
    field.set_value(text);
    field.set_class_name("visually-hidden");
    if place.append_child(&field).is_err() {
        return false;
    }
    field.select();
    let is_copied = document.unchecked_ref::<web_sys::HtmlDocument>().exec_command("copy").unwrap_or(false);
    field.remove();
    if let Some(before) = before {
        focus_in_place(&before);
    }
    is_copied
}

/// Code in a frame, with a copy button: calls, JSON, shell lines. `what` names it ("the equivalent call").
#[component]
pub fn CodeBlock(#[prop(into)] code: Signal<String>, #[prop(into)] what: String) -> impl IntoView {
    let name = what.clone();
    view! {
        <div class="code-block">
            <pre class="code-block__text" tabindex="0" role="region" aria-label=name>
                <code>{move || code.get()}</code>
            </pre>
            <CopyButton text=code what />
        </div>
    }
}
