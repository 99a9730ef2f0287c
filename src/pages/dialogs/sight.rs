//! What a dialog sees of the world.

use leptos::prelude::*;

use crate::context::Console;
use latch_rules::World;

/// The world as a dialog shows it: followed until the dialog's command is sent, for what changes from then on is its own doing. It
/// would be drawn anew for everybody who is meant, just before it closes.
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

    /// Reads the world; the reader runs again when it changes, unless the command is on its way.
    pub(super) fn with<T: Default>(self, read: impl FnOnce(&World) -> T) -> T {
        // Read, not only tracked: a memo that nobody has read follows nothing.
        self.version.get();
        self.console.peek(read)
    }
}
