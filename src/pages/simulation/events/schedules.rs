//! The auto-release times that are coming (R7b, R9): who, when, protected or not; each can be changed or cancelled.

use leptos::prelude::*;

use crate::{
    context::{Dialog, Route, use_console},
    pages::parts::{Moment, Remedy},
    ui::{Button, ButtonKind, CutMiddle, Icon, Notice, NoticeKind, Section, Status, Tone},
};
use latch_rules::{Ordinal, Ordinals, UnixMillis, World};

/// So many are listed; the count is of all.
const LISTED: usize = 100;

/// Who has an auto-release time, earliest first.
fn coming(world: &World) -> Vec<(UnixMillis, Ordinal)> {
    let mut all: Vec<_> = world.live().filter_map(|(ordinal, one)| Some((one.auto_release_at?, ordinal))).collect();
    all.sort_unstable();
    all
}

#[component]
pub(super) fn SchedulesBlock() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let all = Memo::new(move |_| console.with(coming));
    let total = Memo::new(move |_| all.with(Vec::len));
    let is_held = Memo::new(move |_| console.with(|world| world.account.overdue_since.is_some()));
    let first = move || all.with(|all| all.iter().take(LISTED).copied().collect::<Vec<_>>());
    view! {
        <Section title=texts.events_schedules() test_id="event-schedules">
            <div class="events__block">
                <p>{texts.events_schedules_lead()}</p>
                <Show when=move || { is_held.get() && total.get() > 0 }>
                    <Notice kind=NoticeKind::Info><p>{texts.events_schedules_held()}</p></Notice>
                </Show>
                <Show
                    when=move || { total.get() > 0 }
                    fallback=move || view! { <p class="chooser__none">{texts.events_schedules_none()}</p> }
                >
                    <p class="fates__counts">{move || texts.events_schedules_count(total.get())}</p>
                    <div class="fates__frame" tabindex="0" role="group" aria-label=texts.events_schedules()>
                        <table class="table events__schedules">
                            <caption class="visually-hidden">{texts.events_schedules()}</caption>
                            <thead>
                                <tr>
                                    <th scope="col">{texts.rehearse_column_instance()}</th>
                                    <th scope="col">{texts.events_column_when()}</th>
                                    <th scope="col">{texts.rehearse_column_protection()}</th>
                                    <th scope="col">{texts.events_column_acts()}</th>
                                </tr>
                            </thead>
                            <tbody>
                                <For each=first key=|line| *line let((at, ordinal))>
                                    <Coming at ordinal />
                                </For>
                            </tbody>
                        </table>
                    </div>
                    <Show when=move || { total.get() > LISTED }>
                        <p class="fates__more">{move || texts.rehearse_more(total.get() - LISTED)}</p>
                    </Show>
                </Show>
            </div>
        </Section>
    }
}

#[component]
fn Coming(at: UnixMillis, ordinal: Ordinal) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let (id, name) = console
        .peek(|world| world.get(ordinal).map(|one| (one.id.to_string(), one.called().to_owned())).unwrap_or_default());
    let protected = Memo::new(move |_| console.with(|world| world.get(ordinal).is_some_and(|one| one.protected)));
    let href = Route::details(id.clone()).href();
    let named = name.clone();
    let change = move |()| {
        console.open(Dialog::Release { who: Ordinals::one(ordinal), hidden: Ordinals::default() });
    };
    view! {
        <tr>
            <th scope="row" class="fates__instance">
                <a class="code" href=href><CutMiddle text=id /></a>
                <span class="table__second"><CutMiddle text=name.clone() /></span>
            </th>
            <td><Moment at absolute_first=true /></td>
            <td>
                {move || {
                    let protected = protected.get();
                    let (icon, tone) = if protected {
                        (Icon::ShieldGap, Tone::Gap)
                    } else {
                        (Icon::ShieldOff, Tone::Neutral)
                    };
                    view! { <Status icon tone text=texts.protection(protected) /> }
                }}
            </td>
            <td>
                <div class="table__acts">
                    <Button
                        label=texts.events_change()
                        aria_label=texts.events_change_of(&named)
                        kind=ButtonKind::Link
                        on_click=change
                    />
                    <Button
                        label=texts.events_cancel()
                        aria_label=texts.events_cancel_of(&named)
                        kind=ButtonKind::Link
                        on_click=move |()| Remedy::CancelSchedule.run(console, ordinal)
                    />
                </div>
            </td>
        </tr>
    }
}
