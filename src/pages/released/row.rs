//! One attempt as a row of the table.

use leptos::prelude::*;

use crate::{
    context::{Route, use_console},
    pages::{
        parts::Moment,
        records::{
            OutcomeMark, UndoneMark,
            attempts::{Attempt, Target, named, rule_of},
            cause_kind::CauseKind,
        },
    },
    ui::{CutEnd, CutMiddle, Icon, Status, Tip, Tone},
};
use latch_rules::UnixMillis;

/// What a row says; a record never changes, so it is read once.
#[derive(Default)]
struct Read {
    at: UnixMillis,
    actor: String,
    cause: &'static str,
    id: String,
    name: String,
}

#[component]
pub(super) fn AttemptRow(index: usize, attempt: Attempt) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let Read { at, actor, cause, id, name } = console.peek(|world| {
        let (id, name) = named(world, &attempt);
        let record = world.record(attempt.record);
        record.map_or_else(Read::default, |record| Read {
            at: record.at,
            actor: texts.actor(&record.actor),
            cause: CauseKind::of(record).map_or(texts.act(record.act), |kind| texts.cause(kind.cause())),
            id,
            name,
        })
    });
    let second = match attempt.target {
        Target::Instance(_) => name,
        Target::UnknownId(_) => texts.released_unknown_instance().to_owned(),
    };
    let href = Route::ReleasedOne { id: id.clone() }.href();
    let rule = rule_of(attempt.happened, attempt.protected);
    let (icon, tone) =
        if attempt.protected { (Icon::ShieldOn, Tone::Protect) } else { (Icon::ShieldOff, Tone::Neutral) };
    view! {
        <tr aria-rowindex=(index + 2).to_string() data-testid="attempt">
            <td><Moment at /></td>
            <th scope="row">
                <span class="table__two">
                    <a class="code" href=href><CutMiddle text=id /></a>
                    <span class="table__second"><CutMiddle text=second /></span>
                </span>
            </th>
            <td>
                <OutcomeMark happened=attempt.happened protected=attempt.protected />
                <UndoneMark number=attempt.record />
            </td>
            <td><CutEnd text=cause /></td>
            <td><CutEnd text=actor /></td>
            <td><Status icon tone text=texts.protection(attempt.protected) /></td>
            <td>{(!rule.is_empty()).then(|| view! { <Tip text=rule tip=[texts.why_happened(attempt.happened, attempt.protected), texts.rule(rule)].join(texts.between_sentences()) /> })}</td>
        </tr>
    }
}
