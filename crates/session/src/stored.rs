//! What is kept and sent: commits, segments and the head, how they are packed, under which keys, and the way back from each.

pub mod commit;
pub mod frame;
pub mod keys;
pub mod migrate;
pub mod packed;
#[cfg(test)]
mod positions;
pub mod segment;
pub mod wire;
