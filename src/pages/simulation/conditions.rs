//! The other person, and the simulated network.

use leptos::prelude::*;

#[component]
pub(super) fn Conditions() -> impl IntoView {}
