//! Which dialogs are open. Any page opens them through `Console::open`; `app` renders the stack, topmost last.

use crate::rules::Ordinals;

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
}
