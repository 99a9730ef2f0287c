//! The text to import: the text in the field, or a held one (a file or a pasted text) that is too large for the field. A file that cannot
//! be read is held too, with the reason.

use std::sync::Arc;

use leptos::prelude::*;
use web_sys::ClipboardEvent;

use crate::{
    context::ReadingGuard,
    i18n::{Texts, args},
    platform::files::Picked,
    ui::{Button, ButtonKind, focus_on},
};

/// A text with more bytes is held outside the field, because browsers hang on it.
const MOST_SHOWN: usize = 1 << 20;

/// A text that is not in the field.
#[derive(Clone)]
pub(super) struct Held {
    /// Name of the file, if the text comes from one.
    name: Option<String>,
    /// In bytes.
    size: f64,
    pub(super) content: Content,
}

#[derive(Clone)]
pub(super) enum Content {
    /// The file is being read.
    Coming,
    Here(Arc<str>),
    /// Why the file could not be read.
    Failed(String),
}

/// The source of the text.
#[derive(Clone, Copy)]
pub(super) struct Source {
    /// Text in the field.
    pub(super) typed: RwSignal<String>,
    pub(super) held: RwSignal<Option<Held>>,
    /// Guard of the reading of the file.
    reading: StoredValue<Option<ReadingGuard>, LocalStorage>,
    texts: Texts,
}

impl Source {
    pub(super) fn new(texts: Texts) -> Self {
        Self {
            typed: RwSignal::new(String::new()),
            held: RwSignal::new(None),
            reading: StoredValue::new_local(None),
            texts,
        }
    }

    /// The text, if there is one.
    pub(super) fn text(self) -> Option<Arc<str>> {
        match self.held.get_untracked() {
            Some(Held { content: Content::Here(text), .. }) => Some(text),
            Some(_) => None,
            None => self.typed.with_untracked(|typed| (!typed.trim().is_empty()).then(|| typed.as_str().into())),
        }
    }

    /// Replaces the text.
    pub(super) fn put(self, text: String) {
        self.take(None, text);
    }

    fn take(self, name: Option<String>, text: String) {
        let _ = self.reading.try_set_value(None);
        if text.len() <= MOST_SHOWN {
            let _ = self.held.try_set(None);
            let _ = self.typed.try_set(text);
            return;
        }
        #[allow(clippy::cast_precision_loss, reason = "no text has so many bytes")]
        let size = text.len() as f64;
        let _ = self.held.try_set(Some(Held { name, size, content: Content::Here(text.into()) }));
    }

    /// Reads a file and takes its text.
    pub(super) fn read(self, file: Picked) {
        let texts = self.texts;
        let (name, size) = (file.name(), file.size());
        let held = Held { name: Some(name.clone()), size, content: Content::Coming };
        #[allow(clippy::cast_precision_loss, reason = "it is a power of two")]
        if size > MOST_SHOWN as f64 {
            self.held.set(Some(held.clone()));
        }
        let reading = ReadingGuard::default();
        let is_wanted = reading.is_wanted();
        self.reading.set_value(Some(reading));
        file.read(is_wanted, move |read| match read {
            Ok(text) => self.take(Some(name), text),
            Err(reason) => {
                let content = Content::Failed(texts.dialogs_import_unreadable(reason));
                let _ = self.held.try_set(Some(Held { content, ..held }));
            }
        });
    }

    /// Removes the held text, so that only the field remains.
    fn remove(self) {
        self.reading.set_value(None);
        self.held.set(None);
        focus_soon("[data-testid='import-text']");
    }

    /// Holds a large text that is pasted into the field. Returns whether the pasted text was large.
    pub(super) fn pasted(self, event: &ClipboardEvent) -> bool {
        let text = event.clipboard_data().and_then(|data| data.get_data("text/plain").ok());
        let Some(text) = text.filter(|text| text.len() > MOST_SHOWN) else { return false };
        event.prevent_default();
        self.put(text);
        focus_soon("[data-testid='import-remove']");
        true
    }
}

/// Moves the focus in the next animation frame, when the element is in the document.
fn focus_soon(selector: &'static str) {
    request_animation_frame(move || {
        focus_on(selector);
    });
}

/// The text that is held beside the field, by name and size.
#[component]
pub(super) fn HeldPart(source: Source) -> impl IntoView {
    let texts = source.texts;
    // Does not change while the file is read.
    let held = Memo::new(move |_| source.held.with(|held| held.as_ref().map(|held| (held.name.clone(), held.size))));
    move || {
        held.get().map(|(name, size)| {
            let name = name.unwrap_or_else(|| texts.dialogs_import_pasted().to_owned());
            let remove = texts.dialogs_import_remove_named(&name);
            view! {
                <div class="import-held" role="group" aria-label=texts.dialogs_import_field() data-testid="import-held">
                    <span class="import-held__name">{texts.dialogs_import_held(args::DialogsImportHeld { name: &name, size: megabytes(texts, size) })}</span>
                    <Button
                        label=texts.dialogs_import_remove()
                        aria_label=remove
                        kind=ButtonKind::Link
                        on_click=move |()| source.remove()
                        test_id="import-remove"
                    />
                </div>
            }
        })
    }
}

/// The size in megabytes; with one decimal below 10.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size is a whole number of bytes")]
fn megabytes(texts: Texts, bytes: f64) -> String {
    match bytes / 1e6 {
        few if few < 9.95 => format!("{few:.1}"),
        many => texts.number(many.round() as usize),
    }
}
