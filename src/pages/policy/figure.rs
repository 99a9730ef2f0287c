//! The coverage as a figure and as a drawing: a bar of the covered instances, those that fall short, and those that cannot be covered, with
//! the same in words beside it.

use leptos::prelude::*;

use crate::{
    context::use_console,
    i18n::args,
    ui::{Glyph, Icon},
};
use latch_rules::coverage::Coverage;

/// Width of the drawing, in its own units.
const WIDTH: usize = 1_000;

#[component]
pub(super) fn Figure(found: Memo<Coverage>) -> impl IntoView {
    let texts = use_console().texts();
    let figure = move || match found.with(Coverage::percent) {
        Some(percent) => texts.policy_percent(percent),
        None => texts.policy_no_percent().to_owned(),
    };
    let counts = Memo::new(move |_| found.with(|found| [found.covered.len(), found.short.len(), found.exempt.len()]));
    let name = move || {
        let [covered, short, exempt] = counts.get();
        texts.policy_drawing(args::PolicyDrawing { covered, exempt, short })
    };
    let part = move |place: usize, class: &'static str| {
        let (start, width) = span(counts.get(), place);
        view! { <rect class=class x=start.to_string() y="0" width=width.to_string() height="24" /> }
    };
    let legend = move |place: usize, icon, class: &'static str, text: fn(crate::i18n::Texts, usize) -> String| {
        let text = move || counts.with(|counts| counts.get(place).copied()).map(|count| text(texts, count));
        view! {
            <li class=class>
                <Glyph icon />
                <span>{text}</span>
            </li>
        }
    };
    view! {
        <p class="policy__figure" data-testid="coverage-figure">{figure}</p>
        <svg class="policy__bar" viewBox="0 0 1000 24" preserveAspectRatio="none" role="img" aria-label=name>
            {move || part(0, "policy__covered")}
            {move || part(1, "policy__short")}
            {move || part(2, "policy__exempt")}
        </svg>
        <ul class="policy__legend">
            {legend(0, Icon::ShieldOn, "policy__key policy__key--covered", |texts, count| texts.policy_covered(count))}
            {legend(1, Icon::ShieldGap, "policy__key policy__key--short", |texts, count| texts.policy_short(count))}
            {legend(2, Icon::Dash, "policy__key policy__key--exempt", |texts, count| texts.policy_exempt(count))}
        </ul>
    }
}

/// Start and width of a part of the bar; a part with a count above 0 is always wide enough to be visible.
fn span(counts: [usize; 3], place: usize) -> (usize, usize) {
    let all = counts.iter().sum::<usize>().max(1);
    let until = |place: usize| counts.iter().take(place).sum::<usize>() * WIDTH / all;
    let (start, end) = (until(place), until(place + 1));
    let is_there = counts.get(place).is_some_and(|count| *count > 0);
    if is_there && end - start < 4 { (start.min(WIDTH - 4), 4) } else { (start, end - start) }
}

#[cfg(test)]
mod test {
    use super::{WIDTH, span};

    #[test]
    fn the_parts_fill_the_bar_and_the_smallest_is_seen() {
        assert_eq!([0, 1, 2].map(|place| span([1, 1, 2], place)), [(0, 250), (250, 250), (500, 500)]);
        assert_eq!(span([99_999, 1, 0], 1), (WIDTH - 4, 4));
        assert_eq!(span([0, 0, 0], 0), (0, 0));
    }
}
