//! Change Release Protection Setting, for one or many instances: each with its state before and after, one switch, OK. Instances that
//! cannot get the value are listed with the reason, before and after; never dropped (R2, R11).

use leptos::prelude::*;

use super::{
    lines::{Lines, Shown, failures, named},
    sight::Sight,
};
use crate::{
    context::{Console, Dialog as Asked, Notice, Reply, use_console},
    i18n::{Texts, args},
    pages::parts::{CALLS_SHOWN, CallsPart},
    ui::{Button, ButtonKind, Dialog, DialogSize, Icon, Notice as Told, NoticeKind as Look, Switch, Tone},
};
use latch_ecs::api::equivalent::{Calls, first_calls};
use latch_rules::{
    Answer, Command, Happened, Instance, Marks, Ordinal, Ordinals, World, protection::why_not_changeable,
};

#[component]
pub(super) fn ChangeProtection(who: Ordinals) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let count = who.len();
    let asked = StoredValue::new(Marks::from(&who));
    let who = StoredValue::new(who);
    let (is_busy, failed) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let sight = Sight::new(console, is_busy);
    // What the person chose; until then the switch shows what the eligible instances have in common.
    let chosen: RwSignal<Option<bool>> = RwSignal::new(None);
    let common = Memo::new(move |_| sight.with(|world| asked.with_value(|asked| common_state(world, asked))));
    let target = Signal::derive(move || chosen.get().or(common.get()));
    let reach = Memo::new(move |_| sight.with(|world| asked.with_value(|asked| Reach::of(world, asked, target.get()))));
    let changing = Signal::derive(move || reach.get().changing);
    let ineligible = Signal::derive(move || reach.get().ineligible);
    let why_not = Signal::derive(move || match (chosen.get(), changing.get()) {
        (None, _) if common.get().is_none() => Some(texts.dialogs_choose_first().to_owned()),
        (_, 0) => Some(texts.dialogs_nothing_would_change().to_owned()),
        _ => None,
    });
    let state =
        Signal::derive(move || Some(target.get().map_or(texts.dialogs_mixed(), |on| texts.protection(on)).to_owned()));
    let line = Callback::new(move |ordinal: Ordinal| {
        let to = target.get();
        sight.with(|world| world.any(ordinal).map(|instance| change_line(console, instance, to)).unwrap_or_default())
    });
    let calls = Signal::derive(move || {
        let Some(on) = target.get() else { return Calls::default() };
        let command = Command::ChangeReleaseProtection { who: who.get_value(), on };
        sight.with(|world| first_calls(&command, world, CALLS_SHOWN))
    });
    let confirm = move |()| {
        let Some(on) = target.get_untracked() else { return };
        if is_busy.get_untracked() {
            return;
        }
        let who = who.get_value();
        is_busy.set(true);
        failed.set(None);
        console.send(Command::ChangeReleaseProtection { who: who.clone(), on }, move |reply| {
            // The dialog may have been closed before the answer; its result is shown in any case.
            let is_open = is_busy.try_get_untracked().is_some();
            match reply {
                Err(refusal) if is_open => {
                    is_busy.set(false);
                    failed.set(Some(texts.refusal(&refusal)));
                }
                reply => {
                    if is_open {
                        console.close();
                    }
                    tell(console, &who, on, reply);
                }
            }
        });
    };
    let opened = StoredValue::new(console.peek(|world| asked.with_value(|asked| Seen::of(world, asked))));
    // What others changed since the dialog opened (R15); shown while it is open.
    let meanwhile = Memo::new(move |_| {
        sight.with(|world| asked.with_value(|asked| opened.with_value(|opened| changes(texts, world, asked, opened))))
    });
    view! {
        <Dialog
            title=texts.dialogs_protection_title(count)
            size=DialogSize::Medium
            on_close=move |()| console.close()
            test_id="protection-dialog"
            footer=move || {
                view! {
                    <Button label=texts.common_cancel() on_click=move |()| console.close() />
                    <Button
                        label=texts.common_ok()
                        kind=ButtonKind::Primary
                        busy=is_busy
                        disabled_reason=why_not
                        on_click=confirm
                        test_id="protection-ok"
                    />
                }
            }
        >
            {move || {
                failed.get().map(|text| view! { <Told kind=Look::Error test_id="protection-failed"><p>{text}</p></Told> })
            }}
            {move || {
                let lines = meanwhile.get();
                (!lines.is_empty())
                    .then(|| {
                        view! {
                            <Told kind=Look::Warning title=texts.dialogs_meanwhile() test_id="protection-meanwhile">
                                <ul class="release-changes">{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
                            </Told>
                        }
                    })
            }}
            <div class="dialog__lead">
                <Switch
                    label=texts.dialogs_protection_switch()
                    checked=target
                    state_text=state
                    on_change=move |on| chosen.set(Some(on))
                    test_id="protection-switch"
                />
                <p class="dialog__hint">{texts.dialogs_protection_hint()}</p>
            </div>
            <Show when=move || { target.get() == Some(false) && changing.get() > 0 }>
                <Told kind=Look::Warning><p>{move || texts.dialogs_protection_off_warning(changing.get())}</p></Told>
            </Show>
            <Show when=move || { ineligible.get() > 0 }>
                <Told kind=Look::Info test_id="protection-ineligible"><p>{move || texts.dialogs_ineligible(ineligible.get())}</p></Told>
            </Show>
            <Lines
                caption=texts.dialogs_protection_table()
                who=Signal::stored(vec![who.get_value()])
                line
                heads=(texts.dialogs_column_after(), texts.dialogs_column_note())
                test_id="protection-lines"
            />
            <CallsPart calls none=why_not />
        </Dialog>
    }
}

/// Number of changes by others that are listed one by one.
const TOLD: usize = 5;

/// State when the dialog opened: which instances existed, and which of them were protected.
#[derive(Default)]
struct Seen {
    there: Marks,
    protected: Marks,
}

impl Seen {
    fn of(world: &World, asked: &Marks) -> Self {
        let index = world.index();
        Self { there: asked.and(&index.live), protected: asked.and(&index.protected) }
    }

    fn state(&self, ordinal: Ordinal) -> Option<bool> {
        self.there.contains(ordinal).then(|| self.protected.contains(ordinal))
    }
}

/// Differences from `opened`, one sentence per instance.
fn changes(texts: Texts, world: &World, asked: &Marks, opened: &Seen) -> Vec<String> {
    let now = Seen::of(world, asked);
    let mut changed = opened.there.without(&now.there);
    for more in [
        now.there.without(&opened.there),
        now.protected.without(&opened.protected),
        opened.protected.without(&now.protected),
    ] {
        changed.add(&more);
    }
    let told = changed.iter().take(TOLD).map(|ordinal| {
        let name = world.any(ordinal).map_or("", Instance::called);
        let word = |state: Option<bool>| state.map_or(texts.dialogs_gone(), |on| texts.protection(on));
        texts.dialogs_changed_from_to(args::DialogsChangedFromTo {
            name,
            to: word(now.state(ordinal)),
            was: word(opened.state(ordinal)),
        })
    });
    let more = changed.len().saturating_sub(TOLD);
    told.chain((more > 0).then(|| texts.dialogs_more_changes(more))).collect()
}

/// How many instances a change affects.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct Reach {
    /// Number of instances that get another value; 0 while no value is chosen.
    changing: usize,
    /// Number of instances that cannot get the value.
    ineligible: usize,
}

impl Reach {
    fn of(world: &World, asked: &Marks, to: Option<bool>) -> Self {
        let able = asked.and(&world.index().changeable(to.unwrap_or(true)));
        let already = able.common(&world.index().protected);
        let changing = to.map_or(0, |on| if on { able.len() - already } else { already });
        Self { changing, ineligible: asked.len() - able.len() }
    }
}

/// The state that all protectable instances have in common; `None` if they differ or if there are none.
fn common_state(world: &World, asked: &Marks) -> Option<bool> {
    let able = asked.and(&world.index().changeable(true));
    match able.common(&world.index().protected) {
        _ if able.is_empty() => None,
        0 => Some(false),
        all if all == able.len() => Some(true),
        _ => None,
    }
}

/// "On → Off", "Already on", or why the change is not possible.
fn change_line(console: Console, instance: &Instance, to: Option<bool>) -> (Shown, String) {
    let texts = console.texts();
    let shown = |on: bool, text: String| Shown {
        tone: if on { Tone::Protect } else { Tone::Neutral },
        icon: Some(if on { Icon::ShieldOn } else { Icon::ShieldOff }),
        text,
    };
    let now = texts.protection_of(instance);
    if !instance.is_live() {
        return (
            Shown { tone: Tone::Neutral, icon: Some(Icon::Dash), text: now.to_owned() },
            texts.dialogs_gone().to_owned(),
        );
    }
    if let Some(reason) = why_not_changeable(instance, to.unwrap_or(true)) {
        let stays = Shown { tone: Tone::Neutral, icon: Some(Icon::Dash), text: now.to_owned() };
        return (stays, texts.refusal_text(reason));
    }
    match to {
        None => (shown(instance.protected, now.to_owned()), String::new()),
        Some(to) if to == instance.protected => (shown(to, now.to_owned()), texts.dialogs_unchanged().to_owned()),
        Some(to) => (
            shown(to, texts.dialogs_from_to(args::DialogsFromTo { to: texts.protection(to), was: now })),
            String::new(),
        ),
    }
}

/// Tells the result by name: which instances changed, which were left out and why.
fn tell(console: Console, who: &Ordinals, on: bool, reply: Reply) {
    let texts = console.texts();
    let outcomes = match reply {
        Ok(Answer::Outcomes(outcomes)) => outcomes,
        Ok(_) => Vec::new(),
        Err(refusal) => {
            console.notify(Notice::error(texts.dialogs_protection_failed(who.len())).line(texts.refusal(&refusal)));
            return;
        }
    };
    let mut done = Marks::default();
    outcomes
        .iter()
        .filter(|outcome| outcome.happened == Happened::Done)
        .for_each(|done_for| done.add(&Marks::from(&done_for.who)));
    let done = done.ordinals();
    let refused = failures(&Answer::Outcomes(outcomes));
    let title = if on { texts.dialogs_protection_on(done.len()) } else { texts.dialogs_protection_off(done.len()) };
    let failed: Ordinals =
        refused.iter().filter(|(reason, _)| reason.is_transient()).flat_map(|(_, who)| who.iter()).collect();
    let mut notice = if refused.is_empty() { Notice::success(title) } else { Notice::warning(title) };
    if !done.is_empty() {
        notice = notice.line(console.peek(|world| named(texts, world, &done)));
    }
    if !failed.is_empty() {
        // Instances whose calls failed on the network stay selected, and the notice offers another try.
        console.selection().set(failed.iter().collect());
        let again = failed.clone();
        notice = notice.acting(texts.dialogs_try_again(failed.len()), move || {
            console.open(Asked::ChangeProtection(again.clone()));
        });
    }
    for (reason, left_out) in &refused {
        let names = console.peek(|world| named(texts, world, left_out));
        notice = notice.line(texts.dialogs_left_out(args::DialogsLeftOut {
            count: left_out.len(),
            names,
            reason: texts.refusal_text(*reason),
        }));
    }
    console.notify(notice);
}
