//! Giving up ownership: the lock was taken from this tab, the browser freezes its page, or a tab with a newer build is open. This tab
//! stops writing; unanswered requests go to the next owner.

use super::{Ask, Asker, Message, Notice, Output, ReadOnlyReason, Role, Session};

impl Session {
    /// Another page took the lock: from here on its holder writes.
    pub(super) fn lock_lost(&mut self) {
        (self.tabs.has_lock, self.tabs.asks_lock) = (false, false);
        if matches!(self.role, Role::Owner | Role::Settling) {
            self.put_down();
            self.out.push(Output::Notify(Notice::LockLost));
        }
        if !self.is_done_writing() {
            self.join();
        }
    }

    /// The page stands still from now on, perhaps for hours: others must not wait for it.
    pub(super) fn frozen(&mut self) {
        if self.is_alone || self.is_done_writing() {
            return;
        }
        if self.role == Role::Owner && !self.tabs.has_lock {
            self.tell(None, Message::Bye);
        }
        let is_read_only = matches!(self.role, Role::ReadOnly(_));
        if !is_read_only {
            self.put_down();
        }
        if !is_read_only || self.role == Role::ReadOnly(ReadOnlyReason::Damaged) {
            self.leave_lock();
        }
    }

    /// The page runs again after a freeze. It does not know which tab is the owner now.
    pub(super) fn resumed(&mut self) {
        if !self.is_alone && !self.is_done_writing() {
            self.join();
        }
    }

    /// Looks for the owner, and waits to become it.
    pub(super) fn join(&mut self) {
        match self.role {
            Role::Starting | Role::Follower => {
                self.greet(None);
                self.ask_lock();
            }
            Role::ReadOnly(ReadOnlyReason::Damaged) => self.ask_lock(),
            _ => {}
        }
    }

    /// Whether this tab can never write again.
    fn is_done_writing(&self) -> bool {
        matches!(self.role, Role::ReadOnly(ReadOnlyReason::NewerSchema | ReadOnlyReason::NewerBuild))
    }

    /// Gives up ownership; what is not written yet stays unwritten. This tab sends its own requests again to the next owner; other tabs
    /// send theirs themselves.
    pub(super) fn put_down(&mut self) {
        self.writing = None;
        self.compacting = false;
        self.is_lost = false;
        self.room_stage = 0;
        let replaced = self.take_back();
        let awaited = std::mem::take(&mut self.awaited).into_values().flatten().map(|(ask, _)| ask);
        let begun = replaced.into_iter().chain(awaited).map(|ask| Ask { again: true, ..ask });
        let waiting = std::mem::take(&mut self.waiting).into_iter().chain(self.take_unmade());
        let open: Vec<Ask> = begun.chain(waiting).collect();
        self.asked.extend(open.into_iter().filter(|ask| matches!(ask.asker, Asker::Here(_))));
        self.tabs.forget();
        self.role = Role::Starting;
    }

    /// A tab with a newer build is open: this tab must not write beside it. It finishes the current write before it releases the lock.
    pub(super) fn newer_build(&mut self) {
        if self.role == Role::ReadOnly(ReadOnlyReason::NewerBuild) {
            return;
        }
        self.read_only(ReadOnlyReason::NewerBuild);
        self.tabs.settles_at = None;
        self.out.push(Output::Notify(Notice::NewerBuild));
        self.leave_when_written();
    }

    /// With a newer build open: releases the lock once no write is open.
    pub(super) fn leave_when_written(&mut self) {
        let is_leaving = self.role == Role::ReadOnly(ReadOnlyReason::NewerBuild);
        if is_leaving && self.is_at_rest() && self.replacing.is_none() {
            self.leave_lock();
        }
    }

    pub(super) fn leave_lock(&mut self) {
        (self.tabs.has_lock, self.tabs.asks_lock) = (false, false);
        self.out.push(Output::LeaveLock);
    }
}
