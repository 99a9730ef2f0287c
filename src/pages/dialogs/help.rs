//! Help: what Latch is, what protection stops and what it does not, and the keys.

use leptos::prelude::*;

use crate::{
    context::use_console,
    ui::{Button, Dialog, DialogSize},
};

#[component]
pub(super) fn HelpDialog() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let keys = [
        ("/", texts.shell_help_key_search()),
        ("?", texts.shell_help_key_help()),
        ("↑ ↓ ← →", texts.shell_help_key_menu()),
        ("x m p r", texts.dialogs_key_row()),
        ("Esc", texts.shell_help_key_close()),
    ];
    view! {
        <Dialog
            title=texts.shell_help_title()
            size=DialogSize::Medium
            on_close=move |()| console.close()
            test_id="help-dialog"
            footer=move || view! { <Button label=texts.common_close() on_click=move |()| console.close() /> }
        >
            <p>{texts.shell_help_what()}</p>
            <p>{texts.shell_help_stops()}</p>
            <p>{texts.shell_help_not_stops()}</p>
            <h3>{texts.shell_help_keys()}</h3>
            <dl class="help-keys">
                {keys
                    .into_iter()
                    .map(|(key, text)| view! { <div><dt><kbd>{key}</kbd></dt><dd>{text}</dd></div> })
                    .collect_view()}
            </dl>
        </Dialog>
    }
}
