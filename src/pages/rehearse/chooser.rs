//! Choosing instances by id or name: a search, the first matches as checkboxes, and the names of the chosen instances.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::named;
use crate::i18n::args;
use crate::{
    context::use_console,
    ui::{Button, ButtonKind, Checkbox, SearchBox},
};
use latch_rules::{Instance, Ordinal, World};

/// Number of matches that are offered; a longer search text finds the others.
const OFFERED: usize = 50;

/// Ticks go into `chosen`, at most `most` of them. `of` tells which instances are offered, `why_not` which cannot be ticked and why.
#[component]
pub fn Chooser(
    #[prop(into)] label: String,
    chosen: RwSignal<BTreeSet<Ordinal>>,
    of: fn(&World, &Instance) -> bool,
    #[prop(optional, into)] why_not: Option<Callback<Ordinal, Option<String>>>,
    #[prop(default = 100)] most: usize,
    /// Shown if there is no instance to choose.
    #[prop(into)]
    nobody: String,
    #[prop(optional)] test_id: Option<&'static str>,
) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let search = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        let text = search.with(|text| text.trim().to_lowercase());
        console.with(|world| {
            let hits = |one: &Instance| {
                text.is_empty() || one.id.to_lowercase().contains(&text) || one.name.to_lowercase().contains(&text)
            };
            let mut all = world.live().filter(|(_, one)| of(world, one) && hits(one));
            let first: Vec<Ordinal> = all.by_ref().take(OFFERED).map(|(ordinal, _)| ordinal).collect();
            (first, all.count())
        })
    });
    let anybody = Memo::new(move |_| console.with(|world| world.live().any(|(_, one)| of(world, one))));
    // Removes instances from `chosen` that are released or no longer offered.
    Effect::new(move || {
        let gone: Vec<Ordinal> = console.with(|world| {
            let stays = |ordinal: &Ordinal| world.get(*ordinal).is_some_and(|one| of(world, one));
            chosen.with_untracked(|chosen| chosen.iter().copied().filter(|ordinal| !stays(ordinal)).collect())
        });
        if !gone.is_empty() {
            chosen.update(|chosen| chosen.retain(|ordinal| !gone.contains(ordinal)));
        }
    });
    let tick = move |ordinal: Ordinal, on: bool| {
        chosen.update(|chosen| {
            if on && chosen.len() < most {
                chosen.insert(ordinal);
            } else if !on {
                chosen.remove(&ordinal);
            }
        });
    };
    let reason = move |ordinal: Ordinal| {
        Signal::derive(move || {
            let is_chosen = chosen.with(|chosen| chosen.contains(&ordinal));
            let full = !is_chosen && chosen.with(BTreeSet::len) >= most;
            let why = why_not.and_then(|why_not| why_not.run(ordinal)).filter(|_| !is_chosen);
            why.or_else(|| full.then(|| texts.rehearse_at_most(most)))
        })
    };
    let row = move |ordinal: Ordinal| {
        let label = console.peek(|world| {
            world
                .get(ordinal)
                .map(|one| texts.rehearse_choice(args::RehearseChoice { id: &one.id, name: one.called() }))
        });
        let state = Signal::derive(move || {
            console.with(|world| {
                world.get(ordinal).map(|one| {
                    let shield = texts.rehearse_narrow(texts.protection_of(one));
                    [texts.status(world.shown_status(one)), texts.billing_of(one), &shield].join(" · ")
                })
            })
        });
        view! {
            <li class="chooser__row">
                <Checkbox
                    label=label.unwrap_or_default()
                    checked=Signal::derive(move || Some(chosen.with(|chosen| chosen.contains(&ordinal))))
                    on_change=move |on| tick(ordinal, on)
                    hint=state
                    disabled_reason=reason(ordinal)
                />
            </li>
        }
    };
    let names = move || {
        let who = chosen.with(|chosen| chosen.iter().copied().collect());
        console.peek(|world| named(texts, world, &who))
    };
    view! {
        <Show when=move || anybody.get() fallback=move || view! { <p class="chooser__none">{nobody.clone()}</p> }>
            <div class="chooser" role="group" aria-label=label.clone() data-testid=test_id>
                <SearchBox
                    label=label.clone()
                    placeholder=Some(texts.rehearse_search_hint().to_owned())
                    value=search
                    on_input=move |text| search.set(text)
                />
                <ul class="chooser__list" tabindex="0" aria-label=texts.rehearse_offered()>
                    <For each=move || found.with(|(first, _)| first.clone()) key=|ordinal| *ordinal let(ordinal)>
                        {row(ordinal)}
                    </For>
                </ul>
                <p class="chooser__note" role="status">
                    {move || match found.with(|(first, more)| (first.len(), *more)) {
                        (0, _) => texts.rehearse_no_match().to_owned(),
                        (_, 0) => String::new(),
                        (_, more) => texts.rehearse_more_matches(more),
                    }}
                </p>
                <Show when=move || !chosen.with(BTreeSet::is_empty)>
                    <p class="chooser__chosen">
                        <span>{move || texts.rehearse_chosen(args::RehearseChosen { count: chosen.with(BTreeSet::len), names: names() })}</span>
                        <Button
                            label=texts.rehearse_clear()
                            kind=ButtonKind::Link
                            on_click=move |()| chosen.update(BTreeSet::clear)
                        />
                    </p>
                </Show>
            </div>
        </Show>
    }
}
