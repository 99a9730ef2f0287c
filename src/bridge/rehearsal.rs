//! What scripts can do to the rehearsal beyond the rules: the simulated network, another person's calls, the running of the clock and going
//! back. Turns JSON into requests to the host; decides nothing.
//!
//! ```js
//! await latch.simulate('SetConditions', { LatencyMs: 800, JitterMs: 200, ErrorPercent: 5, Errors: { DeleteInstances: 50 },
//!                                         CallsPerSecond: 3, Offline: false, HoldNextReply: false });
//! await latch.simulate('ReleaseHeldReplies');
//! await latch.simulate('ActAs', { Name: 'Li Na', Action: 'DeleteInstance', Params: { InstanceId: 'i-…' } });
//! await latch.clock.run(3600); await latch.clock.run(0); await latch.clock.next();
//! const steps = await latch.clock.history(); await latch.clock.rewind(steps[1].Commit);
//! ```

use std::rc::Rc;

use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use web_sys::js_sys::Promise;

use super::{Host, Reply, js, ready, shown};
use latch_ecs::{
    api::{self, Response, errors},
    iso,
};
use latch_rules::{Actor, Command, Event, Reason, Refusal, UnixMillis};
use latch_session::{Conditions, LONGEST_MS, rewind_targets};

/// The acts of `latch.simulate` that are not part of the rules.
pub(super) fn act(host: &Rc<dyn Host>, act: &str, params: &Value, request_id: &str, settle: js::Settle) {
    let done = |settle: js::Settle, result: Result<(), Refusal>| {
        let response = match result {
            Ok(()) => Response::done(serde_json::Map::new(), request_id),
            Err(refusal) => Response::refused(act, &refusal, request_id),
        };
        settle.resolve(shown(&response));
    };
    match act {
        "SetConditions" => done(settle, conditions(params).map(|conditions| host.set_conditions(conditions))),
        "ReleaseHeldReplies" => {
            host.let_go();
            done(settle, Ok(()));
        }
        _ => act_as(host, params, request_id, settle),
    }
}

/// Whether `act` is one of the acts of this module.
pub(super) fn is_ours(act: &str) -> bool {
    matches!(act, "SetConditions" | "ReleaseHeldReplies" | "ActAs")
}

/// All conditions of the network; an omitted parameter means no disturbance.
fn conditions(params: &Value) -> Result<Conditions, Refusal> {
    let number = |name: &str, most: u32| match params.get(name) {
        None | Some(Value::Null) => Ok(0),
        Some(value) => percent_or_number(value, most).ok_or_else(|| malformed(name)),
    };
    let flag = |name: &str| match params.get(name) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(on)) => Ok(*on),
        Some(_) => Err(malformed(name)),
    };
    let errors = match params.get("Errors") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Object(errors)) => errors
            .iter()
            .map(|(action, percent)| Some((action.clone(), u8::try_from(percent_or_number(percent, 100)?).ok()?)))
            .collect::<Option<_>>()
            .ok_or_else(|| malformed("Errors"))?,
        Some(_) => return Err(malformed("Errors")),
    };
    Ok(Conditions {
        latency_ms: number("LatencyMs", LONGEST_MS)?,
        jitter_ms: number("JitterMs", LONGEST_MS)?,
        error_percent: u8::try_from(number("ErrorPercent", 100)?).unwrap_or(100),
        errors,
        calls_per_second: number("CallsPerSecond", 1_000)?,
        offline: flag("Offline")?,
        holds_next: flag("HoldNextReply")?,
    })
}

fn percent_or_number(value: &Value, most: u32) -> Option<u32> {
    u32::try_from(value.as_u64()?).ok().filter(|number| *number <= most)
}

fn malformed(name: &str) -> Refusal {
    Refusal::field(Reason::MalformedParameter, name)
}

/// Sends any action that changes something as another person; the answer is what that person gets.
fn act_as(host: &Rc<dyn Host>, params: &Value, request_id: &str, settle: js::Settle) {
    let text = |name: &str| params.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let missing = |name| Refusal::field(Reason::MissingParameter, name);
    let asked = text("Name").ok_or_else(|| missing("Name")).and_then(|name| {
        let action = text("Action").ok_or_else(|| missing("Action"))?;
        let request = api::parse(action, params.get("Params").unwrap_or(&json!({})))?;
        let command = request.command.clone().ok_or_else(|| malformed("Action"))?;
        Ok((name, action, request, command))
    });
    let (name, action, request, command) = match asked {
        Ok(asked) => asked,
        Err(refusal) => return settle.resolve(shown(&Response::refused("ActAs", &refusal, request_id))),
    };
    let (same, id, action) = (Rc::clone(host), request_id.to_owned(), action.to_owned());
    let then = move |reply: Reply| {
        let mut response = Response { status: 500, body: Value::Null };
        same.with_world(&mut |world| response = api::answer(&request, world, &reply, &id));
        if let (Value::Null, Err(refusal)) = (&response.body, &reply) {
            response = Response::refused(&action, refusal, &id);
        }
        settle.resolve(shown(&response));
    };
    host.send(Actor::Person(name.into()), request_id, command, Box::new(then));
}

/// Runs the clock at `rate` virtual seconds a second; 0 stops it.
pub(super) fn run(host: &Rc<dyn Host>, rate: JsValue, _: JsValue) -> Promise {
    let rate = rate.as_f64().filter(|rate| (0.0..=1e7).contains(rate) && rate.fract() == 0.0);
    ready(host, move |host, settle| match rate {
        Some(rate) => {
            let command = Command::RunClock { real: host.real_now(), ahead: 0, rate: Some(rate as u32) };
            send(&host, command, settle);
        }
        None => settle.reject("rate: a whole number of virtual seconds a second is needed here, 0 to stand still"),
    })
}

/// Advances to the next due event; settles with its instant, or with `null` where nothing is due.
pub(super) fn next(host: &Rc<dyn Host>, _: JsValue, _: JsValue) -> Promise {
    ready(host, |host, settle| {
        let mut due: Option<UnixMillis> = None;
        host.with_world(&mut |world| due = world.next_due());
        let Some(at) = due else { return settle.resolve(JsValue::NULL) };
        let ahead = at.since(host.now()).max(0);
        let command = Command::RunClock { real: host.real_now(), ahead, rate: None };
        let request_id = host.request_id();
        let told = JsValue::from_str(&iso::second(at));
        let then = move |reply: Reply| settle.settle(reply.map(drop).map_err(|refusal| sentence(&refusal)), told);
        host.send(Actor::Simulation, &request_id, command, Box::new(then));
    })
}

/// The commits that a rewind can go back to, newest first; the first is the present state.
pub(super) fn history(host: &Rc<dyn Host>, _: JsValue, _: JsValue) -> Promise {
    ready(host, |host, settle| {
        let mut all = Vec::new();
        host.with_history(&mut |history| {
            for commit in rewind_targets(history) {
                let acts: Vec<Value> = commit
                    .events
                    .iter()
                    .filter_map(|event| match event {
                        Event::Recorded { record } => Some(json!(format!("{:?}", record.act))),
                        _ => None,
                    })
                    .collect();
                let step: Option<Value> = commit.step.as_deref().and_then(|step| serde_json::from_str(step).ok());
                all.push(json!({ "Commit": commit.number, "At": iso::second(commit.at), "Acts": acts, "Step": step }));
            }
        });
        settle.resolve(js::from_json(&json!(all)));
    })
}

/// Goes back to the world as it was after a commit.
pub(super) fn rewind(host: &Rc<dyn Host>, commit: JsValue, _: JsValue) -> Promise {
    let commit = commit.as_f64().filter(|number| *number >= 1.0 && number.fract() == 0.0 && *number < 9e15);
    ready(host, move |host, settle| match commit {
        Some(number) => send(&host, Command::Rewind { to: number as u64 }, settle),
        None => settle.reject("commit: a number of latch.clock.history() is needed here"),
    })
}

fn send(host: &Rc<dyn Host>, command: Command, settle: js::Settle) {
    let request_id = host.request_id();
    let then = move |reply: Reply| {
        settle.settle(reply.map(drop).map_err(|refusal| sentence(&refusal)), JsValue::UNDEFINED);
    };
    host.send(Actor::Simulation, &request_id, command, Box::new(then));
}

fn sentence(refusal: &Refusal) -> String {
    let error = errors::wire("SetClock", refusal);
    format!("{}: {}", error.code, error.message)
}
