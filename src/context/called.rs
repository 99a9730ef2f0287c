//! What a call of the API came to, as a page shows it. Plain data; who carries it out is `app`.

use latch_rules::Refusal;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Called {
    /// The records of what the call did have it too.
    pub request_id: String,
    /// HTTP status.
    pub status: u16,
    /// The JSON of the answer, one field a line.
    pub body: String,
    /// Why it was refused, if it was.
    pub refusal: Option<Refusal>,
}
