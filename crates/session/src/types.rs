//! What goes into a session and what comes out of it. Plain data; the meaning is in `Session::handle`.

use serde::{Deserialize, Serialize};

use super::make::{MakeProblem, Maker, Wanted};
use crate::stored::keys::Key;
use latch_ecs::import::{Progress, Summary};
use latch_rules::{Actor, Answer, Command, Event, Field, Reason, Refusal, ReleasePlan, UnixMillis};

/// The number that a tab gives to each of its requests.
pub type RequestNumber = u64;

/// What is asked for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum What {
    Command(Command),
    /// Another world in this one's place, which the owner makes: import, sample fleet, reset.
    Make(Box<Wanted>),
}

/// What happens to a session.
#[derive(Clone, Debug)]
pub enum Input {
    /// The first input: every key of this folder without its prefix, with its text; the units that the origin's other keys take;
    /// and the length of the prefix.
    Started { entries: Vec<(String, String)>, others: usize, prefix: usize },
    /// The first input where the browser denies storage.
    Denied,
    /// A request of this tab.
    Ask { id: RequestNumber, actor: Actor, request_id: Box<str>, what: What },
    /// The timer that `WakeAfter` set.
    Woke,
    /// This tab holds the lock of the folder from now on.
    LockGranted,
    /// Another page took the lock that this tab held, or its request for it.
    LockLost,
    /// The browser has no Web Locks.
    NoLocks,
    /// A text from the channel.
    Heard(String),
    /// The answer to `ReadStore`; as in `Started`.
    StoreRead { entries: Vec<(String, String)>, others: usize, prefix: usize },
    /// The browser does not let `ReadStore` be carried out.
    StoreUnreadable,
    /// All writes of a ticket are done. `sizes`: each key written with its units, or nothing for a removed one.
    Persisted { ticket: u64, sizes: Vec<(String, Option<usize>)> },
    /// A write of a ticket failed; those in `sizes` were done before it, none after it.
    PersistFailed { ticket: u64, why: WriteFailure, sizes: Vec<(String, Option<usize>)> },
    /// The keys that are stored now, and the units of their texts: somebody may have removed some.
    StoreSeen { sizes: Vec<(String, usize)> },
    /// What makes worlds, after `WantMaker`; nothing where it cannot be had.
    Maker(Option<Maker>),
    /// The browser has time; after `IdleSoon`.
    Idle,
    /// The next piece of a long work; after `GoOnSoon`.
    GoOn,
    /// A person wants no world any more of those that this tab asked for.
    StopMaking,
    /// The browser stops the page: nothing happens in it until `Resumed`. What waited to be written is written.
    Frozen,
    /// The page goes on.
    Resumed,
    /// The page goes away.
    Closing,
}

/// What a session wants done.
#[allow(clippy::large_enum_variant, reason = "made and carried out in one breath, never kept")]
#[derive(Clone, Debug)]
pub enum Output {
    /// The world changed.
    Show(Change),
    /// Who writes and where to has changed.
    Status(Status),
    /// Have `Session::writes(ticket)` written, in order, and say how it went. `bulky`: after the next paint; else at once.
    Persist {
        ticket: u64,
        bulky: bool,
    },
    /// Read all keys again and give them in `StoreRead`, or say `StoreUnreadable`, in the same task.
    ReadStore,
    /// Put this text on the channel.
    Tell(String),
    Reply {
        id: RequestNumber,
        reply: Reply,
    },
    /// Set the one timer, in place of an earlier one.
    WakeAfter {
        millis: i64,
    },
    /// Ask for the lock of this folder; `LockGranted` or `NoLocks` answers, sooner or later.
    AskLock,
    /// Give the lock, or the request for it, back.
    LeaveLock,
    /// Something that a person should be told.
    Notify(Notice),
    /// Give `Idle` when the browser has time.
    IdleSoon,
    /// Give `GoOn` in a task of its own, as soon as what the page was asked meanwhile is done.
    /// `own`: how far the world is that this tab asked for.
    GoOnSoon {
        own: Option<Progress>,
    },
    /// A world is to be made: fetch what makes them and give it in `Maker`.
    WantMaker,
}

/// One write to localStorage.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Write {
    Set { name: String, text: String },
    Remove { name: String },
}

impl Write {
    /// Sets a key.
    #[must_use]
    pub fn set(key: Key, text: String) -> Self {
        Self::Set { name: key.name(), text }
    }

    /// Removes a key.
    #[must_use]
    pub fn remove(name: String) -> Self {
        Self::Remove { name }
    }
}

/// Why a write failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum WriteFailure {
    /// No room: the old value still stands.
    Full,
    /// The browser refused for another reason, or keeps something else than what was written.
    Denied,
}

/// What of the world changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// Release protection, records, groups: nothing that makes lists longer, shorter or otherwise ordered.
    Protection,
    Anything,
    /// It is another world: what was meant by ordinals is others now.
    World,
}

impl Change {
    #[must_use]
    pub(super) fn of(events: &[Event]) -> Self {
        let is_slight = |event: &Event| match event {
            Event::Changed { to, .. } => matches!(to, Field::Protected(_)),
            Event::Created { .. }
            | Event::Uncreated { .. }
            | Event::Forgotten { .. }
            | Event::AccountChanged { .. }
            | Event::ClockChanged { .. } => false,
            Event::GroupChanged { .. }
            | Event::TokenChanged { .. }
            | Event::PolicyChanged { .. }
            | Event::TurnedBack { .. }
            | Event::IdsGiven { .. }
            | Event::Recorded { .. } => true,
        };
        if events.iter().all(is_slight) { Self::Protection } else { Self::Anything }
    }
}

/// What this tab may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// It does not know yet who writes. Requests wait.
    Starting,
    /// It has the lock and makes sure that nothing is missing. Requests wait.
    Settling,
    /// It decides and writes.
    Owner,
    /// Another tab decides and writes; requests go there.
    Follower,
    /// It shows, and refuses requests.
    ReadOnly(ReadOnlyReason),
}

/// Why a tab changes nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReadOnlyReason {
    /// What is kept was written by a newer build.
    NewerSchema,
    /// Something kept could not be read. The tab with the lock may still put another world in its place.
    Damaged,
    /// Without Web Locks, another tab was first.
    OtherTab,
    /// A tab with a newer build is open: reload.
    NewerBuild,
}

/// Why nothing is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum MemoryReason {
    /// The browser denies storage.
    Denied,
    /// Storage is full and no room could be made.
    Full,
    /// The browser did not let the storage be read when this world's owner took over: more may be kept than the world has, so it
    /// must never be written over that.
    Unread,
}

/// What a page shows of the session: who writes, and what is wrong with storage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Status {
    pub role: Role,
    /// Nothing is kept from some commit on; nothing = all is well.
    pub memory: Option<MemoryReason>,
    /// How often what was kept was found removed, and was written anew.
    pub restored: u32,
}

impl Status {
    /// Whether requests are answered without waiting for more to be known.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        !matches!(self.role, Role::Starting | Role::Settling)
    }

    /// Whether nothing can be changed in this tab.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        matches!(self.role, Role::ReadOnly(_))
    }
}

/// Why a request was not carried out, other than by a rule of the product.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Trouble {
    /// Both worlds do not fit side by side: start anew first, or import less.
    NoRoom,
    /// The browser did not keep the new world as it was written: the former one stands.
    NotKept,
    /// The program's part that carries commands out could not be fetched: nothing was done.
    NotLoaded,
    /// The owner that was asked is gone, and whether it carried the request out can no longer be known.
    OutcomeUnknown,
    /// Whoever asked did not want it any more: nothing was done. Only a tab tells itself.
    Stopped,
}

/// What a request came to.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Reply {
    pub result: Result<Answer, Refusal>,
    /// With `Reason::PlanChanged`: what a release would do now.
    pub plan: Option<ReleasePlan>,
    /// With a refusal: what stood against it besides the rules.
    pub trouble: Option<Trouble>,
    /// Of a world that was asked for: what came, or why none could be made. Nothing where that is not known any more.
    pub made: Option<Result<Summary, MakeProblem>>,
}

impl Reply {
    /// A command was decided.
    #[must_use]
    pub fn of(result: Result<Answer, Refusal>) -> Self {
        Self { result, plan: None, trouble: None, made: None }
    }

    /// A command is refused.
    #[must_use]
    pub fn refused(refusal: Refusal) -> Self {
        Self::of(Err(refusal))
    }

    /// Not carried out, for another reason than the rules.
    #[must_use]
    pub fn in_trouble(trouble: Trouble) -> Self {
        Self { trouble: Some(trouble), ..Self::refused(Refusal::whole(Reason::ReadOnly)) }
    }

    /// No world could be made.
    #[must_use]
    pub fn not_made(problem: MakeProblem) -> Self {
        let reason = if problem == MakeProblem::Changed { Reason::PlanChanged } else { Reason::ReadOnly };
        Self { made: Some(Err(problem)), ..Self::refused(Refusal::whole(reason)) }
    }
}

/// What a person should be told, once, when it happens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Notice {
    /// From here on nothing is kept: offer the export.
    MemoryOnly {
        why: MemoryReason,
    },
    /// What was in memory only is kept again.
    KeptAgain,
    /// Little room is left.
    RoomShort {
        used: usize,
        room: usize,
    },
    /// The oldest records gave way; those before this number are gone.
    RecordsForgotten {
        before: u64,
    },
    /// Records before this number should be stored and are not.
    RecordsLost {
        before: u64,
    },
    /// These keys could not be read; nothing is written over them.
    Damaged {
        keys: Vec<String>,
    },
    NewerSchema {
        schema: u32,
    },
    /// Without Web Locks: another tab writes.
    OtherTabWrites,
    /// Reload: another tab has a newer build.
    NewerBuild,
    /// Another page took the lock from this tab, which wrote until now.
    LockLost,
    /// What was kept had been removed; it is written anew.
    Restored,
    /// The last change lies so many real milliseconds ahead of the clock: time stands still until then.
    TimeStands {
        millis: i64,
    },
}

/// Whether what is shown is what is stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stands {
    /// It is, and stays so by itself until this real instant: nothing falls due before.
    Until(UnixMillis),
    /// It is being written.
    NotYet,
    /// Another tab writes, or nobody.
    Not,
}
