//! The data formats that Latch reads and writes: times, the JSON of an instance, export, import, the wire protocol of ECS. Independent of
//! the browser; the rules, not this crate, decide what a command does.

#![warn(unreachable_pub)]

pub mod api;
pub mod base64url;
pub mod export;
pub mod import;
pub mod instance_json;
pub mod iso;
pub mod secret;
pub mod values;
