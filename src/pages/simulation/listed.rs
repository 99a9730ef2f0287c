//! The scenarios that are hosted beside the page: their list, the text of each, and errors while fetching. Holds no view.

use leptos::prelude::*;

use crate::{
    context::Console,
    i18n::Texts,
    pages::parts::scenario_problem,
    platform::fetch::{self, FetchProblem},
};
use latch_ecs::api::scenario::{self, About, Words};
use latch_rules::world::is_scenario_name;

/// State of something that is fetched from beside the page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) enum Coming<T> {
    #[default]
    Away,
    Here(T),
    /// The sentence says why.
    Failed(String),
}

/// The list of all scenarios.
pub(super) type List = Coming<Vec<About>>;

/// Fetches the list into `list`. The page may have been left by then; the result is dropped in that case.
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

/// Fetches the text of one scenario by name.
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

/// The text in the language of the page.
pub(super) fn said(texts: Texts, words: &Words) -> String {
    texts.choose([&words.en, &words.zh_cn]).to_string()
}
