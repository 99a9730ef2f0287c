//! The status, with locks that came with an import.

use leptos::prelude::*;
use web_sys::HtmlElement;

use super::{BLANK, Cell, Column, Order, Parts, Text, Value, View};
use crate::{
    i18n::{Texts, args},
    pages::parts::status_look,
    ui::{Sign, SignFrame},
};
use latch_ecs::instance_json::{STATUSES, glance, spelling};
use latch_rules::{Instance, world::ShownStatus};

pub(super) static COLUMN: Column = Column {
    id: "status",
    width: 108,
    label: Texts::list_column_status,
    class: "list__status",
    orders: &[Order::new(
        "status",
        Texts::list_column_status,
        Value::Number(|world, instance| Some(world.shown_status(instance) as u64)),
    )],
    file: &[("Status", |_, instance| spelling(&STATUSES, &instance.status).into())],
    markup: |_| {
        view! { <span data-part><SignFrame /><span class="status__text" data-part>{BLANK}</span></span> }.into_any()
    },
    take: |cell| {
        let mut parts = Parts::of(cell)?;
        let frame: HtmlElement = parts.next()?;
        let sign = Sign::of(frame.first_element_child()?)?;
        Some(Box::new(StatusCell { frame, sign, text: parts.text()?, seen: None }))
    },
};

struct StatusCell {
    frame: HtmlElement,
    sign: Sign,
    text: Text,
    seen: Option<ShownStatus>,
}

impl Cell for StatusCell {
    fn show(&mut self, View { texts, world, .. }: &View<'_>, instance: &Instance) {
        let status = world.shown_status(instance);
        if self.seen.replace(status) != Some(status) {
            let (icon, tone) = status_look(status);
            self.frame.set_class_name(&tone.status_class());
            self.sign.show(icon);
        }
        let locks = glance::other_locks(&instance.spec.unknown).collect::<Vec<_>>().join(", ");
        let status = texts.status(status);
        match locks.is_empty() {
            true => self.text.show(status),
            false => self.text.show(&texts.list_locked_by(args::ListLockedBy { reasons: &locks, status })),
        };
    }

    fn is_whole(&self) -> bool {
        self.text.is_there()
    }
}
