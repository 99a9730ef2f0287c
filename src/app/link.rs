//! Joins the console to the browser and the session. The console's requests go out here; the session's messages come in through `news`.

use std::{rc::Rc, sync::Arc, time::Duration};

use leptos::{mount::mount_to, prelude::*};
use wasm_bindgen::JsCast;

use super::{
    Root,
    engine::Engine,
    host::EngineHost,
    news::News,
    parts::{Exchange, Parts, Times},
    screen,
};
use crate::{
    bridge::{self, Host},
    context::{Console, Dialog, Link, Make, NotMade, Offer, Reader, Route, Wanted},
    i18n::{Language, Texts},
    platform::{
        address::{self, Move},
        boot::{self, missing, started},
        clock::real_now,
        paint::in_turns,
        prefs, storage,
    },
    ui::{close_overlays, close_topmost, has_overlay, when_overlay_opens},
};
use latch_ecs::import::{Options, Summary};
use latch_rules::{Actor, Refusal, World};
use latch_session::{Conditions, Reply, Trouble, What};

pub(super) fn start() {
    boot::hook();
    let language = prefs::language();
    show_language(language);
    let parts = Parts::new();
    let news = Rc::new(News::default());
    let engine = Engine::new(parts, Rc::clone(&news));
    let host: Rc<dyn Host> = Rc::new(EngineHost { engine: engine.clone(), news: Rc::clone(&news) });
    bridge::install(Rc::clone(&host), move |then| {
        parts.exchange.with(|exchange| then(exchange.map(|exchange| exchange.acts)))
    });
    let parsed = Route::parse(&address::hash());
    let conditions = Conditions::parse(&prefs::network());
    let console = Console::new(link(&engine, parts, host), parsed.route, language, conditions);
    news.begin(console);
    parsed.dropped.iter().for_each(|name| console.leave_out(name));
    offer(console, parsed.offer);
    when_overlay_opens(address::keep_an_entry_beneath);
    address::on_change(move |hash, led_by| {
        // Back closes the topmost overlay, and the page stays.
        if led_by == Move::Back && has_overlay() {
            console.stay();
            close_topmost();
            return;
        }
        let parsed = Route::parse(&hash);
        console.begin_address();
        parsed.dropped.iter().for_each(|name| console.leave_out(name));
        if !console.address_changed(parsed.route) {
            return;
        }
        if led_by != Move::Own {
            console.visited();
            close_overlays();
        }
        offer(console, parsed.offer);
    });
    set_interval(move || console.second_passed(), Duration::from_secs(1));
    if storage::is_untouched() {
        mount(console, parts, &engine, &news);
        parts.come_with_the_first_touch(move || engine.want());
    } else {
        // Show the stored account, or an error if it cannot be read, but never an empty account instead.
        engine.want();
        let begin = move || {
            let runs = engine.clone();
            engine.with(move |running| match running {
                Some(_) => {
                    mount(console, parts, &runs, &news);
                    parts.come_with_the_first_touch(|| ());
                }
                None => missing("engine"),
            });
        };
        if matches!(console.route().get_untracked(), Route::Instances(_)) {
            // Mount only when the list's part is loaded, so that what was typed into the kept screen continues in the list.
            parts.list.with(move |_| begin());
        } else {
            begin();
        }
    }
}

/// Mounts the console in place of the frame that was shown before the program was loaded.
fn mount(console: Console, parts: Parts, engine: &Engine, news: &News) {
    let Some(place) = document().get_element_by_id("app") else { return };
    let engine = engine.clone();
    let root = move || {
        screen::keep(console, engine);
        view! { <Root console parts /> }
    };
    mount_to(place.unchecked_into(), root).forget();
    news.mounted();
    if let Some(frame) = document().get_element_by_id("boot") {
        frame.remove();
    }
    started();
}

// ---- from the console to the session ------------------------------------------------------------------------------------

fn link(engine: &Engine, parts: Parts, host: Rc<dyn Host>) -> Link {
    let [sends, calls, reads, clock, makes, exports] = std::array::from_fn(|_| engine.clone());
    let [histories, passes, sets, lets_go, stops, looks] = std::array::from_fn(|_| engine.clone());
    Link {
        send: Box::new(move |actor, command, then| {
            sends.ask(actor, None, What::Command(command), move |reply| then(reply.result));
        }),
        with_history: Box::new(move |read| histories.with_history(read)),
        pass: Box::new(move |action, then| {
            let says = passes.clone();
            let told = move |passed: Result<_, Refusal>| then(passed.map_err(|why| says.words(texts(), &why)));
            passes.pass(action, Box::new(told));
        }),
        set_conditions: Box::new(move |conditions| {
            sets.with(move |running| {
                if let Some(running) = running {
                    running.set_conditions(conditions);
                }
            });
        }),
        let_go: Box::new(move || {
            lets_go.with(|running| {
                if let Some(running) = running {
                    running.let_go();
                }
            });
        }),
        stop_making: Box::new(move || {
            stops.with(|running| {
                if let Some(running) = running {
                    running.stop_making();
                }
            });
        }),
        call: Box::new(move |action, params, then| match parts.exchange.get() {
            Some(exchange) => (exchange.call)(&calls, &host, action, params, then),
            None => then(Err(texts().shell_part_missing().to_owned())),
        }),
        with_world: Box::new(move |look| {
            // Without a world there is nothing to look at.
            let _ = reads.with_world(|world| look(world));
        }),
        now: Box::new(move || clock.now()),
        make: Box::new(move |wanted, then| {
            let engine = makes.clone();
            // The exchange part is fetched first, because it puts a refusal of the world into words.
            parts.exchange.with(move |exchange| match exchange {
                Some(_) => make(&engine, Actor::Console, wanted, then),
                None => then(Err(texts().shell_part_missing().to_owned().into())),
            });
        }),
        read: Box::new(move |text, options, reader| {
            let engine = looks.clone();
            parts.exchange.with(move |exchange| read(&engine, exchange, text, options, reader));
        }),
        export: Box::new(move |then| {
            let engine = exports.clone();
            parts.exchange.with(move |exchange| {
                let text =
                    exchange.and_then(|exchange| engine.with_world(|world| (exchange.export)(world, engine.now())));
                then(text.ok_or_else(|| texts().shell_part_missing().to_owned()));
            });
        }),
        navigate: Box::new(address::set_hash),
        keep_language: Box::new(|language| {
            prefs::keep_language(language);
            show_language(language);
        }),
    }
}

/// The texts of the page's language, for sentences that are made outside of the page.
fn texts() -> Texts {
    Texts(prefs::language())
}

/// Replaces the world by another one.
pub(super) fn make(engine: &Engine, actor: Actor, wanted: Wanted, then: Box<dyn FnOnce(Result<Summary, NotMade>)>) {
    let says = engine.clone();
    engine.ask(actor, None, What::Make(Box::new(wanted)), move |reply| then(came_of(&says, reply)));
}

fn came_of(engine: &Engine, reply: Reply) -> Result<Summary, NotMade> {
    let texts = texts();
    let why = match (reply.result, reply.trouble) {
        (Ok(_), _) => {
            // The owner tab that was asked first is gone, and its summary with it: the summary counts the present world instead.
            let there =
                || Summary { instances: engine.with_world(World::live_count).unwrap_or(0), ..Summary::default() };
            return Ok(reply.made.and_then(Result::ok).unwrap_or_else(there));
        }
        (Err(_), Some(Trouble::NoRoom)) => texts.shell_no_room().to_owned(),
        (Err(_), Some(Trouble::NotKept)) => texts.shell_not_kept().to_owned(),
        (Err(_), Some(Trouble::Stopped)) => texts.offer_import_stopped().to_owned(),
        (Err(_), Some(Trouble::OutcomeUnknown)) => texts.shell_outcome_unknown().to_owned(),
        (Err(_), Some(Trouble::NotLoaded)) => texts.shell_part_missing().to_owned(),
        (Err(refusal), None) => match &reply.made {
            Some(Err(problem)) => engine.problem(texts, problem),
            _ => engine.words(texts, &refusal),
        },
    };
    Err(NotMade { why, problem: reply.made.and_then(Result::err) })
}

/// Bytes of a text that are read before the clock is checked.
const PIECE: usize = 32 * 1_024;

/// Reads the text in pieces, so that the page stays responsive in between.
fn read(engine: &Engine, exchange: Option<Exchange>, text: Arc<str>, options: Options, reader: Reader) {
    let missing = || Err(texts().shell_part_missing().to_owned().into());
    let Some(exchange) = exchange else { return (reader.then)(missing()) };
    let same = engine.clone();
    engine.with(move |_| {
        let wanted = Make::Import { text: Arc::clone(&text), options };
        let mut work = Some(((exchange.maker)(&wanted, same.now()), reader));
        in_turns(move || {
            let Some((mut making, reader)) = work.take().filter(|(_, reader)| (reader.is_wanted)()) else {
                return false;
            };
            let progress = making.step(PIECE);
            if !progress.is_done() {
                (reader.told)(progress);
                work = Some((making, reader));
                return true;
            }
            let times = Times { now: same.now(), real_now: real_now() };
            let incoming = same.with_world(|world| (exchange.incoming)(making, &text, world, times));
            (reader.then)(incoming.unwrap_or_else(missing));
            false
        });
    });
}

// ---- the page and its address ------------------------------------------------------------------------------------------

fn show_language(language: Language) {
    if let Some(page) = document().document_element() {
        // Setting an attribute cannot fail, and there would be nobody to report it to.
        let _ = page.set_attribute("lang", language.tag());
    }
}

/// Opens a dialog for the world that the address offers, unless such a dialog is open already.
fn offer(console: Console, offer: Option<Offer>) {
    let is_open = console.dialogs().with_untracked(|open| open.iter().any(|(_, one)| matches!(one, Dialog::Offer(_))));
    if let Some(offer) = offer.filter(|_| !is_open) {
        console.open(Dialog::Offer(offer));
    }
}
