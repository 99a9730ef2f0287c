//! The left navigation: it folds to icons, and is a drawer on narrow screens.

use leptos::prelude::*;

use crate::{
    context::{Route, SimulationTab, use_console},
    i18n::Texts,
    ui::{Drawer, DrawerSide, Glyph, Icon, IconButton},
};

/// Whether the drawer of narrow screens is open; set by the top bar's menu button.
#[derive(Clone, Copy)]
pub(super) struct DrawerOpen(pub(super) RwSignal<bool>);

/// Whether the navigation shows icons only.
#[derive(Clone, Copy)]
pub(super) struct Folded(pub(super) RwSignal<bool>);

#[component]
pub(super) fn Navigation() -> impl IntoView {
    let texts = use_console().texts();
    let folded = expect_context::<Folded>().0;
    let label = move || if folded.get() { texts.shell_nav_unfold() } else { texts.shell_nav_fold() }.to_owned();
    view! {
        <nav class="frame__nav" aria-label=texts.shell_nav_label()>
            <Places />
            <div class="nav__fold">
                <IconButton
                    icon=Icon::Menu
                    label=Signal::derive(label)
                    expanded=Signal::derive(move || Some(!folded.get()))
                    on_click=move |()| folded.update(|is| *is = !*is)
                />
            </div>
        </nav>
    }
}

/// The navigation of narrow screens; belongs to the part that is fetched at the first touch.
#[component]
pub(super) fn NavigationDrawer() -> impl IntoView {
    let texts = use_console().texts();
    let drawer = expect_context::<DrawerOpen>().0;
    view! {
        <Show when=move || drawer.get()>
            <Drawer title=texts.shell_nav_label() side=DrawerSide::Start on_close=move |()| drawer.set(false)>
                <div on:click=move |_| drawer.set(false)>
                    <Places />
                </div>
            </Drawer>
        </Show>
    }
}

/// A place to go: icon, text, page.
type Place = (Icon, &'static str, Route);

fn groups(texts: Texts) -> [(&'static str, Vec<Place>); 4] {
    let released = Route::Released { search: String::new(), cause: String::new() };
    let activity = Route::Activity { search: String::new(), outcome: String::new() };
    let timeline = Route::Timeline { span: String::new(), search: String::new(), table: false };
    let api = Route::Api { action: String::new() };
    [
        (
            texts.shell_nav_group_instances(),
            vec![
                (Icon::Server, texts.shell_nav_instances(), Route::default()),
                (Icon::Layers, texts.shell_nav_scaling(), Route::Scaling),
            ],
        ),
        (
            texts.shell_nav_group_insight(),
            vec![
                (Icon::Archive, texts.shell_nav_released(), released),
                (Icon::History, texts.shell_nav_activity(), activity),
                (Icon::ShieldOn, texts.shell_nav_policy(), Route::Policy),
            ],
        ),
        (
            texts.shell_nav_group_rehearsal(),
            vec![
                (Icon::Play, texts.shell_nav_simulation(), Route::Simulation { tab: SimulationTab::default() }),
                (Icon::Table, texts.shell_nav_forecast(), Route::Forecast { of: String::new(), search: String::new() }),
                (Icon::Clock, texts.shell_nav_timeline(), timeline),
            ],
        ),
        (texts.shell_nav_group_developer(), vec![(Icon::Code, super::API, api)]),
    ]
}

#[component]
fn Places() -> impl IntoView {
    let console = use_console();
    let link = move |(icon, text, place): Place| {
        let href = place.href();
        let current = move || console.route().with(|here| belongs(here, &place)).then_some("page");
        view! {
            <li>
                <a class="nav__link" href=href aria-current=current>
                    <Glyph icon />
                    <span class="nav__text">{text}</span>
                </a>
            </li>
        }
    };
    groups(console.texts())
        .into_iter()
        .map(|(group, places)| {
            view! {
                <div class="nav__group">
                    <p class="nav__name">{group}</p>
                    <ul class="nav__links">{places.into_iter().map(link).collect_view()}</ul>
                </div>
            }
        })
        .collect_view()
}

/// Whether the page `here` belongs to the navigation entry of `place`.
fn belongs(here: &Route, place: &Route) -> bool {
    match place {
        Route::Instances(_) => matches!(here, Route::Instances(_) | Route::Create { .. } | Route::Details { .. }),
        Route::Released { .. } => matches!(here, Route::Released { .. } | Route::ReleasedOne { .. }),
        Route::Scaling => matches!(here, Route::Scaling | Route::ScalingGroup { .. }),
        _ => here.is_same_page(place),
    }
}
