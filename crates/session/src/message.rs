//! What tabs tell each other over the channel, and the envelope around it. Shapes only; who says what when is the rest of
//! `session`.

use serde::{Deserialize, Serialize};

use super::{Known, MemoryReason, Reply, What};
use crate::stored::{frame::SCHEMA, wire};
use latch_rules::Actor;

/// Goes up with the stored schema, for messages carry stored texts, and with every change of the messages themselves: then the number here
/// is raised. Tabs of an older build only show from then on.
pub const PROTOCOL: u32 = SCHEMA + 2;

/// One message, to one tab or to all.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Envelope {
    pub from: Box<str>,
    /// Nothing = to all.
    pub to: Option<Box<str>>,
    /// The latest owner's term, as far as the sender knows: what an earlier owner says counts no more.
    pub term: u64,
    pub say: Message,
}

/// What one tab says to others.
#[allow(clippy::large_enum_variant, reason = "made and written in one breath, never kept")]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Message {
    /// A tab has come, or noticed a gap: it knows everything up to `have`, whose mark is `mark`, of the tables of `generation` that
    /// `begun_by` tells from others of that number.
    Hello {
        have: u64,
        generation: u64,
        begun_by: Box<str>,
        mark: u64,
    },
    /// Please do this. `of`: the term of the owner that is asked, for another one is asked again; `known`: what the asker knew when it
    /// first asked; `again`: it asked before.
    Ask {
        of: u64,
        id: u64,
        actor: Actor,
        request_id: Box<str>,
        what: Box<What>,
        known: Known,
        again: bool,
    },
    Answered {
        id: u64,
        reply: Reply,
    },
    /// Stored texts of commits, in order, to stand on the commit with the mark `after`.
    Commits {
        texts: Vec<String>,
        generation: u64,
        after: u64,
    },
    /// All there is: the entries that would store it. Who follows takes it from the owner alone, who is about to own from any.
    State {
        entries: Vec<(String, String)>,
        last: u64,
        mark: u64,
        is_owners: bool,
    },
    /// The owner replaced the world, or wrote it anew because what was kept had been removed.
    Replaced {
        number: u64,
        is_restored: bool,
    },
    /// A new owner asks what others have seen.
    WhoKnows {
        have: u64,
    },
    /// Stored texts of the commits that the new owner may lack, to stand on the commit with the mark `after`.
    Know {
        texts: Vec<String>,
        last: u64,
        after: u64,
    },
    /// A new owner asks a tab that knows more for `State`.
    WantState,
    /// A tab asks the owner for `State`: what it has is of no use.
    WantAll,
    /// I own the world from now on, or I still do and something about keeping it has changed.
    OwnerIs {
        last: u64,
        generation: u64,
        begun_by: Box<str>,
        mark: u64,
        memory: Option<MemoryReason>,
    },
    /// Without Web Locks: does anybody write already?
    AnyoneThere,
    /// Without Web Locks: yes, I do, or I came first.
    Here,
    /// The writer closes.
    Bye,
}

/// What can be told of a text from the channel.
#[allow(clippy::large_enum_variant, reason = "made and taken apart in one breath, never kept")]
#[derive(Clone, PartialEq, Debug)]
pub enum Heard {
    Said(Envelope),
    /// A tab with a newer build spoke.
    Newer,
    /// Not ours, or an older build's.
    Noise,
}

impl Message {
    /// Whether only the owner says so.
    pub(super) fn is_owners(&self) -> bool {
        match self {
            Self::State { is_owners, .. } => *is_owners,
            other => matches!(
                other,
                Self::Answered { .. } | Self::Commits { .. } | Self::Replaced { .. } | Self::OwnerIs { .. }
            ),
        }
    }
}

impl Envelope {
    /// The text for the channel: the sender's protocol, which is read before the rest, for a newer build may write that otherwise.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{PROTOCOL} {}", wire::write(self))
    }
}

/// Reads a text from the channel. Total.
#[must_use]
pub fn hear(text: &str) -> Heard {
    let Some((protocol, body)) = text.split_once(' ') else { return Heard::Noise };
    match protocol.parse::<u32>() {
        Ok(protocol) if protocol > PROTOCOL => Heard::Newer,
        Ok(PROTOCOL) => wire::read(body).map_or(Heard::Noise, Heard::Said),
        _ => Heard::Noise,
    }
}
