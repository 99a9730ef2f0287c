//! What can still release the instance, and when: what protection stops beside what it does not stop. Decides nothing:
//! `protection::verdict` decides, `rules::gaps` finds the gaps; this module puts them into words.

use leptos::prelude::*;

use super::Shown;
use crate::{
    context::{Console, Route, use_console},
    i18n::Texts,
    pages::parts::{Moment, Remedy},
    ui::{Button, ButtonKind, ButtonLink, Glyph, Icon, Section},
};
use latch_rules::{
    Gap, Instance, Ordinal, UnixMillis, World, gaps,
    instance::{ChargeType, Origin},
    protection::{Because, Cause, Fate, verdict},
    time::{DAY, OVERDUE_RELEASE_AFTER},
};

/// How close a cause is to releasing the instance; also sets the look of its line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Nearness {
    /// Protection, or its group, stops it.
    Stopped,
    /// It would be refused for another reason.
    Refused,
    Possible,
    Due(UnixMillis),
    /// An auto-release time is set, but arrears suspend it (R9).
    Held,
}

/// One line of the section, as text.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Line {
    name: &'static str,
    nearness: Nearness,
    now: Now,
    /// The remedy that closes it with one click.
    remedy: Option<Remedy>,
}

/// The current state: a sentence, or a sentence with the distance to an instant.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Now {
    Said(String),
    At(UnixMillis, Saying),
}

/// A sentence with a distance in time.
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

/// Content of the section.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Said {
    stops: &'static str,
    manual: Vec<Line>,
    automatic: Vec<Line>,
    /// What cannot affect this instance, in one line.
    away: String,
}

/// 哪些情况仍会释放该实例.
#[component]
pub(super) fn Gaps(ordinal: Ordinal, shown: Shown) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let said = Memo::new(move |_| {
        shown.with(|shown| shown.as_ref().map(|one| console.with(|world| say(texts, world, one))).unwrap_or_default())
    });
    let part = move |lines: fn(&Said) -> &Vec<Line>| {
        view! {
            <ul class="gaps__list">
                <For each=move || said.with(|said| lines(said).clone()) key=|line| format!("{line:?}") let(line)>
                    {line_view(console, ordinal, line)}
                </For>
            </ul>
        }
    };
    let ways = move || {
        // The page shows one instance, whose id does not change.
        shown.with_untracked(|shown| shown.as_ref().map(|one| one.id.to_string())).map(|id| {
            let forecast = Route::Forecast { of: id.clone(), search: String::new() }.href();
            view! {
                <a href=forecast>{texts.why_forecast()}</a>
                <a href=Route::ReleasedOne { id }.href()>{texts.why_link()}</a>
            }
        })
    };
    view! {
        <Section title=texts.details_gaps_title() acts=ways test_id="gaps">
            <h3 class="gaps__head">{move || said.with(|said| said.stops)}</h3>
            {part(|said| &said.manual)}
            <h3 class="gaps__head">{texts.details_gaps_not_stops()}</h3>
            {part(|said| &said.automatic)}
            <p class="gaps__now" hidden=move || said.with(|said| said.away.is_empty())>
                {move || said.with(|said| said.away.clone())}
            </p>
        </Section>
    }
}

fn line_view(console: Console, ordinal: Ordinal, line: Line) -> AnyView {
    let texts = console.texts();
    let (icon, class, word) = match line.nearness {
        Nearness::Stopped => (Icon::ShieldOn, "gaps__line gaps__line--stopped", texts.details_gap_stopped()),
        Nearness::Refused => (Icon::Dash, "gaps__line", texts.details_gap_refused()),
        Nearness::Possible => (Icon::Warning, "gaps__line gaps__line--possible", texts.details_gap_possible()),
        Nearness::Due(_) => (Icon::Clock, "gaps__line gaps__line--due", texts.details_gap_due()),
        Nearness::Held => (Icon::Pause, "gaps__line gaps__line--possible", texts.details_gap_held()),
    };
    let due = if let Nearness::Due(at) = line.nearness { Some(at) } else { None };
    let now = match line.now {
        Now::Said(text) => text.into_any(),
        Now::At(at, saying) => {
            let distance = Memo::new(move |_| texts.relative(at, console.now()));
            let since = at.plus(-OVERDUE_RELEASE_AFTER);
            let days = Memo::new(move |_| (saying == Saying::Overdue).then(|| console.now().since(since) / DAY));
            (move || {
                let text = saying.text(texts, &distance.get());
                days.get().map_or(text.clone(), |days| [texts.gaps_day(days), text].join(texts.between_sentences()))
            })
            .into_any()
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
                {line
                    .remedy
                    .map(|remedy| {
                        let label = remedy.label(texts);
                        if let Remedy::SeeGroup(group) = &remedy {
                            let href = Route::ScalingGroup { id: group.to_string() }.href();
                            return view! { <ButtonLink label href kind=ButtonKind::Link /> }.into_any();
                        }
                        let run = move |()| remedy.run(console, ordinal);
                        view! { <Button label kind=ButtonKind::Link on_click=run /> }.into_any()
                    })}
            </div>
        </li>
    }
    .into_any()
}

fn say(texts: Texts, world: &World, one: &Instance) -> Said {
    let stops = match one.protected {
        true => texts.details_gaps_stops(),
        false if !one.is_protectable() => texts.details_gaps_stops_none(),
        false => texts.details_gaps_stops_off(),
    };
    let found = gaps(one, world);
    let mut automatic: Vec<Line> = found.iter().map(|gap| of_gap(texts, one, gap)).collect();
    // A risk that every instance has is not a gap of this one, but a person must know it.
    if one.spec.charge == ChargeType::PostPaid && world.account.overdue_since.is_none() {
        automatic.push(standing(texts.details_gap_overdue(), texts.details_now_account_fine()));
    }
    automatic.push(standing(texts.details_gap_security(), texts.details_now_security()));
    Said { stops, manual: manual(texts, world, one), automatic, away: away(texts, one, &found) }
}

fn manual(texts: Texts, world: &World, one: &Instance) -> Vec<Line> {
    let causes = [
        (Cause::ConsoleRelease, texts.details_gap_console(), texts.details_now_console_protected()),
        (
            Cause::ApiRelease { force: true, terminate_subscription: true },
            texts.details_gap_api(),
            texts.details_now_api_protected(),
        ),
    ];
    let line = |(cause, name, protected): (Cause, &'static str, &str)| {
        let judged = verdict(one, cause, world.account.overdue_since.is_some());
        let (nearness, now) = match (judged.fate, judged.because) {
            (Fate::Released, _) => (Nearness::Possible, texts.details_now_unprotected()),
            (_, Because::Protected) => (Nearness::Stopped, protected),
            (_, because) => {
                let reason = because.refusal(one.status);
                (Nearness::Refused, reason.map_or(texts.because(because), |reason| texts.reason(reason)))
            }
        };
        Line { name, nearness, now: Now::Said(now.to_owned()), remedy: None }
    };
    causes.into_iter().map(line).collect()
}

fn of_gap(texts: Texts, one: &Instance, gap: &Gap) -> Line {
    let said = Now::Said;
    let (name, nearness, now) = match gap {
        Gap::AutoReleaseTime { at } => {
            (texts.details_gap_schedule(), Nearness::Due(*at), Now::At(*at, Saying::Schedule))
        }
        Gap::AutoReleaseTimeSuspended { .. } => {
            let now = said(texts.details_now_schedule_suspended().to_owned());
            (texts.details_gap_schedule(), Nearness::Held, now)
        }
        Gap::Arrears { at } => (texts.details_gap_overdue(), Nearness::Due(*at), Now::At(*at, Saying::Overdue)),
        Gap::SecurityLock => {
            (texts.details_gap_lock(), Nearness::Possible, said(texts.details_now_locked().to_owned()))
        }
        Gap::ScaleIn { group, .. } => {
            (texts.details_gap_scaling(), Nearness::Possible, said(texts.details_now_group_owned(group)))
        }
        Gap::RemovedFromGroup { group, .. } => {
            (texts.details_gap_scaling(), Nearness::Possible, said(texts.details_now_group_guarded(group)))
        }
        Gap::SpotReclaim { at: Some(at) } => {
            (texts.details_gap_spot(), Nearness::Due(*at), Now::At(*at, Saying::Reclaim))
        }
        Gap::SpotReclaim { at: None } => {
            (texts.details_gap_spot(), Nearness::Possible, said(texts.details_now_spot().to_owned()))
        }
        Gap::SubscriptionExpiry { at, .. } if one.is_expired() => {
            (texts.details_gap_expiry(), Nearness::Due(*at), Now::At(*at, Saying::Expired))
        }
        Gap::SubscriptionExpiry { expires_at, at } => {
            (texts.details_gap_expiry(), Nearness::Due(*at), Now::At(*expires_at, Saying::Expires))
        }
    };
    Line { name, nearness, now, remedy: Remedy::of(gap) }
}

fn standing(name: &'static str, now: &str) -> Line {
    Line { name, nearness: Nearness::Possible, now: Now::Said(now.to_owned()), remedy: None }
}

/// What cannot release this instance, in one sentence.
fn away(texts: Texts, one: &Instance, found: &[Gap]) -> String {
    let has = |test: fn(&Gap) -> bool| found.iter().any(test);
    let mut parts = Vec::new();
    if !has(|gap| matches!(gap, Gap::AutoReleaseTime { .. } | Gap::AutoReleaseTimeSuspended { .. })) {
        parts.push(texts.details_no_schedule().to_owned());
    }
    match &one.member {
        None => parts.push(texts.details_now_no_group().to_owned()),
        Some(member) if member.origin == Origin::Attached => {
            parts.push(texts.details_now_group_attached(&member.group));
        }
        Some(_) => {}
    }
    if one.spec.charge == ChargeType::PrePaid {
        parts.push(texts.details_now_subscription().to_owned());
    }
    parts.join(texts.between_sentences())
}
