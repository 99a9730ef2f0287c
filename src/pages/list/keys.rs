//! The keys of the table. It is one stop of the Tab key: arrows move in it, from control to control of a row, and from row to row
//! (`ui::row_keys`). Single keys act on the row with the focus, unless the person has turned them off (WCAG 2.1.4).

use leptos::{html::Table, prelude::*, wasm_bindgen::JsCast as _};
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::{
    acts,
    state::ListState,
    table::{ordinal_of, row_of},
};
use crate::{
    context::Route,
    platform::prefs,
    ui::dom::{focus_in_place, select, select_all},
};
use latch_rules::Ordinals;

/// What the focus can be on. Rows are made from a pattern in which links have no address yet.
pub(super) const CONTROLS: &str = "a,button,input,[tabindex]";

/// The control of the table that the Tab key reaches; all others are reached by arrows.
#[derive(Clone, Copy)]
pub(super) struct OneStop {
    table: NodeRef<Table>,
    stop: StoredValue<Option<HtmlElement>, LocalStorage>,
}

impl OneStop {
    pub(super) fn new(table: NodeRef<Table>) -> Self {
        Self { table, stop: StoredValue::new_local(None) }
    }

    /// Takes controls out of the order of the Tab key, before any of them is the stop.
    pub(super) fn leave_out(root: &Element) {
        for control in select_all(root, CONTROLS) {
            control.set_tab_index(-1);
        }
    }

    /// Makes the control with the focus the stop.
    pub(super) fn follow(self, target: Option<web_sys::EventTarget>) {
        let target = target.and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(control) = target.and_then(|target| target.closest(CONTROLS).ok()?) {
            self.take(control.unchecked_into());
        }
    }

    fn take(self, control: HtmlElement) {
        self.stop.update_value(|stop| {
            if let Some(former) = stop.replace(control.clone()).filter(|former| *former != control) {
                former.set_tab_index(-1);
            }
        });
        if control.get_attribute("tabindex").as_deref() != Some("0") {
            control.set_tab_index(0);
        }
    }

    /// Makes sure that there is a stop: the present one, else the first control. `as_cards`: without heads.
    pub(super) fn ensure(self, as_cards: bool) {
        let Some(table) = self.table.get_untracked() else { return };
        let is_there = |control: &HtmlElement| {
            let within = |selector| control.closest(selector).ok().flatten().is_some();
            control.is_connected() && !within("[hidden]") && !(as_cards && within("thead"))
        };
        let kept = self.stop.with_value(|stop| stop.clone().filter(is_there));
        if let Some(control) = kept.or_else(|| select_all(&table, CONTROLS).into_iter().find(is_there)) {
            self.take(control);
        }
    }

    /// Left and Right move within a row; Up and Down lead between the first row and the heads. The rest is `ui::row_keys`.
    pub(super) fn arrows(self, event: &KeyboardEvent) {
        if is_held(event) || event.default_prevented() {
            return;
        }
        let Some(target) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) else { return };
        let Some(row) = target.closest("tr").ok().flatten() else { return };
        let is_head = row.closest("thead").ok().flatten().is_some();
        let to = match event.key().as_str() {
            "ArrowLeft" => beside(&row, &target, -1),
            "ArrowRight" => beside(&row, &target, 1),
            "ArrowDown" if is_head => self.table.get_untracked().and_then(|table| {
                let first = select(&table, "tbody tr[data-ordinal]:not([hidden])")?;
                below(&first, &target)
            }),
            "ArrowUp" if row.get_attribute("aria-rowindex").as_deref() == Some("2") => {
                self.table.get_untracked().and_then(|table| below(&select(&table, "thead tr")?.into(), &target))
            }
            _ => return,
        };
        if let Some(to) = to {
            event.prevent_default();
            let _ = to.focus();
        }
    }
}

/// The next visible control of the row, in that direction.
fn beside(row: &Element, from: &HtmlElement, step: isize) -> Option<HtmlElement> {
    let controls: Vec<_> = select_all(row, CONTROLS).into_iter().filter(is_visible).collect();
    let at = controls.iter().position(|control| control == from)?;
    controls.into_iter().nth(at.checked_add_signed(step)?)
}

/// The first control in the same column of another row, else in that row.
fn below(row: &Element, from: &HtmlElement) -> Option<HtmlElement> {
    let cells = |row: &Element| select_all(row, "th,td");
    let own = from.closest("tr").ok().flatten().map(|row| cells(&row)).unwrap_or_default();
    let column = own.iter().position(|cell| cell.contains(Some(from)));
    let cell = column.and_then(|column| cells(row).into_iter().nth(column));
    let first = |root: &Element| select_all(root, CONTROLS).into_iter().find(is_visible);
    cell.and_then(|cell| first(&cell)).or_else(|| first(row))
}

fn is_visible(control: &HtmlElement) -> bool {
    control.offset_height() > 0
}

fn is_held(event: &KeyboardEvent) -> bool {
    event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key()
}

/// Single keys: `x` selects, Enter on the checkbox opens, `m` is the menu, `p` protection, `r` release.
pub(super) fn act(state: ListState, event: &KeyboardEvent) {
    if is_held(event) || event.default_prevented() || !prefs::has_keys() {
        return;
    }
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let Some(row) = row_of(&target) else { return };
    let Some(ordinal) = ordinal_of(&row) else { return };
    match event.key().as_str() {
        "x" => select(&row, "input[type=checkbox]").iter().for_each(HtmlElement::click),
        "m" => select(&row, "[data-act=more]").iter().for_each(|button| {
            focus_in_place(button);
            button.click();
        }),
        "Enter" if target.matches("input").unwrap_or(false) => {
            if let Some(id) = state.console.peek(|world| world.get(ordinal).map(|one| one.id.to_string())) {
                state.console.go(&Route::details(id));
            }
        }
        "p" => acts::open_protection(state, Ordinals::one(ordinal)),
        "r" => acts::open_release(state, Ordinals::one(ordinal), Ordinals::default()),
        _ => return,
    }
    event.prevent_default();
}
