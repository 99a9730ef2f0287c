//! Who goes and who stays, as a table with the outcome first, under a line of exact counts. Says what it is given; decides nothing.

use leptos::prelude::*;

use super::{Foreseen, Kind};
use crate::{
    context::{Route, use_console},
    i18n::{Texts, args},
    ui::{CutMiddle, Icon, Notice, NoticeKind, Status, Tone},
};
use latch_rules::{Happened, Ordinal, Reason, Subject, protection::Because};

/// So many are listed; the counts above are of all.
const LISTED: usize = 100;

/// What is said of an instance instead of the reason that the rules give.
pub type Note = Callback<(Ordinal, Happened), Option<String>>;

/// What it means for an instance that the act is carried out on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Done {
    #[default]
    Changes,
    Joins,
    Guarded,
    Unguarded,
    LivesOn,
    Locked,
    Unlocked,
}

/// What will become of an instance, in a word.
fn word(texts: Texts, kind: Kind, done: Done) -> &'static str {
    match (kind, done) {
        (Kind::Released, _) => texts.rehearse_will_be_released(),
        (Kind::Removed, _) => texts.rehearse_will_leave(),
        (Kind::Stopped, _) => texts.rehearse_will_stop(),
        (Kind::Lapses, _) => texts.rehearse_will_lapse(),
        (Kind::Kept, _) => texts.rehearse_will_stay(),
        (Kind::Refused, _) => texts.rehearse_will_be_refused(),
        (Kind::Done, Done::Changes) => texts.rehearse_will_change(),
        (Kind::Done, Done::Joins) => texts.rehearse_will_join(),
        (Kind::Done, Done::Guarded) => texts.rehearse_will_be_guarded(),
        (Kind::Done, Done::Unguarded) => texts.rehearse_will_be_unguarded(),
        (Kind::Done, Done::LivesOn) => texts.rehearse_will_live_on(),
        (Kind::Done, Done::Locked) => texts.rehearse_will_be_locked(),
        (Kind::Done, Done::Unlocked) => texts.rehearse_will_be_unlocked(),
    }
}

/// Counts and table. Shows nothing where nobody is concerned.
#[component]
pub fn Fates(
    #[prop(into)] seen: Signal<Foreseen>,
    #[prop(optional)] done: Done,
    #[prop(optional, into)] note: Option<Note>,
    #[prop(optional)] test_id: Option<&'static str>,
) -> impl IntoView {
    let texts = use_console().texts();
    let lines = Memo::new(move |_| seen.with(|seen| seen.first(LISTED)));
    let more = Memo::new(move |_| seen.with(Foreseen::len).saturating_sub(LISTED));
    let counts = move || {
        let one = |(kind, count)| {
            let (icon, tone) = look(kind);
            view! { <li><Status icon tone text=texts.rehearse_tally(args::RehearseTally { count, what: word(texts, kind, done) }) /></li> }
        };
        let counts = seen.with(|seen| Kind::ALL.map(|kind| (kind, seen.count(kind))));
        counts.into_iter().filter(|(_, count)| *count > 0).map(one).collect_view()
    };
    view! {
        <Show when=move || !lines.with(Vec::is_empty)>
            <div class="fates" data-testid=test_id>
                <ul class="fates__counts" aria-live="polite" aria-label=texts.rehearse_counts()>{counts}</ul>
                <div class="fates__frame" tabindex="0" role="group" aria-label=texts.rehearse_table()>
                    <table class="table fates__table">
                        <caption class="visually-hidden">{texts.rehearse_table()}</caption>
                        <thead>
                            <tr>
                                <th scope="col" class="fates__outcome">{texts.rehearse_column_outcome()}</th>
                                <th scope="col">{texts.rehearse_column_instance()}</th>
                                <th scope="col" class="fates__wide fates__shield">{texts.rehearse_column_protection()}</th>
                                <th scope="col" class="fates__wide">{texts.rehearse_column_why()}</th>
                            </tr>
                        </thead>
                        <tbody>
                            <For each=move || lines.get() key=|line| *line let((ordinal, protected, happened))>
                                <Fate ordinal protected happened done note />
                            </For>
                        </tbody>
                    </table>
                </div>
                <Show when=move || { more.get() > 0 }>
                    <p class="fates__more">{move || texts.rehearse_more(more.get())}</p>
                </Show>
            </div>
        </Show>
    }
}

#[component]
fn Fate(ordinal: Ordinal, protected: bool, happened: Happened, done: Done, note: Option<Note>) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let (id, name, can_have) = console.peek(|world| {
        let instance = world.any(ordinal);
        instance.map(|one| (one.id.to_string(), one.called().to_owned(), one.is_protectable())).unwrap_or_default()
    });
    let href = Route::details(id.clone()).href();
    let why = Memo::new(move |_| {
        let _ = console.world_version();
        note.and_then(|note| note.run((ordinal, happened))).unwrap_or_else(|| why(texts, happened, protected))
    });
    let kind = Kind::of(happened);
    let (sign, colour) = look(kind);
    let protection =
        if protected || can_have { texts.protection(protected) } else { texts.labels_protection_not_applicable() };
    let (icon, tone) = match (protected, can_have) {
        (true, _) => (Icon::ShieldOn, Tone::Protect),
        (false, true) => (Icon::ShieldOff, Tone::Neutral),
        (false, false) => (Icon::Dash, Tone::Neutral),
    };
    view! {
        <tr>
            <td class="fates__outcome"><Status icon=sign tone=colour text=word(texts, kind, done) /></td>
            <th scope="row" class="fates__instance">
                <a class="code" href=href><CutMiddle text=id /></a>
                <span class="table__second"><CutMiddle text=name /></span>
                <span class="fates__narrow">
                    {move || [texts.rehearse_narrow(protection), why.get()].join(texts.between_sentences())}
                </span>
            </th>
            <td class="fates__wide"><Status icon tone text=protection /></td>
            <td class="fates__wide fates__why">{move || why.get()}</td>
        </tr>
    }
}

/// Why it would become of it, and by which rule, as of now.
fn why(texts: Texts, happened: Happened, protected: bool) -> String {
    let (Happened::Released(because)
    | Happened::Kept(because)
    | Happened::Stopped(because)
    | Happened::Removed(because)) = happened
    else {
        return texts.why_happened(happened, protected).to_owned();
    };
    let text = match because {
        Because::CreatedByGroup => texts.rehearse_created_by_group(),
        Because::EntrustedToGroup => texts.rehearse_entrusted_to_group(),
        Because::GuardedByGroup => texts.rehearse_guarded_by_group(),
        Because::AddedByHand => texts.rehearse_added_by_hand(),
        Because::InArrears => texts.rehearse_in_arrears(),
        Because::NotBilledByUsage => texts.rehearse_not_billed_by_usage(),
        Because::Violation => texts.rehearse_violation(),
        Because::ScheduleSuspendedByArrears => texts.rehearse_schedule_lapses(),
        other => texts.because(other),
    };
    texts.rehearse_by_rule(args::RehearseByRule { number: because.rule(), why: text })
}

fn look(kind: Kind) -> (Icon, Tone) {
    match kind {
        Kind::Released => (Icon::Trash, Tone::Release),
        Kind::Removed => (Icon::External, Tone::Accent),
        Kind::Stopped => (Icon::Stopped, Tone::Neutral),
        Kind::Done => (Icon::Check, Tone::Neutral),
        Kind::Lapses => (Icon::Clock, Tone::Neutral),
        Kind::Kept => (Icon::Success, Tone::Protect),
        Kind::Refused => (Icon::Error, Tone::Gap),
    }
}

/// Why none of it happens, and that what was shown has become another. A field of the form says its own refusal.
#[component]
pub fn RefusalNote(
    #[prop(into)] seen: Signal<Foreseen>,
    #[prop(into)] outdated: Signal<Option<Foreseen>>,
    /// Other words for a reason, where its own speak of something else.
    #[prop(optional_no_strip)]
    words: Option<fn(Texts, Reason) -> Option<&'static str>>,
) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let refusal = move || {
        seen.with(|seen| {
            let refusal = seen.refusal.as_ref()?;
            let is_of_field =
                refusal.reason == Reason::AmountOutOfRange && matches!(refusal.subject, Subject::Field(_));
            let other = words.and_then(|words| words(texts, refusal.reason)).map(str::to_owned);
            (!is_of_field).then(|| other.unwrap_or_else(|| texts.refusal(refusal)))
        })
    };
    let word = move |kind: Option<Kind>| {
        kind.map_or(texts.rehearse_not_concerned(), |kind| word(texts, kind, Done::default()))
    };
    let changes = move || {
        let before = outdated.get()?;
        let moved = seen.with(|after| before.moved(after));
        let name = |ordinal| console.peek(|world| world.any(ordinal).map(|one| one.called().to_owned()));
        Some(
            moved
                .into_iter()
                .take(LISTED)
                .map(|(ordinal, was, is)| {
                    texts.rehearse_moved(args::RehearseMoved {
                        name: name(ordinal).unwrap_or_default(),
                        state: word(is),
                        was: word(was),
                    })
                })
                .collect::<Vec<_>>(),
        )
    };
    view! {
        {move || {
            changes().map(|changes| {
                view! {
                    <Notice kind=NoticeKind::Error title=texts.rehearse_changed() test_id="act-changed">
                        <ul class="release-changes">
                            {changes.into_iter().map(|change| view! { <li>{change}</li> }).collect_view()}
                        </ul>
                    </Notice>
                }
            })
        }}
        {move || refusal().map(|text| view! { <Notice kind=NoticeKind::Error test_id="act-refused"><p>{text}</p></Notice> })}
    }
}
