//! The rehearsal: clock, automatic causes, scenarios, conditions, sharing, one tab each (`#/simulation?tab=…`), and the dialogs that belong
//! to it.

mod clock;
mod conditions;
mod copy_link;
mod events;
mod listed;
mod make;
mod offer;
mod scenarios;
mod share;
mod storage;

use leptos::prelude::*;

use crate::{
    context::{Dialog, Route, SimulationTab, use_console},
    i18n::Texts,
    ui::{Tab, Tabs},
};

/// `#/simulation`.
#[component]
pub fn SimulationPage() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let tab = Memo::new(move |_| match console.route().get() {
        Route::Simulation { tab } => tab,
        _ => SimulationTab::default(),
    });
    let tabs: Vec<Tab> = SimulationTab::ALL.into_iter().map(|tab| Tab::new(tab.slug(), name(texts, tab))).collect();
    let choose = Callback::new(move |slug: &'static str| {
        if let Some(tab) = SimulationTab::from_slug(slug) {
            console.rewrite_address(&Route::Simulation { tab });
        }
    });
    let panel = Callback::new(move |slug: &'static str| match SimulationTab::from_slug(slug).unwrap_or_default() {
        SimulationTab::Clock => view! { <clock::Clock /> }.into_any(),
        SimulationTab::Events => view! { <events::Events /> }.into_any(),
        SimulationTab::Scenarios => view! { <scenarios::Scenarios /> }.into_any(),
        SimulationTab::Conditions => view! { <conditions::Conditions /> }.into_any(),
        SimulationTab::Share => view! { <share::Share /> }.into_any(),
    });
    view! {
        <div class="page simulation">
            <header class="page__head">
                <h1 tabindex="-1">{texts.shell_nav_simulation()}</h1>
            </header>
            <Tabs
                label=texts.simulation_tabs()
                tabs
                chosen=Signal::derive(move || tab.get().slug())
                on_choose=choose
                panel
            />
        </div>
    }
}

fn name(texts: Texts, tab: SimulationTab) -> &'static str {
    match tab {
        SimulationTab::Clock => texts.simulation_tab_clock(),
        SimulationTab::Events => texts.simulation_tab_events(),
        SimulationTab::Scenarios => texts.simulation_tab_scenarios(),
        SimulationTab::Conditions => texts.simulation_tab_conditions(),
        SimulationTab::Share => texts.simulation_tab_share(),
    }
}

/// One open dialog of the rehearsal.
#[must_use]
pub fn dialog(dialog: Dialog) -> AnyView {
    match dialog {
        Dialog::SetClock => view! { <clock::SetClockDialog /> }.into_any(),
        Dialog::Rewind(commit) => view! { <clock::RewindDialog commit /> }.into_any(),
        Dialog::Offer(offer) => view! { <offer::OfferDialog offer /> }.into_any(),
        _ => ().into_any(),
    }
}
