//! Reclaim of preemptible instances, and scale-in of a group.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::{
    context::{Route, use_console},
    pages::{
        parts::Moment,
        rehearse::{Chooser, Fates, Foreseen, Foresight, RefusalNote, tell},
        scaling::{Act as GroupDo, GroupAct},
    },
    ui::{Button, ButtonKind, ButtonLink, Section, Select, SelectOption},
};
use latch_rules::{
    Command, Happened, Instance, Ordinal, Outcome, World,
    forecast::cell,
    protection::{Because, Cause},
    record::Act,
};

/// Maximum number of instances at once, because each is a separate act.
const MOST: usize = 20;

/// Whether the instance can be given a reclaim notice: it is preemptible and has none yet.
fn is_reclaimable(_: &World, one: &Instance) -> bool {
    one.is_spot() && one.reclaim_at.is_none()
}

#[component]
pub(super) fn ReclaimBlock() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let chosen: RwSignal<BTreeSet<Ordinal>> = RwSignal::new(BTreeSet::new());
    let commands = Memo::new(move |_| {
        chosen.with(|chosen| {
            console.peek(|world| {
                let live = chosen.iter().filter_map(|ordinal| world.get(*ordinal));
                live.map(|one| Command::SpotReclaim { id: one.id.clone() }).collect::<Vec<_>>()
            })
        })
    });
    let sight = Foresight::new(console, commands.into(), true);
    // The act itself only gives notice, so the release that follows is shown as the outcome.
    let seen = Memo::new(move |_| {
        let ends =
            |outcome: &Outcome| Outcome { happened: Happened::Released(Because::SpotReclaimed), ..outcome.clone() };
        sight.shown.with(|seen| Foreseen { outcomes: seen.outcomes.iter().map(ends).collect(), ..seen.clone() })
    });
    let note = Callback::new(move |(ordinal, _): (Ordinal, Happened)| {
        let now = console.now();
        let cell = console.peek(|world| cell(world, world.get(ordinal)?, Cause::SpotReclaim, now))?;
        Some(texts.events_reclaim_note(texts.date_time(cell.at?)))
    });
    let noticed = Memo::new(move |_| {
        console.with(|world| {
            let under = world
                .live()
                .filter_map(|(_, one)| Some((one.id.to_string(), one.called().to_owned(), one.reclaim_at?)));
            under.collect::<Vec<_>>()
        })
    });
    let why_not =
        Signal::derive(move || chosen.with(BTreeSet::is_empty).then(|| texts.scaling_choose_first().to_owned()));
    view! {
        <Section title=texts.events_reclaim() test_id="event-reclaim">
            <div class="events__block">
                <p>{texts.events_reclaim_lead()}</p>
                <Chooser
                    label=texts.events_reclaim_who()
                    chosen
                    of=is_reclaimable
                    most=MOST
                    nobody=texts.events_reclaim_nobody()
                    test_id="reclaim-chooser"
                />
                <RefusalNote seen=sight.shown outdated=sight.outdated />
                <Fates seen note test_id="reclaim-fates" />
                <div class="events__acts">
                    <Button
                        label=Signal::derive(move || texts.events_reclaim_button(chosen.with(BTreeSet::len)))
                        disabled_reason=why_not
                        busy=sight.busy
                        on_click=move |()| {
                            sight.fire(console, move |came| {
                                tell(console, texts.act(Act::SpotReclaim), &came);
                                let _ = chosen.try_set(BTreeSet::new());
                            });
                        }
                        test_id="reclaim"
                    />
                </div>
                <Show when=move || !noticed.with(Vec::is_empty)>
                    <h3 class="events__head">{move || texts.events_under_notice(noticed.with(Vec::len))}</h3>
                    <ul class="events__notices">
                        <For each=move || noticed.get() key=|line| line.clone() let((id, name, at))>
                            <li>
                                <a href=Route::details(id).href()>{name}</a>
                                <Moment at absolute_first=true />
                            </li>
                        </For>
                    </ul>
                </Show>
            </div>
        </Section>
    }
}

/// Chooses a group; the dialog of the group's page does the rest.
#[component]
pub(super) fn ScaleInBlock() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let groups =
        Memo::new(move |_| console.with(|world| world.groups.keys().map(|id| id.to_string()).collect::<Vec<_>>()));
    let picked = RwSignal::new(String::new());
    // The first group, until one is picked, and again when the picked one is gone.
    let group = Memo::new(move |_| {
        let picked = picked.get();
        groups.with(|all| if all.contains(&picked) { picked } else { all.first().cloned().unwrap_or_default() })
    });
    let is_open = RwSignal::new(false);
    let options = Signal::derive(move || {
        groups.with(|all| all.iter().map(|id| SelectOption::new(id.clone(), id.clone())).collect::<Vec<_>>())
    });
    view! {
        <Section title=texts.events_scale_in() test_id="event-scale-in">
            <div class="events__block">
                <p>{texts.scaling_in_lead()}</p>
                <Show
                    when=move || !groups.with(Vec::is_empty)
                    fallback=move || {
                        view! {
                            <p class="chooser__none">{texts.events_no_group()}</p>
                            <div class="events__acts"><ButtonLink label=texts.scaling_create() href=Route::Scaling.href() /></div>
                        }
                    }
                >
                    <Select label=texts.scaling_group_id() options value=group on_change=move |id| picked.set(id) test_id="scale-in-group" />
                    <div class="events__acts">
                        <Button label=texts.events_scale_in_button() on_click=move |()| is_open.set(true) test_id="event-scale-in-open" />
                        <ButtonLink
                            label=texts.gaps_see_group()
                            href=Signal::derive(move || Route::ScalingGroup { id: group.get() }.href())
                            kind=ButtonKind::Quiet
                        />
                    </div>
                </Show>
                <Show when=move || is_open.get()>
                    <GroupAct group=group.get_untracked() act=GroupDo::In on_close=move |()| is_open.set(false) />
                </Show>
            </div>
        </Section>
    }
}
