//! Parameters as text: flat, as a JSON object, with every secret masked (R16). Pure.

use serde_json::{Map, Value};

use latch_ecs::{
    api::{equivalent::MASK, params::Params},
    secret::is_secret,
};

/// Why a text does not hold parameters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Problem {
    /// Invalid JSON from this position on.
    NotJson { line: usize, column: usize },
    /// Valid JSON, but not an object.
    NotObject,
}

/// Parses a JSON object; an empty text means no parameters.
///
/// # Errors
/// If the text is not a JSON object.
pub fn parsed(text: &str) -> Result<Map<String, Value>, Problem> {
    if text.trim().is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(Problem::NotObject),
        Err(error) => Err(Problem::NotJson { line: error.line(), column: error.column() }),
    }
}

/// The parameters of a JSON object by their flat wire names; empty where one is given twice with different values.
#[must_use]
pub fn flattened(given: &Value) -> Vec<(String, String)> {
    let params = Params::read(given).unwrap_or_default();
    params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// R16: the same parameters with every password replaced by the mask.
#[must_use]
pub fn masked(given: &Value) -> Value {
    match given {
        Value::Object(fields) => {
            let one = |(name, value): (&String, &Value)| {
                let value = if is_secret(name) && !value.is_null() { Value::from(MASK) } else { masked(value) };
                (name.clone(), value)
            };
            Value::Object(fields.iter().map(one).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(masked).collect()),
        other => other.clone(),
    }
}

/// A JSON object of the pairs, in their order.
#[must_use]
pub fn object_text(pairs: &[(String, String)]) -> String {
    let line =
        |(name, value): &(String, String)| format!("  {}: {}", Value::from(name.as_str()), Value::from(value.as_str()));
    let lines: Vec<String> = pairs.iter().map(line).collect();
    if lines.is_empty() { "{}".to_owned() } else { format!("{{\n{}\n}}", lines.join(",\n")) }
}

#[cfg(test)]
mod test {
    use serde_json::json;

    use super::{Problem, object_text, parsed};

    fn pairs(given: &[(&str, &str)]) -> Vec<(String, String)> {
        given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_is_no_json_is_named_by_its_place() {
        assert_eq!(parsed("{\n  \"A\": 1,\n  B\n}"), Err(Problem::NotJson { line: 3, column: 3 }));
        assert_eq!(parsed("[1]"), Err(Problem::NotObject));
        assert!(parsed(" ").unwrap().is_empty());
    }

    #[test]
    fn the_object_reads_back_in_its_order() {
        let given = pairs(&[("b", "say \"释放\""), ("a", "1")]);
        let text = object_text(&given);
        assert!(text.find("\"b\"") < text.find("\"a\""));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), json!({ "a": "1", "b": "say \"释放\"" }));
        assert_eq!(object_text(&[]), "{}");
    }
}
