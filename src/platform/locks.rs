//! The lock of a folder: the tab that holds it is the owner. Called by reflection, since the bindings of Web Locks need an unstable
//! switch.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};

/// A lock that is held or requested. It is released by `leave`, and by the browser when the page ends, however it ends.
#[derive(Clone, Default)]
pub struct Lock(Rc<RefCell<State>>);

#[derive(Default)]
enum State {
    #[default]
    Asked,
    /// Resolves the promise that holds the lock.
    Held(Function),
    /// Released, or stolen by another page.
    Left,
}

impl Lock {
    /// Requests the lock of that name. `granted` is called when the lock is obtained, which may be never; `lost` when another page takes
    /// it away (`steal`); `missing` if the browser has no locks, or denies them here.
    #[must_use]
    pub fn ask(
        name: &str,
        granted: impl FnOnce() + 'static,
        lost: impl FnOnce() + 'static,
        missing: impl FnOnce() + 'static,
    ) -> Self {
        let lock = Self::default();
        let holds = lock.clone();
        let hold = Closure::once_into_js(move |_: JsValue| holds.hold(granted));
        match request(name, &hold) {
            Some(asked) => {
                // The promise is rejected if the lock is stolen, or if the request itself was refused.
                let ends = lock.clone();
                let failed = Closure::once(move |_: JsValue| match ends.0.replace(State::Left) {
                    State::Held(_) => lost(),
                    State::Asked => missing(),
                    State::Left => {}
                });
                let _ = asked.catch(&failed);
                failed.forget();
            }
            None => missing(),
        }
        lock
    }

    /// The lock is obtained. It is released at once if it was left meanwhile, since a request cannot be withdrawn.
    fn hold(&self, granted: impl FnOnce()) -> Promise {
        if matches!(*self.0.borrow(), State::Left) {
            return Promise::resolve(&JsValue::UNDEFINED);
        }
        let promise = Promise::new(&mut |resolve, _| *self.0.borrow_mut() = State::Held(resolve));
        granted();
        promise
    }

    /// Releases the lock if it is held, otherwise as soon as it is obtained.
    pub fn leave(&self) {
        if let State::Held(release) = self.0.replace(State::Left) {
            // Resolving a promise cannot throw.
            let _ = release.call0(&JsValue::NULL);
        }
    }

    /// Whether the lock is held and was not stolen.
    #[must_use]
    pub fn is_held(&self) -> bool {
        matches!(*self.0.borrow(), State::Held(_))
    }
}

fn request(name: &str, hold: &JsValue) -> Option<Promise> {
    let locks = Reflect::get(&window().navigator(), &"locks".into()).ok().filter(JsValue::is_object)?;
    let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    request.call2(&locks, &name.into(), hold).ok()?.dyn_into().ok()
}
