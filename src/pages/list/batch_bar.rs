//! The batch bar at the bottom of the list: the number of selected instances, and the actions on them.

use leptos::prelude::*;

use super::{acts, state::ListState};
use crate::{
    context::Selection,
    ui::{Button, ButtonKind, Icon, MenuButton},
};
use latch_rules::{Ordinals, command::Power};

#[component]
pub(super) fn BatchBar(state: ListState) -> impl IntoView {
    let texts = state.console.texts();
    let why_not = Signal::derive(move || {
        state.ticked.with(|ticked| ticked.all == 0).then(|| texts.list_select_first().to_owned())
    });
    let power = move |label: &'static str, power| {
        view! {
            <Button
                label
                disabled_reason=why_not
                on_click=move |()| acts::change_power(state, state.chosen().0, power, true)
            />
        }
    };
    let release = move |()| {
        let (who, hidden): (Ordinals, Ordinals) = state.chosen();
        acts::open_release(state, who, hidden);
    };
    view! {
        <div
            class="batch-bar list__bar"
            class:list__bar--idle=move || state.ticked.with(|ticked| ticked.all == 0)
            role="group" aria-label=texts.list_batch_label() data-testid="batch-bar">
            <Summary state />
            <div class="list__batch">
                {power(texts.list_start(), Power::Start)}
                {power(texts.list_stop(), Power::Stop)}
                {power(texts.list_restart(), Power::Reboot)}
                <Button label=texts.list_release() disabled_reason=why_not on_click=release test_id="batch-release" />
                <MenuButton
                    label=texts.list_more()
                    disabled_reason=why_not
                    entries=move |()| acts::batch_menu(state)
                    test_id="batch-more"
                />
                <span class="list__direct">
                    <Button
                        label=texts.list_change_protection()
                        icon=Icon::ShieldOn
                        kind=ButtonKind::Quiet
                        disabled_reason=why_not
                        on_click=move |()| acts::open_protection(state, state.chosen().0)
                        test_id="batch-protect"
                    />
                </span>
            </div>
        </div>
    }
}

/// "5 instances selected", and below it how many of them are special.
#[component]
fn Summary(state: ListState) -> impl IntoView {
    let texts = state.console.texts();
    let selected = move || match state.ticked.get().all {
        0 => texts.list_nothing_selected().to_owned(),
        count => texts.list_selected(count),
    };
    let details = move || {
        let ticked = state.ticked.get();
        let hidden = ticked.all.saturating_sub(ticked.matching);
        [
            (ticked.protected, texts.list_selected_protected(texts.number(ticked.protected))),
            (ticked.ineligible, texts.list_selected_ineligible(texts.number(ticked.ineligible))),
            (hidden, texts.list_selected_hidden(texts.number(hidden))),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(_, text)| text)
        .collect::<Vec<_>>()
        .join(texts.list_name_separator())
    };
    view! {
        <div class="list__summary">
            <span class="list__selected">
                <strong>{selected}</strong>
                <Show when=move || state.ticked.with(|ticked| ticked.all > 0)>
                    <Button
                        label=texts.list_clear_selection()
                        kind=ButtonKind::Link
                        on_click=move |()| state.console.selection().update(Selection::clear)
                    />
                </Show>
            </span>
            <span class="list__selected-details">{details}</span>
        </div>
    }
}
