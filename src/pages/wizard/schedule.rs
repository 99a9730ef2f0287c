//! Step 5, automatic release: switch, date and time in this computer's time zone, and what to do if protection is on too (R9).

use leptos::prelude::*;

use super::{
    draft::Draft,
    field::Field,
    form::{Form, focus_soon},
};
use crate::{
    i18n::Texts,
    platform::local_time,
    ui::{Button, Notice, NoticeKind, Section, Switch, TextField, TextKind, use_announcer},
};
use latch_rules::{
    UnixMillis,
    time::{DAY, HOUR},
};

#[component]
pub fn SchedulePart(form: Form) -> impl IntoView {
    let texts = form.texts();
    let is_on = form.read(Draft::is_scheduled);
    let turn = move |on: bool| {
        let now = form.console.now_untracked();
        form.write(|draft| {
            draft.wants_schedule = on;
            if on && draft.release_at.is_empty() {
                draft.release_at = local_time::format(tomorrow(now));
            }
        });
    };
    view! {
        <Section title=texts.wizard_section_schedule()>
            <div class="wizard__fields">
                <Switch
                    label=texts.wizard_schedule()
                    checked=Signal::derive(move || Some(is_on.get()))
                    state_text=Signal::derive(move || Some(texts.protection(is_on.get()).to_owned()))
                    hint=Some(texts.wizard_schedule_hint().to_owned())
                    on_change=turn
                    test_id="schedule"
                />
                {move || is_on.get().then(|| view! { <Moment form /> <Contradiction form /> })}
            </div>
        </Section>
    }
}

/// A day from now, rounded up to the full hour.
fn tomorrow(now: UnixMillis) -> UnixMillis {
    UnixMillis((now.0 + DAY + HOUR - 1).div_euclid(HOUR) * HOUR)
}

#[component]
fn Moment(form: Form) -> impl IntoView {
    let texts = form.texts();
    let release_at = form.read(|draft| draft.release_at.clone());
    let hint =
        Signal::derive(move || Some(release_at.with(|at| texts.wizard_release_at_hint(local_time::zone_of(at)))));
    view! {
        <TextField
            label=texts.wizard_release_at()
            kind=TextKind::DateTimeLocal
            value=release_at
            on_input=move |text| form.write(|draft| draft.release_at = text)
            on_leave=form.on_leave(Field::ReleaseAt)
            hint
            error=form.error(Field::ReleaseAt)
            required=true
            id=Field::ReleaseAt.id()
        />
    }
}

/// The warning that protection and schedule contradict each other: the schedule wins, so a person must confirm it.
#[component]
fn Contradiction(form: Form) -> impl IntoView {
    let texts = form.texts();
    let announcer = use_announcer();
    let is_protected = form.read(Draft::is_protected);
    let both_kept = RwSignal::new(false);
    let settle = move |said: &'static str| {
        announcer.polite(said);
        focus_soon(["[data-testid=schedule]"]);
    };
    move || {
        is_protected.get().then(|| {
            if both_kept.get() {
                return view! {
                    <Notice test_id="contradiction"><p>{move || kept_text(texts, form)}</p></Notice>
                }
                .into_any();
            }
            view! {
                <Notice kind=NoticeKind::Warning title=texts.wizard_contradiction_title() test_id="contradiction">
                    <p>{texts.wizard_contradiction_text()}</p>
                    <div class="wizard__buttons">
                        <Button
                            label=texts.wizard_keep_both()
                            compact=true
                            on_click=move |()| {
                                both_kept.set(true);
                                settle(texts.wizard_both_kept());
                            }
                        />
                        <Button
                            label=texts.wizard_drop_schedule()
                            compact=true
                            on_click=move |()| {
                                form.write(|draft| draft.wants_schedule = false);
                                settle(texts.wizard_schedule_dropped());
                            }
                        />
                        <Button
                            label=texts.wizard_drop_protection()
                            compact=true
                            on_click=move |()| {
                                form.write(|draft| draft.wants_protection = false);
                                settle(texts.wizard_protection_dropped());
                            }
                        />
                    </div>
                </Notice>
            }
            .into_any()
        })
    }
}

fn kept_text(texts: Texts, form: Form) -> String {
    let at = form.draft.with(|draft| local_time::parse(&draft.release_at));
    at.map_or_else(|| texts.wizard_both_kept().to_owned(), |at| texts.wizard_both_kept_at(texts.date_time(at)))
}
