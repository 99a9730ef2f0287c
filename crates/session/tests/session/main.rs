//! Tests of the coordinator in a simulated browser that is as unreliable as real ones, and of the stored formats.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may fail loudly"
)]

mod bounds;
mod cleared;
mod cost;
mod damaged;
mod durability;
mod foreign;
mod golden;
mod long_life;
mod lost;
mod messages;
mod rewind;
mod room;
mod secrets;
mod steps;
mod stolen;
mod stored;
mod support;
