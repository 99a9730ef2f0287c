//! The instance type over its size.

use leptos::prelude::*;

use super::{BLANK, CPU, Cell, Column, MEMORY, Order, Parts, Text, Value, View};
use crate::{
    i18n::{Texts, args},
    pages::list::order::text_key,
};
use latch_rules::Instance;

pub(super) static COLUMN: Column = Column {
    id: "configuration",
    width: 124,
    label: Texts::list_column_configuration,
    class: "",
    orders: &[Order::new(
        "configuration",
        Texts::list_column_configuration,
        Value::Key(|_, instance| {
            let size = u64::from(instance.spec.cpu) << 32 | u64::from(instance.spec.memory_mib);
            Some([size, text_key(&instance.spec.instance_type)[0]])
        }),
    )],
    file: &[("InstanceType", |_, instance| (*instance.spec.instance_type).into()), CPU, MEMORY],
    markup: |_| {
        view! {
            <span class="list__cut" data-tip-if="cut" data-part>{BLANK}</span>
            <span class="table__second" data-tip-if="cut" data-part>{BLANK}</span>
        }
        .into_any()
    },
    take: |cell| {
        let mut parts = Parts::of(cell)?;
        Some(Box::new(Configuration { instance_type: parts.text()?, size: parts.text()? }))
    },
};

struct Configuration {
    instance_type: Text,
    size: Text,
}

impl Cell for Configuration {
    fn show(&mut self, View { texts, .. }: &View<'_>, instance: &Instance) {
        let spec = &instance.spec;
        self.instance_type.show(&spec.instance_type);
        // An imported instance may lack its size.
        match spec.cpu == 0 || spec.memory_mib == 0 {
            true => self.size.show("-"),
            false => self
                .size
                .show(&texts.list_size(args::ListSize { cpu: spec.cpu, memory: f64::from(spec.memory_mib) / 1_024.0 })),
        };
    }

    fn is_whole(&self) -> bool {
        self.instance_type.is_there() && self.size.is_there()
    }
}
