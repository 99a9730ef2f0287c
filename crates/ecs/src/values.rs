//! Reads JSON values as the type that is expected; an error names the place of the value. `null` and a missing value are the same.

use serde_json::{Map, Value};

use super::{import::ImportProblem as Problem, iso};
use latch_rules::UnixMillis;

/// What is wrong with a value, and its place in the object that was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// Fields joined by dots, `[n]` in lists: `Tags.Tag[0].TagKey`.
    pub place: String,
    pub why: Problem,
}

impl Fault {
    #[must_use]
    pub fn new(place: &str, why: Problem) -> Self {
        Self { place: place.to_owned(), why }
    }

    fn wrong_type<T>(place: &str) -> Result<T, Self> {
        Err(Self::new(place, Problem::WrongType))
    }
}

/// A text; empty for `null`.
pub fn text(value: Value, place: &str) -> Result<Box<str>, Fault> {
    match value {
        Value::Null => Ok(Box::default()),
        Value::String(text) => Ok(text.into()),
        _ => Fault::wrong_type(place),
    }
}

/// A number from 0 to `u32::MAX`, also as a text; `None` for `null` or an empty text. A fraction is cut off.
pub fn number(value: Value, place: &str) -> Result<Option<u32>, Fault> {
    let number = match value {
        Value::Null => return Ok(None),
        Value::String(text) if text.is_empty() => return Ok(None),
        Value::String(text) => text.parse::<f64>().ok(),
        Value::Number(number) => number.as_f64(),
        _ => None,
    };
    match number {
        None => Fault::wrong_type(place),
        Some(number) if (0.0..=f64::from(u32::MAX)).contains(&number) => Ok(Some(number as u32)),
        Some(_) => Err(Fault::new(place, Problem::OutOfRange)),
    }
}

/// A number, also as a text; `None` for `null` or an empty text.
///
/// # Errors
/// `WrongType` for a value of another type.
pub fn float(value: Value, place: &str) -> Result<Option<f64>, Fault> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) if text.is_empty() => Ok(None),
        Value::String(text) => text.parse().map(Some).or_else(|_| Fault::wrong_type(place)),
        other => other.as_f64().map_or_else(|| Fault::wrong_type(place), |number| Ok(Some(number))),
    }
}

/// A boolean, also as a text; `None` for `null`.
///
/// # Errors
/// `WrongType` for a value of another type.
pub fn flag(value: Value, place: &str) -> Result<Option<bool>, Fault> {
    match value {
        Value::Null => Ok(None),
        Value::Bool(flag) => Ok(Some(flag)),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
        _ => Fault::wrong_type(place),
    }
}

/// An instant, exact to the minute, second or millisecond; `None` for an empty text.
pub fn time(value: Option<Value>, place: &str) -> Result<Option<UnixMillis>, Fault> {
    let text = text(value.unwrap_or_default(), place)?;
    if text.is_empty() {
        return Ok(None);
    }
    iso::parse_exact(&text).map(Some).ok_or_else(|| Fault::new(place, Problem::MalformedTime))
}

/// A list; empty for `null`.
///
/// # Errors
/// `WrongType` for a value of another type.
pub fn list(value: Value, place: &str) -> Result<Vec<Value>, Fault> {
    match value {
        Value::Null => Ok(Vec::new()),
        Value::Array(list) => Ok(list),
        _ => Fault::wrong_type(place),
    }
}

/// An object; empty for `null`.
///
/// # Errors
/// `WrongType` for a value of another type.
pub fn map(value: Value, place: &str) -> Result<Map<String, Value>, Fault> {
    match value {
        Value::Null => Ok(Map::new()),
        Value::Object(map) => Ok(map),
        _ => Fault::wrong_type(place),
    }
}
