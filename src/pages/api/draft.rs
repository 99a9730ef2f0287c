//! Content of the form of one action: single values, rows of lists, further parameters by name. Pure; the operation validates the values.

use std::collections::BTreeMap;

use crate::pages::parts::pasted;
use latch_ecs::{
    api::{
        equivalent::MASK,
        schema::{Kind, Parameter},
    },
    secret::is_secret,
};

/// Suffixes of the names of parameters that take any text.
const OWN_TEXTS: [&str; 7] = ["ClientToken", "Description", ".Key", "InstanceName", "HostName", "UserData", ".Value"];

/// One field: a parameter by its name in the schema, and the key of the row if the field is part of a list.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Place {
    pub parameter: &'static str,
    pub row: Option<u32>,
}

/// One entry of a list. Its key stays the same when other entries are removed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    pub key: u32,
    pub list: &'static str,
    values: BTreeMap<&'static str, String>,
}

/// A parameter that the schema does not have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Extra {
    pub key: u32,
    pub name: String,
    pub value: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Draft {
    single: BTreeMap<&'static str, String>,
    rows: Vec<Row>,
    extras: Vec<Extra>,
    last_key: u32,
}

impl Draft {
    /// A form with the values known beforehand: the region, a choice with a single option, one row of each required list.
    #[must_use]
    pub fn new(parameters: &[Parameter], region: &str) -> Self {
        let mut draft = Self::default();
        for parameter in parameters.iter().filter(|parameter| parameter.required) {
            match parameter.kind {
                _ if parameter.is_list() => draft.begin_list(parameter.list()),
                Kind::Choice([only]) => draft.set(Place { parameter: parameter.name, row: None }, (*only).to_owned()),
                _ if parameter.name == "RegionId" => {
                    draft.set(Place { parameter: parameter.name, row: None }, region.to_owned());
                }
                _ => {}
            }
        }
        draft
    }

    /// The form that holds `pairs`, which are given by wire names.
    #[must_use]
    pub fn of_pairs(parameters: &[Parameter], pairs: &[(String, String)]) -> Self {
        let mut draft = Self::default();
        let mut listed: BTreeMap<(&'static str, u32), BTreeMap<&'static str, String>> = BTreeMap::new();
        for (name, value) in pairs {
            let single = parameters.iter().find(|parameter| !parameter.is_list() && parameter.name == name);
            let numbered = || parameters.iter().find_map(|parameter| Some((parameter, parameter.number_in(name)?)));
            if let Some(parameter) = single {
                draft.single.insert(parameter.name, value.clone());
            } else if let Some((parameter, number)) = numbered() {
                listed.entry((parameter.list(), number)).or_default().insert(parameter.name, value.clone());
            } else {
                let key = draft.next_key();
                draft.extras.push(Extra { key, name: name.clone(), value: value.clone() });
            }
        }
        for ((list, _), values) in listed {
            let key = draft.next_key();
            draft.rows.push(Row { key, list, values });
        }
        draft
    }

    fn next_key(&mut self) -> u32 {
        self.last_key += 1;
        self.last_key
    }

    #[must_use]
    pub fn value(&self, place: Place) -> &str {
        let values = match place.row {
            None => Some(&self.single),
            Some(key) => self.rows.iter().find(|row| row.key == key).map(|row| &row.values),
        };
        values.and_then(|values| values.get(place.parameter)).map_or("", String::as_str)
    }

    pub fn set(&mut self, place: Place, text: String) {
        let values = match place.row {
            None => Some(&mut self.single),
            Some(key) => self.rows.iter_mut().find(|row| row.key == key).map(|row| &mut row.values),
        };
        if let Some(values) = values {
            values.insert(place.parameter, text);
        }
    }

    /// The keys of a list's rows, in order.
    #[must_use]
    pub fn rows(&self, list: &str) -> Vec<u32> {
        self.rows.iter().filter(|row| row.list == list).map(|row| row.key).collect()
    }

    /// The number of a row on the wire, provided that no row before it is empty.
    #[must_use]
    pub fn number(&self, list: &str, key: u32) -> usize {
        self.rows(list).iter().position(|known| *known == key).map_or(1, |place| place + 1)
    }

    pub fn add_row(&mut self, list: &'static str) -> u32 {
        let key = self.next_key();
        self.rows.push(Row { key, list, values: BTreeMap::new() });
        key
    }

    fn begin_list(&mut self, list: &'static str) {
        if self.rows(list).is_empty() {
            self.add_row(list);
        }
    }

    pub fn remove_row(&mut self, key: u32) {
        self.rows.retain(|row| row.key != key);
    }

    #[must_use]
    pub fn extras(&self) -> &[Extra] {
        &self.extras
    }

    pub fn add_extra(&mut self) -> u32 {
        let key = self.next_key();
        self.extras.push(Extra { key, name: String::new(), value: String::new() });
        key
    }

    pub fn change_extra(&mut self, key: u32, change: impl FnOnce(&mut Extra)) {
        if let Some(extra) = self.extras.iter_mut().find(|extra| extra.key == key) {
            change(extra);
        }
    }

    pub fn remove_extra(&mut self, key: u32) {
        self.extras.retain(|extra| extra.key != key);
    }

    /// The parameters to send, by wire names in the order of the form. Empty values and empty rows are left out. Free texts (names,
    /// descriptions, secrets) are sent as typed; other values without the characters that were pasted around them.
    #[must_use]
    pub fn pairs(&self, parameters: &[Parameter]) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        let mut done: Vec<&str> = Vec::new();
        for parameter in parameters {
            let list = parameter.list();
            if !parameter.is_list() {
                let value = self.value(Place { parameter: parameter.name, row: None });
                pairs.push((parameter.name.to_owned(), value.to_owned()));
            } else if !done.contains(&list) {
                done.push(list);
                let filled =
                    self.rows.iter().filter(|row| row.list == list && row.values.values().any(|v| !v.is_empty()));
                for (place, row) in filled.enumerate() {
                    let parts = parameters.iter().filter(|part| part.list() == list);
                    pairs.extend(parts.map(|part| {
                        (part.numbered(place + 1), row.values.get(part.name).cloned().unwrap_or_default())
                    }));
                }
            }
        }
        pairs.extend(self.extras.iter().map(|extra| (extra.name.trim().to_owned(), extra.value.clone())));
        for (name, value) in &mut pairs {
            let is_own = OWN_TEXTS.iter().any(|own| name.ends_with(own)) || is_secret(name);
            if !is_own {
                // A field for one id extracts the id from the text that was copied with it.
                let one_id = pasted::ids(value).filter(|ids| ids.len() == 1 && name.ends_with("InstanceId"));
                let one_id = one_id.and_then(|ids| ids.into_iter().next());
                *value = one_id.unwrap_or_else(|| pasted::seen(value).trim().to_owned());
            }
        }
        pairs.retain(|(name, value)| !name.is_empty() && !value.is_empty());
        pairs
    }

    /// R16: replaces every password with the mask.
    pub fn mask(&mut self) {
        let rows = self.rows.iter_mut().flat_map(|row| row.values.iter_mut());
        let named = self.single.iter_mut().chain(rows).map(|(name, value)| (is_secret(name), value));
        let extras = self.extras.iter_mut().map(|extra| (is_secret(&extra.name), &mut extra.value));
        for (is_secret, value) in named.chain(extras) {
            if is_secret && !value.is_empty() {
                MASK.clone_into(value);
            }
        }
    }
}

#[cfg(test)]
mod test {
    use serde_json::json;

    use super::{Draft, Place};
    use crate::pages::api::written::{flattened, masked};
    use latch_ecs::api::{equivalent::MASK, schema::parameters};

    fn pairs(given: &[(&str, &str)]) -> Vec<(String, String)> {
        given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_new_form_knows_the_region_and_has_a_row_where_one_must_be() {
        let draft = Draft::new(parameters("TagResources"), "cn-beijing");
        assert_eq!(
            draft.pairs(parameters("TagResources")),
            pairs(&[("RegionId", "cn-beijing"), ("ResourceType", "instance")])
        );
        assert_eq!((draft.rows("ResourceId").len(), draft.rows("Tag").len(), draft.rows("TagKey").len()), (1, 1, 0));
    }

    #[test]
    fn rows_are_numbered_as_they_stand_and_empty_ones_are_none() {
        let schema = parameters("DeleteInstances");
        let mut draft = Draft::default();
        let keys = [draft.add_row("InstanceId"), draft.add_row("InstanceId"), draft.add_row("InstanceId")];
        for (key, id) in keys.into_iter().zip(["i-a", "", "i-c"]) {
            draft.set(Place { parameter: "InstanceId.N", row: Some(key) }, id.to_owned());
        }
        assert_eq!(draft.pairs(schema), pairs(&[("InstanceId.1", "i-a"), ("InstanceId.2", "i-c")]));
        draft.remove_row(keys[0]);
        assert_eq!(draft.pairs(schema), pairs(&[("InstanceId.1", "i-c")]));
    }

    #[test]
    fn what_was_pasted_around_an_id_is_not_sent() {
        let schema = parameters("ModifyInstanceAttribute");
        let given = pairs(&[("InstanceId", "\u{feff}i-bp1a\u{a0} \u{200b}"), ("InstanceName", " web "), ("Odd", " 1")]);
        let sent = pairs(&[("InstanceId", "i-bp1a"), ("InstanceName", " web "), ("Odd", "1")]);
        assert_eq!(Draft::of_pairs(schema, &given).pairs(schema), sent);
    }

    #[test]
    fn a_call_fills_the_form_that_sends_it() {
        let schema = parameters("RunInstances");
        let given = pairs(&[
            ("RegionId", "cn-hangzhou"),
            ("InstanceName", "web"),
            ("Tag.1.Key", "env"),
            ("Tag.1.Value", "prod"),
            ("Tag.2.Key", "team"),
            ("Nonsense", "1"),
        ]);
        assert_eq!(Draft::of_pairs(schema, &given).pairs(schema), given);
        let twelve: Vec<_> = (1..=12).map(|n| (format!("InstanceId.{n}"), format!("i-{n}"))).collect();
        let mut shuffled = twelve.clone();
        shuffled.sort();
        let schema = parameters("DeleteInstances");
        assert_eq!(Draft::of_pairs(schema, &shuffled).pairs(schema), twelve);
    }

    #[test]
    fn no_password_outlives_the_mask() {
        let given = json!({ "Password": "Secret-1", "password": "x", "A": [{ "HostPassword": "y" }], "Password.1": 3,
            "PasswordInherit": true });
        let text = masked(&given).to_string();
        assert!(
            !text.contains("Secret-1") && !text.contains("\"x\"") && !text.contains("\"y\"") && !text.contains('3')
        );
        assert!(text.contains("\"PasswordInherit\":true"));
        let schema = parameters("RunInstances");
        let mut draft = Draft::of_pairs(schema, &flattened(&given));
        draft.mask();
        let pairs = draft.pairs(schema);
        assert!(
            pairs.iter().filter(|(name, _)| name != "PasswordInherit").all(|(_, value)| value == MASK),
            "{pairs:?}"
        );
    }
}
