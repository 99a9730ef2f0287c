//! Which rows of a long list are in the document: a pure computation, and the hook that feeds it from a scrolling element.

use leptos::{html, prelude::*, wasm_bindgen::JsCast as _};
use wasm_bindgen::closure::Closure;
use web_sys::ResizeObserver;

use super::dom::listen;
use super::row_keys::{Focused, follow};

/// The rows to render, and the height that the other rows would take.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct RowWindow {
    /// Index of the first row in the document.
    pub first: usize,
    /// How many rows are in the document.
    pub count: usize,
    /// Height of the rows before them, CSS pixels.
    pub before: usize,
    /// Height of the rows after them, CSS pixels.
    pub after: usize,
}

impl RowWindow {
    /// The indices of the rows in the document.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.first..self.first + self.count
    }
}

/// The window at a scroll position. All lengths in CSS pixels, `row_height` at least 1. The first row changes in steps of
/// `overscan`, so that small movements change nothing in the document.
#[must_use]
pub fn row_window(scroll_top: f64, viewport: f64, row_height: u32, total: usize, overscan: usize) -> RowWindow {
    let height = row_height.max(1) as usize;
    let step = overscan.max(1);
    // A negative position (rubber band) is the top. Row counts are far below what a f64 counts exactly.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative, and saturating")]
    let (top_row, rows_in_view) = {
        let height = f64::from(row_height.max(1));
        ((scroll_top.max(0.0) / height) as usize, (viewport.max(0.0) / height).ceil() as usize + 1)
    };
    // Both ends move in whole steps; one extra step at the end compensates for rounding down at the start.
    let last_start = total.saturating_sub(rows_in_view);
    let start = top_row.min(last_start) / step * step;
    let first = start.saturating_sub(step);
    let count = (start + rows_in_view + 2 * step).min(total) - first;
    RowWindow { first, count, before: first * height, after: (total - first - count) * height }
}

fn seen_end(scroll_top: f64, viewport: f64, row_height: u32, header: u32) -> usize {
    let end = scroll_top.max(0.0) + viewport - f64::from(header);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturating")]
    let index = (end / f64::from(row_height.max(1))).ceil() as usize;
    index
}

/// Assumed height of an element in a page, CSS pixels, until it is measured.
const PAGE: f64 = 800.0;

/// Returned by `use_virtual_rows`.
#[derive(Clone, Copy)]
pub struct VirtualRows {
    /// The reference for the scrolling element.
    pub scroller: NodeRef<html::Div>,
    /// The rows to render now.
    pub window: Memo<RowWindow>,
    row_height: Signal<u32>,
    scroll_top: RwSignal<f64>,
    viewport: RwSignal<f64>,
}

impl VirtualRows {
    /// Scrolls to the first row.
    pub fn to_top(self) {
        if let Some(scroller) = self.scroller.get_untracked() {
            scroller.set_scroll_top(0);
        }
    }

    /// The index after the last row that is at least partly visible. `header` is the height of a sticky header, CSS pixels.
    #[must_use]
    pub fn seen_end(self, header: u32) -> usize {
        seen_end(
            self.scroll_top.get_untracked(),
            self.viewport.get_untracked(),
            self.row_height.get_untracked(),
            header,
        )
    }

    /// How many rows are visible at once below a header of `header` CSS pixels.
    pub(super) fn page(self, header: u32) -> usize {
        let room = self.viewport.get_untracked() - f64::from(header);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturating")]
        let rows = (room / f64::from(self.row_height.get_untracked().max(1))) as usize;
        rows.max(2)
    }

    /// Reads the scroll position now, without waiting for the browser's scroll event.
    pub(super) fn measure(self) {
        if let Some(scroller) = self.scroller.get_untracked() {
            let _ = self.viewport.try_set(f64::from(scroller.client_height()));
            let _ = self.scroll_top.try_set(f64::from(scroller.scroll_top()));
        }
    }

    /// Scrolls as little as needed to have row `index` in view. `header` is the height of a sticky header, CSS pixels.
    pub fn reveal(self, index: usize, header: u32) {
        let Some(scroller) = self.scroller.get_untracked() else { return };
        let height = self.row_height.get_untracked();
        let top = i32::try_from(index).unwrap_or(i32::MAX).saturating_mul(i32::try_from(height).unwrap_or(1));
        let room = scroller.client_height() - i32::try_from(header).unwrap_or(0) - i32::try_from(height).unwrap_or(0);
        if top < scroller.scroll_top() {
            scroller.set_scroll_top(top);
        } else if top > scroller.scroll_top() + room {
            scroller.set_scroll_top(top - room);
        }
    }
}

/// Follows a scrolling element. The window is computed in the scroll event itself, and shown before the browser paints. Until the
/// element is measured it counts as `PAGE` high, so that the first paint has rows.
///
/// ```ignore
/// let rows = use_virtual_rows(total.into(), 44.into(), 12);
/// view! { <div node_ref=rows.scroller class="table-frame__scroller"> … <For each=move || rows.window.get().range() …
/// ```
#[must_use]
pub fn use_virtual_rows(total: Signal<usize>, row_height: Signal<u32>, overscan: usize) -> VirtualRows {
    use_virtual_rows_of(PAGE, total, row_height, overscan)
}

/// Like `use_virtual_rows`, for an element at most `height` CSS pixels high: the first render makes no more rows than fit.
#[must_use]
pub fn use_virtual_rows_of(height: f64, total: Signal<usize>, row_height: Signal<u32>, overscan: usize) -> VirtualRows {
    let scroller: NodeRef<html::Div> = NodeRef::new();
    let scroll_top = RwSignal::new(0.0_f64);
    let viewport = RwSignal::new(height);
    let window =
        Memo::new(move |_| row_window(scroll_top.get(), viewport.get(), row_height.get(), total.get(), overscan));

    let rows = VirtualRows { scroller, window, row_height, scroll_top, viewport };
    scroller.on_load(move |element| {
        rows.measure();
        follow(rows, total, &element);
        listen(&element, "scroll", move |_| {
            // Read before the rows that left the view are removed, together with the focus inside them.
            let focused = Focused::read();
            rows.measure();
            if let Some(focused) = focused {
                focused.leave_if_gone(rows);
            }
        });
        observe_size(&element, move || rows.measure());
    });
    rows
}

/// Calls `act` when the element's size changes, until the current owner is cleaned up.
pub(super) fn observe_size(element: &web_sys::Element, act: impl Fn() + 'static) {
    let observed = Closure::<dyn Fn()>::new(act);
    let Ok(observer) = ResizeObserver::new(observed.as_ref().unchecked_ref()) else { return };
    observer.observe(element);
    let kept = StoredValue::new_local((observer, observed));
    on_cleanup(move || {
        kept.try_with_value(|(observer, _)| observer.disconnect());
    });
}

#[cfg(test)]
mod test {
    use super::{RowWindow, row_window, seen_end};

    #[test]
    fn a_row_of_which_a_pixel_shows_under_the_header_is_seen() {
        assert_eq!(seen_end(0.0, 36.0 + 440.0, 44, 36), 10);
        assert_eq!(seen_end(1.0, 36.0 + 440.0, 44, 36), 11);
        assert_eq!(seen_end(-30.0, 36.0 + 439.0, 44, 36), 10);
        assert_eq!(seen_end(0.0, 20.0, 44, 36), 0);
    }

    #[test]
    fn a_short_list_is_whole() {
        let window = row_window(0.0, 500.0, 44, 3, 10);
        assert_eq!(window, RowWindow { first: 0, count: 3, before: 0, after: 0 });
    }

    #[test]
    fn an_empty_list_has_no_rows() {
        assert_eq!(row_window(900.0, 500.0, 44, 0, 10), RowWindow::default());
    }

    #[test]
    fn every_visible_row_is_in_the_window_at_every_position() {
        for total in [1_usize, 12, 40, 1000, 100_000] {
            for overscan in [0, 1, 5, 12] {
                let most = (total * 44).saturating_sub(500);
                for part in 0..=200 {
                    let top = most * part / 200;
                    let window = row_window(top as f64, 500.0, 44, total, overscan);
                    let (first, last) = (top / 44, ((top + 499) / 44).min(total - 1));
                    assert!(window.range().contains(&first), "{total} rows, {overscan} over, at {top}: {window:?}");
                    assert!(window.range().contains(&last), "{total} rows, {overscan} over, at {top}: {window:?}");
                }
            }
        }
    }

    #[test]
    fn the_room_of_all_rows_stays_the_same() {
        for top in [0.0, 1.0, 43.9, 10_000.0, 4_399_500.0, 9e9] {
            let window = row_window(top, 500.0, 44, 100_000, 10);
            assert_eq!(window.before + window.count * 44 + window.after, 4_400_000, "at {top}");
        }
    }

    #[test]
    fn past_the_end_the_last_rows_are_shown() {
        let window = row_window(1e12, 500.0, 44, 1000, 10);
        assert_eq!(window.range().end, 1000);
        assert!(window.count >= 13);
    }

    #[test]
    fn a_small_movement_changes_nothing() {
        assert_eq!(row_window(4400.0, 500.0, 44, 1000, 10), row_window(4500.0, 500.0, 44, 1000, 10));
    }
}
