//! The dialogs that any page may open, rendered as one stack by `app`: changing release protection, releasing, import, reset, help.

mod help;
mod import;
mod lines;
mod protection;
mod release;
mod reset;
mod sight;

use leptos::prelude::*;

use crate::{
    context::{Dialog, use_console},
    pages::{list, parts::meddle::dialog_opened},
};

/// One open dialog.
#[must_use]
pub fn show(dialog: Dialog) -> AnyView {
    match dialog {
        Dialog::ChangeProtection(who) => {
            dialog_opened(use_console(), &who);
            view! { <protection::ChangeProtection who /> }.into_any()
        }
        Dialog::Release { who, hidden } => {
            dialog_opened(use_console(), &who);
            view! { <release::ReleaseDialog who hidden /> }.into_any()
        }
        Dialog::Import => view! { <import::ImportDialog /> }.into_any(),
        Dialog::Reset => view! { <reset::ResetDialog /> }.into_any(),
        // Shown by the other part of the program: `simulation::dialog`.
        Dialog::SetClock | Dialog::Rewind(_) | Dialog::Offer(_) => ().into_any(),
        Dialog::ListSettings => list::settings_dialog(),
        Dialog::ListFilter => list::filter_dialog(),
        Dialog::Help => view! { <help::HelpDialog /> }.into_any(),
    }
}
