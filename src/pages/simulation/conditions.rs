//! The conditions of the rehearsal: the simulated network, and the simulated other person.

mod network;
mod person;

use leptos::prelude::*;

#[component]
pub(super) fn Conditions() -> impl IntoView {
    view! {
        <div class="simulation__columns simulation__columns--even">
            <div class="simulation__main">
                <network::Network />
            </div>
            <div class="simulation__main">
                <person::OtherPerson />
            </div>
        </div>
    }
}
