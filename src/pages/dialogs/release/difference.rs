//! Differences between the plan that was shown and the current plan (R15), one sentence per instance.

use crate::i18n::{Texts, args};
use latch_rules::{Ordinal, ReleasePlan, World};

/// Number of changes that are listed one by one.
const TOLD: usize = 20;

#[derive(PartialEq, Eq, Clone, Copy)]
enum Place {
    Released,
    Skipped,
    Refused,
    Gone,
}

fn place(plan: &ReleasePlan, ordinal: Ordinal) -> Place {
    if plan.released.contains(ordinal) {
        Place::Released
    } else if plan.skipped.contains(ordinal) {
        Place::Skipped
    } else if plan.refused.iter().any(|(_, who)| who.contains(ordinal)) {
        Place::Refused
    } else {
        Place::Gone
    }
}

/// Sentences in the order of the instances; the last one counts the changes that are not listed.
pub(super) fn differences(texts: Texts, world: &World, before: &ReleasePlan, after: &ReleasePlan) -> Vec<String> {
    if before == after {
        return Vec::new();
    }
    let word = |place| match place {
        Place::Released => texts.dialogs_outcome_released(),
        Place::Skipped => texts.dialogs_skipped(),
        Place::Refused => texts.dialogs_outcome_refused(),
        Place::Gone => texts.dialogs_gone(),
    };
    let moved: Vec<(Ordinal, Place, Place)> = before
        .all()
        .iter()
        .map(|ordinal| (ordinal, place(before, ordinal), place(after, ordinal)))
        .filter(|(_, was, is)| was != is)
        .collect();
    let mut told: Vec<String> = moved
        .iter()
        .take(TOLD)
        .map(|(ordinal, was, is)| {
            let name = world.any(*ordinal).map_or_else(|| ordinal.to_string(), |instance| instance.name.to_string());
            texts.dialogs_changed_from_to(args::DialogsChangedFromTo { name, to: word(*is), was: word(*was) })
        })
        .collect();
    if moved.len() > TOLD {
        told.push(texts.dialogs_more_changes(moved.len() - TOLD));
    }
    if moved.is_empty() {
        told.push(texts.dialogs_loss_changed().to_owned());
    }
    told
}
