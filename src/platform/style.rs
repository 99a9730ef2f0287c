//! The rest of the style sheet: what the first page does not show. It is asked for with the first part of the program (by `web/first.js` before,
//! where there is an account), and no part is shown
//! before it has come.

use std::cell::OnceCell;

use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::Promise;

/// The name of the `meta` element that `tools/finish.mjs` makes.
const NAMED: &str = "meta[name=rest-of-style]";

thread_local! {
    static COMING: OnceCell<Promise> = const { OnceCell::new() };
}

/// Asks for it, once; ends when it is here, or when it could not be fetched: a page without it is better than none.
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
            // A page without its last step of building has it already.
            return drop(resolve.call0(&resolve));
        };
        // None of these can fail for a new element and a name that is one; there is nobody to tell if it did.
        let _ = link.set_attribute("rel", "stylesheet");
        let _ = link.set_attribute("href", &named);
        let _ = link.add_event_listener_with_callback("load", &resolve);
        let _ = link.add_event_listener_with_callback("error", &resolve);
        let _ = head.append_child(&link);
    })
}
