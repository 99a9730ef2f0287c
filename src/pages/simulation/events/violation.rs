//! A security or compliance violation (R7c, R11) on chosen instances: it stops, releases, locks or unlocks them.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::{
    context::use_console,
    i18n::Texts,
    pages::rehearse::{Chooser, Done, Fates, Foresight, RefusalNote, tell},
    ui::{Button, ButtonKind, Choice, RadioGroup, RadioLook, Section},
};
use latch_rules::{Command, Happened, Ordinal, command::SecurityEffect, record::Act};

/// Maximum number of instances at once, because each is a separate act.
const MOST: usize = 20;

const EFFECTS: [(&str, SecurityEffect); 4] = [
    ("stop", SecurityEffect::Stop),
    ("release", SecurityEffect::Release),
    ("lock", SecurityEffect::Lock),
    ("unlock", SecurityEffect::Unlock),
];

fn slug(effect: SecurityEffect) -> &'static str {
    EFFECTS.iter().find(|(_, known)| *known == effect).map_or("stop", |(slug, _)| slug)
}

fn name(texts: Texts, effect: SecurityEffect) -> &'static str {
    match effect {
        SecurityEffect::Stop => texts.events_effect_stop(),
        SecurityEffect::Release => texts.events_effect_release(),
        SecurityEffect::Lock => texts.events_effect_lock(),
        SecurityEffect::Unlock => texts.gaps_unlock(),
    }
}

fn sentence(texts: Texts, effect: SecurityEffect) -> &'static str {
    match effect {
        SecurityEffect::Stop => texts.events_stop_lead(),
        SecurityEffect::Release => texts.events_release_lead(),
        SecurityEffect::Lock => texts.events_lock_lead(),
        SecurityEffect::Unlock => texts.events_unlock_lead(),
    }
}

fn button(texts: Texts, effect: SecurityEffect, count: usize) -> String {
    match effect {
        SecurityEffect::Stop => texts.events_stop_button(count),
        SecurityEffect::Release => texts.events_release_button(count),
        SecurityEffect::Lock => texts.events_lock_button(count),
        SecurityEffect::Unlock => texts.events_unlock_button(count),
    }
}

#[component]
pub(super) fn ViolationBlock() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let chosen: RwSignal<BTreeSet<Ordinal>> = RwSignal::new(BTreeSet::new());
    let effect = RwSignal::new(SecurityEffect::Stop);
    let commands = Memo::new(move |_| {
        let effect = effect.get();
        chosen.with(|chosen| {
            console.peek(|world| {
                let live = chosen.iter().filter_map(|ordinal| world.get(*ordinal));
                live.map(|one| Command::SecurityViolation { id: one.id.clone(), effect }).collect::<Vec<_>>()
            })
        })
    });
    let sight = Foresight::new(console, commands.into(), true);
    let why_not =
        Signal::derive(move || chosen.with(BTreeSet::is_empty).then(|| texts.scaling_choose_first().to_owned()));
    let choices = EFFECTS.map(|(slug, effect)| Choice::new(slug, name(texts, effect)));
    let change = move |slug: String| {
        if let Some((_, other)) = EFFECTS.into_iter().find(|(known, _)| *known == slug) {
            effect.set(other);
        }
    };
    let note = Callback::new(move |(_, happened): (Ordinal, Happened)| {
        (happened == Happened::Done).then(|| {
            let text = match effect.get() {
                SecurityEffect::Unlock => texts.events_unlock_note(),
                _ => texts.events_lock_note(),
            };
            text.to_owned()
        })
    });
    view! {
        <Section title=texts.events_violation() test_id="event-violation">
            <div class="events__block">
                <Chooser
                    label=texts.events_violation_who()
                    chosen
                    of=|_, _| true
                    most=MOST
                    nobody=texts.events_no_instance()
                    test_id="violation-chooser"
                />
                <RadioGroup
                    legend=texts.events_effect()
                    choices=choices.to_vec()
                    value=Signal::derive(move || slug(effect.get()).to_owned())
                    on_change=change
                    look=RadioLook::Segmented
                />
                <p>{move || sentence(texts, effect.get())}</p>
                <RefusalNote seen=sight.shown outdated=sight.outdated />
                {move || {
                    let done = if effect.get() == SecurityEffect::Unlock { Done::Unlocked } else { Done::Locked };
                    view! { <Fates seen=sight.shown note done test_id="violation-fates" /> }
                }}
                <div class="events__acts">
                    {move || {
                        let effect = effect.get();
                        let kind = match effect {
                            SecurityEffect::Release => ButtonKind::Danger,
                            _ => ButtonKind::Secondary,
                        };
                        view! {
                            <Button
                                label=Signal::derive(move || button(texts, effect, chosen.with(BTreeSet::len)))
                                kind
                                disabled_reason=why_not
                                busy=sight.busy
                                on_click=move |()| {
                                    sight.fire(console, move |came| {
                                        tell(console, texts.act(Act::SecurityViolation), &came);
                                        let _ = chosen.try_set(BTreeSet::new());
                                    });
                                }
                                test_id="violate"
                            />
                        }
                    }}
                </div>
            </div>
        </Section>
    }
}
