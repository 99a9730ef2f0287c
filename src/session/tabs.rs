//! Tabs among themselves: following the owner, taking over from one that is gone, and finding out who was first where there
//! are no Web Locks. What the owner decides is `owner`.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    Ask, Asker, Change, ELECT_MS, Message, Notice, Output, ReadOnlyReason, Role, SETTLE_MS, Session, TAKE_OVER_MS,
    What,
    kept::Kept,
    load::{Survey, load},
    message::{Asked, Heard, hear},
};
use crate::{
    codec::commit::{self, Commit},
    rules::UnixMillis,
};

/// How often a new owner waits again for a tab that knows more than it could tell at once.
const MOST_ROUNDS: u8 = 3;

/// What this tab knows of the others.
#[derive(Debug, Default)]
pub(super) struct Tabs {
    pub(super) has_lock: bool,
    /// Without Web Locks: waiting whether somebody else was first.
    is_electing: bool,
    /// When settling or electing is over.
    pub(super) settles_at: Option<UnixMillis>,
    rounds: u8,
    /// The tab that owns the world, as far as this one knows.
    owner: Option<Box<str>>,
    /// While settling: commits that others have seen.
    known: BTreeMap<u64, Commit>,
    /// While settling: the tab that knows the latest commit, and its number.
    ahead: Option<(Box<str>, u64)>,
    /// While settling: the world came from another tab, so what is stored is not its tables.
    is_foreign: bool,
    /// Tabs that wait to be told what they lack.
    hellos: Vec<(Box<str>, u64, u64)>,
}

impl Session {
    pub(super) fn lock_granted(&mut self) {
        self.tabs.has_lock = true;
        match self.role {
            Role::Starting | Role::Follower => {
                self.settle_for(if self.has_others { TAKE_OVER_MS } else { SETTLE_MS });
                self.tell(None, Message::WhoKnows { have: self.last });
            }
            Role::ReadOnly(ReadOnlyReason::Damaged) | Role::Owner | Role::Settling => {}
            Role::ReadOnly(_) => self.leave_lock(),
        }
    }

    fn settle_for(&mut self, millis: i64) {
        self.role = Role::Settling;
        self.tabs.settles_at = Some(self.real_now.plus(millis));
    }

    fn leave_lock(&mut self) {
        self.tabs.has_lock = false;
        self.out.push(Output::LeaveLock);
    }

    /// No Web Locks: whoever is there already goes first.
    pub(super) fn elect(&mut self) {
        if matches!(self.role, Role::Starting | Role::ReadOnly(ReadOnlyReason::OtherTab)) {
            self.tabs.is_electing = true;
            self.role = Role::Starting;
            self.tabs.settles_at = Some(self.real_now.plus(ELECT_MS));
            self.tell(None, Message::AnyoneThere);
        }
    }

    pub(super) fn settle_if_time(&mut self) {
        if self.tabs.settles_at.is_some_and(|at| at <= self.real_now) {
            self.tabs.settles_at = None;
            self.tabs.is_electing = false;
            self.role = Role::Settling;
            self.out.push(Output::ReadStore);
        }
    }

    /// The log as it is now: the last step of taking over.
    pub(super) fn store_read(&mut self, entries: &[(String, String)], others: usize, prefix: usize) {
        if self.role != Role::Settling {
            return;
        }
        let mut survey = Survey::of(entries);
        let (ours, stored) = (self.kept.generation, survey.head.generation);
        let commits = survey.commits(survey.head.covered + 1);
        if !survey.troubles.is_empty() {
            self.role = Role::Starting;
            self.started(entries, others, prefix);
            return;
        }
        let reaches =
            survey.head.covered <= self.last || survey.commits(self.last + 1).len() as u64 == survey.last() - self.last;
        if stored > ours || stored == ours && !reaches {
            self.adopt(load(entries, others, prefix));
        } else if stored == ours {
            for commit in survey.commits(self.last + 1) {
                self.follow(commit);
            }
        }
        self.fill_in_known();
        if let Some((tab, last)) = self.tabs.ahead.take()
            && last > self.last
            && self.tabs.rounds < MOST_ROUNDS
        {
            self.tabs.rounds += 1;
            self.tell(Some(&tab), Message::WantState);
            self.settle_for(TAKE_OVER_MS);
            return;
        }
        self.take_over(survey.kept(entries, others, prefix), survey.last(), &commits, stored < ours);
    }

    /// Puts in what other tabs had seen and this one had not.
    fn fill_in_known(&mut self) {
        for (_, commit) in std::mem::take(&mut self.tabs.known) {
            self.follow(commit);
        }
    }

    /// `stored`: the last commit in the log, `commits`: those beyond the head, `is_behind`: another world is stored.
    fn take_over(&mut self, mut kept: Kept, stored: u64, commits: &[Commit], is_behind: bool) {
        let is_foreign = std::mem::take(&mut self.tabs.is_foreign);
        commits.iter().for_each(|commit| kept.touch(commit.number, &commit.events));
        let oldest = self.history.front().map_or(self.last + 1, |commit| commit.number);
        let is_whole = !is_foreign && !is_behind && oldest <= stored + 1 && stored <= self.last;
        for commit in self.history.iter().filter(|commit| commit.number > stored) {
            kept.touch(commit.number, &commit.events);
        }
        if !is_whole {
            kept.generation = kept.generation.max(self.kept.generation);
        }
        self.kept = kept;
        self.memory = None;
        self.tabs.rounds = 0;
        self.tabs.owner = None;
        self.role = Role::Owner;
        if is_whole {
            self.stored = stored.min(self.last);
        } else {
            self.stored = self.last;
            self.rewrite();
        }
        self.tell_owner();
        let asked = std::mem::take(&mut self.asked);
        self.waiting.extend(asked);
        self.advance();
        self.work();
    }

    // ---- messages -----------------------------------------------------------------------------------------------------

    pub(super) fn heard(&mut self, text: &str) {
        let envelope = match hear(text) {
            Heard::Said(envelope) if envelope.from != self.tab => envelope,
            Heard::Newer => return self.newer_build(),
            Heard::Said(_) | Heard::Noise => return,
        };
        self.has_others = true;
        if envelope.to.is_some_and(|to| to != self.tab) {
            return;
        }
        let from = envelope.from;
        match envelope.say {
            Message::Hello { have, generation } => {
                if self.role == Role::Owner {
                    self.tabs.hellos.push((from, have, generation));
                    self.serve_hellos();
                }
            }
            Message::Ask { id, actor, request_id, what, since, again } => {
                if self.role == Role::Owner {
                    let what = match *what {
                        Asked::Command(command) => What::Command(command),
                        Asked::Replace(entries) => What::Replace(Box::new(load(&entries, 0, 0).world)),
                    };
                    self.ask(Ask { asker: Asker::Tab(from, id), actor, request_id, what, since, again });
                }
            }
            Message::Answered { id, reply } => {
                // A former owner's answer may come late, when the new one was asked already and may decide otherwise.
                let is_owners = self.tabs.owner.as_ref() == Some(&from);
                let place = self.asked.iter().position(|ask| ask.asker == Asker::Here(id));
                if let Some(place) = place.filter(|_| is_owners) {
                    self.asked.remove(place);
                    self.reply(Asker::Here(id), reply);
                }
            }
            Message::Commits { texts, last } => self.heard_commits(&from, &texts, last),
            Message::Know { texts, last } => self.heard_known(from, &texts, last),
            Message::State { entries, last } => self.heard_state(&entries, last),
            Message::Replaced { .. } => {
                if self.is_following() {
                    self.tell(Some(&from), Message::Hello { have: 0, generation: 0 });
                }
            }
            Message::WhoKnows { have } => self.tell_known(&from, have),
            Message::WantState => {
                let entries = self.state();
                self.tell(Some(&from), Message::State { entries, last: self.last });
            }
            Message::OwnerIs { last, generation, memory } => {
                if self.is_following() {
                    self.memory = memory;
                    self.owner_found(&from, last, generation);
                }
            }
            Message::AnyoneThere => {
                let is_first = self.role == Role::Owner || self.tabs.is_electing && *self.tab < *from;
                if is_first {
                    self.tell(Some(&from), Message::Here);
                }
            }
            Message::Here => {
                if self.tabs.is_electing {
                    self.tabs.is_electing = false;
                    self.tabs.settles_at = None;
                    self.read_only(ReadOnlyReason::OtherTab);
                    self.out.push(Output::Notify(Notice::OtherTabWrites));
                    self.tell(Some(&from), Message::Hello { have: self.last, generation: self.kept.generation });
                }
            }
            Message::Bye => {
                if self.role == Role::ReadOnly(ReadOnlyReason::OtherTab) {
                    self.elect();
                }
            }
        }
    }

    /// A tab with a newer build is open: this one must not write beside it.
    fn newer_build(&mut self) {
        if self.role != Role::ReadOnly(ReadOnlyReason::NewerBuild) {
            self.read_only(ReadOnlyReason::NewerBuild);
            self.tabs.settles_at = None;
            self.out.push(Output::Notify(Notice::NewerBuild));
            self.leave_lock();
        }
    }

    fn is_following(&self) -> bool {
        matches!(self.role, Role::Starting | Role::Follower | Role::ReadOnly(ReadOnlyReason::OtherTab))
    }

    /// Puts the next commit in; any other is left alone. Says whether it was the next.
    fn follow(&mut self, commit: Commit) -> bool {
        if commit.number != self.last + 1 {
            return false;
        }
        commit.events.iter().for_each(|event| self.world.apply(event));
        self.last = commit.number;
        self.last_at = commit.now_after(self.last_at);
        self.out.push(Output::Show(Change::of(&commit.events)));
        self.history.push_back(Arc::new(commit));
        if self.role != Role::Settling {
            self.stored = self.last;
            self.prune_history();
        }
        true
    }

    fn heard_commits(&mut self, from: &str, texts: &[String], last: u64) {
        if !self.is_following() {
            return self.heard_known(from.into(), texts, last);
        }
        let mut has_gap = false;
        for commit in texts.iter().filter_map(|text| commit::read(text).ok()) {
            has_gap |= commit.number > self.last + 1;
            self.follow(commit);
        }
        if has_gap {
            self.tell(Some(from), Message::Hello { have: self.last, generation: self.kept.generation });
        }
    }

    /// Commits that another tab has seen, perhaps of an owner that is gone.
    fn heard_known(&mut self, from: Box<str>, texts: &[String], last: u64) {
        let commits = texts.iter().filter_map(|text| commit::read(text).ok());
        match self.role {
            Role::Settling => {
                if self.tabs.rounds == 0 {
                    // Not alone after all.
                    self.tabs.rounds = 1;
                    self.settle_for(TAKE_OVER_MS);
                }
                self.tabs.known.extend(commits.map(|commit| (commit.number, commit)));
                if last > self.tabs.ahead.as_ref().map_or(self.last, |(_, most)| *most) {
                    self.tabs.ahead = Some((from, last));
                }
            }
            // Late news: it can still be taken in if nothing was committed since.
            Role::Owner if self.replacing.is_none() => {
                for commit in commits {
                    if commit.number == self.last + 1 {
                        commit.events.iter().for_each(|event| self.world.apply(event));
                        self.commit(commit);
                    }
                }
                self.pump();
            }
            _ => {}
        }
    }

    fn heard_state(&mut self, entries: &[(String, String)], last: u64) {
        let is_settling = self.role == Role::Settling;
        if !is_settling && !self.is_following() || is_settling && last <= self.last {
            return;
        }
        let loaded = load(entries, 0, 0);
        if !loaded.troubles.is_empty() {
            return;
        }
        if is_settling {
            self.tabs.is_foreign = true;
        }
        self.adopt(loaded);
    }

    fn owner_found(&mut self, from: &str, last: u64, generation: u64) {
        if generation != self.kept.generation || last > self.last {
            self.tell(Some(from), Message::Hello { have: self.last, generation: self.kept.generation });
        } else if last < self.last {
            self.tell_known(from, last);
        }
        if self.tabs.is_electing || !matches!(self.role, Role::Starting | Role::Follower) {
            return;
        }
        self.role = Role::Follower;
        // Once an owner: it answers what it was asked, and may not be asked to think again.
        if self.tabs.owner.as_deref() != Some(from) {
            self.tabs.owner = Some(from.into());
            for ask in std::mem::take(&mut self.asked) {
                self.send_ask(&ask);
                self.asked.push(Ask { again: true, ..ask });
            }
        }
    }

    fn tell_known(&mut self, to: &str, have: u64) {
        let known = self.history.iter().filter(|commit| commit.number > have);
        let texts = known.map(|commit| commit::write(commit)).collect();
        self.tell(Some(to), Message::Know { texts, last: self.last });
    }

    /// Tells tabs what they lack, once everything here is stored.
    pub(super) fn serve_hellos(&mut self) {
        if self.stored != self.last || self.replacing.is_some() {
            return;
        }
        for (tab, have, generation) in std::mem::take(&mut self.tabs.hellos) {
            let oldest = self.history.front().map_or(self.last + 1, |commit| commit.number);
            let last = self.last;
            if generation == self.kept.generation && have + 1 >= oldest {
                let lacked = self.history.iter().filter(|commit| commit.number > have);
                let texts = lacked.map(|commit| commit::write(commit)).collect();
                self.tell(Some(&tab), Message::Commits { texts, last });
            } else {
                let entries = self.state();
                self.tell(Some(&tab), Message::State { entries, last });
            }
            let (generation, memory) = (self.kept.generation, self.memory);
            self.tell(Some(&tab), Message::OwnerIs { last, generation, memory });
        }
    }

    /// Everything, as the entries that would store it.
    fn state(&self) -> Vec<(String, String)> {
        entries_of(Kept::snapshot(&self.world, self.kept.generation, self.last, self.last_at, &self.kept.begun_by).1)
    }

    pub(super) fn send_ask(&mut self, ask: &Ask) {
        let Asker::Here(id) = ask.asker else { return };
        let what = match &ask.what {
            What::Command(command) => Asked::Command(command.clone()),
            What::Replace(world) => {
                let at = world.clock.at(self.real_now);
                Asked::Replace(entries_of(Kept::snapshot(world, 1, 0, at, "").1))
            }
        };
        let (actor, request_id) = (ask.actor.clone(), ask.request_id.clone());
        let (since, again) = (ask.since, ask.again);
        self.tell(None, Message::Ask { id, actor, request_id, what: Box::new(what), since, again });
    }
}

fn entries_of(writes: Vec<super::Write>) -> Vec<(String, String)> {
    writes
        .into_iter()
        .filter_map(|write| match write {
            super::Write::Set { name, text } => Some((name, text)),
            super::Write::Remove { .. } => None,
        })
        .collect()
}
