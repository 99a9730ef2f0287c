//! What is handed on: link, file, reset.

use leptos::prelude::*;

#[component]
pub(super) fn Share() -> impl IntoView {}
