//! Mounts the console and dispatches: links it to the session, shows the shell, maps routes to pages. Holds no page and no rule.

mod clock;
mod engine;
mod host;
mod link;
mod navigation;
mod news;
mod notices;
mod outlet;
mod parts;
mod screen;
mod shell;
mod theme;
mod top_bar;
mod top_menus;

use leptos::prelude::*;

use parts::Parts;

use crate::{
    context::{Console, Route},
    i18n::Texts,
    ui::{guard_input, keep_focus},
};

/// Starts the console: joins it to the session, then mounts it.
pub fn start() {
    link::start();
}

/// The whole page. A change of language mounts it again, so no text needs to be reactive; all state that must survive that is in
/// `Console`.
#[component]
fn Root(console: Console, parts: Parts) -> impl IntoView {
    provide_context(console);
    provide_context(parts);
    guard_input();
    keep_focus();
    move || {
        provide_context(Texts(console.language().get()));
        view! { <shell::Shell /> }
    }
}

/// The name of the API page, the same in every language.
const API: &str = "API";

/// The name of the present page, for its title and the breadcrumb.
fn page_name(texts: Texts, route: &Route) -> String {
    match route {
        Route::Instances(_) => texts.shell_nav_instances().to_owned(),
        Route::Create { .. } => texts.shell_create().to_owned(),
        Route::Details { id, .. } | Route::ReleasedOne { id } => id.clone(),
        Route::Released { .. } => texts.shell_nav_released().to_owned(),
        Route::Activity { .. } => texts.shell_nav_activity().to_owned(),
        Route::Api { .. } => API.to_owned(),
        Route::Simulation { .. } => texts.shell_nav_simulation().to_owned(),
        Route::Scaling => texts.shell_nav_scaling().to_owned(),
        Route::ScalingGroup { id } => id.clone(),
        Route::Forecast { .. } => texts.shell_nav_forecast().to_owned(),
        Route::Timeline { .. } => texts.shell_nav_timeline().to_owned(),
        Route::Policy => texts.shell_nav_policy().to_owned(),
        Route::Unknown(_) => texts.shell_not_found_title().to_owned(),
    }
}
