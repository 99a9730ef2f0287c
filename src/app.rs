//! Mounts the console and only dispatches: link to the session, shell, route to page. Holds no page and no rule.

mod host;
mod link;
mod navigation;
mod notices;
mod shell;
mod theme;
mod top_bar;

use leptos::prelude::*;

use crate::{
    context::{Console, Route, use_console},
    i18n::Texts,
    pages::{activity, details, list, not_found, released, wizard},
    ui::keep_focus,
};

/// Starts the console: joins it to the session, then mounts it.
pub fn start() {
    link::start();
}

/// The whole page. Mounted anew when the language changes, so that no text needs to be reactive; everything that must outlive
/// that is in `Console`.
#[component]
fn Root(console: Console) -> impl IntoView {
    provide_context(console);
    keep_focus();
    move || {
        provide_context(Texts(console.language().get()));
        view! { <shell::Shell /> }
    }
}

/// Which page stands in the frame. Parameters that a page reads itself are not in it, so changing them mounts nothing anew.
#[derive(Clone, PartialEq, Eq)]
enum Page {
    List,
    Wizard,
    Details(String),
    Released,
    ReleasedOne(String),
    Activity,
    Unknown(String),
}

impl From<&Route> for Page {
    fn from(route: &Route) -> Self {
        match route {
            Route::Instances(_) => Self::List,
            Route::Create { .. } => Self::Wizard,
            Route::Details { id } => Self::Details(id.clone()),
            Route::Released { .. } => Self::Released,
            Route::ReleasedOne { id } => Self::ReleasedOne(id.clone()),
            Route::Activity { .. } => Self::Activity,
            Route::Unknown(path) => Self::Unknown(path.clone()),
        }
    }
}

/// The page of the present route.
#[component]
fn Outlet() -> impl IntoView {
    let console = use_console();
    let page = Memo::new(move |_| console.route().with(|route| Page::from(route)));
    move || match page.get() {
        Page::List => view! { <list::ListPage /> }.into_any(),
        Page::Wizard => view! { <wizard::WizardPage /> }.into_any(),
        Page::Details(id) => view! { <details::DetailsPage id /> }.into_any(),
        Page::Released => view! { <released::ReleasedPage /> }.into_any(),
        Page::ReleasedOne(id) => view! { <released::ReleasedOnePage id /> }.into_any(),
        Page::Activity => view! { <activity::ActivityPage /> }.into_any(),
        Page::Unknown(address) => view! { <not_found::NotFoundPage address /> }.into_any(),
    }
}

/// The name of the present page, for its title and the breadcrumb.
fn page_name(texts: Texts, route: &Route) -> String {
    match route {
        Route::Instances(_) => texts.shell_nav_instances().to_owned(),
        Route::Create { .. } => texts.shell_create().to_owned(),
        Route::Details { id } | Route::ReleasedOne { id } => id.clone(),
        Route::Released { .. } => texts.shell_nav_released().to_owned(),
        Route::Activity { .. } => texts.shell_nav_activity().to_owned(),
        Route::Unknown(_) => texts.shell_not_found_title().to_owned(),
    }
}
