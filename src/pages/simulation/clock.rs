//! The clock: what it shows, how it runs, what is due next, and the way back.

use leptos::prelude::*;

#[component]
pub(super) fn Clock() -> impl IntoView {}

#[component]
pub(super) fn SetClockDialog() -> impl IntoView {}

#[component]
pub(super) fn RewindDialog(commit: u64) -> impl IntoView {
    let _ = commit;
}
