//! What an import would do, shown before it does: what the text is, what comes, goes and changes, what settles, what is missing, what is not
//! known or has passed. Changes nothing.

use leptos::prelude::*;

use crate::{
    codec::{
        import::{Mode, Options, Summary, Timing},
        instance_json::came,
    },
    context::{Console, Incoming, Kind, use_console},
    i18n::Texts,
    pages::parts::{Changes, ChangesTable},
    rules::UnixMillis,
    ui::{Choice, Notice as Told, NoticeKind as Look, RadioGroup},
};

/// How far it is known.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) enum Preview {
    /// There is no text.
    #[default]
    Nothing,
    Reading,
    /// A sentence says where and why.
    Wrong(String),
    Right(Box<Found>),
}

/// What the text is and would do.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Found {
    kind: Kind,
    /// With which it was read, and is to be imported.
    pub(super) options: Options,
    summary: Summary,
    /// Instances with fields that Latch does not know.
    unknown: usize,
    changes: Changes,
    /// The last commit that was looked at to say what goes.
    seen: u64,
}

impl Found {
    fn adds(&self) -> bool {
        self.options.mode == Mode::Add
    }

    /// What may be made of dates that have passed: the instant at which the text was saved, and what is made of them now. Nothing where
    /// there is no choice.
    fn choice(&self) -> Option<(UnixMillis, Timing)> {
        let summary = &self.summary;
        if self.adds() || (summary.passed == 0 && self.options.time.is_none()) {
            return None;
        }
        Some((summary.saved_at?, summary.timing?))
    }
}

impl Preview {
    /// Why the import cannot run now.
    pub(super) fn why_not(&self, texts: Texts) -> Option<String> {
        match self {
            Self::Nothing => Some(texts.dialogs_import_empty().to_owned()),
            Self::Reading => Some(texts.offer_import_reading().to_owned()),
            Self::Wrong(why) => Some(why.clone()),
            Self::Right(_) => None,
        }
    }

    pub(super) fn button(&self, texts: Texts) -> String {
        match self {
            Self::Nothing | Self::Reading | Self::Wrong(_) => texts.dialogs_import_button().to_owned(),
            Self::Right(found) if found.adds() => texts.offer_import_add(found.summary.instances),
            Self::Right(found) => texts.offer_import_replace(found.summary.instances),
        }
    }

    /// The last commit that a person was shown, where anything goes.
    pub(super) fn seen(&self) -> Option<u64> {
        match self {
            Self::Right(found) if !found.adds() => Some(found.seen),
            _ => None,
        }
    }

    /// With which options the text was read; nothing where it could not be.
    pub(super) fn options(&self) -> Option<Options> {
        match self {
            Self::Right(found) => Some(found.options),
            Self::Nothing | Self::Reading | Self::Wrong(_) => None,
        }
    }
}

/// Reads the text and compares. What comes of a text that is no longer there is dropped.
pub(super) fn look(console: Console, text: RwSignal<String>, asked: RwSignal<Options>, preview: RwSignal<Preview>) {
    let (content, options) = (text.get_untracked(), asked.get_untracked());
    if content.trim().is_empty() {
        return;
    }
    let is_asked = {
        let content = content.clone();
        move || {
            text.try_with_untracked(|text| *text == content).unwrap_or(false)
                && asked.try_get_untracked() == Some(options)
        }
    };
    console.read(&content, options, {
        let content = content.clone();
        move |incoming| match incoming {
            // A date that has passed is the person's to decide about, no reason to refuse.
            Err(why) if options.time.is_none() => {
                let options = Options { time: Some(Timing::Now), ..options };
                console.read(&content, options, move |again| {
                    if is_asked() {
                        let _ = preview.try_set(found(console, options, again.map_err(|_| why)));
                    }
                });
            }
            incoming => {
                if is_asked() {
                    let _ = preview.try_set(found(console, options, incoming));
                }
            }
        }
    });
}

fn found(console: Console, options: Options, incoming: Result<Incoming, String>) -> Preview {
    match incoming {
        Ok(Incoming { kind, world, summary }) => {
            let unknown = world.live().filter(|(_, instance)| came::has_unknown_fields(&instance.spec)).count();
            let changes = Changes::to(console, &world);
            let seen = console.seen();
            Preview::Right(Box::new(Found { kind, options, summary, unknown, changes, seen }))
        }
        Err(why) => Preview::Wrong(why),
    }
}

#[component]
pub(super) fn PreviewPart(preview: RwSignal<Preview>, asked: RwSignal<Options>) -> impl IntoView {
    let texts = use_console().texts();
    let shown = move || match preview.get() {
        Preview::Nothing => ().into_any(),
        Preview::Reading => view! { <p class="offer__reading">{texts.offer_import_reading()}</p> }.into_any(),
        Preview::Wrong(problem) => view! {
            <Told kind=Look::Error title=texts.dialogs_import_failed() test_id="import-problem">
                <p>{problem}</p>
            </Told>
        }
        .into_any(),
        Preview::Right(found) => view! { <FoundPart found=*found /> }.into_any(),
    };
    view! {
        <PassedPart preview asked />
        <div class="offer" role="region" aria-label=texts.offer_import_preview() aria-live="polite" data-testid="import-preview">{shown}</div>
    }
}

/// What is made of dates that have passed, where that is a question.
#[component]
fn PassedPart(preview: RwSignal<Preview>, asked: RwSignal<Options>) -> impl IntoView {
    let texts = use_console().texts();
    // It stays while the text is read anew for the answer that was just given.
    let choice = Memo::new(move |before: Option<&Option<(UnixMillis, usize)>>| {
        preview.with(|preview| match preview {
            Preview::Right(found) => found.choice().map(|(saved_at, _)| (saved_at, found.summary.passed)),
            Preview::Reading => before.copied().flatten(),
            // What was chosen cannot be, so something else is to be chosen.
            Preview::Wrong(_) if asked.with_untracked(|asked| asked.time.is_some()) => before.copied().flatten(),
            Preview::Nothing | Preview::Wrong(_) => None,
        })
    });
    let value = Memo::new(move |before: Option<&String>| {
        let asked = asked.get().time;
        let made = preview.with(|preview| match preview {
            Preview::Right(found) => found.choice().map(|(_, timing)| timing),
            _ => None,
        });
        asked.or(made).map(|timing| timing.name().to_owned()).or_else(|| before.cloned()).unwrap_or_default()
    });
    move || {
        choice.get().map(|(saved_at, passed)| {
            let choices = vec![
                Choice::new("saved", texts.offer_passed_saved())
                    .hint(texts.offer_passed_saved_hint(texts.date_time(saved_at))),
                Choice::new("now", texts.offer_passed_now()).hint(texts.offer_passed_now_hint()),
            ];
            view! {
                <RadioGroup
                    legend=texts.offer_passed(passed)
                    choices=Signal::stored(choices)
                    value
                    on_change=move |value: String| asked.update(|asked| asked.time = Timing::parse(&value))
                />
            }
        })
    }
}

#[component]
fn FoundPart(found: Found) -> impl IntoView {
    let texts = use_console().texts();
    let is_answers = found.kind == Kind::Answers;
    let adds = found.adds();
    let Found { kind, summary, unknown, changes, .. } = found;
    let what = match kind {
        Kind::Export => texts.offer_kind_export(crate::codec::export::VERSION),
        Kind::Answers => texts.offer_kind_answers().to_owned(),
        Kind::Scenario(name) => texts.offer_kind_scenario(name),
    };
    let missing = match summary.missing {
        missing if missing.count > 0 => Some(texts.offer_missing(missing.count, texts.number(missing.total))),
        missing if missing.goes_on => Some(texts.offer_goes_on().to_owned()),
        _ => None,
    };
    let stands = summary.saved_at.filter(|_| summary.passed > 0 && summary.timing == Some(Timing::Saved));
    let lines = [
        Some(what),
        (adds && !is_answers).then(|| texts.offer_kind_added().to_owned()),
        stands.map(|at| texts.offer_stands(texts.date_time(at))),
        (summary.left_out > 0).then(|| texts.offer_left_out(summary.left_out)),
        (summary.settled > 0).then(|| texts.offer_settles(summary.settled)),
        (summary.odd > 0).then(|| texts.offer_odd(summary.odd, &summary.first_odd)),
        (unknown > 0).then(|| texts.offer_unknown_kept(unknown)),
        summary.unknown_dropped.then(|| texts.offer_unknown_dropped().to_owned()),
    ];
    view! {
        {missing.map(|missing| view! { <Told kind=Look::Warning test_id="import-missing"><p>{missing}</p></Told> })}
        <Told kind=Look::Info test_id="import-what">
            {lines.into_iter().flatten().map(|line| view! { <p>{line}</p> }).collect_view()}
        </Told>
        <ChangesTable changes />
    }
}
