//! The status of an instance and its shield. Shape and text carry the meaning, colour only repeats it. Decides nothing.

use leptos::prelude::*;

use crate::{
    context::use_console,
    ui::{Badge, Icon, Status, Tone},
};
use latch_rules::{Instance, world::ShownStatus};

/// The icon and the colour of a status.
#[must_use]
pub fn status_look(status: ShownStatus) -> (Icon, Tone) {
    match status {
        ShownStatus::Running => (Icon::Running, Tone::Protect),
        ShownStatus::Stopped => (Icon::Stopped, Tone::Neutral),
        ShownStatus::Pending | ShownStatus::Starting | ShownStatus::Stopping => (Icon::Spinner, Tone::Accent),
        ShownStatus::Locked => (Icon::Padlock, Tone::Gap),
        ShownStatus::Expired | ShownStatus::OverdueReclaiming | ShownStatus::ToBeReleased => (Icon::Clock, Tone::Gap),
    }
}

/// A status as the console shows it.
#[component]
pub fn InstanceStatus(status: ShownStatus) -> impl IntoView {
    let (icon, tone) = status_look(status);
    view! { <Status icon tone text=use_console().texts().status(status) /> }
}

/// State of the shield.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Shield {
    #[default]
    Off,
    On,
    /// On, with the number of causes that can release the instance despite protection.
    OnWithGaps(usize),
    /// The instance cannot have release protection (R2).
    NotApplicable,
}

impl Shield {
    /// `gaps`: number of causes that can release this instance despite protection.
    #[must_use]
    pub fn of(instance: &Instance, gaps: usize) -> Self {
        match (instance.protected, gaps) {
            (true, 0) => Self::On,
            (true, gaps) => Self::OnWithGaps(gaps),
            (false, _) if instance.is_protectable() => Self::Off,
            (false, _) => Self::NotApplicable,
        }
    }
}

/// The shield with its word (On, Off or Not applicable), and the number of gaps beside it.
#[component]
pub fn ProtectionShield(shield: Shield) -> impl IntoView {
    let texts = use_console().texts();
    let (icon, tone, text) = match shield {
        Shield::On => (Icon::ShieldOn, Tone::Protect, texts.labels_protection_on()),
        Shield::OnWithGaps(_) => (Icon::ShieldGap, Tone::Gap, texts.labels_protection_on()),
        Shield::Off => (Icon::ShieldOff, Tone::Neutral, texts.labels_protection_off()),
        Shield::NotApplicable => (Icon::Dash, Tone::Neutral, texts.labels_protection_not_applicable()),
    };
    let gaps = if let Shield::OnWithGaps(count) = shield { Some(texts.labels_gaps(count)) } else { None };
    view! {
        <Status icon tone text />
        {gaps.map(|text| view! { <Badge text tone=Tone::Gap /> })}
    }
}
