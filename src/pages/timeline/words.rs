//! Marks in sentences, and where each leads.

use crate::{
    context::{Console, Route},
    i18n::Texts,
    pages::records::marks::{Lane, Mark, What},
    rules::World,
};

/// So many instances are named; the others are counted.
const NAMED: usize = 5;
/// So many instances a link can hold.
const LINKED: usize = 100;

/// Whom it concerns: by name, or how many; nothing where it concerns no instance.
pub(super) fn who(texts: Texts, world: &World, mark: &Mark, named: usize) -> String {
    let names: Vec<&str> = mark
        .who
        .iter()
        .filter_map(|ordinal| world.any(ordinal))
        .take(named)
        .map(|one| if one.name.is_empty() { &*one.id } else { &*one.name })
        .collect();
    let more = mark.who.len().saturating_sub(names.len());
    match (names.len(), more) {
        (0, 0) => String::new(),
        (_, 0) => names.join(", "),
        (0, more) => texts.common_instances(more),
        (_, more) => texts.timeline_names_more(names.join(", "), texts.number(more)),
    }
}

pub(super) fn names(texts: Texts, world: &World, mark: &Mark) -> String {
    who(texts, world, mark, NAMED)
}

/// The name of some marks at one place, for who cannot see them.
pub(super) fn label(console: Console, marks: &[Mark]) -> String {
    let texts = console.texts();
    match marks {
        [] => String::new(),
        [mark] => console.peek(|world| {
            let what = mark.words(texts, world);
            let (kind, time) = (mark.lane.words(texts), texts.date_time_exact(mark.at));
            let who = if mark.who.len() == 1 { names(texts, world, mark) } else { who(texts, world, mark, 0) };
            if who.is_empty() {
                texts.timeline_mark_alone(kind, time, what)
            } else {
                texts.timeline_mark_one(kind, time, what, who)
            }
        }),
        [first, .., last] => texts.timeline_mark_many(
            texts.number(marks.len()),
            texts.date_time(first.at),
            first.lane.words(texts),
            texts.date_time(last.at),
        ),
    }
}

/// What a mark stands for: why, what is known of the instance, the act, or the forecast of those that it is due for.
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
