//! Files that leave and enter the page: a download of a text, the text of a file that a person chose or dropped. Nothing is sent
//! anywhere.

use leptos::prelude::document;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag, DomException, DragEvent, Event, File, HtmlAnchorElement, HtmlInputElement, Url};

use super::prefs;
use crate::{codec::import, i18n::Texts};

/// Bytes of a file that are read at a time.
const PIECE: f64 = 2.0 * 1_024.0 * 1_024.0;

/// Offers `text` as a download named `name`.
///
/// # Errors
/// What the browser said when it would not make the file.
pub fn download(name: &str, mime: &str, text: &str) -> Result<(), JsValue> {
    let properties = BlobPropertyBag::new();
    properties.set_type(mime);
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &properties)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // Revoked in a later task: the browser has read the address by then.
    leptos::prelude::set_timeout(move || drop(Url::revoke_object_url(&url)), std::time::Duration::from_secs(10));
    Ok(())
}

/// A file that a person chose or dropped.
pub struct Picked(File);

/// The file that was dropped; nothing where none was.
#[must_use]
pub fn dropped(event: &DragEvent) -> Option<Picked> {
    event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0)).map(Picked)
}

/// The file that was chosen in a file field. The same one may be chosen again.
#[must_use]
pub fn picked(event: &Event) -> Option<Picked> {
    let field = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok())?;
    let file = field.files().and_then(|files| files.get(0)).map(Picked);
    field.set_value("");
    file
}

impl Picked {
    #[must_use]
    pub fn name(&self) -> String {
        self.0.name()
    }

    /// In bytes.
    #[must_use]
    pub fn size(&self) -> f64 {
        self.0.size()
    }

    /// Reads its text, piece by piece, as long as `is_wanted` says so, and gives it to `then`. A file that is larger than any text of the
    /// browser's is not read.
    pub fn read(self, is_wanted: impl Fn() -> bool + 'static, then: impl FnOnce(Result<String, String>) + 'static) {
        if self.size() > f64::from(import::MOST_MIB) * 1_024.0 * 1_024.0 {
            return then(Err(Texts(prefs::language()).dialogs_import_file_too_large(import::MOST_MIB)));
        }
        spawn_local(async move {
            let mut text = Utf8::default();
            let mut start = 0.0;
            while start < self.size() && is_wanted() {
                let end = (start + PIECE).min(self.size());
                match piece(&self.0, start, end).await {
                    Ok(bytes) => text.push(&bytes),
                    Err(error) => {
                        let why = error.dyn_ref::<DomException>().map(DomException::message);
                        return then(Err(why.unwrap_or_default()));
                    }
                }
                start = end;
            }
            if is_wanted() {
                then(Ok(text.end()));
            }
        });
    }
}

async fn piece(file: &File, start: f64, end: f64) -> Result<Vec<u8>, JsValue> {
    let buffer = JsFuture::from(file.slice_with_f64_and_f64(start, end)?.array_buffer()).await?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// A text that comes in pieces of bytes, cut anywhere. What is no UTF-8 becomes U+FFFD, as browsers have it.
#[derive(Default)]
struct Utf8 {
    text: String,
    /// The beginning of a character whose end has not come.
    begun: Vec<u8>,
}

impl Utf8 {
    fn push(&mut self, bytes: &[u8]) {
        let mut all = std::mem::take(&mut self.begun);
        all.extend_from_slice(bytes);
        for chunk in all.utf8_chunks() {
            self.text.push_str(chunk.valid());
            // Only at the end may a character be cut.
            let is_last = chunk.invalid().as_ptr_range().end == all.as_ptr_range().end;
            match chunk.invalid() {
                [] => {}
                cut if is_last && is_begun(cut) => self.begun = cut.to_vec(),
                _ => self.text.push(char::REPLACEMENT_CHARACTER),
            }
        }
    }

    fn end(mut self) -> String {
        if !self.begun.is_empty() {
            self.text.push(char::REPLACEMENT_CHARACTER);
        }
        self.text
    }
}

/// Whether more bytes would make a character of these.
fn is_begun(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

#[cfg(test)]
mod test {
    use super::Utf8;

    #[test]
    fn a_text_is_the_same_wherever_it_is_cut() {
        for bytes in ["a☃é𝄞z".as_bytes(), b"\xff\xe2\x98a\xf0\x9d", b"", "实例".as_bytes()] {
            for at in 0..=bytes.len() {
                for again in at..=bytes.len() {
                    let mut text = Utf8::default();
                    [&bytes[..at], &bytes[at..again], &bytes[again..]].into_iter().for_each(|piece| text.push(piece));
                    assert_eq!(text.end(), String::from_utf8_lossy(bytes), "{at} {again}");
                }
            }
        }
    }
}
