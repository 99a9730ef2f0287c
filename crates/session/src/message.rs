//! Messages between tabs over the channel, and the envelope around them. Data types only; which tab sends what and when is in the rest of
//! `session`.

use serde::{Deserialize, Serialize};

use super::{Known, MemoryReason, Reply, What};
use crate::stored::{frame::SCHEMA, wire};
use latch_rules::Actor;

/// Protocol number of the messages. It goes up with the stored schema, because messages carry stored texts; with every change of a
/// message, raise the number added here. Tabs of an older build are read-only from then on.
pub const PROTOCOL: u32 = SCHEMA + 2;

/// One message, to one tab or to all.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Envelope {
    pub from: Box<str>,
    /// `None`: to all tabs.
    pub to: Option<Box<str>>,
    /// The latest owner's term, as far as the sender knows: messages of an earlier owner are ignored.
    pub term: u64,
    pub say: Message,
}

/// What one tab says to others.
#[allow(clippy::large_enum_variant, reason = "made and written in one breath, never kept")]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Message {
    /// A tab has opened, or noticed a gap: it has everything up to the commit `have` with the mark `mark`, in tables of `generation`;
    /// `begun_by` tells them from other tables of that generation.
    Hello {
        have: u64,
        generation: u64,
        begun_by: Box<str>,
        mark: u64,
    },
    /// A request. `of`: the term of the owner that is asked (a later owner is asked again); `known`: what the asker knew when it first
    /// asked; `again`: it asked before.
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
    /// Stored texts of commits, in order; the first one follows the commit with the mark `after`.
    Commits {
        texts: Vec<String>,
        generation: u64,
        after: u64,
    },
    /// The whole world: the entries that would store it. A follower tab accepts it only from the owner, a tab that is about to become the
    /// owner from any tab.
    State {
        entries: Vec<(String, String)>,
        last: u64,
        mark: u64,
        is_owners: bool,
    },
    /// The owner replaced the world, or wrote it again because stored keys had been removed.
    Replaced {
        number: u64,
        is_restored: bool,
    },
    /// A new owner asks which commits the other tabs have seen.
    WhoKnows {
        have: u64,
    },
    /// Stored texts of the commits that the new owner may lack; the first one follows the commit with the mark `after`.
    Know {
        texts: Vec<String>,
        last: u64,
        after: u64,
    },
    /// A new owner asks a tab that knows more for `State`.
    WantState,
    /// A tab asks the owner for `State`: what it has is of no use.
    WantAll,
    /// The sender is the owner from now on, or still is and the way it stores the world has changed.
    OwnerIs {
        last: u64,
        generation: u64,
        begun_by: Box<str>,
        mark: u64,
        memory: Option<MemoryReason>,
    },
    /// Without Web Locks: is another tab the owner already?
    AnyoneThere,
    /// Without Web Locks: yes, the sender is the owner, or was first.
    Here,
    /// The owner closes.
    Bye,
}

/// The result of reading a text from the channel.
#[allow(clippy::large_enum_variant, reason = "made and taken apart in one breath, never kept")]
#[derive(Clone, PartialEq, Debug)]
pub enum Heard {
    Said(Envelope),
    /// A tab with a newer build spoke.
    Newer,
    /// Not a message of this program, or an older build's.
    Noise,
}

impl Message {
    /// Whether only the owner sends this message.
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
    /// The text for the channel. The sender's protocol number comes first and is read first, since a newer build may write the rest in
    /// another format.
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
