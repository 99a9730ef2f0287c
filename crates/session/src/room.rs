//! Room: old records give way before storage is full, and when it is, history gives way first, then the oldest records, then keeping
//! itself. What is written when is `owner`.

use super::{MemoryReason, Message, Notice, Output, Role, Session, Write, WriteFailure, owner::Writing};
use crate::stored::{keys::Key, segment::RECORDS};
use latch_rules::{Event, forget, query::forget_oldest};

/// Share of the room, in percent, from which on old records give way.
pub const CROWDED: usize = 80;
/// How long after a full storage was found it is tried again, in milliseconds; twice as long after each failure, up to the longest.
pub(crate) const FIRST_RETRY_MS: i64 = 10_000;
const LONGEST_RETRY_MS: i64 = 600_000;
/// Share of the room, in percent, from which on a person is told.
pub const SHORT: usize = 90;

impl Session {
    /// Old records give way before there is no room left; a person is told when little is.
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

    /// Once, until there was room again.
    pub(super) fn tell_if_short(&mut self) {
        let (used, room) = (self.kept.used(), self.limits.room);
        self.told_short &= used > room / 100 * CROWDED;
        if used > room / 100 * SHORT && !self.told_short {
            self.told_short = true;
            self.out.push(Output::Notify(Notice::RoomShort { used, room }));
        }
    }

    /// The oldest records give way, and with them the released instances that only they spoke of (R14).
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
            // What was there is still there; the log goes on growing until there is room again.
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

    /// A commit did not fit: history gives way, then the oldest records, then keeping itself.
    fn make_room(&mut self, why: WriteFailure) {
        while why == WriteFailure::Full && self.room_stage < 2 {
            self.room_stage += 1;
            let removals = match self.room_stage {
                1 => self.kept.history_removals(),
                // The newest record stays: what is left of them shows which were there.
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
        // First that nothing is kept, then the answers: nobody may take them for more than they are.
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
