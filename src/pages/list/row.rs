//! One row of the list. A row is a slot, not an instance: it is created once, as a copy of one pattern, and shows whichever instance
//! virtual scrolling puts there. It writes only differences to the page, because every keystroke updates every row in view. The table
//! handles the events of a row's controls.

use leptos::{prelude::*, wasm_bindgen::JsCast as _};
use web_sys::{Element, HtmlElement, HtmlInputElement};

use super::{
    columns::{Attr, Cell, Column, View},
    keys::OneStop,
};
use crate::i18n::Texts;
use latch_rules::{Instance, Ordinal};

/// The markup that every row is a copy of, outside of the document. Roles are explicit, because a narrow window shows rows as cards. A checkbox, then the cells of `columns`, the first of which is the
/// header of the row. `None` only if the browser cannot create an element.
pub(super) fn pattern(texts: Texts, columns: &[&Column]) -> Option<Element> {
    let cells = columns.iter().enumerate().map(|(place, column)| {
        let content = (column.markup)(texts);
        match place {
            0 => view! { <th scope="row" role="rowheader" class=column.class>{content}</th> }.into_any(),
            _ => view! { <td role="cell" class=column.class>{content}</td> }.into_any(),
        }
    });
    let row = view! {
        <tr role="row" hidden>
            <td role="cell" class="table__check table__pin table__pin-start">
                <input type="checkbox" class="check__box" />
            </td>
            {cells.collect_view()}
        </tr>
    };
    let place = document().create_element("tbody").ok()?;
    row.build().mount(&place, None);
    OneStop::leave_out(&place);
    place.first_element_child()
}

/// A row slot of the list, with its elements in the document.
pub(super) struct Row {
    element: HtmlElement,
    /// The index of the shown instance in the list, and its ordinal. `None`: the row is hidden.
    place: Option<(usize, Ordinal)>,
    is_ticked: bool,
    tick: HtmlInputElement,
    tick_name: Attr,
    cells: Vec<Box<dyn Cell>>,
}

impl Row {
    /// A copy of the pattern of these columns. `None` if `pattern` is anything else.
    pub(super) fn copy(pattern: &Element, columns: &[&Column], slot: usize) -> Option<Self> {
        let element: HtmlElement = pattern.clone_node_with_deep(true).ok()?.dyn_into().ok()?;
        element.set_attribute("data-slot", &slot.to_string()).ok()?;
        let tick: HtmlInputElement = element.first_element_child()?.first_element_child()?.dyn_into().ok()?;
        let children = element.children();
        let cells = columns.iter().zip(1..).map(|(column, place)| (column.take)(&children.item(place)?));
        Some(Self {
            cells: cells.collect::<Option<_>>()?,
            place: None,
            is_ticked: false,
            tick_name: Attr::of(&tick, "aria-label"),
            tick,
            element,
        })
    }

    pub(super) fn element(&self) -> &HtmlElement {
        &self.element
    }

    /// The instance that is shown here now.
    pub(super) fn ordinal(&self) -> Option<Ordinal> {
        self.place.map(|(_, ordinal)| ordinal)
    }

    /// Whether every part that it writes to is still on the page.
    pub(super) fn is_whole(&self) -> bool {
        self.tick.is_connected() && self.cells.iter().all(|cell| cell.is_whole())
    }

    /// Hides the row; it shows no instance.
    pub(super) fn clear(&mut self) {
        if self.place.take().is_some() {
            self.element.set_hidden(true);
            let _ = self.element.remove_attribute("data-ordinal");
        }
    }

    /// Shows an instance. `place`: its index in the list, and its ordinal.
    pub(super) fn show(&mut self, view: View<'_>, place: (usize, Ordinal), instance: &Instance) {
        let before = self.place.replace(place);
        if before.is_none() {
            self.element.set_hidden(false);
        }
        // Setting these attributes cannot fail.
        if before.is_none_or(|(index, _)| index != place.0) {
            let _ = self.element.set_attribute("aria-rowindex", &(place.0 + 2).to_string());
        }
        if before.is_none_or(|(_, ordinal)| ordinal != place.1) {
            let _ = self.element.set_attribute("data-ordinal", &place.1.to_string());
        }
        self.tick_name.show(&view.texts.list_select_one(instance.called()));
        for cell in &mut self.cells {
            cell.show(&view, instance);
        }
    }

    /// Shows whether the row is selected.
    pub(super) fn tick(&mut self, is_ticked: bool) {
        if self.tick.checked() != is_ticked {
            self.tick.set_checked(is_ticked);
        }
        if self.is_ticked != is_ticked {
            self.is_ticked = is_ticked;
            self.element.set_class_name(if is_ticked { "table__row--selected" } else { "" });
        }
    }
}
