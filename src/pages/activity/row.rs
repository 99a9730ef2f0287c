//! One line of the table: an act, its parameters, or what became of one instance.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::{lines::Line, tally::Tally};
use crate::{
    context::{Route, use_console},
    pages::{
        parts::Moment,
        records::{OutcomeMark, UndoneMark, action_name, attempts::rule_of},
    },
    ui::{Badge, Button, ButtonKind, CopyButton, CutEnd, CutMiddle, Glyph, Icon, Status, Tone},
};
use latch_ecs::api::equivalent::recorded;
use latch_rules::{Happened, Ordinal, Reason, Record, UnixMillis};

#[component]
pub(super) fn ActivityRow(
    place: usize,
    line: Line,
    open: RwSignal<BTreeSet<u64>>,
    as_calls: RwSignal<Option<u64>>,
) -> impl IntoView {
    let rowindex = (place + 2).to_string();
    match line {
        Line::Act(number) => act(rowindex, number, open),
        Line::Parameters(number) => parameters(rowindex, number, as_calls),
        Line::Outcome { ordinal, happened, protected, .. } => outcome(rowindex, ordinal, happened, protected),
        Line::UnknownId { record, place } => unknown(rowindex, record, place),
    }
}

/// What an act's line says; a record never changes, so it is read once.
#[derive(Default)]
struct Read {
    at: UnixMillis,
    actor: String,
    act: &'static str,
    action: String,
    tally: Tally,
    code: &'static str,
    request_id: String,
}

fn act(rowindex: String, number: u64, open: RwSignal<BTreeSet<u64>>) -> AnyView {
    let console = use_console();
    let texts = console.texts();
    let read = |record: &Record| Read {
        at: record.at,
        actor: texts.actor(&record.actor),
        act: texts.act(record.act),
        action: action_name(record.act),
        tally: Tally::of(record),
        code: code(record),
        request_id: record.request_id.to_string(),
    };
    let Read { at, actor, act, action, tally, code, request_id } =
        console.peek(|world| world.record(number).map(read).unwrap_or_default());
    let is_open = Memo::new(move |_| open.with(|open| open.contains(&number)));
    let toggle = move |_| {
        open.update(|open| {
            if !open.remove(&number) {
                open.insert(number);
            }
        });
    };
    let count = |count: usize| if count == 0 { "0".to_owned() } else { texts.number(count) };
    let class = |part: usize, class: &'static str| if part == 0 { "table__number activity__zero" } else { class };
    let copied = request_id.clone();
    view! {
        <tr aria-rowindex=rowindex data-testid="act">
            <td>
                <span class="activity__first">
                    <button
                        type="button"
                        class="activity__toggle"
                        aria-expanded=move || if is_open.get() { "true" } else { "false" }
                        aria-label=texts.activity_expand(act)
                        on:click=toggle
                    >
                        <Glyph icon=Icon::ChevronRight />
                    </button>
                    <Moment at />
                </span>
            </td>
            <th scope="row">
                <span class="table__two">
                    <CutEnd text=act />
                    <span class="table__second activity__second"><code><CutEnd text=action /></code><UndoneMark number /></span>
                </span>
            </th>
            <td><CutEnd text=actor /></td>
            <td class=class(tally.targets, "table__number")>{count(tally.targets)}</td>
            <td class=class(tally.released, "table__number activity__released")>{count(tally.released)}</td>
            <td class=class(tally.skipped, "table__number")>{count(tally.skipped)}</td>
            <td class=class(tally.failed, "table__number activity__failed")>{count(tally.failed)}</td>
            <td>{(!code.is_empty()).then(|| view! { <code><CutEnd text=code /></code> })}</td>
            <td>
                {(!request_id.is_empty())
                    .then(|| {
                        view! {
                            <span class="activity__request">
                                <code><CutMiddle text=request_id /></code>
                                <CopyButton text=copied.clone() what=copied />
                            </span>
                        }
                    })}
            </td>
        </tr>
    }
    .into_any()
}

/// The code of the act: of its refusal, else of the first target that it was refused for.
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
        <tr aria-rowindex=rowindex class="activity__below">
            <td colspan="9">
                <span class="activity__parameters">
                    <span class="activity__label">{texts.activity_parameters()}</span>
                    <code>{if text.is_empty() { texts.details_none().to_owned() } else { text }}</code>
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
        <tr aria-rowindex=rowindex class="activity__below" data-testid="act-outcome">
            <td><span class="activity__indent"><OutcomeMark happened protected /></span></td>
            <td>
                <span class="table__two">
                    <a class="code" href=route.href()><CutMiddle text=id /></a>
                    <span class="table__second"><CutMiddle text=name /></span>
                </span>
            </td>
            <td><Status icon tone text=was /></td>
            <td colspan="4"><CutEnd text=texts.why_happened(happened, protected) /></td>
            <td>{(!refused.is_empty()).then(|| view! { <code><CutEnd text=refused /></code> })}</td>
            <td>
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
        <tr aria-rowindex=rowindex class="activity__below">
            <td>
                <span class="activity__indent"><OutcomeMark happened=Happened::Refused(Reason::InstanceNotFound) /></span>
            </td>
            <td><code><CutMiddle text=id.unwrap_or_default() /></code></td>
            <td colspan="7">{texts.activity_unknown_id()}</td>
        </tr>
    }
    .into_any()
}
