//! The scenarios that lie beside the page.

use leptos::prelude::*;

#[component]
pub(super) fn Scenarios() -> impl IntoView {}
