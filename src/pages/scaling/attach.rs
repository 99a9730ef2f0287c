//! Adds instances to a group by hand: which ones, and whether the group manages their life cycle.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::{
    context::use_console,
    i18n::Texts,
    pages::rehearse::{ActDialog, Chooser, Done, Foresight},
    ui::Checkbox,
};
use latch_rules::{ChargeType, Command, Ordinal, Reason};

/// Maximum number of instances per act; the rules refuse more.
const MOST: usize = 100;

#[component]
pub(super) fn Attach(group: String, on_close: Callback<()>) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let chosen: RwSignal<BTreeSet<Ordinal>> = RwSignal::new(BTreeSet::new());
    let entrusted = RwSignal::new(false);
    let of_group = group.clone();
    let commands = Memo::new(move |_| {
        let who = chosen.get();
        let ids = console.peek(|world| {
            who.iter().filter_map(|ordinal| world.get(*ordinal)).map(|one| one.id.clone()).collect::<Vec<_>>()
        });
        let command = Command::AttachInstances { group: of_group.as_str().into(), ids, entrusted: entrusted.get() };
        if who.is_empty() { Vec::new() } else { vec![command] }
    });
    let sight = Foresight::new(console, commands.into(), false);
    let why_not =
        Signal::derive(move || chosen.with(BTreeSet::is_empty).then(|| texts.scaling_choose_first().to_owned()));
    let subscription = Callback::new(move |ordinal: Ordinal| {
        let is_subscription =
            console.peek(|world| world.get(ordinal).is_some_and(|one| one.spec.charge == ChargeType::PrePaid));
        (entrusted.get() && is_subscription).then(|| texts.scaling_subscription_not_entrusted().to_owned())
    });
    let lead = Signal::derive(move || {
        if entrusted.get() { texts.scaling_attach_lead_entrusted() } else { texts.scaling_attach_lead() }.to_owned()
    });
    let button = Signal::derive(move || texts.scaling_attach_button(chosen.with(BTreeSet::len)));
    let title = texts.scaling_attach_title(&group);
    view! {
        <ActDialog title=title.clone() lead sight button why_not done=Done::Joins words=not_entrusted act=title on_close>
            <Checkbox
                label=texts.scaling_entrust()
                checked=Signal::derive(move || Some(entrusted.get()))
                on_change=move |on| entrusted.set(on)
                hint=Some(texts.scaling_entrust_hint().to_owned())
                test_id="entrust"
            />
            <Chooser
                label=texts.scaling_attach_who()
                chosen
                of=|_, one| one.member.is_none()
                why_not=subscription
                most=MOST
                nobody=texts.scaling_attach_nobody()
                test_id="attach-chooser"
            />
        </ActDialog>
    }
}

/// For attaching, `ChargeTypeViolation` is about the life cycle, not about releasing.
fn not_entrusted(texts: Texts, reason: Reason) -> Option<&'static str> {
    (reason == Reason::ChargeTypeViolation).then(|| texts.scaling_subscription_not_entrusted())
}
