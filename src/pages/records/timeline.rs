//! The records of one instance, newest first: time, actor, act, outcome and reason.

use leptos::prelude::*;

use super::{
    OutcomeMark, UndoneMark,
    attempts::{outcome_for, rule_of},
};
use crate::{
    context::{Console, use_console},
    pages::parts::Moment,
    ui::{Badge, Button, Empty, Icon},
};
use latch_rules::{Happened, Ordinal, Record, UnixMillis, World};

/// Number of entries that are shown at first.
const FIRST: usize = 50;

/// One entry, as text.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Entry {
    number: u64,
    at: UnixMillis,
    actor: String,
    act: &'static str,
    action: String,
    parameters: String,
    happened: Happened,
    protected: bool,
}

/// The acts on this instance and their outcomes.
#[component]
pub fn Timeline(ordinal: Ordinal) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let limit = RwSignal::new(FIRST);
    let numbers = Memo::new(move |_| console.with(|world| of_instance(world, ordinal)));
    let shown = Memo::new(move |_| numbers.with(|all| all.iter().take(limit.get()).copied().collect::<Vec<_>>()));
    let hidden = Memo::new(move |_| numbers.with(Vec::len).saturating_sub(limit.get()));
    // Records that an import replaced belonged to another account, so they did not name this instance.
    let oldest_gone =
        Memo::new(move |_| console.with(|world| world.earlier_records().is_some_and(|(_, is_replaced)| !is_replaced)));
    view! {
        <Show when=move || numbers.with(Vec::is_empty)>
            <Empty icon=Icon::History text=texts.records_none_of_instance() />
        </Show>
        <ol class="timeline">
            <For each=move || shown.get() key=|number| *number let(number)>
                {entry_view(console, ordinal, number)}
            </For>
        </ol>
        <Show when=move || { hidden.get() > 0 }>
            <Button
                label=Signal::derive(move || texts.records_show_more(hidden.get()))
                on_click=move || limit.set(usize::MAX)
            />
        </Show>
        <Show when=move || oldest_gone.get()>
            <p class="timeline__end">{texts.records_oldest_gone_short()}</p>
        </Show>
    }
}

fn of_instance(world: &World, ordinal: Ordinal) -> Vec<u64> {
    let touching = world.records.iter().rev().filter(|record| outcome_for(record, ordinal).is_some());
    touching.map(|record| record.number).collect()
}

fn entry(console: Console, record: &Record, ordinal: Ordinal) -> Option<Entry> {
    let texts = console.texts();
    let outcome = outcome_for(record, ordinal)?;
    let parameters: Vec<String> = record.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    Some(Entry {
        number: record.number,
        at: record.at,
        actor: texts.actor(&record.actor),
        act: texts.act(record.act),
        action: super::action_name(record.act),
        parameters: parameters.join("  "),
        happened: outcome.happened,
        protected: outcome.protected,
    })
}

/// A record never changes, so it is read once.
fn entry_view(console: Console, ordinal: Ordinal, number: u64) -> Option<AnyView> {
    let texts = console.texts();
    let entry = console.peek(|world| world.record(number).and_then(|record| entry(console, record, ordinal)))?;
    let rule = rule_of(entry.happened, entry.protected);
    let why = texts.why_happened(entry.happened, entry.protected);
    let is_release = !matches!(entry.happened, Happened::Done);
    let was = if entry.protected { texts.records_was_protected() } else { texts.records_was_not_protected() };
    Some(
        view! {
            <li class="timeline__entry">
                <div class="timeline__time"><Moment at=entry.at /></div>
                <div class="timeline__what">
                    <div class="timeline__act">
                        <strong>{entry.act}</strong>
                        <OutcomeMark happened=entry.happened protected=entry.protected />
                        <UndoneMark number />
                    </div>
                    {(!why.is_empty())
                        .then(|| {
                            view! {
                                <p class="timeline__why">
                                    {why}
                                    {(!rule.is_empty()).then(|| view! { " " <Badge text=rule /> })}
                                </p>
                            }
                        })}
                    <p class="timeline__small">
                        <span>{entry.actor}</span>
                        <code>{entry.action}</code>
                        {(!entry.parameters.is_empty()).then(|| view! { <code>{entry.parameters}</code> })}
                        {is_release.then(|| view! { <span>{was}</span> })}
                    </p>
                </div>
            </li>
        }
        .into_any(),
    )
}
