//! Latch: an ECS console that runs entirely in the browser. Data flows in one direction: a click becomes a command, the command becomes
//! events, events change the world and are stored, and the world is shown. See ARCHITECTURE.md.

#[cfg(target_arch = "wasm32")]
pub mod app;
#[cfg(target_arch = "wasm32")]
pub mod bridge;
pub mod context;
pub mod i18n;
pub mod pages;
pub mod platform;
pub mod ui;

/// Mounts the console in the page and starts its clock.
#[cfg(target_arch = "wasm32")]
pub fn start() {
    app::start();
}
