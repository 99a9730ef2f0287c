//! Cases of `tests/conformance/`: their format, and how one is played against rules and API without a browser.
//!
//! A case begins with the fleet of `fleet.json` at 2021-07-02T10:00:00Z. A step calls the API, lets the simulation act or waits, and states
//! the expected result. A call changes only the instances in `changes` (`null`: released) and creates as many as `creates` says. A refusal
//! changes no instance, and leaves no record except that of a refused release.
//!
//! Shorthands in parameters: `with` takes a set of parameters from `orders.json`, which `params` overrides (`null` removes a parameter);
//! `${name}` stands for what an earlier step saved; `{"$numbered": [x, n]}` is a list of n times x with `#` as 1, 2, …;
//! `{"$repeated": ["x", n]}` is the text x, n times; `{"$text": x}` is the JSON text of x.

use std::{collections::BTreeMap, fs, path::Path};

use latch_ecs::{
    api::{self, Response, simulate},
    export,
    import::{self, Options, Present},
};
use latch_rules::{Actor, World};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use latch_testing::cloud::Cloud;

/// The `operation` of cases and rows that apply to every operation.
pub const ANY: &str = "(every operation)";

/// Files in the folder that hold no cases.
const NO_CASES: [&str; 5] = ["fleet.json", "journeys.json", "orders.json", "rows.json", "unreachable.json"];

/// A request id in the form that the page gives.
const REQUEST_ID: &str = "4BA1C0DE-0000-4000-8000-000000000001";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Its number, if it is one of the numbered cases.
    pub case: Option<u32>,
    pub operation: String,
    pub title: String,
    /// C: certain, by the documents. L: likely. D: our decision.
    pub mark: char,
    /// The public document that says so.
    pub source: String,
    /// Not expected to pass yet.
    #[serde(default)]
    pub pending: bool,
    pub steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub call: Option<String>,
    pub simulate: Option<String>,
    /// Seconds by which the clock advances.
    pub wait: Option<i64>,
    pub with: Option<String>,
    #[serde(default)]
    pub params: Value,
    #[serde(default)]
    pub status: u16,
    pub code: Option<String>,
    pub message: Option<String>,
    /// JSON pointers and the expected values there.
    #[serde(default)]
    pub has: BTreeMap<String, Value>,
    #[serde(default)]
    pub lacks: Vec<String>,
    /// JSON pointers and the expected lengths of the lists there.
    #[serde(default)]
    pub count: BTreeMap<String, usize>,
    /// All fields of the body, in alphabetical order.
    pub keys: Option<Vec<String>>,
    /// Names for later steps, and the JSON pointers of their values.
    #[serde(default)]
    pub save: BTreeMap<String, String>,
    /// The instances that change, by id: JSON pointers and the new values there, or `null` if the instance is released.
    pub changes: Option<BTreeMap<String, Option<BTreeMap<String, Value>>>>,
    /// How many instances are created.
    pub creates: Option<usize>,
    /// How many records are added.
    pub records: Option<usize>,
}

/// An error row of the public documents.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    pub operation: String,
    pub status: u16,
    pub code: String,
    /// The server's message, where the documents have it word for word.
    pub message: Option<String>,
    /// The operation does not exist in Latch yet.
    #[serde(default)]
    pub pending: bool,
    /// Why no request can get this error.
    pub reason: Option<String>,
}

impl Row {
    pub fn shown(&self) -> String {
        format!("{} {} {} {:?}", self.operation, self.status, self.code, self.message)
    }
}

/// A black-box case that needs a person at a page.
#[derive(Deserialize)]
pub struct Journey {
    pub case: u32,
    pub played_by: String,
}

fn folder() -> &'static Path {
    Path::new("tests/conformance")
}

fn read<T: DeserializeOwned>(file: &str) -> T {
    let text = fs::read_to_string(folder().join(file)).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
}

pub fn all() -> Vec<Case> {
    let names = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| !NO_CASES.contains(&name.as_str())).collect();
    names.sort();
    names.iter().flat_map(|name| read::<Vec<Case>>(name)).collect()
}

pub fn rows() -> Vec<Row> {
    read("rows.json")
}

pub fn unreachable() -> Vec<Row> {
    read("unreachable.json")
}

pub fn journeys() -> Vec<Journey> {
    read("journeys.json")
}

/// The parameters of a step, without what earlier steps saved.
pub fn params(step: &Step) -> Value {
    Player { cloud: Cloud::default(), saved: BTreeMap::new(), orders: read("orders.json") }.params(step)
}

pub fn play(case: &Case) -> Result<(), String> {
    let orders = read("orders.json");
    let mut player = Player { cloud: cloud(), saved: BTreeMap::new(), orders };
    case.steps
        .iter()
        .enumerate()
        .try_for_each(|(n, step)| player.take(step).map_err(|why| format!("step {}: {why}", n + 1)))
}

/// The cloud with which every case begins.
pub fn cloud() -> Cloud {
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
    cloud.world = import::read(&text, &Options::default(), &present).unwrap().world;
    cloud
}

struct Player {
    cloud: Cloud,
    saved: BTreeMap<String, String>,
    orders: BTreeMap<String, Map<String, Value>>,
}

/// The content of an export: the instances by id, and the records.
struct State {
    instances: BTreeMap<String, Value>,
    records: Vec<Value>,
}

type Checked = Result<(), String>;

impl Player {
    fn take(&mut self, step: &Step) -> Checked {
        let before = self.state();
        let (name, response) = match (&step.call, &step.simulate, step.wait) {
            (Some(action), None, None) => (action.as_str(), self.call(action, &self.params(step))),
            (None, Some(act), None) => (act.as_str(), self.act(act, &self.params(step))),
            (None, None, Some(seconds)) => {
                self.cloud.wait(seconds * 1_000);
                ("wait", Response { status: step.status, body: Value::Null })
            }
            _ => return Err("a step calls, simulates or waits".into()),
        };
        let checked = self.answer(step, &response).and_then(|()| self.effect(step, &before, &self.state()));
        checked
            .map_err(|why| format!("{name} {}: {why}\n    {} {}", self.params(step), response.status, response.body))?;
        for (name, at) in &step.save {
            let value = response.body.pointer(at).and_then(Value::as_str).ok_or(format!("no text at {at}"))?;
            self.saved.insert(name.clone(), value.to_owned());
        }
        Ok(())
    }

    /// Sends a call as the bridge does.
    fn call(&mut self, action: &str, params: &Value) -> Response {
        let request = match api::parse(action, params) {
            Ok(request) => request,
            Err(refusal) => return Response::refused(action, &refusal, REQUEST_ID),
        };
        match &request.command {
            None => api::read(&request, &self.cloud.world, REQUEST_ID),
            Some(command) => {
                let reply = self.cloud.tell(command);
                api::answer(&request, &self.cloud.world, &reply, REQUEST_ID)
            }
        }
    }

    fn act(&mut self, act: &str, params: &Value) -> Response {
        match simulate::parse(act, params) {
            Ok(command) => {
                let reply = self.cloud.tell(&command);
                simulate::answer(act, &self.cloud.world, &reply, REQUEST_ID)
            }
            Err(refusal) => Response::refused(act, &refusal, REQUEST_ID),
        }
    }

    fn params(&self, step: &Step) -> Value {
        let own = self.filled(&step.params);
        let Some(name) = &step.with else { return own };
        let mut all = self.orders[name].clone();
        for (name, value) in own.as_object().into_iter().flatten() {
            all.insert(name.clone(), value.clone());
        }
        all.retain(|_, value| !value.is_null());
        Value::Object(all)
    }

    /// Expands the shorthands.
    fn filled(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => {
                let fill =
                    |text: String, (name, value): (&String, &String)| text.replace(&format!("${{{name}}}"), value);
                Value::String(self.saved.iter().fold(text.clone(), fill))
            }
            Value::Array(list) => list.iter().map(|item| self.filled(item)).collect(),
            Value::Object(fields) => match fields.iter().next() {
                Some((name, given)) if name == "$numbered" => {
                    let item = given[0].to_string();
                    let numbers = 1..=given[1].as_u64().unwrap();
                    numbers
                        .map(|n| serde_json::from_str::<Value>(&item.replace('#', &n.to_string())).unwrap())
                        .collect()
                }
                Some((name, given)) if name == "$repeated" => {
                    Value::String(given[0].as_str().unwrap().repeat(given[1].as_u64().unwrap() as usize))
                }
                Some((name, given)) if name == "$text" => Value::String(self.filled(given).to_string()),
                _ => fields.iter().map(|(name, value)| (name.clone(), self.filled(value))).collect(),
            },
            plain => plain.clone(),
        }
    }

    fn state(&self) -> State {
        let mut whole: Value = serde_json::from_str(&export::world(&self.cloud.world, self.cloud.now)).unwrap();
        let mut list = |at: &str| match whole.pointer_mut(at).map(Value::take) {
            Some(Value::Array(list)) => list,
            other => panic!("{at}: {other:?}"),
        };
        let by_id = |instance: Value| (instance["InstanceId"].as_str().unwrap().to_owned(), instance);
        State { instances: list("/Instances/Instance").into_iter().map(by_id).collect(), records: list("/Activity") }
    }

    fn answer(&self, step: &Step, Response { status, body }: &Response) -> Checked {
        check(*status == step.status, || format!("status {} expected", step.status))?;
        if step.wait.is_none() {
            well_formed(*status, body)?;
        }
        for (at, wanted) in [("/Code", &step.code), ("/Message", &step.message)] {
            if let Some(wanted) = wanted {
                check(body.pointer(at) == Some(&json!(wanted)), || format!("{at} {wanted:?} expected"))?;
            }
        }
        for (at, wanted) in &step.has {
            check(body.pointer(at) == Some(&self.filled(wanted)), || format!("{at} {wanted} expected"))?;
        }
        for at in &step.lacks {
            check(body.pointer(at).is_none(), || format!("{at} is not part of the answer"))?;
        }
        for (at, wanted) in &step.count {
            let length = body.pointer(at).and_then(Value::as_array).map(Vec::len);
            check(length == Some(*wanted), || format!("{at}: {wanted} expected"))?;
        }
        let keys: Vec<&String> = body.as_object().into_iter().flat_map(Map::keys).collect();
        let wanted = step.keys.as_ref().map(|keys| keys.iter().collect::<Vec<_>>());
        check(wanted.as_ref().is_none_or(|wanted| *wanted == keys), || format!("the fields {wanted:?} expected"))
    }

    fn effect(&self, step: &Step, before: &State, after: &State) -> Checked {
        let strict = step.call.is_some();
        let nobody = BTreeMap::new();
        if let Some(changes) = step.changes.as_ref().or(strict.then_some(&nobody)) {
            let changed = before.instances.iter().filter(|(id, instance)| after.instances.get(*id) != Some(instance));
            let mut changed: Vec<&str> = changed.map(|(id, _)| id.as_str()).collect();
            let named: Vec<(String, _)> = changes.iter().map(|(id, to)| (self.text(id), to)).collect();
            let mut wanted: Vec<&str> = named.iter().map(|(id, _)| id.as_str()).collect();
            changed.sort_unstable();
            wanted.sort_unstable();
            check(changed == wanted, || format!("{wanted:?} change, not {changed:?}"))?;
            for (id, to) in named {
                self.became(&id, after.instances.get(&id), to.as_ref())?;
            }
        }
        let made = after.instances.keys().filter(|id| !before.instances.contains_key(*id)).count();
        let wanted = step.creates.or(strict.then_some(0));
        check(wanted.is_none_or(|wanted| wanted == made), || format!("{wanted:?} are created, not {made}"))?;
        let new: Vec<&Value> = after.records.iter().skip(before.records.len()).collect();
        check(step.records.is_none_or(|wanted| wanted == new.len()), || format!("records: {new:?}"))?;
        let refused = |record: &&Value| {
            record.get("Refused").is_some()
                && record["Act"].as_str().is_some_and(|act| act.starts_with("DeleteInstance"))
        };
        check(!strict || step.status == 200 || new.iter().all(refused), || format!("recorded: {new:?}"))
    }

    fn became(&self, id: &str, after: Option<&Value>, to: Option<&BTreeMap<String, Value>>) -> Checked {
        let Some(to) = to else { return check(after.is_none(), || format!("{id} is still there")) };
        let Some(after) = after else { return Err(format!("{id} is gone")) };
        to.iter().try_for_each(|(at, wanted)| {
            check(after.pointer(at) == Some(&self.filled(wanted)), || format!("{id}{at} {wanted} expected: {after}"))
        })
    }

    fn text(&self, text: &str) -> String {
        self.filled(&json!(text)).as_str().unwrap_or_default().to_owned()
    }
}

fn check(holds: bool, why: impl FnOnce() -> String) -> Checked {
    if holds { Ok(()) } else { Err(why()) }
}

/// Checks that every response has a `RequestId`, and that every refusal, and no other, has host, code, message and where to read more.
fn well_formed(status: u16, body: &Value) -> Checked {
    let says = |name: &str| body.get(name).and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    check(says("RequestId"), || "no RequestId".into())?;
    let errors = ["HostId", "Code", "Message", "Recommend"];
    check(errors.iter().all(|name| says(name) == (status != 200)), || format!("{errors:?} are what a refusal has"))
}
