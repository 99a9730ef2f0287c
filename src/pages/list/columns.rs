//! The columns of the instance list as data: each with its head, the orders that its head offers, and its cell. A row is a slot that shows
//! whichever instance virtual scrolling puts there, so a cell is markup, made once, and a `Cell` that writes the differences into it.

mod actions;
mod addresses;
mod auto_release;
mod configuration;
mod gaps;
mod identity;
mod protection;
mod shown;
mod status;
mod tags;

use std::borrow::Cow;

use leptos::{prelude::*, wasm_bindgen::JsCast};
use web_sys::{Element, NodeList};

#[cfg(test)]
pub(super) use addresses::first as first_address;
pub(super) use gaps::gaps_menu;
pub(super) use shown::{Attr, Text};

use super::order::{Order, Value};
use crate::{
    i18n::{Billing, Texts},
    ui::{Glyph, Icon},
};
use latch_rules::{Instance, UnixMillis, World};

/// A column. The class `list__col-<id>` sets its width.
pub(super) struct Column {
    pub id: &'static str,
    pub label: fn(Texts) -> &'static str,
    /// The class of its head and its cells.
    pub class: &'static str,
    /// Empty: its head is a label, not a button.
    pub orders: &'static [Order],
    /// The content of a cell, with `data-part` on the elements that the `Cell` writes to.
    pub markup: fn(Texts) -> AnyView,
    /// Takes a copy of that content, in its `td` or `th`. `None` if it is anything else.
    pub take: fn(&Element) -> Option<Box<dyn Cell>>,
}

/// The cell of a column in one row.
pub(super) trait Cell {
    /// Shows an instance; writes only what differs from the one shown before.
    fn show(&mut self, view: &View<'_>, instance: &Instance);
    /// Whether every text that it writes to is still on the page: an extension may have replaced one.
    fn is_whole(&self) -> bool {
        true
    }
}

/// The data that rows are rendered from.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub texts: Texts,
    pub world: &'a World,
    pub now: UnixMillis,
    /// Whether the id was copied a moment ago.
    pub is_copied: bool,
}

/// All columns, in the documented order. The first is the header of its row.
pub(super) static COLUMNS: [&Column; 10] = [
    &identity::COLUMN,
    &Column {
        id: "zone",
        label: Texts::list_column_zone,
        class: "list__small",
        orders: &[Order::new("zone", Texts::list_column_zone, Value::Text(|instance| &instance.spec.zone))],
        markup: |_| BLANK.into_any(),
        take: |cell| plain(cell, |_, instance| Cow::Borrowed(&*instance.spec.zone)),
    },
    &addresses::COLUMN,
    &status::COLUMN,
    &configuration::COLUMN,
    &Column {
        id: "billing",
        label: Texts::list_column_billing,
        class: "list__wrap",
        orders: &[Order::new(
            "billing",
            Texts::list_column_billing,
            Value::Number(|_, instance| {
                Some(match Billing::of(instance.spec.charge, instance.spec.spot) {
                    Billing::PayAsYouGo => 0,
                    Billing::Subscription => 1,
                    Billing::Preemptible => 2,
                })
            }),
        )],
        markup: |_| BLANK.into_any(),
        take: |cell| plain(cell, |view, instance| Cow::Borrowed(view.texts.billing_of(instance))),
    },
    &protection::COLUMN,
    &auto_release::COLUMN,
    &tags::COLUMN,
    &actions::COLUMN,
];

/// The order of that name in the address.
pub(super) fn order(id: &str) -> Option<&'static Order> {
    COLUMNS.iter().flat_map(|column| column.orders).find(|order| order.id == id)
}

/// A blank text, for a cell to write to.
const BLANK: &str = "\u{a0}";

/// A cell with one text and nothing else.
struct Plain {
    text: Text,
    words: for<'a> fn(&View<'a>, &'a Instance) -> Cow<'a, str>,
}

fn plain(cell: &Element, words: for<'a> fn(&View<'a>, &'a Instance) -> Cow<'a, str>) -> Option<Box<dyn Cell>> {
    Some(Box::new(Plain { text: Text::of(cell)?, words }))
}

impl Cell for Plain {
    fn show(&mut self, view: &View<'_>, instance: &Instance) {
        self.text.show(&(self.words)(view, instance));
    }

    fn is_whole(&self) -> bool {
        self.text.is_there()
    }
}

/// The elements in a cell with `data-part`, in document order.
struct Parts {
    all: NodeList,
    next: u32,
}

impl Parts {
    fn of(cell: &Element) -> Option<Self> {
        Some(Self { all: cell.query_selector_all("[data-part]").ok()?, next: 0 })
    }

    fn next<T: JsCast>(&mut self) -> Option<T> {
        let part = self.all.item(self.next)?.dyn_into().ok();
        self.next += 1;
        part
    }

    fn text(&mut self) -> Option<Text> {
        Text::of(&self.next()?)
    }
}

/// A dash where an instance has no value.
fn nothing(texts: Texts) -> impl IntoView {
    view! {
        <span class="list__nothing" data-part>
            <Glyph icon=Icon::Dash label=texts.list_no_value() />
        </span>
    }
}
