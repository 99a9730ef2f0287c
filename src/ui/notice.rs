//! A notice: what happened, in a coloured frame; and the summary of a form's errors. Stacks of notices belong to the shell.

use leptos::{html, prelude::*};

use crate::i18n::Texts;

use super::{
    button::{Button, ButtonKind, IconButton},
    dom::{focus_on, fresh_id},
    icon::{Glyph, Icon},
};

/// The kind of message of a notice.
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

/// A notice with an optional title, text, button and close button. It is no live region: if it appears after an act, announce it through
/// the `Announcer`.
#[component]
pub fn Notice(
    #[prop(optional)] kind: NoticeKind,
    #[prop(optional, into)] title: Option<String>,
    #[prop(into, optional)] on_dismiss: Option<Callback<()>>,
    /// Label and callback of a button at the end.
    #[prop(optional_no_strip, into)]
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

/// A field with an error.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldError {
    /// The whole sentence, naming the field.
    pub text: String,
    /// The id of the field's control.
    pub field_id: String,
}

/// The list of a form's errors above the form: it takes the focus when it appears, and each line links to its field. Shows nothing
/// without errors. To focus it again: `focus_on(".errors")`.
#[component]
pub fn ErrorSummary(
    #[prop(into)] title: Signal<String>,
    #[prop(into)] errors: Signal<Vec<FieldError>>,
) -> impl IntoView {
    let has_errors = Memo::new(move |_| errors.with(|errors| !errors.is_empty()));
    let line = |error: FieldError| {
        let FieldError { text, field_id } = error;
        view! {
            <li>
                <button
                    type="button"
                    class="errors__link"
                    on:click=move |_| {
                        focus_on(&format!("#{field_id}"));
                    }
                >
                    {text}
                </button>
            </li>
        }
    };
    move || {
        let node: NodeRef<html::Div> = NodeRef::new();
        let title_id = fresh_id("errors");
        let labelled_by = title_id.clone();
        has_errors.get().then(|| {
            node.on_load(|summary| drop(summary.focus()));
            view! {
                <div node_ref=node class="errors notice notice--error" role="group" tabindex="-1" aria-labelledby=labelled_by>
                    <Glyph icon=Icon::Error />
                    <div class="notice__text">
                        <p class="notice__title" id=title_id>{move || title.get()}</p>
                        <ul class="errors__list">{move || errors.get().into_iter().map(line).collect_view()}</ul>
                    </div>
                </div>
            }
        })
    }
}
