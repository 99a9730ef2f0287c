//! Fetches texts that lie beside the page: the scenarios. Asks no other host, and does not interpret the texts.

use leptos::prelude::window;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Response;

/// Why a text could not be fetched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FetchProblem {
    /// Nothing is at that address.
    Missing,
    /// The host did not answer, or answered with an error.
    Unreachable,
}

/// Fetches the text at `path`, relative to the page.
pub fn text(path: String, then: impl FnOnce(Result<String, FetchProblem>) + 'static) {
    spawn_local(async move { then(fetched(&path).await) });
}

async fn fetched(path: &str) -> Result<String, FetchProblem> {
    let answer = JsFuture::from(window().fetch_with_str(path)).await.map_err(|_| FetchProblem::Unreachable)?;
    let answer: Response = answer.dyn_into().map_err(|_| FetchProblem::Unreachable)?;
    if !answer.ok() {
        return Err(if answer.status() == 404 { FetchProblem::Missing } else { FetchProblem::Unreachable });
    }
    let text = answer.text().map_err(|_| FetchProblem::Unreachable)?;
    let text = JsFuture::from(text).await.map_err(|_| FetchProblem::Unreachable)?;
    let text = text.as_string().unwrap_or_default();
    // Some hosts answer with their first page for any missing file.
    if text.trim_start().starts_with('<') { Err(FetchProblem::Missing) } else { Ok(text) }
}
