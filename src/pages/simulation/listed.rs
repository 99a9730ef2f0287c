//! The scenarios that lie beside the page: their list, the text of each, and what came in the way. Shows nothing.

use leptos::prelude::*;

use crate::{
    context::Console,
    i18n::Texts,
    pages::parts::scenario_problem,
    platform::fetch::{self, FetchProblem},
};
use latch_ecs::api::scenario::{self, About, Words};
use latch_rules::world::is_scenario_name;

/// How far something is that comes from beside the page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) enum Coming<T> {
    #[default]
    Away,
    Here(T),
    /// A sentence says why.
    Failed(String),
}

/// The list of all of them.
pub(super) type List = Coming<Vec<About>>;

/// Fetches the list into `list`; whoever has left the page by then does not need it.
pub(super) fn fetch_list(console: Console, list: RwSignal<List>) {
    list.set(Coming::Away);
    let texts = console.texts();
    fetch::text("scenarios/index.json".to_owned(), move |text| {
        let _ = list.try_set(match text.map(|text| scenario::index(&text)) {
            Ok(Ok(all)) => Coming::Here(all),
            Ok(Err(error)) => Coming::Failed(scenario_problem(texts, &error)),
            Err(problem) => Coming::Failed(why(texts, problem).to_owned()),
        });
    });
}

/// Fetches the text of one scenario, whose name is on the list.
pub(super) fn fetch_one(texts: Texts, name: &str, then: impl FnOnce(Result<String, String>) + 'static) {
    if !is_scenario_name(name) {
        return then(Err(texts.offer_unknown(name)));
    }
    fetch::text(format!("scenarios/{name}/scenario.json"), move |text| {
        then(text.map_err(|problem| why(texts, problem).to_owned()));
    });
}

fn why(texts: Texts, problem: FetchProblem) -> &'static str {
    match problem {
        FetchProblem::Missing => texts.offer_not_there(),
        FetchProblem::Unreachable => texts.offer_unreachable(),
    }
}

/// In the language of the page.
pub(super) fn said(texts: Texts, words: &Words) -> String {
    texts.choose([&words.en, &words.zh_cn]).to_string()
}
