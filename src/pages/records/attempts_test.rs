//! Which records count as attempts, and how they are found.

use super::{Target, attempts, count};
use crate::{
    i18n::{Language, Texts},
    pages::records::{cause_kind::CauseKind, search::Needle},
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

fn found(text: &str, kind: Option<CauseKind>) -> Vec<(u64, Target)> {
    let world = world();
    attempts(&world, TEXTS, &Needle::new(&world, text), kind).iter().map(|one| (one.record, one.target)).collect()
}

#[test]
fn every_attempt_is_there_newest_first_and_nothing_else() {
    use Target::{Instance as I, UnknownId as U};
    assert_eq!(found("", None), [(4, I(1)), (4, U(0)), (2, I(0)), (2, I(1))]);
    assert_eq!(count(&world()), 4);
}

#[test]
fn a_text_finds_instances_by_id_and_name_and_records_by_what_they_say() {
    assert_eq!(found("web", None), [(2, Target::Instance(0))]);
    assert_eq!(found(" 数据库 ", None).len(), 2);
    assert_eq!(found("i-none", None), [(4, Target::UnknownId(0))]);
    assert_eq!(found("deleteinstances", None).len(), 4);
    assert_eq!(found("nothing of the kind", None), []);
}

#[test]
fn a_kind_takes_only_its_own() {
    assert_eq!(found("", Some(CauseKind::Api)).len(), 2);
    assert_eq!(found("", Some(CauseKind::Console)).len(), 2);
    assert_eq!(found("", Some(CauseKind::ScaleIn)), []);
}

#[test]
fn every_kind_reads_back_from_its_slug() {
    for kind in CauseKind::ALL {
        assert_eq!(CauseKind::from_slug(kind.slug()), Some(kind));
    }
}
