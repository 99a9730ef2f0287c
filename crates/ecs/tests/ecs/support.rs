//! Code that several of these tests share.

pub mod cases;
