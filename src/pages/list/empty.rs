//! The empty states of the list: a region without instances, a search without a match.

use leptos::prelude::*;

use super::state::ListState;
use crate::i18n::args;
use crate::{
    context::{ListQuery, Route, use_console},
    ui::{Button, ButtonLink, Empty, Icon},
};
use latch_rules::World;

/// The region has no instances; other regions may have some.
#[component]
pub(super) fn EmptyRegion() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let text = move || texts.list_region_empty(texts.region_name(&console.region().get()));
    let others = move || {
        console
            .with(regions)
            .into_iter()
            .map(|(region, count)| {
                let label = texts.list_region_link(args::ListRegionLink {
                    name: texts.region_name(&region),
                    number: texts.number(count),
                });
                let href = Route::Instances(ListQuery { region, ..ListQuery::default() }).href();
                view! { <li><a href=href>{label}</a></li> }
            })
            .collect_view()
    };
    view! {
        <Empty text=Signal::derive(text) test_id="empty-region">
            <ButtonLink label=texts.list_create() href=Route::create(1).href() />
        </Empty>
        <div class="list__others">
            <p id="other-regions">{texts.list_region_others()}</p>
            <ul aria-labelledby="other-regions">{others}</ul>
        </div>
    }
}

/// Every region with live instances and their number, in the order of each region's first instance.
fn regions(world: &World) -> Vec<(String, usize)> {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for (_, instance) in world.live() {
        match counts.iter_mut().find(|(region, _)| **region == *instance.spec.region) {
            Some((_, count)) => *count += 1,
            None => counts.push((instance.spec.region.to_string(), 1)),
        }
    }
    counts
}

/// The search has no match.
#[component]
pub(super) fn NoMatch(state: ListState) -> impl IntoView {
    let console = state.console;
    let texts = console.texts();
    let text = move || {
        let region = texts.region_name(&console.region().get());
        match state.filter.with(super::filter::Filter::is_empty) {
            true => state.search.with(|search| texts.list_no_match(args::ListNoMatch { region, text: search.trim() })),
            false => texts.list_no_match_filter(region),
        }
    };
    view! {
        <Empty icon=Icon::Search text=Signal::derive(text) test_id="no-match">
            <Button label=texts.list_clear_search() on_click=move |()| state.clear_search() />
        </Empty>
    }
}
