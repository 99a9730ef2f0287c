//! The view of the world that a dialog has.

use leptos::prelude::*;

use crate::context::Console;
use latch_rules::World;

/// The world as a dialog shows it: followed until the dialog's command is sent, because later changes are its own doing. Otherwise the
/// dialog would be rendered again for all its instances just before it closes.
#[derive(Clone, Copy)]
pub(super) struct Sight {
    console: Console,
    version: Memo<u64>,
}

impl Sight {
    pub(super) fn new(console: Console, is_sent: RwSignal<bool>) -> Self {
        let version = Memo::new(move |seen: Option<&u64>| match seen {
            Some(seen) if is_sent.get() => *seen,
            _ => console.world_version(),
        });
        Self { console, version }
    }

    /// Reads the world; the reader runs again when it changes, unless the command has been sent.
    pub(super) fn with<T: Default>(self, read: impl FnOnce(&World) -> T) -> T {
        // The version is read, not only tracked: a memo that was never read does not follow its sources.
        self.version.get();
        self.console.peek(read)
    }
}
