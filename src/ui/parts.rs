//! Parts of pages: breadcrumb, section, disclosure, empty state, skeleton, progress.

use leptos::{children::ViewFnOnce, prelude::*};

use crate::i18n::Texts;

use super::{
    dom::fresh_id,
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

/// A part that opens and closes: native `<details>`. `is_open` follows its state, for content that is costly to render.
#[component]
pub fn Disclosure(
    #[prop(into)] summary: Signal<String>,
    #[prop(optional)] open: bool,
    #[prop(optional)] is_open: Option<RwSignal<bool>>,
    #[prop(optional)] test_id: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let told = move |event: web_sys::Event| {
        if let Some(is_open) = is_open {
            // The event may arrive after the part has been removed.
            let _ = is_open.try_set(event_target::<web_sys::Element>(&event).has_attribute("open"));
        }
    };
    view! {
        <details class="disclosure" open=open data-testid=test_id on:toggle=told>
            <summary class="disclosure__summary">
                <Glyph icon=Icon::ChevronRight />
                <span>{move || summary.get()}</span>
            </summary>
            <div class="disclosure__body">{children()}</div>
        </details>
    }
}

/// An empty state: an icon, one sentence, and one or two acts in `children`.
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

/// Grey lines as a placeholder for loading content.
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

/// Shows how much is done; `None` while it is unknown.
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
