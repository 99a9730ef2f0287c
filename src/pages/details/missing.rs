//! The details page of an instance that does not exist: released, with a link to its record, or never known.

use leptos::prelude::*;

use crate::i18n::args;
use crate::{
    context::{Route, use_console},
    ui::{ButtonKind, ButtonLink, Empty, Icon},
};

#[component]
pub(super) fn Missing(id: String) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let wanted = id.clone();
    let released = Memo::new(move |_| {
        console.with(|world| world.find_any(&wanted).and_then(|(_, one)| one.released).map(|release| release.at))
    });
    let back = Route::default().href();
    let record = Route::ReleasedOne { id: id.clone() }.href();
    let named = id.clone();
    let text = Signal::derive(move || match released.get() {
        Some(at) => {
            texts.details_released_text(args::DetailsReleasedText { id: &named, time: texts.date_time_exact(at) })
        }
        None => texts.details_unknown_text(&named),
    });
    view! {
        <div class="page details">
            <header class="page__head">
                <h1 tabindex="-1">
                    {move || {
                        if released.get().is_some() { texts.details_released_title() } else { texts.details_unknown_title() }
                    }}
                </h1>
            </header>
            <Empty icon=Icon::Archive text test_id="missing">
                <Show when=move || released.get().is_some()>
                    <ButtonLink label=texts.details_see_record() kind=ButtonKind::Primary href=record.clone() />
                </Show>
                <ButtonLink label=texts.details_back() href=back.clone() />
            </Empty>
        </div>
    }
}
