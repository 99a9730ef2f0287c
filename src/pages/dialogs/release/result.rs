//! After a release: tells who is gone, who was skipped and who was refused, by name; keeps those that stayed selected.

use leptos::prelude::Update;

use crate::{
    context::{Console, Notice, Route},
    pages::dialogs::lines::named,
    rules::{Reason, ReleasePlan, release_plan::When},
};

/// `plan` was carried out as it stands.
pub(super) fn tell(console: Console, plan: &ReleasePlan) {
    let texts = console.texts();
    let names = |who| console.peek(|world| named(texts, world, who));
    let title = match plan.when {
        When::Now => texts.dialogs_released_n(plan.released.len()),
        When::At(_) => texts.dialogs_scheduled_n(plan.released.len()),
    };
    let left = plan.skipped.len() + plan.refused.iter().map(|(_, who)| who.len()).sum::<usize>();
    let mut notice = if left == 0 { Notice::success(title) } else { Notice::warning(title) };
    notice = notice.line(names(&plan.released));
    if !plan.skipped.is_empty() {
        let reason = texts.reason(Reason::DeletionProtection);
        notice = notice.line(texts.dialogs_left_out(plan.skipped.len(), names(&plan.skipped), reason));
    }
    for (reason, who) in &plan.refused {
        notice = notice.line(texts.dialogs_left_out(who.len(), names(who), texts.refusal_text(*reason)));
    }
    if plan.when == When::Now {
        let records = Route::Released { search: String::new(), cause: String::new() };
        notice = notice.linked(texts.dialogs_see_records(), records.href());
        console.selection().update(|selection| {
            for ordinal in plan.released.iter() {
                selection.set(ordinal, false);
            }
        });
    }
    console.notify(notice);
}
