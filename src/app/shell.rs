//! The frame around every page: skip link, top bar, navigation, notices, breadcrumb, the quiet strip, dialogs, live regions.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

use super::{
    navigation::{DrawerOpen, Folded, Navigation},
    notices::Notices,
    outlet::{Dialogs, Outlet},
    page_name,
    parts::Parts,
    theme::Theme,
    top_bar::TopBar,
    top_menus::TopMenus,
};
use crate::{
    context::{Console, Dialog, Route, use_console},
    platform::prefs,
    ui::{Breadcrumb, Crumb, LiveRegions, SharedMenu, focus_on, use_announcer},
};

#[component]
pub(super) fn Shell() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    provide_context(TopMenus { console, theme: Theme::kept(), menu: SharedMenu::new() });
    let touch = expect_context::<Parts>().touch;
    provide_context(DrawerOpen(RwSignal::new(false)));
    let folded = Folded(RwSignal::new(false));
    provide_context(folded);
    follow_route(console);
    listen_for_keys(console);
    view! {
        <a
            class="frame__skip"
            href="#main"
            on:click=move |event| {
                event.prevent_default();
                focus_on("main h1");
            }
        >
            {texts.shell_skip_to_content()}
        </a>
        <div class="frame" class=("frame--folded", move || folded.0.get())>
            <TopBar />
            <aside class="frame__strip" aria-label=texts.shell_strip_label()>
                <p>{texts.shell_strip()}</p>
            </aside>
            <Navigation />
            <main class="frame__main" id="main">
                <Notices />
                <Breadcrumb label=texts.shell_breadcrumb() crumbs=Signal::derive(move || crumbs(console)) />
                <Outlet />
            </main>
        </div>
        <Dialogs />
        {move || touch.here().map(|touch| (touch.layers)())}
        <LiveRegions />
    }
}

fn crumbs(console: Console) -> Vec<Crumb> {
    let texts = console.texts();
    let plain = |text: &str| Crumb { label: text.to_owned(), href: None };
    let link = |text: &str, route: &Route| Crumb { label: text.to_owned(), href: Some(route.href()) };
    let released = Route::Released { search: String::new(), cause: String::new() };
    console.route().with(|route| {
        let mut crumbs = match route {
            Route::Instances(_) => vec![plain(texts.shell_nav_group_instances())],
            Route::Create { .. } | Route::Details { .. } | Route::Unknown(_) => {
                vec![plain(texts.shell_nav_group_instances()), link(texts.shell_nav_instances(), &Route::default())]
            }
            Route::Scaling => vec![plain(texts.shell_nav_group_instances())],
            Route::ScalingGroup { .. } => {
                vec![plain(texts.shell_nav_group_instances()), link(texts.shell_nav_scaling(), &Route::Scaling)]
            }
            Route::Simulation { .. } | Route::Forecast { .. } | Route::Timeline { .. } => {
                vec![plain(texts.shell_nav_group_rehearsal())]
            }
            Route::Released { .. } | Route::Activity { .. } | Route::Policy => {
                vec![plain(texts.shell_nav_group_insight())]
            }
            Route::Api { .. } => vec![plain(texts.shell_nav_group_developer())],
            Route::ReleasedOne { .. } => {
                vec![plain(texts.shell_nav_group_insight()), link(texts.shell_nav_released(), &released)]
            }
        };
        crumbs.push(plain(&page_name(texts, route)));
        crumbs
    })
}

/// Title, focus and announcement follow the page; a changed parameter of the same page moves nothing.
fn follow_route(console: Console) {
    let announcer = use_announcer();
    Effect::new(move |previous: Option<Route>| {
        let texts = console.texts();
        let route = console.route().get();
        let name = page_name(texts, &route);
        document().set_title(&texts.shell_title(&name));
        if previous.is_some_and(|previous| !previous.is_same_page(&route)) {
            announcer.polite(&name);
            // The page is mounted synchronously, so its heading exists before the next frame.
            request_animation_frame(|| {
                focus_on("main h1");
            });
        }
        route
    });
}

/// `?` opens the help, `/` goes to the search; never while a person types or a dialog is open (WCAG 2.1.4).
fn listen_for_keys(console: Console) {
    let handle = window_event_listener(ev::keydown, move |event| {
        let typing = event.target().is_some_and(|target| is_typing(&target));
        let held = event.ctrl_key() || event.meta_key() || event.alt_key();
        let busy = console.dialogs().with_untracked(|open| !open.is_empty());
        if typing || held || busy || !prefs::has_keys() {
            return;
        }
        match event.key().as_str() {
            "?" => {
                event.prevent_default();
                console.open(Dialog::Help);
            }
            "/" => {
                event.prevent_default();
                focus_on("main input[type=search]");
            }
            _ => {}
        }
    });
    on_cleanup(move || handle.remove());
}

fn is_typing(target: &web_sys::EventTarget) -> bool {
    const FIELDS: &str = "input:not([type=checkbox]):not([type=radio]), textarea, select, [role=menu], dialog[open]";
    target.dyn_ref::<web_sys::Element>().is_some_and(|element| element.closest(FIELDS).ok().flatten().is_some())
}
