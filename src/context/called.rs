//! The result of an API call, as a page shows it. Plain data; `app` carries the call out.

use latch_rules::Refusal;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Called {
    /// The records of what the call did carry the same id.
    pub request_id: String,
    /// HTTP status.
    pub status: u16,
    /// The JSON of the answer, one field a line.
    pub body: String,
    /// Why the call was refused, if it was.
    pub refusal: Option<Refusal>,
}
