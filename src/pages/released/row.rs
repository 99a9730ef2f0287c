//! One attempt as a row of the table.

use leptos::prelude::*;

use crate::{
    context::{Console, Route},
    i18n::Texts,
    pages::{
        parts::{Moment, identity},
        records::{
            OutcomeMark, UndoneMark,
            attempts::{Attempt, Target, named, rule_of},
            causes::cause_of,
        },
    },
    ui::{Column, CutEnd, Icon, Status, Tip, Tone},
};
use latch_rules::UnixMillis;

/// Content of a row. A record never changes, so it is read once.
pub(super) struct Row {
    attempt: Attempt,
    at: UnixMillis,
    actor: String,
    cause: &'static str,
    id: String,
    name: String,
}

impl Row {
    pub(super) fn read(console: Console, attempt: Attempt) -> Self {
        let texts = console.texts();
        let (at, actor, cause, id, name) = console.peek(|world| {
            let (id, name) = named(world, &attempt);
            let record = world.record(attempt.record);
            let cause =
                record.map_or("", |record| cause_of(record).map_or(texts.act(record.act), |cause| texts.cause(cause)));
            let (at, actor) = record.map(|record| (record.at, texts.actor(&record.actor))).unwrap_or_default();
            (at, actor, cause, id, name)
        });
        let name = match attempt.target {
            Target::Instance(_) => name,
            Target::UnknownId(_) => texts.released_unknown_instance().to_owned(),
        };
        Self { attempt, at, actor, cause, id, name }
    }
}

pub(super) fn columns(texts: Texts) -> Vec<Column<Row>> {
    vec![
        Column::new(texts.released_column_time(), |row: &Row| view! { <Moment at=row.at /> }).class("released__time"),
        Column::new(texts.released_column_instance(), |row: &Row| {
            identity(Route::ReleasedOne { id: row.id.clone() }.href(), row.id.clone(), row.name.clone())
        })
        .class("released__instance")
        .names_row(),
        Column::new(texts.released_column_outcome(), |row: &Row| {
            let Attempt { happened, protected, record, .. } = row.attempt;
            view! {
                <OutcomeMark happened protected />
                <UndoneMark number=record />
            }
        })
        .class("released__outcome"),
        Column::new(texts.released_column_cause(), |row: &Row| view! { <CutEnd text=row.cause /> })
            .class("released__cause"),
        Column::new(texts.released_column_actor(), |row: &Row| view! { <CutEnd text=row.actor.clone() /> })
            .class("released__actor"),
        Column::new(texts.released_column_protected(), move |row: &Row| {
            let protected = row.attempt.protected;
            let (icon, tone) =
                if protected { (Icon::ShieldOn, Tone::Protect) } else { (Icon::ShieldOff, Tone::Neutral) };
            view! { <Status icon tone text=texts.protection(protected) /> }
        })
        .class("released__protected"),
        Column::new(texts.released_column_rule(), move |row: &Row| {
            let Attempt { happened, protected, .. } = row.attempt;
            let rule = rule_of(happened, protected);
            let tip = [texts.why_happened(happened, protected), texts.rule(rule)].join(texts.between_sentences());
            (!rule.is_empty()).then(|| view! { <Tip text=rule tip /> })
        }),
    ]
}
