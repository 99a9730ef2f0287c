//! One member of a group as a row.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::members::Place;
use crate::{
    context::{Console, Route},
    i18n::{Texts, args},
    pages::parts::{InstanceStatus, Moment, Shield, identity},
    ui::{Checkbox, Column, CutEnd, Icon, Status, Tone},
};
use latch_rules::{
    Instance, Ordinal, UnixMillis, World,
    instance::Origin,
    protection::{Cause, Fate, verdict},
    world::ShownStatus,
};

/// Content of a member's row.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Seen {
    id: String,
    name: String,
    origin: &'static str,
    guarded: bool,
    shield: Shield,
    status: ShownStatus,
    created_at: UnixMillis,
    /// What leaving the group, or scale-in, does to the member.
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

/// A member; its row follows the world.
pub(super) struct Member {
    ordinal: Ordinal,
    /// Its place among the members that scale-in may take, from 1.
    turn: Option<usize>,
    seen: Memo<Option<Seen>>,
    pub is_ticked: Memo<bool>,
}

impl Member {
    pub(super) fn read(console: Console, (ordinal, turn): Place, ticked: RwSignal<BTreeSet<Ordinal>>) -> Self {
        let texts = console.texts();
        let seen =
            move |_: Option<&_>| console.with(|world| world.get(ordinal).and_then(|one| Seen::of(texts, world, one)));
        let is_ticked = move |_: Option<&_>| ticked.with(|ticked| ticked.contains(&ordinal));
        Self { ordinal, turn, seen: Memo::new(seen), is_ticked: Memo::new(is_ticked) }
    }

    /// A cell with a part of `Seen`; empty once the instance is no longer a member.
    fn shown<V: IntoView + 'static>(&self, show: impl Fn(Seen) -> V + Send + 'static) -> AnyView {
        let seen = self.seen;
        (move || seen.get().map(&show)).into_any()
    }
}

pub(super) fn columns<H: IntoView + 'static>(
    texts: Texts,
    tick_all: impl FnOnce() -> H + 'static,
    ticked: RwSignal<BTreeSet<Ordinal>>,
) -> Vec<Column<Member>> {
    let head = |label: &'static str, tip: &'static str| move || view! { <span class="tip" tabindex="0" data-tip=tip>{label}</span> };
    vec![
        Column::headed(tick_all, move |member: &Member| tick(texts, member, ticked)).class("table__check"),
        Column::new(texts.rehearse_column_instance(), |member: &Member| {
            member.shown(|seen| identity(Route::details(seen.id.clone()).href(), seen.id, seen.name))
        })
        .class("members__instance")
        .names_row(),
        Column::headed(head(texts.scaling_at_scale_in(), texts.scaling_at_scale_in_tip()), move |member: &Member| {
            let turn = member.turn;
            member.shown(move |seen| fate(texts, seen.fate, turn))
        })
        .class("members__fate"),
        Column::headed(
            head(texts.scaling_scale_in_protection(), texts.scaling_scale_in_stops()),
            move |member: &Member| member.shown(move |seen| guard(texts, seen.guarded)),
        )
        .class("members__guard"),
        Column::headed(
            head(texts.scaling_release_protection(), texts.scaling_release_stops()),
            move |member: &Member| member.shown(move |seen| shield(texts, seen.shield)),
        )
        .class("members__guard"),
        Column::new(texts.scaling_column_origin(), |member: &Member| {
            member.shown(|seen| view! { <CutEnd text=seen.origin /> })
        })
        .class("members__origin"),
        Column::new(texts.scaling_column_status(), |member: &Member| {
            member.shown(|seen| view! { <InstanceStatus status=seen.status /> })
        })
        .class("members__status"),
        Column::new(texts.scaling_column_since(), |member: &Member| {
            member.shown(|seen| view! { <Moment at=seen.created_at /> })
        })
        .class("table__number members__since"),
    ]
}

fn tick(texts: Texts, member: &Member, ticked: RwSignal<BTreeSet<Ordinal>>) -> impl IntoView + use<> {
    let (ordinal, seen, is_ticked) = (member.ordinal, member.seen, member.is_ticked);
    let label = Signal::derive(move || {
        texts.scaling_tick(seen.with(|seen| seen.as_ref().map(|seen| seen.name.clone()).unwrap_or_default()))
    });
    let tick = move |on: bool| {
        ticked.update(|ticked| {
            if on {
                ticked.insert(ordinal);
            } else {
                ticked.remove(&ordinal);
            }
        });
    };
    let checked = Signal::derive(move || Some(is_ticked.get()));
    view! { <Checkbox label label_hidden=true checked on_change=tick /> }
}

/// The member's place in the order of scale-in, and what scale-in does to it.
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
