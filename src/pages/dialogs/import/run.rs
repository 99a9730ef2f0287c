//! The import that a person has started: its progress, stopping it, and the notice when it has ended.

use std::sync::Arc;

use leptos::prelude::*;

use super::preview::{Preview, SLOW_MS};
use crate::i18n::args;
use crate::{
    context::{Console, Notice, Route},
    platform::clock::steady_now,
    ui::focus_on,
};
use latch_ecs::import::{Summary, Timing};

#[derive(Clone, Copy)]
pub(super) struct Run {
    console: Console,
    /// From the press of the button until the import has ended.
    pub(super) is_busy: RwSignal<bool>,
    /// Start of the import, on the steady clock.
    since: StoredValue<i64>,
    /// Whether a person stopped it.
    is_stopped: StoredValue<bool>,
}

impl Run {
    pub(super) fn new(console: Console) -> Self {
        Self { console, is_busy: RwSignal::new(false), since: StoredValue::new(0), is_stopped: StoredValue::new(false) }
    }

    /// Imports `text` as `preview` shows it. Calls `again` with the reason if the import would remove more than was shown.
    pub(super) fn start(self, text: Arc<str>, preview: RwSignal<Preview>, again: impl FnOnce(String) + 'static) {
        let Some((options, seen)) = preview.with_untracked(Preview::as_shown) else { return };
        self.since.set_value(steady_now());
        self.is_stopped.set_value(false);
        self.is_busy.set(true);
        self.console.import(text, options, seen, move |result| {
            let _ = self.is_busy.try_set(false);
            match result {
                Ok(summary) => self.done(&summary),
                // The import was stopped, so the preview is still correct.
                Err(_) if self.is_stopped.try_get_value().unwrap_or(false) => {}
                Err(not) if not.is_outdated() => again(not.why),
                Err(not) => drop(preview.try_set(Preview::Wrong(not.why))),
            }
        });
    }

    pub(super) fn stop(self) {
        self.is_stopped.set_value(true);
        focus_on("[data-testid='import-run']");
        self.console.stop_making();
    }

    /// Progress in percent, if the import takes long.
    pub(super) fn shown(self) -> Option<u8> {
        let percent = self.console.making().get();
        percent.filter(|_| steady_now() - self.since.get_value() >= SLOW_MS)
    }

    /// Goes to the list and shows a notice of what was imported.
    fn done(self, summary: &Summary) {
        let (console, texts) = (self.console, self.console.texts());
        console.close();
        let mut notice = Notice::success(texts.dialogs_imported(summary.instances));
        if summary.settled > 0 {
            notice = notice.line(texts.dialogs_imported_settled(summary.settled));
        }
        if summary.unknown_dropped {
            notice = notice.line(texts.dialogs_imported_unknown_dropped());
        }
        if summary.missing.count > 0 {
            let total = texts.number(summary.missing.total);
            notice = notice.line(
                texts.dialogs_imported_missing(args::DialogsImportedMissing { count: summary.missing.count, total }),
            );
        }
        if summary.left_out > 0 {
            notice = notice.line(texts.dialogs_imported_left_out(summary.left_out));
        }
        let stands = summary.timing == Some(Timing::Saved);
        if let Some(at) = summary.saved_at.filter(|_| stands) {
            notice = notice.line(texts.dialogs_imported_stands(texts.date_time(at)));
        }
        console.notify(notice);
        console.go(&Route::default());
    }
}
