//! The virtual clock: how it runs, and the commands that set it. Shared by the chip in the top bar and the clock's page; decides nothing.

use crate::{
    context::{Console, Notice},
    i18n::Texts,
    platform::clock::real_now,
};
use latch_rules::{
    Actor, Command, Reason, UnixMillis,
    time::{Clock, DAY, HOUR, MINUTE, SECOND},
};

/// The offered rates, in virtual seconds per second; 0 stops the clock.
pub const RATES: [u32; 5] = [0, 1, 60, 3_600, 86_400];
/// The offered steps, in milliseconds.
pub const STEPS: [i64; 2] = [30 * MINUTE, DAY];

/// Whether the clock shows the machine's time, or is at most a second off.
#[must_use]
pub fn is_real(clock: &Clock) -> bool {
    let real = real_now();
    clock.rate == 1 && clock.at(real).since(real).abs() < SECOND
}

/// A rate in words.
#[must_use]
pub fn rate_text(texts: Texts, rate: u32) -> String {
    match i64::from(rate) * SECOND {
        0 => texts.clock_paused().to_owned(),
        SECOND => texts.clock_rate_one().to_owned(),
        MINUTE => texts.clock_rate_minute().to_owned(),
        HOUR => texts.clock_rate_hour().to_owned(),
        DAY => texts.clock_rate_day().to_owned(),
        _ => texts.clock_rate_other(rate),
    }
}

/// Lets the clock run at that rate from its current time.
pub fn run(console: Console, rate: u32) {
    send(console, Command::RunClock { real: real_now(), ahead: 0, rate: Some(rate) });
}

/// Moves the clock forward by `ahead` milliseconds.
pub fn step(console: Console, ahead: i64) {
    send(console, Command::RunClock { real: real_now(), ahead, rate: None });
}

/// Sets the clock to an instant that has not passed; the clock keeps its rate.
pub fn go_to(console: Console, to: UnixMillis) {
    send(console, Command::GoTo { real: real_now(), to });
}

/// Sets the clock to the machine's time, unless that has passed.
pub fn go_real(console: Console) {
    send(console, Command::SetClock { clock: Clock::anchored(real_now(), real_now(), 1) });
}

fn send(console: Console, command: Command) {
    console.send_as(Actor::Simulation, command, move |reply| match reply {
        // `ClockOnlyForward`: the clock passed the target while the command was on its way, so the target is reached.
        Err(refusal) if refusal.reason != Reason::ClockOnlyForward => {
            let texts = console.texts();
            console.notify(Notice::error(texts.clock_failed()).line(texts.refusal(&refusal)));
        }
        _ => console.second_passed(),
    });
}
