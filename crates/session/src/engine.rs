//! The one place where the session calls the rules, so that nothing else depends on how they are called.

use std::sync::Arc;

use crate::stored::commit::Commit;
use latch_rules::{
    Actor, Command, Decision, Event, Meta, UnixMillis, World,
    ids::{request_id, spread},
    rewind::{self, Target},
};

/// Decides a command; changes nothing.
pub(super) fn decide(world: &World, command: &Command, now: UnixMillis, actor: &Actor, request_id: &str) -> Decision {
    latch_rules::decide(world, command, &Meta { now, actor: actor.clone(), request_id: request_id.into() })
}

/// Brings the world to `now` and returns every event that was due, in order; all are already applied.
pub(super) fn advance(world: &mut World, now: UnixMillis) -> Vec<Event> {
    // Each new record asks for a request id. The id follows from the seed and the record's number alone, so that it is the same whether
    // the world was brought here in one step or in many.
    let (seed, mut number) = (world.seed, world.next_record);
    latch_rules::advance(world, now, &mut || {
        let id = request_id(spread(seed ^ number.rotate_left(32)));
        number += 1;
        id
    })
}

/// The events that bring back the world of `target`, given the commits after it, newest first.
pub(super) fn undo<'c>(
    world: &World,
    later: impl Iterator<Item = &'c Arc<Commit>>,
    target: Target,
    real_now: UnixMillis,
    actor: &Actor,
    request_id: &str,
) -> Vec<Event> {
    let meta = Meta { now: target.at, actor: actor.clone(), request_id: request_id.into() };
    rewind::undo(world, later.map(|commit| commit.events.as_slice()), target, &meta, real_now)
}
