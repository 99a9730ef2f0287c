//! Another, simulated person: turns an arranged interference into commands under that person's name. Decides nothing: a refusal also goes
//! to that person.

use std::time::Duration;

use leptos::prelude::*;

use crate::context::{Console, Interference, Meddling, Reply};
use latch_rules::{
    Actor, Command, Instance, Ordinal, Ordinals, ReleasePlan, World,
    command::Power,
    decide::why_not_power,
    protection::{Cause, Fate, verdict, why_not_changeable},
    release_plan::When,
};

/// Called when a dialog about these instances opens; starts the arranged interference after its delay.
pub fn dialog_opened(console: Console, who: &Ordinals) {
    let Some(plan) = console.interference().get_untracked() else { return };
    if !plan.again {
        console.interference().set(None);
    }
    let (who, after) = (who.clone(), Duration::from_millis(u64::from(plan.after_ms)));
    set_timeout(move || meddle(console, &plan, &who, |_| ()), after);
}

/// Runs the interference now: on all of `who` that allow it, or on the first of them.
pub fn meddle(console: Console, plan: &Interference, who: &Ordinals, then: impl FnOnce(Reply) + 'static) {
    let command = console.peek(|world| {
        let able = who.iter().filter(|ordinal| world.get(*ordinal).is_some_and(|one| is_able(world, one, &plan.does)));
        let targets: Vec<Ordinal> = if plan.all { able.collect() } else { able.take(1).collect() };
        command(world, &plan.does, &targets.into())
    });
    if let Some(command) = command {
        console.send_as(Actor::Person(plan.name.as_str().into()), command, then);
    }
}

/// Whether the interference would change the instance.
#[must_use]
pub fn is_able(world: &World, instance: &Instance, does: &Meddling) -> bool {
    match does {
        Meddling::Protect => !instance.protected && why_not_changeable(instance, true).is_none(),
        Meddling::Unprotect => instance.protected && why_not_changeable(instance, false).is_none(),
        Meddling::Stop => why_not_power(instance, Power::Stop, world).is_none(),
        Meddling::Release => {
            let in_arrears = world.account.overdue_since.is_some();
            verdict(instance, Cause::ConsoleRelease, in_arrears).fate == Fate::Released
        }
        Meddling::AddTag(tag) => !instance.tags.contains(tag),
    }
}

fn command(world: &World, does: &Meddling, who: &Ordinals) -> Option<Command> {
    let first = world.get(who.first()?)?;
    Some(match does {
        Meddling::Protect => Command::ChangeReleaseProtection { who: who.clone(), on: true },
        Meddling::Unprotect => Command::ChangeReleaseProtection { who: who.clone(), on: false },
        Meddling::Stop => Command::ChangePowerOf { who: who.clone(), power: Power::Stop },
        Meddling::Release => Command::Release { plan: ReleasePlan::make(world, who, When::Now) },
        // One call tags instances of one region, and at most fifty.
        Meddling::AddTag(tag) => Command::TagResources {
            region: first.spec.region.clone(),
            ids: who
                .iter()
                .filter_map(|ordinal| world.get(ordinal))
                .filter(|one| one.spec.region == first.spec.region)
                .take(50)
                .map(|one| one.id.clone())
                .collect(),
            tags: vec![tag.clone()],
        },
    })
}
