//! The shapes that leave, enter or are kept: times, the JSON of an instance, the exported world; stored commits, segments and the
//! head; and the way back from each. Knows no browser and decides nothing.

pub mod base64url;
pub mod commit;
pub mod export;
pub mod frame;
pub mod import;
pub mod instance_json;
pub mod iso;
pub mod keys;
pub mod migrate;
pub mod packed;
pub mod secret;
pub mod segment;
pub mod values;
pub mod wire;
