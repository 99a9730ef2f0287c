//! Compares the table with the operations: no parameter that an operation reads is missing.

use std::{collections::BTreeSet, fs};

use super::{Kind, actions, parameters};
use crate::{api::operations::OPERATIONS, secret::is_secret};

#[test]
fn every_operation_has_an_entry() {
    for operation in OPERATIONS {
        assert!(actions().iter().any(|(name, _)| *name == operation.name), "{}", operation.name);
        let takes_token = parameters(operation.name).iter().any(|parameter| parameter.name == "ClientToken");
        assert_eq!(takes_token, operation.takes_token, "{}", operation.name);
    }
}

#[test]
fn no_action_and_no_parameter_stands_there_twice() {
    let names: BTreeSet<_> = actions().iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), actions().len());
    for (action, parameters) in actions() {
        let names: BTreeSet<_> = parameters.iter().map(|parameter| parameter.name).collect();
        assert_eq!(names.len(), parameters.len(), "{action}");
    }
}

#[test]
fn kind_and_name_say_the_same() {
    for parameter in actions().iter().flat_map(|(_, parameters)| *parameters) {
        assert_eq!(parameter.is_list(), !parameter.list().is_empty(), "{}", parameter.name);
        let is_secret = is_secret(parameter.name);
        assert_eq!(parameter.kind == Kind::Secret, is_secret, "{}", parameter.name);
        if let Kind::Number { least, most } = parameter.kind {
            assert!(least < most, "{}", parameter.name);
        }
    }
}

#[test]
fn a_numbered_name_reads_back() {
    let tag = *parameters("TagResources").iter().find(|parameter| parameter.name == "Tag.N.Key").unwrap();
    assert_eq!(tag.numbered(12), "Tag.12.Key");
    assert_eq!(tag.number_in("Tag.12.Key"), Some(12));
    for other in ["Tag.12.Value", "Tag.0.Key", "Tag.x.Key", "Tag.Key", "TagKey.1"] {
        assert_eq!(tag.number_in(other), None, "{other}");
    }
}

/// Takes the names from the source code of the operations, wherever they read a parameter.
#[test]
fn what_an_operation_reads_is_in_the_table() {
    const READERS: [&str; 10] =
        ["text", "boxed", "said", "flag", "number", "count", "time", "list", "json_list", "listed"];
    let known: BTreeSet<&str> = actions()
        .iter()
        .flat_map(|(_, parameters)| *parameters)
        .map(|parameter| if parameter.is_list() { parameter.list() } else { parameter.name })
        .collect();
    let mut missing = BTreeSet::new();
    let mut seen = 0;
    for entry in fs::read_dir("src/api/operations").unwrap() {
        let source = fs::read_to_string(entry.unwrap().path()).unwrap();
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        for reader in READERS {
            for start in [format!(".{reader}(\""), format!("{reader}(params, \"")] {
                for rest in source.split(start.as_str()).skip(1) {
                    let name = rest.split('"').next().unwrap_or_default();
                    seen += 1;
                    if !known.contains(name) {
                        missing.insert(name.to_owned());
                    }
                }
            }
        }
    }
    assert!(seen > 60, "only {seen} readings were found");
    assert!(missing.is_empty(), "{missing:?}");
}
