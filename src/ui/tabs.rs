//! Tabs and their panel, after the ARIA tabs pattern.

use leptos::prelude::*;

use super::dom::{fresh_id, select_all};

/// A tab of `Tabs`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tab {
    pub key: &'static str,
    pub label: String,
}

impl Tab {
    #[must_use]
    pub fn new(key: &'static str, label: impl Into<String>) -> Self {
        Self { key, label: label.into() }
    }
}

/// Tabs and the panel of the chosen one; arrow keys, Home and End move and choose. `panel` is called at every change.
#[component]
pub fn Tabs(
    #[prop(into)] label: String,
    tabs: Vec<Tab>,
    #[prop(into)] chosen: Signal<&'static str>,
    #[prop(into)] on_choose: Callback<&'static str>,
    #[prop(into)] panel: Callback<&'static str, AnyView>,
) -> impl IntoView {
    let id = StoredValue::new(fresh_id("tabs"));
    let keys: Vec<&'static str> = tabs.iter().map(|tab| tab.key).collect();
    let list: NodeRef<leptos::html::Div> = NodeRef::new();
    let tab_id = move |key: &str| format!("{}-{key}", id.get_value());
    let on_keydown = move |event: web_sys::KeyboardEvent| {
        let count = keys.len();
        let Some(at) = keys.iter().position(|key| *key == chosen.get_untracked()) else { return };
        let next = match event.key().as_str() {
            "ArrowRight" => (at + 1) % count,
            "ArrowLeft" => (at + count - 1) % count,
            "Home" => 0,
            "End" => count - 1,
            _ => return,
        };
        event.prevent_default();
        if let Some(key) = keys.get(next) {
            on_choose.try_run(key);
        }
        if let Some(list) = list.get_untracked()
            && let Some(tab) = select_all(&list, "[role=tab]").get(next)
        {
            let _ = tab.focus();
        }
    };
    let one = move |tab: Tab| {
        let Tab { key, label } = tab;
        let is_chosen = move || chosen.get() == key;
        view! {
            <button
                type="button"
                class="tabs__tab"
                role="tab"
                id=tab_id(key)
                aria-selected=move || if is_chosen() { "true" } else { "false" }
                aria-controls=format!("{}-panel", id.get_value())
                tabindex=move || if is_chosen() { "0" } else { "-1" }
                on:click=move |_| { on_choose.try_run(key); }
            >
                {label}
            </button>
        }
    };
    view! {
        <div class="tabs">
            <div node_ref=list class="tabs__list" role="tablist" aria-label=label on:keydown=on_keydown>
                {tabs.into_iter().map(one).collect_view()}
            </div>
            <div
                class="tabs__panel"
                role="tabpanel"
                id=format!("{}-panel", id.get_value())
                aria-labelledby=move || tab_id(chosen.get())
            >
                {move || panel.run(chosen.get())}
            </div>
        </div>
    }
}
