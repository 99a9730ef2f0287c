//! State of the timeline page: the search, the visible span and its position, the chosen mark. Span, search and view are in the address.

use leptos::prelude::*;

use super::{
    layout::{Cluster, in_view, lanes, lay_out},
    span::Span,
};
use crate::{
    context::{Console, Route, use_console},
    pages::{
        parts::{axis::Axis, when_at_rest},
        records::{
            marks::{Lane, Mark, Whose, marks},
            search::Needle,
        },
    },
};
use latch_rules::UnixMillis;

/// Content of the address.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Address {
    span: String,
    search: String,
    table: bool,
}

fn read(route: &Route) -> Option<Address> {
    match route {
        Route::Timeline { span, search, table } => {
            Some(Address { span: span.clone(), search: search.clone(), table: *table })
        }
        _ => None,
    }
}

#[derive(Clone, Copy)]
pub(super) struct State {
    pub console: Console,
    pub search: RwSignal<String>,
    pub span: RwSignal<Span>,
    pub as_table: RwSignal<bool>,
    /// The instant in the middle of the view; unused for `Span::All`.
    pub centre: RwSignal<UnixMillis>,
    /// Whether the view follows the current time, until a person moves it.
    follows: StoredValue<bool>,
    pub width: RwSignal<f64>,
    pub marks: Memo<Vec<Mark>>,
    pub lanes: Memo<Vec<Lane>>,
    pub axis: Memo<Axis>,
    pub clusters: Memo<Vec<Cluster>>,
    /// The chosen mark.
    pub chosen: RwSignal<Option<Mark>>,
    /// The index, among the clusters, of the only tab stop.
    pub stop: Memo<Option<usize>>,
    /// Whether the mark was chosen by key and gets the focus once it is rendered.
    wants_focus: StoredValue<bool>,
}

impl State {
    pub(super) fn of_page() -> Self {
        let console = use_console();
        let (search, span) = (RwSignal::new(String::new()), RwSignal::new(Span::All));
        let as_table = RwSignal::new(false);
        let centre = RwSignal::new(console.now_untracked());
        let width = RwSignal::new(900.0_f64);
        let all = Memo::new(move |_| {
            let text = search.get();
            console.with(|world| {
                if text.trim().is_empty() {
                    return marks(world, &Whose::All);
                }
                let needle = Needle::new(world, &text);
                marks(world, &Whose::Those(&|ordinal| needle.hits_instance(ordinal)))
            })
        });
        let lanes = Memo::new(move |_| all.with(|all| lanes(all)));
        // `Span::All` reaches to the current time, rounded down to the hour, so that the picture does not move constantly.
        let hour = Memo::new(move |_| {
            let hour = latch_rules::time::HOUR;
            UnixMillis(console.now().0.div_euclid(hour) * hour)
        });
        let axis = Memo::new(move |_| {
            let hour = hour.get();
            let ends = all.with(|all| {
                let first = all.first().map_or(hour, |mark| mark.at.min(hour));
                (first, all.last().map_or(hour, |mark| mark.at.max(hour.plus(latch_rules::time::HOUR))))
            });
            span.get().axis(centre.get(), ends, width.get())
        });
        let clusters = Memo::new(move |_| all.with(|all| lanes.with(|lanes| lay_out(all, axis.get(), lanes))));
        let chosen = RwSignal::new(None);
        let state = Self {
            console,
            search,
            span,
            as_table,
            centre,
            follows: StoredValue::new(true),
            width,
            marks: all,
            lanes,
            axis,
            clusters,
            chosen,
            stop: tab_stop(chosen, all, clusters),
            wants_focus: StoredValue::new(false),
        };
        state.follow_address();
        state.follow_now();
        state
    }

    fn follow_address(self) {
        let written: StoredValue<Option<Address>> = StoredValue::new(None);
        Effect::new(move |_| {
            let Some(mut address) = self.console.route().with(read) else { return };
            if written.get_value().as_ref() == Some(&address) {
                return;
            }
            let span = if address.span.is_empty() { Some(Span::All) } else { Span::from_slug(&address.span) };
            if span.is_none() {
                self.console.leave_out("span");
                address.span = String::new();
            }
            self.span.set(span.unwrap_or_default());
            self.search.set(address.search.clone());
            self.as_table.set(address.table);
            written.set_value(Some(address.clone()));
            if span.is_none() {
                let Address { span, search, table } = address;
                self.console.rewrite_address(&Route::Timeline { span, search, table });
            }
        });
        let write = move || {
            let address = Address {
                span: self.span.get_untracked().address(),
                search: self.search.get_untracked(),
                table: self.as_table.get_untracked(),
            };
            let is_here = self.console.route().with_untracked(|route| read(route).is_some());
            if is_here && written.get_value().as_ref() != Some(&address) {
                written.set_value(Some(address.clone()));
                let Address { span, search, table } = address;
                self.console.rewrite_address(&Route::Timeline { span, search, table });
            }
        };
        let write = when_at_rest(write);
        Effect::new(move |before: Option<()>| {
            self.span.track();
            self.search.track();
            self.as_table.track();
            if before.is_some() {
                write();
            }
        });
    }

    /// Moves the view along with the clock.
    fn follow_now(self) {
        Effect::new(move |_| {
            let now = self.console.now();
            let axis = self.axis.get_untracked();
            let is_near_edge = axis.x(now) < axis.width * 0.1 || axis.x(now) > axis.width * 0.9;
            if self.follows.get_value() && self.span.get_untracked() != Span::All && is_near_edge {
                self.centre.set(now);
            }
        });
    }

    /// The marks in view, with their indexes.
    pub(super) fn shown(self) -> Vec<(usize, Mark)> {
        let axis = self.axis.get();
        self.marks.with(|all| {
            let range = in_view(all, axis);
            range.clone().zip(all.get(range).unwrap_or_default().iter().cloned()).collect()
        })
    }

    /// Number of marks in view.
    pub(super) fn shown_count(self) -> usize {
        let axis = self.axis.get();
        self.marks.with(|all| in_view(all, axis).len())
    }

    pub(super) fn nearer(self) -> Option<Span> {
        let axis = self.axis.get();
        self.span.get().nearer(axis.to.since(axis.from))
    }

    /// Shows another span with `around` in the middle.
    pub(super) fn zoom_to(self, span: Span, around: UnixMillis) {
        self.follows.set_value(false);
        self.centre.set(around);
        self.span.set(span);
    }

    /// Shows another span around the chosen mark, else around the middle.
    pub(super) fn show(self, span: Span) {
        let chosen = self.chosen.with_untracked(|chosen| chosen.as_ref().map(|mark| mark.at));
        match chosen {
            Some(at) => self.zoom_to(span, at),
            None if self.span.get_untracked() == Span::All => {
                self.to_now();
                self.span.set(span);
            }
            None => self.span.set(span),
        }
    }

    /// Zooms by one step, if there is one, around the chosen mark or the middle.
    pub(super) fn zoom(self, nearer: bool) {
        let span = if nearer { untrack(|| self.nearer()) } else { self.span.get_untracked().wider() };
        if let Some(span) = span {
            self.show(span);
        }
    }

    /// Moves the view by a fraction of its width; a positive `part` moves to later times.
    pub(super) fn pan(self, part: f64) {
        let axis = self.axis.get_untracked();
        if self.span.get_untracked() != Span::All {
            self.follows.set_value(false);
            self.centre.set(axis.at(axis.width * (0.5 + part)));
        }
    }

    pub(super) fn to_now(self) {
        self.follows.set_value(true);
        self.centre.set(self.console.now_untracked());
    }

    /// Chooses a mark and gives it the focus.
    pub(super) fn choose(self, mark: Mark) {
        self.wants_focus.set_value(true);
        self.chosen.set(Some(mark));
    }

    /// Returns once whether the chosen mark waits for the focus.
    pub(super) fn wants_focus(self) -> bool {
        self.wants_focus.try_update_value(std::mem::take).unwrap_or_default()
    }

    /// Moves an instant into the middle of the view.
    pub(super) fn look_at(self, at: UnixMillis) {
        self.follows.set_value(false);
        self.centre.set(at);
    }

    /// Handles a key; the focused mark keeps the focus.
    pub(super) fn handled(self, event: &leptos::ev::KeyboardEvent, act: impl FnOnce()) {
        event.prevent_default();
        self.wants_focus.set_value(true);
        act();
    }
}

/// The index of the chosen mark's cluster, else of the first one still due, else of the first.
fn tab_stop(
    chosen: RwSignal<Option<Mark>>,
    marks: Memo<Vec<Mark>>,
    clusters: Memo<Vec<Cluster>>,
) -> Memo<Option<usize>> {
    Memo::new(move |_| {
        let chosen = chosen.get();
        marks.with(|all| {
            clusters.with(|clusters| {
                let holds =
                    |cluster: &Cluster, mark: &Mark| cluster.marks.iter().any(|place| all.get(*place) == Some(mark));
                let found = chosen.and_then(|mark| clusters.iter().position(|cluster| holds(cluster, &mark)));
                let due = || clusters.iter().position(|cluster| cluster.is_due);
                found.or_else(due).or((!clusters.is_empty()).then_some(0))
            })
        })
    })
}
