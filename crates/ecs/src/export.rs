//! The export: the world as JSON text, to keep and to share: `{"latch": 1, "Now", "Seed", "Account", "Instances", …}`
//! (docs/rules.md#export). Fields that only Latch needs, to restore the world exactly, are under `Latch`.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{
    instance_json::{
        self,
        came::{Came, IN_EXPORT},
    },
    iso,
};
use latch_rules::{
    Happened, Instance, Ordinal, Outcome, Record, World,
    instance::Tag,
    scaling::ScalingGroup,
    time::{Clock, UnixMillis},
};

/// The version of the export format.
pub const VERSION: u64 = 1;

/// Numbers above this are written as texts: JavaScript would round them.
const EXACT_IN_JAVASCRIPT: u64 = 1 << 53;

/// Whether a text begins as an export does. Cheap: reads no more than its beginning.
#[must_use]
pub fn is_export(text: &str) -> bool {
    let start = text.trim_start_matches('\u{feff}').trim_start().strip_prefix('{').unwrap_or_default();
    start.trim_start().starts_with("\"latch\"")
}

/// The export of the world at `now` on the virtual clock. On a read-only page, events that are due have not been carried out. The exported
/// `Now` is then just before the first of them: an import refuses dates that have passed.
#[must_use]
pub fn world(world: &World, now: UnixMillis) -> String {
    let now = world.next_due().map_or(now, |due| now.min(due.plus(-1))).max(iso::FIRST);
    let mut out = String::with_capacity(1_024 + world.live_count() * 1_600);
    out.push('{');
    field(&mut out, "latch", &json!(VERSION));
    field(&mut out, "Now", &json!(iso::exact(now)));
    field(&mut out, "Seed", &big(world.seed));
    field(&mut out, "Account", &account(world));
    field(&mut out, "Policy", &policy(&world.policy));
    field(&mut out, "Scenario", &json!(world.scenario));
    out.push_str("\"Instances\":{\"Instance\":[");
    lines(&mut out, world.live().map(row));
    out.push_str("]},\n\"ScalingGroups\":[");
    let mut members: HashMap<&str, Vec<&str>> = HashMap::new();
    for (_, instance) in world.live() {
        if let Some(member) = &instance.member {
            members.entry(&member.group).or_default().push(&instance.id);
        }
    }
    lines(&mut out, world.groups.values().map(|group| scaling_group(group, members.get(&*group.id))));
    out.push_str("],\n\"Released\":[");
    lines(&mut out, world.all().filter(|(_, instance)| !instance.is_live()).map(row));
    out.push_str("],\n\"Activity\":[");
    lines(&mut out, world.records.iter().map(|entry| record(world, entry)));
    out.push_str("],\n\"Latch\":");
    let own = json!({
        "IdsGiven": big(world.ids_given),
        "NextRecord": world.next_record,
        "NextOrdinal": world.next_ordinal(),
        "Clock": { "Rate": world.clock.rate, "Real": world.clock == Clock::real() },
    });
    out.push_str(&own.to_string());
    out.push('}');
    out
}

/// An instance with its ordinal (its place in the order of creation), by which records refer to it.
fn row((ordinal, instance): (Ordinal, &Instance)) -> Value {
    let mut shown = instance_json::write(instance);
    let tells_creation = shown.get("CreationTime").is_some();
    if let Some(latch) = shown.get_mut("Latch").and_then(Value::as_object_mut) {
        latch.insert("Ordinal".into(), json!(ordinal));
        if let Some(came) = Came::of(&instance.spec).for_export() {
            latch.insert(IN_EXPORT.into(), came);
        }
        if !tells_creation {
            latch.insert("CreationTime".into(), json!(iso::exact(instance.created_at)));
        }
    }
    shown
}

fn field(out: &mut String, name: &str, value: &Value) {
    out.push_str(&format!("{}:{value},\n", json!(name)));
}

/// Writes one value per line, so that two exports can be compared.
fn lines(out: &mut String, values: impl Iterator<Item = Value>) {
    for (n, value) in values.enumerate() {
        out.push_str(if n == 0 { "\n" } else { ",\n" });
        out.push_str(&value.to_string());
    }
}

fn big(number: u64) -> Value {
    if number <= EXACT_IN_JAVASCRIPT { json!(number) } else { json!(number.to_string()) }
}

fn account(world: &World) -> Value {
    let account = &world.account;
    let status = match account.overdue_since {
        None => "Normal",
        Some(_) if account.reclaiming => "OverdueReclaiming",
        Some(_) => "Overdue",
    };
    json!({
        "Status": status,
        "OverdueSince": account.overdue_since.map(iso::exact).unwrap_or_default(),
        "Latch": { "Reclaiming": account.reclaiming, "Released": account.released },
    })
}

/// The team's policy: an instance with one of these tags must have release protection.
fn policy(tags: &[Tag]) -> Value {
    tags.iter().map(|tag| json!({ "Key": tag.key, "Value": tag.value })).collect()
}

fn scaling_group(group: &ScalingGroup, members: Option<&Vec<&str>>) -> Value {
    json!({
        "ScalingGroupId": group.id,
        "CreationTime": iso::exact(group.created_at),
        "InstanceIds": members.map(Vec::as_slice).unwrap_or_default(),
        "Latch": { "Template": &*group.template },
    })
}

/// One record (R14), with the ids of the instances that it is about.
#[must_use]
pub fn record(world: &World, record: &Record) -> Value {
    let outcomes: Vec<Value> = record.outcomes.iter().map(|outcome| self::outcome(world, outcome)).collect();
    let mut shown = instance_json::object(vec![
        ("Number", json!(record.number)),
        ("Time", json!(iso::exact(record.at))),
        ("Actor", json!(record.actor)),
        ("Act", json!(record.act)),
        ("RequestId", json!(record.request_id)),
        ("Outcomes", json!(outcomes)),
    ]);
    if !record.unknown_ids.is_empty() {
        shown.insert("UnknownInstanceIds".into(), json!(record.unknown_ids));
    }
    if !record.parameters.is_empty() {
        shown.insert("Parameters".into(), json!(record.parameters));
    }
    if let Some(reason) = record.refused {
        shown.insert("Refused".into(), json!({ "Code": reason.code(), "Rule": reason.rule(), "Reason": reason }));
    }
    Value::Object(shown)
}

fn outcome(world: &World, outcome: &Outcome) -> Value {
    let ids: Vec<&str> = outcome.who.iter().filter_map(|o| world.any(o)).map(|instance| &*instance.id).collect();
    let (happened, because, rule) = match outcome.happened {
        Happened::Done => ("Done", Value::Null, ""),
        Happened::Released(because) => ("Released", json!(because), because.rule()),
        Happened::Kept(because) => ("Kept", json!(because), because.rule()),
        Happened::Stopped(because) => ("Stopped", json!(because), because.rule()),
        Happened::Removed(because) => ("Removed", json!(because), because.rule()),
        Happened::Refused(reason) => ("Refused", json!(reason), reason.rule()),
    };
    json!({
        "InstanceIds": ids,
        "DeletionProtection": outcome.protected,
        "Happened": happened,
        "Because": because,
        "Rule": rule,
        "Latch": { "Ordinals": outcome.who.runs().collect::<Vec<_>>() },
    })
}
