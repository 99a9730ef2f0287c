//! The program of the page: starts the library, and nothing else. It is a binary because cargo leaves out link-time
//! optimisation, without which the download is far larger, for a library that is also linked by tests.

fn main() {
    #[cfg(target_arch = "wasm32")]
    latch::start();
}
