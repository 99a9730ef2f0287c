//! Saves the whole account to a file that import accepts.

use crate::{
    context::{Console, Notice},
    platform::files,
};

/// Downloads the export; shows a notice if the browser does not allow it.
pub fn save_all(console: Console) {
    let texts = console.texts();
    console.export(move |text| {
        let failed = Notice::error(texts.shell_export_failed());
        match text {
            Ok(text) if files::download("latch.json", "application/json", &text).is_ok() => {}
            Ok(_) => console.notify(failed),
            Err(why) => console.notify(failed.line(why)),
        }
    });
}
