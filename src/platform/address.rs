//! The address bar: the hash, read, written, followed.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use leptos::{ev, prelude::*};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, MouseEvent};

thread_local! {
    /// What was last read from the address, or written into it.
    static KNOWN: RefCell<String> = const { RefCell::new(String::new()) };
    /// Number of the present entry of the history, in the order in which a person went. It is kept in the entry's state.
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

/// The hash with its `#`, or an empty text. Who reads it follows it.
#[must_use]
pub fn hash() -> String {
    let hash = present();
    KNOWN.set(hash.clone());
    hash
}

/// The whole address of this page with another hash: for a person to hand on.
#[must_use]
pub fn absolute(hash: &str) -> String {
    let here = window().location().href().unwrap_or_default();
    let page = here.split('#').next().unwrap_or_default();
    format!("{page}{hash}")
}

/// Writes the hash: as a new entry of the history, or in place of the present one. Followers of `on_change` are not called for a
/// replacement: the browser tells only of what a person does. An address that a person has just set, of which the browser has not yet
/// told, is not replaced: it would never be followed.
pub fn set_hash(hash: &str, replace: bool) {
    if replace && KNOWN.with_borrow(|known| *known != present()) {
        return;
    }
    // A refused write (some browsers limit their number) leaves an old address, which the next write mends.
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
    // Without its number an entry counts as a new one.
    let _ = window().history().and_then(|history| history.replace_state(&JsValue::from(place), ""));
}

/// The number of the present entry; nothing for one that a link made.
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

/// What led to the present entry, which has its number from now on.
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

/// Sees to it that Back leads to an entry of this page. The first one gets a second above it, once: Back would otherwise leave the page,
/// with what stands over it and whatever was typed there.
pub fn keep_an_entry_beneath() {
    if PLACE.get() == 0 {
        let pushed = window().history().and_then(|history| history.push_state(&JsValue::from(1), ""));
        // A browser that refuses more entries leaves Back as it was.
        if pushed.is_ok() {
            PLACE.set(1);
        }
    }
}

/// Calls `follow` with every hash that a link, Back, Forward or a new entry of `set_hash` brings, and what led to it.
pub fn on_change(follow: impl Fn(String, Move) + 'static) {
    // A page that was loaded again goes on where it was.
    number_entry(numbered().unwrap_or_default());
    let follow = Rc::new(follow);
    let [again, same] = [Rc::clone(&follow), Rc::clone(&follow)];
    // They live as long as the page: there is one.
    let _ = window_event_listener(ev::hashchange, move |_| {
        let led_by = arrive();
        follow(hash(), led_by);
    });
    // Between two entries of one address, of which no `hashchange` tells.
    let _ = window_event_listener(ev::popstate, move |_| {
        if KNOWN.with_borrow(|known| *known == present()) && numbered().is_some() {
            let led_by = arrive();
            same(hash(), led_by);
        }
    });
    // A link to where one is changes no address, so the browser tells of nothing.
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
