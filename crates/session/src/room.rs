//! Makes room in storage: old records are removed before storage is full; once it is full, history is removed first, then the oldest
//! records, and at last storing stops. What is written when is in `owner`.

use super::{MemoryReason, Message, Notice, Output, Role, Session, Write, WriteFailure, owner::Writing};
use crate::stored::{keys::Key, segment::RECORDS};
use latch_rules::{Event, forget, query::forget_oldest};

/// Percentage of the room in use above which old records are removed.
pub const CROWDED: usize = 80;
/// Milliseconds until a full storage is tried again; doubled after each failure, up to `LONGEST_RETRY_MS`.
pub(crate) const FIRST_RETRY_MS: i64 = 10_000;
const LONGEST_RETRY_MS: i64 = 600_000;
/// Percentage of the room in use above which a person is told.
pub const SHORT: usize = 90;

impl Session {
    /// Removes old records before there is no room left; tells a person when little room is left.
    pub(super) fn watch_room(&mut self) {
        let (used, room) = (self.kept.used(), self.limits.room);
        let records = self.world.records.len();
        let crowded = used > room / 100 * CROWDED && records > self.limits.few_records;
        let oldest = if crowded { forget_oldest(&self.world, (records / 4).max(1)) } else { forget(&self.world) };
        if let Some(event) = oldest {
            self.forget(event);
        }
        self.tell_if_short();
    }

    /// Tells a person once, and again only after there was room in between.
    pub(super) fn tell_if_short(&mut self) {
        let (used, room) = (self.kept.used(), self.limits.room);
        self.told_short &= used > room / 100 * CROWDED;
        if used > room / 100 * SHORT && !self.told_short {
            self.told_short = true;
            self.out.push(Output::Notify(Notice::RoomShort { used, room }));
        }
    }

    /// Removes the oldest records, and with them the released instances that only these records mention (R14).
    fn forget(&mut self, event: Event) {
        let before = if let Event::Forgotten { records_before, .. } = event { records_before } else { 0 };
        self.world.apply(&event);
        self.commit_own(self.now(self.real_now), vec![event]);
        self.out.push(Output::Notify(Notice::RecordsForgotten { before }));
    }

    pub(super) fn persist_failed(&mut self, ticket: u64, why: WriteFailure, sizes: &[(String, Option<usize>)]) {
        self.kept.note(sizes);
        let Some((_, what)) = self.writing.take_if(|(current, _)| *current == ticket) else { return };
        match what {
            Writing::Commits { .. } => self.make_room(why),
            // The old segment is still stored; the log goes on growing until there is room again.
            Writing::Step(step) => {
                if let Some(step) = step {
                    self.kept.not_stepped(&step);
                }
                self.compacting = false;
                let removals = self.kept.history_removals();
                if !removals.is_empty() {
                    self.write(Writing::Cleanup(removals), false);
                }
                return;
            }
            Writing::World(_) => self.not_replaced(why),
            Writing::Cleanup(_) => {}
        }
        self.work();
    }

    /// A commit did not fit: removes history, then the oldest records; if neither helps, storing stops.
    fn make_room(&mut self, why: WriteFailure) {
        while why == WriteFailure::Full && self.room_stage < 2 {
            self.room_stage += 1;
            let removals = match self.room_stage {
                1 => self.kept.history_removals(),
                // The newest record stays: the remaining records show which ones were removed.
                _ => {
                    let newest = self.world.next_record - 1;
                    let mut removals = self.kept.record_removals();
                    removals.retain(|removal| last_record_of(removal).is_some_and(|end| end <= newest));
                    removals
                }
            };
            if removals.is_empty() {
                continue;
            }
            let before = removals.iter().filter_map(last_record_of).max().unwrap_or(0);
            self.write(Writing::Cleanup(removals), false);
            let count = self.world.records.iter().take_while(|record| record.number < before).count();
            if let Some(event) = forget_oldest(&self.world, count) {
                self.forget(event);
            }
            return;
        }
        self.room_stage = 0;
        let why = if why == WriteFailure::Full { MemoryReason::Full } else { MemoryReason::Denied };
        self.lose_storage(why);
    }

    pub(super) fn lose_storage(&mut self, why: MemoryReason) {
        if why == MemoryReason::Full {
            let (_, wait) = self.keep_again;
            self.keep_again = (self.steady_now + wait, (wait * 2).min(LONGEST_RETRY_MS));
        }
        if self.memory.replace(why) != Some(why) {
            self.out.push(Output::Notify(Notice::MemoryOnly { why }));
        }
        // The other tabs are told that nothing is stored before any request is answered: no answer may be taken for a stored change.
        self.tell_owner();
        self.settle(self.last);
    }

    /// If the storage was full, writes the whole world again: there may be room by now.
    pub(super) fn try_to_keep_again(&mut self) {
        let is_time = self.steady_now >= self.keep_again.0;
        if self.memory == Some(MemoryReason::Full) && self.role == Role::Owner && is_time {
            self.rewrite();
        }
    }

    pub(super) fn tell_owner(&mut self) {
        let (last, generation, memory) = (self.stored, self.kept.generation, self.memory);
        let begun_by = self.kept.begun_by.clone();
        self.tell(None, Message::OwnerIs { last, generation, begun_by, mark: self.mark_of(last), memory });
    }
}

/// The number after the last record of a removed segment of records.
fn last_record_of(write: &Write) -> Option<u64> {
    match write {
        Write::Remove { name } => match Key::parse(name)? {
            Key::Records { segment, .. } => Some((segment + 1) * RECORDS),
            _ => None,
        },
        Write::Set { .. } => None,
    }
}
