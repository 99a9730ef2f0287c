//! Release, second step: what is lost and what remains of each instance, and what changed if the plan had to be made again.

use leptos::prelude::*;

use super::{Draft, Mode, difference::differences};
use crate::{
    context::{Console, use_console},
    i18n::{Texts, args},
    pages::{
        dialogs::lines::{Lines, Shown},
        parts::{CALLS_SHOWN, CallsPart},
    },
    ui::{Icon, Notice, NoticeKind, Tone},
};
use latch_ecs::api::equivalent::first_calls;
use latch_rules::{
    Command, Instance, Ordinals,
    instance::{Disk, Locks},
    release_plan::Loss,
};

#[component]
pub(super) fn Review(draft: Draft) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let released = Memo::new(move |_| {
        draft.reviewed.with(|plan| plan.as_ref().map(|plan| plan.released.clone()).unwrap_or_default())
    });
    let forced = Memo::new(move |_| {
        released.with(|all: &Ordinals| {
            draft
                .sight
                .with(|world| all.iter().filter_map(|o| world.get(o)).filter(|i| Loss::of(i).forced_stop).count())
        })
    });
    let skipped = move || draft.reviewed.with(|plan| plan.as_ref().map_or(0, |plan| plan.skipped.len()));
    let refused = move || {
        draft
            .reviewed
            .with(|plan| plan.as_ref().map_or(0, |plan| plan.refused.iter().map(|(_, who)| who.len()).sum::<usize>()))
    };
    let calls = Signal::derive(move || {
        let Some(plan) = draft.reviewed.get() else { return Default::default() };
        draft.sight.with(|world| first_calls(&Command::Release { plan }, world, CALLS_SHOWN))
    });
    let now = move || draft.mode.get() == Mode::Now;
    let changes = move || {
        let (Some(before), Some(after)) = (draft.outdated.get(), draft.reviewed.get()) else { return Vec::new() };
        console.peek(|world| differences(texts, world, &before, &after))
    };
    view! {
        {move || {
            let changes = changes();
            (!changes.is_empty())
                .then(|| {
                    view! {
                        <Notice kind=NoticeKind::Error title=texts.dialogs_plan_changed() test_id="release-changed">
                            <ul class="release-changes">{changes.into_iter().map(|change| view! { <li>{change}</li> }).collect_view()}</ul>
                        </Notice>
                    }
                })
        }}
        {move || {
            draft.failed.get().map(|text| view! { <Notice kind=NoticeKind::Error test_id="release-failed"><p>{text}</p></Notice> })
        }}
        <Show when=now fallback=move || view! { <p>{move || scheduled_text(console, draft)}</p> }>
            <p>{texts.dialogs_irreversible()}</p>
            <Show when=move || { forced.get() > 0 }>
                <p>{move || texts.dialogs_forced_stop(forced.get())}</p>
            </Show>
        </Show>
        <Show when=move || { skipped() + refused() > 0 }>
            <p>{move || texts.dialogs_stay(args::DialogsStay { refused: refused(), skipped: skipped() })}</p>
        </Show>
        <Lines
            caption=texts.dialogs_table_loss()
            who=Signal::derive(move || vec![released.get()])
            line=Callback::new(move |ordinal| {
                draft
                    .sight
                    .with(|world| world.any(ordinal).map(|instance| loss_line(texts, instance)))
                    .unwrap_or_default()
            })
            heads=(texts.dialogs_column_lost(), texts.dialogs_column_kept())
            test_id="release-loss"
        />
        <CallsPart calls />
    }
}

fn scheduled_text(console: Console, draft: Draft) -> String {
    let texts = console.texts();
    let at = super::settings::parse_time(&draft.time.get()).unwrap_or_default();
    texts.dialogs_scheduled_at(texts.date_time(at))
}

/// What is lost, and what remains.
fn loss_line(texts: Texts, instance: &Instance) -> (Shown, String) {
    let loss = Loss::of(instance);
    let disk = |disk: &Disk| {
        texts.dialogs_disk(args::DialogsDisk { category: texts.disk_category(&disk.category), size: disk.size })
    };
    let separator = texts.dialogs_list_separator();
    let mut lost = vec![texts.dialogs_lost_system_disk().to_owned()];
    lost.extend(loss.disks_lost().map(disk));
    if !instance.public_ip.is_empty() {
        lost.push(texts.dialogs_lost_public_ip(&instance.public_ip));
    }
    let mut kept: Vec<String> = loss.disks_kept().map(disk).collect();
    if !instance.eip.is_empty() {
        kept.push(texts.dialogs_kept_eip(&instance.eip));
    }
    kept.push(texts.dialogs_kept_snapshots().to_owned());
    let mut note = kept.join(separator);
    if instance.locks.has(Locks::SECURITY) && instance.spec.data_disks.iter().any(|disk| !disk.delete_with_instance) {
        note = format!("{note}{}{}", texts.between_sentences(), texts.dialogs_locked_takes_disks());
    }
    (Shown { tone: Tone::Release, icon: Some(Icon::Trash), text: lost.join(separator) }, note)
}
