//! Thin adapters, one per browser facility, and the runtime that joins them to a session. Besides the widgets, the only module that uses
//! browser APIs; contains no rule.

pub mod address;
pub mod boot;
pub mod channel;
pub mod clock;
pub mod draft;
pub mod fetch;
pub mod files;
pub mod freeze;
pub mod local_time;
pub mod locks;
pub mod packing;
pub mod paint;
pub mod prefs;
pub mod random;
pub mod runtime;
pub mod storage;
pub mod style;
