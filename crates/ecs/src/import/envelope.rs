//! The paging fields of an answer, which tell how much of the fleet is not in the text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The paging fields of one answer.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Page {
    /// `TotalCount`.
    total: Option<usize>,
    /// `NextToken` is there and not empty.
    goes_on: bool,
    /// The answer only wraps another one, which has the instances.
    pub is_wrapping: bool,
    pub instances: usize,
    /// The region of its first instance: a request asks for one region.
    pub region: Box<str>,
}

/// How much of the fleet that was asked for is not in the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Missing {
    pub count: usize,
    /// How many instances the answers count, including the missing ones.
    pub total: usize,
    /// More instances follow, and no answer says how many.
    pub goes_on: bool,
}

impl Missing {
    #[must_use]
    pub fn is_any(self) -> bool {
        self.count > 0 || self.goes_on
    }
}

impl Page {
    /// Takes a field of the answer itself. Returns `false` for any other field.
    pub fn take(&mut self, name: &str, value: &Value) -> bool {
        match name {
            "TotalCount" => self.total = count(value),
            "NextToken" => self.goes_on = value.as_str().is_some_and(|token| !token.is_empty()),
            "RequestId" | "PageNumber" | "PageSize" | "MaxResults" => {}
            _ => return false,
        }
        true
    }
}

fn count(value: &Value) -> Option<usize> {
    match value {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64().and_then(|count| usize::try_from(count).ok()),
    }
}

/// How many instances are missing. Answers of one region are pages of one request: all have the same total, and the last has no
/// `NextToken`.
#[must_use]
pub(super) fn missing(pages: &[Page]) -> Missing {
    let mut regions: BTreeMap<&str, (usize, usize, bool)> = BTreeMap::new();
    for page in pages {
        let (total, here, ends) = regions.entry(&page.region).or_default();
        *total = page.total.unwrap_or(0).max(*total);
        *here += page.instances;
        *ends |= !page.goes_on;
    }
    let mut missing = Missing::default();
    for (total, here, ends) in regions.into_values() {
        missing.count = missing.count.saturating_add(total.saturating_sub(here));
        missing.total = missing.total.saturating_add(total.max(here));
        missing.goes_on |= !ends && total < here.max(1);
    }
    missing
}

#[cfg(test)]
mod test {
    use serde_json::{Value, json};

    use super::{Missing, Page, missing};

    fn page(region: &str, instances: usize, fields: Value) -> Page {
        let mut page = Page { region: region.into(), instances, ..Page::default() };
        for (name, value) in fields.as_object().unwrap() {
            assert!(page.take(name, value), "{name}");
        }
        page
    }

    #[test]
    fn what_is_missing_follows_from_totals_and_tokens() {
        let total = |n: usize| json!({ "TotalCount": n, "PageNumber": 1, "PageSize": 10 });
        let token = |token: &str| json!({ "NextToken": token, "MaxResults": 10 });
        for (pages, count, all, goes_on) in [
            (vec![page("a", 1, total(58))], 57, 58, false),
            (vec![page("a", 1, json!({ "TotalCount": "58" }))], 57, 58, false),
            (vec![page("a", 10, total(12)), page("a", 2, total(12))], 0, 12, false),
            (vec![page("a", 10, total(12)), page("b", 2, total(3))], 3, 15, false),
            (vec![page("a", 10, token("x"))], 0, 10, true),
            (vec![page("a", 10, token("x")), page("a", 10, token("x"))], 0, 20, true),
            (vec![page("a", 10, token("x")), page("a", 2, token(""))], 0, 12, false),
            (vec![page("a", 1, json!({ "TotalCount": 3, "NextToken": "x" }))], 2, 3, false),
            (vec![page("a", 3, json!({ "TotalCount": 0, "NextToken": "x" }))], 0, 3, true),
            (vec![page("a", 3, json!({ "RequestId": "R" }))], 0, 3, false),
        ] {
            assert_eq!(missing(&pages), Missing { count, total: all, goes_on }, "{pages:?}");
        }
    }
}
