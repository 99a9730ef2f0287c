//! The card beside the steps: what will be ordered, whether it will be protected, and what can still release it.

use leptos::prelude::*;

use super::{
    draft::{Draft, Logon},
    form::Form,
    offer, protection, types, words,
};
use crate::{
    i18n::{Texts, args},
    platform::local_time,
    ui::{Glyph, Icon, KeyValues, Pair, fresh_id},
};

#[component]
pub fn SummaryCard(form: Form) -> impl IntoView {
    let texts = form.texts();
    let title_id = fresh_id("summary");
    let labelled_by = title_id.clone();
    let pairs = Signal::derive(move || form.draft.with(|draft| pairs(texts, draft)));
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

fn pairs(texts: Texts, draft: &Draft) -> Vec<Pair> {
    let pair = |name: &'static str, value: String| Pair::new(name, move || value.clone());
    let disks = match draft.data_disks.len() {
        0 => texts.wizard_size_of(draft.system_disk.size.trim()),
        more => texts.wizard_disks_of(args::WizardDisksOf { count: more, size: draft.system_disk.size.trim() }),
    };
    let name = if draft.name.trim().is_empty() { texts.wizard_name_default() } else { draft.name.trim() };
    let logon = match draft.logon {
        Logon::KeyPair => draft.key_pair.clone(),
        logon => words::logon(texts, logon).to_owned(),
    };
    let public =
        if draft.has_public_ip { texts.wizard_mbits(draft.bandwidth.trim()) } else { texts.wizard_none().to_owned() };
    vec![
        pair(texts.wizard_billing(), words::billing(texts, draft.billing).to_owned()),
        pair(texts.wizard_zone(), draft.zone.clone()),
        pair(texts.wizard_instance_type(), types::name(texts, &draft.instance_type)),
        pair(texts.wizard_image(), words::image(texts, &draft.image)),
        pair(texts.wizard_section_storage(), disks),
        pair(
            texts.wizard_security_group(),
            offer::security_groups(&draft.region, &draft.vpc)
                .find(|(id, _)| *id == draft.security_group)
                .map_or_else(|| draft.security_group.clone(), |(_, name)| name),
        ),
        pair(texts.wizard_public_ipv4(), public),
        pair(texts.wizard_logon(), logon),
        pair(texts.wizard_name(), name.to_owned()),
        pair(texts.wizard_quantity(), draft.quantity.trim().to_owned()),
    ]
}
