//! An instance in a cell of a table.

use leptos::prelude::*;

use crate::ui::CutMiddle;

/// Its id, which leads to `href`, over its name.
pub fn identity(href: String, id: String, name: String) -> impl IntoView {
    view! {
        <span class="table__two">
            <a class="code" href=href><CutMiddle text=id /></a>
            <span class="table__second"><CutMiddle text=name /></span>
        </span>
    }
}
