//! Tests of the JSON, the wire protocol and the notations of ECS, from outside the crate.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may fail loudly"
)]

mod calls;
mod conformance;
mod describe;
mod malformed;
mod offers;
mod scenarios;
mod steps;
mod support;
mod written;
