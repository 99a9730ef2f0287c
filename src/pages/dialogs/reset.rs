//! Confirms the reset to an empty account, with a button to save everything first.

use leptos::prelude::*;

use crate::{
    context::{Notice, Route, use_console},
    pages::parts::save_all,
    ui::{Button, ButtonKind, Dialog, DialogSize},
};

#[component]
pub(super) fn ResetDialog() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let reset = move |()| {
        console.close();
        console.reset(move |result| match result {
            Ok(_) => {
                console.notify(Notice::success(texts.shell_reset_done()));
                console.go(&Route::default());
            }
            Err(not) => console.notify(Notice::error(texts.shell_gone_back(not.why))),
        });
    };
    view! {
        <Dialog
            title=texts.shell_reset_title()
            size=DialogSize::Small
            alert=true
            on_close=move |()| console.close()
            test_id="reset-dialog"
            footer=move || {
                view! {
                    <Button label=texts.common_cancel() on_click=move |()| console.close() autofocus=true />
                    <Button label=texts.shell_export() on_click=move |()| save_all(console) />
                    <Button label=texts.shell_reset_confirm() kind=ButtonKind::Danger on_click=reset test_id="reset-confirm" />
                }
            }
        >
            <p>{texts.shell_reset_text()}</p>
        </Dialog>
    }
}
