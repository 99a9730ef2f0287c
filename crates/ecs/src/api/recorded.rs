//! The calls of a record, rebuilt from what it keeps: act, parameters and instances. `is_whole` tells whether that is the whole call; a
//! password is kept nowhere (R16).

use super::{equivalent::Calls, operations, writer::Writer};
use latch_rules::{Happened, Instance, Record, World};

/// The calls of a record.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Recorded {
    pub calls: Calls,
    /// Whether the record keeps all parameters that such a call has, a password apart.
    pub is_whole: bool,
}

impl Recorded {
    pub(super) fn whole(calls: Calls) -> Self {
        Self { calls, is_whole: true }
    }

    pub(super) fn part(calls: Calls) -> Self {
        Self { calls, is_whole: false }
    }
}

/// The first `most` calls of a record; empty if no call made it.
#[must_use]
pub fn recorded(record: &Record, world: &World, most: usize) -> Recorded {
    let Some((action, recorded)) = operations::of_act(record.act) else { return Recorded::default() };
    recorded(&Kept { action, record, world, most })
}

/// What a record keeps of the calls that made it.
pub(super) struct Kept<'a> {
    pub(super) action: &'static str,
    pub(super) record: &'a Record,
    pub(super) world: &'a World,
    pub(super) most: usize,
}

impl<'a> Kept<'a> {
    /// A call of the action, sent to the region that the record names, else that of its first instance.
    pub(super) fn call(&self) -> Writer {
        Writer::new(self.action).sent_to(&self.region())
    }

    /// The call with the parameters that the record keeps.
    pub(super) fn said(&self, call: Writer) -> Writer {
        self.record.parameters.iter().fold(call, |call, (name, value)| call.say(name, value))
    }

    /// One call for each instance on which the act was carried out.
    pub(super) fn each(&self) -> Calls {
        let done = self.instances(|happened| happened == Happened::Done);
        Calls::of(done.into_iter(), self.most, |instance| {
            let call = Writer::new(self.action).sent_to(&instance.spec.region).say("InstanceId", &instance.id);
            // An empty time cancels the schedule. The call then has no `AutoReleaseTime`.
            let cancels = |name: &str, value: &str| name == "AutoReleaseTime" && value.is_empty();
            let kept = self.record.parameters.iter().filter(|(name, value)| !cancels(name, value));
            kept.fold(call, |call, (name, value)| call.say(name, value))
        })
    }

    /// The instances with an outcome that `is_meant` accepts, including released ones.
    pub(super) fn instances(&self, is_meant: impl Fn(Happened) -> bool) -> Vec<&'a Instance> {
        let meant = self.record.outcomes.iter().filter(|outcome| is_meant(outcome.happened));
        meant.flat_map(|outcome| outcome.who.iter()).filter_map(|ordinal| self.world.any(ordinal)).collect()
    }

    /// All ids that the call named.
    pub(super) fn ids(&self) -> Vec<Box<str>> {
        let known = self.instances(|_| true).into_iter().map(|instance| instance.id.clone());
        known.chain(self.record.unknown_ids.iter().cloned()).collect()
    }

    pub(super) fn parameter(&self, name: &str) -> Option<&'a str> {
        self.record.parameters.iter().find(|(known, _)| &**known == name).map(|(_, value)| &**value)
    }

    /// The region that the record names, else that of its first instance.
    pub(super) fn region(&self) -> String {
        let ordinals = || self.record.outcomes.iter().flat_map(|outcome| outcome.who.iter());
        let first = || ordinals().find_map(|ordinal| self.world.any(ordinal)).map(|instance| &*instance.spec.region);
        self.parameter("RegionId").or_else(first).unwrap_or_default().to_owned()
    }
}
