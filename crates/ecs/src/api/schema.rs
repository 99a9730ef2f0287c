//! The parameters of an operation, as a form needs them: wire name, kind, range, whether it is required (docs/ecs.md). They are part of
//! its descriptor: those that Latch acts on or checks, and `beyond` these, the others that ECS accepts. Names that ECS does not have are
//! ignored, as ECS ignores them. A parameter only describes: the operation itself checks a call.

mod beyond;

pub use beyond::not_simulated;
pub(super) use beyond::{FALSE, NEVER, Refused};

use super::operations;

/// The kind of value that a parameter takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Text,
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Number {
        least: u32,
        most: u32,
    },
    /// A number with a fraction.
    Decimal,
    Choice(&'static [&'static str]),
    /// An instant in UTC.
    Time,
    /// A text that holds a JSON list of texts.
    JsonList,
    /// A text that is never shown or kept (R16).
    Secret,
}

/// One parameter of an operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Parameter {
    /// As on the wire; `N` stands for the number in a list: `InstanceId.N`, `Tag.N.Key`.
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
    /// The most entries of the list; 0 if the parameter is not a list.
    pub entries: u32,
}

impl Parameter {
    /// Whether it is given as `Name.1`, `Name.2`, …
    #[must_use]
    pub fn is_list(&self) -> bool {
        self.entries > 0
    }

    /// The name of its list, which stands before the number: `Tag` of `Tag.N.Key`. Empty if the parameter is not in a list.
    #[must_use]
    pub fn list(&self) -> &'static str {
        self.name.split_once(".N").map_or("", |(list, _)| list)
    }

    /// The name with its number: `Tag.2.Key`.
    #[must_use]
    pub fn numbered(&self, number: usize) -> String {
        match self.name.split_once(".N") {
            Some((list, part)) => format!("{list}.{number}{part}"),
            None => self.name.to_owned(),
        }
    }

    /// The number in a numbered name: 2 for `Tag.2.Key` if this is `Tag.N.Key`. `None` for the name of another parameter.
    #[must_use]
    pub fn number_in(&self, name: &str) -> Option<u32> {
        let (list, part) = self.name.split_once(".N")?;
        list_number(list, name, part)
    }

    pub(super) const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    pub(super) const fn list_of(self, entries: u32) -> Self {
        Self { entries, ..self }
    }
}

pub(super) const fn of(name: &'static str, kind: Kind) -> Parameter {
    Parameter { name, kind, required: false, entries: 0 }
}

pub(super) const fn text(name: &'static str) -> Parameter {
    of(name, Kind::Text)
}

pub(super) const fn flag(name: &'static str) -> Parameter {
    of(name, Kind::Flag)
}

pub(super) const fn number(name: &'static str, least: u32, most: u32) -> Parameter {
    of(name, Kind::Number { least, most })
}

pub(super) const fn choice(name: &'static str, among: &'static [&'static str]) -> Parameter {
    of(name, Kind::Choice(among))
}

pub(super) const fn json_list(name: &'static str) -> Parameter {
    of(name, Kind::JsonList)
}

/// The parameters of an action, in the order to show them; empty for an unknown action.
#[must_use]
pub fn parameters(action: &str) -> &'static [Parameter] {
    operations::find(action).map_or(&[], |operation| operation.parameters)
}

/// The number in a name of a list: 2 for `Tag.2.Key` if the list is `Tag` and the part `.Key`.
fn list_number(list: &str, name: &str, part: &str) -> Option<u32> {
    let digits = name.strip_prefix(list)?.strip_prefix('.')?.strip_suffix(part)?;
    digits.parse().ok().filter(|number: &u32| *number > 0 && number.to_string() == digits)
}

/// Whether the action has a parameter of this name in ECS, even if Latch ignores or refuses it: `Tag.2.Key` of RunInstances.
#[must_use]
pub fn is_parameter(action: &str, name: &str) -> bool {
    let is_it = |parameter: &Parameter| match parameter.kind {
        // A list has two forms: `InstanceIds` and `InstanceIds.1`.
        Kind::JsonList => list_number(parameter.name, name, "").is_some() || parameter.name == name,
        _ if parameter.is_list() => {
            parameter.number_in(name).is_some() || (parameter.name.ends_with(".N") && parameter.list() == name)
        }
        _ => parameter.name == name,
    };
    parameters(action).iter().any(is_it) || beyond::has(action, name)
}

/// Whether a name is not a parameter of the action but a misspelling of one: `instanceid.2` or `InstanceIds` for `InstanceId.2`. To ignore
/// it would be to leave out the instances that it names.
#[must_use]
pub fn is_misspelt(action: &str, name: &str) -> bool {
    if is_parameter(action, name) || is_envelope(name) {
        return false;
    }
    let meant = without_form(name);
    parameters(action).iter().any(|parameter| without_form(parameter.name) == meant)
}

/// Whether a name is one of the parameters that every request has about itself.
fn is_envelope(name: &str) -> bool {
    const ENVELOPE: [&str; 11] = [
        "AccessKeyId",
        "Action",
        "BearerToken",
        "Format",
        "SecurityToken",
        "Signature",
        "SignatureMethod",
        "SignatureNonce",
        "SignatureType",
        "SignatureVersion",
        "Version",
    ];
    ENVELOPE.contains(&name) || name.eq_ignore_ascii_case("Timestamp")
}

/// A name in lower case, without numbers and without the plural `s`.
fn without_form(name: &str) -> String {
    let mut parts = name.split('.').filter(|part| *part != "N" && !part.bytes().all(|byte| byte.is_ascii_digit()));
    let first = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let first = first.strip_suffix('s').unwrap_or(&first).to_owned();
    parts.fold(first, |name, part| name + "." + &part.trim().to_ascii_lowercase())
}

#[cfg(test)]
#[path = "schema/test.rs"]
mod test;
