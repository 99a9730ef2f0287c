//! Marks as sentences, and the link of each.

use super::layout::short_count;
use crate::{
    context::{Console, Route},
    i18n::{Texts, args},
    pages::records::marks::{Lane, Mark, What},
};
use latch_rules::{Instance, World};

/// Number of instances that are named; the others are counted.
const NAMED: usize = 5;
/// Maximum number of instances in a link.
const LINKED: usize = 100;

/// The first few affected instances by name; empty if the mark affects none.
pub(super) fn names(texts: Texts, world: &World, mark: &Mark) -> String {
    let names: Vec<&str> = mark.who.iter().filter_map(|one| world.any(one)).take(NAMED).map(Instance::called).collect();
    let more = mark.who.len().saturating_sub(names.len());
    let names = names.join(texts.list_name_separator());
    if more == 0 {
        names
    } else {
        texts.timeline_names_more(args::TimelineNamesMore { names, number: texts.number(more) })
    }
}

/// The number that a mark shows: of its events, or of the instances of its only event.
pub(super) fn shown_count(marks: &[Mark]) -> usize {
    if let [only] = marks { only.who.len() } else { marks.len() }
}

/// The accessible name of the marks at one position; it contains their visible text.
pub(super) fn label(console: Console, marks: &[Mark]) -> String {
    let texts = console.texts();
    match marks {
        [] => String::new(),
        [mark] => console.peek(|world| {
            let what = mark.words(texts, world);
            let (kind, time) = (mark.lane.words(texts), texts.date_time_exact(mark.at));
            let who = match mark.who.len() {
                0 | 1 => names(texts, world, mark),
                count => texts.common_instances(short_count(count)),
            };
            if who.is_empty() {
                texts.timeline_mark_alone(args::TimelineMarkAlone { kind, time, what })
            } else {
                texts.timeline_mark_one(args::TimelineMarkOne { kind, time, what, who })
            }
        }),
        [first, .., last] => texts.timeline_mark_many(args::TimelineMarkMany {
            count: short_count(marks.len()),
            from: texts.date_time(first.at),
            kind: first.lane.words(texts),
            to: texts.date_time(last.at),
        }),
    }
}

/// The page of a mark: the reason of a release attempt, the details of the instance, the act, or the forecast of the instances for which it
/// is due.
pub(super) fn route(world: &World, mark: &Mark) -> Option<Route> {
    let only = if mark.who.len() == 1 { mark.who.first().and_then(|one| world.any(one)) } else { None };
    match (mark.what, only) {
        (What::Record { .. }, Some(one)) if matches!(mark.lane, Lane::Released | Lane::Spared) => {
            Some(Route::ReleasedOne { id: one.id.to_string() })
        }
        (What::Record { number, .. }, _) => {
            let request = world.record(number).map(|record| record.request_id.to_string());
            request.map(|search| Route::Activity { search, outcome: String::new() })
        }
        (_, Some(one)) => Some(Route::details(one.id.to_string())),
        (_, None) => {
            let ids = mark.who.iter().filter_map(|one| world.any(one)).take(LINKED).map(|one| one.id.to_string());
            let of = ids.collect::<Vec<_>>().join(",");
            (!of.is_empty()).then_some(Route::Forecast { of, search: String::new() })
        }
    }
}
