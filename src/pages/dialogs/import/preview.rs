//! Preview of an import: what the text is, what it adds, removes and changes, what settles, what is missing, unknown or passed. Changes
//! nothing.

use leptos::prelude::*;

use super::{run::Run, source::Source};
use crate::{
    context::{Console, Incoming, Kind, ReadingGuard, use_console},
    i18n::{Texts, args},
    pages::parts::{Changes, ChangesTable},
    platform::clock::steady_now,
    ui::{self, Button, Choice, Notice as Told, NoticeKind, RadioGroup, focus_on},
};
use latch_ecs::{
    import::{Mode, Options, Progress, Summary, Timing},
    instance_json::came,
};
use latch_rules::UnixMillis;

/// Reading that takes longer, in milliseconds, shows its progress.
pub(super) const SLOW_MS: i64 = 300;

/// State of the preview.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) enum Preview {
    /// There is no text.
    #[default]
    Nothing,
    Reading,
    /// A person stopped reading.
    Stopped,
    /// The sentence says where and why.
    Wrong(String),
    Right(Box<Found>),
}

/// What the text is, and what importing it would do.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Found {
    kind: Kind,
    /// Options with which the text was read and is to be imported.
    options: Options,
    summary: Summary,
    /// Instances with fields that Latch does not know.
    unknown: usize,
    changes: Changes,
    /// The last commit that was considered for what the import removes.
    seen: u64,
}

impl Found {
    fn adds(&self) -> bool {
        self.options.mode == Mode::Add
    }

    /// The choice for dates that have passed: the instant at which the text was saved, and how such dates are treated now. `None` where
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
            Self::Stopped => Some(texts.offer_import_stopped().to_owned()),
            Self::Wrong(why) => Some(why.clone()),
            Self::Right(_) => None,
        }
    }

    pub(super) fn button(&self, texts: Texts) -> String {
        match self {
            Self::Nothing | Self::Reading | Self::Stopped | Self::Wrong(_) => texts.dialogs_import_button().to_owned(),
            Self::Right(found) if found.adds() => texts.offer_import_add(found.summary.instances),
            Self::Right(found) => texts.offer_import_replace(found.summary.instances),
        }
    }

    /// Options with which to import the shown text, and the last commit that was seen if the import removes anything. `None` where the
    /// import cannot run.
    pub(super) fn as_shown(&self) -> Option<(Options, Option<u64>)> {
        match self {
            Self::Right(found) => Some((found.options, (!found.adds()).then_some(found.seen))),
            Self::Nothing | Self::Reading | Self::Stopped | Self::Wrong(_) => None,
        }
    }
}

/// Reads the text to import and compares it with the world; only the last requested reading continues.
#[derive(Clone, Copy)]
pub(super) struct Look {
    console: Console,
    source: Source,
    asked: RwSignal<Options>,
    pub(super) preview: RwSignal<Preview>,
    reading: StoredValue<Option<ReadingGuard>, LocalStorage>,
    /// Progress of reading, once it takes long.
    percent: RwSignal<Option<u8>>,
}

impl Look {
    pub(super) fn new(console: Console, source: Source, asked: RwSignal<Options>) -> Self {
        Self {
            console,
            source,
            asked,
            preview: RwSignal::new(Preview::Nothing),
            reading: StoredValue::new_local(None),
            percent: RwSignal::new(None),
        }
    }

    /// Reads the text. A reading of another text is dropped.
    pub(super) fn begin(self) {
        self.drop_reading();
        let Some(text) = self.source.text() else { return };
        let options = self.asked.get_untracked();
        let began = steady_now();
        let told = move |progress: Progress| self.told(began, progress);
        let reading = self.console.read(text.clone(), options, told, move |incoming| match incoming {
            // A date that has passed is for the person to decide, not a reason to refuse.
            Err(not) if options.time.is_none() && not.is_past() => {
                let options = Options { time: Some(Timing::Now), ..options };
                let reading = self.console.read(text, options, told, move |again| {
                    self.show(options, again.map_err(|_| not.why));
                });
                let _ = self.reading.try_set_value(Some(reading));
            }
            incoming => self.show(options, incoming.map_err(|not| not.why)),
        });
        let _ = self.reading.try_set_value(Some(reading));
    }

    pub(super) fn drop_reading(self) {
        let _ = self.reading.try_set_value(None);
        let _ = self.percent.try_set(None);
    }

    fn stop(self) {
        self.drop_reading();
        self.preview.set(Preview::Stopped);
    }

    /// Progress of reading, if it takes long.
    fn shown(self) -> Option<u8> {
        self.percent.get().filter(|_| self.preview.with(|preview| *preview == Preview::Reading))
    }

    fn begin_again(self) {
        self.preview.set(Preview::Reading);
        self.begin();
    }

    fn told(self, began: i64, progress: Progress) {
        let percent = Some(progress.percent());
        if steady_now() - began >= SLOW_MS && self.percent.try_get_untracked().is_some_and(|shown| shown != percent) {
            let _ = self.percent.try_set(percent);
        }
    }

    fn show(self, options: Options, incoming: Result<Incoming, String>) {
        // The stop button disappears with its focus, so the focus moves to the import button.
        let has_focus = document().query_selector("[data-testid='import-stop']:focus");
        if has_focus.is_ok_and(|button| button.is_some()) {
            focus_on("[data-testid='import-run']");
        }
        let _ = self.preview.try_set(found(self.console, options, incoming));
    }
}

/// Progress of reading, or of the import once it runs, and the button that stops it.
#[component]
pub(super) fn ReadingPart(look: Look, run: Run) -> impl IntoView {
    let texts = look.console.texts();
    let is_stopped = Memo::new(move |_| look.preview.with(|preview| *preview == Preview::Stopped));
    let shown = Memo::new(move |_| if run.is_busy.get() { run.shown() } else { look.shown() });
    let is_slow = Memo::new(move |_| shown.get().is_some());
    let is_shown = Memo::new(move |_| is_slow.get() || is_stopped.get());
    let percent = Signal::derive(move || shown.get().unwrap_or(0));
    let bar = move || {
        is_slow.get().then(|| {
            view! {
                <ui::Progress
                    label=Signal::derive(move || texts.offer_import_reading_percent(percent.get()))
                    done=Signal::derive(move || Some(f64::from(percent.get()) / 100.0))
                />
            }
        })
    };
    let label = Signal::derive(move || {
        if is_stopped.get() { texts.offer_import_read_again() } else { texts.offer_import_stop() }.to_owned()
    });
    let press = move |()| match (run.is_busy.get_untracked(), is_stopped.get_untracked()) {
        (true, _) => run.stop(),
        (false, true) => look.begin_again(),
        (false, false) => look.stop(),
    };
    move || {
        is_shown.get().then(|| {
            view! {
                <div class="import-reading">
                    {bar}
                    <Button label compact=true on_click=press test_id="import-stop" />
                </div>
            }
        })
    }
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
        Preview::Stopped => view! { <p class="offer__reading">{texts.offer_import_stopped()}</p> }.into_any(),
        Preview::Wrong(problem) => view! {
            <Told kind=NoticeKind::Error title=texts.dialogs_import_failed() test_id="import-problem">
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

/// The choice for dates that have passed, if there are any.
#[component]
fn PassedPart(preview: RwSignal<Preview>, asked: RwSignal<Options>) -> impl IntoView {
    let texts = use_console().texts();
    // The choice stays while the text is read again for the answer just given.
    let choice = Memo::new(move |before: Option<&Option<(UnixMillis, usize)>>| {
        preview.with(|preview| match preview {
            Preview::Right(found) => found.choice().map(|(saved_at, _)| (saved_at, found.summary.passed)),
            Preview::Reading => before.copied().flatten(),
            // The chosen treatment does not work, so another one must stay selectable.
            Preview::Wrong(_) if asked.with_untracked(|asked| asked.time.is_some()) => before.copied().flatten(),
            Preview::Nothing | Preview::Stopped | Preview::Wrong(_) => None,
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
        Kind::Export => texts.offer_kind_export(latch_ecs::export::VERSION),
        Kind::Answers => texts.offer_kind_answers().to_owned(),
        Kind::Scenario(name) => texts.offer_kind_scenario(name),
    };
    let missing = match summary.missing {
        missing if missing.count > 0 => {
            Some(texts.offer_missing(args::OfferMissing { count: missing.count, total: texts.number(missing.total) }))
        }
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
        (summary.odd > 0).then(|| texts.offer_odd(args::OfferOdd { count: summary.odd, place: &summary.first_odd })),
        (unknown > 0).then(|| texts.offer_unknown_kept(unknown)),
        summary.unknown_dropped.then(|| texts.offer_unknown_dropped().to_owned()),
    ];
    view! {
        {missing.map(|missing| view! { <Told kind=NoticeKind::Warning test_id="import-missing"><p>{missing}</p></Told> })}
        <Told kind=NoticeKind::Info test_id="import-what">
            {lines.into_iter().flatten().map(|line| view! { <p>{line}</p> }).collect_view()}
        </Told>
        <ChangesTable changes />
    }
}
