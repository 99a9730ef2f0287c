//! Parts of pages: breadcrumb, steps, tabs, disclosure, empty state, skeleton, progress.

use leptos::{children::ViewFnOnce, prelude::*};

use crate::i18n::Texts;

use super::{
    dom::{fresh_id, select_all},
    icon::{Glyph, Icon, IconSize},
};

/// One place of a breadcrumb; the last has no link.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Crumb {
    pub label: String,
    pub href: Option<String>,
}

/// Where the page is. `label` names the navigation for assistive technology.
#[component]
pub fn Breadcrumb(#[prop(into)] label: String, #[prop(into)] crumbs: Signal<Vec<Crumb>>) -> impl IntoView {
    let one = |crumb: Crumb| {
        let Crumb { label, href } = crumb;
        view! {
            <li class="breadcrumb__place">
                {match href {
                    Some(href) => view! { <a href=href>{label}</a> }.into_any(),
                    None => view! { <span aria-current="page">{label}</span> }.into_any(),
                }}
            </li>
        }
    };
    view! {
        <nav class="breadcrumb" aria-label=label>
            <ol class="breadcrumb__list">{move || crumbs.get().into_iter().map(one).collect_view()}</ol>
        </nav>
    }
}

/// How far a step of a wizard is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum StepState {
    #[default]
    Ahead,
    Current,
    Done,
    /// Visited, and something in it must be mended.
    Faulty,
}

/// A step of a wizard.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    pub label: String,
    pub state: StepState,
    /// It may be gone to now.
    pub is_reachable: bool,
}

/// The steps of a wizard in one line. `on_go` gets the index of a step that is reachable and not the present one.
#[component]
pub fn Steps(
    /// Names the navigation for assistive technology.
    #[prop(into)]
    label: String,
    #[prop(into)] steps: Signal<Vec<Step>>,
    #[prop(into)] on_go: Callback<usize>,
) -> impl IntoView {
    let texts = use_context::<Texts>();
    let one = move |(at, step): (usize, Step)| {
        let Step { label, state, is_reachable } = step;
        let (class, mark, said) = match state {
            StepState::Ahead => ("steps__step", None, None),
            StepState::Current => ("steps__step steps__step--current", None, None),
            StepState::Done => ("steps__step steps__step--done", Some(Icon::Check), texts.map(Texts::ui_step_done)),
            StepState::Faulty => {
                ("steps__step steps__step--faulty", Some(Icon::Warning), texts.map(Texts::ui_step_error))
            }
        };
        let content = view! {
            <span class="steps__mark" aria-hidden="true">
                {match mark {
                    Some(icon) => view! { <Glyph icon /> }.into_any(),
                    None => (at + 1).to_string().into_any(),
                }}
            </span>
            <span class="steps__label">{label}</span>
            {said.map(|said| view! { <span class="visually-hidden">{format!(" ({said})")}</span> })}
        };
        let is_current = state == StepState::Current;
        view! {
            <li class=class aria-current=is_current.then_some("step")>
                {if is_reachable && !is_current {
                    view! {
                        <button type="button" class="steps__go" on:click=move |_| { on_go.try_run(at); }>
                            {content}
                        </button>
                    }
                        .into_any()
                } else {
                    view! { <span class="steps__go">{content}</span> }.into_any()
                }}
            </li>
        }
    };
    view! {
        <nav class="steps" aria-label=label>
            <ol class="steps__list">{move || steps.get().into_iter().enumerate().map(one).collect_view()}</ol>
        </nav>
    }
}

/// A tab of `Tabs`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tab {
    pub key: &'static str,
    pub label: String,
}

impl Tab {
    #[must_use]
    pub fn new(key: &'static str, label: impl Into<String>) -> Self {
        Self { key, label: label.into() }
    }
}

/// Tabs and the panel of the chosen one; arrow keys, Home and End move and choose. `panel` is asked at every change.
#[component]
pub fn Tabs(
    #[prop(into)] label: String,
    tabs: Vec<Tab>,
    #[prop(into)] chosen: Signal<&'static str>,
    #[prop(into)] on_choose: Callback<&'static str>,
    #[prop(into)] panel: Callback<&'static str, AnyView>,
) -> impl IntoView {
    let id = StoredValue::new(fresh_id("tabs"));
    let keys: Vec<&'static str> = tabs.iter().map(|tab| tab.key).collect();
    let list: NodeRef<leptos::html::Div> = NodeRef::new();
    let tab_id = move |key: &str| format!("{}-{key}", id.get_value());
    let on_keydown = move |event: web_sys::KeyboardEvent| {
        let count = keys.len();
        let Some(at) = keys.iter().position(|key| *key == chosen.get_untracked()) else { return };
        let next = match event.key().as_str() {
            "ArrowRight" => (at + 1) % count,
            "ArrowLeft" => (at + count - 1) % count,
            "Home" => 0,
            "End" => count - 1,
            _ => return,
        };
        event.prevent_default();
        if let Some(key) = keys.get(next) {
            on_choose.try_run(key);
        }
        if let Some(list) = list.get_untracked()
            && let Some(tab) = select_all(&list, "[role=tab]").get(next)
        {
            let _ = tab.focus();
        }
    };
    let one = move |tab: Tab| {
        let Tab { key, label } = tab;
        let is_chosen = move || chosen.get() == key;
        view! {
            <button
                type="button"
                class="tabs__tab"
                role="tab"
                id=tab_id(key)
                aria-selected=move || if is_chosen() { "true" } else { "false" }
                aria-controls=format!("{}-panel", id.get_value())
                tabindex=move || if is_chosen() { "0" } else { "-1" }
                on:click=move |_| { on_choose.try_run(key); }
            >
                {label}
            </button>
        }
    };
    view! {
        <div class="tabs">
            <div node_ref=list class="tabs__list" role="tablist" aria-label=label on:keydown=on_keydown>
                {tabs.into_iter().map(one).collect_view()}
            </div>
            <div
                class="tabs__panel"
                role="tabpanel"
                id=format!("{}-panel", id.get_value())
                aria-labelledby=move || tab_id(chosen.get())
            >
                {move || panel.run(chosen.get())}
            </div>
        </div>
    }
}

/// A part that opens and closes: native `<details>`.
#[component]
pub fn Disclosure(
    #[prop(into)] summary: Signal<String>,
    #[prop(optional)] open: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <details class="disclosure" open=open>
            <summary class="disclosure__summary">
                <Glyph icon=Icon::ChevronRight />
                <span>{move || summary.get()}</span>
            </summary>
            <div class="disclosure__body">{children()}</div>
        </details>
    }
}

/// Nothing is here: an icon, one sentence, and at most one act or two in `children`.
#[component]
pub fn Empty(
    #[prop(default = Icon::BoxEmpty)] icon: Icon,
    #[prop(into)] text: Signal<String>,
    #[prop(optional)] test_id: Option<&'static str>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty" data-testid=test_id>
            <Glyph icon size=IconSize::Large />
            <p class="empty__text">{move || text.get()}</p>
            {children.map(|children| view! { <div class="empty__acts">{children()}</div> })}
        </div>
    }
}

/// Grey lines in the place of what is loading.
#[component]
pub fn Skeleton(#[prop(default = 3)] lines: usize) -> impl IntoView {
    let text = use_context::<Texts>().map_or("", Texts::ui_loading);
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">{text}</span>
            {(0..lines).map(|_| view! { <div class="skeleton__line"></div> }).collect_view()}
        </div>
    }
}

/// How much is done; `None` while nobody knows.
#[component]
pub fn Progress(
    #[prop(into)] label: Signal<String>,
    /// From 0 to 1.
    #[prop(into)]
    done: Signal<Option<f64>>,
) -> impl IntoView {
    view! {
        <div class="progress">
            <span class="progress__label">{move || label.get()}</span>
            <progress
                class="progress__bar"
                aria-label=move || label.get()
                max="1"
                value=move || done.get().map(|done| done.to_string())
            ></progress>
        </div>
    }
}

/// A section of a page: a region named by its heading, with acts at the heading's end.
#[component]
pub fn Section(
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] acts: ViewFnOnce,
    #[prop(optional)] test_id: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let id = fresh_id("section");
    let labelled_by = id.clone();
    view! {
        <section class="section" aria-labelledby=labelled_by data-testid=test_id>
            <header class="section__head">
                <h2 class="section__title" id=id>{move || title.get()}</h2>
                <div class="section__acts">{acts.run()}</div>
            </header>
            <div class="section__body">{children()}</div>
        </section>
    }
}
