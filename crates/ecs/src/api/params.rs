//! The parameters of a call, in whatever form they were sent: flat with wire names (`InstanceId.1`, `SystemDisk.Size`), nested, as lists,
//! as texts that hold a JSON list; values as texts, numbers or booleans. Refuses what is malformed; the same for every operation.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{iso, secret::is_secret};
use latch_rules::{Reason, Refusal, UnixMillis};

/// The most parameters of a call, more than any operation can use. A call with more is refused as a whole.
const MOST_PARAMETERS: usize = 10_000;

/// Parameters by their flat wire names.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Params {
    flat: BTreeMap<String, String>,
}

impl Params {
    /// Reads an object of parameters; `null` stands for no parameters.
    ///
    /// # Errors
    /// `MalformedParameter` for any other JSON, or if one parameter is given twice with different values.
    pub fn read(given: &Value) -> Result<Self, Refusal> {
        let mut params = Self::default();
        match given {
            Value::Null => {}
            Value::Object(fields) => {
                for (name, value) in fields {
                    params.add(name.clone(), value)?;
                }
            }
            _ => return Err(Refusal::whole(Reason::MalformedParameter)),
        }
        Ok(params)
    }

    fn add(&mut self, name: String, value: &Value) -> Result<(), Refusal> {
        let scalar = match value {
            Value::Null => return Ok(()),
            Value::String(text) => text.clone(),
            Value::Bool(_) | Value::Number(_) => value.to_string(),
            // An empty list is not the same as a missing list.
            Value::Array(list) if list.is_empty() => "[]".to_owned(),
            Value::Array(list) => {
                for (n, item) in list.iter().enumerate() {
                    self.add(format!("{name}.{}", n + 1), item)?;
                }
                return Ok(());
            }
            Value::Object(fields) => {
                for (part, item) in fields {
                    self.add(format!("{name}.{part}"), item)?;
                }
                return Ok(());
            }
        };
        let known = self.flat.get(&name);
        if known.is_some_and(|known| *known != scalar) || self.flat.len() >= MOST_PARAMETERS {
            return Err(malformed(&name));
        }
        self.flat.insert(name, scalar);
        Ok(())
    }

    /// Drops the secrets, once they have been checked: a password goes no further (R16).
    pub fn forget_secrets(&mut self) {
        self.flat.retain(|name, _| !is_secret(name));
    }

    /// All parameters, by name; for idempotence and history.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.flat.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// A parameter that may be given as empty, which is not the same as missing.
    #[must_use]
    pub fn said(&self, name: &str) -> Option<&str> {
        self.flat.get(name).map(String::as_str)
    }

    /// A text; an empty one counts as missing.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.said(name).filter(|text| !text.is_empty())
    }

    /// The text, or an empty one.
    #[must_use]
    pub fn boxed(&self, name: &str) -> Box<str> {
        self.text(name).unwrap_or_default().into()
    }

    /// `true` or `false`, in any case.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.text(name) {
            None => Ok(None),
            Some(text) if text.trim().eq_ignore_ascii_case("true") => Ok(Some(true)),
            Some(text) if text.trim().eq_ignore_ascii_case("false") => Ok(Some(false)),
            Some(_) => Err(malformed(name)),
        }
    }

    /// A whole number. A negative or too large one becomes `u32::MAX`, which no limit allows, so that the rule of the field refuses it.
    pub fn number(&self, name: &str) -> Result<Option<u32>, Refusal> {
        let Some(text) = self.text(name).map(str::trim) else { return Ok(None) };
        let digits = text.strip_prefix('-').unwrap_or(text);
        let whole = digits.strip_suffix(".0").unwrap_or(digits);
        if whole.is_empty() || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(malformed(name));
        }
        let negative = digits.len() < text.len();
        Ok(Some(if negative { u32::MAX } else { whole.parse().unwrap_or(u32::MAX) }))
    }

    /// As `number`, for a field in which 0 is not allowed. 0 becomes `u32::MAX`, because it means "not given" in the rules.
    pub fn count(&self, name: &str) -> Result<Option<u32>, Refusal> {
        Ok(self.number(name)?.map(|number| if number == 0 { u32::MAX } else { number }))
    }

    /// An instant in one of ECS's two forms.
    pub fn time(&self, name: &str, reason: Reason) -> Result<Option<UnixMillis>, Refusal> {
        let Some(text) = self.text(name) else { return Ok(None) };
        iso::parse(text).map(Some).ok_or_else(|| Refusal::field(reason, name))
    }

    /// A list in any of its forms: `Name.1`, `Name.2`, …; one text; a text that holds a JSON list. Several forms are joined to one list, so
    /// that no named instance is left out. `None` if no form was given.
    pub fn list(&self, name: &str) -> Result<Option<Vec<Box<str>>>, Refusal> {
        let mut all = match self.text(name) {
            None => None,
            Some(text) if text.trim_start().starts_with('[') => Some(json_list(text, name)?),
            Some(text) => Some(vec![text.into()]),
        };
        for number in self.numbers(name)? {
            let numbered = format!("{name}.{number}");
            match self.said(&numbered) {
                None => return Err(malformed(&numbered)),
                Some("") => {}
                Some(text) => all.get_or_insert_default().push(text.into()),
            }
        }
        Ok(all)
    }

    /// A list that ECS has as a text holding a JSON list (`InstanceIds`). A plain text is malformed.
    pub fn json_list(&self, name: &str) -> Result<Option<Vec<Box<str>>>, Refusal> {
        match self.text(name) {
            Some(text) if !text.trim_start().starts_with('[') => Err(malformed(name)),
            _ => self.list(name),
        }
    }

    /// The numbers N of `name.N` and `name.N.…`, ascending. Lists count from 1. Any other name that begins with `name.` is malformed.
    pub fn numbers(&self, name: &str) -> Result<Vec<u32>, Refusal> {
        let prefix = format!("{name}.");
        let mut all: Vec<u32> = Vec::new();
        for (full, _) in self.flat.range(prefix.clone()..).take_while(|(full, _)| full.starts_with(&prefix)) {
            let digits = full.get(prefix.len()..).and_then(|rest| rest.split('.').next()).unwrap_or_default();
            let number = digits.parse::<u32>().ok().filter(|number| *number > 0 && number.to_string() == digits);
            all.push(number.ok_or_else(|| malformed(full))?);
        }
        all.sort_unstable();
        all.dedup();
        Ok(all)
    }

    /// Whether any `name.…` is given.
    #[must_use]
    pub fn has_part(&self, name: &str) -> bool {
        let prefix = format!("{name}.");
        self.flat.range(prefix.clone()..).next().is_some_and(|(full, _)| full.starts_with(&prefix))
    }
}

/// A JSON list of texts.
fn json_list(text: &str, name: &str) -> Result<Vec<Box<str>>, Refusal> {
    let strict = || {
        let texts = serde_json::from_str::<Vec<Value>>(text).ok()?.into_iter().map(|item| match item {
            Value::String(text) => Some(text.into()),
            Value::Number(number) => Some(number.to_string().into()),
            _ => None,
        });
        texts.collect::<Option<Vec<Box<str>>>>()
    };
    strict().or_else(|| lenient_list(text)).ok_or_else(|| malformed(name))
}

/// Forms that the gateway of ECS accepts as a JSON list too, and that many clients send: single quotes, as Python writes a list, and a
/// comma after the last item.
fn lenient_list(text: &str) -> Option<Vec<Box<str>>> {
    let inside = text.trim().strip_prefix('[')?.strip_suffix(']')?.trim();
    let inside = inside.strip_suffix(',').unwrap_or(inside);
    let item = |item: &str| {
        let item = item.trim();
        let quoted = ['\'', '"'].into_iter().find_map(|quote| item.strip_prefix(quote)?.strip_suffix(quote));
        quoted.filter(|text| !text.contains(['\'', '"', '\\', '[', ']', '{', '}'])).map(Into::into)
    };
    inside.split(',').map(item).collect()
}

/// The refusal for a parameter with a value that it cannot have.
#[must_use]
pub fn malformed(name: &str) -> Refusal {
    Refusal::field(Reason::MalformedParameter, name)
}

#[cfg(test)]
mod test {
    use serde_json::{Value, json};

    use super::{Params, malformed};

    fn params(given: Value) -> Params {
        Params::read(&given).unwrap()
    }

    #[test]
    fn flat_and_nested_are_the_same() {
        let flat = params(
            json!({ "InstanceId.1": "i-a", "InstanceId.2": "i-b", "Tag.1.Key": "k", "SystemDisk.Size": "40", "Force": "true" }),
        );
        let nested = params(
            json!({ "InstanceId": ["i-a", "i-b"], "Tag": [{ "Key": "k" }], "SystemDisk": { "Size": 40 }, "Force": true }),
        );
        assert_eq!(flat, nested);
    }

    #[test]
    fn a_list_has_many_forms() {
        for given in [
            json!({ "InstanceId": ["a", "b"] }),
            json!({ "InstanceId.1": "a", "InstanceId.2": "b" }),
            json!({ "InstanceId.7": "b", "InstanceId.3": "a", "InstanceId.4": "" }),
            json!({ "InstanceId": "[\"a\",\"b\"]" }),
            json!({ "InstanceId": " [ 'a' , 'b' ] " }),
            json!({ "InstanceId": "['a', \"b\"]" }),
            json!({ "InstanceId": "[\"a\", \"b\",]" }),
            json!({ "InstanceId": "a", "InstanceId.1": "b" }),
            json!({ "InstanceId": "['a']", "InstanceId.1": "b" }),
        ] {
            assert_eq!(params(given).list("InstanceId").unwrap().unwrap(), ["a".into(), "b".into()]);
        }
        assert_eq!(params(json!({ "InstanceId": "a" })).list("InstanceId").unwrap().unwrap(), ["a".into()]);
        assert_eq!(params(json!({})).list("InstanceId").unwrap(), None);
    }

    #[test]
    fn an_empty_list_is_not_the_same_as_none() {
        for given in [json!({ "InstanceIds": [] }), json!({ "InstanceIds": "[]" })] {
            assert_eq!(params(given).json_list("InstanceIds").unwrap(), Some(Vec::new()));
        }
        assert_eq!(params(json!({ "InstanceIds": null })).json_list("InstanceIds").unwrap(), None);
        assert_eq!(params(json!({ "InstanceIds": "i-a" })).json_list("InstanceIds"), Err(malformed("InstanceIds")));
    }

    #[test]
    fn what_is_no_list_of_texts_is_malformed() {
        for text in ["[a]", "['a]", "['a' 'b']", "[['a']]", "['a',,'b']", "['a", "[{'a':1}]", "['a'b']", "[,]"] {
            assert_eq!(
                params(json!({ "InstanceId": text })).list("InstanceId"),
                Err(malformed("InstanceId")),
                "{text}"
            );
        }
    }

    #[test]
    fn the_tenth_comes_after_the_second() {
        let ten = (1..=12).map(|n| (format!("InstanceId.{n}"), json!(n.to_string()))).collect();
        let list = params(Value::Object(ten)).list("InstanceId").unwrap().unwrap();
        assert_eq!(list.iter().map(|n| n.parse::<u32>().unwrap()).collect::<Vec<_>>(), (1..=12).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_malformed_is_named() {
        let given =
            params(json!({ "Force": "yes", "Amount": "1.5", "Tag.0.Key": "x", "DataDisk.99999999999.Size": 1 }));
        assert_eq!(given.flag("Force"), Err(malformed("Force")));
        assert_eq!(given.number("Amount"), Err(malformed("Amount")));
        assert_eq!(given.numbers("Tag"), Err(malformed("Tag.0.Key")));
        assert_eq!(given.numbers("DataDisk"), Err(malformed("DataDisk.99999999999.Size")));
        for name in ["InstanceId.x", "InstanceId.01", "InstanceId.+1", "InstanceId.", "InstanceId. 1"] {
            assert_eq!(params(json!({ "InstanceId.1": "i-a", name: "i-b" })).list("InstanceId"), Err(malformed(name)));
        }
        let deeper = params(json!({ "InstanceId.1": "i-a", "InstanceId.2.x": "i-b" }));
        assert_eq!(deeper.list("InstanceId"), Err(malformed("InstanceId.2")));
        assert_eq!(Params::read(&json!({ "A.1": "x", "A": ["y"] })), Err(malformed("A.1")));
        assert!(Params::read(&json!([1])).is_err() && Params::read(&json!("x")).is_err());
    }

    #[test]
    fn numbers_out_of_reach_stay_out_of_reach() {
        let given = params(json!({ "A": -1, "B": "99999999999999", "C": 0, "D": 3.0, "E": "7" }));
        let number = |name| given.number(name).unwrap().unwrap();
        assert_eq!([number("A"), number("B"), number("C"), number("D"), number("E")], [u32::MAX, u32::MAX, 0, 3, 7]);
        assert_eq!(given.count("C"), Ok(Some(u32::MAX)));
    }
}
