//! The lock of a folder: whoever holds it writes. By reflection, since the bindings of Web Locks need an unstable switch.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};

/// A lock that is held or asked for. Given back by `leave`, and by the browser when the page ends, however it ends.
#[derive(Clone, Default)]
pub struct Lock(Rc<RefCell<State>>);

#[derive(Default)]
enum State {
    #[default]
    Asked,
    /// Resolves the promise that holds the lock.
    Held(Function),
    /// Given back, or taken away.
    Left,
}

impl Lock {
    /// Asks for the lock of that name; `granted` is called when it is had, which may be never. `lost` is called when another page
    /// takes it away (`steal`), `missing` where the browser has no locks, or denies them here.
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
                // The promise ends with an error if the lock is stolen, or if the request itself was refused.
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

    /// The lock is had. It is given back at once where nobody wants it any more: a request cannot be taken back.
    fn hold(&self, granted: impl FnOnce()) -> Promise {
        if matches!(*self.0.borrow(), State::Left) {
            return Promise::resolve(&JsValue::UNDEFINED);
        }
        let promise = Promise::new(&mut |resolve, _| *self.0.borrow_mut() = State::Held(resolve));
        granted();
        promise
    }

    /// Gives the lock back if it is held, and as soon as it is had otherwise.
    pub fn leave(&self) {
        if let State::Held(release) = self.0.replace(State::Left) {
            // Resolving a promise throws nothing.
            let _ = release.call0(&JsValue::NULL);
        }
    }

    /// Whether it is held, and nobody took it away.
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
