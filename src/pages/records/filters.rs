//! The filter of a page of records: a search text and one choice. Both are drafts that are written to the address after a pause
//! (debounced), and that follow the address on going back.

use leptos::prelude::*;

use crate::{
    context::{Console, Route, use_console},
    pages::parts::when_at_rest,
};

/// How a page's address holds its filter.
#[derive(Clone, Copy)]
pub struct Carried {
    /// Search text and choice, if the route is this page's.
    pub read: fn(&Route) -> Option<(String, String)>,
    pub route: fn(String, String) -> Route,
    /// Whether the choice is a known one.
    pub is_choice: fn(&str) -> bool,
    /// The choice's name in the address.
    pub choice_name: &'static str,
}

/// The drafts of the filter.
#[derive(Clone, Copy)]
pub struct Filters {
    pub search: RwSignal<String>,
    pub choice: RwSignal<String>,
}

impl Filters {
    /// Creates drafts from the address.
    #[must_use]
    pub fn of_page(carried: Carried) -> Self {
        let console = use_console();
        let filters = Self { search: RwSignal::default(), choice: RwSignal::default() };
        let written = StoredValue::new(None);
        Effect::new(move |_| {
            let Some(pair) = console.route().with(|route| (carried.read)(route)) else { return };
            if written.get_value().as_ref() != Some(&pair) {
                filters.take(console, carried, pair.clone());
                written.set_value(Some(pair));
            }
        });
        let write = when_at_rest(move || {
            let pair = (filters.search.get_untracked(), filters.choice.get_untracked());
            if written.get_value().as_ref() != Some(&pair) {
                written.set_value(Some(pair.clone()));
                console.rewrite_address(&(carried.route)(pair.0, pair.1));
            }
        });
        Effect::new(move |previous: Option<()>| {
            filters.search.track();
            filters.choice.track();
            if previous.is_some() {
                write();
            }
        });
        filters
    }

    /// Takes the values of the address; an unknown choice is dropped with a notice.
    fn take(self, console: Console, carried: Carried, (search, choice): (String, String)) {
        let is_choice = choice.is_empty() || (carried.is_choice)(&choice);
        if !is_choice {
            console.leave_out(carried.choice_name);
        }
        self.search.set(search);
        self.choice.set(if is_choice { choice } else { String::new() });
    }

    /// Whether any filter is set.
    #[must_use]
    pub fn is_any(self) -> bool {
        self.search.with(|text| !text.trim().is_empty()) || self.choice.with(|choice| !choice.is_empty())
    }

    pub fn clear(self) {
        self.search.set(String::new());
        self.choice.set(String::new());
    }
}
