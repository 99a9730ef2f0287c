//! Joins the console to the browser and the session: what the console asks for goes out here, what happens comes in here.

use std::{cell::RefCell, rc::Rc};

use leptos::{mount::mount_to, prelude::*};
use wasm_bindgen::JsCast;

use super::Root;
use crate::{
    context::{Console, Link, Notice, Route},
    platform::{address, prefs},
    rules::{Reason, Refusal, UnixMillis, World},
};

pub(super) fn start() {
    let world = Rc::new(RefCell::new(World::empty()));
    let (read, replaced) = (Rc::clone(&world), Rc::clone(&world));
    let console_cell: Rc<RefCell<Option<Console>>> = Rc::default();
    let cell = Rc::clone(&console_cell);
    let link = Link {
        send: Box::new(|_, then| then(Err(Refusal::whole(Reason::UnknownAction)))),
        with_world: Box::new(move |look| look(&read.borrow())),
        now: Box::new(|| UnixMillis(js_sys::Date::now() as i64)),
        replace: Box::new(move |world, then| {
            *replaced.borrow_mut() = world;
            if let Some(console) = cell.borrow().as_ref() {
                console.world_changed();
            }
            then(Ok(()));
        }),
        import: Box::new(|_, _, then| then(Err(String::new()))),
        export: Box::new(String::new),
        navigate: Box::new(|hash, replace| address::set_hash(hash, replace)),
        keep_language: Box::new(|language| {
            prefs::keep_language(language);
            show_language(language);
        }),
    };
    let language = prefs::language();
    show_language(language);
    let parsed = Route::parse(&address::hash());
    let console = Console::new(link, parsed.route, language);
    console_cell.replace(Some(console));
    tell_dropped(console, &parsed.dropped);
    address::on_change(move |hash| {
        let parsed = Route::parse(&hash);
        tell_dropped(console, &parsed.dropped);
        console.address_changed(parsed.route);
    });
    set_interval(move || console.second_passed(), std::time::Duration::from_secs(1));
    mount(console);
}

/// Puts the console in the place of the frame that stood since before the program came.
fn mount(console: Console) {
    let Some(place) = document().get_element_by_id("app") else { return };
    mount_to(place.unchecked_into(), move || view! { <Root console /> }).forget();
    if let Some(frame) = document().get_element_by_id("boot") {
        frame.remove();
    }
}

fn show_language(language: crate::i18n::Language) {
    if let Some(page) = document().document_element() {
        // Setting an attribute cannot fail; there is nobody to tell if it did.
        let _ = page.set_attribute("lang", language.tag());
    }
}

fn tell_dropped(console: Console, dropped: &[String]) {
    if !dropped.is_empty() {
        let texts = console.texts();
        console.notify(Notice::warning(texts.shell_dropped(dropped.join(", "))).keyed("dropped"));
    }
}
