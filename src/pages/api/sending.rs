//! A call that was sent, and its answer as the history keeps it.

use super::history::{self, Entry};
use crate::context::{Called, Console};
use latch_ecs::api::{equivalent::Call, errors, operations::Operation};

/// A call that was sent and has no answer yet, its secrets masked.
pub struct Sent {
    pub operation: &'static Operation,
    /// By flat wire names.
    pub pairs: Vec<(String, String)>,
    /// The parameters as they were sent, as JSON.
    pub params: String,
}

/// The history entry of a call and its answer.
#[must_use]
pub fn entry(console: Console, sent: Sent, called: Called) -> Entry {
    let action = sent.operation.name;
    let code = called.refusal.as_ref().map(|refusal| errors::wire(action, refusal).code.into_owned());
    Entry {
        number: 0,
        at: console.now_untracked(),
        call: Call { action, region: region_of(console, &sent.pairs), params: sent.pairs },
        params: sent.params,
        deeds: console.peek(|world| history::deeds(world, &called.request_id)),
        request_id: called.request_id,
        status: called.status,
        code: code.unwrap_or_default(),
        body: called.body,
        refusal: called.refusal,
    }
}

/// The region that the call names, else that of the instance that the call names.
fn region_of(console: Console, pairs: &[(String, String)]) -> String {
    let said = |name: &str| pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    let of_instance = || {
        let id = said("InstanceId").or_else(|| said("InstanceId.1"))?;
        console.peek(|world| world.find_any(&id).map(|(_, instance)| instance.spec.region.to_string()))
    };
    said("RegionId").or_else(of_instance).unwrap_or_default()
}
