//! Other Information: release protection with the dialog that changes it, and imported fields that Latch does not know.

use leptos::prelude::*;

use super::{
    Shown,
    operations::{self, Operation},
};
use crate::{
    context::use_console,
    pages::parts::{ProtectionShield, Shield},
    ui::{Button, ButtonKind, Disclosure, KeyValues, Pair, Section},
};
use latch_ecs::instance_json::came::unknown_fields;
use latch_rules::{Ordinal, gaps};

/// 其它信息.
#[component]
pub(super) fn Other(ordinal: Ordinal, shown: Shown) -> impl IntoView {
    let texts = use_console().texts();
    let unknown =
        Memo::new(move |_| shown.with(|shown| shown.as_ref().map(|one| unknown_fields(&one.spec)).unwrap_or_default()));
    view! {
        <Section title=texts.details_other() test_id="other">
            <KeyValues pairs=vec![protection_pair(ordinal, shown)] />
            <Show when=move || !unknown.with(String::is_empty)>
                <div class="details__imported">
                    <Disclosure summary=texts.details_imported_fields()>
                        <pre class="details__json" tabindex="0">{move || unknown.get()}</pre>
                    </Disclosure>
                </div>
            </Show>
        </Section>
    }
}

fn protection_pair(ordinal: Ordinal, shown: Shown) -> Pair {
    let console = use_console();
    let texts = console.texts();
    let shield = shield(shown);
    Pair::new(texts.details_release_protection(), move || {
        view! {
            <div class="details__protection" data-testid="release-protection">
                {move || view! { <ProtectionShield shield=shield.get() /> }}
                <Button
                    label=texts.details_change()
                    aria_label=texts.details_change_protection()
                    kind=ButtonKind::Link
                    disabled_reason=operations::why_not(console, ordinal, Operation::ChangeProtection)
                    on_click=move |()| operations::run(console, ordinal, Operation::ChangeProtection)
                />
            </div>
        }
    })
}

/// The shield of the instance, with the number of its gaps.
pub(super) fn shield(shown: Shown) -> Memo<Shield> {
    let console = use_console();
    Memo::new(move |_| {
        shown.with(|shown| {
            let Some(one) = shown else { return Shield::Off };
            Shield::of(one, console.with(|world| gaps(one, world).len()))
        })
    })
}
