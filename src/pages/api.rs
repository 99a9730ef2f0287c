//! x
use leptos::prelude::*;
#[component]
pub fn ApiPage() -> impl IntoView {}
