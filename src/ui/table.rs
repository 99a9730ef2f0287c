//! Parts of tables: the header that sorts, and the spacers of windowed rows. Tables themselves are native.

use leptos::prelude::*;

use super::{
    icon::{Glyph, Icon},
    virtual_rows::RowWindow,
};

/// The order of a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SortOrder {
    Ascending,
    Descending,
}

impl SortOrder {
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }
}

/// How a person sorts: the order that comes next, and whether Shift was held to keep the orders of other columns.
pub type Sorting = (SortOrder, bool);

/// A column header with a sort button. `order` is `None` while the table is not sorted by this column.
#[component]
pub fn SortHeader(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] order: Signal<Option<SortOrder>>,
    #[prop(into)] on_sort: Callback<Sorting>,
    /// Which of several orders this is, from 1.
    #[prop(into, optional)]
    rank: Signal<Option<usize>>,
    #[prop(optional)] class: &'static str,
    #[prop(optional)] test_id: Option<&'static str>,
) -> impl IntoView {
    view! {
        <th scope="col" role="columnheader" class=format!("table__head {class}") aria-sort=move || aria_sort(order.get())>
            {sort_button(label, order, on_sort, rank, test_id)}
        </th>
    }
}

/// The sort button without the `th` around it, for two buttons in one cell ("Instance ID / Name"). The caller sets `aria-sort`.
#[component]
pub fn SortButton(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] order: Signal<Option<SortOrder>>,
    #[prop(into)] on_sort: Callback<Sorting>,
    #[prop(into, optional)] rank: Signal<Option<usize>>,
    #[prop(optional)] test_id: Option<&'static str>,
) -> impl IntoView {
    sort_button(label, order, on_sort, rank, test_id)
}

/// The value of `aria-sort`.
#[must_use]
pub fn aria_sort(order: Option<SortOrder>) -> Option<&'static str> {
    Some(match order? {
        SortOrder::Ascending => "ascending",
        SortOrder::Descending => "descending",
    })
}

fn sort_button(
    label: Signal<String>,
    order: Signal<Option<SortOrder>>,
    on_sort: Callback<Sorting>,
    rank: Signal<Option<usize>>,
    test_id: Option<&'static str>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="table__sort"
            data-testid=test_id
            on:click=move |event| {
                let next = order.get_untracked().map_or(SortOrder::Ascending, SortOrder::reversed);
                on_sort.try_run((next, event.shift_key()));
            }
        >
            <span>{move || label.get()}</span>
            {move || match order.get() {
                Some(SortOrder::Ascending) => view! { <Glyph icon=Icon::SortUp /> },
                Some(SortOrder::Descending) => view! { <Glyph icon=Icon::SortDown /> },
                None => view! { <Glyph icon=Icon::SortNone /> },
            }}
            {move || rank.get().map(|rank| view! { <small class="table__rank" aria-hidden="true">{rank.to_string()}</small> })}
        </button>
    }
}

/// Takes the height of the rows before the rendered ones: the first row of the `tbody`.
#[component]
pub fn SpacerBefore(window: Memo<RowWindow>) -> impl IntoView {
    spacer(Signal::derive(move || window.get().before))
}

/// Takes the height of the rows after the rendered ones: the last row of the `tbody`.
#[component]
pub fn SpacerAfter(window: Memo<RowWindow>) -> impl IntoView {
    spacer(Signal::derive(move || window.get().after))
}

fn spacer(height: Signal<usize>) -> impl IntoView {
    view! {
        <tr class="table__spacer" aria-hidden="true" hidden=move || height.get() == 0>
            <td style:height=move || format!("{}px", height.get())></td>
        </tr>
    }
}
