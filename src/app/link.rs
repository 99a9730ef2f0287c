//! Joins the console to the browser and the session: what the console asks for goes out here, what happens comes in here.

use std::{cell::RefCell, rc::Rc};

use leptos::{mount::mount_to, prelude::*};
use wasm_bindgen::JsCast;

use super::Root;
use crate::{
    context::{Console, Link, Notice, Route},
    platform::{address, prefs},
    rules::{UnixMillis, World},
};

pub(super) fn start() {
    let mut empty = World::empty();
    if address::hash().contains("sample") {
        empty = crate::rules::sample::sample(UnixMillis(js_sys::Date::now() as i64));
    }
    let world = Rc::new(RefCell::new(empty));
    let (read, replaced, sent) = (Rc::clone(&world), Rc::clone(&world), Rc::clone(&world));
    let console_cell: Rc<RefCell<Option<Console>>> = Rc::default();
    let cell = Rc::clone(&console_cell);
    let cell2 = Rc::clone(&console_cell);
    let ticked = Rc::clone(&world);
    let cell3 = Rc::clone(&console_cell);
    set_interval(
        move || {
            let now = UnixMillis(js_sys::Date::now() as i64);
            let events = crate::rules::advance::advance(&mut ticked.borrow_mut(), now, &mut || "X".into());
            if !events.is_empty() {
                if let Some(console) = cell3.borrow().as_ref() {
                    console.world_changed();
                }
            }
        },
        std::time::Duration::from_secs(1),
    );
    let link = Link {
        send: Box::new(move |command, then| {
            let meta = crate::rules::decide::Meta {
                now: UnixMillis(js_sys::Date::now() as i64),
                actor: crate::rules::Actor::Console,
                request_id: "00000000-0000-0000-0000-000000000000".into(),
            };
            let decision = crate::rules::decide::decide(&sent.borrow(), &command, &meta);
            for event in &decision.events {
                sent.borrow_mut().apply(event);
            }
            if let Some(console) = cell2.borrow().as_ref() {
                console.world_changed();
            }
            then(decision.answer);
        }),
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
