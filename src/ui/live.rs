//! Live regions, which announce events to assistive technology. Holds no visible notice.

use std::time::Duration;

use leptos::{prelude::*, wasm_bindgen::JsCast as _};
use web_sys::Element;

/// Delay before a sentence is announced: a dialog that closes at the same time would remove it.
const WAIT: Duration = Duration::from_millis(100);
/// How long a sentence stays in a region: long enough to be read out, short enough not to be found later as content.
const STAY: Duration = Duration::from_secs(8);

/// Announces sentences through the live regions. A copy costs nothing; works if `LiveRegions` is mounted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Announcer;

/// The announcer of the page.
#[must_use]
pub fn use_announcer() -> Announcer {
    Announcer
}

impl Announcer {
    /// Announces `text` when the person is idle: results, counts.
    pub fn polite(self, text: impl AsRef<str>) {
        announce("[data-live=polite]", text.as_ref().to_owned());
    }

    /// Announces `text` at once: failures.
    pub fn assertive(self, text: impl AsRef<str>) {
        announce("[data-live=assertive]", text.as_ref().to_owned());
    }
}

/// The two regions, invisible. Mounted once by the shell, and once in every dialog, since assistive technology does not read outside of
/// an open dialog.
#[component]
pub fn LiveRegions() -> impl IntoView {
    view! {
        <div class="visually-hidden" role="status" aria-live="polite" data-live="polite"></div>
        <div class="visually-hidden" role="alert" aria-live="assertive" data-live="assertive"></div>
    }
}

/// Appends a new element, so that a repeated sentence is announced again.
fn announce(selector: &'static str, text: String) {
    set_timeout(
        move || {
            let Some(region) = region(selector) else { return };
            let Ok(sentence) = document().create_element("div") else { return };
            sentence.set_text_content(Some(&text));
            if region.append_child(&sentence).is_ok() {
                set_timeout(move || sentence.remove(), STAY);
            }
        },
        WAIT,
    );
}

/// The region of the innermost open dialog, else the page's.
fn region(selector: &str) -> Option<Element> {
    let found = document().query_selector_all(selector).ok()?;
    let regions: Vec<Element> =
        (0..found.length()).filter_map(|at| found.item(at)?.dyn_into::<Element>().ok()).collect();
    let in_dialog = |region: &&Element| region.closest("dialog:modal").ok().flatten().is_some();
    regions.iter().rfind(in_dialog).or_else(|| regions.iter().find(|region| !in_dialog(region))).cloned()
}
