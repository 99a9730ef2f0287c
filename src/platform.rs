//! Thin adapters, one per browser facility. The only module, beside the widgets, that touches the browser; contains no rule.

pub mod address;
pub mod files;
pub mod local_time;
pub mod prefs;
pub mod storage;
