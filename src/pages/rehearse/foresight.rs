//! An act that is not sent yet: shows its expected result, and sends it only while that result is still the expected one (R15).

use std::collections::VecDeque;

use leptos::prelude::*;

use super::Foreseen;
use crate::context::Console;
use latch_rules::{Actor, Command};

/// Commands and their expected result. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Foresight {
    commands: Signal<Vec<Command>>,
    /// The result that the person sees.
    pub shown: RwSignal<Foreseen>,
    /// The result that `shown` replaced because it had changed; nothing was sent then.
    pub outdated: RwSignal<Option<Foreseen>>,
    /// Whether the commands were sent and are not answered yet.
    pub busy: RwSignal<bool>,
}

impl Foresight {
    /// `live`: `shown` follows the world. Otherwise it stays until the commands change or it turns out to be outdated, so that nobody
    /// confirms a list that changed under the pointer.
    #[must_use]
    pub fn new(console: Console, commands: Signal<Vec<Command>>, live: bool) -> Self {
        let foresee = move || commands.with(|commands| ask(console, commands));
        let shown = RwSignal::new(untrack(foresee));
        let outdated = RwSignal::new(None);
        Effect::new(move |known: Option<()>| {
            if live {
                let _ = console.world_version();
            }
            let seen = foresee();
            if known.is_some() {
                shown.set(seen);
                outdated.set(None);
            }
        });
        Self { commands, shown, outdated, busy: RwSignal::new(false) }
    }

    /// Sends the commands if their expected result is still the shown one, and passes the actual result to `then`. Otherwise shows the new
    /// expected result.
    pub fn fire(self, console: Console, then: impl FnOnce(Foreseen) + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        let commands = self.commands.get_untracked();
        let fresh = ask(console, &commands);
        let shown = self.shown.get_untracked();
        if fresh != shown {
            self.outdated.set(Some(shown));
            self.shown.set(fresh);
            return;
        }
        if fresh.refusal.is_some() || commands.is_empty() {
            return;
        }
        self.busy.set(true);
        send(console, commands.into(), Foreseen::default(), move |came| {
            // The page may have been left before the answer; the result is told in any case.
            let _ = self.busy.try_set(false);
            then(came);
        });
    }
}

fn ask(console: Console, commands: &[Command]) -> Foreseen {
    let now = console.now_untracked();
    console.peek(|world| Foreseen::of(world, commands, now))
}

/// Sends the commands one after the other; the first refusal ends it.
fn send(console: Console, mut left: VecDeque<Command>, mut came: Foreseen, then: impl FnOnce(Foreseen) + 'static) {
    let Some(command) = left.pop_front() else { return then(came) };
    let then: Box<dyn FnOnce(Foreseen)> = Box::new(then);
    console.send_as(Actor::Simulation, command, move |reply| match reply {
        Ok(answer) => {
            came.add(answer);
            send(console, left, came, then);
        }
        Err(refusal) => {
            came.refusal = Some(refusal);
            then(came);
        }
    });
}
