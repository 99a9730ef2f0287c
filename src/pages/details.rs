//! One instance: header, every section of the details page, what can still release it, its history, and All Operations.

mod configuration;
mod gaps;
mod header;
mod missing;
mod operations;
mod other;
mod pairs;
mod panel;

use leptos::prelude::*;

use crate::{
    context::use_console,
    pages::records::Timeline,
    rules::{Instance, Ordinal},
    ui::{Section, Tab, Tabs},
};

/// The instance of the page, read anew when it changes; nothing once it is gone.
pub(crate) type Shown = Memo<Option<Instance>>;

/// `#/instances/{InstanceId}`.
#[component]
pub fn DetailsPage(id: String) -> impl IntoView {
    let console = use_console();
    let wanted = id.clone();
    let ordinal = Memo::new(move |_| console.with(|world| world.find(&wanted).map(|(ordinal, _)| ordinal)));
    move || match ordinal.get() {
        Some(ordinal) => view! { <Details ordinal /> }.into_any(),
        None => view! { <missing::Missing id=id.clone() /> }.into_any(),
    }
}

#[component]
fn Details(ordinal: Ordinal) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let shown: Shown = Memo::new(move |_| console.with(|world| world.get(ordinal).cloned()));
    let tab = RwSignal::new("details");
    let tabs = vec![Tab::new("details", texts.details_title()), Tab::new("history", texts.details_tab_history())];
    let panel = Callback::new(move |key: &'static str| match key {
        "history" => view! {
            <Section title=texts.details_tab_history()>
                <Timeline ordinal />
            </Section>
        }
        .into_any(),
        _ => sections(ordinal, shown),
    });
    view! {
        <div class="page details">
            <header::Header ordinal shown />
            <Tabs label=texts.details_tabs() tabs chosen=tab on_choose=move |key| tab.set(key) panel />
        </div>
    }
}

fn sections(ordinal: Ordinal, shown: Shown) -> AnyView {
    view! {
        <div class="details__columns">
            <div class="details__main">
                <configuration::Basic ordinal shown />
                <configuration::Configuration shown />
                <configuration::Network shown />
                <configuration::BillingInformation shown />
                <other::Other ordinal shown />
            </div>
            <aside class="details__aside">
                <gaps::Gaps ordinal shown />
            </aside>
        </div>
    }
    .into_any()
}
