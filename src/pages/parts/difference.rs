//! What differs between two worlds, in sentences: before one takes the other's place. Compares nothing itself: `rules::difference`
//! does.

use leptos::prelude::*;

use crate::{
    context::use_console,
    i18n::Texts,
    rules::{
        Ordinals, World,
        difference::{Attribute, Difference},
    },
    ui::{Glyph, Icon},
};

/// So many instances are named in a sentence.
const NAMED: usize = 5;

/// One sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DifferenceLine {
    pub icon: Icon,
    /// `come`, `gone`, `changed` or `same`; also the look.
    pub kind: &'static str,
    pub text: String,
}

/// What `after` has otherwise than `before`: what comes, what goes, what changes, what stays.
#[must_use]
pub fn difference_lines(texts: Texts, before: &World, after: &World) -> Vec<DifferenceLine> {
    let found = Difference::between(before, after);
    let line = |kind, icon, text| DifferenceLine { icon, kind, text };
    let mut lines = Vec::new();
    if !found.come.is_empty() {
        let text = texts.difference_come(found.come.len(), named(texts, after, &found.come));
        lines.push(line("come", Icon::Plus, text));
    }
    if !found.gone.is_empty() {
        let text = texts.difference_gone(found.gone.len(), named(texts, before, &found.gone));
        lines.push(line("gone", Icon::Minus, text));
    }
    for attribute in Attribute::ALL {
        let who: Ordinals = found
            .changed
            .iter()
            .filter(|(_, attributes)| attributes.contains(&attribute))
            .map(|(ordinal, _)| *ordinal)
            .collect();
        if !who.is_empty() {
            let text = texts.difference_changed(attribute_name(texts, attribute), who.len(), named(texts, after, &who));
            lines.push(line("changed", Icon::Edit, text));
        }
    }
    if let Some((was, is)) = found.account {
        let text = match (was.overdue_since.is_some(), is.overdue_since.is_some()) {
            (false, true) => texts.difference_account_overdue(),
            (true, false) => texts.difference_account_fine(),
            _ => texts.difference_account_other(),
        };
        lines.push(line("changed", Icon::Clock, text.to_owned()));
    }
    let (come, gone) = found.groups;
    if come > 0 {
        lines.push(line("come", Icon::Layers, texts.difference_groups_come(come)));
    }
    if gone > 0 {
        lines.push(line("gone", Icon::Layers, texts.difference_groups_gone(gone)));
    }
    if before.policy != after.policy {
        lines.push(line("changed", Icon::ShieldOn, texts.difference_policy().to_owned()));
    }
    if found.same > 0 {
        lines.push(line("same", Icon::Check, texts.difference_same(found.same)));
    }
    if lines.is_empty() {
        lines.push(line("same", Icon::Check, texts.difference_none().to_owned()));
    }
    lines
}

/// The sentences as a list.
#[component]
pub fn DifferenceList(lines: Vec<DifferenceLine>) -> impl IntoView {
    let texts = use_console().texts();
    let one = |line: DifferenceLine| {
        view! {
            <li class=format!("difference__line difference__line--{}", line.kind) data-kind=line.kind>
                <Glyph icon=line.icon />
                <span>{line.text}</span>
            </li>
        }
    };
    view! {
        <ul class="difference" aria-label=texts.difference_title() data-testid="difference">
            {lines.into_iter().map(one).collect_view()}
        </ul>
    }
}

fn attribute_name(texts: Texts, attribute: Attribute) -> &'static str {
    match attribute {
        Attribute::Protection => texts.difference_attribute_protection(),
        Attribute::Status => texts.difference_attribute_status(),
        Attribute::AutoReleaseTime => texts.difference_attribute_schedule(),
        Attribute::Locks => texts.difference_attribute_locks(),
        Attribute::Group => texts.difference_attribute_group(),
        Attribute::Name => texts.difference_attribute_name(),
        Attribute::Tags => texts.difference_attribute_tags(),
        Attribute::Billing => texts.difference_attribute_billing(),
        Attribute::Configuration => texts.difference_attribute_configuration(),
    }
}

/// The first few by name, the rest by number.
fn named(texts: Texts, world: &World, who: &Ordinals) -> String {
    let names: Vec<&str> = who
        .iter()
        .filter_map(|ordinal| world.any(ordinal))
        .take(NAMED)
        .map(|one| if one.name.is_empty() { &*one.id } else { &*one.name })
        .collect();
    let more = who.len().saturating_sub(names.len());
    let names = names.join(texts.dialogs_list_separator());
    if more == 0 { names } else { texts.dialogs_and_more(more, names) }
}
