//! Content of a table row: an act, its parameters, or the outcome of one instance.

use leptos::prelude::*;

use super::{lines::Line, tally::Tally};
use crate::{
    context::{Console, Route, use_console},
    pages::{
        parts::identity,
        records::{OutcomeMark, action_name, attempts::rule_of},
    },
    ui::{Badge, Button, ButtonKind, CutEnd, CutMiddle, Icon, Status, Tone},
};
use latch_ecs::api::equivalent::recorded;
use latch_rules::{Happened, Ordinal, Reason, Record, UnixMillis};

/// Content of an act's row. A record never changes, so it is read once.
#[derive(Default)]
pub(super) struct Act {
    pub number: u64,
    pub at: UnixMillis,
    pub actor: String,
    pub act: &'static str,
    pub action: String,
    pub tally: Tally,
    pub code: &'static str,
    pub request_id: String,
}

impl Act {
    pub(super) fn read(console: Console, line: Line) -> Self {
        let Line::Act(number) = line else { return Self::default() };
        let texts = console.texts();
        let read = |record: &Record| Self {
            number,
            at: record.at,
            actor: texts.actor(&record.actor),
            act: texts.act(record.act),
            action: action_name(record.act),
            tally: Tally::of(record),
            code: code(record),
            request_id: record.request_id.to_string(),
        };
        console.peek(|world| world.record(number).map(read).unwrap_or_default())
    }
}

/// A line below an act, as a row of its own: its parameters, or the outcome of one instance. `None` for an act.
pub(super) fn below(rowindex: String, line: Line, as_calls: RwSignal<Option<u64>>) -> Option<AnyView> {
    match line {
        Line::Act(_) => None,
        Line::Parameters(number) => Some(parameters(rowindex, number, as_calls)),
        Line::Outcome { ordinal, happened, protected, .. } => Some(outcome(rowindex, ordinal, happened, protected)),
        Line::UnknownId { record, place } => Some(unknown(rowindex, record, place)),
    }
}

/// The code of the act: that of its refusal, else that of the first refused target.
fn code(record: &Record) -> &'static str {
    let refused = |happened| if let Happened::Refused(reason) = happened { Some(reason) } else { None };
    let first = record.outcomes.iter().find_map(|outcome| refused(outcome.happened));
    let unknown = (!record.unknown_ids.is_empty()).then_some(Reason::InstanceNotFound);
    record.refused.or(first).or(unknown).map_or("", Reason::code)
}

fn parameters(rowindex: String, number: u64, as_calls: RwSignal<Option<u64>>) -> AnyView {
    let console = use_console();
    let texts = console.texts();
    let (text, has_targets, is_call) = console.peek(|world| {
        let Some(record) = world.record(number) else { return Default::default() };
        let pairs: Vec<String> = record.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let has_targets = !record.outcomes.is_empty() || !record.unknown_ids.is_empty();
        (pairs.join("  "), has_targets, recorded(record, world, 1).calls.total > 0)
    });
    view! {
        <tr role="row" aria-rowindex=rowindex class="activity__below">
            <td role="cell" colspan="9">
                <span class="activity__parameters">
                    <span class="activity__label">{texts.activity_parameters()}</span>
                    <code><CutEnd text=if text.is_empty() { texts.details_none().to_owned() } else { text } focusable=true /></code>
                    {(!has_targets).then(|| texts.activity_no_targets())}
                    {is_call
                        .then(|| {
                            view! {
                                <Button
                                    label=texts.calls_show()
                                    kind=ButtonKind::Link
                                    on_click=move |()| as_calls.set(Some(number))
                                    test_id="act-calls"
                                />
                            }
                        })}
                </span>
            </td>
        </tr>
    }
    .into_any()
}

fn outcome(rowindex: String, ordinal: Ordinal, happened: Happened, protected: bool) -> AnyView {
    let console = use_console();
    let texts = console.texts();
    let (id, name, is_live) = console.peek(|world| {
        let named = |one: &latch_rules::Instance| (one.id.to_string(), one.name.to_string(), one.is_live());
        world.any(ordinal).map(named).unwrap_or_default()
    });
    let why = Route::ReleasedOne { id: id.clone() };
    let route = if is_live { Route::details(id.clone()) } else { why.clone() };
    let is_attempt = !matches!(happened, Happened::Done);
    let rule = rule_of(happened, protected);
    let refused = if let Happened::Refused(reason) = happened { reason.code() } else { "" };
    let (icon, tone) = if protected { (Icon::ShieldOn, Tone::Protect) } else { (Icon::ShieldOff, Tone::Neutral) };
    let was = if protected { texts.activity_was_protected() } else { texts.activity_was_unprotected() };
    view! {
        <tr role="row" aria-rowindex=rowindex class="activity__below" data-testid="act-outcome">
            <td role="cell"><span class="activity__indent"><OutcomeMark happened protected /></span></td>
            <td role="cell">{identity(route.href(), id, name)}</td>
            <td role="cell"><Status icon tone text=was /></td>
            <td role="cell" colspan="4"><CutEnd text=texts.why_happened(happened, protected) /></td>
            <td role="cell">{(!refused.is_empty()).then(|| view! { <code><CutEnd text=refused /></code> })}</td>
            <td role="cell">
                <span class="activity__why">
                    {(!rule.is_empty()).then(|| view! { <Badge text=rule /> })}
                    {is_attempt.then(|| view! { <a href=why.href()>{texts.why_link()}</a> })}
                </span>
            </td>
        </tr>
    }
    .into_any()
}

fn unknown(rowindex: String, number: u64, place: usize) -> AnyView {
    let console = use_console();
    let texts = console.texts();
    let id = console.peek(|world| world.record(number)?.unknown_ids.get(place).map(ToString::to_string));
    view! {
        <tr role="row" aria-rowindex=rowindex class="activity__below">
            <td role="cell">
                <span class="activity__indent"><OutcomeMark happened=Happened::Refused(Reason::InstanceNotFound) /></span>
            </td>
            <td role="cell"><code><CutMiddle text=id.unwrap_or_default() /></code></td>
            <td role="cell" colspan="7">{texts.activity_unknown_id()}</td>
        </tr>
    }
    .into_any()
}
