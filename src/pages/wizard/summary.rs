//! The card beside the steps: what will be ordered, whether it will be protected, and what can still release it.

use leptos::prelude::*;

use super::{draft::Draft, field::CARD, form::Form, protection, words};
use crate::{
    i18n::Texts,
    platform::local_time,
    ui::{Glyph, Icon, KeyValues, fresh_id},
};

#[component]
pub fn SummaryCard(form: Form) -> impl IntoView {
    let texts = form.texts();
    let title_id = fresh_id("summary");
    let labelled_by = title_id.clone();
    let pairs = Signal::derive(move || {
        form.draft.with(|draft| CARD.iter().filter_map(|field| field.info().in_card(texts, draft)).collect())
    });
    view! {
        <aside class="wizard__summary" aria-labelledby=labelled_by>
            <h2 class="wizard__summary-title" id=title_id>{texts.wizard_summary()}</h2>
            <Release form />
            <KeyValues pairs rows=true />
        </aside>
    }
}

/// Protection, the scheduled release, and the gaps that remain.
#[component]
fn Release(form: Form) -> impl IntoView {
    let texts = form.texts();
    let shown = move || {
        form.draft.with(|draft| {
            let (icon, state) = protection::state(texts, draft);
            let class = match icon {
                Icon::ShieldOn => "wizard__verdict wizard__verdict--on",
                Icon::ShieldGap => "wizard__verdict wizard__verdict--gap",
                _ => "wizard__verdict",
            };
            let explained = explanation(texts, draft);
            view! {
                <div class=class data-testid="summary-protection">
                    <p class="wizard__verdict-state">
                        <Glyph icon />
                        <span>{texts.wizard_protection_is(state)}</span>
                    </p>
                    {explained.into_iter().map(|line| view! { <p class="wizard__verdict-line">{line}</p> }).collect_view()}
                </div>
            }
        })
    };
    view! { {shown} }
}

fn explanation(texts: Texts, draft: &Draft) -> Vec<String> {
    let mut lines = Vec::new();
    if !draft.is_protectable() {
        lines.push(texts.wizard_protection_not_for(words::billing(texts, draft.billing)));
    } else if draft.is_protected() {
        lines.push(texts.wizard_protection_pair().to_owned());
    } else {
        lines.push(texts.wizard_unprotected().to_owned());
    }
    if draft.is_scheduled()
        && let Some(at) = local_time::parse(&draft.release_at)
    {
        let at = texts.date_time(at);
        lines.push(if draft.is_protected() { texts.wizard_both_kept_at(at) } else { texts.wizard_scheduled_at(at) });
    }
    lines
}
