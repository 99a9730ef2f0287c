//! No field lacks a part by oversight.

use super::{CARD, Control, FIELDS, Field, Info};
use latch_ecs::api::schema::parameters;
use std::collections::BTreeSet;

fn without(has: impl Fn(&Info) -> bool) -> Vec<Field> {
    FIELDS.iter().filter(|info| !has(info)).map(|info| info.field).collect()
}

#[test]
fn each_description_stands_at_the_place_of_its_field() {
    assert!(FIELDS.iter().enumerate().all(|(place, info)| info.field as usize == place));
    assert!(FIELDS.is_sorted_by_key(|info| info.step.unwrap_or(1)));
}

#[test]
fn every_field_has_its_parts_but_for_those_listed_here() {
    use Field::*;
    // They cannot have an error.
    assert_eq!(without(|info| !info.id.is_empty()), [Billing, AutoRenew, Region, PublicIp, Logon, UniqueSuffix]);
    // No refusal names them.
    let unnamed = without(|info| info.id.is_empty() || !info.wire.is_empty());
    assert_eq!(unnamed, [Vpc, Confirm, TagValue, Terms]);
    // Another field sends them.
    assert_eq!(without(|info| info.send.is_some()), [KeyPair, Password, Confirm, TagValue]);
    // Another field shows them, or they are on the page of the review.
    let unshown = without(|info| info.review.is_some());
    assert_eq!(unshown, [Bandwidth, KeyPair, Password, Confirm, TagValue, ReleaseAt, Terms]);
    assert!(without(|info| info.card.is_none()).iter().all(|field| CARD.contains(field)));
}

#[test]
fn ids_and_wire_names_are_unique_and_wire_names_exist() {
    let ids: Vec<&str> = FIELDS.iter().map(|info| info.id).filter(|id| !id.is_empty()).collect();
    let wire: Vec<&str> = FIELDS.iter().flat_map(|info| info.wire).copied().collect();
    for names in [&ids, &wire] {
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    }
    let is_known =
        |name: &str| parameters("RunInstances").iter().any(|parameter| parameter.name.split('.').next() == Some(name));
    assert_eq!(wire.into_iter().find(|name| !is_known(name)), None);
}

#[test]
fn a_wire_name_leads_to_the_row_that_was_sent() {
    assert_eq!(Control::of_wire("DataDisk.2.Size", &[4, 9], &[]), Some(Field::DataDisk.row(9)));
    assert_eq!(Control::of_wire("Tag.1.Key", &[], &[7]), Some(Field::TagKey.row(7)));
    assert_eq!(Control::of_wire("DataDisk.3.Size", &[4, 9], &[]), None);
    assert_eq!(Control::of_wire("SystemDisk.Size", &[], &[]), Some(Field::SystemDisk.into()));
    assert_eq!(Control::of_wire("ClientToken", &[], &[]), None);
}
