//! The page of the present route and the open dialogs, each as soon as its part of the program is here.

use leptos::prelude::*;

use super::parts::{Part, Parts, Stage};
use crate::{
    context::{Dialog, Notice, Route, use_console},
    pages::{not_found, welcome},
    rules::World,
    ui::{Button, ButtonKind, Empty, Icon, Skeleton},
};

/// Which page stands in the frame. Parameters that a page reads itself are not in it, so changing them mounts nothing anew.
#[derive(Clone, PartialEq, Eq)]
enum Page {
    List,
    Wizard,
    Details(String),
    Released,
    ReleasedOne(String),
    Activity,
    Api,
    Unknown(String),
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
    move || match page.get() {
        Page::List if is_empty.get() => view! { <welcome::WelcomePage /> }.into_any(),
        Page::List => arriving(parts.list, |list| list()),
        Page::Wizard => arriving(parts.wizard, |wizard| wizard()),
        Page::Details(id) => arriving(parts.pages, move |pages| (pages.details)(id.clone())),
        Page::Released => arriving(parts.pages, |pages| (pages.released)()),
        Page::ReleasedOne(id) => arriving(parts.pages, move |pages| (pages.released_one)(id.clone())),
        Page::Activity => arriving(parts.pages, |pages| (pages.activity)()),
        Page::Api => arriving(parts.exchange, |exchange| (exchange.page)()),
        Page::Unknown(address) => view! { <not_found::NotFoundPage address /> }.into_any(),
    }
}

/// A page whose part may still be on its way: at once where it is here, otherwise its outline until it has come.
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

/// What stands in the place of a page that is on its way.
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

/// The open dialogs, topmost last. Where their part cannot be fetched, the page says so and they close.
#[component]
pub(super) fn Dialogs() -> impl IntoView {
    let console = use_console();
    let part = expect_context::<Parts>().pages;
    Effect::new(move || {
        if console.dialogs().with(Vec::is_empty) {
            return;
        }
        match part.stage() {
            Stage::Away => part.want(),
            Stage::Missing => {
                while console.dialogs().with_untracked(|open| !open.is_empty()) {
                    console.close();
                }
                let texts = console.texts();
                let notice = Notice::error(texts.shell_part_missing_title());
                console.notify(notice.line(texts.shell_part_missing()).keyed("part"));
            }
            Stage::Coming | Stage::Here => {}
        }
    });
    let open = move || match part.stage() {
        Stage::Here => console.dialogs().get(),
        Stage::Away | Stage::Coming | Stage::Missing => Vec::new(),
    };
    let show = move |dialog: Dialog| part.get().map(|pages| (pages.dialog)(dialog));
    view! { <For each=open key=|(number, _)| *number let((_, dialog))>{show(dialog)}</For> }
}
