//! The equivalent calls of an act, in the notation that the person chooses, ready to copy. `api::equivalent` defines the calls,
//! `api::notations` writes them.

use std::sync::atomic::{AtomicUsize, Ordering};

use leptos::prelude::*;

use crate::{
    context::use_console,
    i18n::Texts,
    ui::{CodeBlock, Disclosure, Select, SelectOption},
};
use latch_ecs::api::{
    equivalent::{Call, Calls, MASK},
    notations::{Notation, Script, script},
};

/// Number of calls of a batch that are shown and copied.
pub const CALLS_SHOWN: usize = 20;

/// Index of the notation that was chosen last. The next act is shown in it too, until the page is closed.
static CHOSEN: AtomicUsize = AtomicUsize::new(0);

fn chosen() -> Notation {
    Notation::ALL.get(CHOSEN.load(Ordering::Relaxed)).copied().unwrap_or_default()
}

fn choose(notation: Notation) {
    let place = Notation::ALL.iter().position(|one| *one == notation).unwrap_or_default();
    CHOSEN.store(place, Ordering::Relaxed);
}

/// The calls in a collapsible section. `calls` is evaluated only while the section is open, because a batch may be a whole fleet. `none`
/// says why there is no call yet.
#[component]
pub fn CallsPart(
    #[prop(into)] calls: Signal<Calls>,
    #[prop(into, optional)] none: Signal<Option<String>>,
) -> impl IntoView {
    let texts = use_console().texts();
    let is_open = RwSignal::new(false);
    view! {
        <Disclosure summary=texts.calls_title() is_open test_id="calls">
            <Show when=move || is_open.get()>
                <div class="calls">
                    <p class="calls__note">{texts.calls_hint()}</p>
                    <CallsText calls none />
                </div>
            </Show>
        </Disclosure>
    }
}

/// The calls themselves, with the choice of a notation.
#[component]
pub fn CallsText(
    #[prop(into)] calls: Signal<Calls>,
    #[prop(into, optional)] none: Signal<Option<String>>,
) -> impl IntoView {
    let texts = use_console().texts();
    let notation = RwSignal::new(chosen());
    let on_change = move |slug: String| {
        if let Some(other) = Notation::of_slug(&slug) {
            choose(other);
            notation.set(other);
        }
    };
    let calls = Memo::new(move |_| if none.with(Option::is_some) { Calls::default() } else { calls.get() });
    let is_empty = Memo::new(move |_| calls.with(|calls| calls.first.is_empty()));
    view! {
        <Show when=move || !is_empty.get() fallback=move || view! { <p class="calls__note">{none.get().unwrap_or_else(|| texts.calls_none().to_owned())}</p> }>
            <Select
                label=texts.calls_notation()
                options=options(texts)
                value=Signal::derive(move || notation.get().slug().to_owned())
                on_change
                test_id="calls-notation"
            />
            <Written calls notation />
        </Show>
    }
}

/// The text in a notation, and notes about it.
#[component]
fn Written(calls: Memo<Calls>, notation: RwSignal<Notation>) -> impl IntoView {
    let texts = use_console().texts();
    let written = Memo::new(move |_| calls.with(|calls| script(&calls.first, notation.get())));
    let code = Signal::derive(move || written.with(|script| script.text.clone()));
    let has_code = Memo::new(move |_| written.with(|script| !script.text.is_empty()));
    let notes = move || {
        calls
            .with(|calls| written.with(|script| notes(texts, notation.get(), calls, script)))
            .into_iter()
            .map(|note| view! { <p class="calls__note">{note}</p> })
            .collect_view()
    };
    view! {
        <Show when=move || has_code.get() fallback=move || view! { <p class="calls__note">{texts.calls_no_equivalent()}</p> }>
            <CodeBlock code what=texts.calls_what() />
            {notes}
        </Show>
    }
}

fn options(texts: Texts) -> Vec<SelectOption> {
    let label = |notation: Notation| match notation.name() {
        Some(name) => name,
        None if notation == Notation::Url => texts.calls_url(),
        None => texts.calls_terraform(),
    };
    Notation::ALL.map(|notation| SelectOption::new(notation.slug(), label(notation))).into()
}

fn notes(texts: Texts, notation: Notation, calls: &Calls, script: &Script) -> Vec<String> {
    let action = calls.first.first().map_or("", |call| call.action);
    let about = match notation {
        Notation::Url => texts.calls_note_url(),
        Notation::Cli => texts.calls_note_cli(),
        Notation::Python | Notation::TypeScript | Notation::Go | Notation::Java => texts.calls_note_program(),
        Notation::Terraform => match action {
            "RunInstances" => texts.calls_note_terraform_order(),
            "DeleteInstance" | "DeleteInstances" => texts.calls_note_terraform_release(),
            _ => texts.calls_note_terraform_change(),
        },
    };
    let has_password = |call: &Call| call.params.iter().any(|(name, value)| name == "Password" && value == MASK);
    let mut notes = vec![about.to_owned()];
    if calls.first.iter().any(has_password) {
        notes.push(texts.calls_note_password().to_owned());
    }
    if script.left_out > 0 {
        notes.push(texts.calls_left_out(script.left_out));
    }
    if script.foreign > 0 {
        notes.push(texts.calls_foreign(script.foreign));
    }
    if calls.total > calls.first.len() {
        notes.push(texts.calls_more(calls.total - calls.first.len()));
    }
    notes
}
