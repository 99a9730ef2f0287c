//! A call as a typed request of the SDKs: flat wire names become structures and lists, texts become booleans and numbers. The same for
//! every programming language.

use super::Call;

/// The value of a parameter in a typed request.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Value {
    Text(String),
    Whole(String),
    Decimal(String),
    Truth(bool),
    /// `kind` is the structure's class where the items are structures.
    List {
        kind: Option<String>,
        items: Vec<Self>,
    },
    Struct(Struct),
}

/// A structure: its class as all SDKs call it (`RunInstancesRequestTag`), and its fields by their wire names.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Struct {
    pub kind: String,
    pub fields: Vec<(String, Value)>,
}

/// The request of a call.
pub(super) fn request(call: &Call) -> Struct {
    let entries: Vec<Entry> =
        call.params.iter().map(|(name, value)| Entry { path: name.split('.').collect(), value }).collect();
    structure(call.action, &format!("{}Request", call.action), "", &entries)
}

/// The value of a parameter, and the parts of its name that are still to be read.
#[derive(Clone)]
struct Entry<'a> {
    path: Vec<&'a str>,
    value: &'a str,
}

impl<'a> Entry<'a> {
    fn first(&self) -> &'a str {
        self.path.first().copied().unwrap_or_default()
    }

    fn deeper(&self) -> Self {
        Self { path: self.path.iter().skip(1).copied().collect(), value: self.value }
    }

    fn is_numbered(&self) -> bool {
        !self.first().is_empty() && self.first().bytes().all(|byte| byte.is_ascii_digit())
    }
}

/// `name` is the wire name of the structure, without numbers: `DataDisk`.
fn structure(action: &str, kind: &str, name: &str, entries: &[Entry]) -> Struct {
    let fields = groups(entries).into_iter().map(|(field, inner)| {
        let full = if name.is_empty() { field.to_owned() } else { format!("{name}.{field}") };
        let value = value(action, &format!("{kind}{field}"), &full, &inner);
        (field.to_owned(), value)
    });
    Struct { kind: kind.to_owned(), fields: fields.collect() }
}

fn value(action: &str, kind: &str, name: &str, entries: &[Entry]) -> Value {
    if let Some(own) = entries.iter().find(|entry| entry.path.is_empty()) {
        return scalar(action, name, own.value);
    }
    if !entries.iter().all(Entry::is_numbered) {
        return Value::Struct(structure(action, kind, name, entries));
    }
    let items: Vec<Value> = groups(entries).into_iter().map(|(_, inner)| value(action, kind, name, &inner)).collect();
    let is_of_structures = items.iter().any(|item| matches!(item, Value::Struct(_)));
    Value::List { kind: is_of_structures.then(|| kind.to_owned()), items }
}

/// Groups the entries by the first part of their names, in the order of first appearance. The entries in a group no longer have that part.
fn groups<'a>(entries: &[Entry<'a>]) -> Vec<(&'a str, Vec<Entry<'a>>)> {
    let mut groups: Vec<(&str, Vec<Entry>)> = Vec::new();
    for entry in entries {
        let first = entry.first();
        match groups.iter_mut().find(|(known, _)| *known == first) {
            Some((_, group)) => group.push(entry.deeper()),
            None => groups.push((first, vec![entry.deeper()])),
        }
    }
    groups
}

const TRUTHS: &[&str] = &[
    "All",
    "AutoRenew",
    "DataDisk.DeleteWithInstance",
    "DeletionProtection",
    "DryRun",
    "Force",
    "TerminateSubscription",
    "UniqueSuffix",
];
const NUMBERS: &[&str] =
    &["Amount", "DataDisk.Size", "InternetMaxBandwidthIn", "InternetMaxBandwidthOut", "MinAmount", "Period"];

/// Every value is a text on the wire. In the model of RunInstances, `SystemDisk.Size` is a text too; in that of CreateInstance it is a
/// number.
fn scalar(action: &str, name: &str, text: &str) -> Value {
    let is_number = NUMBERS.contains(&name) || (action == "CreateInstance" && name == "SystemDisk.Size");
    match text {
        "true" if TRUTHS.contains(&name) => Value::Truth(true),
        "false" if TRUTHS.contains(&name) => Value::Truth(false),
        _ if is_number && is_whole(text) => Value::Whole(text.to_owned()),
        _ if name == "SpotPriceLimit" && is_decimal(text) => Value::Decimal(text.to_owned()),
        _ => Value::Text(text.to_owned()),
    }
}

/// Whether a text is a number that every language reads as the same 32 bits. With a leading zero, some languages would read it as octal.
fn is_whole(text: &str) -> bool {
    text.parse::<i32>().is_ok_and(|number| number >= 0 && number.to_string() == text)
}

/// As `is_whole`, with or without a fraction.
fn is_decimal(text: &str) -> bool {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    is_whole(whole) && !part.is_empty() && part.len() <= 9 && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// `VSwitchId` → `v_switch_id`.
pub(super) fn snake(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut written = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let after = letters.get(at + 1);
        let begins_word = letter.is_ascii_uppercase()
            && before.is_some_and(|before| !before.is_ascii_uppercase() || after.is_some_and(char::is_ascii_lowercase));
        if begins_word {
            written.push('_');
        }
        written.push(letter.to_ascii_lowercase());
    }
    written
}

/// `VSwitchId` → `vSwitchId`.
pub(super) fn camel(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}
