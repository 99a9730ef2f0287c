//! The clock: its time, its rate, what is due next, and going back.

mod back;
mod due;
mod history;
mod set;

use leptos::prelude::*;

pub(super) use back::RewindDialog;
pub(super) use set::SetClockDialog;

use crate::{
    context::{Dialog, use_console},
    pages::parts::clock::{RATES, STEPS, go_real, go_to, is_real, rate_text, run, step},
    platform::clock::real_now,
    ui::{Button, Choice, RadioGroup, RadioLook, Section},
};
use latch_rules::{World, time::SECOND};

#[component]
pub(super) fn Clock() -> impl IntoView {
    view! {
        <div class="simulation__columns">
            <div class="simulation__main">
                <Now />
                <due::Due />
            </div>
            <div class="simulation__aside">
                <history::History />
            </div>
        </div>
    }
}

/// The time of the clock, its rate, and every step that can be taken.
#[component]
fn Now() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let clock = Memo::new(move |_| console.with(|world| world.clock));
    let shown = move || texts.date_time_exact(console.now());
    let state = move || {
        let clock = clock.get();
        if is_real(&clock) { texts.clock_real().to_owned() } else { rate_text(texts, clock.rate) }
    };
    let rate = Signal::derive(move || clock.get().rate.to_string());
    let rates: Vec<Choice> =
        RATES.into_iter().map(|rate| Choice::new(rate.to_string(), rate_text(texts, rate))).collect();
    let choose = move |rate: String| {
        if let Ok(rate) = rate.parse() {
            run(console, rate);
        }
    };
    let [half_hour, day] = STEPS;
    let due = Memo::new(move |_| console.with(World::next_due));
    let nothing_due = Signal::derive(move || due.get().is_none().then(|| texts.clock_nothing_due().to_owned()));
    // The machine's clock is not a signal, so it is read again at each tick of the virtual clock.
    let why_not_real =
        Signal::derive(move || (console.now() > real_now()).then(|| texts.clock_real_is_past().to_owned()));
    let to_due = move |before: i64| {
        if let Some(at) = due.get_untracked() {
            go_to(console, at.plus(-before));
        }
    };
    let just_before = Signal::derive(move || match due.get() {
        None => Some(texts.clock_nothing_due().to_owned()),
        Some(at) if at.plus(-SECOND) <= console.now() => Some(texts.simulation_is_just_before().to_owned()),
        Some(_) => None,
    });
    view! {
        <Section title=texts.simulation_now_title() test_id="clock-now">
            <p class="clock__time" data-testid="clock-time">{shown}</p>
            <p class="clock__state">{state}</p>
            <RadioGroup
                legend=texts.simulation_speed()
                choices=Signal::stored(rates)
                value=rate
                on_change=choose
                look=RadioLook::Segmented
            />
            <div class="clock__steps" role="group" aria-label=texts.simulation_steps()>
                <Button label=texts.clock_half_hour() on_click=move |()| step(console, half_hour) />
                <Button label=texts.clock_day() on_click=move |()| step(console, day) />
                <Button
                    label=texts.simulation_just_before()
                    disabled_reason=just_before
                    on_click=move |()| to_due(SECOND)
                />
                <Button label=texts.clock_next() disabled_reason=nothing_due on_click=move |()| to_due(0) test_id="clock-next" />
                <Button label=texts.clock_set() on_click=move |()| console.open(Dialog::SetClock) />
                <Button label=texts.clock_go_real() disabled_reason=why_not_real on_click=move |()| go_real(console) />
            </div>
            <p class="simulation__hint">{texts.simulation_clock_hint()}</p>
        </Section>
    }
}
