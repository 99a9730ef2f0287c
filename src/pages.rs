//! One folder a page. Pages read the world through `Console`, send commands, and hold drafts only.

pub mod activity;
pub mod api;
pub mod details;
pub mod dialogs;
pub mod forecast;
pub mod list;
pub mod not_found;
pub mod parts;
pub mod policy;
pub mod records;
pub mod rehearse;
pub mod released;
pub mod scaling;
pub mod simulation;
pub mod timeline;
pub mod welcome;
pub mod wizard;
