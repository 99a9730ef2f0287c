//! Turns a command into a step of a scenario, and back. A commit keeps its command as a step, so that a history can be played again, also
//! under other rules. Three kinds of step: `call`, which a script can send; `simulate`, an act of the simulation; `console`, which only the
//! console and the clock do. See docs/scenarios.md#steps.
//!
//! ```
//! use latch_ecs::api::step;
//! use latch_rules::{Command, Ordinals, World};
//!
//! let command = Command::ChangeReleaseProtection { who: Ordinals::range(0, 3), on: true };
//! let step = step::write(&command, &World::empty());
//! assert_eq!(step, serde_json::json!({ "console": "ChangeReleaseProtection", "Ordinals": [[0, 3]], "On": true }));
//! assert_eq!(step::read(&step), Ok(command));
//! ```

use serde_json::{Map, Value, json};

use super::{equivalent::Call, operations, params::malformed, simulate, writer::Writer};
use crate::{
    base64url,
    instance_json::{spelled, spelling},
    iso,
};
use latch_rules::{
    Command, Ordinals, Reason, Refusal, ReleasePlan, UnixMillis, World, bounds::MOST_PLACES, command::Power,
    instance::Tag, release_plan::When, time::Clock,
};

/// Sets of more runs than this are written as packed bytes.
const FEW_RUNS: usize = 16;

const POWERS: [(&str, Power); 3] = [("Start", Power::Start), ("Stop", Power::Stop), ("Reboot", Power::Reboot)];

/// The step of a command. `world` is the world before the command; it gives the regions of the instances that the command names.
#[must_use]
pub fn write(command: &Command, world: &World) -> Value {
    match command {
        Command::Once { token, fingerprint, command } => {
            // The token has the name of the action before it; see `Command::Once`.
            let token = token.split_once(':').map_or(&**token, |(_, token)| token);
            with(call(command, world, Some(token)), "fingerprint", json!(format!("{fingerprint:016x}")))
        }
        Command::ChangeReleaseProtection { who, on } => {
            json!({ "console": "ChangeReleaseProtection", "Ordinals": set(who), "On": on })
        }
        Command::ChangePowerOf { who, power } => {
            json!({ "console": "ChangePower", "Ordinals": set(who), "Power": spelling(&POWERS, power) })
        }
        Command::Release { plan } => release(plan),
        Command::PartlyLost { command, lost } => with(write(command, world), "Lost", reasons(lost)),
        Command::Rewind { to } => json!({ "console": "Rewind", "To": to }),
        Command::SetClock { clock: Clock { real_anchor, virtual_anchor, rate } } => {
            json!({ "console": "SetClock", "Real": real_anchor.0, "Time": iso::exact(*virtual_anchor), "Rate": rate })
        }
        Command::RunClock { real, ahead, rate } => {
            json!({ "console": "RunClock", "Real": real.0, "Ahead": ahead, "Rate": rate })
        }
        Command::GoTo { real, to } => json!({ "console": "GoTo", "Real": real.0, "Time": iso::exact(*to) }),

        Command::AccountOverdue => simulated("AccountOverdue", json!({})),
        Command::AccountSettled => simulated("AccountSettled", json!({})),
        Command::SecurityViolation { id, effect } => {
            simulated("SecurityViolation", json!({ "InstanceId": id, "Effect": simulate::effect(*effect) }))
        }
        Command::CreateScalingGroup { group } => simulated("CreateScalingGroup", json!({ "ScalingGroupId": &**group })),
        Command::AttachInstances { group, ids, entrusted } => simulated(
            "AttachInstances",
            json!({ "ScalingGroupId": &**group, "InstanceId": ids, "Entrusted": entrusted }),
        ),
        Command::ScaleOut { group, amount } => {
            simulated("ScaleOut", json!({ "ScalingGroupId": &**group, "Amount": amount }))
        }
        Command::SetInstancesProtection { group, ids, guarded } => simulated(
            "SetInstancesProtection",
            json!({ "ScalingGroupId": &**group, "InstanceId": ids, "ProtectedFromScaleIn": guarded }),
        ),
        Command::ScaleIn { group, amount } => {
            simulated("ScaleIn", json!({ "ScalingGroupId": &**group, "Amount": amount }))
        }
        Command::RemoveInstances { group, ids } => {
            simulated("RemoveInstances", json!({ "ScalingGroupId": &**group, "InstanceId": ids }))
        }
        Command::SpotReclaim { id } => simulated("SpotReclaim", json!({ "InstanceId": id })),
        Command::SetPolicy { tags } => simulated("SetPolicy", policy(tags)),

        // Every other command is that of an operation; a test tries them all.
        command => call(command, world, None),
    }
}

fn simulated(act: &str, params: Value) -> Value {
    json!({ "simulate": act, "params": params })
}

/// A command that is one call.
fn call(command: &Command, world: &World, token: Option<&str>) -> Value {
    let Some(Call { action, params, .. }) = operations::call(command, world).map(Writer::done) else {
        return Value::Null;
    };
    let token = token.map(|token| ("ClientToken".to_owned(), token.to_owned()));
    let params: Map<String, Value> =
        params.into_iter().chain(token).map(|(name, value)| (name, value.into())).collect();
    json!({ "call": action, "params": params })
}

/// An object with one member more.
fn with(mut object: Value, name: &str, value: Value) -> Value {
    if let Value::Object(members) = &mut object {
        members.insert(name.to_owned(), value);
    }
    object
}

/// The command of a step.
///
/// # Errors
/// `MalformedParameter` or `MissingParameter` with the member that is wrong, or the error of `parse` for the call.
pub fn read(step: &Value) -> Result<Command, Refusal> {
    let text = |name: &str| step.get(name).and_then(Value::as_str);
    let empty = Value::Object(Map::new());
    let params = step.get("params").unwrap_or(&empty);
    if let Some(action) = text("call") {
        let command = super::parse(action, params)?.command.ok_or_else(|| malformed("call"))?;
        return match (command, text("fingerprint")) {
            (Command::Once { token, command, .. }, Some(given)) => {
                let fingerprint = u64::from_str_radix(given, 16).map_err(|_| malformed("fingerprint"))?;
                Ok(Command::Once { token, fingerprint, command })
            }
            (command, _) => Ok(command),
        };
    }
    match (text("simulate"), text("console")) {
        (Some(act), _) => simulate::parse(act, params),
        (None, Some(act)) => read_console(act, &Members(step)),
        (None, None) => Err(Refusal::field(Reason::MissingParameter, "call")),
    }
}

// ---- what only the console and the clock do ---------------------------------------------------------------------------------

fn release(plan: &ReleasePlan) -> Value {
    let ReleasePlan { when, released, in_spite_of_protection, skipped, refused, loss, made_from: _ } = plan;
    let mut step = json!({ "console": "Release", "Released": set(released), "Skipped": set(skipped), "Loss": format!("{loss:016x}") });
    if let When::At(at) = when {
        step = with(step, "AutoReleaseTime", json!(at.map(iso::exact).unwrap_or_default()));
    }
    if !in_spite_of_protection.is_empty() {
        step = with(step, "InSpiteOfProtection", set(in_spite_of_protection));
    }
    if !refused.is_empty() {
        step = with(step, "Refused", reasons(refused));
    }
    step
}

fn read_console(act: &str, from: &Members) -> Result<Command, Refusal> {
    let command = match act {
        "ChangeReleaseProtection" => {
            Command::ChangeReleaseProtection { who: from.set("Ordinals")?, on: from.get("On", Value::as_bool)? }
        }
        "ChangePower" => {
            let power = from.get("Power", |power| spelled(&POWERS, power.as_str()?))?;
            Command::ChangePowerOf { who: from.set("Ordinals")?, power }
        }
        "Release" => Command::Release { plan: from.plan()? },
        "Rewind" => Command::Rewind { to: from.get("To", Value::as_u64)? },
        "SetClock" => {
            let clock =
                Clock { real_anchor: from.real()?, virtual_anchor: from.time("Time")?, rate: from.get("Rate", short)? };
            Command::SetClock { clock }
        }
        "RunClock" => {
            let rate = if from.has("Rate") { Some(from.get("Rate", short)?) } else { None };
            Command::RunClock { real: from.real()?, ahead: from.get("Ahead", Value::as_i64)?, rate }
        }
        "GoTo" => Command::GoTo { real: from.real()?, to: from.time("Time")? },
        _ => return Err(malformed("console")),
    };
    if !from.has("Lost") {
        return Ok(command);
    }
    Ok(Command::PartlyLost { command: Box::new(command), lost: from.reasons("Lost")? })
}

fn short(value: &Value) -> Option<u32> {
    value.as_u64().and_then(|number| u32::try_from(number).ok())
}

/// A set of ordinals: `[[first, length], …]`, or packed where that would be long.
fn set(who: &Ordinals) -> Value {
    if who.runs().nth(FEW_RUNS).is_some() {
        return json!(base64url::encode(&who.to_bytes()));
    }
    who.runs().map(|(first, length)| json!([first, length])).collect()
}

fn read_set(value: &Value) -> Option<Ordinals> {
    let set = match value {
        Value::String(packed) => Ordinals::from_bytes(&base64url::decode(packed)?)?,
        Value::Array(runs) => {
            let run = |run: &Value| Some((short(run.get(0)?)?, short(run.get(1)?)?));
            Ordinals::from_runs(runs.iter().map(run).collect::<Option<Vec<_>>>()?)?
        }
        _ => return None,
    };
    (set.end() <= MOST_PLACES).then_some(set)
}

fn reasons(all: &[(Reason, Ordinals)]) -> Value {
    all.iter().map(|(reason, who)| json!({ "Reason": reason, "Ordinals": set(who) })).collect()
}

/// The members of a `console` step.
struct Members<'a>(&'a Value);

impl Members<'_> {
    fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| !value.is_null())
    }

    fn get<T>(&self, name: &str, read: impl FnOnce(&Value) -> Option<T>) -> Result<T, Refusal> {
        let value = self.0.get(name).ok_or_else(|| Refusal::field(Reason::MissingParameter, name))?;
        read(value).ok_or_else(|| malformed(name))
    }

    fn set(&self, name: &str) -> Result<Ordinals, Refusal> {
        self.get(name, read_set)
    }

    fn time(&self, name: &str) -> Result<UnixMillis, Refusal> {
        self.get(name, |time| iso::parse_exact(time.as_str()?))
    }

    fn real(&self) -> Result<UnixMillis, Refusal> {
        self.get("Real", Value::as_i64).map(UnixMillis)
    }

    fn reasons(&self, name: &str) -> Result<Vec<(Reason, Ordinals)>, Refusal> {
        let one = |one: &Value| {
            let reason = serde::Deserialize::deserialize(one.get("Reason")?).ok()?;
            Some((reason, read_set(one.get("Ordinals")?)?))
        };
        self.get(name, |all| all.as_array()?.iter().map(one).collect())
    }

    fn plan(&self) -> Result<ReleasePlan, Refusal> {
        let when = match self.0.get("AutoReleaseTime").and_then(Value::as_str) {
            None => When::Now,
            Some("") => When::At(None),
            Some(_) => When::At(Some(self.time("AutoReleaseTime")?)),
        };
        let set_or_none = |name| if self.has(name) { self.set(name) } else { Ok(Ordinals::default()) };
        Ok(ReleasePlan {
            when,
            released: self.set("Released")?,
            in_spite_of_protection: set_or_none("InSpiteOfProtection")?,
            skipped: self.set("Skipped")?,
            refused: if self.has("Refused") { self.reasons("Refused")? } else { Vec::new() },
            loss: self.get("Loss", |loss| u64::from_str_radix(loss.as_str()?, 16).ok())?,
            made_from: None,
        })
    }
}

fn policy(tags: &[Tag]) -> Value {
    (1..)
        .zip(tags)
        .flat_map(|(number, tag)| {
            [(format!("Tag.{number}.Key"), json!(tag.key)), (format!("Tag.{number}.Value"), json!(tag.value))]
        })
        .collect::<Map<String, Value>>()
        .into()
}
