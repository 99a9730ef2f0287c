//! The shapes that leave and enter: times, the JSON of an instance, the exported world, what import takes, the wire protocol. Knows no
//! browser and decides nothing.

#![warn(unreachable_pub)]

pub mod api;
pub mod base64url;
pub mod export;
pub mod import;
pub mod instance_json;
pub mod iso;
pub mod secret;
pub mod values;
