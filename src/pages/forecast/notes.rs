//! Ids of the address that are not in the forecast: unknown ones, and those of released instances, with a link to the reason.

use leptos::prelude::*;

use super::state::State;
use crate::{
    context::Route,
    ui::{Notice, NoticeKind},
};

/// Number of ids that are named; the others are counted.
const NAMED: usize = 20;

#[component]
pub(super) fn Notes(state: State) -> impl IntoView {
    let texts = state.console.texts();
    let unknown = Memo::new(move |_| state.scope.with(|scope| scope.unknown.clone()));
    let gone = Memo::new(move |_| state.scope.with(|scope| scope.gone.clone()));
    let more = move |all: usize| {
        (all > NAMED).then(|| view! { <li>{texts.forecast_and_more(texts.number(all - NAMED))}</li> })
    };
    view! {
        {move || {
            let ids = unknown.get();
            (!ids.is_empty())
                .then(|| {
                    let named = ids.iter().take(NAMED).map(|id| view! { <li><code>{id.clone()}</code></li> }).collect_view();
                    view! {
                        <Notice
                            kind=NoticeKind::Warning
                            title=texts.forecast_unknown_title(ids.len())
                            test_id="forecast-unknown"
                        >
                            <ul class="forecast__ids">{named} {more(ids.len())}</ul>
                        </Notice>
                    }
                })
        }}
        {move || {
            let ids = gone.get();
            (!ids.is_empty())
                .then(|| {
                    let one = |id: &String| {
                        let href = Route::ReleasedOne { id: id.clone() }.href();
                        view! { <li><a class="code" href=href>{id.clone()}</a></li> }
                    };
                    let named = ids.iter().take(NAMED).map(one).collect_view();
                    view! {
                        <Notice kind=NoticeKind::Info title=texts.forecast_gone_title(ids.len()) test_id="forecast-gone">
                            <ul class="forecast__ids">{named} {more(ids.len())}</ul>
                        </Notice>
                    }
                })
        }}
    }
}
