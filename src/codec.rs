//! The shapes that leave or enter: times, the JSON of an instance, the exported world, and the way back. Knows no browser and
//! decides nothing.

pub mod export;
pub mod import;
pub mod instance_json;
pub mod iso;
pub mod values;
