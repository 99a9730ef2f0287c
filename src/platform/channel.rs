//! The channel among the tabs of one folder.

use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

/// An open channel; closed when dropped.
pub struct Channel {
    channel: BroadcastChannel,
    /// Called by the browser for as long as the channel lives.
    _hear: Closure<dyn FnMut(MessageEvent)>,
}

impl Channel {
    /// Opens the channel with that name. `hear` receives every text that another tab sends.
    ///
    /// # Errors
    /// The browser's error: it has no channels, or denies them here.
    pub fn open(name: &str, hear: impl Fn(String) + 'static) -> Result<Self, JsValue> {
        let channel = BroadcastChannel::new(name)?;
        let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(text) = event.data().as_string() {
                hear(text);
            }
        });
        channel.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        Ok(Self { channel, _hear: hear })
    }

    /// Sends a text to all other tabs.
    ///
    /// # Errors
    /// The browser's error, if the channel was closed.
    pub fn tell(&self, text: &str) -> Result<(), JsValue> {
        self.channel.post_message(&JsValue::from_str(text))
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}
