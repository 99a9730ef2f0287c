//! Files that leave and enter the page: a download of a text, the text of a file that a person chose or dropped. Nothing is sent
//! anywhere.

use leptos::prelude::document;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag, DomException, DragEvent, Event, File, HtmlAnchorElement, HtmlInputElement, Url};

use super::prefs;
use crate::{codec::import, i18n::Texts};

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

/// The text of the file that was dropped, to `then`; nothing happens where no file was.
pub fn read_dropped(event: &DragEvent, then: impl FnOnce(Result<String, String>) + 'static) {
    if let Some(file) = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0)) {
        read(file, then);
    }
}

/// The text of the file that was chosen in a file field.
pub fn read_picked(event: &Event, then: impl FnOnce(Result<String, String>) + 'static) {
    let field = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    if let Some(file) = field.and_then(|field| field.files()).and_then(|files| files.get(0)) {
        read(file, then);
    }
}

/// A file that is larger than any text of the browser's is not read.
fn read(file: File, then: impl FnOnce(Result<String, String>) + 'static) {
    if file.size() > f64::from(import::MOST_MIB) * 1_024.0 * 1_024.0 {
        return then(Err(Texts(prefs::language()).dialogs_import_file_too_large(import::MOST_MIB)));
    }
    spawn_local(async move {
        let text = JsFuture::from(file.text()).await;
        then(match text {
            Ok(text) => Ok(text.as_string().unwrap_or_default()),
            Err(error) => Err(error.dyn_ref::<DomException>().map(DomException::message).unwrap_or_default()),
        });
    });
}
