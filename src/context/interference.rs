//! What another, simulated person does while a dialog is open, so that a rehearsal shows what happens when two people do not coordinate.
//! Data only; the dialogs start it, the simulation page sets it.

use latch_rules::instance::Tag;

/// What the other person does to an instance of the dialog.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Meddling {
    Protect,
    Unprotect,
    Stop,
    Release,
    AddTag(Tag),
}

/// Who does what, and when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Interference {
    /// The other person's name.
    pub name: String,
    pub does: Meddling,
    /// Milliseconds after the dialog has opened.
    pub after_ms: u32,
    /// Whether it is done to every instance of the dialog; otherwise to the first one on which it is possible.
    pub all: bool,
    /// Whether it happens each time a dialog opens; otherwise only the next time.
    pub again: bool,
}
