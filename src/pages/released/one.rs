//! The fate of one instance, and its reason: the answer in a sentence, the next step, the facts, what would have changed it, the drawn
//! history, the records, and going back to before its release.

use std::{collections::VecDeque, sync::Arc};

use leptos::prelude::*;

use crate::i18n::args;
use crate::{
    context::{Console, Dialog, Route, rewind_targets, use_console},
    pages::{
        parts::Moment,
        records::{
            OldestGone, OutcomeMark, Story, Timeline, UndoneMark, action_name,
            attempts::{is_attempt, outcome_for, rule_of},
            causes::cause_of,
            marks::{Lane, Mark, Whose, marks},
        },
    },
    ui::{Button, ButtonLink, CopyButton, Empty, Icon, KeyValues, Pair, Section, Status, Tone},
};
use latch_rules::{Event, Field, Happened, Ordinal, Record, UnixMillis, World};
use latch_session::stored::commit::Commit;

/// What is known about an id.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Known {
    /// The instance, and the attempt that decided: the release, or the last attempt that it survived.
    Instance { ordinal: Ordinal, name: String, released_at: Option<UnixMillis>, attempt: Option<Deciding> },
    /// No instance has the id, but this number of records named it.
    AskedFor(usize),
}

/// The attempt that decided.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Deciding {
    record: u64,
    at: UnixMillis,
    actor: String,
    cause: String,
    action: String,
    request_id: String,
    happened: Happened,
    protected: bool,
}

/// `#/released/{InstanceId}`.
#[component]
pub fn ReleasedOnePage(id: String) -> impl IntoView {
    let console = use_console();
    let wanted = id.clone();
    let known = Memo::new(move |_| console.with(|world| Some(know(console, world, &wanted))));
    move || match known.get() {
        Some(Known::Instance { ordinal, name, released_at, attempt }) => {
            story(console, id.clone(), ordinal, name, released_at, attempt)
        }
        Some(Known::AskedFor(count)) => unknown(console, &id, count),
        None => ().into_any(),
    }
}

fn know(console: Console, world: &World, id: &str) -> Known {
    let Some((ordinal, instance)) = world.find_any(id) else {
        let asks = world.records.iter().filter(|record| record.unknown_ids.iter().any(|unknown| **unknown == *id));
        return Known::AskedFor(asks.count());
    };
    let tries =
        |record: &&Record| outcome_for(record, ordinal).is_some_and(|outcome| is_attempt(record.act, outcome.happened));
    let record = match instance.released {
        Some(release) => world.record(release.record).filter(tries),
        None => world.records.iter().rev().find(tries),
    };
    let name = instance.called();
    Known::Instance {
        ordinal,
        name: name.to_string(),
        released_at: instance.released.map(|release| release.at),
        attempt: record.and_then(|record| deciding(console, record, ordinal)),
    }
}

fn deciding(console: Console, record: &Record, ordinal: Ordinal) -> Option<Deciding> {
    let texts = console.texts();
    let outcome = outcome_for(record, ordinal)?;
    let cause = cause_of(record).map_or(texts.act(record.act), |cause| texts.cause(cause));
    Some(Deciding {
        record: record.number,
        at: record.at,
        actor: texts.actor(&record.actor),
        cause: cause.to_owned(),
        action: action_name(record.act),
        request_id: record.request_id.to_string(),
        happened: outcome.happened,
        protected: outcome.protected,
    })
}

fn story(
    console: Console,
    id: String,
    ordinal: Ordinal,
    name: String,
    released_at: Option<UnixMillis>,
    attempt: Option<Deciding>,
) -> AnyView {
    let texts = console.texts();
    let why = attempt.as_ref().map_or("", |attempt| texts.why_happened(attempt.happened, attempt.protected));
    let answer = match (released_at, &attempt) {
        (Some(at), Some(_)) => {
            texts.released_one_released(args::ReleasedOneReleased { name: &name, time: texts.date_time_exact(at), why })
        }
        (Some(at), None) => {
            texts.released_one_forgotten(args::ReleasedOneForgotten { name: &name, time: texts.date_time_exact(at) })
        }
        (None, Some(attempt)) => {
            texts.released_one_kept(args::ReleasedOneKept { name: &name, time: texts.date_time_exact(attempt.at), why })
        }
        (None, None) => texts.released_one_never(&name),
    };
    let is_released = released_at.is_some();
    let title = if is_released { texts.why_title_released(&name) } else { texts.why_title_live(&name) };
    let (icon, class) =
        if is_released { (Icon::Trash, "answer answer--released") } else { (Icon::ShieldOn, "answer answer--kept") };
    let copied = id.clone();
    view! {
        <div class="page records">
            <header class="page__head">
                <div class="page__title">
                    <h1 tabindex="-1">{title}</h1>
                    <span class="page__count details__id"><code>{id.clone()}</code><CopyButton text=copied what=id.clone() /></span>
                </div>
                <div class="page__acts">
                    {(!is_released)
                        .then(|| {
                            view! {
                                <ButtonLink
                                    label=texts.why_forecast()
                                    icon=Icon::Table
                                    href=Route::Forecast { of: id.clone(), search: String::new() }.href()
                                />
                                <ButtonLink
                                    label=texts.released_one_details()
                                    icon=Icon::Server
                                    href=Route::details(id.clone()).href()
                                />
                            }
                        })}
                    {is_released.then(|| view! { <WayBack ordinal /> })}
                </div>
            </header>
            <div class=class data-testid="answer">
                <crate::ui::Glyph icon size=crate::ui::IconSize::Medium />
                <p>{answer} {(!is_released).then(|| view! { {texts.between_sentences()} <Next ordinal /> })}</p>
            </div>
            {attempt.map(|attempt| facts(console, attempt))}
            <Section title=texts.timeline_story()>
                <Story ordinal name />
            </Section>
            <Section title=texts.released_one_timeline()>
                <OldestGone />
                <Timeline ordinal />
            </Section>
        </div>
    }
    .into_any()
}

fn facts(console: Console, attempt: Deciding) -> AnyView {
    let texts = console.texts();
    let rule = rule_of(attempt.happened, attempt.protected);
    let otherwise = texts.otherwise_happened(attempt.happened, attempt.protected);
    let number = attempt.record;
    let Deciding { at, actor, cause, action, request_id, happened, protected, .. } = attempt;
    let (icon, tone) = if protected { (Icon::ShieldOn, Tone::Protect) } else { (Icon::ShieldOff, Tone::Neutral) };
    let pairs = vec![
        Pair::new(
            texts.released_column_outcome(),
            move || view! { <OutcomeMark happened protected /> " " <UndoneMark number /> },
        ),
        Pair::new(texts.released_one_time(), move || view! { <Moment at absolute_first=true /> }),
        Pair::new(texts.released_one_cause(), move || view! { {cause.clone()} " " <code>{action.clone()}</code> }),
        Pair::new(texts.released_one_actor(), move || actor.clone()),
        Pair::new(
            texts.released_one_protected(),
            move || view! { <Status icon tone text=texts.protection(protected) /> },
        ),
        Pair::new(texts.released_one_rule(), move || {
            if rule.is_empty() {
                texts.details_none().to_owned()
            } else {
                texts.released_rule_line(args::ReleasedRuleLine { rule, text: texts.rule(rule) })
            }
        }),
        Pair::new(
            texts.released_one_otherwise(),
            move || if otherwise.is_empty() { texts.details_none() } else { otherwise },
        ),
        Pair::new(texts.released_one_request(), move || view! { <code>{request_id.clone()}</code> }),
    ];
    view! {
        <Section title=texts.released_one_answer()>
            <KeyValues pairs />
        </Section>
    }
    .into_any()
}

/// The next cause that will release the instance if nobody acts.
#[component]
fn Next(ordinal: Ordinal) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let next = Memo::new(move |_| {
        console.with(|world| {
            let all = marks(world, &Whose::Those(&|one| one == ordinal));
            let releases = |mark: &Mark| mark.is_due() && mark.lane == Lane::Released;
            all.into_iter().find(releases).map(|mark| (mark.at, mark.words(texts, world)))
        })
    });
    let distance = Memo::new(move |_| next.get().map(|(at, _)| texts.relative(at, console.now())));
    move || match (next.get(), distance.get()) {
        (Some((at, what)), Some(distance)) => {
            texts.why_next(args::WhyNext { distance, time: texts.date_time(at), what })
        }
        _ => texts.why_nothing_due().to_owned(),
    }
}

/// The newest kept commit before the one that released the instance.
fn before_release(history: &VecDeque<Arc<Commit>>, ordinal: Ordinal) -> Option<u64> {
    let releases = |event: &Event| matches!(event, Event::Changed { who, to: Field::Released(Some(_)), .. } if who.contains(ordinal));
    let commit = history.iter().rev().find(|commit| commit.events.iter().any(releases))?;
    rewind_targets(history).map(|target| target.number).find(|number| *number < commit.number)
}

/// Goes back to before the release, if the history still reaches that far.
#[component]
fn WayBack(ordinal: Ordinal) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let target = Memo::new(move |_| console.with_history(|history| before_release(history, ordinal)));
    let why_not = Signal::derive(move || target.get().is_none().then(|| texts.why_rewind_gone().to_owned()));
    let back = move |()| {
        if let Some(number) = target.get_untracked() {
            console.open(Dialog::Rewind(number));
        }
    };
    view! { <Button label=texts.why_rewind() icon=Icon::History disabled_reason=why_not on_click=back test_id="rewind-before" /> }
}

fn unknown(console: Console, id: &str, asks: usize) -> AnyView {
    let texts = console.texts();
    let text = if asks == 0 {
        texts.released_one_unknown(id)
    } else {
        texts.released_one_asked_for(args::ReleasedOneAskedFor { count: asks, id })
    };
    let back = Route::Released { search: if asks == 0 { String::new() } else { id.to_owned() }, cause: String::new() };
    view! {
        <div class="page records">
            <header class="page__head">
                <h1 tabindex="-1">{texts.details_unknown_title()}</h1>
            </header>
            <Empty icon=Icon::Search text test_id="unknown-instance">
                <ButtonLink label=texts.released_back() href=back.href() />
                <ButtonLink label=texts.details_back() href=Route::default().href() />
            </Empty>
        </div>
    }
    .into_any()
}
