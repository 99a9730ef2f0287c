//! State of the forecast page: its scope, the search, the chosen cell. The search is written to the address after a pause (debounced).

use leptos::prelude::*;

use super::scope::{Filter, Scope, matching};
use crate::{
    context::{Console, Route, use_console},
    pages::parts::when_at_rest,
};
use latch_rules::{Ordinal, UnixMillis, time::MINUTE};

#[derive(Clone, Copy)]
pub(super) struct State {
    pub console: Console,
    pub search: RwSignal<String>,
    pub only_protected: RwSignal<bool>,
    pub only_dated: RwSignal<bool>,
    pub scope: Memo<Scope>,
    pub shown: Memo<Vec<Ordinal>>,
    /// A row and a column.
    pub chosen: RwSignal<Option<(Ordinal, usize)>>,
    /// The instant of the forecast, to the minute: nothing in it is finer, and a fleet is judged again only once a minute.
    pub as_of: Memo<UnixMillis>,
}

fn read(route: &Route) -> Option<(String, String)> {
    match route {
        Route::Forecast { of, search } => Some((of.clone(), search.clone())),
        _ => None,
    }
}

impl State {
    /// The state of the page; follows the address.
    pub(super) fn of_page() -> Self {
        let console = use_console();
        let address = Memo::new(move |before: Option<&(String, String)>| {
            // During navigation to another page, the route is no longer this page's, so the last value stays.
            console.route().with(read).or_else(|| before.cloned()).unwrap_or_default()
        });
        let search = RwSignal::new(address.with_untracked(|(_, text)| text.clone()));
        let (only_protected, only_dated) = (RwSignal::new(false), RwSignal::new(false));
        let scope = Memo::new(move |_| {
            let of = address.with(|(of, _)| of.clone());
            let selection = console.selection();
            console.with(|world| selection.with(|selection| Scope::read(world, &of, selection)))
        });
        let filter = Memo::new(move |_| Filter {
            text: search.get(),
            only_protected: only_protected.get(),
            only_dated: only_dated.get(),
        });
        let shown = Memo::new(move |_| {
            scope.with(|scope| filter.with(|filter| console.with(|world| matching(world, scope, filter))))
        });
        let as_of = Memo::new(move |_| {
            let _ = console.world_version();
            UnixMillis(console.now().0.div_euclid(MINUTE) * MINUTE)
        });
        let state =
            Self { console, search, only_protected, only_dated, scope, shown, chosen: RwSignal::new(None), as_of };
        state.follow_address(address);
        state
    }

    fn follow_address(self, address: Memo<(String, String)>) {
        let written = StoredValue::new(address.with_untracked(|(_, text)| text.clone()));
        Effect::new(move |_| {
            let text = address.with(|(_, text)| text.clone());
            if written.get_value() != text {
                written.set_value(text.clone());
                self.search.set(text);
            }
        });
        let write = when_at_rest(move || {
            let search = self.search.get_untracked();
            let is_here = self.console.route().with_untracked(|route| read(route).is_some());
            if is_here && written.get_value() != search {
                written.set_value(search.clone());
                let of = address.with_untracked(|(of, _)| of.clone());
                self.console.rewrite_address(&Route::Forecast { of, search });
            }
        });
        Effect::new(move |before: Option<()>| {
            self.search.track();
            if before.is_some() {
                write();
            }
        });
    }

    /// Whether only a part of the scope is asked for.
    pub(super) fn is_filtered(self) -> bool {
        self.search.with(|text| !text.trim().is_empty()) || self.only_protected.get() || self.only_dated.get()
    }

    pub(super) fn clear(self) {
        self.search.set(String::new());
        self.only_protected.set(false);
        self.only_dated.set(false);
    }
}
