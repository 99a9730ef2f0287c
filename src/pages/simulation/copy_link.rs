//! A button that copies an address of this page.

use std::time::Duration;

use leptos::prelude::*;

use crate::{
    context::use_console,
    ui::{Button, Icon, copy, use_announcer},
};

/// Copies `address` and confirms it on the button and to assistive technology.
#[component]
pub(super) fn CopyLink(
    #[prop(into)] address: Signal<String>,
    /// A longer label where "Copy link" is ambiguous.
    #[prop(optional, into)]
    aria_label: Option<String>,
) -> impl IntoView {
    let texts = use_console().texts();
    let was_copied = RwSignal::new(false);
    let label = move || if was_copied.get() { texts.scenarios_copied() } else { texts.scenarios_copy() }.to_owned();
    let announcer = use_announcer();
    let on_click = move |()| {
        copy(address.get_untracked(), move |is_ok| {
            announcer.polite(if is_ok { texts.scenarios_copied() } else { texts.scenarios_copy_failed() });
            let _ = was_copied.try_set(is_ok);
            set_timeout(
                move || {
                    let _ = was_copied.try_set(false);
                },
                Duration::from_secs(2),
            );
        });
    };
    let icon = Icon::Link;
    match aria_label {
        Some(aria_label) => view! { <Button label=Signal::derive(label) icon on_click aria_label /> }.into_any(),
        None => view! { <Button label=Signal::derive(label) icon on_click /> }.into_any(),
    }
}
