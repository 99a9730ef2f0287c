//! What an import would do, shown before it does: what the text is, what comes, goes and changes, what settles, what is not known. Changes
//! nothing.

use leptos::prelude::*;

use crate::{
    codec::import::{Mode, Summary},
    context::{Console, Incoming, Kind, use_console},
    i18n::Texts,
    pages::parts::{Changes, ChangesTable},
    ui::{Notice as Told, NoticeKind as Look},
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
    adds: bool,
    summary: Summary,
    /// Instances with fields that Latch does not know.
    unknown: usize,
    changes: Changes,
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
            Self::Right(found) if found.adds => texts.offer_import_add(found.summary.instances),
            Self::Right(found) => texts.offer_import_replace(found.summary.instances),
        }
    }
}

/// Reads the text and compares. What comes of a text that is no longer there is dropped.
pub(super) fn look(console: Console, text: RwSignal<String>, adds: RwSignal<bool>, preview: RwSignal<Preview>) {
    let asked = (text.get_untracked(), adds.get_untracked());
    let (content, is_added) = asked.clone();
    if content.trim().is_empty() {
        return;
    }
    let mode = if is_added { Mode::Add } else { Mode::Replace };
    console.read(&content, mode.into(), move |incoming| {
        let there = text.try_get_untracked().zip(adds.try_get_untracked());
        if there.as_ref() != Some(&asked) {
            return;
        }
        let found = match incoming {
            Ok(Incoming { kind, world, summary }) => {
                let unknown = world.live().filter(|(_, instance)| !instance.spec.unknown.is_empty()).count();
                let changes = Changes::to(console, &world);
                Preview::Right(Box::new(Found { kind, adds: is_added, summary, unknown, changes }))
            }
            Err(why) => Preview::Wrong(why),
        };
        let _ = preview.try_set(found);
    });
}

#[component]
pub(super) fn PreviewPart(preview: RwSignal<Preview>) -> impl IntoView {
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
    view! { <div class="offer" role="region" aria-label=texts.offer_import_preview() aria-live="polite" data-testid="import-preview">{shown}</div> }
}

#[component]
fn FoundPart(found: Found) -> impl IntoView {
    let texts = use_console().texts();
    let Found { kind, adds, summary, unknown, changes } = found;
    let is_answers = kind == Kind::Answers;
    let what = match kind {
        Kind::Export => texts.offer_kind_export(crate::codec::export::VERSION),
        Kind::Answers => texts.offer_kind_answers().to_owned(),
        Kind::Scenario(name) => texts.offer_kind_scenario(name),
    };
    let lines = [
        Some(what),
        (adds && !is_answers).then(|| texts.offer_kind_added().to_owned()),
        (summary.settled > 0).then(|| texts.offer_settles(summary.settled)),
        (unknown > 0).then(|| texts.offer_unknown_kept(unknown)),
        summary.unknown_dropped.then(|| texts.offer_unknown_dropped().to_owned()),
    ];
    view! {
        <Told kind=Look::Info test_id="import-what">
            {lines.into_iter().flatten().map(|line| view! { <p>{line}</p> }).collect_view()}
        </Told>
        <ChangesTable changes />
    }
}
