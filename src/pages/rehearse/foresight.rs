//! An act in waiting: what it would do as shown, and sending it only while that is still what it would do (R15).

use std::collections::VecDeque;

use leptos::prelude::*;

use super::Foreseen;
use crate::context::Console;
use latch_rules::{Actor, Command};

/// Commands and what they would come to. A copy costs nothing.
#[derive(Clone, Copy)]
pub struct Foresight {
    commands: Signal<Vec<Command>>,
    /// What the person sees.
    pub shown: RwSignal<Foreseen>,
    /// What `shown` replaced when it was found to have changed; then nothing was sent.
    pub outdated: RwSignal<Option<Foreseen>>,
    /// Sent, not answered yet.
    pub busy: RwSignal<bool>,
}

impl Foresight {
    /// `live`: follows the world. Otherwise what was shown stands until the commands change or it is found to be outdated, so that
    /// nobody confirms a list that became another under the pointer.
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

    /// Sends the commands if they still come to what is shown; `then` gets what came of it. Otherwise shows what they come to now.
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
            // The page may have been left while the answer was on its way; what came of it is told all the same.
            let _ = self.busy.try_set(false);
            then(came);
        });
    }
}

fn ask(console: Console, commands: &[Command]) -> Foreseen {
    let now = console.now_untracked();
    console.peek(|world| Foreseen::of(world, commands, now))
}

/// One after the other; the first that is refused ends it.
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
