//! Links to the wizard: the form takes the region of the link, and a link that is followed from the result of an order begins a new order.

use leptos::prelude::*;

use super::{focus_heading, form::Form, keep::Keeper, offer, result::Created};
use crate::context::{Console, Route};

/// The region of the address, if it exists.
pub fn region(console: Console) -> Option<String> {
    let named = named(console);
    Some(named).filter(|region| offer::has_region(region))
}

/// The region of the address, not checked.
fn named(console: Console) -> String {
    match console.route().get_untracked() {
        Route::Create { region, .. } => region,
        _ => String::new(),
    }
}

/// Applies each link to the wizard, including the one that opened it.
pub fn follow(form: Form, keeper: Keeper, created: RwSignal<Option<Created>>) {
    let console = form.console;
    Effect::new(move |before: Option<()>| {
        console.visits().track();
        let is_over = before.is_some() && created.with_untracked(Option::is_some);
        if is_over {
            keeper.begin_again();
            created.set(None);
            focus_heading();
        }
        untrack(|| take_region(form));
    });
}

/// Copies the region from the address into the form, where a person may change it.
fn take_region(form: Form) {
    let console = form.console;
    let (asked, named) = (region(console), named(console));
    if named.is_empty() {
        return;
    }
    match asked {
        Some(region) => {
            console.set_region(&region);
            if form.draft.with_untracked(|draft| draft.region != region) {
                form.write(|draft| draft.set_region(&region));
            }
        }
        None => console.leave_out("region"),
    }
    if let Route::Create { step, .. } = console.route().get_untracked() {
        console.rewrite_address(&Route::create(step));
    }
}
