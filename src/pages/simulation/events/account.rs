//! Arrears (R7a, R9): becoming overdue, the current stage, and paying.

use leptos::prelude::*;

use crate::{
    context::{Console, use_console},
    i18n::{Texts, args},
    pages::{
        parts::Moment,
        rehearse::{Done, Fates, Foresight, Kind, RefusalNote, tell},
    },
    ui::{Badge, Button, ButtonKind, Icon, Section, Status, Tone},
};
use latch_rules::{
    Command, Happened, Ordinal, UnixMillis,
    forecast::cell,
    protection::Cause,
    record::Act,
    time::{DAY, OVERDUE_RELEASE_AFTER, RECLAIMING_AFTER},
    world::Account,
};

#[component]
pub(super) fn AccountBlock() -> impl IntoView {
    let texts = use_console().texts();
    let console = use_console();
    let account = Memo::new(move |_| console.with(|world| world.account));
    let is_overdue = Memo::new(move |_| account.with(|account| account.overdue_since.is_some()));
    view! {
        <Section title=texts.events_account() test_id="event-account">
            {move || match is_overdue.get() {
                true => view! { <Overdue account /> }.into_any(),
                false => view! { <InOrder /> }.into_any(),
            }}
        </Section>
    }
}

/// The account is in good standing: what would stop at once, and what would be released if nobody paid.
#[component]
fn InOrder() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let sight = Foresight::new(console, Signal::stored(vec![Command::AccountOverdue]), true);
    let note = Callback::new(move |(ordinal, happened): (Ordinal, Happened)| {
        matches!(happened, Happened::Stopped(_)).then(|| when_released(console, ordinal)).flatten()
    });
    let sentence = move || {
        let at = console.now().plus(OVERDUE_RELEASE_AFTER);
        let (count, protected) = sight.shown.with(|seen| (seen.count(Kind::Stopped), seen.protected(Kind::Stopped)));
        texts.events_overdue_lead(args::EventsOverdueLead { count, moment: texts.date_time(at), protected })
    };
    view! {
        <div class="events__block">
            <p>{sentence}</p>
            <RefusalNote seen=sight.shown outdated=sight.outdated />
            <Fates seen=sight.shown note test_id="overdue-fates" />
            <div class="events__acts">
                <Button
                    label=texts.events_overdue_button()
                    busy=sight.busy
                    on_click=move |()| {
                        sight.fire(console, move |came| tell(console, texts.act(Act::AccountOverdue), &came));
                    }
                    test_id="make-overdue"
                />
            </div>
        </div>
    }
}

/// When a stopped instance is released if nobody pays, and whether another cause comes first.
fn when_released(console: Console, ordinal: Ordinal) -> Option<String> {
    let texts = console.texts();
    let now = console.now();
    let cell = console.peek(|world| cell(world, world.get(ordinal)?, Cause::AccountOverdue, now))?;
    let at = texts.date_time(cell.at?);
    Some(match cell.overtaken {
        Some((cause, first)) => texts.events_released_earlier(args::EventsReleasedEarlier {
            cause: texts.cause(cause),
            moment: texts.date_time(first),
        }),
        None => texts.events_released_later(at),
    })
}

/// Number of whole days in arrears.
fn days(account: Account, now: UnixMillis) -> i64 {
    account.overdue_since.map_or(0, |since| now.since(since) / DAY)
}

/// The account is overdue: the current stage, and what paying does.
#[component]
fn Overdue(account: Memo<Account>) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let sight = Foresight::new(console, Signal::stored(vec![Command::AccountSettled]), true);
    let note = Callback::new(move |(_, happened): (Ordinal, Happened)| {
        (happened == Happened::Done).then(|| texts.events_settled_note().to_owned())
    });
    let day = Memo::new(move |_| days(account.get(), console.now()));
    let is_released = Memo::new(move |_| account.with(|account| account.released));
    view! {
        <div class="events__block">
            <p class="events__day">
                {move || view! { <Badge text=texts.events_day(day.get()) tone=Tone::Gap /> }}
                <span>
                    {move || if is_released.get() { texts.events_all_released() } else { texts.events_settle_lead() }}
                </span>
            </p>
            {move || stages(texts, account.get())}
            <RefusalNote seen=sight.shown outdated=sight.outdated />
            <Fates seen=sight.shown note done=Done::LivesOn test_id="settle-fates" />
            <div class="events__acts">
                <Button
                    label=texts.gaps_pay_up()
                    kind=ButtonKind::Primary
                    busy=sight.busy
                    on_click=move |()| {
                        sight.fire(console, move |came| tell(console, texts.act(Act::AccountSettled), &came));
                    }
                    test_id="pay-up"
                />
            </div>
        </div>
    }
}

/// The stages (stopped, being reclaimed, released): which are reached, and when the others are due.
fn stages(texts: Texts, account: Account) -> Option<AnyView> {
    let since = account.overdue_since?;
    let all = [
        (texts.events_stage_stopped(), since, true),
        (texts.events_stage_reclaiming(), since.plus(RECLAIMING_AFTER), account.reclaiming),
        (texts.events_stage_released(), since.plus(OVERDUE_RELEASE_AFTER), account.released),
    ];
    let one = |(name, at, has_come): (&'static str, UnixMillis, bool)| {
        let (icon, tone) = if has_come { (Icon::Check, Tone::Gap) } else { (Icon::Clock, Tone::Neutral) };
        view! {
            <li class="stages__one" class:stages__one--come=has_come>
                <Status icon tone text=name />
                <span class="stages__when"><Moment at absolute_first=true /></span>
            </li>
        }
    };
    Some(
        view! { <ol class="stages" aria-label=texts.events_stages()>{all.into_iter().map(one).collect_view()}</ol> }
            .into_any(),
    )
}
