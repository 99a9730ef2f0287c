//! Small pieces of text: status, badge, truncated id and name, tip, pairs.

use leptos::{children::ViewFn, prelude::*};

use super::icon::{Glyph, Icon};

/// The colour of a status or badge; it only repeats what shape and text say.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tone {
    #[default]
    Neutral,
    /// An act or a transition.
    Accent,
    /// Protected or running.
    Protect,
    /// A warning about missing protection.
    Gap,
    /// Released or failed.
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

    /// The classes of a `Status` of this tone.
    #[must_use]
    pub fn status_class(self) -> String {
        format!("status status--{}", self.name())
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
    let own_tip = tip.is_none().then_some("cut");
    view! {
        <span class=tone.status_class() data-tip=tip tabindex=focusable>
            <Glyph icon />
            <span class="status__text" data-tip-if=own_tip>{text}</span>
        </span>
    }
}

/// A short word or figure in a tinted frame.
#[component]
pub fn Badge(#[prop(into)] text: Signal<String>, #[prop(optional)] tone: Tone) -> impl IntoView {
    view! { <span class=format!("badge badge--{}", tone.name())>{move || text.get()}</span> }
}

/// A text with a longer text in a tooltip, which focus and touch also open: relative times, truncated texts.
#[component]
pub fn Tip(#[prop(into)] text: Signal<String>, #[prop(into)] tip: Signal<String>) -> impl IntoView {
    view! {
        <span class="tip" tabindex="0" data-tip=move || tip.get()>
            {move || text.get()}
        </span>
    }
}

/// A name that is truncated at its end if space is short; a tooltip then shows the whole name. Not focusable by itself: put it in a link,
/// or set `focusable`.
#[component]
pub fn CutEnd(#[prop(into)] text: Signal<String>, #[prop(optional)] focusable: bool) -> impl IntoView {
    view! {
        <span class="cut" tabindex=focusable.then_some("0") data-tip-if="cut">
            {move || text.get()}
        </span>
    }
}

/// An id or a name that is truncated in its middle if space is short: the end stays visible, because it distinguishes ids and names. It
/// is one text in one element, so search and copy get the whole text; the style draws the end above a truncated text.
#[component]
pub fn CutMiddle(#[prop(into)] text: String, #[prop(optional)] test_id: Option<&'static str>) -> impl IntoView {
    let end = end_of(&text).to_owned();
    view! {
        <span class="cut-middle" data-tip-if="cut" data-end=end data-testid=test_id>
            <span class="cut-middle__text">{text}</span>
        </span>
    }
}

/// The end of a text that `CutMiddle` never truncates.
#[must_use]
pub fn end_of(text: &str) -> &str {
    const END: usize = 6;
    text.char_indices().rev().nth(END - 1).and_then(|(at, _)| text.get(at..)).unwrap_or_default()
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
    /// Shows names before their values, one pair a line: for summaries.
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
