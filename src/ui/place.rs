//! Where a menu or tooltip stands: geometry of rectangles in the viewport, CSS pixels from its top left.

use leptos::prelude::window;
use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlElement};

/// A rectangle in the viewport.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Area {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

impl Area {
    /// Of an element, as it is now.
    pub(crate) fn of(element: &Element) -> Self {
        let area = element.get_bounding_client_rect();
        Self { left: area.left(), top: area.top(), width: area.width(), height: area.height() }
    }

    fn right(self) -> f64 {
        self.left + self.width
    }

    fn bottom(self) -> f64 {
        self.top + self.height
    }
}

/// Width and height of the window.
pub(crate) fn viewport() -> (f64, f64) {
    let side = |value: Result<JsValue, _>| value.ok().and_then(|value| value.as_f64()).unwrap_or_default();
    (side(window().inner_width()), side(window().inner_height()))
}

/// Puts a fixed element there.
pub(crate) fn put(element: &HtmlElement, (left, top): (f64, f64)) {
    let style = element.style();
    for (side, at) in [("left", left), ("top", top)] {
        // Whole pixels: a number with a fraction would bring the library's way of writing them into the first page.
        #[expect(clippy::cast_possible_truncation, reason = "saturates, and no window is that large")]
        let at = at.round() as i32;
        // Setting a property that exists cannot fail.
        let _ = style.set_property(side, &format!("{at}px"));
    }
}

/// The room that stays between a menu and the viewport's edge.
const EDGE: f64 = 8.0;
/// The gap between the button and its menu.
const GAP: f64 = 4.0;

/// Top left corner of a menu under its button: above it where below is too little room and above is more; its start edge on the
/// button's, or its end edges where it would leave the viewport.
pub(crate) fn below(button: Area, size: (f64, f64), viewport: (f64, f64)) -> (f64, f64) {
    let (width, height) = size;
    let room_below = viewport.1 - button.bottom() - GAP - EDGE;
    let room_above = button.top - GAP - EDGE;
    let top = if height <= room_below || room_below >= room_above {
        button.bottom() + GAP
    } else {
        button.top - GAP - height
    };
    let left = if button.left + width <= viewport.0 - EDGE { button.left } else { button.right() - width };
    (keep(left, width, viewport.0), keep(top, height, viewport.1))
}

/// Top left corner of a submenu beside its item: on the right; on the left where there is no room; where there is none on either
/// side, under or above the item, which stays in view.
pub(crate) fn beside(item: Area, size: (f64, f64), viewport: (f64, f64)) -> (f64, f64) {
    let (width, height) = size;
    let left = if item.right() + width <= viewport.0 - EDGE {
        item.right() - GAP
    } else if item.left - width >= EDGE {
        item.left - width + GAP
    } else {
        let left = keep(item.left + 4.0 * GAP, width, viewport.0);
        let top = if item.bottom() + height <= viewport.1 - EDGE { item.bottom() } else { item.top - height };
        return (left, keep(top, height, viewport.1));
    };
    (keep(left, width, viewport.0), keep(item.top - GAP, height, viewport.1))
}

fn keep(start: f64, length: f64, room: f64) -> f64 {
    start.min(room - EDGE - length).max(EDGE)
}

#[cfg(test)]
mod test {
    use super::{Area, below, beside};

    const VIEWPORT: (f64, f64) = (1000.0, 600.0);

    fn at(left: f64, top: f64) -> Area {
        Area { left, top, width: 80.0, height: 32.0 }
    }

    #[test]
    fn a_menu_hangs_under_its_button() {
        assert_eq!(below(at(100.0, 100.0), (200.0, 300.0), VIEWPORT), (100.0, 136.0));
    }

    #[test]
    fn a_menu_of_a_bar_at_the_bottom_opens_upwards() {
        assert_eq!(below(at(100.0, 560.0), (200.0, 300.0), VIEWPORT), (100.0, 256.0));
    }

    #[test]
    fn a_menu_at_the_end_edge_lines_up_with_the_end_of_its_button() {
        assert_eq!(below(at(900.0, 100.0), (200.0, 300.0), VIEWPORT), (780.0, 136.0));
    }

    #[test]
    fn a_submenu_opens_on_the_side_that_has_room() {
        assert_eq!(beside(at(100.0, 100.0), (200.0, 100.0), VIEWPORT), (176.0, 96.0));
        assert_eq!(beside(at(900.0, 100.0), (200.0, 100.0), VIEWPORT), (704.0, 96.0));
    }

    #[test]
    fn a_submenu_without_room_beside_its_item_leaves_the_item_in_view() {
        assert_eq!(beside(at(100.0, 100.0), (250.0, 100.0), (390.0, 400.0)), (116.0, 132.0));
        assert_eq!(beside(at(100.0, 360.0), (250.0, 100.0), (390.0, 400.0)), (116.0, 260.0));
    }

    #[test]
    fn nothing_leaves_a_narrow_viewport() {
        assert_eq!(below(at(350.0, 10.0), (100.0, 50.0), (390.0, 400.0)), (282.0, 46.0));
        assert_eq!(below(at(0.0, 10.0), (500.0, 900.0), (390.0, 400.0)), (8.0, 8.0));
    }
}
