//! Events: each states the new values absolutely, together with the values they replace. `World::apply` applies an event; `inverse`
//! undoes it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    instance::{Instance, Locks, Membership, Release, Spec, Status, StoppedMode, Tag},
    ordinals::{Ordinal, Ordinals},
    record::Record,
    scaling::ScalingGroup,
    time::{Clock, UnixMillis},
    token::Used,
    world::Account,
};

/// One attribute of an instance and its value.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Field {
    Protected(bool),
    Status(Status, Option<UnixMillis>),
    StoppedMode(StoppedMode),
    AutoReleaseAt(Option<UnixMillis>),
    ExpiresAt(Option<UnixMillis>),
    ReclaimAt(Option<UnixMillis>),
    StartedAt(Option<UnixMillis>),
    Locks(Locks),
    Name(Box<str>),
    Description(Box<str>),
    HostName(Box<str>),
    Spec(Arc<Spec>),
    Tags(Arc<Vec<Tag>>),
    Member(Option<Membership>),
    Released(Option<Release>),
}

/// A change of the world. `World::apply` applies it, `inverse` undoes it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Event {
    /// Instances were created, with ordinals from `first` on.
    Created {
        first: Ordinal,
        instances: Vec<Instance>,
    },
    /// The creation of these instances was undone.
    Uncreated {
        first: Ordinal,
        instances: Vec<Instance>,
    },
    /// `to` is the new value for all of `who`; `was` are the former values in the order of `who`, as runs `(how many, value)`.
    Changed {
        who: Ordinals,
        to: Field,
        was: Vec<(u32, Field)>,
    },
    AccountChanged {
        to: Account,
        was: Account,
    },
    ClockChanged {
        to: Clock,
        was: Clock,
    },
    GroupChanged {
        id: Arc<str>,
        to: Option<ScalingGroup>,
        was: Option<ScalingGroup>,
    },
    /// A `ClientToken` was used, or dropped.
    TokenChanged {
        token: Box<str>,
        to: Option<Used>,
        was: Option<Used>,
    },
    /// Ids up to this number were given out. Never decreases.
    IdsGiven {
        upto: u64,
    },
    /// A record was added (R14). Never undone.
    Recorded {
        record: Record,
    },
    /// The oldest records, and released instances that only they named, were forgotten. Never undone.
    Forgotten {
        records_before: u64,
        who: Ordinals,
    },
    /// The tags whose instances must have release protection changed.
    PolicyChanged {
        to: Vec<Tag>,
        was: Vec<Tag>,
    },
    /// The world went back to the instant of an earlier commit; the events before this one undo what came after that commit. Never undone
    /// itself: going back further is another `TurnedBack`.
    TurnedBack {
        to: UnixMillis,
    },
}

impl Event {
    /// The events that undo this one. Empty for events that are never undone: records, given ids, forgotten records, `TurnedBack`.
    #[must_use]
    pub fn inverse(&self) -> Vec<Self> {
        match self {
            Self::Created { first, instances } => {
                vec![Self::Uncreated { first: *first, instances: instances.clone() }]
            }
            Self::Uncreated { first, instances } => {
                vec![Self::Created { first: *first, instances: instances.clone() }]
            }
            Self::Changed { who, to, was } => former(who, was)
                .into_iter()
                .map(|(who, former)| {
                    let count = who.len() as u32;
                    Self::Changed { who, to: former, was: vec![(count, to.clone())] }
                })
                .collect(),
            Self::AccountChanged { to, was } => vec![Self::AccountChanged { to: *was, was: *to }],
            Self::ClockChanged { to, was } => vec![Self::ClockChanged { to: *was, was: *to }],
            Self::GroupChanged { id, to, was } => {
                vec![Self::GroupChanged { id: Arc::clone(id), to: was.clone(), was: to.clone() }]
            }
            Self::TokenChanged { token, to, was } => {
                vec![Self::TokenChanged { token: token.clone(), to: was.clone(), was: to.clone() }]
            }
            Self::PolicyChanged { to, was } => vec![Self::PolicyChanged { to: was.clone(), was: to.clone() }],
            Self::IdsGiven { .. } | Self::Recorded { .. } | Self::Forgotten { .. } | Self::TurnedBack { .. } => {
                Vec::new()
            }
        }
    }
}

/// How many different former values are searched for an equal one.
const FEW_KINDS: usize = 32;

/// The instances that had each former value. Equal values are merged, so that undoing a change of a mixed fleet takes a few events
/// instead of one for every run.
fn former(who: &Ordinals, was: &[(u32, Field)]) -> Vec<(Ordinals, Field)> {
    let mut members = who.iter();
    let mut kinds: Vec<(Ordinals, Field)> = Vec::new();
    for (count, value) in was {
        let run = members.by_ref().take(*count as usize);
        match kinds.iter_mut().take(FEW_KINDS).find(|(_, known)| known == value) {
            Some((all, _)) => run.for_each(|ordinal| all.insert(ordinal)),
            None => kinds.push((run.collect(), value.clone())),
        }
    }
    kinds
}
