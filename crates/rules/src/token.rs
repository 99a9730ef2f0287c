//! `ClientToken`, which prevents a call from being carried out twice (docs/ecs.md 3.4): the used tokens, with the call and what it
//! created. ECS does not document how long it keeps a token; here the last thousand are kept.

use serde::{Deserialize, Serialize};

use super::{
    command::{Answer, Command, Decision},
    decide::{Meta, decide},
    event::Event,
    ordinals::Ordinals,
    refusal::{Reason, Refusal},
    world::World,
};

/// The most tokens that are kept; a new one replaces the oldest.
pub const MOST_TOKENS: usize = 1_000;

/// A token of a call that succeeded. Of the request it holds only a fingerprint.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Used {
    /// Running number; the oldest token has the lowest.
    pub number: u64,
    /// The fingerprint of the action and its parameters: equal calls have equal fingerprints.
    pub fingerprint: u64,
    /// The instances that the call created.
    pub created: Ordinals,
}

impl Used {
    /// The answer of the first call, again. Instances that were forgotten since are left out.
    fn answer(&self, world: &World) -> Answer {
        if self.created.is_empty() {
            return Answer::Done;
        }
        let ids = self.created.iter().filter_map(|ordinal| world.any(ordinal)).map(|instance| instance.id.clone());
        Answer::Created(ids.collect())
    }
}

/// Decides a command unless its token was used before. In that case an equal call gets the first answer and changes nothing, and a
/// different call is refused. A call that fails leaves its token unused.
pub(super) fn once(world: &World, token: &str, fingerprint: u64, command: &Command, meta: &Meta) -> Decision {
    if let Some(used) = world.tokens.get(token) {
        let answer = if used.fingerprint == fingerprint {
            Ok(used.answer(world))
        } else {
            Err(Refusal::field(Reason::TokenMismatch, "ClientToken"))
        };
        return Decision { events: Vec::new(), answer };
    }
    let mut decision = decide(world, command, meta);
    if decision.answer.is_ok() {
        let uses = uses(world, token, fingerprint, &decision.events);
        decision.events.extend(uses);
    }
    decision
}

/// The event that stores the token, after the event that drops the oldest token where there are too many.
fn uses(world: &World, token: &str, fingerprint: u64, events: &[Event]) -> Vec<Event> {
    let numbers = world.tokens.values().map(|used| used.number);
    let number = numbers.max().map_or(1, |last| last.saturating_add(1));
    let mut created = events.iter().filter_map(|event| match event {
        Event::Created { first, instances } => Some(Ordinals::range(*first, instances.len() as u32)),
        _ => None,
    });
    let used = Used { number, fingerprint, created: created.next_back().unwrap_or_default() };
    let oldest = world.tokens.iter().min_by_key(|(_, used)| used.number).filter(|_| world.tokens.len() >= MOST_TOKENS);
    let gone =
        oldest.map(|(token, used)| Event::TokenChanged { token: token.clone(), to: None, was: Some(used.clone()) });
    gone.into_iter().chain([Event::TokenChanged { token: token.into(), to: Some(used), was: None }]).collect()
}

#[cfg(test)]
mod test {
    use super::*;
    use crate::{Actor, UnixMillis, command::NewInstances, sample::sample};

    const NOW: UnixMillis = UnixMillis(1_800_000_000_000);

    fn order(name: &str) -> Command {
        let order = NewInstances {
            region: "cn-hangzhou".into(),
            instance_type: "ecs.g6.large".into(),
            image_id: "aliyun_3_x64_20G_alibase_20210425.vhd".into(),
            amount: 2,
            name: name.into(),
            ..NewInstances::default()
        };
        Command::RunInstances(Box::new(order))
    }

    fn call(world: &mut World, token: &str, fingerprint: u64, command: Command) -> Result<Answer, Refusal> {
        let command = Command::Once { token: token.into(), fingerprint, command: Box::new(command) };
        let meta = Meta { now: NOW, actor: Actor::Api, request_id: "R".into() };
        let decision = decide(world, &command, &meta);
        for event in &decision.events {
            world.apply(event);
        }
        decision.answer
    }

    #[test]
    fn the_same_call_with_the_same_token_is_carried_out_once_and_answered_alike() {
        let mut world = sample(NOW);
        let before = world.live_count();
        let first = call(&mut world, "t", 1, order("web")).unwrap();
        assert_eq!(call(&mut world, "t", 1, order("web")), Ok(first));
        assert_eq!(world.live_count(), before + 2);
    }

    #[test]
    fn another_call_with_the_same_token_is_refused_and_does_nothing() {
        let mut world = sample(NOW);
        call(&mut world, "t", 1, order("web")).unwrap();
        let before = world.live_count();
        let refused = call(&mut world, "t", 2, order("db")).unwrap_err();
        assert_eq!(refused.reason, Reason::TokenMismatch);
        assert_eq!(world.live_count(), before);
        assert!(call(&mut world, "other", 2, order("db")).is_ok());
    }

    #[test]
    fn a_call_that_fails_leaves_its_token_unused() {
        let mut world = sample(NOW);
        assert!(call(&mut world, "t", 1, order("a")).is_err());
        assert!(call(&mut world, "t", 2, order("web")).is_ok());
    }

    #[test]
    fn the_oldest_token_gives_way_and_comes_back_when_walked_back() {
        let mut world = sample(NOW);
        for number in 0..MOST_TOKENS as u64 {
            let used = Used { number, fingerprint: 0, created: Ordinals::default() };
            world.apply(&Event::TokenChanged { token: number.to_string().into(), to: Some(used), was: None });
        }
        let before = world.tokens.clone();
        let command = Command::Once { token: "new".into(), fingerprint: 1, command: Box::new(order("web")) };
        let meta = Meta { now: NOW, actor: Actor::Api, request_id: "R".into() };
        let events = decide(&world, &command, &meta).events;
        events.iter().for_each(|event| world.apply(event));
        assert_eq!(world.tokens.len(), MOST_TOKENS);
        assert!(!world.tokens.contains_key("0") && world.tokens.contains_key("new"));
        events.iter().rev().flat_map(Event::inverse).for_each(|event| world.apply(&event));
        assert_eq!(world.tokens, before);
    }
}
