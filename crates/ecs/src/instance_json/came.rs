//! What an imported instance says otherwise than Latch would say it: kept with the fields that Latch has no place for, and said again for as
//! long as Latch knows nothing newer.
//!
//! All of it is one JSON object, `Spec::unknown`: the fields by their names; under `=` what came in the place of what Latch writes, with
//! the mark of that; under `-` which fields did not come. So a value that Latch has since changed is told as it is now, and what nobody
//! said is not stated. Of an object only the parts that differ are kept, each by its path (`VpcAttributes.NatIpAddress`): a fleet whose
//! instances all lack the same part keeps that once.

use std::{borrow::Cow, sync::Arc};

use serde_json::{Map, Value, json};

use super::{KNOWN, LOCK_REASONS, NEVER_EXPIRES};
use latch_rules::{Instance, ids::digest, instance::Spec};

const OTHERWISE: &str = "=";
const SILENT: &str = "-";
/// Where an export has it.
pub const IN_EXPORT: &str = "AsItCame";

/// Latch states these whatever came: they decide what it does.
pub const ALWAYS_OURS: [&str; 3] = ["AutoReleaseTime", "DeletionProtection", "InstanceId"];
/// Fields that are left unsaid where they did not come: all but those that Latch goes by, or that follow from what came. A bit for each in
/// this order is kept, so new ones come last, and the place of one that is always stated stays empty.
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
    // From here on what Latch only makes up.
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

/// The names of what Latch makes up, in the order of the alphabet.
pub const MADE_UP: &[&str] = MAY_BE_SILENT.split_at(28).1;

/// The kept parts of one instance.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Came {
    /// Fields that Latch has no place for.
    pub unknown: Map<String, Value>,
    /// By path: `[mark of what Latch wrote there, what came]`; without the second where nothing came.
    otherwise: Map<String, Value>,
    /// A bit for each of `MAY_BE_SILENT`.
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

    /// As it is kept; empty where there is nothing to keep.
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

    /// What an export adds so that all of it comes back; nothing where the row says it.
    #[must_use]
    pub fn for_export(&self) -> Option<Value> {
        let aside = self.aside();
        (!aside.is_empty()).then_some(Value::Object(aside))
    }

    /// What an export said of it.
    #[must_use]
    pub fn from_export(value: Value) -> Self {
        let Value::Object(aside) = value else { return Self::default() };
        let mut came = Self::split(aside);
        came.unknown.clear();
        came.otherwise.retain(|path, entry| !ALWAYS_OURS.contains(&field_of(path)) && entry.is_array());
        came
    }

    /// All that did not come is Latch's own to say.
    pub fn forget_silence(&mut self) {
        self.silent = 0;
    }

    /// Nothing came by the names that are not there.
    pub fn keep_silent(&mut self, is_there: impl Fn(&str) -> bool) {
        let is_silent = |name: &str| !name.is_empty() && !is_there(name);
        self.silent = MAY_BE_SILENT.iter().rev().fold(0, |bits, name| bits << 1 | u64::from(is_silent(name)));
    }

    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.silent != 0
    }

    /// Whether nothing came by this name.
    fn is_silent_on(&self, name: &str) -> bool {
        MAY_BE_SILENT.iter().position(|known| *known == name).is_some_and(|place| self.silent >> place & 1 == 1)
    }

    /// `came` was said in the field `name`, where Latch writes `written`.
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

    /// What is told where Latch writes `written`.
    #[must_use]
    pub fn told<'a>(&self, name: &str, written: &'a Value) -> Cow<'a, Value> {
        let mut told = Cow::Borrowed(written);
        for (path, entry) in self.otherwise.iter().filter(|(path, _)| field_of(path) == name) {
            say_instead(path, entry.clone(), told.to_mut());
        }
        told
    }

    /// A field of an instance is told so, for as long as Latch writes there what it would now.
    pub fn keep_instead(instance: &mut Instance, name: &str, told: Value) {
        let Some((_, write)) = KNOWN.iter().find(|(known, _)| *known == name) else { return };
        let written = write(instance);
        let mut came = Self::of(&instance.spec);
        came.instead(name, &written, told);
        Arc::make_mut(&mut instance.spec).unknown = came.to_text();
    }

    /// Says it all over what Latch writes, and what Latch makes up of the rest.
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

    /// The addresses that came by the field or part of that path, however they are wrapped.
    fn addresses_said(&self, path: &str) -> Vec<&str> {
        // The part itself, what it is in, or what is in it.
        let kept = self.otherwise.iter().find_map(|(kept, entry)| {
            let below = path.strip_prefix(kept.as_str()).or_else(|| kept.starts_with(path).then_some(""))?;
            part_of(entry.get(1)?, below)
        });
        let (field, below) = path.split_at(field_of(path).len());
        kept.or_else(|| part_of(self.unknown.get(field)?, below)).map(addresses).unwrap_or_default()
    }
}

/// The field that a path leads into.
fn field_of(path: &str) -> &str {
    path.split('.').next().unwrap_or_default()
}

/// What is in a value by `.part.part`.
fn part_of<'a>(value: &'a Value, below: &str) -> Option<&'a Value> {
    below.split('.').filter(|part| !part.is_empty()).try_fold(value, |value, part| value.get(part))
}

/// Whether two objects can be told apart part by part. Locks have a rule of their own.
fn has_paths(path: &str, written: &Map<String, Value>, came: &Map<String, Value>) -> bool {
    path != "OperationLocks" && written.keys().chain(came.keys()).all(|part| !part.is_empty() && !part.contains('.'))
}

/// Says what came over what Latch writes now, if that is still so there. `now`: the value of the field.
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

/// Short: what it tells apart are the values that one field had.
fn mark(written: &Value) -> Value {
    json!(format!("{:08x}", digest(&written.to_string()) as u32))
}

/// Whether a value says no more than that nothing was said.
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

/// The locks as they came, without those that are lifted, with those that are new.
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

/// Lays `above` over `below`: objects grow into each other, lists are joined, everything else is replaced.
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

/// The fields that Latch has no place for, as JSON; empty where there are none.
#[must_use]
pub fn unknown_fields(spec: &Spec) -> String {
    let unknown = Came::of(spec).unknown;
    if unknown.is_empty() { String::new() } else { Value::Object(unknown).to_string() }
}

/// Whether there are any.
#[must_use]
pub fn has_unknown_fields(spec: &Spec) -> bool {
    !spec.unknown.is_empty() && !Came::of(spec).unknown.is_empty()
}

/// The same text without the fields that Latch has no place for: what the known ones said is little and is seen.
#[must_use]
pub fn without_unknown(spec: &Spec) -> Box<str> {
    Came { unknown: Map::new(), ..Came::of(spec) }.to_text()
}

/// `IoOptimized`; nothing where it is not known. Latch makes none that is not.
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

/// Which addresses an instance has by one field: `InnerIpAddress`, `PrivateIpAddress`, `PublicIpAddress`.
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
