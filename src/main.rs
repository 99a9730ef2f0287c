//! The program of the page: it only starts the library. It is a separate binary because cargo skips link-time optimisation for a library
//! that tests also link, and without it the download is far larger.

fn main() {
    #[cfg(target_arch = "wasm32")]
    latch::start();
}
