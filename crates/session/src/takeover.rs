//! Taking over from an owner that is gone, and finding out who was first where there are no Web Locks.

use super::{
    ELECT_MS, MemoryReason, Message, Notice, Output, ReadOnlyReason, Role, SETTLE_MS, Session, TAKE_OVER_MS,
    kept::Kept,
    load::{Survey, load},
    mark::{UNKNOWN, fits, mark},
};
use crate::stored::commit::Commit;

/// How often a new owner waits again for the whole state of a tab that has later commits.
const MOST_ROUNDS: u8 = 3;

impl Session {
    pub(super) fn lock_granted(&mut self) {
        (self.tabs.has_lock, self.tabs.asks_lock) = (true, false);
        match self.role {
            Role::Starting | Role::Follower => {
                self.settle_for(if self.has_others { TAKE_OVER_MS } else { SETTLE_MS });
                self.tell(None, Message::WhoKnows { have: self.last });
            }
            Role::ReadOnly(ReadOnlyReason::Damaged) | Role::Owner | Role::Settling => {}
            Role::ReadOnly(_) => self.leave_lock(),
        }
    }

    pub(super) fn settle_for(&mut self, millis: i64) {
        self.role = Role::Settling;
        self.tabs.settles_at = Some(self.steady_now + millis);
    }

    /// Without Web Locks: asks whether another tab was first, and becomes the owner if none answers.
    pub(super) fn elect(&mut self) {
        self.tabs.asks_lock = false;
        if matches!(self.role, Role::Starting | Role::ReadOnly(ReadOnlyReason::OtherTab)) {
            self.tabs.is_electing = true;
            self.role = Role::Starting;
            self.tabs.settles_at = Some(self.steady_now + ELECT_MS);
            self.tell(None, Message::AnyoneThere);
        }
    }

    /// Without Web Locks: another tab writes.
    pub(super) fn give_way(&mut self) {
        self.tabs.is_electing = false;
        self.tabs.settles_at = None;
        self.read_only(ReadOnlyReason::OtherTab);
        self.out.push(Output::Notify(Notice::OtherTabWrites));
        self.greet(None);
    }

    pub(super) fn settle_if_time(&mut self) {
        if self.tabs.settles_at.is_some_and(|at| at <= self.steady_now) {
            self.tabs.settles_at = None;
            self.tabs.is_electing = false;
            self.role = Role::Settling;
            self.out.push(Output::ReadStore);
        }
    }

    /// Reads the log as it is stored now: the last step of taking over.
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
            if self.role == Role::ReadOnly(ReadOnlyReason::NewerSchema) {
                // A tab that can read it must not wait for this tab's lock.
                self.leave_lock();
            }
            return;
        }
        let reaches =
            survey.head.covered <= self.last || survey.commits(self.last + 1).len() as u64 == survey.last() - self.last;
        let is_unread = self.memory == Some(MemoryReason::Unread);
        if is_unread {
            // Commits made without reading the storage were never stored; those in storage count.
            self.tabs.known.clear();
            self.tabs.ahead = None;
        }
        if is_unread || stored > ours || stored == ours && (!reaches || !self.agrees(&survey)) {
            self.adopt(load(entries, others, prefix));
        } else if stored == ours {
            for commit in survey.commits(self.last + 1) {
                self.follow(commit, UNKNOWN);
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

    /// What is stored cannot be read any more: nothing is written over it, and work goes on in memory.
    pub(super) fn store_unreadable(&mut self) {
        if self.role != Role::Settling {
            return;
        }
        self.fill_in_known();
        self.stored = self.last;
        self.begin_term();
        self.lose_storage(MemoryReason::Unread);
        self.decide_waiting();
    }

    fn begin_term(&mut self) {
        self.tabs.rounds = 0;
        self.tabs.owner = None;
        self.tabs.term = (self.tabs.term + 1).max(u64::try_from(self.real_now.0).unwrap_or(0));
        self.role = Role::Owner;
    }

    /// Decides the requests that came before it was known which tab is the owner.
    fn decide_waiting(&mut self) {
        let asked = std::mem::take(&mut self.asked);
        self.waiting.extend(asked);
        self.advance();
        self.work();
    }

    /// Whether what this tab remembers and what is stored are the same history: another owner may have written meanwhile.
    fn agrees(&self, survey: &Survey) -> bool {
        let number = self.last.min(survey.last());
        let stored = survey.commit(number).map_or(UNKNOWN, |commit| mark(&commit));
        survey.head.begun_by == self.kept.begun_by && fits(stored, self.mark_of(number))
    }

    /// Applies the commits that other tabs had seen and this one had not.
    fn fill_in_known(&mut self) {
        for (_, (after, commit)) in std::mem::take(&mut self.tabs.known) {
            self.follow(commit, after);
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
            kept.begun_by = std::mem::take(&mut self.kept.begun_by);
        }
        self.kept = kept.within(self.limits);
        self.memory = None;
        self.begin_term();
        if is_whole {
            self.stored = stored.min(self.last);
        } else {
            self.stored = self.last;
            self.rewrite();
        }
        self.tell_owner();
        self.tell_if_short();
        self.decide_waiting();
    }
}
