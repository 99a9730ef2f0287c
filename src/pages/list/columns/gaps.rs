//! The gaps of an instance's protection in words, and the menu of their remedies.

use crate::{
    context::{Console, Route},
    i18n::{Texts, args},
    pages::parts::Remedy,
    ui::{MenuEntry, MenuItem},
};
use latch_rules::{Gap, Ordinal, gaps, protection::Cause};

/// Each gap of an instance with its remedy; a gap without one gets a link to the details page.
pub(in crate::pages::list) fn gaps_menu(console: Console, ordinal: Ordinal) -> Vec<MenuEntry> {
    let all = console.peek(|world| world.get(ordinal).map(|instance| gaps(instance, world))).unwrap_or_default();
    all.iter().map(|gap| remedy(console, ordinal, gap).into()).collect()
}

fn remedy(console: Console, ordinal: Ordinal, gap: &Gap) -> MenuItem {
    let texts = console.texts();
    match Remedy::of(gap) {
        Some(remedy) => {
            let label = texts.gaps_item(args::GapsItem { cause: gap_name(texts, gap), what: remedy.label(texts) });
            MenuItem::new(label, move || remedy.run(console, ordinal))
        }
        None => MenuItem::new(
            texts.gaps_item(args::GapsItem { cause: gap_name(texts, gap), what: texts.list_manage() }),
            move || {
                if let Some(id) = console.peek(|world| world.get(ordinal).map(|one| one.id.to_string())) {
                    console.go(&Route::details(id));
                }
            },
        ),
    }
}

/// What can release a protected instance, in a sentence.
pub(super) fn gap_text(texts: Texts, gap: &Gap) -> String {
    match gap {
        Gap::AutoReleaseTime { at } => texts.list_gap_schedule(texts.date_time(*at)),
        Gap::AutoReleaseTimeSuspended { .. } => texts.list_gap_suspended().to_owned(),
        Gap::Arrears { at } => texts.list_gap_arrears(texts.date_time(*at)),
        Gap::SecurityLock => texts.list_gap_locked().to_owned(),
        Gap::ScaleIn { group, .. } => texts.list_gap_scale_in(group),
        Gap::RemovedFromGroup { group, .. } => texts.list_gap_removed(group),
        // Neither kind of instance can have protection (R2); an imported one may claim to.
        Gap::SpotReclaim { .. } => texts.cause(Cause::SpotReclaim).to_owned(),
        Gap::SubscriptionExpiry { .. } => texts.cause(Cause::SubscriptionExpired).to_owned(),
    }
}

/// The same in a word or two, for a menu.
fn gap_name(texts: Texts, gap: &Gap) -> &'static str {
    texts.cause(match gap {
        Gap::AutoReleaseTime { .. } | Gap::AutoReleaseTimeSuspended { .. } => Cause::AutoReleaseTime,
        Gap::Arrears { .. } => Cause::AccountOverdue,
        Gap::SecurityLock => return texts.details_gap_lock(),
        Gap::ScaleIn { .. } => Cause::ScaleIn,
        Gap::RemovedFromGroup { .. } => Cause::RemovedFromGroup,
        Gap::SpotReclaim { .. } => Cause::SpotReclaim,
        Gap::SubscriptionExpiry { .. } => Cause::SubscriptionExpired,
    })
}
