//! One member of a group as a row.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::members::Place;
use crate::{
    context::{Route, use_console},
    i18n::{Texts, args},
    pages::parts::{InstanceStatus, Moment, Shield},
    ui::{Checkbox, CutEnd, CutMiddle, Icon, Status, Tone},
};
use latch_rules::{
    Instance, Ordinal, UnixMillis, World,
    instance::Origin,
    protection::{Cause, Fate, verdict},
    world::ShownStatus,
};

/// What a row shows of its member.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Seen {
    id: String,
    name: String,
    origin: &'static str,
    guarded: bool,
    shield: Shield,
    status: ShownStatus,
    created_at: UnixMillis,
    /// What leaving the group, or scale-in, does to it.
    fate: Fate,
}

impl Seen {
    fn of(texts: Texts, world: &World, one: &Instance) -> Option<Self> {
        let member = one.member.as_ref()?;
        Some(Self {
            id: one.id.to_string(),
            name: one.called().to_owned(),
            origin: match member.origin {
                Origin::Created => texts.scaling_origin_created(),
                Origin::Entrusted => texts.scaling_origin_entrusted(),
                Origin::Attached => texts.scaling_origin_attached(),
            },
            guarded: member.guarded,
            shield: Shield::of(one, 0),
            status: world.shown_status(one),
            created_at: one.created_at,
            fate: verdict(one, Cause::ScaleIn, world.account.overdue_since.is_some()).fate,
        })
    }
}

#[component]
pub(super) fn MemberRow(index: usize, place: Place, ticked: RwSignal<BTreeSet<Ordinal>>) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let (ordinal, place) = place;
    let seen = Memo::new(move |_| console.with(|world| world.get(ordinal).and_then(|one| Seen::of(texts, world, one))));
    let is_ticked = Memo::new(move |_| ticked.with(|ticked| ticked.contains(&ordinal)));
    let tick = move |on: bool| {
        ticked.update(|ticked| {
            if on {
                ticked.insert(ordinal);
            } else {
                ticked.remove(&ordinal);
            }
        });
    };
    let row = move || {
        seen.get().map(|seen| {
            let href = Route::details(seen.id.clone()).href();
            view! {
                <th scope="row">
                    <span class="table__two">
                        <a class="code" href=href><CutMiddle text=seen.id /></a>
                        <span class="table__second"><CutMiddle text=seen.name /></span>
                    </span>
                </th>
                <td>{fate(texts, seen.fate, place)}</td>
                <td>{guard(texts, seen.guarded)}</td>
                <td>{shield(texts, seen.shield)}</td>
                <td><CutEnd text=seen.origin /></td>
                <td><InstanceStatus status=seen.status /></td>
                <td class="table__number"><Moment at=seen.created_at /></td>
            }
        })
    };
    view! {
        <tr
            aria-rowindex=(index + 2).to_string()
            class:table__row--selected=move || is_ticked.get()
            data-testid="member"
        >
            <td class="table__check">
                <Checkbox
                    label=Signal::derive(move || {
                        texts.scaling_tick(seen.with(|seen| seen.as_ref().map(|seen| seen.name.clone()).unwrap_or_default()))
                    })
                    label_hidden=true
                    checked=Signal::derive(move || Some(is_ticked.get()))
                    on_change=tick
                />
            </td>
            {row}
        </tr>
    }
}

/// Its turn at scale-in, and what scale-in does to it.
fn fate(texts: Texts, fate: Fate, place: Option<usize>) -> AnyView {
    let (icon, tone, text) = match fate {
        Fate::Released => (Icon::Trash, Tone::Release, texts.scaling_fate_released()),
        Fate::Removed => (Icon::External, Tone::Accent, texts.scaling_fate_removed()),
        Fate::Kept | Fate::Stopped => (Icon::Padlock, Tone::Protect, texts.scaling_fate_kept()),
    };
    let text = place.map_or_else(
        || text.to_owned(),
        |place| texts.scaling_turn(args::ScalingTurn { number: texts.number(place), state: text }),
    );
    view! { <Status icon tone text /> }.into_any()
}

fn guard(texts: Texts, guarded: bool) -> AnyView {
    let (icon, tone) = if guarded { (Icon::Padlock, Tone::Protect) } else { (Icon::Dash, Tone::Neutral) };
    view! { <Status icon tone text=texts.protection(guarded) /> }.into_any()
}

fn shield(texts: Texts, shield: Shield) -> AnyView {
    let (icon, tone, text) = match shield {
        Shield::On | Shield::OnWithGaps(_) => (Icon::ShieldOn, Tone::Protect, texts.labels_protection_on()),
        Shield::Off => (Icon::ShieldOff, Tone::Neutral, texts.labels_protection_off()),
        Shield::NotApplicable => (Icon::Dash, Tone::Neutral, texts.labels_protection_not_applicable()),
    };
    view! { <Status icon tone text /> }.into_any()
}
