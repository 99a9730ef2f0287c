//! The descriptors agree with the operations: no parameter that an operation reads is missing.

use std::{collections::BTreeSet, fs};

use super::{Kind, parameters};
use crate::{api::operations::OPERATIONS, secret::is_secret};

#[test]
fn no_operation_and_no_parameter_is_there_twice() {
    let names: BTreeSet<_> = OPERATIONS.iter().map(|operation| operation.name).collect();
    assert_eq!(names.len(), OPERATIONS.len());
    for operation in OPERATIONS {
        let names: BTreeSet<_> = operation.parameters.iter().map(|parameter| parameter.name).collect();
        assert_eq!(names.len(), operation.parameters.len(), "{operation:?}");
    }
}

#[test]
fn kind_and_name_say_the_same() {
    for parameter in OPERATIONS.iter().flat_map(|operation| operation.parameters) {
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
fn what_an_operation_reads_is_described() {
    const READERS: [&str; 10] =
        ["text", "boxed", "said", "flag", "number", "count", "time", "list", "json_list", "listed"];
    let known: BTreeSet<&str> = OPERATIONS
        .iter()
        .flat_map(|operation| operation.parameters)
        .map(|parameter| if parameter.is_list() { parameter.list() } else { parameter.name })
        .collect();
    let mut missing = BTreeSet::new();
    let mut seen = 0;
    let files = fs::read_dir("src/api/operations").unwrap().map(|entry| entry.unwrap().path());
    for file in files.filter(|path| path.is_file()) {
        let source = fs::read_to_string(file).unwrap();
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
