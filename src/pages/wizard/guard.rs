//! Asks before leaving the wizard with changes: stay, leave and keep the draft, or discard it.

use leptos::prelude::*;

use super::{form::Form, keep::Keeper};
use crate::{
    context::Route,
    ui::{Button, ButtonKind, Dialog},
};

#[component]
pub fn LeaveGuard(form: Form, keeper: Keeper) -> impl IntoView {
    let texts = form.texts();
    let console = form.console;
    // The target of the navigation, while the dialog is open.
    let asked = RwSignal::new(None::<Route>);
    let is_allowed = StoredValue::new(false);
    console.guard_leaving(move |route| {
        if is_allowed.get_value() || !keeper.is_changed() {
            return true;
        }
        asked.set(Some(route.clone()));
        false
    });
    let leave = move || {
        if let Some(route) = asked.get_untracked() {
            asked.set(None);
            is_allowed.set_value(true);
            console.go(&route);
        }
    };
    let footer = move || {
        view! {
            <Button label=texts.wizard_leave_stay() on_click=move |()| asked.set(None) autofocus=true />
            <Button
                label=texts.wizard_leave_discard()
                on_click=move |()| {
                    keeper.forget();
                    leave();
                }
            />
            <Button label=texts.wizard_leave_keep() kind=ButtonKind::Primary on_click=move |()| leave() />
        }
    };
    move || {
        asked.with(Option::is_some).then(|| {
            view! {
                <Dialog
                    title=texts.wizard_leave_title()
                    alert=true
                    on_close=move |()| asked.set(None)
                    footer
                    test_id="leave-wizard"
                >
                    <p>{texts.wizard_leave_text()}</p>
                    {form.secrets.with_untracked(|secrets| !secrets.is_empty()).then(|| {
                        view! { <p>{texts.wizard_leave_password()}</p> }
                    })}
                </Dialog>
            }
        })
    }
}
