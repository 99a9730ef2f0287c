//! Which submenu of a menu is open, and how the mouse changes it.

use std::time::Duration;

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use web_sys::{KeyboardEvent, MouseEvent};

/// How long an open submenu stays open while the pointer crosses other items on its way to it.
const CROSSING: Duration = Duration::from_millis(180);

/// Which item has the focus when a menu opens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum FirstFocus {
    First,
    Last,
    /// The menu itself, after opening with the mouse.
    Menu,
}

impl FirstFocus {
    /// A click made by the keyboard has `detail` 0: the first item takes the focus, as after the arrow key.
    pub(super) fn after_click(event: &MouseEvent) -> Self {
        if event.detail() == 0 { Self::First } else { Self::Menu }
    }

    /// The first focus for a key that opens the menu; `None` for any other key.
    pub(super) fn after_key(event: &KeyboardEvent) -> Option<Self> {
        match event.key().as_str() {
            "ArrowDown" => Some(Self::First),
            "ArrowUp" => Some(Self::Last),
            _ => None,
        }
    }
}

/// Which submenu of a list is open.
#[derive(Clone, Copy)]
pub(super) struct Groups {
    pub(super) opened: RwSignal<Option<(usize, FirstFocus)>>,
    timer: StoredValue<Option<TimeoutHandle>, LocalStorage>,
}

impl Groups {
    pub(super) fn new() -> Self {
        let groups = Self { opened: RwSignal::new(None), timer: StoredValue::new_local(None) };
        on_cleanup(move || groups.stay());
        groups
    }

    pub(super) fn open(self, at: usize, first: FirstFocus) {
        self.stay();
        self.opened.set(Some((at, first)));
    }

    pub(super) fn close(self) {
        self.stay();
        self.opened.set(None);
    }

    /// Keeps the present submenu open: cancels the pending change.
    pub(super) fn stay(self) {
        if let Some(Some(timer)) = self.timer.try_update_value(Option::take) {
            timer.clear();
        }
    }

    /// The mouse is on the group `at`; `None`: on an item without a submenu.
    pub(super) fn point_at(self, at: Option<usize>) {
        let now = self.opened.get_untracked().map(|(at, _)| at);
        if now == at {
            self.stay();
        } else if now.is_none() {
            self.opened.set(at.map(|at| (at, FirstFocus::Menu)));
        } else if self.timer.with_value(Option::is_none) {
            let act = move || {
                let _ = self.timer.try_update_value(Option::take);
                let _ = self.opened.try_set(at.map(|at| (at, FirstFocus::Menu)));
            };
            if let Ok(timer) = set_timeout_with_handle(act, CROSSING) {
                self.timer.set_value(Some(timer));
            }
        }
    }
}
