//! `window.latch`: the object that scripts, tests and embedding pages use (docs/rules.md#the-bridge). Turns JavaScript values into calls
//! and returns the answers. The `Host` carries them out; `latch_ecs` knows what they mean.
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

/// Result of a command.
pub type Reply = Result<Answer, Refusal>;

/// Carries out what the bridge asks for. Every `then` is called once, when the effect is stored.
pub trait Host {
    /// Calls back once the world is loaded and the writing tab is known.
    fn when_ready(&self, then: Box<dyn FnOnce()>);
    /// Which tab writes, and whether the account is kept.
    fn status(&self) -> Status;
    /// Current virtual time.
    fn now(&self) -> UnixMillis;
    /// Current time of the machine's clock.
    fn real_now(&self) -> UnixMillis;
    /// A new request id: an upper-case UUID.
    fn request_id(&self) -> String;
    fn with_world(&self, read: &mut dyn FnMut(&World));
    /// Reads the commits that are kept, oldest first.
    fn with_history(&self, read: &mut dyn FnMut(&VecDeque<Arc<Commit>>));
    /// Sends a read-only call over the simulated network.
    fn pass(&self, action: &'static str, then: Box<dyn FnOnce(Result<(), Refusal>)>);
    /// Replaces the conditions of the simulated network.
    fn set_conditions(&self, conditions: Conditions);
    /// Releases the answers that the simulated network holds back.
    fn let_go(&self);
    fn send(&self, actor: Actor, request_id: &str, command: Command, then: Box<dyn FnOnce(Reply)>);
    /// Replaces the world with another one.
    fn make(&self, actor: Actor, make: Make, then: Box<dyn FnOnce(Result<Summary, NotMade>)>);
}

/// Event that resolves `latch.ready`. The page creates the promise before the program is loaded.
const READY_EVENT: &str = "latch-ready";
/// Event that says that a script has read `latch.ready`.
const WANTED_EVENT: &str = "latch-wanted";

type Act = fn(&Rc<dyn Host>, JsValue, JsValue) -> Promise;

/// Implementations of the methods. Most pages are opened without a call to any of them, so they are a part of the program that is fetched
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

/// Installs `window.latch` and resolves `latch.ready` once the host is ready. `fetch` loads the acts and passes `None` if they cannot be
/// fetched.
pub fn install(host: Rc<dyn Host>, fetch: impl Fn(Box<dyn FnOnce(Option<Acts>)>) + 'static) {
    let latch = js::root("latch", READY_EVENT);
    let clock = Object::new();
    let fetch = Rc::new(fetch);
    let add = |object: &Object, name, choose: fn(Acts) -> Act| {
        let (host, fetch) = (Rc::clone(&host), Rc::clone(&fetch));
        js::method(object, name, move |first, second| {
            // Copies the arguments at the time of the call: the caller may change them before the acts are loaded.
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
    // The engine is loaded only when `latch.ready` is read or something else needs it.
    js::when_wanted(&latch, WANTED_EVENT, move || host.when_ready(Box::new(|| js::dispatch(READY_EVENT))));
}

/// Whether answers are kept, or why not, and how often a kept value was found removed and was written again. Does not use JSON, because
/// every page contains this function.
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

/// Result of a call: the response that a script gets, and the refusal by the rules, if any.
#[derive(Debug)]
pub struct CarriedOut {
    pub request_id: String,
    pub response: Response,
    pub refusal: Option<Refusal>,
}

/// Carries out an ECS action once the host is ready. Scripts and the API page both use it, so both get the same answer. `params` is `None`
/// where they were not valid JSON.
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

/// Carries out an ECS action. Never rejects: an error in a call is part of its answer.
fn call(host: &Rc<dyn Host>, action: JsValue, params: JsValue) -> Promise {
    let action = action.as_string().unwrap_or_default();
    let params = js::to_json(&params);
    js::promise(|settle| carry_out(host, action, params, |done| settle.resolve(shown(&done.response))))
}

/// Carries out an act of the simulation. Never rejects, as `call`.
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

/// `text` may be a string or the value that this string would be parsed to.
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

/// Error message for scripts; in English where it is about the script's input.
fn why(not: NotMade) -> String {
    not.problem.map_or(not.why, |problem| problem.to_string())
}

/// Makes an empty account, with real time and the default seed.
fn reset(host: &Rc<dyn Host>, _: JsValue, _: JsValue) -> Promise {
    ready(host, |host, settle| {
        let then = |came: Result<Summary, NotMade>| settle.settle(came.map(drop).map_err(why), JsValue::UNDEFINED);
        host.make(Actor::Api, Make::Empty, Box::new(then));
    })
}

fn advance(host: &Rc<dyn Host>, seconds: JsValue, _: JsValue) -> Promise {
    let seconds = seconds.as_f64();
    ready(host, move |host, settle| match seconds {
        // Upper bound of about a thousand years: a calendar of four-digit years needs no more.
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

/// Anchors the clock at `to` and keeps its rate. A `to` that has passed, but within the second that `clock.now()` shows, resolves at once.
fn go_to(host: &Rc<dyn Host>, to: UnixMillis, settle: js::Settle) {
    let now = host.now();
    if to <= now && to.0.div_euclid(1_000) == now.0.div_euclid(1_000) {
        return settle.resolve(JsValue::UNDEFINED);
    }
    let then = move |reply: Reply| match reply {
        // The clock moved past `to` while the command was on its way.
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
