//! Every attempt to release, refused or done (R14), and the page of what became of one instance.

mod export;
mod list;
mod one;
mod row;

use leptos::prelude::*;

use crate::context::{Route, use_console};

/// `#/released` and `#/released/{InstanceId}`.
#[component]
pub fn ReleasedPage() -> impl IntoView {
    let console = use_console();
    let one = Memo::new(move |_| {
        console.route().with(|route| match route {
            Route::ReleasedOne { id } => Some(id.clone()),
            _ => None,
        })
    });
    move || match one.get() {
        Some(id) => view! { <one::ReleasedOne id /> }.into_any(),
        None => view! { <list::ReleasedList /> }.into_any(),
    }
}

/// What became of one instance, and why.
#[component]
pub fn ReleasedOnePage(id: String) -> impl IntoView {
    view! { <h1>{id}</h1> }
}
