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
    pages::records::sheet,
    ui::{Glyph, Icon},
};
use latch_ecs::instance_json::{CHARGE_TYPES, SPOT_STRATEGIES, spelling};
use latch_rules::{Instance, UnixMillis, World};

/// A column.
pub(super) struct Column {
    pub id: &'static str,
    /// Its usual width, CSS pixels; 0 = what the other columns leave.
    pub width: u32,
    pub label: fn(Texts) -> &'static str,
    /// The class of its head and its cells.
    pub class: &'static str,
    /// Empty: its head is a label, not a button.
    pub orders: &'static [Order],
    /// What a file has of it: names of the API, and values.
    pub file: &'static [FileField],
    /// The content of a cell, with `data-part` on the elements that the `Cell` writes to.
    pub markup: fn(Texts) -> AnyView,
    /// Takes a copy of that content, in its `td` or `th`. `None` if it is anything else.
    pub take: fn(&Element) -> Option<Box<dyn Cell>>,
}

/// A field of a file: its name in the API, and its value.
pub(super) type FileField = (&'static str, fn(&World, &Instance) -> sheet::Cell);

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

impl PartialEq for Column {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

const CPU: FileField = ("Cpu", |_, instance| sheet::Cell::Number(instance.spec.cpu.into()));
/// MiB.
const MEMORY: FileField = ("Memory", |_, instance| sheet::Cell::Number(instance.spec.memory_mib.into()));

/// The column that every row begins with, and whose cell is its header.
pub(super) static FIRST: &Column = &identity::COLUMN;
/// The column that every row ends with.
pub(super) static LAST: &Column = &actions::COLUMN;

/// The columns between these that the documents show, in their order.
pub(super) static DOCUMENTED: [&Column; 8] = [
    &Column {
        id: "zone",
        width: 108,
        label: Texts::list_column_zone,
        class: "list__small",
        orders: &[Order::new("zone", Texts::list_column_zone, Value::Text(|instance| &instance.spec.zone))],
        file: &[("ZoneId", |_, instance| (*instance.spec.zone).into())],
        markup: cut,
        take: |cell| plain(cell, |_, instance| Cow::Borrowed(&*instance.spec.zone)),
    },
    &addresses::COLUMN,
    &status::COLUMN,
    &configuration::COLUMN,
    &Column {
        id: "billing",
        width: 104,
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
        file: &[
            ("InstanceChargeType", |_, instance| spelling(&CHARGE_TYPES, &instance.spec.charge).into()),
            ("SpotStrategy", |_, instance| spelling(&SPOT_STRATEGIES, &instance.spec.spot).into()),
        ],
        markup: cut,
        take: |cell| plain(cell, |view, instance| Cow::Borrowed(view.texts.billing_of(instance))),
    },
    &protection::COLUMN,
    &auto_release::COLUMN,
    &tags::COLUMN,
];

/// Further columns, which a person may add.
pub(super) static FURTHER: [&Column; 5] = [
    &Column {
        id: "created",
        width: 164,
        label: Texts::list_column_created,
        class: "list__small",
        orders: &[Order::new(
            "created",
            Texts::list_column_created,
            Value::Number(|_, instance| u64::try_from(instance.created_at.0).ok()),
        )],
        file: &[("CreationTime", |_, instance| sheet::Cell::time(instance.created_at))],
        markup: cut,
        take: |cell| plain(cell, |view, instance| view.texts.date_time(instance.created_at).into()),
    },
    &Column {
        id: "resource-group",
        width: 148,
        label: Texts::list_column_resource_group,
        class: "list__small",
        orders: &[Order::new(
            "resource-group",
            Texts::list_column_resource_group,
            Value::Text(|instance| &instance.spec.resource_group),
        )],
        file: &[("ResourceGroupId", |_, instance| (*instance.spec.resource_group).into())],
        markup: cut,
        take: |cell| plain(cell, |_, instance| or_dash(&instance.spec.resource_group).into()),
    },
    &Column {
        id: "network",
        width: 104,
        label: Texts::list_column_network,
        class: "list__small",
        orders: &[Order::new(
            "network",
            Texts::list_column_network,
            Value::Text(|instance| &instance.spec.network_type),
        )],
        file: &[("InstanceNetworkType", |_, instance| (*instance.spec.network_type).into())],
        markup: cut,
        take: |cell| plain(cell, |view, instance| view.texts.network_type(or_dash(&instance.spec.network_type)).into()),
    },
    &Column {
        id: "vcpu",
        width: 84,
        label: Texts::list_column_vcpu,
        class: "list__small table__number",
        orders: &[Order::new(
            "vcpu",
            Texts::list_column_vcpu,
            Value::Number(|_, instance| Some(instance.spec.cpu.into()).filter(|cpu| *cpu > 0)),
        )],
        file: &[CPU],
        markup: cut,
        take: |cell| {
            plain(cell, |view, instance| match instance.spec.cpu {
                0 => "-".into(),
                cpu => view.texts.number(cpu as usize).into(),
            })
        },
    },
    &Column {
        id: "memory",
        width: 84,
        label: Texts::list_column_memory,
        class: "list__small table__number",
        orders: &[Order::new(
            "memory",
            Texts::list_column_memory,
            Value::Number(|_, instance| Some(instance.spec.memory_mib.into()).filter(|memory| *memory > 0)),
        )],
        file: &[MEMORY],
        markup: cut,
        take: |cell| {
            plain(cell, |view, instance| match instance.spec.memory_mib {
                0 => "-".into(),
                memory => view.texts.list_memory(f64::from(memory) / 1_024.0).into(),
            })
        },
    },
];

/// Every column that may be left out.
pub(super) fn choosable() -> impl Iterator<Item = &'static Column> {
    DOCUMENTED.iter().chain(&FURTHER).copied()
}

/// The order of that name in the address.
pub(super) fn order(id: &str) -> Option<&'static Order> {
    [FIRST, LAST].into_iter().chain(choosable()).flat_map(|column| column.orders).find(|order| order.id == id)
}

fn or_dash(text: &str) -> &str {
    if text.is_empty() { "-" } else { text }
}

/// A blank text, for a cell to write to.
const BLANK: &str = "\u{a0}";

/// A cell with one text and nothing else.
struct Plain {
    text: Text,
    words: for<'a> fn(&View<'a>, &'a Instance) -> Cow<'a, str>,
}

/// The content of such a cell; its tooltip shows the text where it is cut.
fn cut(_: Texts) -> AnyView {
    view! { <span class="list__cut" data-tip-if="cut" data-part>{BLANK}</span> }.into_any()
}

fn plain(cell: &Element, words: for<'a> fn(&View<'a>, &'a Instance) -> Cow<'a, str>) -> Option<Box<dyn Cell>> {
    Some(Box::new(Plain { text: Parts::of(cell)?.text()?, words }))
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
