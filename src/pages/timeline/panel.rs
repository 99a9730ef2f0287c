//! The chosen mark in words, with a link to its page.

use leptos::prelude::*;

use super::{
    layout::Cluster,
    picture::members,
    state::State,
    words::{names, route},
};
use crate::{
    pages::{
        parts::Moment,
        records::{
            OutcomeMark, UndoneMark,
            marks::{Mark, What},
        },
    },
    ui::{Button, Glyph, Icon, Status},
};

/// Maximum number of listed marks of one position.
const LISTED: usize = 8;

#[component]
pub(super) fn Panel(state: State) -> impl IntoView {
    let texts = state.console.texts();
    // The marks at the position of the chosen mark.
    let shown = Memo::new(move |_| {
        let chosen = state.chosen.get()?;
        state.marks.with(|all| {
            let place = all.iter().position(|mark| *mark == chosen)?;
            let holds = |cluster: &&Cluster| cluster.marks.contains(&place);
            let found = state.clusters.with(|clusters| clusters.iter().find(holds).cloned());
            Some(found.map_or_else(|| vec![chosen.clone()], |cluster| members(state, &cluster)))
        })
    });
    let can_zoom = move || {
        shown.with(|marks| {
            marks.as_ref().is_some_and(|all| all.first().map(|one| one.at) != all.last().map(|one| one.at))
        })
    };
    view! {
        <section class="time__panel" aria-label=texts.timeline_panel() data-testid="timeline-panel">
            {move || match shown.get() {
                None => view! { <p class="time__hint">{texts.timeline_panel_hint()}</p> }.into_any(),
                Some(marks) => {
                    let more = marks.len().saturating_sub(LISTED);
                    let head = (marks.len() > 1).then(|| texts.timeline_panel_many(marks.len()));
                    let list = marks.into_iter().take(LISTED).map(|mark| entry(state, mark)).collect_view();
                    view! {
                        {head.map(|text| view! { <h2 class="time__many">{text}</h2> })}
                        <ul class="time__list">{list}</ul>
                        {(more > 0).then(|| view! { <p class="time__hint">{texts.timeline_panel_more(texts.number(more))}</p> })}
                    }
                        .into_any()
                }
            }}
            <Show when=move || can_zoom() && state.nearer().is_some()>
                <Button label=texts.timeline_zoom_here() icon=Icon::Plus on_click=move |()| state.zoom(true) />
            </Show>
        </section>
    }
}

fn entry(state: State, mark: Mark) -> impl IntoView {
    let console = state.console;
    let texts = console.texts();
    let (words, who, href, actor) = console.peek(|world| {
        let record = if let What::Record { number, .. } = mark.what { world.record(number) } else { None };
        let actor = record.map(|record| texts.actor(&record.actor)).unwrap_or_default();
        (mark.words(texts, world), names(texts, world, &mark), route(world, &mark).map(|to| to.href()), actor)
    });
    let (outcome, number) = match mark.what {
        What::Record { happened, protected, number, .. } => {
            (happened.map(|happened| (happened, protected)), Some(number))
        }
        _ => (None, None),
    };
    let is_due = mark.is_due();
    view! {
        <li class="time__entry">
            <span class=format!("time__sign time__mark--{}", mark.lane.tone())><Glyph icon=mark.icon() /></span>
            <div>
                <p class="time__what">
                    <strong>{words}</strong>
                    {outcome.map(|(happened, protected)| view! { <OutcomeMark happened protected /> })}
                    {is_due.then(|| view! { <Status icon=Icon::Clock text=texts.timeline_due() /> })}
                    {number.map(|number| view! { <UndoneMark number /> })}
                    {href.map(|href| view! { <a href=href>{texts.timeline_open()}</a> })}
                </p>
                <p class="time__small">
                    <Moment at=mark.at absolute_first=true />
                    {(!actor.is_empty()).then_some(view! { <span>{actor}</span> })}
                    {(!who.is_empty()).then_some(view! { <span>{who}</span> })}
                </p>
            </div>
        </li>
    }
}
