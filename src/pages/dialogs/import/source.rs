//! What is to be imported: the text in the field, or one that is too large for a field and is held beside it, a file or a pasted text. A
//! file that cannot be read stays too, with the reason.

use std::sync::Arc;

use leptos::prelude::*;
use web_sys::ClipboardEvent;

use crate::{
    context::ReadingGuard,
    i18n::{Texts, args},
    platform::files::Picked,
    ui::{Button, ButtonKind, focus_on},
};

/// A text with more bytes is held beside the field: browsers hang over it.
const MOST_SHOWN: usize = 1 << 20;

/// A text that is not in the field.
#[derive(Clone)]
pub(super) struct Held {
    /// Of a file.
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

/// Where the text comes from.
#[derive(Clone, Copy)]
pub(super) struct Source {
    /// In the field.
    pub(super) typed: RwSignal<String>,
    pub(super) held: RwSignal<Option<Held>>,
    /// Of the file.
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

    /// Takes a text in place of the one before.
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

    /// Only the field is left.
    fn remove(self) {
        self.reading.set_value(None);
        self.held.set(None);
        focus_soon("[data-testid='import-text']");
    }

    /// Keeps a large text that is pasted from the field. Whether it was one.
    pub(super) fn pasted(self, event: &ClipboardEvent) -> bool {
        let text = event.clipboard_data().and_then(|data| data.get_data("text/plain").ok());
        let Some(text) = text.filter(|text| text.len() > MOST_SHOWN) else { return false };
        event.prevent_default();
        self.put(text);
        focus_soon("[data-testid='import-remove']");
        true
    }
}

/// Moves the focus to what is shown only once the page is painted next.
fn focus_soon(selector: &'static str) {
    request_animation_frame(move || {
        focus_on(selector);
    });
}

/// The text that is held beside the field, by name and size.
#[component]
pub(super) fn HeldPart(source: Source) -> impl IntoView {
    let texts = source.texts;
    // It stands still while the file is read.
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

/// With a tenth where there are few.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size is a whole number of bytes")]
fn megabytes(texts: Texts, bytes: f64) -> String {
    match bytes / 1e6 {
        few if few < 9.95 => format!("{few:.1}"),
        many => texts.number(many.round() as usize),
    }
}
