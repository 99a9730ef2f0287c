//! The stack of notices above the page: newest first; success notices disappear on their own, errors stay.

use std::time::Duration;

use leptos::prelude::*;

use super::parts::Parts;
use crate::{
    context::{Notice as Told, NoticeAct, NoticeKind, StorageState, use_console},
    pages::parts::save_all,
    ui::{Notice, NoticeKind as Look, use_announcer},
};

/// How long a notice stays that needs no action.
const STAYS_FOR: Duration = Duration::from_secs(10);
/// Number of notices shown; further ones are shown on request.
const SHOWN: usize = 3;

#[component]
pub(super) fn Notices() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let announcer = use_announcer();
    // The highest number announced so far, so that a change of language does not announce the same notices again.
    let told = StoredValue::new(console.notices().with_untracked(|all| all.last().map_or(0, |(number, _)| *number)));
    Effect::new(move || {
        console.notices().with(|all| {
            for (number, notice) in all.iter().filter(|(number, _)| *number > told.get_value()) {
                told.set_value(*number);
                let said = std::iter::once(&notice.title).chain(&notice.lines).cloned().collect::<Vec<_>>().join(" ");
                if notice.kind == NoticeKind::Error {
                    announcer.assertive(said)
                } else {
                    announcer.polite(said)
                }
                if !notice.kind.stays() {
                    let number = *number;
                    set_timeout(move || console.dismiss(number), STAYS_FOR);
                }
            }
        });
    });
    let engine = expect_context::<Parts>().engine;
    let all_shown = RwSignal::new(false);
    let shown = move || {
        let limit = if all_shown.get() { usize::MAX } else { SHOWN };
        console.notices().with(|all| all.iter().rev().take(limit).cloned().collect::<Vec<_>>())
    };
    let hidden = move || console.notices().with(Vec::len).saturating_sub(SHOWN);
    let more = move || match all_shown.get() {
        true => texts.shell_notices_fewer().to_owned(),
        false => texts.shell_notices_more(hidden()),
    };
    view! {
        <div class="notices" role="region" aria-label=texts.shell_notices()>
            {move || engine.here().map(|machine| (machine.storage_notice)())}
            <For each=shown key=|(number, _)| *number let((number, notice))>
                <One number notice />
            </For>
            <Show when=move || { hidden() > 0 }>
                <button
                    type="button"
                    class="notices__more"
                    aria-expanded=move || all_shown.get().to_string()
                    on:click=move |_| all_shown.update(|all| *all = !*all)
                >
                    {more}
                </button>
            </Show>
        </div>
    }
}

#[component]
fn One(number: u64, notice: Told) -> impl IntoView {
    let console = use_console();
    let kind = match notice.kind {
        NoticeKind::Info => Look::Info,
        NoticeKind::Success => Look::Success,
        NoticeKind::Warning => Look::Warning,
        NoticeKind::Error => Look::Error,
    };
    let lines = notice.lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view();
    let link = notice.link.map(|(text, href)| view! { <p><a href=href>{text}</a></p> });
    let action = notice.act.map(|NoticeAct { label, act }| {
        let run = move |()| {
            console.dismiss(number);
            act();
        };
        (label, Callback::new(run))
    });
    view! {
        <Notice kind title=notice.title action on_dismiss=Callback::new(move |()| console.dismiss(number))>
            {lines}
            {link}
        </Notice>
    }
}

/// Shown as long as the state is not stored or is read-only; part of the engine's file.
pub(super) fn storage_notice() -> AnyView {
    let console = use_console();
    let texts = console.texts();
    let text = move || match console.storage().get() {
        StorageState::Kept => None,
        StorageState::Denied => Some(texts.shell_storage_denied()),
        StorageState::Full => Some(texts.shell_storage_full()),
        StorageState::Damaged => Some(texts.shell_storage_damaged()),
        StorageState::NewerSchema => Some(texts.shell_storage_newer_schema()),
        StorageState::OtherTab => Some(texts.shell_storage_other_tab()),
        StorageState::NewerBuild => Some(texts.shell_storage_newer_build()),
    };
    let export = move || (texts.shell_export().to_owned(), Callback::new(move |()| save_all(console)));
    let view = move || {
        text().map(|text| {
            view! {
                <Notice kind=Look::Warning action=export() test_id="storage-notice">
                    <p>{text}</p>
                </Notice>
            }
        })
    };
    view.into_any()
}
