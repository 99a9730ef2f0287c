//! The scheduled auto-release times (R7b, R9): which instance, when, protected or not; each can be changed or cancelled.

use leptos::prelude::*;

use crate::{
    context::{Console, Dialog, Route, use_console},
    pages::parts::{Moment, Remedy},
    ui::{
        Button, ButtonKind, Column, CutMiddle, DataTable, Frame, Icon, More, Notice, NoticeKind, Section, Status, Tone,
    },
};
use latch_rules::{Instance, Ordinal, Ordinals, UnixMillis, World};

/// Number of listed instances; the count includes all.
const LISTED: usize = 100;

/// Instances with an auto-release time, earliest first.
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
                    {table(console, all)}
                    <Show when=move || { total.get() > LISTED }>
                        <p class="fates__more">{move || texts.rehearse_more(total.get() - LISTED)}</p>
                    </Show>
                </Show>
            </div>
        </Section>
    }
}

/// An instance with a scheduled release.
struct Coming {
    at: UnixMillis,
    ordinal: Ordinal,
    id: String,
    name: String,
    protected: Memo<bool>,
}

impl Coming {
    fn read(console: Console, (at, ordinal): (UnixMillis, Ordinal)) -> Self {
        let named = |one: &Instance| (one.id.to_string(), one.called().to_owned());
        let (id, name) = console.peek(|world| world.get(ordinal).map(named)).unwrap_or_default();
        let protected = move |_: Option<&_>| console.with(|world| world.get(ordinal).is_some_and(|one| one.protected));
        Self { at, ordinal, id, name, protected: Memo::new(protected) }
    }
}

fn table(console: Console, all: Memo<Vec<(UnixMillis, Ordinal)>>) -> AnyView {
    let texts = console.texts();
    let columns = vec![
        Column::new(texts.rehearse_column_instance(), |one: &Coming| {
            let (id, name) = (one.id.clone(), one.name.clone());
            let href = Route::details(id.clone()).href();
            view! {
                <a class="code" href=href><CutMiddle text=id /></a>
                <span class="table__second"><CutMiddle text=name /></span>
            }
        })
        .class("fates__instance")
        .names_row(),
        Column::new(texts.events_column_when(), |one: &Coming| view! { <Moment at=one.at absolute_first=true /> }),
        Column::new(texts.rehearse_column_protection(), move |one: &Coming| {
            let protected = one.protected;
            move || {
                let protected = protected.get();
                let (icon, tone) =
                    if protected { (Icon::ShieldGap, Tone::Gap) } else { (Icon::ShieldOff, Tone::Neutral) };
                view! { <Status icon tone text=texts.protection(protected) /> }
            }
        }),
        Column::new(texts.events_column_acts(), move |one: &Coming| acts(console, one)),
    ];
    let first = move |_| all.with(|all| all.iter().take(LISTED).copied().collect::<Vec<_>>());
    DataTable {
        caption: texts.events_schedules().to_owned(),
        frame: Frame::Whole("fates__frame"),
        class: "events__schedules",
        columns,
        total: Signal::derive(move || all.with(Vec::len).min(LISTED)),
        lines: Box::new(first),
        key: |line| *line,
        read: Box::new(move |line| Coming::read(console, line)),
        more: More::default(),
    }
    .view()
}

fn acts(console: Console, one: &Coming) -> impl IntoView + use<> {
    let (texts, ordinal, name) = (console.texts(), one.ordinal, &one.name);
    let change = move |()| {
        console.open(Dialog::Release { who: Ordinals::one(ordinal), hidden: Ordinals::default() });
    };
    let cancel = move |()| Remedy::CancelSchedule.run(console, ordinal);
    let (change_of, cancel_of) = (texts.events_change_of(name), texts.events_cancel_of(name));
    view! {
        <div class="table__acts">
            <Button label=texts.events_change() aria_label=change_of kind=ButtonKind::Link on_click=change />
            <Button label=texts.events_cancel() aria_label=cancel_of kind=ButtonKind::Link on_click=cancel />
        </div>
    }
}
