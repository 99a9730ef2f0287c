//! Tells the result of an act of the rehearsal by name: which instances were released, which left and live on, which stayed and why, with a
//! link to the record.

use super::{Foreseen, Kind};
use crate::{
    context::{Console, Notice, Route},
    i18n::{Texts, args},
};
use latch_rules::{Happened, Instance, Ordinal, Ordinals, World};

/// Number of instances that are named in a sentence; the others are counted.
const NAMED: usize = 5;

/// The first few by name, the rest by number.
pub fn named(texts: Texts, world: &World, who: &Ordinals) -> String {
    let names: Vec<&str> =
        who.iter().filter_map(|ordinal| world.any(ordinal)).take(NAMED).map(Instance::called).collect();
    let more = who.len().saturating_sub(names.len());
    let names = names.join(texts.dialogs_list_separator());
    if more == 0 { names } else { texts.dialogs_and_more(args::DialogsAndMore { more, names }) }
}

/// "Released: 2", "Kept: 1": the count of each outcome that occurs.
fn tally(texts: Texts, came: &Foreseen) -> Vec<String> {
    let word = |kind| match kind {
        Kind::Released => texts.acts_outcome_released(),
        Kind::Removed => texts.acts_outcome_removed(),
        Kind::Stopped => texts.acts_outcome_stopped(),
        Kind::Done => texts.acts_outcome_done(),
        Kind::Lapses => texts.rehearse_will_lapse(),
        Kind::Kept => texts.acts_outcome_kept(),
        Kind::Refused => texts.acts_outcome_refused(),
    };
    let counts = Kind::ALL.into_iter().map(|kind| (kind, came.count(kind)));
    counts
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| texts.rehearse_tally(args::RehearseTally { count, what: word(kind) }))
        .collect()
}

/// Shows a notice with the result of `act`.
pub fn tell(console: Console, act: &str, came: &Foreseen) {
    let texts = console.texts();
    let count = Kind::ALL.into_iter().map(|kind| came.count(kind)).sum::<usize>() + came.created;
    if let Some(refusal) = came.refusal.as_ref().filter(|_| count == 0) {
        console.notify(Notice::error(texts.rehearse_failed(act)).line(texts.refusal(refusal)));
        return;
    }
    let mut told = tally(texts, came);
    if came.created > 0 {
        told.push(texts.rehearse_tally(args::RehearseTally { count: came.created, what: texts.rehearse_created() }));
    }
    let title = match told.is_empty() {
        true => texts.rehearse_nothing_came(act),
        false => texts.rehearse_came(args::RehearseCame { act, what: told.join(texts.dialogs_list_separator()) }),
    };
    let (gone, stay) = (came.count(Kind::Released), came.count(Kind::Kept));
    let mut notice =
        if gone + stay == 0 && came.refusal.is_none() { Notice::success(title) } else { Notice::warning(title) };
    for (happened, who) in merged(came) {
        let names = console.peek(|world| named(texts, world, &who));
        let word = texts.happened(happened);
        // Instances with the same outcome have the same reason, whether protected or not, because none of them was refused.
        notice = notice.line(match texts.why_happened(happened, true) {
            "" => texts.rehearse_line(args::RehearseLine { names, state: word }),
            why => texts.rehearse_line_why(args::RehearseLineWhy { names, state: word, why }),
        });
    }
    // One of several acts in a row was refused; the acts before it are done.
    if let Some(refusal) = &came.refusal {
        notice = notice.line(texts.refusal(refusal));
    }
    let (text, route) = match gone {
        0 => (texts.rehearse_see_activity(), Route::Activity { search: String::new(), outcome: String::new() }),
        _ => (texts.rehearse_see_released(), Route::Released { search: String::new(), cause: String::new() }),
    };
    console.notify(notice.linked(text, route.href()));
}

/// Equal outcomes merged, whether protected or not; losses first.
fn merged(came: &Foreseen) -> Vec<(Happened, Ordinals)> {
    let mut all: Vec<(Happened, Vec<Ordinal>)> = Vec::new();
    for outcome in Kind::ALL.into_iter().flat_map(|kind| came.of_kind(kind)) {
        match all.iter_mut().find(|(happened, _)| *happened == outcome.happened) {
            Some((_, who)) => who.extend(outcome.who.iter()),
            None => all.push((outcome.happened, outcome.who.iter().collect())),
        }
    }
    all.into_iter().map(|(happened, who)| (happened, who.into())).collect()
}
