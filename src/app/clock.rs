//! The rehearsal chips in the top bar: one shows the clock and how it runs, the other the simulated network while it is not perfect. Each
//! opens a short menu; all other settings are on the simulation page.

use leptos::prelude::*;

use crate::i18n::args;
use crate::{
    context::{Dialog, Route, SimulationTab, use_console},
    pages::parts::clock::{RATES, STEPS, go_real, go_to, is_real, rate_text, run, step},
    platform::clock::real_now,
    ui::{Icon, MenuButton, MenuEntry, MenuItem, MenuLook},
};
use latch_rules::World;
use latch_session::Conditions;

/// Both chips; part of the engine's file.
pub(super) fn chips() -> AnyView {
    view! {
        <NetworkChip />
        <ClockChip />
    }
    .into_any()
}

#[component]
fn ClockChip() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let shown = Memo::new(move |_| {
        let now = console.now();
        let clock = console.with(|world| world.clock);
        match is_real(&clock) {
            true => texts.clock_real().to_owned(),
            false if clock.rate == 0 => texts.clock_chip_paused(texts.date_time(now)),
            false => texts.date_time(now),
        }
    });
    let name = Signal::derive(move || {
        let rate = console.with(|world| world.clock.rate);
        texts.clock_chip(args::ClockChip { rate: rate_text(texts, rate), time: shown.get() })
    });
    let entries = move |()| {
        let rate = console.peek(|world| world.clock.rate);
        let runs = RATES.into_iter().map(|one| {
            let icon = if one == rate {
                Icon::Check
            } else if one == 0 {
                Icon::Pause
            } else {
                Icon::Play
            };
            MenuEntry::from(MenuItem::new(rate_text(texts, one), move || run(console, one)).icon(icon))
        });
        let steps = STEPS.into_iter().zip([texts.clock_half_hour(), texts.clock_day()]);
        let steps = steps.map(|(ahead, label)| MenuItem::new(label, move || step(console, ahead)).into());
        let due = console.peek(World::next_due);
        let next = match due {
            Some(at) => MenuItem::new(texts.clock_next_at(texts.date_time(at)), move || go_to(console, at)),
            None => MenuItem::new(texts.clock_next(), || ()).disabled(Some(texts.clock_nothing_due().to_owned())),
        };
        let ahead = console.now_untracked() > real_now();
        let real = MenuItem::new(texts.clock_go_real(), move || go_real(console))
            .disabled(ahead.then(|| texts.clock_real_is_past().to_owned()));
        let page = Route::Simulation { tab: SimulationTab::Clock };
        runs.chain([MenuEntry::Separator])
            .chain(steps)
            .chain([
                next.into(),
                MenuItem::new(texts.clock_set(), move || console.open(Dialog::SetClock)).into(),
                real.into(),
                MenuEntry::Separator,
                MenuItem::new(texts.clock_open_page(), move || console.go(&page)).icon(Icon::History).into(),
            ])
            .collect::<Vec<_>>()
    };
    view! {
        <div class="only-wide" data-moving="">
            <MenuButton look=MenuLook::Quiet icon=Icon::Clock label=shown name entries test_id="clock" />
        </div>
        <div class="only-narrow" data-moving="">
            <MenuButton look=MenuLook::Icon(Icon::Clock) label=name entries test_id="clock-narrow" />
        </div>
    }
}

/// Shown only while the simulated network is not perfect or holds an answer back.
#[component]
fn NetworkChip() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let is_there = Memo::new(move |_| console.held().get() > 0 || !console.conditions().with(Conditions::is_perfect));
    let name = Signal::derive(move || {
        let held = console.held().get();
        console.conditions().with(|conditions| match (held, conditions.offline) {
            (0, true) => texts.clock_offline().to_owned(),
            (0, false) => texts.clock_network().to_owned(),
            _ => texts.clock_held(held),
        })
    });
    let entries = move |()| {
        let page = Route::Simulation { tab: SimulationTab::Conditions };
        let held = console.held().get_untracked() > 0;
        let nothing = (!held).then(|| texts.clock_nothing_held().to_owned());
        vec![
            MenuItem::new(texts.clock_let_go(), move || console.let_go()).disabled(nothing).into(),
            MenuItem::new(texts.clock_perfect(), move || console.set_conditions(Conditions::default())).into(),
            MenuItem::new(texts.clock_open_conditions(), move || console.go(&page)).into(),
        ]
    };
    view! {
        <Show when=move || is_there.get()>
            <MenuButton look=MenuLook::Icon(Icon::Warning) label=name entries test_id="network" />
        </Show>
    }
}
