//! The request URL of the RPC protocol (docs/ecs.md 1.1), without what the signer adds: key, time, nonce and signature.

use super::{Call, host};

/// Parameters that every request has besides its own.
pub(super) const COMMON: [(&str, &str); 4] =
    [("Version", "2014-05-26"), ("Format", "JSON"), ("SignatureMethod", "HMAC-SHA1"), ("SignatureVersion", "1.0")];

pub(super) fn write(call: &Call) -> String {
    let common = std::iter::once(("Action", call.action)).chain(COMMON);
    let own = call.params.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let pairs: Vec<String> =
        common.chain(own).map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    format!("https://{}/?{}", host(&call.region), pairs.join("&"))
}

/// Percent-encodes everything but the unreserved characters (RFC 3986), as the signature requires.
fn encode(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => written.push(char::from(byte)),
            _ => written.push_str(&format!("%{byte:02X}")),
        }
    }
    written
}
