//! The dialogs of the acts on a group. Each shows what `decide` expects of the act, then sends it.

use leptos::prelude::*;

use super::attach::Attach;
use crate::{
    context::use_console,
    i18n::{Texts, args},
    pages::rehearse::{ActDialog, Done, Foreseen, Foresight},
    ui::{FieldWidth, TextField, TextKind},
};
use latch_rules::{Command, Ordinals, World, instance::Spec, query::members, refusal::Reason};

/// Range of the number of instances per act; the rules refuse any other number.
const LEAST: f64 = 1.0;
const MOST: f64 = 100.0;

/// An act on a group.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Act {
    Out,
    In,
    Attach,
    /// Sets or cancels the group's own protection.
    Guard(Ordinals, bool),
    TakeOut(Ordinals),
}

/// The dialog of an act; open while mounted.
#[component]
pub fn GroupAct(group: String, act: Act, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    match act {
        Act::Out => view! { <Scale group out=true on_close /> }.into_any(),
        Act::In => view! { <Scale group out=false on_close /> }.into_any(),
        Act::Attach => view! { <Attach group on_close /> }.into_any(),
        Act::Guard(who, guarded) => view! { <OfMembers group who guarded=Some(guarded) on_close /> }.into_any(),
        Act::TakeOut(who) => view! { <OfMembers group who guarded=None on_close /> }.into_any(),
    }
}

/// Scale-out and scale-in by a number of instances.
#[component]
fn Scale(group: String, out: bool, on_close: Callback<()>) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let amount = RwSignal::new("1".to_owned());
    // Invalid text counts as 0, which is out of range; the rules then refuse it.
    let number = Memo::new(move |_| amount.with(|text| text.trim().parse::<u32>().unwrap_or(0)));
    let of_group = group.clone();
    let commands = Memo::new(move |_| {
        let (group, amount) = (of_group.as_str().into(), number.get());
        vec![if out { Command::ScaleOut { group, amount } } else { Command::ScaleIn { group, amount } }]
    });
    let sight = Foresight::new(console, commands.into(), false);
    let error = Signal::derive(move || {
        let refused = sight.shown.with(|seen| seen.refusal.as_ref().map(|refusal| refusal.reason));
        refused.filter(|reason| *reason == Reason::AmountOutOfRange).map(|reason| texts.refusal_text(reason))
    });
    let of_group = group.clone();
    let rest = Signal::derive(move || {
        let chosen = sight.shown.with(|seen| (seen.refusal.is_none(), seen.len()));
        let (false, (true, listed)) = (out, chosen) else { return new_ones(texts, &sight.shown.get()) };
        let others = console.with(|world: &World| members(world, &of_group).count()).saturating_sub(listed);
        (others > 0).then(|| texts.scaling_rest(others))
    });
    let (title, lead, button): (String, &'static str, Signal<String>) = if out {
        (texts.scaling_out_title(&group), texts.scaling_out_lead(), {
            Signal::derive(move || texts.scaling_out_button(number.get()))
        })
    } else {
        (texts.scaling_in_title(&group), texts.scaling_in_lead(), {
            Signal::derive(move || texts.scaling_in_button(number.get()))
        })
    };
    view! {
        <ActDialog title=title.clone() lead sight button rest act=title on_close>
            <TextField
                label=texts.scaling_amount()
                value=amount
                on_input=move |text| amount.set(text)
                kind=TextKind::Number { min: LEAST, max: MOST }
                width=FieldWidth::Short
                hint=Some(texts.scaling_amount_hint().to_owned())
                error
                autofocus=true
                test_id="amount"
            />
        </ActDialog>
    }
}

/// The instances that scale-out would create.
fn new_ones(texts: Texts, seen: &Foreseen) -> Option<String> {
    let spec: &Spec = seen.like.as_deref()?;
    Some(texts.scaling_new(args::ScalingNew { count: seen.created, kind: &spec.instance_type, zone: &spec.zone }))
}

/// An act on named members: changing the group's own protection, or removing them.
#[component]
fn OfMembers(group: String, who: Ordinals, guarded: Option<bool>, on_close: Callback<()>) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let count = who.len();
    let ids: Vec<Box<str>> =
        console.peek(|world| who.iter().filter_map(|o| world.get(o)).map(|one| one.id.clone()).collect());
    let id = group.as_str().into();
    let command = match guarded {
        Some(guarded) => Command::SetInstancesProtection { group: id, ids, guarded },
        None => Command::RemoveInstances { group: id, ids },
    };
    let sight = Foresight::new(console, Signal::stored(vec![command]), false);
    let (title, lead, done) = match guarded {
        Some(true) => (texts.scaling_guard_title(count), texts.scaling_guard_lead(), Done::Guarded),
        Some(false) => (texts.scaling_unguard_title(count), texts.scaling_unguard_lead(), Done::Unguarded),
        None => (texts.scaling_take_out_title(count), texts.scaling_take_out_lead(), Done::Changes),
    };
    view! { <ActDialog title=title.clone() lead sight button=title.clone() done act=title on_close /> }
}
