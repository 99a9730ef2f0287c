//! Where the session asks the rules: one place, so that nothing else depends on how they are called.

use std::sync::Arc;

use crate::{
    codec::commit::Commit,
    rules::{
        Actor, Command, Decision, Event, Meta, UnixMillis, World,
        ids::{request_id, spread},
        rewind::{self, Target},
    },
};

/// Decides a command; changes nothing.
pub(super) fn decide(world: &World, command: &Command, now: UnixMillis, actor: &Actor, request_id: &str) -> Decision {
    crate::rules::decide(world, command, &Meta { now, actor: actor.clone(), request_id: request_id.into() })
}

/// Brings the world to `now`: every due event in order, already put in.
pub(super) fn advance(world: &mut World, now: UnixMillis) -> Vec<Event> {
    let start = spread(world.seed ^ world.next_record.rotate_left(32));
    let mut given = 0u64;
    crate::rules::advance(world, now, &mut || {
        given += 1;
        request_id(start.wrapping_add(given))
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
