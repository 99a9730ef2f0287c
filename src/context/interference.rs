//! What another, simulated person does while a dialog stands open: so that whoever rehearses sees what happens when two people do
//! not talk. Data only; the dialogs start it, the simulation page sets it.

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
    /// To every instance of the dialog, otherwise to the first that it can be done to.
    pub all: bool,
    /// Each time a dialog opens, otherwise only the next time.
    pub again: bool,
}
