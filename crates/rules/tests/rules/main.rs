//! Tests of the rules from outside, by their answers.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may fail loudly"
)]

mod due;
mod forecast;
mod gaps;
mod invariants;
mod operations;
mod rules;
mod verdict;
mod year;
