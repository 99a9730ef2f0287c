//! Browsers may compile a function of the program when it is called for the first time. What a person does first to many instances would
//! wait for that, so it is done before, while nobody waits.

use super::{Input, Instant, Session, What};
use latch_rules::{Actor, Command, Event, Ordinals, ReleasePlan, release_plan::When};

/// Enough instances that every other one is a map of bits.
const SOME: usize = 128;

impl Session {
    /// Goes through changes of release protection and a release in a session that keeps nothing and has copies of a few instances.
    /// How many commits came of it.
    pub fn warm_up(&self, now: Instant) -> u64 {
        let protectable = self.world.live().filter(|(_, instance)| instance.is_protectable());
        let instances = protectable.take(SOME).map(|(_, instance)| instance.clone()).collect();
        let mut copy = Self::new("warm-up");
        copy.handle(Input::Denied, now);
        copy.world.apply(&Event::Created { first: 0, instances });
        let who: Ordinals = copy.world.live().map(|(ordinal, _)| ordinal).step_by(2).collect();
        for on in [true, false] {
            copy.warm(Command::ChangeReleaseProtection { who: who.clone(), on }, now);
        }
        let plan = ReleasePlan::make(&copy.world, &who, When::Now);
        copy.warm(Command::Release { plan }, now);
        copy.last
    }

    fn warm(&mut self, command: Command, now: Instant) {
        let (actor, what) = (Actor::Console, What::Command(command));
        self.handle(Input::Ask { id: self.last, actor, request_id: "".into(), what }, now);
    }
}

#[cfg(test)]
mod test {
    use crate::{Instant, Session};
    use latch_rules::{UnixMillis, World, sample::sample};

    const NOW: UnixMillis = UnixMillis(1_795_000_000_000);

    fn warmed(world: World) -> u64 {
        let mut session = Session::new("test");
        session.world = world;
        session.warm_up(Instant { real: NOW, steady: 0 })
    }

    #[test]
    fn everything_that_it_goes_through_is_carried_out() {
        assert_eq!(warmed(sample(NOW)), 3);
    }

    #[test]
    fn an_account_without_instances_has_nothing_to_go_through() {
        assert_eq!(warmed(World::empty()), 0);
    }
}
