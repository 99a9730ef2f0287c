//! Notices of automatic acts, on every page: one notice for each kind of act, with names and a link to the record. Watches the records;
//! decides nothing.

use leptos::prelude::*;

use crate::{
    context::{Console, Notice, Route},
    i18n::{Texts, args},
};
use latch_rules::{Actor, Happened, Ordinal, Record, World, record::Act};

/// Number of instances that are named.
const NAMED: usize = 3;

/// Shows a notice for every automatic act that is recorded from now on, and, once, for those since the page was last open.
pub fn watch(console: Console) {
    let told = StoredValue::new(console.peek(|world| world.next_record));
    Effect::new(move || {
        let fresh = console.with(|world| {
            let from = told.get_value().min(world.next_record);
            told.set_value(world.next_record);
            let fresh = world.records.iter().rev().take_while(|record| record.number >= from);
            let mut kinds: Vec<Told> = Vec::new();
            for record in fresh.filter(|record| is_automatic(record)) {
                match kinds.iter_mut().find(|told| told.act == record.act) {
                    Some(told) => told.add(record),
                    None => kinds.push(Told::of(record)),
                }
            }
            kinds.into_iter().map(|told| told.notice(console.texts(), world)).collect::<Vec<_>>()
        });
        fresh.into_iter().rev().for_each(|notice| console.notify(notice));
    });
}

/// Whether no person did it. The control that a person uses tells the result of their own acts.
fn is_automatic(record: &Record) -> bool {
    matches!(record.actor, Actor::Billing | Actor::Scheduler | Actor::Security | Actor::AutoScaling | Actor::Spot)
}

/// The new records of one kind.
struct Told {
    act: Act,
    released: Vec<Ordinal>,
    others: Vec<Ordinal>,
}

impl Told {
    fn of(record: &Record) -> Self {
        let mut told = Self { act: record.act, released: Vec::new(), others: Vec::new() };
        told.add(record);
        told
    }

    fn add(&mut self, record: &Record) {
        for outcome in &record.outcomes {
            let is_released = matches!(outcome.happened, Happened::Released(_));
            let place = if is_released { &mut self.released } else { &mut self.others };
            place.extend(outcome.who.iter());
        }
    }

    fn notice(&self, texts: Texts, world: &World) -> Notice {
        let act = texts.act(self.act);
        let (title, who) = if self.released.is_empty() {
            (texts.fate_happened(args::FateHappened { act, count: self.others.len() }), &self.others)
        } else {
            (texts.fate_released(args::FateReleased { act, count: self.released.len() }), &self.released)
        };
        let names: Vec<&str> = who
            .iter()
            .filter_map(|ordinal| world.any(*ordinal))
            .take(NAMED)
            .map(|one| if one.name.is_empty() { &*one.id } else { &*one.name })
            .collect();
        let more = who.len().saturating_sub(names.len());
        let names = names.join(texts.list_name_separator());
        let line = if more == 0 {
            names
        } else {
            texts.list_and_more(args::ListAndMore { names, number: texts.number(more) })
        };
        let notice = if self.released.is_empty() { Notice::info(title) } else { Notice::warning(title) };
        let records = Route::Released { search: String::new(), cause: String::new() };
        let activity = Route::Activity { search: String::new(), outcome: String::new() };
        let to = if self.released.is_empty() { activity } else { records };
        notice.line(line).linked(texts.fate_see(), to.href()).keyed(key(self.act))
    }
}

/// Key of the notice: a later notice with the same key replaces the earlier one, because a fast clock brings many.
fn key(act: Act) -> &'static str {
    match act {
        Act::AutoReleaseTimeReached => "fate-schedule",
        Act::AccountReclaiming => "fate-reclaiming",
        Act::AccountOverdueRelease => "fate-overdue",
        Act::SubscriptionExpired => "fate-expired",
        Act::SubscriptionRelease => "fate-expiry",
        Act::SpotRelease => "fate-spot",
        _ => "fate",
    }
}
