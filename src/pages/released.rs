//! Every attempt to release, refused or done (R14), and the page about the fate of one instance.

mod export;
mod list;
mod one;
mod row;

pub use list::ReleasedPage;
pub use one::ReleasedOnePage;
