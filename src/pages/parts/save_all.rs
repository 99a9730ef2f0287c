//! Saves everything to a file that import accepts.

use crate::{
    context::{Console, Notice},
    platform::files,
};

/// Downloads the export; says so where the browser does not let it.
pub fn save_all(console: Console) {
    let texts = console.texts();
    if files::download("latch.json", "application/json", &console.export()).is_err() {
        console.notify(Notice::error(texts.shell_export_failed()));
    }
}
