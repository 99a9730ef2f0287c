//! DOM helpers that widgets share: ids, listeners that end with their owner, focus. Holds no widget.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::{prelude::*, wasm_bindgen::JsCast as _};
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, EventTarget, FocusOptions, HtmlElement, MutationObserver, MutationObserverInit, Node};

/// Everything that the Tab key reaches.
pub const FOCUSABLE: &str = "a[href],button,input,select,textarea,summary,[tabindex='0']";

/// Makes an element id that is unique in the page, so that labels and descriptions can refer to it.
#[must_use]
pub fn fresh_id(part: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("{part}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Calls `act` for every `event` at `target`, in the capture phase, until the current owner is cleaned up.
pub(crate) fn listen(target: &EventTarget, event: &'static str, act: impl Fn(Event) + 'static) {
    listen_in(true, target, event, act);
}

/// Like `listen`, but called after the listeners of the elements inside `target`.
pub(crate) fn listen_after(target: &EventTarget, event: &'static str, act: impl Fn(Event) + 'static) {
    listen_in(false, target, event, act);
}

fn listen_in(captures: bool, target: &EventTarget, event: &'static str, act: impl Fn(Event) + 'static) {
    let listener = Closure::<dyn Fn(Event)>::new(act);
    // Adding a listener fails only for an event that the browser does not know: nothing to undo.
    let _ = target.add_event_listener_with_callback_and_bool(event, listener.as_ref().unchecked_ref(), captures);
    let kept = StoredValue::new_local((target.clone(), listener));
    on_cleanup(move || {
        kept.try_with_value(|(target, listener)| {
            let listener = listener.as_ref().unchecked_ref();
            let _ = target.remove_event_listener_with_callback_and_bool(event, listener, captures);
        });
    });
}

/// The element that has the focus; `None` if it is the page itself.
pub(crate) fn active_element() -> Option<HtmlElement> {
    let element: HtmlElement = document().active_element()?.dyn_into().ok()?;
    (element.tag_name() != "BODY").then_some(element)
}

/// All HTML elements below `root` that match `selector`, in document order.
pub(crate) fn select_all(root: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(found) = root.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}

/// The first HTML element below `root` that matches `selector`.
pub(crate) fn select(root: &Element, selector: &str) -> Option<HtmlElement> {
    root.query_selector(selector).ok()??.dyn_into().ok()
}

/// Moves the focus without scrolling: for elements that are in view, or when the view must not move.
pub(crate) fn focus_in_place(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

/// Moves the focus to the first element that matches `selector`, and scrolls it into view. For links inside a page and error summaries,
/// which must not change the address. Returns `false` if there is no such element.
pub fn focus_on(selector: &str) -> bool {
    let Ok(Some(element)) = document().query_selector(selector) else { return false };
    let Ok(element) = element.dyn_into::<HtmlElement>() else { return false };
    if !element.matches(FOCUSABLE).unwrap_or(false) && !element.has_attribute("tabindex") {
        element.set_tab_index(-1);
    }
    element.focus().is_ok()
}

/// Moves the focus to `[data-focus-fallback]`, else to the page's heading, after the focused element was removed.
pub(crate) fn focus_fallback() {
    let _ = focus_on("[data-focus-fallback]") || focus_on("main h1");
}

/// As long as the current owner lives: when the focused element leaves the page (a released row, after its dialog gave the focus back),
/// the focus moves to [`focus_fallback`] instead of falling back to the page itself.
pub fn keep_focus() {
    let last = StoredValue::new_local(None::<HtmlElement>);
    listen(&document(), "focusin", move |event| {
        last.try_set_value(event.target().and_then(|target| target.dyn_into().ok()));
    });
    let removed = Closure::<dyn Fn()>::new(move || {
        let is_lost =
            last.try_with_value(|last| last.as_ref().is_some_and(|last| !last.is_connected())).unwrap_or(false);
        if is_lost && active_element().is_none() {
            last.try_set_value(None);
            focus_fallback();
        }
    });
    observe(&document(), removed);
}

/// Calls `act` when elements or texts are added or removed inside `element`, until the current owner is cleaned up.
pub(crate) fn watch_within(element: &Element, act: impl Fn() + 'static) {
    observe(element, Closure::new(act));
}

fn observe(root: &Node, act: Closure<dyn Fn()>) {
    let Ok(observer) = MutationObserver::new(act.as_ref().unchecked_ref()) else { return };
    let init = MutationObserverInit::new();
    init.set_child_list(true);
    init.set_subtree(true);
    // If the browser refuses to observe, `act` is never called.
    let _ = observer.observe_with_options(root, &init);
    let kept = StoredValue::new_local((observer, act));
    on_cleanup(move || {
        kept.try_with_value(|(observer, _)| observer.disconnect());
    });
}
