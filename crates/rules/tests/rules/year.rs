//! Ten thousand random worlds of 5 to 200 instances, each simulated for a virtual year without one broken rule: people, programs and the
//! simulation act at random instants, the account falls overdue and pays, groups grow and shrink. After every step the test checks what
//! must hold, from the events and by recounting. `LATCH_SEED=…` repeats the year of a failure; `LATCH_WORLDS=…` sets the number of
//! worlds.

use latch_testing::{acts, audit, seeds};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use acts::{Dice, Player};
use audit::{Audit, By, same};
use latch_rules::{
    Actor, Answer, Command, Event, Meta, Refusal, UnixMillis, World, advance, decide, fall_due,
    rewind::{Target, undo},
    time::{Civil, DAY, SECOND},
};

/// The number of simulated worlds.
const WORLDS: u64 = 10_000;
const YEAR: i64 = 365 * DAY;

static ACTS: AtomicU64 = AtomicU64::new(0);
static RELEASES: AtomicU64 = AtomicU64::new(0);
static RECORDS: AtomicU64 = AtomicU64::new(0);
static SPARED: AtomicU64 = AtomicU64::new(0);

/// An act, kept so that it can be repeated.
struct Done {
    at: UnixMillis,
    actor: Actor,
    command: Command,
}

/// One world and its year.
struct Life {
    world: World,
    now: UnixMillis,
    audit: Audit,
    /// An earlier state of the world, and every step since.
    mark: Option<Mark>,
    tape: Option<Vec<Done>>,
}

struct Mark {
    world: World,
    at: UnixMillis,
    steps: Vec<Vec<Event>>,
}

/// Derived from the record's number, so that it is the same in whatever steps time passes.
fn request_id(world: &World) -> Box<str> {
    world.next_record.to_string().into()
}

impl Life {
    fn new(seed: u64, start: UnixMillis) -> Self {
        let mut world = World::empty();
        world.change_head(|head| head.seed = seed);
        Self { world, now: start, audit: Audit::default(), mark: None, tape: None }
    }

    fn tell(&mut self, actor: Actor, command: Command) -> Result<Answer, Refusal> {
        let meta = Meta { now: self.now, actor, request_id: request_id(&self.world) };
        let decision = decide(&self.world, &command, &meta);
        self.audit.step(&mut self.world, &decision.events, self.now, By::Command(&command, &decision.answer));
        self.keep(decision.events);
        if let Command::SetClock { clock } = &command
            && decision.answer.is_ok()
        {
            self.wait_until(clock.virtual_anchor);
        }
        if let Some(tape) = &mut self.tape {
            tape.push(Done { at: meta.now, actor: meta.actor, command });
        }
        decision.answer
    }

    /// Applies everything that falls due, one instant after another.
    fn wait_until(&mut self, until: UnixMillis) {
        while let Some(due) = self.world.next_due().filter(|due| *due <= until) {
            assert!(due >= self.now, "nothing falls due in the past");
            self.now = due;
            let mut number = self.world.next_record;
            let events = fall_due(&self.world, until, &mut || {
                number += 1;
                (number - 1).to_string().into()
            });
            self.audit.step(&mut self.world, &events, due, By::Time);
            self.keep(events);
        }
        self.now = until;
    }

    fn keep(&mut self, events: Vec<Event>) {
        if let Some(mark) = &mut self.mark
            && !events.is_empty()
        {
            mark.steps.push(events);
        }
    }

    fn set_mark(&mut self) {
        self.mark = Some(Mark { world: self.world.clone(), at: self.now, steps: Vec::new() });
    }

    /// Goes back to the mark on a copy, which then equals the world of the mark. Undoing that on the copy restores the present world.
    fn check_mark(&mut self) {
        let Some(mark) = self.mark.take() else { return };
        let meta = Meta { now: mark.at, actor: Actor::Console, request_id: "back".into() };
        let target = Target { commit: 1, at: mark.at };
        let mut copy = self.world.clone();
        let back = undo(&copy, mark.steps.iter().rev().map(Vec::as_slice), target, &meta, mark.at);
        back.iter().for_each(|event| copy.apply(event));
        same(&copy, &mark.world, false);
        assert_eq!((copy.clock.at(UnixMillis(0)), copy.clock.rate), (mark.at, 0), "the clock stands still there");
        assert!(copy.next_due() == mark.world.next_due() && copy.live_count() == mark.world.live_count());
        assert_eq!(copy.next_record, self.world.next_record + 1, "what was undone stays in the record");
        let forth = undo(&copy, std::iter::once(back.as_slice()), Target { at: self.now, ..target }, &meta, mark.at);
        forth.iter().for_each(|event| copy.apply(event));
        same(&copy, &self.world, false);
    }
}

fn start(dice: &mut Dice) -> UnixMillis {
    let first = Civil { year: 2021, month: 1, day: 1, hour: 0, minute: 0, second: 0 }.instant().unwrap();
    first.plus(dice.between(0, 6 * YEAR))
}

/// 5 to 200 instances, small fleets more often.
fn size(dice: &mut Dice) -> usize {
    match dice.throw(6) {
        0 => 100 + dice.throw(101) as usize,
        1 | 2 => 30 + dice.throw(70) as usize,
        _ => 5 + dice.throw(26) as usize,
    }
}

fn year(seed: u64) {
    let mut dice = Dice::new(seed);
    let begin = start(&mut dice);
    let end = begin.plus(YEAR);
    let most = size(&mut dice);
    let mut life = Life::new(seed, begin);
    life.tape = dice.one_in(4).then(Vec::new);
    settle_in(&mut life, &mut dice, most);
    let acts = 40 + dice.throw(100);
    for left in (1..=acts).rev() {
        if life.mark.is_none() && dice.one_in(24) {
            life.set_mark();
        } else if life.mark.as_ref().is_some_and(|mark| mark.steps.len() > 6) {
            life.check_mark();
        }
        let player = Player { dice: &mut dice, world: &life.world, now: life.now, most };
        let (actor, command) = { player }.act();
        let _ = life.tell(actor, command);
        let pause = if dice.one_in(3) {
            dice.between(0, 40 * SECOND)
        } else {
            dice.between(0, 3 * end.since(life.now).max(0) / left as i64)
        };
        let until = life.now.plus(pause).min(end.max(life.now));
        life.wait_until(until);
    }
    life.check_mark();
    let until = end.max(life.now);
    life.wait_until(until);
    life.audit.end(&life.world);
    ACTS.fetch_add(life.audit.acts, Relaxed);
    RELEASES.fetch_add(life.audit.releases, Relaxed);
    SPARED.fetch_add(life.audit.spared, Relaxed);
    RECORDS.fetch_add(life.world.next_record - 1, Relaxed);
    if let Some(tape) = life.tape.take() {
        same(&lived_otherwise(seed, begin, life.now, &tape, &mut dice), &life.world, true);
    }
}

/// Creates the fleet at the beginning, with groups.
fn settle_in(life: &mut Life, dice: &mut Dice, most: usize) {
    for group in 0..3 {
        let _ = life.tell(Actor::Simulation, Command::CreateScalingGroup { group: format!("asg-{group}").into() });
    }
    while life.world.live_count() < most.div_ceil(2) {
        let amount = (1 + dice.throw(most as u64 / 3) as u32).min((most - life.world.live_count()) as u32).min(100);
        let order = Player { dice, world: &life.world, now: life.now, most }.order(amount);
        let _ = life.tell(Actor::Api, Command::RunInstances(Box::new(order)));
        let pause = dice.between(0, 40 * SECOND);
        life.wait_until(life.now.plus(pause));
    }
}

/// Repeats the acts in a new world, with time passing in many small steps.
fn lived_otherwise(seed: u64, begin: UnixMillis, end: UnixMillis, tape: &[Done], dice: &mut Dice) -> World {
    let mut world = World::empty();
    world.change_head(|head| head.seed = seed);
    let mut now = begin;
    let mut wait = |world: &mut World, until: UnixMillis| {
        while now < until {
            now = now.plus(1 + dice.between(0, until.since(now) / 2 + SECOND)).min(until);
            let mut number = world.next_record;
            advance(world, now, &mut || {
                number += 1;
                (number - 1).to_string().into()
            });
        }
    };
    for Done { at, actor, command } in tape {
        wait(&mut world, *at);
        let meta = Meta { now: *at, actor: actor.clone(), request_id: request_id(&world) };
        decide(&world, command, &meta).events.iter().for_each(|event| world.apply(event));
    }
    wait(&mut world, end);
    world
}

#[test]
fn ten_thousand_worlds_live_through_a_year_and_keep_every_promise() {
    let lived = seeds::every("LATCH_WORLDS", WORLDS, year);
    let [acts, releases, spared, records] = [&ACTS, &RELEASES, &SPARED, &RECORDS].map(|count| count.load(Relaxed));
    println!("{lived} years: {acts} acts, {releases} releases, {spared} times spared, {records} records");
    assert!(lived < WORLDS || releases > lived && spared > lived, "it was no quiet year");
}
