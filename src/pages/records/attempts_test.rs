//! Which records count as attempts, and how they are found.

use super::{Target, attempts, count};
use crate::{
    i18n::{Language, Texts},
    pages::records::{
        causes::{filtered_by, from_slug},
        search::Needle,
    },
};
use latch_rules::{
    Actor, Event, Happened, Instance, Ordinals, Outcome, Reason, Record, Status, UnixMillis, World,
    protection::Because, record::Act,
};

const TEXTS: Texts = Texts(Language::En);

fn instance(id: &str, name: &str) -> Instance {
    Instance {
        id: id.into(),
        name: name.into(),
        host_name: "".into(),
        description: "".into(),
        spec: Default::default(),
        tags: Default::default(),
        private_ip: "".into(),
        public_ip: "".into(),
        eip: "".into(),
        created_at: UnixMillis(0),
        started_at: None,
        status: Status::Running,
        settles_at: None,
        stopped_mode: Default::default(),
        protected: false,
        auto_release_at: None,
        expires_at: None,
        reclaim_at: None,
        locks: Default::default(),
        member: None,
        released: None,
    }
}

fn record(number: u64, actor: Actor, act: Act, outcomes: &[(u32, Happened)]) -> Event {
    let outcome = |(ordinal, happened): &(u32, Happened)| Outcome {
        who: Ordinals::one(*ordinal),
        protected: false,
        happened: *happened,
    };
    Event::Recorded {
        record: Record {
            number,
            at: UnixMillis(0),
            actor,
            act,
            request_id: "REQ".into(),
            outcomes: outcomes.iter().map(outcome).collect(),
            unknown_ids: if number == 4 { vec!["i-none".into()] } else { Vec::new() },
            parameters: Vec::new(),
            refused: None,
        },
    }
}

fn world() -> World {
    let mut world = World::empty();
    world.apply(&Event::Created { first: 0, instances: vec![instance("i-a", "Web"), instance("i-b", "数据库")] });
    let released = Happened::Released(Because::NotProtected);
    world.apply(&record(1, Actor::Console, Act::StartInstances, &[(0, Happened::Done), (1, Happened::Done)]));
    world.apply(&record(
        2,
        Actor::Console,
        Act::DeleteInstances,
        &[(0, released), (1, Happened::Kept(Because::Protected))],
    ));
    world.apply(&record(3, Actor::Security, Act::SecurityViolation, &[(1, Happened::Stopped(Because::Violation))]));
    world.apply(&record(4, Actor::Api, Act::DeleteInstances, &[(1, Happened::Refused(Reason::DeletionProtection))]));
    world
}

fn found(text: &str, slug: &str) -> Vec<(u64, Target)> {
    let world = world();
    attempts(&world, TEXTS, &Needle::new(&world, text), from_slug(slug))
        .iter()
        .map(|one| (one.record, one.target))
        .collect()
}

#[test]
fn every_attempt_is_there_newest_first_and_nothing_else() {
    use Target::{Instance as I, UnknownId as U};
    assert_eq!(found("", ""), [(4, I(1)), (4, U(0)), (2, I(0)), (2, I(1))]);
    assert_eq!(count(&world()), 4);
}

#[test]
fn a_text_finds_instances_by_id_and_name_and_records_by_what_they_say() {
    assert_eq!(found("web", ""), [(2, Target::Instance(0))]);
    assert_eq!(found(" 数据库 ", "").len(), 2);
    assert_eq!(found("i-none", ""), [(4, Target::UnknownId(0))]);
    assert_eq!(found("deleteinstances", "").len(), 4);
    assert_eq!(found("nothing of the kind", ""), []);
}

#[test]
fn a_cause_takes_only_its_own() {
    assert_eq!(found("", "api").len(), 2);
    assert_eq!(found("", "console").len(), 2);
    assert_eq!(found("", "security").len(), 0);
    assert_eq!(found("", "scale-in"), []);
}

#[test]
fn a_slug_names_one_cause() {
    let slugs: Vec<&str> = filtered_by().map(|cause| cause.info().slug).collect();
    let expected = "console api auto-release-time account-overdue security scale-in removed-from-group spot-reclaim subscription-expired";
    assert_eq!(slugs, expected.split(' ').collect::<Vec<_>>());
    assert!(filtered_by().all(|cause| from_slug(cause.info().slug) == Some(cause)));
}
