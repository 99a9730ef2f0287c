//! The owner's work: decides requests, has commits written, answers only after that, and keeps the log short. Making room is in `room`,
//! another world in `replace`, messages between tabs in `tabs`.

use std::sync::Arc;

use super::{
    Ask, Asker, Change, Message, Output, ReadOnlyReason, Reply, Role, Session, Trouble, What, Write, engine,
    kept::{Kept, Step},
    known::speaks_by_number,
    mark::{command_of, mark, version},
    rewind_targets,
};
use crate::stored::{
    commit::{self, Commit},
    keys::Key,
};
use latch_ecs::api::step;
use latch_rules::{Actor, Answer, Command, Decision, Event, Reason, Refusal, ReleasePlan, UnixMillis, rewind::Target};

/// Number of touched instances from which on a commit waits for the next paint before it is turned into text.
const BULKY: usize = 256;

/// What is being written.
#[derive(Debug)]
pub(super) enum Writing {
    /// Log entries of the commits up to here.
    Commits { upto: u64 },
    /// A step of a compaction; `None` until it is about to be written.
    Step(Option<Box<Step>>),
    /// A whole world; `None` until it is about to be written.
    World(Option<Box<Kept>>),
    /// Removals that make room.
    Cleanup(Vec<Write>),
}

impl Session {
    pub(super) fn can_decide(&self) -> bool {
        self.role == Role::Owner && self.replacing.is_none()
    }

    /// A request that this tab decides, its own or another tab's.
    pub(super) fn ask(&mut self, ask: Ask) {
        if !self.waiting.iter().chain(&self.unmade).any(|other| other.asker == ask.asker) {
            self.waiting.push_back(ask);
        }
        self.work();
    }

    /// Decides the waiting requests, as far as that can be done now, and has the commits written.
    pub(super) fn work(&mut self) {
        loop {
            self.decide_what_waits();
            let stored = self.stored;
            self.pump();
            // In memory only, `pump` settles commits at once: requests that waited for a write can be decided now.
            if self.stored == stored || self.waiting.is_empty() {
                break;
            }
        }
        // Tabs that came while a world was being written that then could not be stored.
        self.serve_hellos();
    }

    fn decide_what_waits(&mut self) {
        while let Some(ask) = self.waiting.pop_front() {
            let may_replace = self.can_decide() || self.role == Role::ReadOnly(ReadOnlyReason::Damaged);
            let can_go = match ask.what {
                What::Command(_) => self.can_decide(),
                // Nothing may be on its way into the old tables while new ones are written.
                What::Make(_) => may_replace && self.replacing.is_none() && self.is_at_rest(),
            };
            if !can_go {
                self.waiting.push_front(ask);
                break;
            }
            self.decide(ask);
        }
    }

    pub(super) fn is_at_rest(&self) -> bool {
        self.writing.is_none() && self.stored == self.last
    }

    fn decide(&mut self, ask: Ask) {
        let command_id = self.command_id(&ask.asker);
        if let Some(done) = self.history.iter().rev().find(|commit| commit.command_id == command_id) {
            let reply = Reply::of(done.answer.clone().unwrap_or(Ok(Answer::Done)));
            let number = done.number;
            self.answer_when_stored(number, ask, reply);
            return;
        }
        if ask.again {
            if command_of(&self.kept.begun_by) == &*command_id {
                self.reply(ask.asker, Reply::of(Ok(Answer::Done)));
                return;
            }
            // A commit that is no longer remembered may be the one of this request.
            let remembered_from = self.history.front().map_or(self.last + 1, |commit| commit.number);
            if ask.known.commit + 1 < remembered_from {
                self.reply(ask.asker, Reply::in_trouble(Trouble::OutcomeUnknown));
                return;
            }
        }
        if speaks_by_number(&ask.what) && !self.stands_on(&ask.known) {
            // The ordinals are from another world: in this one they may mean other instances.
            self.reply(ask.asker, Reply::refused(Refusal::whole(Reason::PlanChanged)));
        } else if matches!(ask.what, What::Make(_)) {
            self.replace(ask, command_id);
        } else {
            self.advance();
            self.carry_out(ask, command_id);
        }
    }

    fn command_id(&self, asker: &Asker) -> Box<str> {
        match asker {
            Asker::Here(id) => format!("{}:{id}", self.tab).into(),
            Asker::Tab(tab, id) => format!("{tab}:{id}").into(),
        }
    }

    fn carry_out(&mut self, ask: Ask, command_id: Box<str>) {
        let What::Command(command) = &ask.what else { return };
        let now = self.now(self.real_now);
        let (decision, at) = match command {
            // The rewind would undo commits that the asking tab does not know of.
            Command::Rewind { .. } if self.others_acted_since(ask.known.commit, &ask) => {
                (Decision { events: Vec::new(), answer: Err(Refusal::whole(Reason::PlanChanged)) }, now)
            }
            Command::Rewind { to } => self.rewind(*to, now, &ask.actor, &ask.request_id),
            _ => (engine::decide(&self.world, command, now, &ask.actor, &ask.request_id), now),
        };
        let mut reply = Reply::of(decision.answer.clone());
        let asked = match command {
            Command::PartlyLost { command, .. } => command,
            whole => whole,
        };
        if let (Command::Release { plan }, Err(refusal)) = (asked, &decision.answer)
            && refusal.reason == Reason::PlanChanged
        {
            reply.plan = Some(ReleasePlan::make(&self.world, &plan.all(), plan.when));
        }
        if decision.events.is_empty() {
            self.reply(ask.asker, reply);
            return;
        }
        let step = Some(step::write(command, &self.world).to_string().into());
        decision.events.iter().for_each(|event| self.world.apply(event));
        let answer = Some(decision.answer);
        let number = self.last + 1;
        let (actor, request_id) = (ask.actor.clone(), ask.request_id.clone());
        self.commit(Commit { number, at, actor, request_id, command_id, step, events: decision.events, answer });
        // If the command set the clock, what falls due with it is part of its effect, and the answer waits for that too.
        self.advance();
        self.answer_when_stored(self.last, ask, reply);
    }

    /// Decides a rewind to the world as it was after commit `to`: a new commit, at the instant of `to`.
    fn rewind(&self, to: u64, now: UnixMillis, actor: &Actor, request_id: &str) -> (Decision, UnixMillis) {
        let target = rewind_targets(&self.history).find(|commit| commit.number == to && commit.number < self.last);
        let Some(target) = target.map(|commit| Target { commit: to, at: commit.at }) else {
            let answer = Err(Refusal::whole(Reason::HistoryNotKept));
            return (Decision { events: Vec::new(), answer }, now);
        };
        let later = self.history.iter().rev().take_while(|commit| commit.number > to);
        let events = engine::undo(&self.world, later, target, self.real_now, actor, request_id);
        (Decision { events, answer: Ok(Answer::Done) }, target.at)
    }

    fn answer_when_stored(&mut self, number: u64, ask: Ask, reply: Reply) {
        if number <= self.stored {
            self.reply(ask.asker, reply);
        } else {
            self.awaited.entry(number).or_default().push((ask, reply));
        }
    }

    /// Commits what fell due since the last commit, if anything did.
    pub(super) fn advance(&mut self) {
        let at = self.now(self.real_now);
        if self.world.next_due().is_none_or(|due| due > at) {
            return;
        }
        let events = engine::advance(&mut self.world, at);
        if !events.is_empty() {
            self.commit_own(at, events);
        }
    }

    /// Adds a commit that no request caused; its events are already applied to the world.
    pub(super) fn commit_own(&mut self, at: UnixMillis, events: Vec<Event>) {
        self.commit(Commit {
            number: self.last + 1,
            at,
            actor: Actor::Scheduler,
            request_id: "".into(),
            command_id: "".into(),
            step: None,
            events,
            answer: None,
        });
    }

    /// Adds a commit to history; its events are already applied to the world.
    pub(super) fn commit(&mut self, commit: Commit) {
        self.last = commit.number;
        self.last_at = commit.now_after(self.last_at);
        self.world.set_version(version(&commit));
        self.kept.touch(commit.number, &commit.events);
        self.out.push(Output::Show(Change::of(&commit.events)));
        self.history.push_back(Arc::new(commit));
        self.prune_history();
    }

    pub(super) fn prune_history(&mut self) {
        while self.history.len() as u64 > self.limits.history
            && self.history.front().is_some_and(|oldest| oldest.number <= self.stored)
        {
            if let Some(gone) = self.history.pop_front() {
                self.pruned = Some((gone.number, mark(&gone)));
            }
        }
    }

    // ---- writing ------------------------------------------------------------------------------------------------------

    /// Starts the next write. One at a time, so that the stored commits always form a prefix of history without gaps.
    pub(super) fn pump(&mut self) {
        if self.writing.is_some() || self.replacing.is_some() {
            return;
        }
        if std::mem::take(&mut self.is_lost) && self.role == Role::Owner && self.memory.is_none() {
            return self.restore();
        }
        if self.stored < self.last {
            if self.memory.is_some() {
                self.settle(self.last);
                return self.try_to_keep_again();
            }
            let upto = self.last;
            let touched: usize = self.unstored().flat_map(|commit| &commit.events).map(weight).sum();
            self.write(Writing::Commits { upto }, touched >= BULKY);
            return;
        }
        let wants =
            self.kept.wants_compaction(self.last) || self.compacting && self.kept.has_more_to_compact(self.last);
        self.compacting = wants && self.role == Role::Owner && self.memory.is_none();
        if self.compacting {
            self.out.push(Output::IdleSoon);
        }
        self.try_to_keep_again();
    }

    fn unstored(&self) -> impl Iterator<Item = &Arc<Commit>> {
        self.history.iter().filter(|commit| commit.number > self.stored)
    }

    pub(super) fn write(&mut self, what: Writing, bulky: bool) {
        self.next_ticket += 1;
        self.writing = Some((self.next_ticket, what));
        self.out.push(Output::Persist { ticket: self.next_ticket, bulky });
    }

    /// The writes of a ticket. Their texts are made when they are about to be written, so that a large commit is painted first. Empty for
    /// a ticket that no longer counts.
    pub fn writes(&mut self, ticket: u64) -> Vec<Write> {
        let Some((current, mut what)) = self.writing.take() else { return Vec::new() };
        let mut writes = Vec::new();
        if current == ticket {
            match &mut what {
                Writing::Commits { upto } => {
                    let commits = self.unstored().filter(|commit| commit.number <= *upto);
                    writes.extend(commits.map(|one| Write::set(Key::Log(one.number), commit::write(one))));
                }
                // A segment must not hold what the log does not.
                Writing::Step(_) if self.stored != self.last => {}
                Writing::Step(step) => {
                    let mut made = self.kept.step(&self.world, self.last, self.last_at);
                    writes = std::mem::take(&mut made.writes);
                    *step = Some(Box::new(made));
                }
                Writing::World(snapshot) => {
                    if let Some((kept, all)) = self.world_writes() {
                        writes = all;
                        *snapshot = Some(Box::new(kept));
                    }
                }
                Writing::Cleanup(removals) => writes = std::mem::take(removals),
            }
        }
        self.writing = Some((current, what));
        writes
    }

    /// A ticket is written.
    pub(super) fn persisted(&mut self, ticket: u64, sizes: &[(String, Option<usize>)]) {
        self.kept.note(sizes);
        let Some((_, what)) = self.writing.take_if(|(current, _)| *current == ticket) else { return };
        match what {
            // Stored keys before this commit are gone: nobody is answered before everything is written again.
            Writing::Commits { .. } if self.is_lost => self.room_stage = 0,
            Writing::Commits { upto } => {
                self.room_stage = 0;
                self.settle(upto);
                self.watch_room();
            }
            Writing::Step(Some(step)) => self.kept.stepped(*step),
            Writing::World(Some(snapshot)) => self.replaced(*snapshot),
            Writing::World(None) => self.not_written(),
            Writing::Step(None) | Writing::Cleanup(_) => {}
        }
        self.work();
    }

    /// Commits up to here are stored, or need not be: tells the other tabs, then answers the requests.
    pub(super) fn settle(&mut self, upto: u64) {
        if self.has_others {
            let texts: Vec<String> =
                self.unstored().filter(|one| one.number <= upto).map(|one| commit::write(one)).collect();
            if !texts.is_empty() {
                let (generation, after) = (self.kept.generation, self.mark_of(self.stored));
                self.tell(None, Message::Commits { texts, generation, after });
            }
        }
        self.stored = upto;
        self.prune_history();
        self.answer_awaited(upto);
        self.serve_hellos();
        self.leave_when_written();
    }

    pub(super) fn answer_awaited(&mut self, upto: u64) {
        while let Some(first) = self.awaited.first_entry().filter(|first| *first.key() <= upto) {
            for (ask, reply) in first.remove() {
                self.reply(ask.asker, reply);
            }
        }
    }

    pub(super) fn idle(&mut self) {
        if self.compacting
            && self.writing.is_none()
            && self.replacing.is_none()
            && self.stored == self.last
            && !self.is_lost
        {
            self.write(Writing::Step(None), false);
        }
    }
}

/// How many instances an event concerns.
fn weight(event: &Event) -> usize {
    match event {
        Event::Created { instances, .. } | Event::Uncreated { instances, .. } => instances.len(),
        Event::Changed { who, .. } | Event::Forgotten { who, .. } => who.len(),
        _ => 1,
    }
}
