//! Small pieces of text: status, badge, truncated id, tip, copy button, counts, pairs.

use leptos::{children::ViewFn, prelude::*};
use wasm_bindgen::JsCast as _;

use crate::i18n::Texts;

use super::{
    icon::{Glyph, Icon},
    live::use_announcer,
};

/// The colour of a status or badge; it only repeats what shape and text say.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tone {
    #[default]
    Neutral,
    /// Acts, transitions.
    Accent,
    /// Protects, runs.
    Protect,
    /// Warns of a gap.
    Gap,
    /// Releases, fails.
    Release,
}

impl Tone {
    fn name(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Accent => "accent",
            Self::Protect => "protect",
            Self::Gap => "gap",
            Self::Release => "release",
        }
    }
}

/// A state: a shape and a text.
#[component]
pub fn Status(
    icon: Icon,
    #[prop(into)] text: String,
    #[prop(optional)] tone: Tone,
    #[prop(optional, into)] tip: Option<String>,
) -> impl IntoView {
    let focusable = tip.is_some().then_some("0");
    view! {
        <span class=format!("status status--{}", tone.name()) data-tip=tip tabindex=focusable>
            <Glyph icon />
            <span class="status__text">{text}</span>
        </span>
    }
}

/// A short word or figure in a tinted frame.
#[component]
pub fn Badge(#[prop(into)] text: Signal<String>, #[prop(optional)] tone: Tone) -> impl IntoView {
    view! { <span class=format!("badge badge--{}", tone.name())>{move || text.get()}</span> }
}

/// A text with a longer one in a tooltip that focus and touch open too: relative times, cut texts.
#[component]
pub fn Tip(#[prop(into)] text: Signal<String>, #[prop(into)] tip: Signal<String>) -> impl IntoView {
    view! {
        <span class="tip" tabindex="0" data-tip=move || tip.get()>
            {move || text.get()}
        </span>
    }
}

/// A name that is cut at its end where room is short; the whole is in a tooltip when it is cut. Not focusable by itself: put it in a
/// link, or give `focusable`.
#[component]
pub fn CutEnd(#[prop(into)] text: Signal<String>, #[prop(optional)] focusable: bool) -> impl IntoView {
    view! {
        <span class="cut" tabindex=focusable.then_some("0") data-tip=move || text.get() data-tip-if="cut">
            {move || text.get()}
        </span>
    }
}

/// An id that is cut in its middle where room is short: the end, which tells ids apart, stays. Its text is the id, whole.
#[component]
pub fn CutMiddle(#[prop(into)] text: String, #[prop(optional)] test_id: Option<&'static str>) -> impl IntoView {
    let tail = text.char_indices().rev().nth(5).map_or(0, |(at, _)| at);
    let (head, end) =
        (text.get(..tail).unwrap_or_default().to_owned(), text.get(tail..).unwrap_or_default().to_owned());
    view! {
        <span class="cut-middle" data-tip=text data-tip-if="cut" data-testid=test_id>
            <span class="cut-middle__head">{head}</span>
            <span class="cut-middle__tail">{end}</span>
        </span>
    }
}

/// Copies `text` to the clipboard and says so. `what` names it for assistive technology ("Copy i-bp1…").
#[component]
pub fn CopyButton(#[prop(into)] text: Signal<String>, #[prop(into)] what: String) -> impl IntoView {
    let texts = use_context::<Texts>();
    let label = texts.map_or_else(String::new, |texts| texts.ui_copy(what));
    let tip = RwSignal::new(label.clone());
    let idle = StoredValue::new(label.clone());
    let was_copied = RwSignal::new(false);
    let done = move |is_ok: bool| {
        let said = texts.map_or("", |texts| if is_ok { texts.ui_copied() } else { texts.ui_copy_failed() });
        use_announcer().polite(said);
        let _ = tip.try_set(said.to_owned());
        let _ = was_copied.try_set(is_ok);
        set_timeout(
            move || {
                let _ = was_copied.try_set(false);
                if let Some(idle) = idle.try_get_value() {
                    let _ = tip.try_set(idle);
                }
            },
            std::time::Duration::from_secs(2),
        );
    };
    view! {
        <button
            type="button"
            class="copy"
            aria-label=label
            data-tip=move || tip.get()
            on:click=move |event| {
                event.stop_propagation();
                copy(text.get_untracked(), done);
            }
        >
            {move || {
                let icon = if was_copied.get() { Icon::Check } else { Icon::Copy };
                view! { <Glyph icon /> }
            }}
        </button>
    }
}

/// Copies through the clipboard, or where the browser has none (plain http) through a selected field.
pub fn copy(text: String, done: impl Fn(bool) + 'static) {
    if !window().is_secure_context() {
        done(copy_by_selection(&text));
        return;
    }
    let written = window().navigator().clipboard().write_text(&text);
    wasm_bindgen_futures::spawn_local(async move {
        let is_written = wasm_bindgen_futures::JsFuture::from(written).await.is_ok();
        done(is_written || copy_by_selection(&text));
    });
}

fn copy_by_selection(text: &str) -> bool {
    let document = document();
    // Inside an open dialog, since nothing outside it can be selected.
    let place = document.query_selector("dialog:modal").ok().flatten().or_else(|| document.body().map(Into::into));
    let Some(place) = place else { return false };
    let Ok(field) = document.create_element("textarea") else { return false };
    let Ok(field) = field.dyn_into::<web_sys::HtmlTextAreaElement>() else { return false };
    let before = super::dom::active_element();
    field.set_value(text);
    field.set_class_name("visually-hidden");
    if place.append_child(&field).is_err() {
        return false;
    }
    field.select();
    let is_copied = document.unchecked_ref::<web_sys::HtmlDocument>().exec_command("copy").unwrap_or(false);
    field.remove();
    if let Some(before) = before {
        super::dom::focus_in_place(&before);
    }
    is_copied
}

/// A name and a value of `KeyValues`.
#[derive(Clone)]
pub struct Pair {
    pub name: String,
    pub value: ViewFn,
}

impl Pair {
    /// `Pair::new(texts.details_zone(), move || zone.clone())`
    #[must_use]
    pub fn new(name: impl Into<String>, value: impl Into<ViewFn>) -> Self {
        Self { name: name.into(), value: value.into() }
    }
}

/// Names and values in columns: a description list.
#[component]
pub fn KeyValues(
    #[prop(into)] pairs: Signal<Vec<Pair>>,
    /// Names before their values, one pair a line: for summaries.
    #[prop(optional)]
    rows: bool,
) -> impl IntoView {
    let one = |pair: Pair| {
        view! {
            <div class="pairs__pair">
                <dt class="pairs__name">{pair.name}</dt>
                <dd class="pairs__value">{pair.value.run()}</dd>
            </div>
        }
    };
    view! {
        <dl class="pairs" class:pairs--rows=rows>
            {move || pairs.get().into_iter().map(one).collect_view()}
        </dl>
    }
}
