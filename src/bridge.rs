//! `window.latch`: what scripts, tests and embedding pages hold (docs/rules.md#the-bridge). Turns JavaScript values into calls
//! and answers back. The `Host` carries them out; `latch_ecs` knows what they mean.
//!
//! ```js
//! await latch.ready;
//! const { status, body } = await latch.call('DeleteInstance', { InstanceId: 'i-…' });
//! await latch.simulate('ScaleIn', { ScalingGroupId: 'asg-1', Amount: 1 });
//! latch.clock.now(); await latch.clock.advance(60); await latch.clock.set('2030-01-01T00:00:00Z');
//! const text = await latch.export(); await latch.import(text, { mode: 'replace' }); await latch.reset();
//! latch.kept;  // { Kept: false, Reason: 'StorageFull', TimesRestored: 0 }
//! ```

mod js;
mod rehearsal;

use std::{collections::VecDeque, rc::Rc, sync::Arc};

use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use web_sys::js_sys::{Object, Promise};

use crate::context::NotMade;
use latch_ecs::{
    api::{self, Response, errors, simulate as acts},
    export as exports,
    import::{Mode, Options, Summary, Timing},
    iso,
};
use latch_rules::{Actor, Answer, Command, Reason, Refusal, UnixMillis, World};
use latch_session::{Conditions, Make, MemoryReason, Status, stored::commit::Commit};

/// What a command came to.
pub type Reply = Result<Answer, Refusal>;

/// Who carries out what the bridge is asked for. Every `then` is called once, when the effect is stored.
pub trait Host {
    /// Calls back once the world is there and it is known who writes.
    fn when_ready(&self, then: Box<dyn FnOnce()>);
    /// Who writes, and whether it is kept.
    fn status(&self) -> Status;
    /// The virtual now.
    fn now(&self) -> UnixMillis;
    /// The machine's now.
    fn real_now(&self) -> UnixMillis;
    /// A new request id: an upper-case UUID.
    fn request_id(&self) -> String;
    fn with_world(&self, read: &mut dyn FnMut(&World));
    /// Reads the commits that are kept, oldest first.
    fn with_history(&self, read: &mut dyn FnMut(&VecDeque<Arc<Commit>>));
    /// Lets a call that only asks go over the simulated network.
    fn pass(&self, action: &'static str, then: Box<dyn FnOnce(Result<(), Refusal>)>);
    /// Other conditions of the simulated network from now on.
    fn set_conditions(&self, conditions: Conditions);
    /// Lets the answers go that it holds back.
    fn let_go(&self);
    fn send(&self, actor: Actor, request_id: &str, command: Command, then: Box<dyn FnOnce(Reply)>);
    /// Has another world put in this one's place.
    fn make(&self, actor: Actor, make: Make, then: Box<dyn FnOnce(Result<Summary, NotMade>)>);
}

/// The event that says that `latch.ready` has come: the page makes the promise before the program is there.
const READY_EVENT: &str = "latch-ready";
/// The event that says that a script has looked at `latch.ready`.
const WANTED_EVENT: &str = "latch-wanted";

type Act = fn(&Rc<dyn Host>, JsValue, JsValue) -> Promise;

/// What the methods do. Most pages are opened without one of them being called, so this is a part of the program that comes
/// with the first call.
#[derive(Clone, Copy)]
pub struct Acts {
    call: Act,
    simulate: Act,
    export: Act,
    import: Act,
    reset: Act,
    advance: Act,
    set: Act,
    run: Act,
    next: Act,
    history: Act,
    rewind: Act,
}

impl Acts {
    #[must_use]
    pub fn all() -> Self {
        use rehearsal::{history, next, rewind, run};
        Self { call, simulate, export, import, reset, advance, set, run, next, history, rewind }
    }
}

/// Puts `window.latch` in place and lets `latch.ready` settle once the host is ready. `fetch` brings the acts, or nothing
/// where they cannot be fetched.
pub fn install(host: Rc<dyn Host>, fetch: impl Fn(Box<dyn FnOnce(Option<Acts>)>) + 'static) {
    let latch = js::root("latch", READY_EVENT);
    let clock = Object::new();
    let fetch = Rc::new(fetch);
    let add = |object: &Object, name, choose: fn(Acts) -> Act| {
        let (host, fetch) = (Rc::clone(&host), Rc::clone(&fetch));
        js::method(object, name, move |first, second| {
            // As they are now: the caller may change them before the act has come.
            let (first, second) = (js::copy(first), js::copy(second));
            let host = Rc::clone(&host);
            js::promise(|settle| {
                fetch(Box::new(move |acts| match acts {
                    Some(acts) => settle.resolve(choose(acts)(&host, first, second).into()),
                    None => settle.reject("a part of Latch could not be loaded; reload the page"),
                }));
            })
            .into()
        });
    };
    add(&latch, "call", |acts| acts.call);
    add(&latch, "simulate", |acts| acts.simulate);
    add(&latch, "export", |acts| acts.export);
    add(&latch, "import", |acts| acts.import);
    add(&latch, "reset", |acts| acts.reset);
    add(&clock, "advance", |acts| acts.advance);
    add(&clock, "set", |acts| acts.set);
    add(&clock, "run", |acts| acts.run);
    add(&clock, "next", |acts| acts.next);
    add(&clock, "history", |acts| acts.history);
    add(&clock, "rewind", |acts| acts.rewind);
    let now = Rc::clone(&host);
    js::method(&clock, "now", move |_, _| iso::second(now.now()).into());
    js::set(&latch, "clock", &clock);
    let keeps = Rc::clone(&host);
    js::getter(&latch, "kept", move || kept(keeps.status()));
    // Whoever never looks at `latch.ready` does not wait for it: the engine comes when it is needed.
    js::when_wanted(&latch, WANTED_EVENT, move || host.when_ready(Box::new(|| js::dispatch(READY_EVENT))));
}

/// Whether what is answered is kept, or why not, and how often what was kept was found removed and was written anew. Without JSON: every
/// page has this.
fn kept(status: Status) -> JsValue {
    let told = Object::new();
    let reason = match status.memory {
        None => JsValue::NULL,
        Some(MemoryReason::Denied) => "StorageDenied".into(),
        Some(MemoryReason::Full) => "StorageFull".into(),
        Some(MemoryReason::Unread) => "StorageUnread".into(),
    };
    js::set(&told, "Kept", &status.memory.is_none().into());
    js::set(&told, "Reason", &reason);
    js::set(&told, "TimesRestored", &status.restored.into());
    told.into()
}

/// Runs `act` once the host is ready.
fn ready(host: &Rc<dyn Host>, act: impl FnOnce(Rc<dyn Host>, js::Settle) + 'static) -> Promise {
    js::promise(|settle| {
        let same = Rc::clone(host);
        host.when_ready(Box::new(move || act(same, settle)));
    })
}

/// What a call came to: what a script is told, and why it was refused, if it was, in the rules' own words.
#[derive(Debug)]
pub struct CarriedOut {
    pub request_id: String,
    pub response: Response,
    pub refusal: Option<Refusal>,
}

/// Carries out an action of ECS once the host is ready, for a script as for the page that sends calls: what one of them gets, the
/// other gets. `params`: nothing where they were no JSON.
pub fn carry_out(host: &Rc<dyn Host>, action: String, params: Option<Value>, then: impl FnOnce(CarriedOut) + 'static) {
    let same = Rc::clone(host);
    host.when_ready(Box::new(move || {
        let host = same;
        let request_id = host.request_id();
        let parsed = params.ok_or_else(|| Refusal::whole(Reason::MalformedParameter));
        let request = match parsed.and_then(|params| api::parse(&action, &params)) {
            Ok(request) => request,
            Err(refusal) => {
                let response = Response::refused(&action, &refusal, &request_id);
                return then(CarriedOut { request_id, response, refusal: Some(refusal) });
            }
        };
        let Some(command) = request.command.clone() else {
            let asking = Rc::clone(&host);
            let name = api::operations::find(&action).map_or("", |operation| operation.name);
            return host.pass(
                name,
                Box::new(move |passed| {
                    let mut refusal = None;
                    let mut refused = |why: Refusal| {
                        let response = Response::refused(&action, &why, &request_id);
                        refusal = Some(why);
                        response
                    };
                    let response = match passed {
                        Ok(()) => answered(&asking, |world| match api::ask(&request, world) {
                            Ok(body) => Response::done(body, &request_id),
                            Err(why) => refused(why),
                        }),
                        Err(why) => refused(why),
                    };
                    then(CarriedOut { request_id, response, refusal });
                }),
            );
        };
        let (same, id) = (Rc::clone(&host), request_id.clone());
        let then = move |reply: Reply| {
            let response = answered(&same, |world| api::answer(&request, world, &reply, &request_id));
            then(CarriedOut { request_id, response, refusal: reply.err() });
        };
        host.send(Actor::Api, &id, command, Box::new(then));
    }));
}

/// An action of ECS. Never rejects: what is wrong with a call is its answer.
fn call(host: &Rc<dyn Host>, action: JsValue, params: JsValue) -> Promise {
    let action = action.as_string().unwrap_or_default();
    let params = js::to_json(&params);
    js::promise(|settle| carry_out(host, action, params, |done| settle.resolve(shown(&done.response))))
}

/// An act of the simulation. Never rejects, as `call`.
fn simulate(host: &Rc<dyn Host>, act: JsValue, params: JsValue) -> Promise {
    let act = act.as_string().unwrap_or_default();
    let params = js::to_json(&params);
    ready(host, move |host, settle| {
        let id = host.request_id();
        let parsed = params.ok_or_else(|| Refusal::whole(Reason::MalformedParameter));
        if let (true, Ok(params)) = (rehearsal::is_ours(&act), &parsed) {
            return rehearsal::act(&host, &act, params, &id, settle);
        }
        let command = match parsed.and_then(|params| acts::parse(&act, &params)) {
            Ok(command) => command,
            Err(refusal) => return settle.resolve(shown(&Response::refused(&act, &refusal, &id))),
        };
        let same = Rc::clone(&host);
        let request_id = id.clone();
        let then = move |reply: Reply| {
            settle.resolve(shown(&answered(&same, |world| acts::answer(&act, world, &reply, &id))));
        };
        host.send(Actor::Simulation, &request_id, command, Box::new(then));
    })
}

fn answered(host: &Rc<dyn Host>, mut answer: impl FnMut(&World) -> Response) -> Response {
    let mut response = Response { status: 500, body: Value::Null };
    host.with_world(&mut |world| response = answer(world));
    response
}

fn shown(response: &Response) -> JsValue {
    js::from_json(&json!({ "status": response.status, "body": response.body }))
}

fn export(host: &Rc<dyn Host>, _: JsValue, _: JsValue) -> Promise {
    ready(host, |host, settle| {
        let mut text = String::new();
        let now = host.now();
        host.with_world(&mut |world| text = exports::world(world, now));
        settle.resolve(text.into());
    })
}

/// `text` may also be the value that the text would be parsed to.
fn import(host: &Rc<dyn Host>, text: JsValue, options: JsValue) -> Promise {
    let text = text.as_string().or_else(|| js::to_json(&text).map(|value| value.to_string()));
    let mode = js::get(&options, "mode");
    let mode = if mode.is_undefined() { Some(Mode::Replace) } else { Mode::parse(mode.as_string().as_deref()) };
    let time = js::get(&options, "time");
    let time =
        if time.is_undefined() { Some(None) } else { time.as_string().and_then(|time| Timing::parse(&time)).map(Some) };
    ready(host, move |host, settle| {
        let Some(mode) = mode else { return settle.reject("mode: it is \"replace\" or \"add\"") };
        let Some(time) = time else { return settle.reject("time: it is \"saved\" or \"now\"") };
        let Some(text) = text else { return settle.reject("text: JSON is needed here") };
        let make = Make::Import { text: text.into(), options: Options { mode, time } };
        let then = |came: Result<Summary, NotMade>| match came {
            Ok(summary) => settle.resolve(js::from_json(&summary.to_json())),
            Err(not) => settle.reject(&why(not)),
        };
        host.make(Actor::Api, make, Box::new(then));
    })
}

/// For scripts, in English where it is about what they gave.
fn why(not: NotMade) -> String {
    not.problem.map_or(not.why, |problem| problem.to_string())
}

/// The empty account, real time, the default seed.
fn reset(host: &Rc<dyn Host>, _: JsValue, _: JsValue) -> Promise {
    ready(host, |host, settle| {
        let then = |came: Result<Summary, NotMade>| settle.settle(came.map(drop).map_err(why), JsValue::UNDEFINED);
        host.make(Actor::Api, Make::Empty, Box::new(then));
    })
}

fn advance(host: &Rc<dyn Host>, seconds: JsValue, _: JsValue) -> Promise {
    let seconds = seconds.as_f64();
    ready(host, move |host, settle| match seconds {
        // A thousand years is more than a calendar of four digits is asked for.
        Some(seconds) if (0.0..=3.2e10).contains(&seconds) => {
            let to = host.now().plus((seconds * 1_000.0).round() as i64);
            go_to(&host, to, settle);
        }
        Some(_) | None => {
            settle.reject("seconds: a number that is not negative is needed here; the clock only goes forward")
        }
    })
}

fn set(host: &Rc<dyn Host>, at: JsValue, _: JsValue) -> Promise {
    let at = at.as_string().as_deref().and_then(iso::parse_exact);
    ready(host, move |host, settle| match at {
        Some(at) => go_to(&host, at, settle),
        None => settle.reject("time: an instant like 2030-01-01T00:00:00Z is needed here"),
    })
}

/// Anchors the clock at `to`, at the rate that it has. What is now already, to the second that `clock.now()` shows, is done.
fn go_to(host: &Rc<dyn Host>, to: UnixMillis, settle: js::Settle) {
    let now = host.now();
    if to <= now && to.0.div_euclid(1_000) == now.0.div_euclid(1_000) {
        return settle.resolve(JsValue::UNDEFINED);
    }
    let then = move |reply: Reply| match reply {
        // Time went on while the command was on its way, past where it was to be set.
        Err(refusal) if refusal.reason == Reason::ClockOnlyForward && to >= now => settle.resolve(JsValue::UNDEFINED),
        Err(refusal) => {
            let error = errors::wire("SetClock", &refusal);
            settle.reject(&format!("{}: {}", error.code, error.message));
        }
        Ok(_) => settle.resolve(JsValue::UNDEFINED),
    };
    let request_id = host.request_id();
    host.send(Actor::Simulation, &request_id, Command::GoTo { real: host.real_now(), to }, Box::new(then));
}
