//! The one tooltip of the page. It is shown for every element with `data-tip`: on hover, focus and touch. Holds no text of its own.
//!
//! `data-tip-if="cut"` shows it only while the element's text does not fit; without `data-tip` it shows that text.

use std::time::Duration;

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, HtmlElement};

use super::dom::listen;

/// How long the pointer rests before the tooltip appears.
const REST: Duration = Duration::from_millis(150);
/// How long the tooltip stays while the pointer moves from the element to the tooltip.
const LEAVE: Duration = Duration::from_millis(120);
const ID: &str = "tooltip";
/// Marks, for the style, the element that has the tooltip.
const OWNER: &str = "data-tipped";

/// The tooltip's state.
#[derive(Clone, Copy)]
struct Layer {
    box_: StoredValue<Option<HtmlElement>, LocalStorage>,
    /// The element that has the tooltip.
    owner: StoredValue<Option<Element>, LocalStorage>,
    timer: StoredValue<Option<TimeoutHandle>, LocalStorage>,
}

/// Follows pointer, focus and touch in the whole document. Mounted once, by the shell.
#[component]
pub fn TooltipLayer() -> impl IntoView {
    let layer = Layer {
        box_: StoredValue::new_local(make_box()),
        owner: StoredValue::new_local(None),
        timer: StoredValue::new_local(None),
    };
    listen(&document(), "pointerover", move |event| layer.pointed(&event));
    listen(&document(), "focusin", move |event| match holder(&event) {
        // A focus that comes from a click or a closing dialog shows no ring, and therefore no tooltip.
        Some(element) if is_focus_visible(&event) => layer.show(&element),
        Some(_) => {}
        None => layer.hide(),
    });
    listen(&document(), "focusout", move |event| {
        if holder(&event) == layer.owner.get_value() {
            layer.hide();
        }
    });
    listen(&document(), "pointerdown", move |event| layer.pressed(&event));
    listen(&document(), "scroll", move |_| layer.hide());
    // The element with the tooltip disappears with its page.
    listen(&window(), "hashchange", move |_| layer.hide());
    listen(&document(), "keydown", move |event| {
        let is_escape = event.dyn_ref::<web_sys::KeyboardEvent>().is_some_and(|event| event.key() == "Escape");
        if is_escape && layer.is_shown() {
            layer.hide();
            event.prevent_default();
            event.stop_propagation();
        }
    });
    layer.begin();
    on_cleanup(move || {
        layer.hide();
        layer.box_.try_with_value(|box_| {
            if let Some(box_) = box_ {
                box_.remove();
            }
        });
    });
}

impl Layer {
    /// Shows the tooltip of the element that already has the pointer or the focus, since that may have caused this part to be fetched.
    fn begin(self) {
        let hovered = document().query_selector_all(":is([data-tip],[data-tip-if]):hover").ok();
        // The innermost element is the last one.
        let hovered = hovered.and_then(|found| found.item(found.length().checked_sub(1)?)?.dyn_into::<Element>().ok());
        let focused = document().query_selector(":is([data-tip],[data-tip-if]):focus-visible").ok().flatten();
        match (focused, hovered) {
            (Some(element), _) => self.show(&element),
            (None, Some(element)) => self.after(REST, move || self.show(&element)),
            (None, None) => {}
        }
    }

    fn is_shown(self) -> bool {
        self.owner.with_value(Option::is_some)
    }

    fn pointed(self, event: &Event) {
        let is_mouse = event.dyn_ref::<web_sys::PointerEvent>().is_some_and(|event| event.pointer_type() == "mouse");
        if !is_mouse {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let is_tooltip = target.is_some_and(|target| target.id() == ID);
        let found = holder(event);
        self.stop_timer();
        if is_tooltip || (found.is_some() && self.owner.with_value(|owner| *owner == found)) {
            return;
        }
        match found {
            Some(element) => self.after(REST, move || self.show(&element)),
            None if self.is_shown() => self.after(LEAVE, move || self.hide()),
            None => {}
        }
    }

    fn pressed(self, event: &Event) {
        let is_touch = event.dyn_ref::<web_sys::PointerEvent>().is_some_and(|event| event.pointer_type() == "touch");
        match holder(event) {
            Some(element) if is_touch => self.show(&element),
            _ => self.hide(),
        }
    }

    fn after(self, time: Duration, act: impl Fn() + 'static) {
        if let Ok(timer) = set_timeout_with_handle(act, time) {
            self.timer.set_value(Some(timer));
        }
    }

    fn stop_timer(self) {
        if let Some(Some(timer)) = self.timer.try_update_value(Option::take) {
            timer.clear();
        }
    }

    fn show(self, element: &Element) {
        self.hide();
        let if_cut = element.get_attribute("data-tip-if").as_deref() == Some("cut");
        let own = || element.text_content().filter(|_| if_cut);
        let text = element.get_attribute("data-tip").or_else(own).filter(|text| !text.is_empty());
        let Some(text) = text.filter(|_| element.is_connected() && (!if_cut || is_cut(element))) else { return };
        self.box_.with_value(|box_| {
            let Some(box_) = box_ else { return };
            box_.set_text_content(Some(&text));
            // The tooltip is put into the dialog that contains the element, because the rest of the page is inert while it is open;
            // otherwise into the element's landmark, since all content must be in one.
            let place = element
                .closest("dialog:modal, main, nav, aside, .frame__top")
                .ok()
                .flatten()
                .or_else(|| document().body().map(Into::into));
            if let Some(place) = place
                && box_.parent_element().as_ref() != Some(&place)
            {
                let _ = place.append_child(box_);
            }
            if box_.show_popover().is_err() {
                return;
            }
            let _ = element.set_attribute(OWNER, "");
            // A reason that already describes the element is not announced twice.
            if !element.has_attribute("aria-describedby") && element.get_attribute("aria-label").as_ref() != Some(&text)
            {
                let _ = element.set_attribute("aria-describedby", ID);
            }
            self.owner.set_value(Some(element.clone()));
        });
    }

    fn hide(self) {
        self.stop_timer();
        let Some(Some(element)) = self.owner.try_update_value(Option::take) else { return };
        let _ = element.remove_attribute(OWNER);
        if element.get_attribute("aria-describedby").as_deref() == Some(ID) {
            let _ = element.remove_attribute("aria-describedby");
        }
        self.box_.with_value(|box_| {
            if let Some(box_) = box_ {
                let _ = box_.hide_popover();
            }
        });
    }
}

fn make_box() -> Option<HtmlElement> {
    let element: HtmlElement = document().create_element("div").ok()?.dyn_into().ok()?;
    element.set_id(ID);
    element.set_class_name("tooltip");
    element.set_attribute("role", "tooltip").ok()?;
    element.set_popover(Some("manual")).ok()?;
    Some(element)
}

/// The element with a tooltip that contains the event's target.
fn holder(event: &Event) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest("[data-tip],[data-tip-if]").ok()?
}

fn is_focus_visible(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.matches(":focus-visible").unwrap_or(true))
}

/// Whether some of the element's text does not fit: in the element itself, or in its first part, which may be higher than the line.
fn is_cut(element: &Element) -> bool {
    let overflows = |element: &Element| {
        element.scroll_width() > element.client_width() + 1 || element.scroll_height() > element.client_height() + 1
    };
    let is_higher = |part: &Element| part.client_height() > element.client_height() + 1;
    match element.first_element_child() {
        Some(part) => is_higher(&part),
        None => overflows(element),
    }
}
