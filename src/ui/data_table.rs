//! Tables whose columns are data. Tables that may be long are windowed. Three tables do not use this module: the instance list
//! (`pages/list`), the forecast, whose cells are a grid, and the four lines of changes by an import (`parts/changes.rs`).

use std::{hash::Hash, ops::Range};

use leptos::prelude::*;
use web_sys::HtmlDivElement;

use super::{
    table::{SpacerAfter, SpacerBefore},
    virtual_rows::use_virtual_rows_of,
};

/// Height of a row, CSS pixels, as `--row`.
const ROW: u32 = 44;
/// Assumed height of a page's table, CSS pixels, until it is measured.
const PAGE: f64 = 800.0;
/// Rows rendered beyond the visible ones in a page's table.
const OVERSCAN: usize = 12;

/// A column: its head, and the cell it shows for a row. `R` is the data that a row has read from its line.
pub struct Column<R: 'static> {
    head: Box<dyn FnOnce() -> AnyView>,
    class: &'static str,
    names_row: bool,
    cell: Box<dyn Fn(&R) -> AnyView>,
}

impl<R> Column<R> {
    #[must_use]
    pub fn new<V: IntoView + 'static>(label: &'static str, cell: impl Fn(&R) -> V + 'static) -> Self {
        Self::headed(move || label, cell)
    }

    /// A column whose head has more than a label.
    #[must_use]
    pub fn headed<H: IntoView + 'static, V: IntoView + 'static>(
        head: impl FnOnce() -> H + 'static,
        cell: impl Fn(&R) -> V + 'static,
    ) -> Self {
        Self {
            head: Box::new(move || head().into_any()),
            class: "",
            names_row: false,
            cell: Box::new(move |row| cell(row).into_any()),
        }
    }

    /// Sets the class of the head and the cells: the width, `table__number`.
    #[must_use]
    pub fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    /// Makes its cells the headers of their rows.
    #[must_use]
    pub fn names_row(mut self) -> Self {
        self.names_row = true;
        self
    }
}

/// The element around a table.
#[derive(Clone, Copy)]
pub enum Frame {
    /// Fills the page and scrolls inside; windowed.
    Page(&'static str),
    /// A box of its own that scrolls inside, with this maximum height in CSS pixels; windowed.
    Scrolled(&'static str, f64),
    /// As high as all its rows, which are few.
    Whole(&'static str),
}

/// Renders a row of one piece instead of cells; receives the line and its `aria-rowindex`. `None` for a line with cells.
type WholeRow<T> = Box<dyn Fn(&T, String) -> Option<AnyView>>;

/// A table. `T` is a line, `K` the key that identifies it, `R` the data that its row has read from it.
pub struct DataTable<T: 'static, K, R: 'static> {
    /// The table's accessible name.
    pub caption: String,
    pub frame: Frame,
    /// The class of the table element.
    pub class: &'static str,
    pub columns: Vec<Column<R>>,
    /// How many lines there are.
    pub total: Signal<usize>,
    /// The lines in this range; tracked.
    pub lines: Box<dyn Fn(Range<usize>) -> Vec<T>>,
    pub key: fn(&T) -> K,
    /// Reads the data that a row shows, once, when the row is rendered.
    pub read: Box<dyn Fn(T) -> R>,
    pub more: More<T, R>,
}

/// Options that few tables use.
pub struct More<T: 'static, R: 'static> {
    /// The `data-testid` of the scrolling element.
    pub test_id: Option<&'static str>,
    pub row_test_id: Option<&'static str>,
    /// Height of a row, CSS pixels, if it is not the usual one.
    pub row_height: Option<Signal<u32>>,
    /// Whether a row is marked; tracked.
    pub is_selected: Option<fn(&R) -> Signal<bool>>,
    pub whole_row: Option<WholeRow<T>>,
    /// Called on a click anywhere in a row.
    pub on_row_click: Option<Box<dyn Fn(&R)>>,
    /// A view below the rows, inside the frame; ignored for `Frame::Scrolled`.
    pub below: Option<AnyView>,
    /// Makes the frame of a `Frame::Whole` not focusable: it does not scroll, or controls in its rows take the focus.
    pub is_no_stop: bool,
    /// Called with the frame of a `Frame::Whole` once it is in the document.
    pub on_load: Option<fn(HtmlDivElement)>,
}

impl<T, R> Default for More<T, R> {
    fn default() -> Self {
        Self {
            test_id: None,
            row_test_id: None,
            row_height: None,
            is_selected: None,
            whole_row: None,
            on_row_click: None,
            below: None,
            is_no_stop: false,
            on_load: None,
        }
    }
}

impl<T: Send, K: Eq + Hash + 'static, R> DataTable<T, K, R> {
    #[must_use]
    pub fn view(self) -> AnyView {
        let Self { caption, frame, class, columns, total, lines, key, read, more } = self;
        let More { test_id, row_test_id, row_height, is_selected, whole_row, on_row_click, below, is_no_stop, on_load } =
            more;
        let on_row_click = StoredValue::new_local(on_row_click);
        let (heads, cells): (Vec<_>, Vec<_>) =
            columns.into_iter().map(|one| ((one.class, one.head), (one.class, one.names_row, one.cell))).unzip();
        let own = StoredValue::new_local((cells, lines, read, whole_row));
        let is_windowed = !matches!(frame, Frame::Whole(_));
        let row = move |place: usize, line: T| {
            let rowindex = (place + 2).to_string();
            own.with_value(|(cells, _, read, whole_row)| {
                if let Some(row) = whole_row.as_ref().and_then(|whole_row| whole_row(&line, rowindex.clone())) {
                    return row;
                }
                let seen = read(line);
                let cells = cells.iter().map(|(class, names_row, cell)| data_cell(class, *names_row, cell(&seen)));
                let cells = cells.collect_view();
                let is_selected = is_selected.map(|is_selected| is_selected(&seen));
                let seen = StoredValue::new_local(seen);
                let clicked = move |_| {
                    on_row_click.with_value(|act| act.as_ref().map(|act| seen.with_value(act)));
                };
                view! {
                    <tr
                        role="row"
                        aria-rowindex=is_windowed.then_some(rowindex)
                        class:table__row--selected=move || is_selected.is_some_and(|is| is.get())
                        data-testid=row_test_id
                        on:click=clicked
                    >
                        {cells}
                    </tr>
                }
                .into_any()
            })
        };
        let (height, overscan) = if let Frame::Scrolled(_, height) = frame { (height, 1) } else { (PAGE, OVERSCAN) };
        let rows = use_virtual_rows_of(height, total, row_height.unwrap_or(ROW.into()), overscan);
        let shown = move || {
            let range = if is_windowed { rows.window.get().range() } else { 0..total.get() };
            own.with_value(|(_, lines, ..)| range.clone().zip(lines(range)).collect::<Vec<_>>())
        };
        let heads = heads.into_iter().map(|(class, head)| {
            view! { <th role="columnheader" scope="col" class=class>{head()}</th> }
        });
        let label = caption.clone();
        // The roles are explicit, because in a narrow window the style may not lay the cells out as a table.
        let table = view! {
            <table
                class=format!("table {class}")
                role="table"
                aria-rowcount=move || is_windowed.then(|| (total.get() + 1).to_string())
            >
                <caption class="visually-hidden">{caption}</caption>
                <thead role="rowgroup">
                    <tr role="row" aria-rowindex=is_windowed.then_some("1")>{heads.collect_view()}</tr>
                </thead>
                <tbody role="rowgroup">
                    {is_windowed.then(|| view! { <SpacerBefore window=rows.window /> })}
                    <For each=shown key=move |(place, line)| (is_windowed.then_some(*place), key(line)) let((place, line))>
                        {row(place, line)}
                    </For>
                    {is_windowed.then(|| view! { <SpacerAfter window=rows.window /> })}
                </tbody>
            </table>
        };
        match frame {
            Frame::Page(class) => view! {
                <div class=format!("table-frame {class}")>
                    <div
                        class="table-frame__scroller"
                        node_ref=rows.scroller
                        tabindex="0"
                        role="group"
                        aria-label=label
                        data-testid=test_id
                    >
                        {table}
                    </div>
                    {below}
                </div>
            }
            .into_any(),
            Frame::Scrolled(class, _) => view! {
                <div class=class node_ref=rows.scroller tabindex="0" role="group" aria-label=label data-testid=test_id>
                    {table}
                </div>
            }
            .into_any(),
            Frame::Whole(class) => {
                let own = NodeRef::new();
                if let Some(on_load) = on_load {
                    own.on_load(on_load);
                }
                view! {
                    <div class=class node_ref=own tabindex=(!is_no_stop).then_some("0") role="group" aria-label=label data-testid=test_id>
                        {table}
                        {below}
                    </div>
                }
                .into_any()
            }
        }
    }
}

fn data_cell(class: &'static str, names_row: bool, content: AnyView) -> AnyView {
    if names_row {
        view! { <th role="rowheader" scope="row" class=class>{content}</th> }.into_any()
    } else {
        view! { <td role="cell" class=class>{content}</td> }.into_any()
    }
}
