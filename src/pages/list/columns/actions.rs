//! The link to the details page, and the menu of the row.

use leptos::prelude::*;

use super::{Attr, Cell, Column, Parts, View};
use crate::{
    context::Route,
    i18n::Texts,
    ui::{MenuLook, MenuTrigger},
};
use latch_rules::Instance;

pub(super) static COLUMN: Column = Column {
    id: "actions",
    width: 140,
    label: Texts::list_column_actions,
    class: "list__actions table__pin table__pin-end",
    orders: &[],
    file: &[],
    markup: |texts| {
        view! {
            <div class="table__acts">
                <a data-part>{texts.list_manage()}</a>
                <MenuTrigger label=texts.list_more() act="more" look=MenuLook::Link />
            </div>
        }
        .into_any()
    },
    take: |cell| Some(Box::new(Actions { href: Attr::of(&Parts::of(cell)?.next()?, "href") })),
};

struct Actions {
    href: Attr,
}

impl Cell for Actions {
    fn show(&mut self, _: &View<'_>, instance: &Instance) {
        self.href.show(&Route::details(&*instance.id).href());
    }
}
