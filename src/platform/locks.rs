//! The lock of a folder: whoever holds it writes. By reflection, since the bindings of Web Locks need an unstable switch.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};

/// A lock that is held or asked for. Given back by `leave`, and by the browser when the page ends, however it ends.
#[derive(Clone, Default)]
pub struct Lock {
    /// Resolves the promise that holds the lock.
    release: Rc<RefCell<Option<Function>>>,
}

impl Lock {
    /// Asks for the lock of that name; `granted` is called when it is had, which may be never. `missing` is called where the
    /// browser has no locks, or denies them here.
    #[must_use]
    pub fn ask(name: &str, granted: impl FnOnce() + 'static, missing: impl FnOnce() + 'static) -> Self {
        let lock = Self::default();
        let release = Rc::clone(&lock.release);
        let hold = Closure::once_into_js(move |_: JsValue| {
            let promise = Promise::new(&mut |resolve, _| *release.borrow_mut() = Some(resolve));
            granted();
            promise
        });
        match request(name, &hold) {
            Some(asked) => {
                // The promise ends with an error only if the request itself was refused.
                let failed = Closure::once(move |_: JsValue| missing());
                let _ = asked.catch(&failed);
                failed.forget();
            }
            None => missing(),
        }
        lock
    }

    /// Gives the lock back, if it is held.
    pub fn leave(&self) {
        if let Some(release) = self.release.borrow_mut().take() {
            // Resolving a promise throws nothing.
            let _ = release.call0(&JsValue::NULL);
        }
    }
}

fn request(name: &str, hold: &JsValue) -> Option<Promise> {
    let locks = Reflect::get(&window().navigator(), &"locks".into()).ok().filter(JsValue::is_object)?;
    let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    request.call2(&locks, &name.into(), hold).ok()?.dyn_into().ok()
}
