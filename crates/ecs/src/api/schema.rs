//! The parameters of each operation, as a form needs them: name on the wire, kind, range, whether it must be there
//! (docs/ecs.md). Holds those that Latch acts upon or checks; `beyond` has what ECS takes besides. Names that ECS does not have are ignored,
//! as ECS ignores them. Decides nothing: the operation itself says what is wrong with a call.

mod actions;
mod beyond;

pub use beyond::not_simulated;

/// What a parameter takes.
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
    /// How many entries the list may have; 0 where it is none.
    pub entries: u32,
}

impl Parameter {
    /// Whether it is given as `Name.1`, `Name.2`, …
    #[must_use]
    pub fn is_list(&self) -> bool {
        self.entries > 0
    }

    /// The list that it belongs to, by what stands before the number: `Tag` of `Tag.N.Key`. Empty where it is none.
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

    /// Reads a numbered name back: 2 for `Tag.2.Key`, where this is `Tag.N.Key`. Nothing where the name is another parameter's.
    #[must_use]
    pub fn number_in(&self, name: &str) -> Option<u32> {
        let (list, part) = self.name.split_once(".N")?;
        list_number(list, name, part)
    }

    const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    const fn list_of(self, entries: u32) -> Self {
        Self { entries, ..self }
    }
}

const fn of(name: &'static str, kind: Kind) -> Parameter {
    Parameter { name, kind, required: false, entries: 0 }
}

const fn text(name: &'static str) -> Parameter {
    of(name, Kind::Text)
}

const fn flag(name: &'static str) -> Parameter {
    of(name, Kind::Flag)
}

const fn number(name: &'static str, least: u32, most: u32) -> Parameter {
    of(name, Kind::Number { least, most })
}

const fn choice(name: &'static str, among: &'static [&'static str]) -> Parameter {
    of(name, Kind::Choice(among))
}

/// The parameters of that action, in the order to show them; none of an action that is not known.
#[must_use]
pub fn parameters(action: &str) -> &'static [Parameter] {
    actions::ALL.iter().find(|(name, _)| *name == action).map_or(&[], |(_, parameters)| parameters)
}

/// Every action that has an entry, with its parameters.
#[must_use]
pub fn actions() -> &'static [(&'static str, &'static [Parameter])] {
    actions::ALL
}

/// 2 for `Tag.2.Key`, where the list is `Tag` and the part `.Key`.
fn list_number(list: &str, name: &str, part: &str) -> Option<u32> {
    let digits = name.strip_prefix(list)?.strip_prefix('.')?.strip_suffix(part)?;
    digits.parse().ok().filter(|number: &u32| *number > 0 && number.to_string() == digits)
}

/// Whether ECS has a parameter of that name in that action, whatever Latch makes of it: `Tag.2.Key` of RunInstances.
#[must_use]
pub fn is_parameter(action: &str, name: &str) -> bool {
    let is_it = |parameter: &Parameter| match parameter.kind {
        // A list has more than one spelling.
        Kind::JsonList => list_number(parameter.name, name, "").is_some() || parameter.name == name,
        _ if parameter.is_list() => {
            parameter.number_in(name).is_some() || (parameter.name.ends_with(".N") && parameter.list() == name)
        }
        _ => parameter.name == name,
    };
    parameters(action).iter().any(is_it) || beyond::has(action, name)
}

/// Whether a name is none of that action's, and yet one of them in other letters: `instanceid.2` or `InstanceIds` for `InstanceId.2`. To
/// leave it would be to leave out who is named by it.
#[must_use]
pub fn is_misspelt(action: &str, name: &str) -> bool {
    if is_parameter(action, name) || is_envelope(name) {
        return false;
    }
    let meant = without_form(name);
    parameters(action).iter().any(|parameter| without_form(parameter.name) == meant)
}

/// What every request carries about itself.
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

/// A name in small letters, without numbers and without the `s` of a plural.
fn without_form(name: &str) -> String {
    let mut parts = name.split('.').filter(|part| *part != "N" && !part.bytes().all(|byte| byte.is_ascii_digit()));
    let first = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let first = first.strip_suffix('s').unwrap_or(&first).to_owned();
    parts.fold(first, |name, part| name + "." + &part.trim().to_ascii_lowercase())
}

#[cfg(test)]
#[path = "schema/test.rs"]
mod test;
