//! What several of these tests share.

pub mod browser;
pub mod difference;
pub mod late_storage;
pub mod older;
pub mod story;
pub mod tab;
pub mod weather;
