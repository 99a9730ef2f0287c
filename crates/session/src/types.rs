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
    /// Another world in place of the present one; the owner makes it: import, sample fleet, reset.
    Make(Box<Wanted>),
}

/// What happens to a session.
#[derive(Clone, Debug)]
pub enum Input {
    /// The first input. `entries`: every key of this folder without its prefix, with its text; `others`: the units that the origin's
    /// other keys take; `prefix`: the length of the prefix.
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
    /// The browser refused the read that `ReadStore` asked for.
    StoreUnreadable,
    /// All writes of a ticket are done. `sizes`: each key written with its units, `None` for a removed key.
    Persisted { ticket: u64, sizes: Vec<(String, Option<usize>)> },
    /// A write of a ticket failed. `sizes`: the writes that were done before it; none was done after it.
    PersistFailed { ticket: u64, why: WriteFailure, sizes: Vec<(String, Option<usize>)> },
    /// The keys that are stored now, and the units of their texts: somebody may have removed some.
    StoreSeen { sizes: Vec<(String, usize)> },
    /// The answer to `WantMaker`: the function that makes worlds, or `None` if it could not be loaded.
    Maker(Option<Maker>),
    /// The browser is idle; the answer to `IdleSoon`.
    Idle,
    /// The next piece of a long work; the answer to `GoOnSoon`.
    GoOn,
    /// A person cancels all worlds that this tab asked for and that are not made yet.
    StopMaking,
    /// The browser freezes the page: nothing runs in it until `Resumed`. All waiting writes were done before.
    Frozen,
    /// The page runs again after `Frozen`.
    Resumed,
    /// The page closes.
    Closing,
}

/// What a session wants done.
#[allow(clippy::large_enum_variant, reason = "made and carried out in one breath, never kept")]
#[derive(Clone, Debug)]
pub enum Output {
    /// The world changed.
    Show(Change),
    /// The status changed: who writes, or where to.
    Status(Status),
    /// Write `Session::writes(ticket)`, in order, then give `Persisted` or `PersistFailed`. `bulky`: after the next paint; else at once.
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
    /// Set the only timer; it replaces an earlier one.
    WakeAfter {
        millis: i64,
    },
    /// Ask for the lock of this folder; `LockGranted` or `NoLocks` answers, sooner or later.
    AskLock,
    /// Release the lock, or withdraw the request for it.
    LeaveLock,
    /// Something that a person should be told.
    Notify(Notice),
    /// Give `Idle` when the browser has time.
    IdleSoon,
    /// Give `GoOn` in a task of its own, after all requests that came meanwhile. `own`: progress of the world, if this tab asked for it.
    GoOnSoon {
        own: Option<Progress>,
    },
    /// A world is to be made: load the code that makes worlds and give it in `Input::Maker`.
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
    /// The browser refused for another reason, or a read gives another text than was written.
    Denied,
}

/// Which part of the world changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// Only release protection, records or groups: no list gets longer, shorter or another order.
    Protection,
    Anything,
    /// Another world is in place: ordinals now mean other instances.
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
    /// The tab does not know yet which tab is the owner. Requests wait.
    Starting,
    /// The tab is about to become the owner and collects commits that it may lack. Requests wait.
    Settling,
    /// This tab decides and writes.
    Owner,
    /// Another tab decides and writes; requests go there.
    Follower,
    /// The tab shows the world and refuses requests.
    ReadOnly(ReadOnlyReason),
}

/// Why a tab is read-only.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReadOnlyReason {
    /// A newer build wrote the stored keys.
    NewerSchema,
    /// A stored key could not be read. The tab with the lock may still put another world in its place.
    Damaged,
    /// Without Web Locks, another tab was first.
    OtherTab,
    /// A tab with a newer build is open: reload.
    NewerBuild,
}

/// Why changes are in memory only.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum MemoryReason {
    /// The browser denies storage.
    Denied,
    /// Storage is full and no room could be made.
    Full,
    /// The browser did not let the storage be read when this world's owner took over. Storage may hold more than this world, so this
    /// world must never be written over it.
    Unread,
}

/// What a page shows of the session: who writes, and what is wrong with storage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Status {
    pub role: Role,
    /// Why nothing is stored from some commit on; `None`: everything is stored.
    pub memory: Option<MemoryReason>,
    /// How often stored keys were found removed and everything was written again.
    pub restored: u32,
}

impl Status {
    /// Whether requests are answered without waiting until the owner is known.
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
    /// The old and the new world do not fit side by side: reset first, or import less.
    NoRoom,
    /// The browser did not keep the new world as it was written: the former world stays.
    NotKept,
    /// The part of the program that carries out the request could not be loaded: nothing was done.
    NotLoaded,
    /// The owner that was asked is gone, and whether it carried the request out can no longer be known.
    OutcomeUnknown,
    /// The person cancelled the request: nothing was done. A tab sends this only to itself.
    Stopped,
}

/// The result of a request.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Reply {
    pub result: Result<Answer, Refusal>,
    /// With `Reason::PlanChanged`: what a release would do now.
    pub plan: Option<ReleasePlan>,
    /// With a refusal: the cause, if it was not a rule.
    pub trouble: Option<Trouble>,
    /// For a requested world: its summary, or why none could be made. `None` for a command, and if the result is no longer known.
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
    /// The oldest records were removed to make room; those before this number are gone.
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
    /// Stored keys had been removed; everything was written again.
    Restored,
    /// The last commit is this many real milliseconds ahead of the clock: virtual time stands still until then.
    TimeStands {
        millis: i64,
    },
}

/// Whether storage holds exactly the shown world.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stands {
    /// It does, and stays so without a command until this real instant: nothing falls due before.
    Until(UnixMillis),
    /// It is being written.
    NotYet,
    /// Another tab writes, or nobody.
    Not,
}
