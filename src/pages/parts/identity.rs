//! An instance in a table cell.

use leptos::prelude::*;

use crate::ui::CutMiddle;

/// The id, which links to `href`, above the name.
pub fn identity(href: String, id: String, name: String) -> impl IntoView {
    view! {
        <span class="table__two">
            <a class="code" href=href><CutMiddle text=id /></a>
            <span class="table__second"><CutMiddle text=name /></span>
        </span>
    }
}
