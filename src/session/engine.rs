//! Where the session asks the rules: one place, so that nothing else depends on how they are called.

use std::sync::Arc;

use crate::{
    codec::commit::Commit,
    rules::{
        Actor, Command, Decision, Event, Meta, UnixMillis, World,
        ids::spread,
        rewind::{self, Target},
    },
};

/// Decides a command; changes nothing.
pub(super) fn decide(world: &World, command: &Command, now: UnixMillis, actor: &Actor, request_id: &str) -> Decision {
    crate::rules::decide(world, command, &Meta { now, actor: actor.clone(), request_id: request_id.into() })
}

/// Brings the world to `now`: every due event in order, already put in.
pub(super) fn advance(world: &mut World, now: UnixMillis) -> Vec<Event> {
    // One is asked for with every record. It follows from the record's number alone, so that it is the same whether the world was
    // brought here in one step or in many.
    let (seed, mut number) = (world.seed, world.next_record);
    crate::rules::advance(world, now, &mut || {
        let id = made_request_id(spread(seed ^ number.rotate_left(32)));
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

/// A request id for what nobody asked for, in the shape that ECS gives them. From the world itself, so that it replays.
fn made_request_id(number: u64) -> Box<str> {
    let (high, low) = (spread(number), spread(!number));
    let part =
        |from: u64, shift: u32, digits: usize| format!("{:0digits$X}", from >> shift & ((1 << (digits * 4)) - 1));
    let parts = [part(high, 32, 8), part(high, 16, 4), part(high, 0, 4), part(low, 48, 4), part(low, 0, 12)];
    parts.join("-").into()
}

#[cfg(test)]
mod test {
    use super::made_request_id;

    #[test]
    fn made_request_ids_look_like_given_ones() {
        let id = made_request_id(7);
        let lengths: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert!(id.chars().all(|c| c == '-' || c.is_ascii_digit() || c.is_ascii_uppercase()));
    }
}
