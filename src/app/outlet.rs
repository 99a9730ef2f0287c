//! The page of the present route and the open dialogs, each shown as soon as its part of the program is loaded.

use leptos::prelude::*;

use super::parts::{Part, Parts, Stage, say_missing};
use crate::{
    context::{Console, Dialog, Route, use_console},
    pages::{not_found, welcome},
    ui::{Button, ButtonKind, Empty, Icon, Skeleton},
};
use latch_rules::World;
use latch_session::Conditions;

/// Which page is shown in the frame. Parameters that a page reads itself are left out, so changing them does not mount it again.
#[derive(Clone, PartialEq, Eq)]
enum Page {
    List,
    Wizard,
    Details(String),
    Released,
    ReleasedOne(String),
    Activity,
    Api,
    Simulation,
    Scaling,
    ScalingGroup(String),
    Forecast,
    Timeline,
    Policy,
    Unknown(String),
}

impl Page {
    /// Whether the page shows answers of the cloud, so that it waits for the simulated network. Rehearsal pages do not.
    fn is_of_the_cloud(&self) -> bool {
        matches!(
            self,
            Self::List | Self::Wizard | Self::Details(_) | Self::Released | Self::ReleasedOne(_) | Self::Activity
        )
    }
}

impl From<&Route> for Page {
    fn from(route: &Route) -> Self {
        match route {
            Route::Instances(_) => Self::List,
            Route::Create { .. } => Self::Wizard,
            Route::Details { id, .. } => Self::Details(id.clone()),
            Route::Released { .. } => Self::Released,
            Route::ReleasedOne { id } => Self::ReleasedOne(id.clone()),
            Route::Activity { .. } => Self::Activity,
            Route::Api { .. } => Self::Api,
            Route::Simulation { .. } => Self::Simulation,
            Route::Scaling => Self::Scaling,
            Route::ScalingGroup { id } => Self::ScalingGroup(id.clone()),
            Route::Forecast { .. } => Self::Forecast,
            Route::Timeline { .. } => Self::Timeline,
            Route::Policy => Self::Policy,
            Route::Unknown(path) => Self::Unknown(path.clone()),
        }
    }
}

/// The page of the present route.
#[component]
pub(super) fn Outlet() -> impl IntoView {
    let console = use_console();
    let parts = expect_context::<Parts>();
    let is_empty = Memo::new(move |_| console.with(World::live_count) == 0);
    let page = Memo::new(move |_| console.route().with(|route| Page::from(route)));
    move || {
        let page = page.get();
        if !page.is_of_the_cloud() || console.conditions().with_untracked(Conditions::is_perfect) {
            return shown(parts, is_empty, page);
        }
        let reading = RwSignal::new(Asked::Waiting);
        read(console, reading);
        let view = move || match reading.get() {
            Asked::Waiting => view! { <Outline /> }.into_any(),
            Asked::Failed(why) => view! { <Failed why again=move |()| read(console, reading) /> }.into_any(),
            Asked::Done => shown(parts, is_empty, page.clone()),
        };
        view.into_any()
    }
}

fn shown(parts: Parts, is_empty: Memo<bool>, page: Page) -> AnyView {
    match page {
        Page::List => {
            let view = move || match is_empty.get() {
                true => view! { <welcome::WelcomePage /> }.into_any(),
                false => arriving(parts.list, |list| list()),
            };
            view.into_any()
        }
        Page::Wizard => arriving(parts.wizard, |wizard| wizard()),
        Page::Details(id) => arriving(parts.pages, move |pages| (pages.details)(id.clone())),
        Page::Released => arriving(parts.pages, |pages| (pages.released)()),
        Page::ReleasedOne(id) => arriving(parts.pages, move |pages| (pages.released_one)(id.clone())),
        Page::Activity => arriving(parts.pages, |pages| (pages.activity)()),
        Page::Api => arriving(parts.exchange, |exchange| (exchange.page)()),
        Page::Simulation => arriving(parts.fate, |fate| (fate.simulation)()),
        Page::Scaling => arriving(parts.fate, |fate| (fate.scaling)()),
        Page::ScalingGroup(id) => arriving(parts.fate, move |fate| (fate.scaling_group)(id.clone())),
        Page::Forecast => arriving(parts.fate, |fate| (fate.forecast)()),
        Page::Timeline => arriving(parts.fate, |fate| (fate.timeline)()),
        Page::Policy => arriving(parts.fate, |fate| (fate.policy)()),
        Page::Unknown(address) => view! { <not_found::NotFoundPage address /> }.into_any(),
    }
}

/// State of the call that a page of the cloud sends over the simulated network.
#[derive(Clone, PartialEq, Eq)]
enum Asked {
    Waiting,
    Failed(String),
    Done,
}

fn read(console: Console, reading: RwSignal<Asked>) {
    reading.set(Asked::Waiting);
    console.pass("DescribeInstances", move |passed| {
        // `reading` is gone if the person has left the page by then.
        let _ = reading.try_set(match passed {
            Ok(()) => Asked::Done,
            Err(why) => Asked::Failed(why),
        });
    });
}

/// A page whose call got no answer.
#[component]
fn Failed(why: String, #[prop(into)] again: Callback<()>) -> impl IntoView {
    let texts = use_console().texts();
    view! {
        <div class="page">
            <header class="page__head">
                <h1 tabindex="-1">{texts.shell_read_failed_title()}</h1>
            </header>
            <Empty icon=Icon::Warning text=why test_id="read-failed">
                <Button label=texts.shell_part_again() kind=ButtonKind::Primary on_click=again />
            </Empty>
        </div>
    }
}

/// Shows a page when its part is loaded, and its outline until then.
fn arriving<T: Copy + Send>(part: Part<T>, show: impl Fn(T) -> AnyView + Send + 'static) -> AnyView {
    part.want();
    if let Some(part) = part.get() {
        return show(part);
    }
    let view = move || match (part.stage(), part.get()) {
        (Stage::Here, Some(part)) => show(part),
        (Stage::Missing, _) => view! { <Absent again=move |()| part.want() /> }.into_any(),
        _ => view! { <Outline /> }.into_any(),
    };
    view.into_any()
}

/// Placeholder for a page that is loading.
#[component]
fn Outline() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    view! {
        <div class="page" aria-busy="true">
            <header class="page__head">
                <h1 tabindex="-1">{texts.shell_part_coming()}</h1>
            </header>
            <Skeleton lines=8 />
        </div>
    }
}

/// A page whose part could not be fetched.
#[component]
fn Absent(#[prop(into)] again: Callback<()>) -> impl IntoView {
    let texts = use_console().texts();
    view! {
        <div class="page">
            <header class="page__head">
                <h1 tabindex="-1">{texts.shell_part_missing_title()}</h1>
            </header>
            <Empty icon=Icon::Warning text=texts.shell_part_missing() test_id="part-missing">
                <Button label=texts.shell_part_again() kind=ButtonKind::Primary on_click=again />
            </Empty>
        </div>
    }
}

/// The open dialogs, topmost last. If their part cannot be fetched, a notice says so and they close.
#[component]
pub(super) fn Dialogs() -> impl IntoView {
    let console = use_console();
    let Parts { pages, fate, .. } = expect_context::<Parts>();
    let is_open =
        move |of_fate: bool| console.dialogs().with(|open| open.iter().any(|(_, one)| one.is_of_fate() == of_fate));
    let stage = move |of_fate: bool| if of_fate { fate.stage() } else { pages.stage() };
    Effect::new(move || {
        for of_fate in [false, true].into_iter().filter(|of_fate| is_open(*of_fate)) {
            match stage(of_fate) {
                Stage::Away => {
                    if of_fate {
                        fate.want()
                    } else {
                        pages.want()
                    }
                }
                Stage::Missing => {
                    while console.dialogs().with_untracked(|open| !open.is_empty()) {
                        console.close();
                    }
                    say_missing(console);
                }
                Stage::Coming | Stage::Here => {}
            }
        }
    });
    let open = move || {
        let here = |(_, dialog): &(u64, Dialog)| stage(dialog.is_of_fate()) == Stage::Here;
        console.dialogs().get().into_iter().filter(here).collect::<Vec<_>>()
    };
    let show = move |dialog: Dialog| match dialog.is_of_fate() {
        true => fate.get().map(|fate| (fate.dialog)(dialog)),
        false => pages.get().map(|pages| (pages.dialog)(dialog)),
    };
    view! { <For each=open key=|(number, _)| *number let((_, dialog))>{show(dialog)}</For> }
}
