//! Messages between tabs: what each tab is told, and what it does about it. Taking over from an owner that is gone is in `takeover`; what
//! the owner decides is in `owner`.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    Ask, Asker, Change, MemoryReason, Message, Notice, Output, ReadOnlyReason, Role, Session, TAKE_OVER_MS,
    kept::Kept,
    load::load,
    mark::{UNKNOWN, fits, mark, version},
    message::{Envelope, Heard, hear},
};
use crate::stored::commit::{self, Commit};

/// What this tab knows of the others.
#[derive(Debug, Default)]
pub(super) struct Tabs {
    pub(super) has_lock: bool,
    /// Whether it waits for the lock.
    pub(super) asks_lock: bool,
    /// The latest owner's term: the real instant at which it took over, or the former owner's term plus one, whichever is later.
    pub(super) term: u64,
    /// Without Web Locks: this tab waits to learn whether another tab was first.
    pub(super) is_electing: bool,
    /// When settling or electing ends, on the monotonic clock.
    pub(super) settles_at: Option<i64>,
    pub(super) rounds: u8,
    /// The tab that owns the world, as far as this one knows, and its term.
    pub(super) owner: Option<(Box<str>, u64)>,
    /// This tab has asked the owner for what it lacks and waits for the answer.
    asks_for_more: bool,
    /// While settling: commits that other tabs have seen, each with the mark of the commit before it.
    pub(super) known: BTreeMap<u64, (u64, Commit)>,
    /// While settling: the tab that knows the latest commit, and its number.
    pub(super) ahead: Option<(Box<str>, u64)>,
    /// While settling: the world came from another tab, so the stored tables are not this world's.
    pub(super) is_foreign: bool,
    /// Tabs that wait to be told what they lack.
    hellos: Vec<Lack>,
}

impl Tabs {
    /// Forgets everything but the lock and the term.
    pub(super) fn forget(&mut self) {
        *self = Self { has_lock: self.has_lock, asks_lock: self.asks_lock, term: self.term, ..Self::default() };
    }
}

/// A tab that asks for what it lacks, and what it has.
#[derive(Debug)]
struct Lack {
    tab: Box<str>,
    /// Its last commit, the generation of its tables and the commit's mark; `None` if what it has is of no use.
    have: Option<(u64, u64, u64)>,
}

impl Session {
    pub(super) fn heard(&mut self, text: &str) {
        let envelope = match hear(text) {
            Heard::Said(envelope) if envelope.from != self.tab => envelope,
            Heard::Newer => return self.newer_build(),
            Heard::Said(_) | Heard::Noise => return,
        };
        self.has_others = true;
        if envelope.say.is_owners() && envelope.term < self.tabs.term {
            // Late message from a former owner: ignore it.
            return;
        }
        let two_write = self.role == Role::Owner && !self.tabs.has_lock && envelope.say.is_owners();
        if two_write && *envelope.from < *self.tab {
            self.put_down();
            self.give_way();
        }
        self.note_term(envelope.term);
        if envelope.to.as_ref().is_none_or(|to| *to == self.tab) {
            self.told(envelope);
        }
    }

    /// Terms never go back, whatever the machine's clock does.
    fn note_term(&mut self, term: u64) {
        if term > self.tabs.term {
            self.tabs.term = term;
            if self.role == Role::Owner {
                self.tabs.term += 1;
                self.tell_owner();
            }
        }
    }

    fn told(&mut self, Envelope { from, term, say, .. }: Envelope) {
        match say {
            Message::Hello { have, generation, begun_by, mark } => {
                if self.role == Role::Owner {
                    // Two owners may each have made a generation with this number: commits that follow the other owner's are of no use.
                    let have = (begun_by == self.kept.begun_by).then_some((have, generation, mark));
                    self.lacks(Lack { tab: from, have });
                }
            }
            Message::Ask { of, id, actor, request_id, what, known, again } => {
                // A request to an earlier owner is ignored, because its tab sends it again: if both copies were decided, one might be
                // refused and the other carried out.
                if self.role == Role::Owner && of == self.tabs.term {
                    let asker = Asker::Tab(from, id);
                    self.ask(Ask { asker, actor, request_id, what: *what, known, again });
                }
            }
            Message::Answered { id, reply } => {
                let place = self.asked.iter().position(|ask| ask.asker == Asker::Here(id));
                if let Some(place) = place.filter(|_| self.is_following()) {
                    self.asked.remove(place);
                    self.reply(Asker::Here(id), reply);
                }
            }
            Message::Commits { texts, generation, after } => self.heard_commits(&from, &texts, generation, after),
            Message::Know { texts, last, after } => self.heard_known(from, &texts, last, after),
            Message::State { entries, last, mark, is_owners } => self.heard_state(&entries, last, mark, is_owners),
            Message::Replaced { is_restored, .. } => {
                if self.is_following() {
                    self.want_all(&from);
                    if is_restored {
                        self.out.push(Output::Notify(Notice::Restored));
                    }
                }
            }
            Message::WhoKnows { have } => self.tell_known(&from, have),
            Message::WantAll => {
                if self.role == Role::Owner {
                    self.lacks(Lack { tab: from, have: None });
                }
            }
            Message::WantState => {
                let entries = self.state();
                self.tell(
                    Some(&from),
                    Message::State { entries, last: self.last, mark: self.mark_of(self.last), is_owners: false },
                );
            }
            Message::OwnerIs { last, generation, begun_by, mark, memory } => {
                if self.is_following() {
                    let was_unread = self.memory == Some(MemoryReason::Unread);
                    self.memory = memory;
                    self.tabs.asks_for_more = false;
                    let is_other = generation == self.kept.generation && begun_by != self.kept.begun_by;
                    if is_other || was_unread && memory != Some(MemoryReason::Unread) {
                        self.want_all(&from);
                    } else {
                        self.compare_with(&from, last, generation, mark);
                    }
                    self.owner_found(from, term);
                }
            }
            Message::AnyoneThere => {
                let is_first = self.role == Role::Owner || self.tabs.is_electing && *self.tab < *from;
                if is_first {
                    self.tell(Some(&from), Message::Here);
                } else if self.tabs.is_electing {
                    self.give_way();
                } else if self.is_following() {
                    // The tab that becomes the owner must know that another tab listens.
                    self.greet(Some(&from));
                }
            }
            Message::Here => {
                if self.tabs.is_electing {
                    self.give_way();
                }
            }
            Message::Bye => {
                if self.role == Role::ReadOnly(ReadOnlyReason::OtherTab) {
                    self.elect();
                }
            }
        }
    }

    pub(super) fn is_following(&self) -> bool {
        matches!(self.role, Role::Starting | Role::Follower | Role::ReadOnly(ReadOnlyReason::OtherTab))
    }

    /// The mark of a commit; `UNKNOWN` if the commit is no longer remembered.
    pub(super) fn mark_of(&self, number: u64) -> u64 {
        if let Some((_, mark)) = self.pruned.filter(|(pruned, _)| *pruned == number) {
            return mark;
        }
        let oldest = self.history.front().map_or(0, |commit| commit.number);
        let place = number.checked_sub(oldest).and_then(|place| usize::try_from(place).ok());
        place.and_then(|place| self.history.get(place)).map_or(UNKNOWN, |commit| mark(commit))
    }

    /// Tells one tab, or all, what this tab has; the owner answers with what it lacks.
    pub(super) fn greet(&mut self, to: Option<&str>) {
        let (have, generation, begun_by) = (self.last, self.kept.generation, self.kept.begun_by.clone());
        self.tell(to, Message::Hello { have, generation, begun_by, mark: self.mark_of(have) });
    }

    /// Asks the owner for what this tab lacks.
    fn want_more(&mut self, owner: &str) {
        if !self.tabs.asks_for_more {
            self.tabs.asks_for_more = true;
            self.greet(Some(owner));
        }
    }

    /// Asks the owner for everything: what this tab has is another world.
    fn want_all(&mut self, owner: &str) {
        self.tabs.asks_for_more = true;
        self.tell(Some(owner), Message::WantAll);
    }

    /// Applies a commit if it is the next one and follows this tab's last commit (`after` is that commit's mark). Ignores any other.
    /// Returns whether it was applied.
    pub(super) fn follow(&mut self, commit: Commit, after: u64) -> bool {
        if commit.number != self.last + 1 || !fits(after, self.mark_of(self.last)) {
            return false;
        }
        commit.events.iter().for_each(|event| self.world.apply(event));
        self.world.set_version(version(&commit));
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

    fn heard_commits(&mut self, from: &str, texts: &[String], generation: u64, after: u64) {
        if !self.is_following() {
            let last = self.last;
            return self.heard_known(from.into(), texts, last, after);
        }
        if generation != self.kept.generation {
            return self.want_more(from);
        }
        let mut fits_in = true;
        for (after, commit) in chain(texts, after) {
            fits_in = match commit.number {
                number if number <= self.last => fits(mark(&commit), self.mark_of(number)),
                _ => self.follow(commit, after),
            };
            if !fits_in {
                break;
            }
        }
        if fits_in {
            self.tabs.asks_for_more = false;
        } else {
            self.want_more(from);
        }
    }

    /// Handles commits that another tab has seen, perhaps from an owner that is gone.
    fn heard_known(&mut self, from: Box<str>, texts: &[String], last: u64, after: u64) {
        match self.role {
            Role::Settling => {
                if self.tabs.rounds == 0 {
                    // There is another tab after all: wait as long as for a known one.
                    self.tabs.rounds = 1;
                    self.settle_for(TAKE_OVER_MS);
                }
                self.tabs.known.extend(chain(texts, after).map(|(after, commit)| (commit.number, (after, commit))));
                if last > self.tabs.ahead.as_ref().map_or(self.last, |(_, most)| *most) {
                    self.tabs.ahead = Some((from, last));
                }
            }
            Role::Owner if self.replacing.is_none() => self.heard_late(from, texts, last, after),
            _ => {}
        }
    }

    /// Handles commits that reach the owner late: it can still apply them if it has committed nothing since. Otherwise the sender has
    /// another world and is sent this one.
    fn heard_late(&mut self, from: Box<str>, texts: &[String], last: u64, after: u64) {
        let mut fits_in = true;
        for (after, commit) in chain(texts, after) {
            if commit.number <= self.last {
                fits_in &= fits(mark(&commit), self.mark_of(commit.number));
            } else if fits_in && commit.number == self.last + 1 && fits(after, self.mark_of(self.last)) {
                commit.events.iter().for_each(|event| self.world.apply(event));
                self.commit(commit);
            } else {
                fits_in = false;
            }
        }
        if !fits_in || last > self.last {
            self.lacks(Lack { tab: from, have: None });
        }
        self.pump();
    }

    fn heard_state(&mut self, entries: &[(String, String)], last: u64, mark: u64, is_owners: bool) {
        let is_settling = self.role == Role::Settling;
        let is_wanted = if is_settling { last > self.last } else { is_owners && self.is_following() };
        if !is_wanted {
            return;
        }
        let loaded = load(entries, 0, 0);
        if !loaded.troubles.is_empty() {
            return;
        }
        if is_settling {
            self.tabs.is_foreign = true;
        }
        self.tabs.asks_for_more = false;
        self.adopt(loaded);
        if self.last == last && mark != UNKNOWN {
            self.pruned = Some((last, mark));
        }
    }

    /// Compares this tab's last commit with the owner's, and asks for or tells the difference.
    fn compare_with(&mut self, from: &str, last: u64, generation: u64, owners: u64) {
        let is_other = generation != self.kept.generation || last == self.last && !fits(owners, self.mark_of(last));
        if is_other || last > self.last {
            self.want_more(from);
        } else if last < self.last && self.memory == Some(MemoryReason::Unread) {
            // The owner could not read the storage and works without it: it is not told the stored commits that it lacks.
            self.want_all(from);
        } else if last < self.last {
            self.tell_known(from, last);
        }
    }

    fn owner_found(&mut self, from: Box<str>, term: u64) {
        if self.tabs.is_electing || !matches!(self.role, Role::Starting | Role::Follower) {
            return;
        }
        self.role = Role::Follower;
        // Requests are sent once to each owner (tab and term): it answers them, and must not decide them twice.
        let owner = Some((from, term));
        if self.tabs.owner != owner {
            self.tabs.owner = owner;
            for ask in std::mem::take(&mut self.asked) {
                self.send_ask(&ask);
                self.asked.push(Ask { again: true, ..ask });
            }
        }
    }

    fn tell_known(&mut self, to: &str, have: u64) {
        if self.memory == Some(MemoryReason::Unread) {
            return;
        }
        let known: Vec<&Arc<Commit>> = self.history.iter().filter(|commit| commit.number > have).collect();
        let after = known.first().map_or(UNKNOWN, |first| self.mark_of(first.number - 1));
        let texts = known.into_iter().map(|commit| commit::write(commit)).collect();
        self.tell(Some(to), Message::Know { texts, last: self.last, after });
    }

    fn lacks(&mut self, lack: Lack) {
        self.tabs.hellos.push(lack);
        self.serve_hellos();
    }

    /// Tells tabs what they lack, once everything here is stored.
    pub(super) fn serve_hellos(&mut self) {
        if self.role != Role::Owner || self.stored != self.last || self.replacing.is_some() {
            return;
        }
        let (last, generation) = (self.last, self.kept.generation);
        let oldest = self.history.front().map_or(last + 1, |commit| commit.number);
        for Lack { tab, have } in std::mem::take(&mut self.tabs.hellos) {
            let same = have.filter(|(have, theirs, mark)| {
                *theirs == generation && (oldest..=last + 1).contains(&(have + 1)) && fits(*mark, self.mark_of(*have))
            });
            if let Some((have, ..)) = same {
                let lacked = self.history.iter().filter(|commit| commit.number > have);
                let texts = lacked.map(|commit| commit::write(commit)).collect();
                self.tell(Some(&tab), Message::Commits { texts, generation, after: self.mark_of(have) });
            } else {
                let entries = self.state();
                self.tell(Some(&tab), Message::State { entries, last, mark: self.mark_of(last), is_owners: true });
            }
            let (memory, mark, begun_by) = (self.memory, self.mark_of(last), self.kept.begun_by.clone());
            self.tell(Some(&tab), Message::OwnerIs { last, generation, begun_by, mark, memory });
        }
    }

    /// The whole world, as the entries that would store it.
    fn state(&self) -> Vec<(String, String)> {
        entries_of(Kept::snapshot(&self.world, self.kept.generation, self.last, self.last_at, &self.kept.begun_by).1)
    }

    pub(super) fn send_ask(&mut self, ask: &Ask) {
        let Asker::Here(id) = ask.asker else { return };
        let Ask { actor, request_id, what, known, again, .. } = ask.clone();
        let of = self.tabs.owner.as_ref().map_or(0, |(_, term)| *term);
        self.tell(None, Message::Ask { of, id, actor, request_id, what: Box::new(what), known, again });
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

/// The commits in `texts`, each with the mark of the commit before it.
fn chain(texts: &[String], after: u64) -> impl Iterator<Item = (u64, Commit)> + '_ {
    texts.iter().filter_map(|text| commit::read(text).ok()).scan(after, |after, commit| {
        let before = std::mem::replace(after, mark(&commit));
        Some((before, commit))
    })
}
