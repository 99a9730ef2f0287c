//! Keyboard navigation in windowed rows: keys move the focus from row to row and from page to page, and the focus is not lost when its
//! row is removed.

use std::{cell::Cell, rc::Rc};

use leptos::{prelude::*, wasm_bindgen::JsCast as _};
use web_sys::{Element, HtmlDivElement, HtmlElement, KeyboardEvent};

use super::{
    dom::{FOCUSABLE, active_element, focus_in_place, listen_after, select, select_all},
    virtual_rows::VirtualRows,
};

/// A focused control in a table row.
pub(super) struct Focused {
    control: HtmlElement,
    row: Element,
}

impl Focused {
    /// The focused control, if it is in a row.
    pub(super) fn read() -> Option<Self> {
        let control = active_element()?;
        let row = control.closest("tbody > tr[aria-rowindex]").ok()??;
        Some(Self { control, row })
    }

    /// Index of the row, not counting header rows.
    fn index(&self) -> Option<usize> {
        let table = self.row.closest("table").ok()??;
        let heads = table.query_selector_all("thead > tr").ok()?.length() as usize;
        let at: usize = self.row.get_attribute("aria-rowindex")?.parse().ok()?;
        at.checked_sub(heads + 1)
    }

    fn place(&self) -> Option<Place> {
        let control =
            select_all(&self.row, FOCUSABLE).iter().position(|control| *control == self.control).unwrap_or_default();
        Some(Place { row: self.index()?, control })
    }

    /// Moves the focus to the scrolling element if the row has left the window, so that the keys still scroll.
    pub(super) fn leave_if_gone(&self, rows: VirtualRows) {
        let Some(scroller) = rows.scroller.get_untracked().filter(|scroller| scroller.contains(Some(&self.row))) else {
            return;
        };
        let is_there = self.index().is_some_and(|index| rows.window.get_untracked().range().contains(&index));
        if !is_there {
            focus_in_place(&scroller);
        }
    }
}

/// The place of a control: the index of its row, not counting header rows, and its index among the row's controls.
#[derive(Clone, Copy)]
struct Place {
    row: usize,
    control: usize,
}

/// The control to focus in the next frame, when its row is in the document. Another key before that continues from it.
type Wanted = Rc<Cell<Option<Place>>>;

/// Handles the arrows, Page Up, Page Down, Home and End: they move the focus to another row.
pub(super) fn follow(rows: VirtualRows, total: Signal<usize>, scroller: &HtmlDivElement) {
    if !scroller.has_attribute("tabindex") {
        scroller.set_tab_index(-1);
    }
    let wanted = Wanted::default();
    listen_after(scroller, "keydown", move |event| {
        if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
            pressed(rows, total, &wanted, event);
        }
    });
}

fn pressed(rows: VirtualRows, total: Signal<usize>, wanted: &Wanted, event: &KeyboardEvent) {
    let is_held = event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key();
    if is_held || event.default_prevented() {
        return;
    }
    let Some(scroller) = rows.scroller.get_untracked() else { return };
    let focused = Focused::read().filter(|focused| scroller.contains(Some(&focused.row)));
    if focused.as_ref().is_some_and(|focused| has_own_keys(&focused.control)) {
        return;
    }
    let Some(from) = wanted.get().or_else(|| focused.as_ref()?.place()) else { return };
    let head = select(&scroller, "thead").map_or(0, |head| head.offset_height());
    let head = u32::try_from(head).unwrap_or(0);
    let last = total.get_untracked().saturating_sub(1);
    let Some(row) = target(&event.key(), from.row, rows.page(head).saturating_sub(1), last) else { return };
    event.prevent_default();
    wanted.set(Some(Place { row, ..from }));
    rows.reveal(row, head);
    rows.measure();
    if let Some(focused) = focused {
        focused.leave_if_gone(rows);
    }
    // The rows are in the document before the next frame. Of several keys in one frame, the last one counts.
    let wanted = wanted.clone();
    request_animation_frame(move || {
        if let Some(place) = wanted.take() {
            focus_row(rows, place);
        }
    });
}

/// Focuses the same control in another row; if it is not focusable there, the first one that is.
fn focus_row(rows: VirtualRows, place: Place) {
    let Some(scroller) = rows.scroller.try_get_untracked().flatten() else { return };
    let Some(heads) = scroller.query_selector_all("thead > tr").ok().map(|heads| heads.length() as usize) else {
        return;
    };
    let row = format!("tbody > tr[aria-rowindex='{}']", place.row + heads + 1);
    // Hidden rows that are kept for reuse may still have a number.
    let Some(row) = select_all(&scroller, &row).into_iter().find(|row| !row.hidden()) else { return };
    let mut controls = select_all(&row, FOCUSABLE);
    if place.control < controls.len() {
        controls.rotate_left(place.control);
    }
    for control in controls {
        focus_in_place(&control);
        if active_element().as_ref() == Some(&control) {
            return;
        }
    }
}

/// Whether keys have a meaning inside the control: a field, or one of several choices.
fn has_own_keys(control: &HtmlElement) -> bool {
    control.matches("input:not([type=checkbox]), textarea, select, [role=menuitem], [role=tab]").unwrap_or(true)
}

/// The index of the row that a key leads to.
fn target(key: &str, index: usize, page: usize, last: usize) -> Option<usize> {
    let to = match key {
        "ArrowUp" => index.saturating_sub(1),
        "ArrowDown" => index + 1,
        "PageUp" => index.saturating_sub(page),
        "PageDown" => index + page,
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Some(to.min(last))
}

#[cfg(test)]
mod test {
    use super::target;

    #[test]
    fn keys_go_by_rows_and_pages_and_stay_in_the_list() {
        let to = |key| target(key, 20, 10, 25);
        assert_eq!(to("ArrowDown"), Some(21));
        assert_eq!(to("PageUp"), Some(10));
        assert_eq!(to("PageDown"), Some(25));
        assert_eq!(to("Home"), Some(0));
        assert_eq!(to("End"), Some(25));
        assert_eq!(to("Enter"), None);
        assert_eq!(target("ArrowUp", 0, 10, 25), Some(0));
    }
}
