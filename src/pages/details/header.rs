//! The head of the page: name, id, status, shield, the most used operations, All Operations.

use leptos::prelude::*;

use super::{
    Shown,
    operations::{self, Operation},
    other::shield,
    panel::Panel,
};
use crate::{
    context::use_console,
    pages::parts::{InstanceStatus, ProtectionShield},
    ui::{Button, CopyButton, Icon},
};
use latch_rules::Ordinal;

#[component]
pub(super) fn Header(ordinal: Ordinal, shown: Shown) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let is_open = RwSignal::new(false);
    let id = Memo::new(move |_| shown.with(|shown| shown.as_ref().map(|one| one.id.to_string()).unwrap_or_default()));
    let name =
        Memo::new(move |_| shown.with(|shown| shown.as_ref().map(|one| one.called().to_owned())).unwrap_or_default());
    let status = Memo::new(move |_| console.with(|world| world.get(ordinal).map(|one| world.shown_status(one))));
    let shield = shield(shown);
    let act = move |operation: Operation| {
        view! {
            <Button
                label=operation.label(texts)
                disabled_reason=operations::why_not(console, ordinal, operation)
                on_click=move |()| operations::run(console, ordinal, operation)
            />
        }
    };
    view! {
        <header class="page__head">
            <div class="details__title">
                <h1 tabindex="-1">{move || name.get()}</h1>
                <div class="details__facts">
                    <span class="details__id">
                        <code>{move || id.get()}</code>
                        <CopyButton text=id what=id.get_untracked() />
                    </span>
                    <span data-testid="status" role="status">
                        {move || status.get().map(|status| view! { <InstanceStatus status /> })}
                    </span>
                    <span class="details__shield">
                        <span>{texts.details_release_protection()}</span>
                        {move || view! { <ProtectionShield shield=shield.get() /> }}
                    </span>
                </div>
            </div>
            <div class="page__acts">
                {operations::STATUS.map(act).collect_view()}
                <Button
                    label=texts.details_all_operations()
                    icon=Icon::Menu
                    on_click=move |()| is_open.set(true)
                    test_id="all-operations"
                />
            </div>
        </header>
        <Show when=move || is_open.get()>
            <Panel ordinal on_close=move |()| is_open.set(false) />
        </Show>
    }
}
