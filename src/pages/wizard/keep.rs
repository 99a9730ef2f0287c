//! Stores the draft: read when the page opens, written after a pause and when the page is left. Stores no secret, because the draft has
//! none (R16).

use std::time::Duration;

use leptos::{ev, leptos_dom::helpers::TimeoutHandle, prelude::*};

use super::{
    draft::{Draft, Logon, Secrets},
    form::Form,
    offer,
};
use crate::platform::draft as kept;

/// Length of the pause before the form is written.
const REST: Duration = Duration::from_millis(500);

/// A draft that was stored.
pub struct Restored {
    pub draft: Draft,
    pub secrets: Secrets,
}

/// Reads the stored draft. A draft that cannot be read, or that names a region which is not on offer, is dropped.
#[must_use]
pub fn restore() -> Option<Restored> {
    let text = kept::read()?;
    let Some(draft) = parse(&text) else {
        kept::forget();
        return None;
    };
    let secrets = Secrets { is_lost: draft.logon == Logon::Password, ..Secrets::default() };
    Some(Restored { draft, secrets })
}

fn parse(text: &str) -> Option<Draft> {
    let draft: Draft = serde_json::from_str(text).ok()?;
    (offer::has_region(&draft.region) && !draft.has_twin_rows()).then_some(draft)
}

/// Stores the draft: half a second after the last change (debounced), and at once when the page is left or mounted again.
#[derive(Clone, Copy)]
pub struct Keeper {
    form: Form,
    /// The initial draft in the list's region. It is not stored.
    blank: StoredValue<Draft>,
    /// The draft when the page opened.
    opened: StoredValue<Draft>,
    timer: StoredValue<Option<TimeoutHandle>, LocalStorage>,
    /// Whether the order was sent or the draft was discarded; then the draft is no longer written.
    is_over: StoredValue<bool>,
}

impl Keeper {
    /// Stores the draft of `form` from now on, until the owner is cleaned up.
    #[must_use]
    pub fn start(form: Form, blank: Draft) -> Self {
        let keeper = Self {
            form,
            opened: StoredValue::new(form.draft.get_untracked()),
            blank: StoredValue::new(blank),
            timer: StoredValue::new_local(None),
            is_over: StoredValue::new(false),
        };
        Effect::watch(move || form.draft.track(), move |(), _, _| keeper.write_at_rest(), false);
        let leaving = window_event_listener(ev::pagehide, move |_| keeper.write());
        on_cleanup(move || {
            leaving.remove();
            keeper.write();
        });
        keeper
    }

    fn write_at_rest(self) {
        self.stop_timer();
        let timer = set_timeout_with_handle(
            move || {
                if self.timer.try_set_value(None).is_none() {
                    self.write();
                }
            },
            REST,
        );
        self.timer.set_value(timer.ok());
    }

    fn stop_timer(self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }

    /// Writes the draft now; an unchanged form is not stored.
    fn write(self) {
        self.stop_timer();
        if self.is_over.try_get_value() != Some(false) {
            return;
        }
        let text = self.form.draft.try_with_untracked(|draft| {
            let is_blank = self.blank.try_with_value(|blank| blank == draft).unwrap_or(true);
            (!is_blank).then(|| serde_json::to_string(draft).ok()).flatten()
        });
        match text {
            Some(Some(text)) => kept::write(&text),
            Some(None) => kept::forget(),
            None => {}
        }
    }

    /// Whether a person has changed anything since the page opened.
    #[must_use]
    pub fn is_changed(self) -> bool {
        let is_over = self.is_over.get_value();
        let has_secret = !self.form.secrets.with_untracked(Secrets::is_empty);
        !is_over && (has_secret || self.form.draft.with_untracked(|draft| self.opened.with_value(|was| was != draft)))
    }

    /// Deletes the stored draft and stops writing: it became an order, or was discarded.
    pub fn forget(self) {
        self.stop_timer();
        self.is_over.set_value(true);
        kept::forget();
    }

    /// Starts again with the initial form.
    pub fn begin_again(self) {
        self.stop_timer();
        kept::forget();
        let blank = self.blank.get_value();
        self.opened.set_value(blank.clone());
        self.is_over.set_value(false);
        self.form.replace(blank);
    }
}

#[cfg(test)]
mod test {
    use super::parse;
    use crate::pages::wizard::draft::Draft;

    #[test]
    fn a_draft_reads_back_as_written() {
        let mut draft = Draft::new("cn-hangzhou");
        draft.name = "web-[1,3]".into();
        draft.add_disk();
        draft.add_tag();
        assert_eq!(parse(&serde_json::to_string(&draft).unwrap()), Some(draft));
    }

    #[test]
    fn a_damaged_draft_is_none() {
        assert_eq!(parse("{\"region\":\"cn-hang"), None);
        assert_eq!(parse("{\"region\":\"mars-1\"}"), None);
        assert_eq!(parse("{\"region\":\"cn-hangzhou\",\"tags\":[{\"number\":1},{\"number\":1}]}"), None);
    }

    #[test]
    fn a_draft_of_an_older_build_lacks_fields_and_is_read_all_the_same() {
        assert_eq!(parse("{\"region\":\"cn-hangzhou\"}").map(|draft| draft.quantity), Some("1".to_owned()));
    }
}
