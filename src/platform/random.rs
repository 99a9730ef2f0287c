//! Unique names: of tabs and of requests. Nothing in the world is derived from them.

use leptos::prelude::window;

/// A random UUID in upper case, as ECS writes request ids. Works without a secure context, unlike `crypto.randomUUID`.
#[must_use]
pub fn uuid() -> String {
    let mut bytes = [0u8; 16];
    let is_random = window().crypto().is_ok_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if !is_random {
        bytes.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
    }
    let number = u128::from_be_bytes(bytes) & !(0xf << 76) & !(3 << 62) | 4 << 76 | 2 << 62;
    let digits = format!("{number:032X}");
    let parts = [(0, 8), (8, 12), (12, 16), (16, 20), (20, 32)];
    parts.map(|(from, to)| digits.get(from..to).unwrap_or_default()).join("-")
}
