//! A notice: what happened, in a coloured frame. Stacks of notices belong to the shell.

use leptos::prelude::*;

use crate::i18n::Texts;

use super::{
    button::{Button, ButtonKind, IconButton},
    icon::{Glyph, Icon},
};

/// What a notice tells of.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum NoticeKind {
    #[default]
    Info,
    Success,
    Warning,
    Error,
}

impl NoticeKind {
    fn icon(self) -> Icon {
        match self {
            Self::Info => Icon::Info,
            Self::Success => Icon::Success,
            Self::Warning => Icon::Warning,
            Self::Error => Icon::Error,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Info => "notice notice--info",
            Self::Success => "notice notice--success",
            Self::Warning => "notice notice--warning",
            Self::Error => "notice notice--error",
        }
    }
}

/// A notice with a title, more text, a button and a cross, each where given. It is no live region: say it through the `Announcer`
/// where it appears after an act.
#[component]
pub fn Notice(
    #[prop(optional)] kind: NoticeKind,
    #[prop(optional, into)] title: Option<String>,
    #[prop(into, optional)] on_dismiss: Option<Callback<()>>,
    /// The text and act of a button at the end.
    #[prop(optional, into)]
    action: Option<(String, Callback<()>)>,
    #[prop(optional)] test_id: Option<&'static str>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let dismiss_text = use_context::<Texts>().map_or("", Texts::ui_dismiss);
    view! {
        <div class=kind.class() data-testid=test_id>
            <Glyph icon=kind.icon() />
            <div class="notice__text">
                {title.map(|title| view! { <p class="notice__title">{title}</p> })}
                {children.map(|children| view! { <div class="notice__body">{children()}</div> })}
            </div>
            {action.map(|(label, act)| {
                view! { <Button label on_click=act compact=true kind=ButtonKind::Secondary /> }
            })}
            {on_dismiss.map(|on_dismiss| {
                view! { <IconButton icon=Icon::Close label=dismiss_text on_click=on_dismiss compact=true /> }
            })}
        </div>
    }
}
