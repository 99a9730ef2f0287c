//! Acts of the simulation, for scripts: `(act, params)` becomes a command, and its outcome for each instance becomes JSON
//! (docs/rules.md#the-bridge). The rules decide the outcome.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{
    Response,
    operations::new_instances,
    params::{Params, malformed},
};
use crate::instance_json::{object, spelled, spelling};
use latch_rules::{Answer, Command, Happened, Outcome, Reason, Refusal, World, command::SecurityEffect};

const EFFECTS: [(&str, SecurityEffect); 4] = [
    ("stop", SecurityEffect::Stop),
    ("release", SecurityEffect::Release),
    ("lock", SecurityEffect::Lock),
    ("unlock", SecurityEffect::Unlock),
];

/// The word for an effect.
pub(super) fn effect(effect: SecurityEffect) -> &'static str {
    spelling(&EFFECTS, &effect)
}

/// Every act.
pub const ACTS: [&str; 11] = [
    "AccountOverdue",
    "AccountSettled",
    "SecurityViolation",
    "CreateScalingGroup",
    "AttachInstances",
    "ScaleOut",
    "SetInstancesProtection",
    "ScaleIn",
    "RemoveInstances",
    "SpotReclaim",
    "SetPolicy",
];

/// Parses an act.
///
/// # Errors
/// `UnknownAction`, or the parameter that is missing or malformed.
pub fn parse(act: &str, params: &Value) -> Result<Command, Refusal> {
    let params = &Params::read(params)?;
    Ok(match act {
        "AccountOverdue" => Command::AccountOverdue,
        "AccountSettled" => Command::AccountSettled,
        "SecurityViolation" => {
            let effect = required(params, "Effect")?.to_ascii_lowercase();
            let effect = spelled(&EFFECTS, &effect).ok_or_else(|| malformed("Effect"))?;
            Command::SecurityViolation { id: required(params, "InstanceId")?.into(), effect }
        }
        "CreateScalingGroup" => Command::CreateScalingGroup { group: group(params)? },
        "AttachInstances" => Command::AttachInstances {
            group: group(params)?,
            ids: ids(params)?,
            entrusted: params.flag("Entrusted")?.unwrap_or(false),
        },
        "ScaleOut" => Command::ScaleOut { group: group(params)?, amount: amount(params)? },
        "SetInstancesProtection" => Command::SetInstancesProtection {
            group: group(params)?,
            ids: ids(params)?,
            guarded: params
                .flag("ProtectedFromScaleIn")?
                .ok_or_else(|| Refusal::field(Reason::MissingParameter, "ProtectedFromScaleIn"))?,
        },
        "ScaleIn" => Command::ScaleIn { group: group(params)?, amount: amount(params)? },
        "RemoveInstances" => Command::RemoveInstances { group: group(params)?, ids: ids(params)? },
        "SetPolicy" => Command::SetPolicy { tags: new_instances::tags(params)? },
        "SpotReclaim" => Command::SpotReclaim { id: required(params, "InstanceId")?.into() },
        _ => return Err(Refusal::whole(Reason::UnknownAction)),
    })
}

fn required<'p>(params: &'p Params, name: &str) -> Result<&'p str, Refusal> {
    params.text(name).ok_or_else(|| Refusal::field(Reason::MissingParameter, name))
}

fn group(params: &Params) -> Result<Arc<str>, Refusal> {
    required(params, "ScalingGroupId").map(Arc::from)
}

fn ids(params: &Params) -> Result<Vec<Box<str>>, Refusal> {
    let ids = params.list("InstanceId")?.unwrap_or_default();
    if ids.is_empty() { Err(Refusal::field(Reason::MissingParameter, "InstanceId")) } else { Ok(ids) }
}

/// At least one. `u32::MAX`, which stands for a number out of range, is malformed: it must not mean "all".
fn amount(params: &Params) -> Result<u32, Refusal> {
    match params.number("Amount")? {
        None => Err(Refusal::field(Reason::MissingParameter, "Amount")),
        Some(0 | u32::MAX) => Err(malformed("Amount")),
        Some(amount) => Ok(amount),
    }
}

/// The outcome of an act: which instances were released, kept, stopped, removed or refused, and why. `world` is the world after the act.
#[must_use]
pub fn answer(act: &str, world: &World, result: &Result<Answer, Refusal>, request_id: &str) -> Response {
    let answer = match result {
        Ok(answer) => answer,
        Err(refusal) => return Response::refused(act, refusal, request_id),
    };
    let (outcomes, created): (&[Outcome], &[Box<str>]) = match answer {
        Answer::Outcomes(outcomes) => (outcomes, &[]),
        Answer::Created(ids) => (&[], ids),
        Answer::Done => (&[], &[]),
    };
    let mut released = Vec::new();
    let [mut kept, mut stopped, mut removed, mut refused, mut all] = [const { Vec::new() }; 5];
    for outcome in outcomes {
        let (name, because, rule) = why(outcome.happened);
        for instance in outcome.who.iter().filter_map(|ordinal| world.any(ordinal)) {
            let one = json!({ "InstanceId": instance.id, "Because": because, "Rule": rule });
            match outcome.happened {
                Happened::Done => {}
                Happened::Released(_) => released.push(json!(instance.id)),
                Happened::Kept(_) => kept.push(one),
                Happened::Stopped(_) => stopped.push(one),
                Happened::Removed(_) => removed.push(one),
                Happened::Refused(_) => refused.push(one),
            }
            all.push(json!({ "InstanceId": instance.id, "Outcome": name, "Because": because, "Rule": rule,
                "DeletionProtection": outcome.protected }));
        }
    }
    let body = object(vec![
        ("Created", json!(created)),
        ("Released", json!(released)),
        ("Kept", json!(kept)),
        ("Stopped", json!(stopped)),
        ("Removed", json!(removed)),
        ("Refused", json!(refused)),
        ("Outcomes", json!(all)),
    ]);
    Response::done(body, request_id)
}

fn why(happened: Happened) -> (&'static str, Value, &'static str) {
    match happened {
        Happened::Done => ("Done", Value::Null, ""),
        Happened::Released(because) => ("Released", json!(because), because.rule()),
        Happened::Kept(because) => ("Kept", json!(because), because.rule()),
        Happened::Stopped(because) => ("Stopped", json!(because), because.rule()),
        Happened::Removed(because) => ("Removed", json!(because), because.rule()),
        Happened::Refused(reason) => ("Refused", json!(reason.code()), reason.rule()),
    }
}

#[cfg(test)]
mod test {
    use serde_json::json;

    use super::{ACTS, parse};
    use latch_rules::{Command, Reason, command::SecurityEffect};

    #[test]
    fn every_act_is_understood() {
        let all =
            json!({ "ScalingGroupId": "asg-1", "InstanceId": ["i-1"], "Amount": 2, "ProtectedFromScaleIn": true });
        for act in ACTS {
            let given = match act {
                "SecurityViolation" => json!({ "InstanceId": "i-1", "Effect": "stop" }),
                "SpotReclaim" => json!({ "InstanceId": "i-1" }),
                _ => all.clone(),
            };
            assert!(parse(act, &given).is_ok(), "{act}");
        }
    }

    #[test]
    fn what_is_missing_or_malformed_is_refused() {
        let refused = |act, given| parse(act, &given).unwrap_err().reason;
        assert_eq!(refused("Explode", json!({})), Reason::UnknownAction);
        assert_eq!(refused("ScaleIn", json!({ "Amount": 1 })), Reason::MissingParameter);
        for amount in [json!(0), json!(-1), json!("x"), json!(99_999_999_999_u64)] {
            assert_eq!(
                refused("ScaleIn", json!({ "ScalingGroupId": "g", "Amount": amount })),
                Reason::MalformedParameter
            );
        }
        assert_eq!(
            refused("SecurityViolation", json!({ "InstanceId": "i", "Effect": "hug" })),
            Reason::MalformedParameter
        );
    }

    #[test]
    fn an_effect_is_a_word() {
        let command = parse("SecurityViolation", &json!({ "InstanceId": "i-1", "Effect": "Release" })).unwrap();
        assert_eq!(command, Command::SecurityViolation { id: "i-1".into(), effect: SecurityEffect::Release });
    }
}
