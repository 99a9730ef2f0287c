//! Actions of the list: the menus of a row and of the batch bar, starting, stopping, restarting, and opening the dialogs. Tells the result
//! by name. Contains no rules.

use leptos::prelude::*;

use super::state::ListState;
use crate::{
    context::{Console, Dialog, Notice, NoticeKind, Reply, Route},
    i18n::{Texts, args},
    pages::parts::Remedy,
    ui::{MenuEntry, MenuItem},
};
use latch_rules::{
    Answer, ChargeType, Command, Happened, Instance, Ordinal, Ordinals, Outcome, Reason, World, command::Power,
    decide::why_not_power, protection::why_not_changeable,
};

/// Number of instances that are named in a sentence; the others are counted.
const NAMED: usize = 3;

/// The menu of a row: the documented tree. A disabled item says why; releasing a protected instance stays enabled, and its dialog explains.
pub(super) fn row_menu(state: ListState, ordinal: Ordinal) -> Vec<MenuEntry> {
    let texts = state.console.texts();
    let why = |power| {
        state.console.peek(|world| world.get(ordinal).and_then(|instance| why_no_power(texts, world, instance, power)))
    };
    let power = |label: &str, power| {
        MenuItem::new(label, move || change_power(state, Ordinals::one(ordinal), power, false))
            .disabled(why(power))
            .into()
    };
    let why_no_release = state.console.peek(|world| world.get(ordinal).and_then(|i| why_no_release(texts, i)));
    let release =
        MenuItem::new(texts.list_release(), move || open_release(state, Ordinals::one(ordinal), Ordinals::default()))
            .disabled(why_no_release)
            .into();
    let why_no_change = state.console.peek(|world| {
        let reason = world.get(ordinal).and_then(|instance| why_not_changeable(instance, !instance.protected));
        reason.map(|reason| texts.reason(reason).to_owned())
    });
    let protection =
        MenuItem::new(texts.list_change_protection(), move || open_protection(state, Ordinals::one(ordinal)))
            .disabled(why_no_change)
            .into();
    let has_schedule =
        state.console.peek(|world| world.get(ordinal).is_some_and(|instance| instance.auto_release_at.is_some()));
    let mut settings = vec![protection];
    if has_schedule {
        let cancel = move || Remedy::CancelSchedule.run(state.console, ordinal);
        settings.push(MenuItem::new(Remedy::CancelSchedule.label(texts), cancel).into());
    }
    let console = state.console;
    let why = MenuItem::new(texts.why_link(), move || {
        let id = console.peek(|world| world.any(ordinal).map(|instance| instance.id.to_string()));
        console.go(&Route::ReleasedOne { id: id.unwrap_or_default() });
    });
    vec![
        MenuEntry::group(
            texts.list_group_status(),
            vec![
                power(texts.list_start(), Power::Start),
                power(texts.list_stop(), Power::Stop),
                power(texts.list_restart(), Power::Reboot),
                release,
            ],
        ),
        MenuEntry::group(texts.list_group_settings(), settings),
        why.test_id("row-why").into(),
    ]
}

/// The More menu of the batch bar.
pub(super) fn batch_menu(state: ListState) -> Vec<MenuEntry> {
    let texts = state.console.texts();
    let protection = MenuItem::new(texts.list_change_protection(), move || open_protection(state, state.chosen().0));
    let console = state.console;
    let of_selection = Route::Forecast { of: "selection".to_owned(), search: String::new() };
    let forecast = MenuItem::new(texts.why_forecast(), move || console.go(&of_selection)).test_id("batch-forecast");
    vec![MenuEntry::group(texts.list_group_settings(), vec![protection.into()]), forecast.into()]
}

pub(super) fn open_protection(state: ListState, who: Ordinals) {
    state.console.open(Dialog::ChangeProtection(who));
}

/// `hidden`: those of `who` that the search hides at the moment.
pub(super) fn open_release(state: ListState, who: Ordinals, hidden: Ordinals) {
    state.console.open(Dialog::Release { who, hidden });
}

/// Starts, stops or restarts, and tells the result. `is_batch`: those that failed stay selected, the others do not.
pub(super) fn change_power(state: ListState, who: Ordinals, power: Power, is_batch: bool) {
    send_power(state.console, who, power, is_batch);
}

fn send_power(console: Console, who: Ordinals, power: Power, is_batch: bool) {
    console.send(Command::ChangePowerOf { who: who.clone(), power }, move |reply| {
        let told = console.peek(|world| Some(tell(console.texts(), world, &who, power, reply)));
        let Some((mut notice, refused, lost)) = told else { return };
        if !lost.is_empty() {
            let label = console.texts().list_try_again(lost.len());
            notice = notice.acting(label, move || send_power(console, lost.clone(), power, is_batch));
        }
        if is_batch {
            console.selection().set(refused.iter().collect());
        }
        console.notify(notice);
    });
}

/// The notice, the refused instances, and those whose call was lost on the network.
fn tell(texts: Texts, world: &World, who: &Ordinals, power: Power, reply: Reply) -> (Notice, Ordinals, Ordinals) {
    let outcomes = match reply {
        Ok(Answer::Outcomes(outcomes)) => outcomes,
        Ok(_) => vec![Outcome { who: who.clone(), protected: false, happened: Happened::Done }],
        Err(refusal) => {
            let title = none_done(texts, power, who.len());
            let lost = if refusal.reason.is_transient() { who.clone() } else { Ordinals::default() };
            return (Notice::error(title).line(texts.refusal(&refusal)), who.clone(), lost);
        }
    };
    let (mut done, mut refused) = (Vec::new(), Vec::<(Reason, Vec<Ordinal>)>::new());
    for outcome in &outcomes {
        match outcome.happened {
            Happened::Refused(reason) => match refused.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, all)) => all.extend(outcome.who.iter()),
                None => refused.push((reason, outcome.who.iter().collect())),
            },
            _ => done.extend(outcome.who.iter()),
        }
    }
    let failed: Ordinals = refused.iter().flat_map(|(_, all)| all.iter().copied()).collect::<Vec<_>>().into();
    let lost = refused.iter().filter(|(reason, _)| reason.is_transient()).flat_map(|(_, all)| all.iter().copied());
    let lost: Ordinals = lost.collect::<Vec<_>>().into();
    let mut notice = match (done.len(), failed.len()) {
        (count, 0) => Notice::success(all_done(texts, power, count)),
        (0, count) => Notice::new(NoticeKind::Error, none_done(texts, power, count)),
        (count, others) => Notice::warning(part_done(texts, power, count, count + others)),
    };
    if !done.is_empty() {
        notice = notice.line(texts.list_done_line(named(texts, world, done.into())));
    }
    for (reason, all) in refused {
        notice = notice.line(texts.list_refused_line(args::ListRefusedLine {
            names: named(texts, world, all.into()),
            reason: texts.reason(reason),
        }));
    }
    (notice, failed, lost)
}

fn all_done(texts: Texts, power: Power, count: usize) -> String {
    match power {
        Power::Start => texts.list_power_start_done(count),
        Power::Stop => texts.list_power_stop_done(count),
        Power::Reboot => texts.list_power_restart_done(count),
    }
}

fn part_done(texts: Texts, power: Power, number: usize, total: usize) -> String {
    match power {
        Power::Start => texts.list_power_start_part(args::ListPowerStartPart { number, total }),
        Power::Stop => texts.list_power_stop_part(args::ListPowerStopPart { number, total }),
        Power::Reboot => texts.list_power_restart_part(args::ListPowerRestartPart { number, total }),
    }
}

fn none_done(texts: Texts, power: Power, count: usize) -> String {
    match power {
        Power::Start => texts.list_power_start_none(count),
        Power::Stop => texts.list_power_stop_none(count),
        Power::Reboot => texts.list_power_restart_none(count),
    }
}

/// The first few by name, the rest by number: "web-1, web-2, web-3 and 98 more".
fn named(texts: Texts, world: &World, who: Ordinals) -> String {
    let names: Vec<&str> =
        who.iter().filter_map(|ordinal| world.any(ordinal)).take(NAMED).map(Instance::called).collect();
    let more = who.len().saturating_sub(names.len());
    let names = names.join(texts.list_name_separator());
    if more == 0 { names } else { texts.list_and_more(args::ListAndMore { names, number: texts.number(more) }) }
}

/// Why an instance cannot be started, stopped or restarted now; if its status is the reason, with the required status.
fn why_no_power(texts: Texts, world: &World, instance: &Instance, power: Power) -> Option<String> {
    let reason = why_not_power(instance, power, world)?;
    let status = || texts.status(world.shown_status(instance));
    Some(match (reason, power) {
        (Reason::IncorrectStatus, Power::Start) => texts.list_why_start(status()),
        (Reason::IncorrectStatus, Power::Stop | Power::Reboot) => texts.list_why_stop(status()),
        _ => texts.reason(reason).to_owned(),
    })
}

/// Why neither a release now nor a scheduled one is possible (R12): a running subscription. The dialog explains every other reason.
fn why_no_release(texts: Texts, instance: &Instance) -> Option<String> {
    let is_running_subscription = instance.spec.charge == ChargeType::PrePaid && !instance.is_expired();
    is_running_subscription.then(|| texts.reason(Reason::ChargeTypeViolation).to_owned())
}
