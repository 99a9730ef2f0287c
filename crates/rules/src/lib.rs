//! The shared rules: what the cloud would do. Pure and deterministic, never failing: no clock, no randomness, no browser, no text in any
//! language. `decide` turns a command into events, `apply` puts events into the world, `advance` says what time brings; pages, API,
//! forecast and bridge all call the same functions.
//!
//! Time is an argument: every `now` is the time of the virtual clock, in milliseconds since 1970 (UTC). Events state new values
//! absolutely, so applying the same history twice gives the same world. Each event also states the values it replaced, so it can be
//! undone.

#![warn(unreachable_pub)]

pub mod advance;
pub mod bounds;
pub mod catalog;
pub mod command;
pub mod coverage;
pub mod decide;
pub mod difference;
mod draft;
pub mod due;
pub mod event;
pub mod fields;
pub mod forecast;
pub mod ids;
mod index;
pub mod instance;
mod marks;
pub mod naming;
pub mod ordinals;
pub mod password;
pub mod protection;
pub mod query;
pub mod record;
pub mod refusal;
pub mod release_plan;
pub mod rewind;
pub mod sample;
pub mod scaling;
pub mod time;
pub mod token;
pub mod world;

pub use advance::{advance, fall_due, next_due};
pub use command::{Answer, Command, Decision};
pub use decide::{Meta, decide};
pub use event::{Event, Field};
pub use index::Index;
pub use instance::{ChargeType, Instance, Status};
pub use marks::Marks;
pub use ordinals::{Ordinal, Ordinals};
pub use query::{Gap, forget, gaps};
pub use record::{Actor, Happened, Outcome, Record};
pub use refusal::{Reason, Refusal, Subject};
pub use release_plan::ReleasePlan;
pub use time::UnixMillis;
pub use world::World;
