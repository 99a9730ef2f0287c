//! State of the list: search, sort order and region, the resulting rows, and the selection. Writes drafts and the address only; the world
//! changes by commands (`acts`).

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    filter::Filter,
    ids::Pasted,
    look::Look,
    order::{Order, Orders, Sort, read_sort, sort_text},
    saved::default_filter,
    search::Words,
};
use crate::i18n::args;
use crate::{
    context::{Console, ListQuery, Route, Selection},
    pages::parts::{adopt_region, when_at_rest},
    platform::prefs,
    ui::use_announcer,
};
use latch_rules::{Ordinal, Ordinals};

/// Ordinals in the order shown. Shared, so that passing them on is cheap.
pub(super) type Rows = Arc<Vec<Ordinal>>;

/// Counts of the selection.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Ticked {
    pub all: usize,
    /// Number of selected instances that the search shows.
    pub matching: usize,
    pub protected: usize,
    /// Number of selected instances that cannot have release protection (R2).
    pub ineligible: usize,
}

/// Handle of the state. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct ListState {
    pub console: Console,
    pub search: RwSignal<String>,
    pub sort: RwSignal<Sort>,
    pub filter: RwSignal<Filter>,
    pub look: RwSignal<Look>,
    /// The live instances of the region, in the order of `sort`.
    pub ordered: Memo<Rows>,
    /// The search as ids, where ids were pasted into it.
    pub pasted: Memo<Option<Pasted>>,
    /// The instances of `filtered` that the search finds.
    pub matching: Memo<Rows>,
    /// `matching` as a set, computed on first use: the selection among a hundred thousand rows is counted by comparing bits.
    shown: Memo<Selection>,
    pub ticked: Memo<Ticked>,
    /// The row that was ticked last, which is the other end of a range.
    anchor: StoredValue<Option<Ordinal>>,
    /// The address of this list, as last read or written.
    known_address: StoredValue<Option<ListQuery>>,
}

/// Result of the last search, reused for the next keystroke.
#[derive(Default)]
struct Found {
    version: u64,
    words: Words,
    within: Rows,
    rows: Rows,
}

impl ListState {
    pub fn new(console: Console) -> Self {
        let (search, sort) = (RwSignal::new(String::new()), RwSignal::new(Sort::new()));
        let orders: StoredValue<Orders> = StoredValue::new(Orders::default());
        let ordered = Memo::new(move |_| {
            let (region, sort) = (console.region().get(), sort.get());
            let version = if sort.iter().any(|(order, _)| order.is_by_protection) {
                console.world_version()
            } else {
                console.listing_version()
            };
            console.peek(|world| {
                orders.try_update_value(|orders| orders.find(world, version, &region, &sort)).unwrap_or_default()
            })
        });
        let pasted = Memo::new(move |_| {
            let _ = console.listing_version();
            search.with(|text| {
                // Looks ids up in the fleet only if the text may contain some.
                text.contains("i-").then(|| console.peek(|world| Pasted::read(world, &console.region().get(), text)))?
            })
        });
        let filter = RwSignal::new(Filter::default());
        let filtered = filtered(console, filter, ordered);
        let matching = matching(console, search, pasted, filtered);
        let shown = shown(console, ordered, matching);
        let state = Self {
            console,
            search,
            sort,
            filter,
            look: RwSignal::new(Look::read(&prefs::list())),
            ordered,
            pasted,
            matching,
            shown,
            ticked: ticked(console, shown),
            anchor: StoredValue::new(None),
            known_address: StoredValue::new(None),
        };
        if let Route::Instances(query) = console.route().get_untracked() {
            let asks_nothing = query.search.is_empty() && query.filter.is_empty();
            state.adopt(query);
            if asks_nothing {
                state.filter.set(Filter::read(&default_filter()).0);
            }
        }
        state.follow_address();
        state.follow_region();
        state.announce_counts();
        state
    }

    /// Clears the search and the filter, and nothing else.
    pub fn clear_search(&self) {
        self.search.set(String::new());
        self.filter.set(Filter::default());
    }

    /// Sorts by an order, after the orders before if `adds`.
    pub fn sort_by(&self, order: &'static Order, descends: bool, adds: bool) {
        self.sort.update(|sort| match sort.iter_mut().find(|(known, _)| adds && *known == order) {
            Some((_, known)) => *known = descends,
            None if adds => sort.push((order, descends)),
            None => *sort = vec![(order, descends)],
        });
    }

    /// Stores how the list is shown.
    pub fn keep_look(&self) {
        prefs::keep_list(&self.look.with_untracked(Look::text));
    }

    // ---- selection ----------------------------------------------------------------------------------------------------

    /// Ticks or unticks a row; with `range`, every row between it and the row ticked before.
    pub fn tick(&self, ordinal: Ordinal, on: bool, range: bool) {
        let between = self.anchor.get_value().filter(|_| range).and_then(|anchor| {
            self.matching.with_untracked(|rows| {
                let place = |wanted| rows.iter().position(|known| *known == wanted);
                let (from, to) = (place(anchor)?, place(ordinal)?);
                rows.get(from.min(to)..=from.max(to)).map(<[Ordinal]>::to_vec)
            })
        });
        self.console.selection().update(|selection| {
            for ordinal in between.unwrap_or_else(|| vec![ordinal]) {
                selection.set(ordinal, on);
            }
        });
        self.anchor.set_value(Some(ordinal));
    }

    /// Ticks or unticks every matching row; rows that the search hides stay as they are.
    pub fn tick_all(&self, on: bool) {
        self.shown.with_untracked(|shown| {
            self.console.selection().update(|selection| {
                if on {
                    selection.add(shown);
                } else {
                    *selection = selection.without(shown);
                }
            });
        });
    }

    /// The ticked instances, and those of them that the search hides.
    pub fn chosen(&self) -> (Ordinals, Ordinals) {
        self.shown.with_untracked(|shown| {
            self.console.selection().with_untracked(|all| (all.ordinals(), all.without(shown).ordinals()))
        })
    }

    // ---- address and region -------------------------------------------------------------------------------------------

    /// Applies an address. An unknown region or order is ignored, and a notice says so.
    fn adopt(&self, query: ListQuery) {
        adopt_region(self.console, &query.region);
        if self.search.with_untracked(|search| *search != query.search) {
            self.search.set(query.search.clone());
        }
        let sort = read_sort(&query.sort).unwrap_or_else(|rest| {
            self.console.leave_out("sort");
            rest
        });
        let (filter, wrong) = Filter::read(&query.filter);
        if !wrong.is_empty() {
            // An address may hold anything, so only a few parts are named, and not whole.
            let named = wrong.iter().take(3).map(|part| part.chars().take(60).collect());
            self.console.leave_out(&format!("filter ({})", named.collect::<Vec<String>>().join(", ")));
        }
        if self.filter.with_untracked(|shown| *shown != filter) {
            self.filter.set(filter);
        }
        if self.sort.with_untracked(|shown| *shown != sort) {
            self.sort.set(sort);
        }
        self.known_address.set_value(Some(query));
    }

    /// Reads the address when it changes, and writes it after a pause (debounced).
    fn follow_address(self) {
        Effect::new(move || {
            let Route::Instances(query) = self.console.route().get() else { return };
            if self.known_address.with_value(|known| known.as_ref() != Some(&query)) {
                untrack(|| self.adopt(query));
            }
        });
        let write = when_at_rest(move || self.write_address());
        Effect::new(move || {
            self.search.track();
            self.filter.track();
            self.sort.track();
            self.console.region().track();
            write();
        });
    }

    fn write_address(&self) {
        let Route::Instances(shown) = self.console.route().get_untracked() else { return };
        let query = ListQuery {
            region: self.console.region().get_untracked(),
            search: self.search.get_untracked(),
            filter: self.filter.with_untracked(Filter::text),
            sort: self.sort.with_untracked(sort_text),
        };
        if shown != query {
            self.known_address.set_value(Some(query.clone()));
            self.console.rewrite_address(&Route::Instances(query));
        }
    }

    /// A change of region clears the selection and announces it; released instances leave the selection silently.
    fn follow_region(self) {
        let (console, announcer) = (self.console, use_announcer());
        Effect::new(move |before: Option<String>| {
            let region = console.region().get();
            if before.is_some_and(|before| before != region) {
                let texts = console.texts();
                let name = texts.region_name(&region);
                let had_selection = console.selection().with_untracked(|selection| !selection.is_empty());
                if had_selection {
                    console.selection().update(Selection::clear);
                    announcer.polite(texts.list_selection_cleared(name));
                } else {
                    announcer.polite(texts.list_region_shown(name));
                }
            }
            region
        });
        Effect::new(move || {
            let (region, _) = (console.region().get(), console.listing_version());
            let kept = console.peek(|world| {
                console.selection().with_untracked(|selection| {
                    let kept = world.index().of_region(&region).map(|here| selection.and(here)).unwrap_or_default();
                    (kept.len() < selection.len()).then_some(kept)
                })
            });
            if let Some(kept) = kept {
                console.selection().set(kept);
            }
        });
    }

    /// Announces how many instances match, after a pause in typing.
    fn announce_counts(self) {
        let announcer = use_announcer();
        let say = when_at_rest(move || {
            let count = self.matching.with_untracked(|rows| rows.len());
            let total = self.ordered.with_untracked(|rows| rows.len());
            announcer.polite(self.console.texts().list_announce(args::ListAnnounce { count, total }));
        });
        Effect::new(move |before: Option<()>| {
            self.search.track();
            self.filter.track();
            if before.is_some() {
                say();
            }
        });
    }
}

fn matching(
    console: Console,
    search: RwSignal<String>,
    pasted: Memo<Option<Pasted>>,
    filtered: Memo<Rows>,
) -> Memo<Rows> {
    let texts = console.texts();
    let last: StoredValue<Found> = StoredValue::new(Found::default());
    Memo::new(move |_| {
        let (within, version) = (filtered.get(), console.listing_version());
        let words = search.with(|search| Words::new(search));
        if words.is_empty() {
            return within;
        }
        if let Some(found) = pasted.get() {
            let here: Selection = found.here.into_iter().collect();
            return Rows::new(within.iter().copied().filter(|ordinal| here.contains(*ordinal)).collect());
        }
        let rows = last.with_value(|last| {
            let is_usable = last.version == version && Arc::ptr_eq(&last.within, &within) && !last.words.is_empty();
            let among = if is_usable && words.narrow(&last.words) { &last.rows } else { &within };
            console.peek(|world| words.find(texts, world, among))
        });
        let rows = Rows::new(rows);
        last.set_value(Found { version, words, within, rows: Arc::clone(&rows) });
        rows
    })
}

/// How often conditions on time are evaluated again, seconds.
const EVERY: i64 = 60;

fn filtered(console: Console, filter: RwSignal<Filter>, ordered: Memo<Rows>) -> Memo<Rows> {
    let minute = Memo::new(move |_| console.now().0 / (EVERY * 1_000));
    Memo::new(move |_| {
        let within = ordered.get();
        filter.with(|filter| {
            if filter.is_empty() {
                return within;
            }
            if filter.conditions().any(|condition| condition.property.is_by_time()) {
                minute.track();
            }
            let _ = console.world_version();
            Rows::new(console.peek(|world| filter.find(world, &within, console.now_untracked())))
        })
    })
}

fn shown(console: Console, ordered: Memo<Rows>, matching: Memo<Rows>) -> Memo<Selection> {
    Memo::new(move |_| {
        let (all, rows) = (ordered.get(), matching.get());
        if Arc::ptr_eq(&all, &rows) {
            // The set of the whole region exists in the world already.
            let region = console.region().get_untracked();
            return console.peek(|world| world.index().of_region(&region).cloned()).unwrap_or_default();
        }
        rows.iter().copied().collect()
    })
}

fn ticked(console: Console, shown: Memo<Selection>) -> Memo<Ticked> {
    Memo::new(move |_| {
        console.selection().with(|selection| {
            // Avoids computing the sets while nothing is selected.
            if selection.is_empty() {
                return Ticked::default();
            }
            let matching = shown.with(|shown| selection.common(shown));
            console.with(|world| Ticked {
                all: selection.len(),
                matching,
                protected: selection.common(&world.index().protected),
                ineligible: selection.common(&world.index().ineligible),
            })
        })
    })
}
