//! One instance as it came: known fields by their position in `FIELDS`, the others by name. This module does not interpret fields.

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde_json::{Map, Value};

/// The fields that `read` uses, in alphabetical order. The names in a fleet are compared with these, not stored.
pub(super) const FIELDS: [&str; 38] = [
    "AutoReleaseTime",
    "Cpu",
    "CreationTime",
    "DeletionProtection",
    "Description",
    "EipAddress",
    "ExpiredTime",
    "GPUAmount",
    "GPUSpec",
    "HostName",
    "ImageId",
    "InstanceChargeType",
    "InstanceId",
    "InstanceName",
    "InstanceNetworkType",
    "InstanceType",
    "InstanceTypeFamily",
    "InternetChargeType",
    "InternetMaxBandwidthIn",
    "InternetMaxBandwidthOut",
    "KeyPairName",
    "Latch",
    "Memory",
    "OSName",
    "OSType",
    "OperationLocks",
    "PublicIpAddress",
    "RegionId",
    "ResourceGroupId",
    "SecurityGroupIds",
    "SpotPriceLimit",
    "SpotStrategy",
    "StartTime",
    "Status",
    "StoppedMode",
    "Tags",
    "VpcAttributes",
    "ZoneId",
];

/// The fields of one instance.
#[derive(Debug)]
pub struct Row {
    values: Vec<Option<Value>>,
    pub unknown: Map<String, Value>,
}

impl Default for Row {
    fn default() -> Self {
        Self { values: vec![None; FIELDS.len()], unknown: Map::new() }
    }
}

impl Row {
    /// A known field; `None` if it was not given.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(FIELDS.binary_search(&name).ok()?)?.as_ref()
    }

    /// The row with wire names, if it came as an object of an SDK (`JSON.stringify` of its answer). Any other row is unchanged.
    #[must_use]
    pub fn by_wire_names(self) -> Self {
        if self.get("InstanceId").is_some() || !self.unknown.contains_key("instanceId") {
            return self;
        }
        let mut row = Self { values: self.values, unknown: Map::new() };
        for (name, value) in self.unknown {
            row.set(wire_name(&name), by_wire_names(value));
        }
        row
    }

    /// Takes a known field out; `null` if it was not given.
    pub fn take(&mut self, name: &str) -> Value {
        let place = FIELDS.binary_search(&name).ok();
        place.and_then(|place| self.values.get_mut(place)?.take()).unwrap_or_default()
    }

    pub fn set(&mut self, name: String, value: Value) {
        match FIELDS.binary_search(&name.as_str()).ok().and_then(|place| self.values.get_mut(place)) {
            Some(slot) => *slot = Some(value),
            None => drop(self.unknown.insert(name, value)),
        }
    }
}

/// The name on the wire of a property of an SDK: `instanceId` is `InstanceId`.
#[must_use]
pub fn wire_name(property: &str) -> String {
    let mut letters = property.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

fn by_wire_names(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(name, value)| (wire_name(&name), by_wire_names(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(by_wire_names).collect()),
        other => other,
    }
}

enum Name {
    Known(usize),
    Unknown(String),
}

struct NameSeed;

impl<'de> DeserializeSeed<'de> for NameSeed {
    type Value = Name;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Name, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for NameSeed {
    type Value = Name;

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("a field name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Name, E> {
        Ok(match FIELDS.binary_search(&name) {
            Ok(place) => Name::Known(place),
            Err(_) => Name::Unknown(name.to_owned()),
        })
    }
}

struct RowVisitor;

impl<'de> Visitor<'de> for RowVisitor {
    type Value = Row;

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("an instance")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Row, A::Error> {
        let mut row = Row::default();
        while let Some(name) = fields.next_key_seed(NameSeed)? {
            let value = fields.next_value()?;
            match name {
                Name::Known(place) => {
                    if let Some(slot) = row.values.get_mut(place) {
                        *slot = Some(value);
                    }
                }
                Name::Unknown(name) => drop(row.unknown.insert(name, value)),
            }
        }
        Ok(row)
    }
}

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(RowVisitor)
    }
}

#[cfg(test)]
mod test {
    #[test]
    fn known_names_are_in_order() {
        assert!(super::FIELDS.is_sorted());
    }
}
