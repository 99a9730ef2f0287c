//! ECS conformance: what was asked, which status, code and body must come back. The cases are data in `tests/conformance/`; their
//! numbers are those of ecs-api.md section 7, `R…` are further rows of its section 3. Marks: C certain, L likely, D our decision.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

#[path = "support/cloud.rs"]
mod support;

use std::{collections::BTreeMap, fs, path::Path};

use latch::{
    api::{self, Response, simulate},
    codec::import::{self, Mode, Present},
    rules::{Actor, World},
};
use serde::Deserialize;
use serde_json::{Value, json};
use support::Cloud;

#[derive(Deserialize)]
struct Case {
    case: Value,
    title: String,
    mark: char,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    call: Option<String>,
    simulate: Option<String>,
    /// Seconds that the clock goes on.
    wait: Option<i64>,
    #[serde(default)]
    params: Value,
    #[serde(default)]
    status: u16,
    code: Option<String>,
    message: Option<String>,
    /// JSON pointers and what stands there.
    #[serde(default)]
    has: BTreeMap<String, Value>,
    #[serde(default)]
    lacks: Vec<String>,
    /// JSON pointers and how long the list there is.
    #[serde(default)]
    count: BTreeMap<String, usize>,
    /// All fields of the body, in the order of the alphabet.
    keys: Option<Vec<String>>,
    /// Names for later steps, and the JSON pointers of their values.
    #[serde(default)]
    save: BTreeMap<String, String>,
}

fn cloud() -> Cloud {
    let mut cloud = Cloud::default();
    let text = fs::read_to_string(folder().join("fleet.json")).unwrap();
    let empty = World::empty();
    let present = Present {
        world: &empty,
        now: cloud.now,
        real_now: cloud.now,
        actor: &Actor::Api,
        request_id: "import",
        raw: &|_| Err(String::new()),
    };
    cloud.world = import::read(&text, Mode::Replace, &present).unwrap().world;
    cloud
}

fn folder() -> &'static Path {
    Path::new("tests/conformance")
}

/// As the bridge does it.
fn call(cloud: &mut Cloud, action: &str, params: &Value) -> Response {
    let id = "4BA1C0DE-0000-4000-8000-000000000001";
    let request = match api::parse(action, params) {
        Ok(request) => request,
        Err(refusal) => return Response::refused(action, &refusal, id),
    };
    match &request.command {
        None => api::read(&request, &cloud.world, id),
        Some(command) => {
            let reply = cloud.tell(command);
            api::answer(&request, &cloud.world, &reply, id)
        }
    }
}

fn act(cloud: &mut Cloud, act: &str, params: &Value) -> Response {
    let id = "4BA1C0DE-0000-4000-8000-000000000002";
    match simulate::parse(act, params) {
        Ok(command) => {
            let reply = cloud.tell(&command);
            simulate::answer(act, &cloud.world, &reply, id)
        }
        Err(refusal) => Response::refused(act, &refusal, id),
    }
}

/// Puts saved values in place of `${name}`.
fn filled(value: &Value, saved: &BTreeMap<String, String>) -> Value {
    let mut text = value.to_string();
    for (name, value) in saved {
        text = text.replace(&format!("${{{name}}}"), value);
    }
    serde_json::from_str(&text).unwrap()
}

fn instances(world: &World) -> Vec<(u32, latch::rules::Instance)> {
    world.all().map(|(ordinal, instance)| (ordinal, instance.clone())).collect()
}

fn take(cloud: &mut Cloud, step: &Step, saved: &mut BTreeMap<String, String>) -> Result<(), String> {
    if let Some(seconds) = step.wait {
        cloud.wait(seconds * 1_000);
        return Ok(());
    }
    let before = instances(&cloud.world);
    let params = filled(&step.params, saved);
    let (name, response) = match (&step.call, &step.simulate) {
        (Some(action), _) => (action, call(cloud, action, &params)),
        (None, Some(name)) => (name, act(cloud, name, &params)),
        (None, None) => return Err("a step calls, simulates or waits".into()),
    };
    let Response { status, body } = response;
    let fail = |what: String| Err(format!("{name} {params}: {what}\n    {status} {body}"));
    if status != step.status {
        return fail(format!("status {} expected", step.status));
    }
    if status != 200 && instances(&cloud.world) != before {
        return fail("refused, and yet an instance changed".into());
    }
    let said = [("/Code", &step.code), ("/Message", &step.message)];
    for (at, wanted) in said {
        if let Some(wanted) = wanted
            && body.pointer(at) != Some(&json!(wanted))
        {
            return fail(format!("{at} {wanted:?} expected"));
        }
    }
    for (at, wanted) in &step.has {
        if body.pointer(at) != Some(&filled(wanted, saved)) {
            return fail(format!("{at} {wanted} expected"));
        }
    }
    if let Some(at) = step.lacks.iter().find(|at| body.pointer(at).is_some()) {
        return fail(format!("{at} is not part of the answer"));
    }
    for (at, wanted) in &step.count {
        let length = body.pointer(at).and_then(Value::as_array).map(Vec::len);
        if length != Some(*wanted) {
            return fail(format!("{at}: {wanted} expected"));
        }
    }
    if let Some(wanted) = &step.keys {
        let keys: Vec<&String> = body.as_object().into_iter().flat_map(|body| body.keys()).collect();
        if keys != wanted.iter().collect::<Vec<_>>() {
            return fail(format!("the fields {wanted:?} expected"));
        }
    }
    for (name, at) in &step.save {
        let Some(value) = body.pointer(at).and_then(Value::as_str) else { return fail(format!("no text at {at}")) };
        saved.insert(name.clone(), value.to_owned());
    }
    Ok(())
}

fn play(case: &Case) -> Result<(), String> {
    let mut cloud = cloud();
    let mut saved = BTreeMap::new();
    case.steps.iter().try_for_each(|step| take(&mut cloud, step, &mut saved))
}

fn play_all(file: &str) {
    let text = fs::read_to_string(folder().join(file)).unwrap();
    let cases: Vec<Case> = serde_json::from_str(&text).unwrap();
    let mut failures = Vec::new();
    for case in &cases {
        if let Err(why) = play(case) {
            failures.push(format!("{} [{}] {}: {why}", case.case, case.mark, case.title));
        }
    }
    assert!(failures.is_empty(), "{} of {} cases failed:\n{}", failures.len(), cases.len(), failures.join("\n"));
}

#[test]
fn the_cases_of_the_public_documents() {
    play_all("cases.json");
}

#[test]
fn further_rows_of_the_operations() {
    play_all("rows.json");
}
