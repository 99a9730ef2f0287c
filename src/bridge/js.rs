//! JavaScript values for the bridge: objects with methods, promises, JSON. Knows nothing of their purpose.

use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{
    AddEventListenerOptions,
    js_sys::{Error, Function, JSON, Object, Promise, Reflect},
};

/// The `resolve` and `reject` functions of a promise.
pub struct Settle {
    resolve: Function,
    reject: Function,
}

impl Settle {
    pub fn resolve(self, value: JsValue) {
        // A promise's own functions do not throw.
        drop(self.resolve.call1(&JsValue::NULL, &value));
    }

    /// Rejects with an `Error`, which scripts can print.
    pub fn reject(self, why: &str) {
        drop(self.reject.call1(&JsValue::NULL, &Error::new(why)));
    }

    pub fn settle(self, done: Result<(), String>, value: JsValue) {
        match done {
            Ok(()) => self.resolve(value),
            Err(why) => self.reject(&why),
        }
    }
}

pub fn promise(start: impl FnOnce(Settle)) -> Promise {
    let mut start = Some(start);
    Promise::new(&mut |resolve, reject| {
        if let Some(start) = start.take() {
            start(Settle { resolve, reject });
        }
    })
}

/// `window[name]`. The page normally creates it, with a promise `ready`, before the program is loaded; otherwise this function creates it.
pub fn root(name: &str, ready_event: &str) -> Object {
    let window = leptos::prelude::window();
    if let Ok(known) = get(&window, name).dyn_into::<Object>() {
        return known;
    }
    let made = Object::new();
    let ready = Promise::new(&mut |resolve, _| drop(window.add_event_listener_with_callback(ready_event, &resolve)));
    set(&made, "ready", &ready);
    set(&window, name, &made);
    made
}

/// Runs `then` as soon as `object.wanted` is set or `event` is dispatched; at most once.
pub fn when_wanted(object: &Object, event: &str, then: impl FnOnce() + 'static) {
    if get(object, "wanted").is_truthy() {
        return then();
    }
    let then = Closure::once_into_js(then);
    let once = AddEventListenerOptions::new();
    once.set_once(true);
    let window = leptos::prelude::window();
    // Adding a listener cannot fail for a function.
    drop(window.add_event_listener_with_callback_and_add_event_listener_options(event, then.unchecked_ref(), &once));
}

/// Dispatches an event on `window`.
pub fn dispatch(event: &str) {
    if let Ok(event) = web_sys::Event::new(event) {
        drop(leptos::prelude::window().dispatch_event(&event));
    }
}

/// Adds a method with two arguments; the closure lives as long as the page.
pub fn method(object: &Object, name: &str, run: impl Fn(JsValue, JsValue) -> JsValue + 'static) {
    let closure = Closure::<dyn Fn(JsValue, JsValue) -> JsValue>::new(run);
    set(object, name, &closure.into_js_value());
}

/// Adds a property that is computed at each access; the closure lives as long as the page.
pub fn getter(object: &Object, name: &str, get: impl Fn() -> JsValue + 'static) {
    let how = Object::new();
    set(&how, "get", &Closure::<dyn Fn() -> JsValue>::new(get).into_js_value());
    set(&how, "configurable", &JsValue::TRUE);
    Object::define_property(object, &JsValue::from_str(name), &how);
}

pub fn set(object: &JsValue, name: &str, value: &JsValue) {
    // Setting fails only on frozen objects, and Latch created these.
    drop(Reflect::set(object, &JsValue::from_str(name), value));
}

/// A property, or `undefined` where `object` is no object.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    if object.is_object() {
        Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
    } else {
        JsValue::UNDEFINED
    }
}

/// A copy that later changes of the object do not reach; a value that JSON cannot express is returned unchanged.
pub fn copy(value: JsValue) -> JsValue {
    if !value.is_object() {
        return value;
    }
    JSON::stringify(&value).and_then(|text| JSON::parse(&String::from(text))).unwrap_or(value)
}

/// The value as JSON; `undefined` is null. `None` where JSON cannot express it.
pub fn to_json(value: &JsValue) -> Option<Value> {
    if value.is_undefined() {
        return Some(Value::Null);
    }
    let text = JSON::stringify(value).ok()?.as_string()?;
    serde_json::from_str(&text).ok()
}

pub fn from_json(value: &Value) -> JsValue {
    JSON::parse(&value.to_string()).unwrap_or(JsValue::NULL)
}
