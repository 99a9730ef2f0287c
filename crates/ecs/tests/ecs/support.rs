//! What several of these tests share.

pub mod cases;
