//! The parts of the program that are fetched on demand: each is a file of its own beside the program, cut out of it by the build
//! (tools/program.mjs). This module holds which parts there are and whether they are loaded; what a part does is defined elsewhere.
//!
//! A part is one function that returns functions. Everything that only these use is in the part's file. Once it is loaded, they are
//! called like any other function.

use std::{cell::Cell, future::Future, pin::Pin, rc::Rc, time::Duration};

use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::{SplitLoaderError as Missing, wasm_split};

use web_sys::{AddEventListenerOptions, Element, Event};

use super::{
    clock,
    engine::{Engine, Machine},
    navigation::NavigationDrawer,
    news, notices,
    top_menus::TopMenus,
};
use crate::{
    bridge::{self, Acts, Host},
    context::{Called, Console, Dialog, Incoming, Kind, NotMade, Notice, Then},
    i18n::Texts,
    pages::{
        activity, api, details, dialogs, forecast, list,
        parts::{fate, scenario_problem},
        policy, released, scaling, simulation, timeline, wizard,
    },
    platform::{boot::screen_shown, prefs, random::uuid, runtime::Runtime, storage::FolderStorage, style},
    ui::{SharedMenuList, TooltipLayer},
};
use latch_ecs::{export, import::Present};
use latch_rules::{Actor, Reason, Refusal, UnixMillis, World};
use latch_session::{MakeProblem, Maker, Making, load_saved, making};

/// Delay before prefetching the other parts, so that the response to the first touch is drawn first.
const ANSWERED: Duration = Duration::from_millis(400);

/// How far a part is loaded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stage {
    /// Nobody has requested it yet.
    Away,
    Coming,
    Here,
    /// It could not be fetched: the network is down, or a newer build has replaced the folder.
    Missing,
}

type Arrival<T> = Pin<Box<dyn Future<Output = Result<T, Missing>>>>;
type Waiting<T> = Vec<Box<dyn FnOnce(Option<T>)>>;

/// A part, fetched at most once at a time. A copy refers to the same part.
pub(super) struct Part<T: Copy + 'static> {
    fetch: fn() -> Arrival<T>,
    stage: RwSignal<Stage>,
    got: StoredValue<Option<T>, LocalStorage>,
    waiting: StoredValue<Waiting<T>, LocalStorage>,
}

impl<T: Copy> Copy for Part<T> {}
impl<T: Copy> Clone for Part<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Copy> Part<T> {
    fn new(fetch: fn() -> Arrival<T>) -> Self {
        Self {
            fetch,
            stage: RwSignal::new(Stage::Away),
            got: StoredValue::new_local(None),
            waiting: StoredValue::new_local(Vec::new()),
        }
    }

    /// The loading stage; tracked.
    pub(super) fn stage(self) -> Stage {
        self.stage.get()
    }

    /// The part's functions, if it is loaded; not tracked.
    pub(super) fn get(self) -> Option<T> {
        self.got.get_value()
    }

    /// The part's functions, as soon as it is loaded; tracked.
    pub(super) fn here(self) -> Option<T> {
        (self.stage() == Stage::Here).then(|| self.get()).flatten()
    }

    /// Fetches the part, unless that has happened already.
    pub(super) fn want(self) {
        self.with(|_| ());
    }

    /// Calls `then` with the part's functions, at once if it is loaded, otherwise when it arrives; with `None` if it could not be
    /// fetched. A later call tries again.
    pub(super) fn with(self, then: impl FnOnce(Option<T>) + 'static) {
        if let Some(got) = self.get() {
            return then(Some(got));
        }
        self.waiting.update_value(|waiting| waiting.push(Box::new(then)));
        if self.stage.get_untracked() == Stage::Coming {
            return;
        }
        self.stage.set(Stage::Coming);
        let style = style::rest();
        spawn_local(async move {
            let got = (self.fetch)().await.ok();
            style.await;
            screen_shown().await;
            self.got.set_value(got);
            self.stage.set(if got.is_some() { Stage::Here } else { Stage::Missing });
            let waiting = self.waiting.try_update_value(std::mem::take).unwrap_or_default();
            for then in waiting {
                then(got);
            }
        });
    }
}

/// Notifies the person that a part they need could not be fetched.
pub(super) fn say_missing(console: Console) {
    let texts = console.texts();
    let notice = Notice::error(texts.shell_part_missing_title());
    console.notify(notice.line(texts.shell_part_missing()).keyed("part"));
}

/// All parts. Do not add more: code that two parts share goes into a file of its own, so the number of files grows with every pair.
#[derive(Clone, Copy)]
pub(super) struct Parts {
    pub(super) engine: Part<Machine>,
    pub(super) touch: Part<Touch>,
    pub(super) list: Part<fn() -> AnyView>,
    pub(super) wizard: Part<fn() -> AnyView>,
    pub(super) pages: Part<Pages>,
    pub(super) exchange: Part<Exchange>,
    pub(super) fate: Part<Fate>,
}

impl Parts {
    pub(super) fn new() -> Self {
        Self {
            engine: Part::new(|| Box::pin(engine_part())),
            touch: Part::new(|| Box::pin(touch_part())),
            list: Part::new(|| Box::pin(list_part())),
            wizard: Part::new(|| Box::pin(wizard_part())),
            pages: Part::new(|| Box::pin(pages_part())),
            exchange: Part::new(|| Box::pin(exchange_part())),
            fate: Part::new(|| Box::pin(fate_part())),
        }
    }

    /// Prefetches what the person is likely to need next, at the first touch of pointer or key, so that the first page is not slowed
    /// down. The part that responds to that touch is fetched first and alone, the other pages once the response has been drawn.
    pub(super) fn come_with_the_first_touch(self, also: impl Fn() + Clone + 'static) {
        let is_touched = Rc::new(Cell::new(false));
        let touched = move |_: Event| {
            if is_touched.replace(true) {
                return;
            }
            let also = also.clone();
            self.touch.with(move |_| {
                also();
                self.list.want();
                set_timeout(
                    move || {
                        self.pages.want();
                        self.wizard.want();
                    },
                    ANSWERED,
                );
            });
        };
        for event in ["pointerdown", "pointermove", "keydown"] {
            let touched = Closure::<dyn FnMut(Event)>::new(touched.clone()).into_js_value();
            let once = AddEventListenerOptions::new();
            once.set_once(true);
            once.set_passive(true);
            // It cannot fail for a function, and there would be nobody to report it to.
            let _ = window().add_event_listener_with_callback_and_add_event_listener_options(
                event,
                touched.unchecked_ref(),
                &once,
            );
        }
    }
}

/// Responds to pointer and keys in the frame.
#[derive(Clone, Copy)]
pub(super) struct Touch {
    /// A click or key on a button of the top bar that has a menu.
    pub(super) hear: fn(TopMenus, &Element, &Event),
    /// The open menu of the top bar.
    pub(super) menu: fn(TopMenus) -> AnyView,
    /// The layers above the page: the navigation of narrow screens, the tooltip.
    pub(super) layers: fn() -> AnyView,
}

/// The other pages, and the dialogs that any page opens.
#[derive(Clone, Copy)]
pub(super) struct Pages {
    pub(super) details: fn(String) -> AnyView,
    pub(super) released: fn() -> AnyView,
    pub(super) released_one: fn(String) -> AnyView,
    pub(super) activity: fn() -> AnyView,
    pub(super) dialog: fn(Dialog) -> AnyView,
}

/// The rehearsal: the clock, the causes, the forecast, scenarios, the scaling groups, the policy, and their dialogs.
#[derive(Clone, Copy)]
pub(super) struct Fate {
    pub(super) simulation: fn() -> AnyView,
    pub(super) scaling: fn() -> AnyView,
    pub(super) scaling_group: fn(String) -> AnyView,
    pub(super) forecast: fn() -> AnyView,
    pub(super) timeline: fn() -> AnyView,
    pub(super) policy: fn() -> AnyView,
    pub(super) dialog: fn(Dialog) -> AnyView,
}

/// The virtual time and the machine's.
#[derive(Clone, Copy)]
pub(super) struct Times {
    pub(super) now: UnixMillis,
    pub(super) real_now: UnixMillis,
}

/// The acts of scripts, the page that does the same by hand, and worlds: imported from text, exported to text, or generated.
#[derive(Clone, Copy)]
pub(super) struct Exchange {
    /// The world that the text would make here and now, on top of the `Making` that was begun; changes nothing.
    pub(super) incoming: fn(Box<dyn Making>, &str, &World, Times) -> Result<Incoming, NotMade>,
    pub(super) export: fn(&World, UnixMillis) -> String,
    /// Starts to make a world; the session of the owner tab calls it.
    pub(super) maker: Maker,
    /// The sentence that says why no world could be made.
    pub(super) problem: fn(Texts, &MakeProblem) -> String,
    pub(super) acts: Acts,
    /// Carries out a call of the API: action, parameters as JSON text. It is in this part because only its page calls the API.
    pub(super) call: fn(&Engine, &Rc<dyn Host>, String, String, Then<Called>),
    /// The page that sends calls.
    pub(super) page: fn() -> AnyView,
}

// ---- where the program is cut -------------------------------------------------------------------------------------------

#[wasm_split(engine, fallible)]
fn engine_part() -> Result<Machine, Missing> {
    Ok(Machine {
        start: |news, exchange| Rc::new(Runtime::start(news::listener(news, exchange), Rc::new(FolderStorage::here()))),
        watch: fate::watch,
        chips: clock::chips,
        storage_notice: notices::storage_notice,
        words: |texts, refusal| texts.refusal(refusal),
    })
}

#[wasm_split(touch, fallible)]
fn touch_part() -> Result<Touch, Missing> {
    let layers = || {
        view! {
            <NavigationDrawer />
            <TooltipLayer />
        }
        .into_any()
    };
    Ok(Touch { hear: TopMenus::hear, menu: |menus| view! { <SharedMenuList menu=menus.menu /> }.into_any(), layers })
}

#[wasm_split(wizard, fallible)]
fn wizard_part() -> Result<fn() -> AnyView, Missing> {
    Ok(|| view! { <wizard::WizardPage /> }.into_any())
}

#[wasm_split(list, fallible)]
fn list_part() -> Result<fn() -> AnyView, Missing> {
    Ok(|| view! { <list::ListPage /> }.into_any())
}

#[wasm_split(pages, fallible)]
fn pages_part() -> Result<Pages, Missing> {
    Ok(Pages {
        details: |id| view! { <details::DetailsPage id /> }.into_any(),
        released: || view! { <released::ReleasedPage /> }.into_any(),
        released_one: |id| view! { <released::ReleasedOnePage id /> }.into_any(),
        activity: || view! { <activity::ActivityPage /> }.into_any(),
        dialog: dialogs::show,
    })
}

#[wasm_split(fate, fallible)]
fn fate_part() -> Result<Fate, Missing> {
    Ok(Fate {
        simulation: || view! { <simulation::SimulationPage /> }.into_any(),
        scaling: || view! { <scaling::ScalingPage /> }.into_any(),
        scaling_group: |id| view! { <scaling::ScalingGroupPage id /> }.into_any(),
        forecast: || view! { <forecast::ForecastPage /> }.into_any(),
        timeline: || view! { <timeline::TimelinePage /> }.into_any(),
        policy: || view! { <policy::PolicyPage /> }.into_any(),
        dialog: simulation::dialog,
    })
}

#[wasm_split(exchange, fallible)]
fn exchange_part() -> Result<Exchange, Missing> {
    Ok(Exchange {
        incoming,
        export: export::world,
        maker: making,
        problem,
        acts: Acts::all(),
        call,
        page: || view! { <api::ApiPage /> }.into_any(),
    })
}

/// The world that the text would make here and now; the owner tab would make the same one.
fn incoming(begun: Box<dyn Making>, text: &str, world: &World, times: Times) -> Result<Incoming, NotMade> {
    let present = Present {
        world,
        now: times.now,
        real_now: times.real_now,
        actor: &Actor::Console,
        request_id: &uuid(),
        raw: &load_saved,
    };
    let made = begun.finish(&present);
    let made = made.map_err(|why| NotMade { why: problem(Texts(prefs::language()), &why), problem: Some(why) })?;
    let kind = match made.scenario {
        Some(name) => Kind::Scenario(name),
        None if made.summary.whole_world || export::is_export(text) => Kind::Export,
        None => Kind::Answers,
    };
    Ok(Incoming { kind, world: made.world, summary: made.summary })
}

fn problem(texts: Texts, problem: &MakeProblem) -> String {
    match problem {
        MakeProblem::Import(error) => texts.import_error(error),
        MakeProblem::Scenario(error) => scenario_problem(texts, error),
        MakeProblem::Changed => texts.refusal(&Refusal::whole(Reason::PlanChanged)),
        MakeProblem::Unreadable(key) => texts.shell_not_readable(key),
    }
}

/// As `latch.call`. The engine is requested first, because without one the host would wait for ever.
fn call(engine: &Engine, host: &Rc<dyn Host>, action: String, params: String, then: Then<Called>) {
    let host = Rc::clone(host);
    engine.with(move |running| {
        if running.is_none() {
            return then(Err(Texts(prefs::language()).shell_part_missing().to_owned()));
        }
        bridge::carry_out(&host, action, serde_json::from_str(&params).ok(), move |done| {
            let body = serde_json::to_string_pretty(&done.response.body).unwrap_or_default();
            let (request_id, status) = (done.request_id, done.response.status);
            then(Ok(Called { request_id, status, body, refusal: done.refusal }));
        });
    });
}
