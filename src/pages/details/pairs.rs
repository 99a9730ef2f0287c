//! Name-value pairs that follow the instance: a section is rendered once, and only values that change are rendered again, so that a focus
//! inside it stays where it is.

use leptos::prelude::*;

use super::Shown;
use crate::{context::use_console, pages::parts::Moment, ui::Pair};
use latch_rules::{Instance, UnixMillis};

/// A text; an empty text is shown as a dash.
pub(super) fn text(
    name: &'static str,
    shown: Shown,
    read: impl Fn(&Instance) -> String + Send + Sync + 'static,
) -> Pair {
    let none = use_console().texts().details_none();
    let value = Memo::new(move |_| shown.with(|shown| shown.as_ref().map(&read).unwrap_or_default()));
    Pair::new(name, move || move || if value.with(String::is_empty) { none.to_owned() } else { value.get() })
}

/// An id or another code.
pub(super) fn code(
    name: &'static str,
    shown: Shown,
    read: impl Fn(&Instance) -> String + Send + Sync + 'static,
) -> Pair {
    let none = use_console().texts().details_none();
    let value = Memo::new(move |_| shown.with(|shown| shown.as_ref().map(&read).unwrap_or_default()));
    Pair::new(name, move || {
        move || {
            if value.with(String::is_empty) { none.into_any() } else { view! { <code>{value.get()}</code> }.into_any() }
        }
    })
}

/// Several texts, one per line.
pub(super) fn lines(
    name: &'static str,
    shown: Shown,
    read: impl Fn(&Instance) -> Vec<String> + Send + Sync + 'static,
) -> Pair {
    let none = use_console().texts().details_none();
    let value = Memo::new(move |_| shown.with(|shown| shown.as_ref().map(&read).unwrap_or_default()));
    Pair::new(name, move || {
        move || {
            if value.with(Vec::is_empty) {
                none.into_any()
            } else {
                value.get().into_iter().map(|line| view! { <div>{line}</div> }).collect_view().into_any()
            }
        }
    })
}

/// An absolute time, with the distance in the tooltip.
pub(super) fn moment(
    name: &'static str,
    shown: Shown,
    read: impl Fn(&Instance) -> Option<UnixMillis> + Send + Sync + 'static,
) -> Pair {
    let none = use_console().texts().details_none();
    let value = Memo::new(move |_| shown.with(|shown| shown.as_ref().and_then(&read)));
    Pair::new(name, move || {
        move || match value.get() {
            Some(at) => view! { <Moment at absolute_first=true /> }.into_any(),
            None => none.into_any(),
        }
    })
}
