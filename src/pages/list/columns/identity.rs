//! Id and name of an instance, with the button that copies the id.

use leptos::prelude::*;
use web_sys::Element;

use super::{Attr, BLANK, Cell, Column, Order, Parts, Text, Value, View};
use crate::{
    context::Route,
    i18n::Texts,
    ui::{Icon, Sign, SignFrame, end_of},
};
use latch_rules::Instance;

pub(super) static COLUMN: Column = Column {
    id: "identity",
    width: 0,
    label: Texts::list_column_identity,
    class: "list__identity table__pin table__pin-second",
    orders: &[
        Order::new("id", Texts::list_column_id, Value::Text(|instance| &instance.id)),
        Order::new("name", Texts::list_column_name, Value::Text(|instance| &instance.name)),
    ],
    file: &[
        ("InstanceId", |_, instance| (*instance.id).into()),
        ("InstanceName", |_, instance| (*instance.name).into()),
    ],
    markup: |_| {
        view! {
            <span class="list__id">
                <a class="code" data-part>
                    <span class="cut-middle" data-tip-if="cut" data-testid="cell-id" data-part>
                        <span class="cut-middle__text" data-part>{BLANK}</span>
                    </span>
                </a>
                <button type="button" class="copy" data-act="copy" data-part>
                    <SignFrame icon=Icon::Copy />
                </button>
            </span>
            <span class="cut-middle" data-tip-if="cut" data-testid="cell-name" data-part>
                <span class="cut-middle__text" data-part>{BLANK}</span>
            </span>
        }
        .into_any()
    },
    take: |cell| {
        let mut parts = Parts::of(cell)?;
        let link: Element = parts.next()?;
        let (id_end, id): (Element, _) = (parts.next()?, parts.text()?);
        let copy: Element = parts.next()?;
        let (name_end, name): (Element, _) = (parts.next()?, parts.text()?);
        Some(Box::new(Identity {
            href: Attr::of(&link, "href"),
            link_name: Attr::of(&link, "aria-label"),
            id,
            id_end: Attr::of(&id_end, "data-end"),
            copy_name: Attr::of(&copy, "aria-label"),
            copy_tip: Attr::of(&copy, "data-tip"),
            copy_sign: Sign::of(copy.first_element_child()?)?,
            name,
            name_end: Attr::of(&name_end, "data-end"),
        }))
    },
};

struct Identity {
    href: Attr,
    link_name: Attr,
    id: Text,
    id_end: Attr,
    copy_name: Attr,
    copy_tip: Attr,
    copy_sign: Sign,
    name: Text,
    name_end: Attr,
}

impl Cell for Identity {
    fn show(&mut self, view: &View<'_>, instance: &Instance) {
        if self.link_name.show(&instance.id) {
            self.id.show(&instance.id);
            self.id_end.show(end_of(&instance.id));
            self.href.show(&Route::details(&*instance.id).href());
            self.copy_name.show(&view.texts.ui_copy(&instance.id));
        }
        self.copy_sign.show(if view.is_copied { Icon::Check } else { Icon::Copy });
        self.copy_tip.show(if view.is_copied { view.texts.ui_copied() } else { self.copy_name.shown() });
        if self.name.show(&instance.name) {
            self.name_end.show(end_of(&instance.name));
        }
    }

    fn is_whole(&self) -> bool {
        self.id.is_there() && self.name.is_there()
    }
}
