//! The rest of the style sheet: the styles that the first page does not need. It is requested with the first part of the program (by
//! `web/first.js` before, if there is an account), and no part is shown before it is loaded.

use std::cell::OnceCell;

use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::Promise;

/// The name of the `meta` element that `tools/finish.mjs` makes.
const NAMED: &str = "meta[name=rest-of-style]";

thread_local! {
    static COMING: OnceCell<Promise> = const { OnceCell::new() };
}

/// Requests the style sheet, once; ends when it is loaded, or when it could not be fetched: an unstyled page is better than none.
pub fn rest() -> impl Future<Output = ()> {
    let coming = COMING.with(|coming| coming.get_or_init(ask).clone());
    async move { drop(JsFuture::from(coming).await) }
}

fn ask() -> Promise {
    Promise::new(&mut |resolve, _| {
        let document = leptos::prelude::document();
        let named = document.query_selector(NAMED).ok().flatten().and_then(|meta| meta.get_attribute("content"));
        let link = document.create_element("link").ok();
        let (Some(named), Some(link), Some(head)) = (named, link, document.query_selector("head").ok().flatten())
        else {
            // A build without its last step has the whole style sheet in the page already.
            return drop(resolve.call0(&resolve));
        };
        // None of these can fail for a new element and a valid name, and there would be nobody to report it to.
        let _ = link.set_attribute("rel", "stylesheet");
        let _ = link.set_attribute("href", &named);
        let _ = link.add_event_listener_with_callback("load", &resolve);
        let _ = link.add_event_listener_with_callback("error", &resolve);
        let _ = head.append_child(&link);
    })
}
