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

/// A column header with a sort button. `order` is `None` while another column is sorted.
#[component]
pub fn SortHeader(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] order: Signal<Option<SortOrder>>,
    /// Called with the order that comes next.
    #[prop(into)]
    on_sort: Callback<SortOrder>,
    /// Figures and times: aligned to the end.
    #[prop(optional)]
    numeric: bool,
    #[prop(optional)] class: &'static str,
    #[prop(optional)] test_id: Option<&'static str>,
) -> impl IntoView {
    view! {
        <th
            scope="col"
            class=format!("table__head {class}")
            class:table__number=numeric
            aria-sort=move || match order.get() {
                Some(SortOrder::Ascending) => Some("ascending"),
                Some(SortOrder::Descending) => Some("descending"),
                None => None,
            }
        >
            <button
                type="button"
                class="table__sort"
                data-testid=test_id
                on:click=move |_| {
                    let next = order.get_untracked().map_or(SortOrder::Ascending, SortOrder::reversed);
                    on_sort.try_run(next);
                }
            >
                <span>{move || label.get()}</span>
                {move || match order.get() {
                    Some(SortOrder::Ascending) => view! { <Glyph icon=Icon::SortUp /> },
                    Some(SortOrder::Descending) => view! { <Glyph icon=Icon::SortDown /> },
                    None => view! { <Glyph icon=Icon::SortNone /> },
                }}
            </button>
        </th>
    }
}

/// The sort button without the `th` around it, for two buttons in one cell ("Instance ID / Name"). The caller sets `aria-sort`.
#[component]
pub fn SortButton(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] order: Signal<Option<SortOrder>>,
    #[prop(into)] on_sort: Callback<SortOrder>,
    #[prop(optional)] test_id: Option<&'static str>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="table__sort"
            data-testid=test_id
            on:click=move |_| {
                let next = order.get_untracked().map_or(SortOrder::Ascending, SortOrder::reversed);
                on_sort.try_run(next);
            }
        >
            <span>{move || label.get()}</span>
            {move || match order.get() {
                Some(SortOrder::Ascending) => view! { <Glyph icon=Icon::SortUp /> },
                Some(SortOrder::Descending) => view! { <Glyph icon=Icon::SortDown /> },
                None => view! { <Glyph icon=Icon::SortNone /> },
            }}
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
