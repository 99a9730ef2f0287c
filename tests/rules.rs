#[path = "support/cloud.rs"]
mod cloud;
