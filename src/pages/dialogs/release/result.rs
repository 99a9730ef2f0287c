//! After a release: tells by name which instances were released, skipped and refused; keeps those selected that were not released.

use leptos::prelude::Update;

use crate::i18n::args;
use crate::{
    context::{Console, Dialog, Notice, Route},
    pages::dialogs::lines::{failures, named},
};
use latch_rules::{Answer, Marks, Ordinals, Reason, ReleasePlan, release_plan::When};

/// Tells the result of `plan`; `answer` says which of its calls failed on the network. Those instances stay selected, with a button to try
/// again.
pub(super) fn tell(console: Console, plan: &ReleasePlan, answer: &Answer) {
    let texts = console.texts();
    let names = |who: &Ordinals| console.peek(|world| named(texts, world, who));
    let failures: Vec<(Reason, Ordinals)> =
        failures(answer).into_iter().filter(|(reason, _)| reason.is_transient()).collect();
    let failed: Marks = failures.iter().flat_map(|(_, who)| who.iter()).collect();
    let reached = Marks::from(&plan.released).without(&failed);
    let (done, failed) = (reached.ordinals(), failed.ordinals());
    let title = match plan.when {
        When::Now => texts.dialogs_released_n(done.len()),
        When::At(_) => texts.dialogs_scheduled_n(done.len()),
    };
    let left = plan.skipped.len() + plan.refused.iter().map(|(_, who)| who.len()).sum::<usize>();
    let mut notice = match (done.is_empty(), left + failed.len()) {
        (true, _) => Notice::error(title),
        (false, 0) => Notice::success(title),
        (false, _) => Notice::warning(title),
    };
    if !done.is_empty() {
        notice = notice.line(names(&done));
    }
    for (reason, who) in &failures {
        notice = notice.line(texts.dialogs_left_out(args::DialogsLeftOut {
            count: who.len(),
            names: names(who),
            reason: texts.refusal_text(*reason),
        }));
    }
    if !failed.is_empty() {
        let again = failed.clone();
        notice = notice.acting(texts.dialogs_try_again(failed.len()), move || {
            console.open(Dialog::Release { who: again.clone(), hidden: Ordinals::default() });
        });
    }
    if !plan.skipped.is_empty() {
        let reason = texts.reason(Reason::DeletionProtection);
        notice = notice.line(texts.dialogs_left_out(args::DialogsLeftOut {
            count: plan.skipped.len(),
            names: names(&plan.skipped),
            reason,
        }));
    }
    for (reason, who) in &plan.refused {
        notice = notice.line(texts.dialogs_left_out(args::DialogsLeftOut {
            count: who.len(),
            names: names(who),
            reason: texts.refusal_text(*reason),
        }));
    }
    if plan.when == When::Now {
        let records = Route::Released { search: String::new(), cause: String::new() };
        notice = notice.linked(texts.dialogs_see_records(), records.href());
        console.selection().update(|selection| *selection = selection.without(&reached));
    }
    console.notify(notice);
}
