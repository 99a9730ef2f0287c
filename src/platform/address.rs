//! The address bar: reads, writes and follows the hash.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use leptos::{ev, prelude::*};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, MouseEvent};

thread_local! {
    /// The hash that was last read or written.
    static KNOWN: RefCell<String> = const { RefCell::new(String::new()) };
    /// Number of the present history entry, in the order of navigation. It is stored in the entry's state.
    static PLACE: Cell<u32> = const { Cell::new(0) };
}

/// What led to an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Move {
    /// The console itself.
    Own,
    /// A link, the address bar, or Forward.
    Onward,
    /// Back.
    Back,
}

fn present() -> String {
    window().location().hash().unwrap_or_default()
}

/// The hash with its `#`, or an empty text. The caller must follow it: it counts as known from now on.
#[must_use]
pub fn hash() -> String {
    let hash = present();
    KNOWN.set(hash.clone());
    hash
}

/// The whole address of this page with another hash: for a person to share.
#[must_use]
pub fn absolute(hash: &str) -> String {
    let here = window().location().href().unwrap_or_default();
    let page = here.split('#').next().unwrap_or_default();
    format!("{page}{hash}")
}

/// Writes the hash, as a new history entry or in place of the present one. A replacement does not call the followers of `on_change`,
/// because the browser reports only what a person does. An address that a person has just set, and that the browser has not yet reported,
/// is not replaced: it would never be followed.
pub fn set_hash(hash: &str, replace: bool) {
    if replace && KNOWN.with_borrow(|known| *known != present()) {
        return;
    }
    // If the write is refused (some browsers limit their number), the old address stays until the next write.
    if replace {
        let state = JsValue::from(PLACE.get());
        let _ = window().history().and_then(|history| history.replace_state_with_url(&state, "", Some(hash)));
    } else {
        let before = present();
        let _ = window().location().set_hash(hash);
        if present() != before {
            number_entry(PLACE.get() + 1);
        }
    }
    KNOWN.set(present());
}

fn number_entry(place: u32) {
    PLACE.set(place);
    // An entry without its number counts as a new one.
    let _ = window().history().and_then(|history| history.replace_state(&JsValue::from(place), ""));
}

/// The number of the present entry; `None` for an entry that a link made.
fn numbered() -> Option<u32> {
    let number = window().history().ok()?.state().ok()?.as_f64()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "saturates, and only numbers of `number_entry` are there"
    )]
    let number = number as u32;
    Some(number)
}

/// Returns what led to the present entry, and numbers the entry if it has no number.
fn arrive() -> Move {
    let before = PLACE.get();
    let Some(place) = numbered() else {
        number_entry(before + 1);
        return Move::Onward;
    };
    PLACE.set(place);
    match place.cmp(&before) {
        std::cmp::Ordering::Less => Move::Back,
        std::cmp::Ordering::Equal => Move::Own,
        std::cmp::Ordering::Greater => Move::Onward,
    }
}

/// Ensures that Back leads to an entry of this page, by adding a second entry above the first, once. Otherwise Back would leave the page,
/// and with it the open overlays and whatever was typed there.
pub fn keep_an_entry_beneath() {
    if PLACE.get() == 0 {
        let pushed = window().history().and_then(|history| history.push_state(&JsValue::from(1), ""));
        // If the browser refuses more entries, Back leaves the page as before.
        if pushed.is_ok() {
            PLACE.set(1);
        }
    }
}

/// Calls `follow` with every hash that a link, Back, Forward or a new entry of `set_hash` brings, and with what led to it.
pub fn on_change(follow: impl Fn(String, Move) + 'static) {
    // A reloaded page continues with the number of its entry.
    number_entry(numbered().unwrap_or_default());
    let follow = Rc::new(follow);
    let [again, same] = [Rc::clone(&follow), Rc::clone(&follow)];
    // The listeners live as long as the page, which exists once.
    let _ = window_event_listener(ev::hashchange, move |_| {
        let led_by = arrive();
        follow(hash(), led_by);
    });
    // For a move between two entries with the same address, which fires no `hashchange`.
    let _ = window_event_listener(ev::popstate, move |_| {
        if KNOWN.with_borrow(|known| *known == present()) && numbered().is_some() {
            let led_by = arrive();
            same(hash(), led_by);
        }
    });
    // A link to the present address changes no address, so the browser fires no event.
    let _ = window_event_listener(ev::click, move |event| {
        if is_link_to_here(&event) {
            event.prevent_default();
            again(hash(), Move::Onward);
        }
    });
}

fn is_link_to_here(event: &MouseEvent) -> bool {
    let is_plain = event.button() == 0
        && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key() || event.default_prevented());
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let link = target.and_then(|target| target.closest("a[href]").ok().flatten());
    is_plain && link.is_some_and(|link| link.get_attribute("href").is_some_and(|href| href == present()))
}
