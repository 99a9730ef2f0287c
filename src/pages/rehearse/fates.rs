//! The outcome for each instance as a table, outcome first, under a line of exact counts. Shows what it is given; decides nothing.

use leptos::prelude::*;

use super::{Foreseen, Kind};
use crate::{
    context::{Console, Route, use_console},
    i18n::{Texts, args},
    ui::{Column, CutMiddle, DataTable, Frame, Icon, More, Notice, NoticeKind, Status, Tone},
};
use latch_rules::{Happened, Ordinal, Reason, Subject, protection::Because};

/// Number of listed instances; the counts above include all.
const LISTED: usize = 100;

/// An instance, whether it is protected, and its outcome.
type Line = (Ordinal, bool, Happened);

/// A text for an instance that replaces the rules' reason.
pub type Note = Callback<(Ordinal, Happened), Option<String>>;

/// What carrying out the act means for an instance.
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

/// The expected outcome for an instance, in a word.
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

/// Counts and table. Shows nothing if no instance is affected.
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
                {table(lines, done, note)}
                <Show when=move || { more.get() > 0 }>
                    <p class="fates__more">{move || texts.rehearse_more(more.get())}</p>
                </Show>
            </div>
        </Show>
    }
}

/// Content of a row.
struct Row {
    id: String,
    name: String,
    /// Icon, tone and text of the protection.
    protection: (Icon, Tone, &'static str),
    kind: Kind,
    why: Memo<String>,
}

impl Row {
    fn read(console: Console, (ordinal, protected, happened): Line, note: Option<Note>) -> Self {
        let texts = console.texts();
        let (id, name, can_have) = console.peek(|world| {
            let instance = world.any(ordinal);
            instance.map(|one| (one.id.to_string(), one.called().to_owned(), one.is_protectable())).unwrap_or_default()
        });
        let why = Memo::new(move |_| {
            let _ = console.world_version();
            note.and_then(|note| note.run((ordinal, happened))).unwrap_or_else(|| why(texts, happened, protected))
        });
        let protection = match (protected, can_have) {
            (true, _) => (Icon::ShieldOn, Tone::Protect, texts.protection(true)),
            (false, true) => (Icon::ShieldOff, Tone::Neutral, texts.protection(false)),
            (false, false) => (Icon::Dash, Tone::Neutral, texts.labels_protection_not_applicable()),
        };
        Self { id, name, protection, kind: Kind::of(happened), why }
    }
}

fn table(lines: Memo<Vec<Line>>, done: Done, note: Option<Note>) -> AnyView {
    let console = use_console();
    let texts = console.texts();
    let columns = vec![
        Column::new(texts.rehearse_column_outcome(), move |row: &Row| {
            let (icon, tone) = look(row.kind);
            view! { <Status icon tone text=word(texts, row.kind, done) /> }
        })
        .class("fates__outcome"),
        Column::new(texts.rehearse_column_instance(), move |row: &Row| {
            let (id, name, why, (.., protection)) = (row.id.clone(), row.name.clone(), row.why, row.protection);
            let href = Route::details(id.clone()).href();
            view! {
                <a class="code" href=href><CutMiddle text=id /></a>
                <span class="table__second"><CutMiddle text=name /></span>
                <span class="fates__narrow">
                    {move || [texts.rehearse_narrow(protection), why.get()].join(texts.between_sentences())}
                </span>
            }
        })
        .class("fates__instance")
        .names_row(),
        Column::new(texts.rehearse_column_protection(), |row: &Row| {
            let (icon, tone, text) = row.protection;
            view! { <Status icon tone text /> }
        })
        .class("fates__wide fates__shield"),
        Column::new(texts.rehearse_column_why(), |row: &Row| {
            let why = row.why;
            move || why.get()
        })
        .class("fates__wide fates__why"),
    ];
    DataTable {
        caption: texts.rehearse_table().to_owned(),
        frame: Frame::Whole("fates__frame"),
        class: "fates__table",
        columns,
        total: Signal::derive(move || lines.with(Vec::len)),
        lines: Box::new(move |_| lines.get()),
        key: |line| *line,
        read: Box::new(move |line| Row::read(console, line, note)),
        more: More::default(),
    }
    .view()
}

/// Why this is the expected outcome, and by which rule, as of now.
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

/// Why the act is refused, and that the expected outcome has changed. A refusal about a form field is shown at that field instead.
#[component]
pub fn RefusalNote(
    #[prop(into)] seen: Signal<Foreseen>,
    #[prop(into)] outdated: Signal<Option<Foreseen>>,
    /// Replaces the words for a reason where the rules' words do not fit.
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
