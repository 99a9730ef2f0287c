//! What can still release the instance, and when: what protection stops beside what it does not stop.

use leptos::prelude::*;

use super::{
    Shown,
    operations::{self, Operation},
    threats::{Nearness, Threat, is_owned_by_group, threats},
};
use crate::{
    context::{Console, use_console},
    i18n::Texts,
    pages::parts::Moment,
    rules::{
        Instance, Ordinal, UnixMillis,
        instance::ChargeType,
        protection::{Because, Cause},
        time::EXPIRED_RELEASE_AFTER,
    },
    ui::{Button, ButtonKind, Glyph, Icon, Section},
};

/// One line, in words.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Line {
    cause: Cause,
    name: &'static str,
    nearness: Nearness,
    now: Now,
}

/// What is the case now: a sentence, or one around a distance in time.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Now {
    Said(String),
    At(UnixMillis, Saying),
}

/// A sentence around a distance in time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Saying {
    Schedule,
    Overdue,
    Reclaim,
    Expires,
    Expired,
}

impl Saying {
    fn text(self, texts: Texts, distance: &str) -> String {
        match self {
            Self::Schedule => texts.details_now_schedule(distance),
            Self::Overdue => texts.details_now_overdue(distance),
            Self::Reclaim => texts.details_now_spot_due(distance),
            Self::Expires => texts.details_now_not_expired(distance),
            Self::Expired => texts.details_now_expired(distance),
        }
    }
}

/// 哪些情况仍会释放该实例.
#[component]
pub(super) fn Gaps(ordinal: Ordinal, shown: Shown) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let lines = Memo::new(move |_| {
        shown.with(|shown| {
            let Some(one) = shown else { return Vec::new() };
            let threats = console.with(|world| threats(world, one));
            threats.into_iter().map(|threat| line(texts, one, threat)).collect::<Vec<_>>()
        })
    });
    let stops = Memo::new(move |_| {
        shown.with(|shown| match shown {
            Some(one) if one.protected => texts.details_gaps_stops(),
            Some(one) if !one.is_protectable() => texts.details_gaps_stops_none(),
            _ => texts.details_gaps_stops_off(),
        })
    });
    let part = move |manual: bool| {
        view! {
            <ul class="gaps__list">
                <For
                    each=move || lines.get().into_iter().filter(move |line| line.cause.is_manual() == manual)
                    key=|line| format!("{line:?}")
                    let(line)
                >
                    {line_view(console, ordinal, line)}
                </For>
            </ul>
        }
    };
    view! {
        <Section title=texts.details_gaps_title() test_id="gaps">
            <div class="gaps">
                <h3 class="gaps__head">{move || stops.get()}</h3>
                {part(true)}
                <h3 class="gaps__head">{texts.details_gaps_not_stops()}</h3>
                {part(false)}
            </div>
        </Section>
    }
}

fn line_view(console: Console, ordinal: Ordinal, line: Line) -> AnyView {
    let texts = console.texts();
    let guarded = matches!(line.nearness, Nearness::Away(Because::Protected | Because::GuardedByGroup));
    let (icon, class, word) = match line.nearness {
        Nearness::Away(Because::Protected) => {
            (Icon::ShieldOn, "gaps__line gaps__line--stopped", texts.details_gap_stopped())
        }
        Nearness::Away(_) if guarded => (Icon::ShieldOn, "gaps__line gaps__line--stopped", texts.details_gap_guarded()),
        Nearness::Away(_) => (Icon::Dash, "gaps__line gaps__line--away", texts.details_gap_no()),
        Nearness::Possible => (Icon::Warning, "gaps__line gaps__line--possible", texts.details_gap_possible()),
        Nearness::Due(_) => (Icon::Clock, "gaps__line gaps__line--due", texts.details_gap_due()),
        Nearness::Held => (Icon::Pause, "gaps__line gaps__line--possible", texts.details_gap_held()),
    };
    let due = if let Nearness::Due(at) = line.nearness { Some(at) } else { None };
    let is_schedule = matches!(line.cause, Cause::AutoReleaseTime) && !matches!(line.nearness, Nearness::Away(_));
    let now = match line.now {
        Now::Said(text) => text.into_any(),
        Now::At(at, say) => {
            let distance = Memo::new(move |_| texts.relative(at, console.now()));
            (move || say.text(texts, &distance.get())).into_any()
        }
    };
    view! {
        <li class=class>
            <Glyph icon />
            <div class="gaps__text">
                <div class="gaps__name">
                    <span>{line.name}</span>
                    <span class="gaps__word">{word}</span>
                </div>
                <p class="gaps__now">{now}</p>
                {due.map(|at| view! { <p class="gaps__now"><Moment at absolute_first=true /></p> })}
                {is_schedule
                    .then(|| {
                        view! {
                            <Button
                                label=texts.details_cancel_schedule()
                                kind=ButtonKind::Link
                                on_click=move |()| operations::run(console, ordinal, Operation::CancelSchedule)
                            />
                        }
                    })}
            </div>
        </li>
    }
    .into_any()
}

fn line(texts: Texts, one: &Instance, threat: Threat) -> Line {
    let name = match threat.cause {
        Cause::ConsoleRelease => texts.details_gap_console(),
        Cause::ApiRelease { .. } => texts.details_gap_api(),
        Cause::AutoReleaseTime => texts.details_gap_schedule(),
        Cause::AccountOverdue => texts.details_gap_overdue(),
        Cause::SecurityRelease | Cause::SecurityStop => texts.details_gap_security(),
        Cause::ScaleIn | Cause::RemovedFromGroup => texts.details_gap_scaling(),
        Cause::SpotReclaim => texts.details_gap_spot(),
        Cause::SubscriptionExpired => texts.details_gap_expiry(),
    };
    Line { cause: threat.cause, name, nearness: threat.nearness, now: now(texts, one, threat) }
}

fn now(texts: Texts, one: &Instance, threat: Threat) -> Now {
    let said = |text: &str| Now::Said(text.to_owned());
    let group = one.member.as_ref().map_or("", |member| &*member.group);
    match (threat.cause, threat.nearness) {
        (_, Nearness::Away(Because::Protected)) => said(texts.details_now_protected()),
        (cause, Nearness::Away(because)) if cause.is_manual() => {
            let reason = because.refusal(one.status);
            said(reason.map_or(texts.because(because), |reason| texts.reason(reason)))
        }
        (cause, _) if cause.is_manual() => said(texts.details_now_unprotected()),
        (Cause::AutoReleaseTime, Nearness::Due(at)) => Now::At(at, Saying::Schedule),
        (Cause::AutoReleaseTime, Nearness::Held) => said(texts.details_now_schedule_suspended()),
        (Cause::AutoReleaseTime, _) => said(texts.details_now_no_schedule()),
        (Cause::AccountOverdue, Nearness::Due(at)) => Now::At(at, Saying::Overdue),
        (Cause::AccountOverdue, Nearness::Away(_)) => said(texts.details_now_subscription()),
        (Cause::AccountOverdue, _) => said(texts.details_now_account_fine()),
        (Cause::SecurityRelease | Cause::SecurityStop, _) => said(texts.details_now_security()),
        (Cause::ScaleIn | Cause::RemovedFromGroup, Nearness::Away(Because::GuardedByGroup))
            if is_owned_by_group(one) =>
        {
            Now::Said(texts.details_now_group_guarded(group))
        }
        (Cause::ScaleIn | Cause::RemovedFromGroup, _) if is_owned_by_group(one) => {
            Now::Said(texts.details_now_group_owned(group))
        }
        (Cause::ScaleIn | Cause::RemovedFromGroup, _) if one.member.is_some() => {
            Now::Said(texts.details_now_group_attached(group))
        }
        (Cause::ScaleIn | Cause::RemovedFromGroup, _) => said(texts.details_now_no_group()),
        (Cause::SpotReclaim, Nearness::Due(at)) => Now::At(at, Saying::Reclaim),
        (Cause::SpotReclaim, Nearness::Away(because)) => said(texts.because(because)),
        (Cause::SpotReclaim, _) => said(texts.details_now_spot()),
        (Cause::SubscriptionExpired, Nearness::Due(at)) if one.is_expired() => Now::At(at, Saying::Expired),
        (Cause::SubscriptionExpired, Nearness::Due(at)) => Now::At(at.plus(-EXPIRED_RELEASE_AFTER), Saying::Expires),
        (Cause::SubscriptionExpired, _) if one.spec.charge == ChargeType::PostPaid => {
            said(texts.details_now_not_subscription())
        }
        (Cause::SubscriptionExpired | Cause::ConsoleRelease | Cause::ApiRelease { .. }, _) => said(""),
    }
}
