//! Overlays above the page (dialogs, drawers, menus), the topmost last. A change of the address closes all of them; Back closes the
//! topmost. Holds no element.

use std::cell::{OnceCell, RefCell};

use leptos::prelude::*;

thread_local! {
    static OPEN: RefCell<Vec<(u32, Callback<()>)>> = const { RefCell::new(Vec::new()) };
    static WHEN_OPENED: OnceCell<fn()> = const { OnceCell::new() };
}

/// Sets the callback for each overlay that opens. Called once per page.
pub fn when_overlay_opens(then: fn()) {
    // A second call would be a mistake; it changes nothing.
    let _ = WHEN_OPENED.with(|when| when.set(then));
}

/// Registers an overlay that `close` closes, until the current owner is cleaned up.
pub(crate) fn stand_over(close: Callback<()>) {
    let number = OPEN.with_borrow_mut(|open| {
        let number = open.last().map_or(0, |(last, _)| last + 1);
        open.push((number, close));
        number
    });
    if let Some(then) = WHEN_OPENED.with(|when| when.get().copied()) {
        then();
    }
    on_cleanup(move || OPEN.with_borrow_mut(|open| open.retain(|(known, _)| *known != number)));
}

/// Whether any overlay is open.
#[must_use]
pub fn has_overlay() -> bool {
    OPEN.with_borrow(|open| !open.is_empty())
}

/// Asks the topmost overlay to close.
pub fn close_topmost() {
    let top = OPEN.with_borrow(|open| open.last().map(|(_, close)| *close));
    if let Some(close) = top {
        close.try_run(());
    }
}

/// Asks all overlays to close, the topmost first.
pub fn close_overlays() {
    let all: Vec<Callback<()>> = OPEN.with_borrow(|open| open.iter().rev().map(|(_, close)| *close).collect());
    for close in all {
        close.try_run(());
    }
}
