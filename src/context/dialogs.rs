//! Which dialogs are open. Any page opens them through `Console::open`; `app` renders the stack, topmost last.

use super::Offer;
use latch_rules::Ordinals;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Dialog {
    /// Change Release Protection Setting for these instances.
    ChangeProtection(Ordinals),
    /// Release, now or scheduled, for `who`; `hidden` are the instances among them that the list's filter hides at the moment.
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
    /// Rewinds to the world as it was after the stored commit with this number.
    Rewind(u64),
    /// The columns of the instance list and how dense it is. Of the list that is on the page.
    ListSettings,
    /// The filter of that list.
    ListFilter,
    /// Offers the other world that the address contains.
    Offer(Offer),
}

impl Dialog {
    /// Whether the dialog is about instances or commits of one world, so that it is meaningless in another.
    #[must_use]
    pub fn is_of_one_world(&self) -> bool {
        matches!(self, Self::ChangeProtection(_) | Self::Release { .. } | Self::Rewind(_))
    }

    /// Whether the dialog belongs to the rehearsal part of the program (`Fate`).
    #[must_use]
    pub fn is_of_fate(&self) -> bool {
        matches!(self, Self::SetClock | Self::Rewind(_) | Self::Offer(_))
    }
}
