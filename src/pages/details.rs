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
    context::{DetailsTab, Route, use_console},
    pages::records::Timeline,
    ui::{Section, Tab, Tabs},
};
use latch_rules::{Instance, Ordinal};

/// The instance of the page, read again when it changes; `None` once it is released.
pub(crate) type Shown = Memo<Option<Instance>>;

/// `#/instances/{InstanceId}`.
#[component]
pub fn DetailsPage(id: String) -> impl IntoView {
    let console = use_console();
    let wanted = id.clone();
    let ordinal = Memo::new(move |_| console.with(|world| world.find(&wanted).map(|(ordinal, _)| ordinal)));
    move || match ordinal.get() {
        Some(ordinal) => view! { <Details ordinal id=id.clone() /> }.into_any(),
        None => view! { <missing::Missing id=id.clone() /> }.into_any(),
    }
}

#[component]
fn Details(ordinal: Ordinal, id: String) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let shown: Shown = Memo::new(move |_| console.with(|world| world.get(ordinal).cloned()));
    let chosen = Memo::new(move |_| {
        console.route().with(|route| match route {
            Route::Details { tab, .. } => *tab,
            _ => DetailsTab::default(),
        })
    });
    let tabs = DetailsTab::ALL.map(|tab| {
        let label = match tab {
            DetailsTab::Details => texts.details_title(),
            DetailsTab::History => texts.details_tab_history(),
        };
        Tab::new(tab.slug(), label)
    });
    let choose = move |slug: &'static str| {
        let tab = DetailsTab::from_slug(slug).unwrap_or_default();
        console.rewrite_address(&Route::Details { id: id.clone(), tab });
    };
    let panel = Callback::new(move |slug: &'static str| match DetailsTab::from_slug(slug).unwrap_or_default() {
        DetailsTab::History => view! {
            <Section title=texts.details_tab_history()>
                <Timeline ordinal />
            </Section>
        }
        .into_any(),
        DetailsTab::Details => sections(ordinal, shown),
    });
    view! {
        <div class="page details">
            <header::Header ordinal shown />
            <Tabs
                label=texts.details_tabs()
                tabs=tabs.to_vec()
                chosen=Signal::derive(move || chosen.get().slug())
                on_choose=choose
                panel
            />
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
