//! Closes a gap of release protection with one click. `rules::gaps` finds the gaps; this module sends the command and tells the result.

use std::sync::Arc;

use crate::{
    context::{Console, Notice, Reply, Route},
    i18n::{Texts, args},
};
use latch_rules::{Actor, Answer, Command, Gap, Happened, Ordinal, command::SecurityEffect};

/// Remedy for a gap.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Remedy {
    CancelSchedule,
    /// Lets the group protect the instance from scale-in.
    Guard(Arc<str>),
    PayUp,
    Unlock,
    /// No command helps; links to the group, which can remove the instance.
    SeeGroup(Arc<str>),
}

impl Remedy {
    /// The remedy for a gap, if there is one.
    #[must_use]
    pub fn of(gap: &Gap) -> Option<Self> {
        match gap {
            Gap::AutoReleaseTime { .. } | Gap::AutoReleaseTimeSuspended { .. } => Some(Self::CancelSchedule),
            Gap::Arrears { .. } => Some(Self::PayUp),
            Gap::ScaleIn { group, .. } => Some(Self::Guard(Arc::clone(group))),
            Gap::RemovedFromGroup { group, .. } => Some(Self::SeeGroup(Arc::clone(group))),
            Gap::SecurityLock => Some(Self::Unlock),
            Gap::SpotReclaim { .. } | Gap::SubscriptionExpiry { .. } => None,
        }
    }

    #[must_use]
    pub fn label(&self, texts: Texts) -> &'static str {
        match self {
            Self::CancelSchedule => texts.details_cancel_schedule(),
            Self::Guard(_) => texts.gaps_guard(),
            Self::PayUp => texts.gaps_pay_up(),
            Self::Unlock => texts.gaps_unlock(),
            Self::SeeGroup(_) => texts.gaps_see_group(),
        }
    }

    /// Applies the remedy to the instance.
    pub fn run(&self, console: Console, ordinal: Ordinal) {
        let found =
            console.peek(|world| world.get(ordinal).map(|one| (one.id.clone(), Box::<str>::from(one.called()))));
        let Some((id, name)) = found else { return };
        let (actor, command) = match self {
            Self::CancelSchedule => (Actor::Console, Command::SetAutoReleaseTime { id, at: None }),
            Self::Guard(group) => {
                let ids = vec![id];
                (Actor::Simulation, Command::SetInstancesProtection { group: Arc::clone(group), ids, guarded: true })
            }
            Self::PayUp => (Actor::Simulation, Command::AccountSettled),
            Self::Unlock => (Actor::Simulation, Command::SecurityViolation { id, effect: SecurityEffect::Unlock }),
            Self::SeeGroup(group) => return console.go(&Route::ScalingGroup { id: group.to_string() }),
        };
        let remedy = self.clone();
        console.send_as(actor, command, move |reply| console.notify(remedy.told(console.texts(), &name, reply)));
    }

    fn told(&self, texts: Texts, name: &str, reply: Reply) -> Notice {
        match reply {
            Err(refusal) => Notice::error(texts.details_failed(args::DetailsFailed { act: self.label(texts), name }))
                .line(texts.refusal(&refusal)),
            Ok(answer) => match self {
                Self::CancelSchedule | Self::SeeGroup(_) => Notice::success(texts.details_schedule_cancelled(name)),
                Self::Guard(group) => Notice::success(texts.gaps_guarded(args::GapsGuarded { group, name })),
                Self::Unlock => Notice::success(texts.gaps_unlocked(name)),
                Self::PayUp => {
                    let lives_on = match answer {
                        Answer::Outcomes(all) => {
                            let done = all.iter().filter(|outcome| outcome.happened == Happened::Done);
                            done.map(|outcome| outcome.who.len()).sum()
                        }
                        _ => 0,
                    };
                    Notice::success(texts.gaps_paid(lives_on))
                }
            },
        }
    }
}
