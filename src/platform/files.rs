//! Files that leave and enter the page: a text is downloaded; the text of a file that a person chose or dropped is read. Nothing is sent
//! over the network.

use js_sys::Uint8Array;
use leptos::prelude::document;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, BlobPropertyBag, DomException, DragEvent, Event, File, HtmlAnchorElement, HtmlInputElement,
    TextDecodeOptions, TextDecoder, Url,
};

use super::prefs;
use crate::i18n::Texts;
use latch_ecs::import;

/// Bytes of a file that are read at a time.
const PIECE: f64 = 2.0 * 1_024.0 * 1_024.0;

/// Offers `text` as a download named `name`.
///
/// # Errors
/// The browser's error if it refused to make the file.
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
    // Revoked in a later task, when the browser has read the address.
    leptos::prelude::set_timeout(move || drop(Url::revoke_object_url(&url)), std::time::Duration::from_secs(10));
    Ok(())
}

/// A file that a person chose or dropped.
pub struct Picked(File);

/// The dropped file; `None` if no file was dropped.
#[must_use]
pub fn dropped(event: &DragEvent) -> Option<Picked> {
    event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0)).map(Picked)
}

/// The file chosen in a file field. The same file can be chosen again.
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

    /// Reads the file's text piece by piece, as long as `is_wanted` returns `true`, and gives it to `then`. A file larger than the
    /// longest text the browser can hold is not read.
    pub fn read(self, is_wanted: impl Fn() -> bool + 'static, then: impl FnOnce(Result<String, String>) + 'static) {
        if self.size() > f64::from(import::MOST_MIB) * 1_024.0 * 1_024.0 {
            return then(Err(Texts(prefs::language()).dialogs_import_file_too_large(import::MOST_MIB)));
        }
        spawn_local(async move {
            let text = text(&self.0, &is_wanted).await;
            if is_wanted() {
                then(
                    text.map_err(|error| {
                        error.dyn_ref::<DomException>().map(DomException::message).unwrap_or_default()
                    }),
                );
            }
        });
    }
}

/// The text of a UTF-8 file; reading stops once `is_wanted` returns `false`. A byte order mark is left out; invalid bytes become U+FFFD.
async fn text(file: &File, is_wanted: impl Fn() -> bool) -> Result<String, JsValue> {
    let decoder = TextDecoder::new()?;
    let more_comes = TextDecodeOptions::new();
    more_comes.set_stream(true);
    let mut text = String::new();
    let mut start = 0.0;
    while start < file.size() && is_wanted() {
        let end = (start + PIECE).min(file.size());
        let buffer = JsFuture::from(file.slice_with_f64_and_f64(start, end)?.array_buffer()).await?;
        text.push_str(&decoder.decode_with_js_u8_array_and_options(&Uint8Array::new(&buffer), &more_comes)?);
        start = end;
    }
    text.push_str(&decoder.decode()?);
    Ok(text)
}
