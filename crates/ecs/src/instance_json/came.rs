//! Keeps the imported values that Latch would write differently, and the fields that Latch has no place for. They are shown as they came,
//! until Latch has a newer value.
//!
//! All of it is one JSON object, `Spec::unknown`: unknown fields by their names; under `=` the values that came in place of what Latch
//! writes, each with a mark (a short digest) of what Latch writes; under `-` the fields that did not come. So a value that Latch has
//! changed since is shown as it is now, and a field that did not come is not shown. Of an object only the parts that differ are kept, each
//! by its path (`VpcAttributes.NatIpAddress`): a fleet whose instances all lack the same part keeps that once.

use std::{borrow::Cow, sync::Arc};

use serde_json::{Map, Value, json};

use super::{KNOWN, LOCK_REASONS, NEVER_EXPIRES};
use latch_rules::{Instance, ids::digest, instance::Spec};

const OTHERWISE: &str = "=";
const SILENT: &str = "-";
/// The field under `Latch` in which an export has the parts `=` and `-`.
pub const IN_EXPORT: &str = "AsItCame";

/// Latch always writes these fields itself, whatever came: they decide what it does.
pub const ALWAYS_OURS: [&str; 3] = ["AutoReleaseTime", "DeletionProtection", "InstanceId"];
/// Fields that are not shown if they did not come: all but those that Latch acts on or derives from others. One bit for each is kept, in
/// this order, so new fields go last, and the entry of a field that is now always shown stays empty.
pub const MAY_BE_SILENT: [&str; 48] = [
    "",
    "Cpu",
    "CreationTime",
    "Description",
    "EipAddress",
    "ExpiredTime",
    "GPUAmount",
    "GPUSpec",
    "HostName",
    "ImageId",
    "InstanceType",
    "InternetChargeType",
    "InternetMaxBandwidthIn",
    "InternetMaxBandwidthOut",
    "KeyPairName",
    "Memory",
    "OSName",
    "OSType",
    "",
    "PublicIpAddress",
    "ResourceGroupId",
    "SecurityGroupIds",
    "SpotPriceLimit",
    "StartTime",
    "StoppedMode",
    "Tags",
    "VpcAttributes",
    "ZoneId",
    // From here on: fields that Latch only makes up.
    "ClusterId",
    "CpuOptions",
    "CreditSpecification",
    "DedicatedHostAttribute",
    "DedicatedInstanceAttribute",
    "DeploymentSetId",
    "DeviceAvailable",
    "EcsCapacityReservationAttr",
    "HpcClusterId",
    "InnerIpAddress",
    "IoOptimized",
    "MetadataOptions",
    "NetworkInterfaces",
    "OSNameEn",
    "Recyclable",
    "SaleCycle",
    "SerialNumber",
    "SpotDuration",
    "SpotInterruptionBehavior",
    "VlanId",
];

/// The fields that Latch makes up, in alphabetical order.
pub const MADE_UP: &[&str] = MAY_BE_SILENT.split_at(28).1;

/// The kept parts of one instance.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Came {
    /// Fields that Latch has no place for.
    pub unknown: Map<String, Value>,
    /// By path: `[mark of what Latch wrote there, what came]`, or only the mark if nothing came.
    otherwise: Map<String, Value>,
    /// One bit for each of `MAY_BE_SILENT`: 1 if the field did not come.
    silent: u64,
}

impl Came {
    #[must_use]
    pub fn of(spec: &Spec) -> Self {
        if spec.unknown.is_empty() {
            return Self::default();
        }
        Self::split(serde_json::from_str(&spec.unknown).unwrap_or_default())
    }

    fn split(mut unknown: Map<String, Value>) -> Self {
        let otherwise = match unknown.remove(OTHERWISE) {
            Some(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        let silent = unknown.remove(SILENT);
        let silent =
            silent.as_ref().and_then(Value::as_str).and_then(|bits| u64::from_str_radix(bits, 16).ok()).unwrap_or(0);
        Self { unknown, otherwise, silent }
    }

    /// The text of `Spec::unknown`; empty if there is nothing to keep.
    #[must_use]
    pub fn to_text(&self) -> Box<str> {
        let mut all = self.unknown.clone();
        all.extend(self.aside());
        if all.is_empty() { Box::default() } else { Value::Object(all).to_string().into() }
    }

    fn aside(&self) -> Map<String, Value> {
        let mut aside = Map::new();
        if !self.otherwise.is_empty() {
            aside.insert(OTHERWISE.into(), Value::Object(self.otherwise.clone()));
        }
        if self.silent != 0 {
            aside.insert(SILENT.into(), json!(format!("{:x}", self.silent)));
        }
        aside
    }

    /// What an export adds so that everything can be restored; `None` if the row itself is enough.
    #[must_use]
    pub fn for_export(&self) -> Option<Value> {
        let aside = self.aside();
        (!aside.is_empty()).then_some(Value::Object(aside))
    }

    /// Reads what `for_export` wrote.
    #[must_use]
    pub fn from_export(value: Value) -> Self {
        let Value::Object(aside) = value else { return Self::default() };
        let mut came = Self::split(aside);
        came.unknown.clear();
        came.otherwise.retain(|path, entry| !ALWAYS_OURS.contains(&field_of(path)) && entry.is_array());
        came
    }

    /// Forgets which fields did not come: Latch shows them all.
    pub fn forget_silence(&mut self) {
        self.silent = 0;
    }

    /// Marks the fields that did not come. `is_there` tells whether a field came.
    pub fn keep_silent(&mut self, is_there: impl Fn(&str) -> bool) {
        let is_silent = |name: &str| !name.is_empty() && !is_there(name);
        self.silent = MAY_BE_SILENT.iter().rev().fold(0, |bits, name| bits << 1 | u64::from(is_silent(name)));
    }

    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.silent != 0
    }

    /// Whether the field did not come.
    fn is_silent_on(&self, name: &str) -> bool {
        MAY_BE_SILENT.iter().position(|known| *known == name).is_some_and(|place| self.silent >> place & 1 == 1)
    }

    /// Keeps that the field `name` came as `came`, while Latch writes `written`.
    pub fn instead(&mut self, name: &str, written: &Value, came: Value) {
        self.otherwise.retain(|path, _| field_of(path) != name);
        self.keep_difference(name, written, came);
    }

    fn keep_difference(&mut self, path: &str, written: &Value, came: Value) {
        let (parts, mut came) = match (written, came) {
            (Value::Object(parts), Value::Object(came)) if has_paths(path, parts, &came) => (parts, came),
            (_, came) => return drop(self.otherwise.insert(path.to_owned(), json!([mark(written), came]))),
        };
        for (part, written) in parts {
            let path = format!("{path}.{part}");
            match came.remove(part) {
                None => drop(self.otherwise.insert(path, json!([mark(written)]))),
                Some(same) if same == *written => {}
                Some(other) => self.keep_difference(&path, written, other),
            }
        }
        for (part, more) in came {
            self.keep_difference(&format!("{path}.{part}"), &Value::Null, more);
        }
    }

    /// The value that is shown for the field `name` if Latch writes `written`.
    #[must_use]
    pub fn told<'a>(&self, name: &str, written: &'a Value) -> Cow<'a, Value> {
        let mut told = Cow::Borrowed(written);
        for (path, entry) in self.otherwise.iter().filter(|(path, _)| field_of(path) == name) {
            say_instead(path, entry.clone(), told.to_mut());
        }
        told
    }

    /// Shows a field of an instance as `told`, for as long as Latch would write the same value there as now.
    pub fn keep_instead(instance: &mut Instance, name: &str, told: Value) {
        let Some((_, write)) = KNOWN.iter().find(|(known, _)| *known == name) else { return };
        let written = write(instance);
        let mut came = Self::of(&instance.spec);
        came.instead(name, &written, told);
        Arc::make_mut(&mut instance.spec).unknown = came.to_text();
    }

    /// Puts all kept values over the fields that Latch wrote, and adds the made-up fields that are still missing.
    pub fn lay_over(mut self, fields: &mut Map<String, Value>, made_up: Map<String, Value>) {
        for (path, entry) in std::mem::take(&mut self.otherwise) {
            if let Some(now) = fields.get_mut(field_of(&path)) {
                say_instead(&path, entry, now);
            }
        }
        fields.retain(|name, value| !(says_nothing(name, value) && self.is_silent_on(name)));
        for (name, value) in std::mem::take(&mut self.unknown) {
            overlay(fields.entry(name).or_insert(Value::Null), value);
        }
        for (name, value) in made_up {
            if !self.is_silent_on(&name) {
                fields.entry(name).or_insert(value);
            }
        }
    }

    /// The addresses that came in the field or part at `path`, however they are wrapped.
    fn addresses_said(&self, path: &str) -> Vec<&str> {
        // An entry for the part itself, for an object around it, or for something inside it.
        let kept = self.otherwise.iter().find_map(|(kept, entry)| {
            let below = path.strip_prefix(kept.as_str()).or_else(|| kept.starts_with(path).then_some(""))?;
            part_of(entry.get(1)?, below)
        });
        let (field, below) = path.split_at(field_of(path).len());
        kept.or_else(|| part_of(self.unknown.get(field)?, below)).map(addresses).unwrap_or_default()
    }
}

/// The field in which a path begins.
fn field_of(path: &str) -> &str {
    path.split('.').next().unwrap_or_default()
}

/// The part of a value at the path `below`: `.part.part`.
fn part_of<'a>(value: &'a Value, below: &str) -> Option<&'a Value> {
    below.split('.').filter(|part| !part.is_empty()).try_fold(value, |value, part| value.get(part))
}

/// Whether two objects can be compared part by part. Locks have their own rule (`locks`).
fn has_paths(path: &str, written: &Map<String, Value>, came: &Map<String, Value>) -> bool {
    path != "OperationLocks" && written.keys().chain(came.keys()).all(|part| !part.is_empty() && !part.contains('.'))
}

/// Replaces what Latch writes by what came, if Latch still writes the same value there. `now`: the value of the field.
fn say_instead(path: &str, entry: Value, now: &mut Value) {
    let Value::Array(entry) = entry else { return };
    let mut entry = entry.into_iter();
    let (Some(written), came) = (entry.next(), entry.next()) else { return };
    let Some((whole, part)) = path.rsplit_once('.') else {
        match came {
            Some(came) if path == "OperationLocks" => *now = locks(now, came),
            Some(came) if written == mark(now) => *now = came,
            _ => {}
        }
        return;
    };
    let mut below = whole.split('.').skip(1);
    let Some(Value::Object(parts)) = below.try_fold(now, |value, part| value.get_mut(part)) else { return };
    if written == mark(parts.get(part).unwrap_or(&Value::Null)) {
        match came {
            Some(came) => drop(parts.insert(part.to_owned(), came)),
            None => drop(parts.remove(part)),
        }
    }
}

/// A short digest of a value: it only has to distinguish the values that one field has had.
fn mark(written: &Value) -> Value {
    json!(format!("{:08x}", digest(&written.to_string()) as u32))
}

/// Whether a value carries no information, so that the field need not be shown if it did not come.
fn says_nothing(name: &str, value: &Value) -> bool {
    match (name, value) {
        // Never changed by Latch.
        ("Cpu" | "CreationTime" | "Memory" | "OSName" | "OSType", _) => true,
        ("ExpiredTime", Value::String(text)) => text == NEVER_EXPIRES,
        ("StoppedMode", Value::String(text)) => text != "StopCharging",
        (_, value) => is_blank(value),
    }
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(flag) => !flag,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.iter().all(is_blank),
        Value::Object(fields) => fields.values().all(is_blank),
    }
}

/// The locks as they came, without those that were lifted since, and with those that are new.
fn locks(now: &Value, came: Value) -> Value {
    let mut present: Vec<Value> = now.get("LockReason").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut kept = Vec::new();
    for entry in lock_entries(&came) {
        let reason = lock_reason(entry);
        let is_ours = LOCK_REASONS.iter().any(|(known, _)| known.eq_ignore_ascii_case(reason));
        let place = present.iter().position(|lock| lock_reason(lock).eq_ignore_ascii_case(reason));
        if let Some(place) = place {
            present.remove(place);
        }
        if place.is_some() || !is_ours {
            kept.push(entry.clone());
        }
    }
    kept.append(&mut present);
    match came {
        Value::Object(mut fields) => {
            if fields.contains_key("LockReason") || !kept.is_empty() {
                fields.insert("LockReason".into(), Value::Array(kept));
            }
            Value::Object(fields)
        }
        Value::Array(_) => Value::Array(kept),
        other if kept.is_empty() => other,
        _ => json!({ "LockReason": kept }),
    }
}

/// The locks of `OperationLocks`, however they are wrapped.
pub fn lock_entries(value: &Value) -> &[Value] {
    match value {
        Value::Object(fields) => fields.get("LockReason").map_or(&[], lock_entries),
        Value::Array(list) => list,
        _ => &[],
    }
}

pub fn lock_reason(entry: &Value) -> &str {
    entry.get("LockReason").unwrap_or(entry).as_str().unwrap_or_default()
}

/// Lays `above` over `below`: objects are merged, lists are joined, everything else is replaced.
fn overlay(below: &mut Value, above: Value) {
    match (below, above) {
        (Value::Object(below), Value::Object(above)) => {
            for (name, value) in above {
                overlay(below.entry(name).or_insert(Value::Null), value);
            }
        }
        (Value::Array(below), Value::Array(above)) => below.extend(above),
        (below, above) => *below = above,
    }
}

// ---- what is asked of it ------------------------------------------------------------------------------------------------

/// The fields that Latch has no place for, as JSON; empty if there are none.
#[must_use]
pub fn unknown_fields(spec: &Spec) -> String {
    let unknown = Came::of(spec).unknown;
    if unknown.is_empty() { String::new() } else { Value::Object(unknown).to_string() }
}

/// Whether there are fields that Latch has no place for.
#[must_use]
pub fn has_unknown_fields(spec: &Spec) -> bool {
    !spec.unknown.is_empty() && !Came::of(spec).unknown.is_empty()
}

/// The text of `Spec::unknown` without the fields that Latch has no place for. Values that came for known fields stay: they are short, and
/// shown.
#[must_use]
pub fn without_unknown(spec: &Spec) -> Box<str> {
    Came { unknown: Map::new(), ..Came::of(spec) }.to_text()
}

/// The value of `IoOptimized`; `None` if it is not known. Every instance that Latch creates is I/O optimized.
#[must_use]
pub fn io_optimized(instance: &Instance) -> Option<bool> {
    if instance.spec.unknown.is_empty() {
        return Some(true);
    }
    let came = Came::of(&instance.spec);
    match came.unknown.get("IoOptimized") {
        Some(Value::Bool(flag)) => Some(*flag),
        Some(Value::String(text)) => match text.to_ascii_lowercase().as_str() {
            "true" | "optimized" => Some(true),
            "false" | "none" => Some(false),
            _ => None,
        },
        Some(_) => None,
        None if came.is_silent_on("IoOptimized") => None,
        None => Some(true),
    }
}

/// The addresses that an instance has in one field: `InnerIpAddress`, `PrivateIpAddress`, `PublicIpAddress`.
#[must_use]
pub fn addresses_of(instance: &Instance, field: &str) -> Vec<String> {
    let own = match field {
        "PrivateIpAddress" => &*instance.private_ip,
        "PublicIpAddress" => &*instance.public_ip,
        _ => "",
    };
    let mut all: Vec<String> = Some(own).filter(|own| !own.is_empty()).map(ToOwned::to_owned).into_iter().collect();
    if !instance.spec.unknown.contains(field) && !instance.spec.unknown.contains("VpcAttributes") {
        return all;
    }
    let came = Came::of(&instance.spec);
    let said = match field {
        "PrivateIpAddress" => came.addresses_said("VpcAttributes.PrivateIpAddress"),
        field => came.addresses_said(field),
    };
    for address in said {
        if all.iter().all(|known| known != address) {
            all.push(address.to_owned());
        }
    }
    all
}

/// The addresses in `{"IpAddress": […]}`, a list or a text.
pub fn addresses(value: &Value) -> Vec<&str> {
    match value {
        Value::Object(fields) => fields.get("IpAddress").map(addresses).unwrap_or_default(),
        Value::Array(list) => list.iter().filter_map(Value::as_str).filter(|text| !text.is_empty()).collect(),
        Value::String(text) if !text.is_empty() => vec![text],
        _ => Vec::new(),
    }
}
