//! The acts as a table for download: one row per target, so that no cell holds a nested value. Pure.

use crate::{
    i18n::Texts,
    pages::records::{
        action_name, actor_name,
        attempts::rule_of,
        outcome_name,
        sheet::{Cell, Sheet},
    },
};
use latch_rules::{Happened, Reason, Record, World};

const HEADS: &[&str] = &[
    "Number",
    "Time",
    "Actor",
    "Action",
    "Parameters",
    "RequestId",
    "InstanceId",
    "InstanceName",
    "Outcome",
    "DeletionProtection",
    "Code",
    "Rule",
    "Why",
];

/// The table without rows.
pub(super) fn empty() -> Sheet {
    Sheet { heads: HEADS.to_vec(), rows: Vec::new() }
}

/// The acts in the given order; sentences in the page's language, everything else by wire names.
pub(super) fn sheet(world: &World, texts: Texts, numbers: impl Iterator<Item = u64>) -> Sheet {
    let mut sheet = empty();
    for record in numbers.filter_map(|number| world.record(number)) {
        add(&mut sheet, world, texts, record);
    }
    sheet
}

fn add(sheet: &mut Sheet, world: &World, texts: Texts, record: &Record) {
    let parameters: Vec<String> = record.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let parameters = parameters.join("&");
    let mut push = |id: &str, name: &str, happened: Option<Happened>, protected: Option<bool>| {
        let was = protected.unwrap_or_default();
        let code = match happened {
            Some(Happened::Refused(reason)) => reason.code(),
            _ => record.refused.map_or("", Reason::code),
        };
        sheet.rows.push(vec![
            Cell::Number(record.number),
            Cell::time(record.at),
            actor_name(&record.actor).as_str().into(),
            action_name(record.act).as_str().into(),
            parameters.as_str().into(),
            (*record.request_id).into(),
            id.into(),
            name.into(),
            happened.map_or("", outcome_name).into(),
            protected.map_or(Cell::Empty, Cell::Flag),
            code.into(),
            happened.map_or("", |happened| rule_of(happened, was)).into(),
            happened.map_or("", |happened| texts.why_happened(happened, was)).into(),
        ]);
    };
    for outcome in &record.outcomes {
        for instance in outcome.who.iter().filter_map(|ordinal| world.any(ordinal)) {
            push(&instance.id, &instance.name, Some(outcome.happened), Some(outcome.protected));
        }
    }
    for id in &record.unknown_ids {
        push(id, "", Some(Happened::Refused(Reason::InstanceNotFound)), None);
    }
    if record.outcomes.is_empty() && record.unknown_ids.is_empty() {
        push("", "", None, None);
    }
}
