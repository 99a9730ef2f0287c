//! What the tests of several crates share: a cloud to test with, random acts, an audit of their results, seeds.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may fail loudly"
)]

pub mod acts;
pub mod audit;
pub mod cloud;
pub mod seeds;
