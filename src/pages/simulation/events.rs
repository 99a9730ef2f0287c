//! The automatic causes, each with who goes and who stays before it is set off.

use leptos::prelude::*;

#[component]
pub(super) fn Events() -> impl IntoView {}
