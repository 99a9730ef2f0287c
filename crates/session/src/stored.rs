//! The formats of what is stored and sent: commits, segments and the head, how they are packed, their keys, and how each is read back.

pub mod commit;
pub mod frame;
pub mod keys;
pub mod migrate;
pub mod packed;
#[cfg(test)]
mod positions;
pub mod segment;
pub mod wire;
