//! Release, first step: now or at a time, and three lists: instances that are released, those that are skipped because they are protected,
//! and those that cannot be released, each with its reason.

use leptos::prelude::*;

use super::{Draft, Mode};
use crate::i18n::args;
use crate::{
    context::{Console, Dialog, use_console},
    pages::dialogs::lines::{Lines, Shown, named},
    platform::local_time,
    ui::{Button, ButtonKind, Choice, Icon, Notice, NoticeKind, RadioGroup, RadioLook, TextField, TextKind, Tone},
};
use latch_rules::{
    Ordinal, Ordinals, Reason, ReleasePlan, Status, UnixMillis, decide::checked_auto_release_time, time::HOUR,
};

/// The time in the field, in local time as typed.
pub(super) fn parse_time(text: &str) -> Result<UnixMillis, Reason> {
    local_time::parse(text).ok_or(Reason::AutoReleaseTimeMalformed)
}

/// Why the release cannot be scheduled at `at` (R9).
pub(super) fn why_not_at(at: UnixMillis, now: UnixMillis) -> Option<Reason> {
    checked_auto_release_time(at, now).err().map(|refusal| refusal.reason)
}

/// The proposed time: a full hour, between one and two hours from now.
pub(super) fn proposed_time(now: UnixMillis) -> String {
    let full = now.plus(2 * HOUR).0.div_euclid(HOUR) * HOUR;
    local_time::format(UnixMillis(full))
}

#[component]
pub(super) fn Settings(draft: Draft, plan: Memo<ReleasePlan>, hidden: StoredValue<Ordinals>) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let choices = vec![
        Choice::new("now", texts.dialogs_release_now()).hint(texts.dialogs_release_now_hint()),
        Choice::new("scheduled", texts.dialogs_release_scheduled()).hint(texts.dialogs_release_scheduled_hint()),
    ];
    let value = Signal::derive(move || if draft.mode.get() == Mode::Now { "now" } else { "scheduled" }.to_owned());
    let error = Signal::derive(move || {
        if !draft.time_touched.get() {
            return None;
        }
        let reason = match parse_time(&draft.time.get()) {
            Ok(at) => why_not_at(at, console.now()),
            Err(reason) => Some(reason),
        };
        reason.map(|reason| texts.refusal_text(reason))
    });
    let hidden_count = hidden.with_value(Ordinals::len);
    let hidden_names = hidden.with_value(|hidden| console.peek(|world| named(texts, world, hidden)));
    view! {
        <RadioGroup
            legend=texts.dialogs_release_mode()
            choices=Signal::stored(choices)
            value
            look=RadioLook::Tiles
            on_change=move |value: String| draft.mode.set(if value == "now" { Mode::Now } else { Mode::Scheduled })
        />
        <Show when=move || draft.mode.get() == Mode::Scheduled>
            <TextField
                label=Signal::derive(move || draft.time.with(|time| texts.dialogs_release_time(local_time::zone_of(time))))
                value=draft.time
                kind=TextKind::DateTimeLocal
                hint=Some(texts.dialogs_release_time_hint().to_owned())
                error
                required=true
                on_input=move |text| draft.time.set(text)
                on_leave=Callback::new(move |()| draft.time_touched.set(true))
                id="release-time"
            />
        </Show>
        {(hidden_count > 0)
            .then(|| {
                view! {
                    <Notice kind=NoticeKind::Warning test_id="release-hidden">
                        <p>{texts.dialogs_release_hidden(args::DialogsReleaseHidden { count: hidden_count, names: hidden_names })}</p>
                    </Notice>
                }
            })}
        <Lists draft plan />
    }
}

/// The three lists, and the message above them when nothing can be released.
#[component]
fn Lists(draft: Draft, plan: Memo<ReleasePlan>) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let all_protected = move || plan.with(ReleasePlan::is_all_protected);
    let nothing = move || plan.with(|plan| plan.released.is_empty()) && !all_protected();
    let skipped = Memo::new(move |_| plan.with(|plan| plan.skipped.len()));
    let released = Memo::new(move |_| plan.with(|plan| plan.released.len()));
    let refused = Memo::new(move |_| plan.with(|plan| plan.refused.iter().map(|(_, who)| who.len()).sum::<usize>()));
    let unprotect = move |()| console.open(Dialog::ChangeProtection(plan.with_untracked(|plan| plan.skipped.clone())));
    view! {
        <Show when=all_protected>
            <Notice kind=NoticeKind::Error title=texts.dialogs_all_protected_title() test_id="release-all-protected">
                <p>{texts.dialogs_all_protected_text()}</p>
            </Notice>
        </Show>
        <Show when=nothing>
            <Notice kind=NoticeKind::Error title=texts.dialogs_none_releasable_title() test_id="release-nothing">
                <p>{texts.dialogs_none_releasable_text()}</p>
            </Notice>
        </Show>
        <Show when=move || { skipped.get() > 0 && released.get() > 0 }>
            <Notice kind=NoticeKind::Warning test_id="release-skips">
                <p>{move || texts.dialogs_skips_warning(skipped.get())}</p>
            </Notice>
        </Show>
        <Show when=move || { !plan.with(|plan| plan.in_spite_of_protection.is_empty()) }>
            <Notice kind=NoticeKind::Warning test_id="release-in-spite">
                <p>{move || texts.dialogs_in_spite_warning(plan.with(|plan| plan.in_spite_of_protection.len()))}</p>
            </Notice>
        </Show>
        <Show when=move || { released.get() > 0 }>
            <section class="release-list">
                <h3 class="release-list__head">
                    {move || match draft.mode.get() {
                        Mode::Now => texts.dialogs_will_be_released(released.get()),
                        Mode::Scheduled => texts.dialogs_will_be_scheduled(released.get()),
                    }}
                </h3>
                <Lines
                    caption=texts.dialogs_table_released()
                    who=Signal::derive(move || plan.with(|plan| vec![plan.released.clone()]))
                    line=Callback::new(move |ordinal| released_line(console, draft, plan, ordinal))
                    heads=(texts.dialogs_column_outcome(), texts.dialogs_column_note())
                    test_id="release-released"
                />
            </section>
        </Show>
        <Show when=move || { skipped.get() > 0 }>
            <section class="release-list">
                <div class="release-list__line">
                    <h3 class="release-list__head">{move || texts.dialogs_will_be_skipped(skipped.get())}</h3>
                    <Button label=texts.dialogs_change_protection() kind=ButtonKind::Link on_click=unprotect test_id="release-unprotect" />
                </div>
                <Lines
                    caption=texts.dialogs_table_skipped()
                    who=Signal::derive(move || plan.with(|plan| vec![plan.skipped.clone()]))
                    line=Callback::new(move |_| {
                        let shown = Shown { tone: Tone::Protect, icon: Some(Icon::ShieldOn), text: texts.dialogs_skipped().to_owned() };
                        (shown, texts.reason(Reason::DeletionProtection).to_owned())
                    })
                    heads=(texts.dialogs_column_outcome(), texts.dialogs_column_note())
                    test_id="release-skipped"
                />
            </section>
        </Show>
        <Show when=move || { refused.get() > 0 }>
            <section class="release-list">
                <h3 class="release-list__head">{move || texts.dialogs_cannot_be_released(refused.get())}</h3>
                <Lines
                    caption=texts.dialogs_table_refused()
                    who=Signal::derive(move || plan.with(|plan| plan.refused.iter().map(|(_, who)| who.clone()).collect()))
                    line=Callback::new(move |ordinal| refused_line(console, plan, ordinal))
                    heads=(texts.dialogs_column_outcome(), texts.dialogs_column_note())
                    test_id="release-refused"
                />
            </section>
        </Show>
    }
}

fn released_line(console: Console, draft: Draft, plan: Memo<ReleasePlan>, ordinal: Ordinal) -> (Shown, String) {
    let texts = console.texts();
    let scheduled = draft.mode.get() == Mode::Scheduled;
    let protected = plan.with(|plan| plan.in_spite_of_protection.contains(ordinal));
    let text = if scheduled { texts.dialogs_outcome_scheduled() } else { texts.dialogs_outcome_released() };
    let shown = Shown {
        tone: Tone::Release,
        icon: Some(if scheduled { Icon::Clock } else { Icon::Trash }),
        text: text.to_owned(),
    };
    let note = draft.sight.with(|world| {
        let instance = world.get(ordinal)?;
        Some(match (scheduled, instance.auto_release_at) {
            (true, _) if protected => texts.dialogs_note_in_spite().to_owned(),
            (true, Some(at)) => texts.dialogs_note_replaces(texts.date_time(at)),
            (true, None) => String::new(),
            (false, _) if instance.status == Status::Running => texts.dialogs_note_forced().to_owned(),
            (false, _) => String::new(),
        })
    });
    (shown, note.unwrap_or_default())
}

fn refused_line(console: Console, plan: Memo<ReleasePlan>, ordinal: Ordinal) -> (Shown, String) {
    let texts = console.texts();
    let reason =
        plan.with(|plan| plan.refused.iter().find(|(_, who)| who.contains(ordinal)).map(|(reason, _)| *reason));
    let shown = Shown { tone: Tone::Gap, icon: Some(Icon::Warning), text: texts.dialogs_outcome_refused().to_owned() };
    (shown, reason.map(|reason| texts.refusal_text(reason)).unwrap_or_default())
}
