//! The operations on one instance: which there are, why one is not possible now, and running it. The rules decide what is possible.

use leptos::prelude::*;

use crate::{
    context::{Console, Dialog, Notice, Reply},
    i18n::{Texts, args},
};
use latch_rules::{
    Answer, Command, Happened, Instance, Ordinal, Ordinals, Reason, World, command::Power, decide::why_not_power,
    instance::ChargeType, protection::why_not_changeable,
};

/// An operation on the instance of the page.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Operation {
    Start,
    Stop,
    Restart,
    Release,
    ChangeProtection,
    Schedule,
    CancelSchedule,
}

/// The operations, grouped as in the row menu.
pub(super) const STATUS: [Operation; 4] = [Operation::Start, Operation::Stop, Operation::Restart, Operation::Release];
pub(super) const SETTINGS: [Operation; 3] =
    [Operation::ChangeProtection, Operation::Schedule, Operation::CancelSchedule];

impl Operation {
    pub(super) fn label(self, texts: Texts) -> &'static str {
        match self {
            Self::Start => texts.power(Power::Start),
            Self::Stop => texts.power(Power::Stop),
            Self::Restart => texts.power(Power::Reboot),
            Self::Release => texts.details_release(),
            Self::ChangeProtection => texts.details_change_protection(),
            Self::Schedule => texts.details_change_schedule(),
            Self::CancelSchedule => texts.details_cancel_schedule(),
        }
    }

    /// Further words by which a search finds the operation.
    pub(super) fn keywords(self, texts: Texts) -> &'static str {
        match self {
            Self::Start => texts.details_keywords_start(),
            Self::Stop => texts.details_keywords_stop(),
            Self::Restart => texts.details_keywords_restart(),
            Self::Release => texts.details_keywords_release(),
            Self::ChangeProtection => texts.details_keywords_protection(),
            Self::Schedule | Self::CancelSchedule => texts.details_keywords_schedule(),
        }
    }

    fn power(self) -> Option<Power> {
        match self {
            Self::Start => Some(Power::Start),
            Self::Stop => Some(Power::Stop),
            Self::Restart => Some(Power::Reboot),
            Self::Release | Self::ChangeProtection | Self::Schedule | Self::CancelSchedule => None,
        }
    }
}

/// Why the operation is not possible now, as a sentence; updates with the instance. Releasing is always offered: its dialog explains (R4,
/// R5).
pub(super) fn why_not(console: Console, ordinal: Ordinal, operation: Operation) -> Signal<Option<String>> {
    let texts = console.texts();
    Memo::new(move |_| console.with(|world| world.get(ordinal).and_then(|one| why(texts, world, one, operation))))
        .into()
}

fn why(texts: Texts, world: &World, one: &Instance, operation: Operation) -> Option<String> {
    let is_prepaid = one.spec.charge == ChargeType::PrePaid;
    let words = |reason| texts.reason_and_remedy(reason);
    match operation {
        Operation::Start | Operation::Stop | Operation::Restart => {
            let power = operation.power()?;
            let reason = why_not_power(one, power, world)?;
            let status = || texts.status(world.shown_status(one));
            Some(match (reason, power) {
                (Reason::IncorrectStatus, Power::Start) => texts.list_why_start(status()),
                (Reason::IncorrectStatus, Power::Stop | Power::Reboot) => texts.list_why_stop(status()),
                _ => words(reason),
            })
        }
        Operation::Release if is_prepaid && !one.is_expired() => Some(words(Reason::ChargeTypeViolation)),
        Operation::Release => None,
        Operation::ChangeProtection => why_not_changeable(one, !one.protected).map(words),
        Operation::Schedule if is_prepaid => Some(texts.details_subscription_no_schedule().to_owned()),
        Operation::Schedule => None,
        Operation::CancelSchedule if one.auto_release_at.is_none() => Some(texts.details_no_schedule().to_owned()),
        Operation::CancelSchedule => None,
    }
}

/// Runs the operation, or opens its dialog.
pub(super) fn run(console: Console, ordinal: Ordinal, operation: Operation) {
    let who = Ordinals::one(ordinal);
    match operation {
        Operation::Start | Operation::Stop | Operation::Restart => {
            if let Some(power) = operation.power() {
                console.send(Command::ChangePowerOf { who, power }, move |reply| {
                    tell(console, ordinal, operation, reply, console.texts());
                });
            }
        }
        Operation::Release | Operation::Schedule => {
            console.open(Dialog::Release { who, hidden: Ordinals::default() });
        }
        Operation::ChangeProtection => console.open(Dialog::ChangeProtection(who)),
        Operation::CancelSchedule => {
            let id = console.peek(|world| world.get(ordinal).map(|one| one.id.clone()));
            if let Some(id) = id {
                console.send(Command::SetAutoReleaseTime { id, at: None }, move |reply| {
                    tell(console, ordinal, operation, reply, console.texts());
                });
            }
        }
    }
}

/// Tells the result: done, or why not.
fn tell(console: Console, ordinal: Ordinal, operation: Operation, reply: Reply, texts: Texts) {
    let name = console.peek(|world| world.any(ordinal).map(|one| one.called().to_owned()));
    let name = name.unwrap_or_default();
    let why = match reply {
        Err(refusal) => Some(texts.refusal_text(refusal.reason)),
        Ok(Answer::Outcomes(outcomes)) => outcomes.iter().find_map(|outcome| match outcome.happened {
            Happened::Refused(reason) => Some(texts.refusal_text(reason)),
            _ => None,
        }),
        Ok(_) => None,
    };
    console.notify(match why {
        Some(why) => {
            Notice::error(texts.details_failed(args::DetailsFailed { act: operation.label(texts), name: &name }))
                .line(why)
        }
        None => Notice::success(match operation {
            Operation::Start => texts.details_power_sent_start(&name),
            Operation::Stop => texts.details_power_sent_stop(&name),
            Operation::Restart => texts.details_power_sent_restart(&name),
            _ => texts.details_schedule_cancelled(&name),
        }),
    });
}
