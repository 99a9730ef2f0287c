//! Buttons, and links that look like them. A disabled button stays in the tab order and says why it is disabled.

use leptos::prelude::*;

use super::{
    dom::fresh_id,
    icon::{Glyph, Icon},
};

/// How much a button stands out. At most one `Primary` in a view; `Danger` only for the last step of a release.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ButtonKind {
    Primary,
    #[default]
    Secondary,
    Danger,
    /// Looks like a link: for table cells and sentences.
    Link,
    /// No border until hovered: for bars.
    Quiet,
}

impl ButtonKind {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button--primary",
            Self::Secondary => "button",
            Self::Danger => "button button--danger",
            Self::Link => "button button--link",
            Self::Quiet => "button button--quiet",
        }
    }
}

/// A button with a text. While `disabled_reason` is `Some`, it stays focusable, shows the reason, and does nothing.
#[component]
pub fn Button(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] on_click: Callback<()>,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional, into)] icon: Option<Icon>,
    #[prop(into, optional)] disabled_reason: Signal<Option<String>>,
    /// Shows a spinner and ignores clicks while the act that the button started is running.
    #[prop(into, optional)]
    busy: Signal<bool>,
    #[prop(optional)] compact: bool,
    /// A longer name for assistive technology where the text alone is not enough ("Edit: Networking").
    #[prop(optional, into)]
    aria_label: Option<String>,
    /// Takes the focus when the dialog around it opens.
    #[prop(optional)]
    autofocus: bool,
    #[prop(optional)] test_id: Option<&'static str>,
) -> impl IntoView {
    let reason_id = StoredValue::new(fresh_id("why"));
    let is_disabled = Memo::new(move |_| disabled_reason.with(Option::is_some));
    view! {
        <button
            type="button"
            class=kind.class()
            class:button--compact=compact
            aria-label=aria_label
            aria-disabled=move || (is_disabled.get() || busy.get()).then_some("true")
            aria-busy=move || busy.get().then_some("true")
            aria-describedby=move || is_disabled.get().then(|| reason_id.get_value())
            data-tip=move || disabled_reason.get()
            data-autofocus=autofocus.then_some("")
            data-testid=test_id
            on:click=move |_| {
                if !is_disabled.get_untracked() && !busy.get_untracked() {
                    on_click.try_run(());
                }
            }
        >
            {move || {
                if busy.get() {
                    Some(view! { <Glyph icon=Icon::Spinner /> })
                } else {
                    icon.map(|icon| view! { <Glyph icon /> })
                }
            }}
            <span class="button__label">{move || label.get()}</span>
            {move || {
                disabled_reason.get().map(|reason| view! { <span id=reason_id.get_value() hidden>{reason}</span> })
            }}
        </button>
    }
}

/// A square button with only an icon; `label` is its accessible name and its tooltip.
#[component]
pub fn IconButton(
    icon: Icon,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] on_click: Callback<()>,
    #[prop(into, optional)] disabled_reason: Signal<Option<String>>,
    /// For buttons that show and hide something.
    #[prop(into, optional)]
    expanded: Signal<Option<bool>>,
    #[prop(optional)] compact: bool,
    #[prop(optional)] test_id: Option<&'static str>,
) -> impl IntoView {
    let reason_id = StoredValue::new(fresh_id("why"));
    let is_disabled = Memo::new(move |_| disabled_reason.with(Option::is_some));
    view! {
        <button
            type="button"
            class="button button--quiet button--icon"
            class:button--compact=compact
            aria-label=move || label.get()
            aria-disabled=move || is_disabled.get().then_some("true")
            aria-expanded=move || expanded.get().map(|open| if open { "true" } else { "false" })
            aria-describedby=move || is_disabled.get().then(|| reason_id.get_value())
            data-tip=move || Some(disabled_reason.get().unwrap_or_else(|| label.get()))
            data-testid=test_id
            on:click=move |_| {
                if !is_disabled.get_untracked() {
                    on_click.try_run(());
                }
            }
        >
            <Glyph icon />
            {move || {
                disabled_reason.get().map(|reason| view! { <span id=reason_id.get_value() hidden>{reason}</span> })
            }}
        </button>
    }
}

/// A link to a route of the console that looks like a button.
#[component]
pub fn ButtonLink(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] href: Signal<String>,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional, into)] icon: Option<Icon>,
    #[prop(optional)] test_id: Option<&'static str>,
) -> impl IntoView {
    view! {
        <a class=kind.class() href=move || href.get() data-testid=test_id>
            {icon.map(|icon| view! { <Glyph icon /> })}
            <span class="button__label">{move || label.get()}</span>
        </a>
    }
}
