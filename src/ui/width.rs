//! The present width of an element: for pictures that are drawn in its own pixels.

use leptos::{html, prelude::*};

use super::{dom::listen, virtual_rows::observe_size};

/// The reference for the element, and its inner width, CSS pixels; until it is measured, the width of a narrow screen.
#[must_use]
pub fn use_width() -> (NodeRef<html::Div>, ReadSignal<f64>) {
    let node: NodeRef<html::Div> = NodeRef::new();
    let (width, set_width) = signal(360.0_f64);
    node.on_load(move |element| {
        let measured = element.clone();
        let measure = move || {
            let now = f64::from(measured.client_width());
            if now > 0.0 && width.try_get_untracked() != Some(now) {
                let _ = set_width.try_set(now);
            }
        };
        measure();
        observe_size(&element, measure);
    });
    (node, width)
}

/// Whether a media query matches, now and after changes.
#[must_use]
pub fn use_media(query: &str) -> ReadSignal<bool> {
    let media = window().match_media(query).ok().flatten();
    let (matches, set_matches) = signal(media.as_ref().is_some_and(web_sys::MediaQueryList::matches));
    if let Some(media) = media {
        let asked = media.clone();
        listen(&media, "change", move |_| {
            let _ = set_matches.try_set(asked.matches());
        });
    }
    matches
}
