//! Which dialogs are open. Any page opens them through `Console::open`; `app` renders the stack, topmost last.

use super::Offer;
use latch_rules::Ordinals;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Dialog {
    /// Change Release Protection Setting for these instances.
    ChangeProtection(Ordinals),
    /// Release, now or scheduled, for `who`; `hidden` are those of them that the list's filter hides at the moment.
    Release {
        who: Ordinals,
        hidden: Ordinals,
    },
    /// Import of pasted or dropped JSON.
    Import,
    /// Confirms going back to the empty account.
    Reset,
    Help,
    /// Sets the clock to an instant.
    SetClock,
    /// Goes back to the world as it was after that kept commit.
    Rewind(u64),
    /// Another world that the address offers.
    Offer(Offer),
}

impl Dialog {
    /// Whether it is about instances or commits of one world, so that it means nothing in another.
    #[must_use]
    pub fn is_of_one_world(&self) -> bool {
        matches!(self, Self::ChangeProtection(_) | Self::Release { .. } | Self::Rewind(_))
    }

    /// Whether it belongs to the part of the program that rehearsal is.
    #[must_use]
    pub fn is_of_fate(&self) -> bool {
        matches!(self, Self::SetClock | Self::Rewind(_) | Self::Offer(_))
    }
}
