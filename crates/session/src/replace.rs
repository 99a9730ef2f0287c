//! Replaces the world by another one, or writes the same world again. New tables are written beside the old ones, which count until the
//! head names the new ones. Nothing is written that could not be read again.

use super::{
    Ask, Change, MakeProblem, MemoryReason, Message, Notice, Output, ReadOnlyReason, Reply, Role, Session, Trouble,
    What, Write, WriteFailure, check::unreadable, kept::Kept, mark, owner::Writing, room::FIRST_RETRY_MS,
};
use crate::stored::{
    keys::Key,
    migrate::{Head, write_head},
};
use latch_ecs::import::Summary;
use latch_rules::{Answer, UnixMillis, World};

/// A world that is already shown and not yet stored.
#[derive(Debug)]
pub(super) struct Replacing {
    number: u64,
    /// The request that began the world.
    begun_by: Box<str>,
    why: Why,
    /// A key that would not read back as it was written.
    unreadable: Option<Box<str>>,
}

/// Why a whole world is written.
#[derive(Debug)]
enum Why {
    /// Another world was requested. Holds the former world, which comes back if the new one cannot be stored.
    Asked(Box<Former>),
    /// The tables that are stored are of another world, or too far behind the log.
    Behind,
    /// What was stored is gone.
    Lost,
}

#[derive(Debug)]
struct Former {
    ask: Ask,
    world: World,
    last_at: UnixMillis,
    summary: Summary,
}

impl Replacing {
    pub(super) fn begun_by(&self) -> &str {
        &self.begun_by
    }
}

impl Session {
    /// Makes the world that is asked for, shows it at once and has it written beside the old tables; it counts when the head names it.
    pub(super) fn replace(&mut self, ask: Ask, command_id: Box<str>) {
        let What::Make(wanted) = &ask.what else { return };
        let made = match self.made(wanted, &ask) {
            Some(Ok(made)) => made,
            Some(Err(problem)) => return self.reply(ask.asker, Reply::not_made(problem)),
            None => return self.wait_for_world(ask),
        };
        let summary = made.summary;
        let world = std::mem::replace(&mut self.world, made.world);
        let at = self.world.clock.at(self.real_now);
        // If the new world has the same clock, time goes on from where it was.
        let last_at = if self.world.clock == world.clock { at.max(self.last_at) } else { at };
        let last_at = std::mem::replace(&mut self.last_at, last_at);
        self.out.push(Output::Show(Change::World));
        let why = Why::Asked(Box::new(Former { ask, world, last_at, summary }));
        self.begin_replacing(mark::begun(&command_id, &self.tab), why);
        if matches!(self.memory, Some(MemoryReason::Denied | MemoryReason::Unread)) {
            let generation = self.kept.last_generation() + 1;
            let begun_by = mark::begun(&command_id, &self.tab);
            self.replaced(Kept::of_generation(generation, &begun_by));
        } else {
            self.write(Writing::World(None), true);
        }
    }

    fn begin_replacing(&mut self, begun_by: Box<str>, why: Why) {
        let number = self.last.max(self.kept.last_logged()) + 1;
        self.replacing = Some(Replacing { number, begun_by, why, unreadable: None });
    }

    /// Puts the former world back and returns the request that asked for the new one.
    pub(super) fn take_back(&mut self) -> Option<Ask> {
        let Why::Asked(former) = self.replacing.take()?.why else { return None };
        let Former { ask, world, last_at, .. } = *former;
        (self.world, self.last_at) = (world, last_at);
        self.out.push(Output::Show(Change::World));
        Some(ask)
    }

    /// Writes the same world again: the stored tables are of another world, or too far behind the log.
    pub(super) fn rewrite(&mut self) {
        self.begin_replacing(mark::again(&self.era(), &self.tab), Why::Behind);
        self.write(Writing::World(None), true);
    }

    /// Writes the same world again, with all commits that were not stored yet: stored keys are gone.
    pub(super) fn restore(&mut self) {
        self.begin_replacing(mark::again(&self.era(), &self.tab), Why::Lost);
        self.write(Writing::World(None), true);
    }

    /// Checks whether all written keys are still stored. Not while tables are being written: storage then holds parts of the old and the
    /// new ones. A world whose writing has not begun yet does not prevent the check.
    pub fn look_at(&mut self, sizes: &[(String, usize)]) {
        let is_between = match &self.writing {
            Some((_, Writing::World(begun))) => begun.is_none(),
            Some((_, Writing::Step(_) | Writing::Cleanup(_))) => false,
            Some((_, Writing::Commits { .. })) | None => self.replacing.is_none(),
        };
        if self.role == Role::Owner && self.memory.is_none() && is_between {
            self.is_lost |= !self.kept.is_there(sizes);
        }
    }

    /// The writes in order: copies of unreadable keys under names of their own, the new tables, the head, and only then the removals. If
    /// storage has no head, a head that names no tables comes first of all: tables without any head count as those of a lost head. `None`
    /// if the tables would not read back as this world.
    pub(super) fn world_writes(&mut self) -> Option<(Kept, Vec<Write>)> {
        let replacing = self.replacing.as_mut()?;
        let generation = self.kept.last_generation() + 1;
        let (kept, tables) =
            Kept::snapshot(&self.world, generation, replacing.number, self.last_at, &replacing.begun_by);
        replacing.unreadable = unreadable(&kept, &tables, &self.world, self.last_at);
        if replacing.unreadable.is_some() {
            return None;
        }
        let aside = self
            .damaged
            .iter()
            .map(|(name, text)| Write::Set { name: format!("damaged:{generation}:{name}"), text: text.clone() });
        let removals = self.kept.table_keys().into_iter().map(Write::remove);
        let is_first = !self.kept.has_head() && self.damaged.is_empty();
        let first = is_first.then(|| Write::set(Key::Head, write_head(&Head::of_nothing())));
        Some((kept, aside.chain(first).chain(tables).chain(removals).collect()))
    }

    pub(super) fn replaced(&mut self, snapshot: Kept) {
        let Some(replacing) = self.replacing.take() else { return };
        self.kept.replaced_by(snapshot);
        self.last = replacing.number;
        self.stored = self.last;
        self.history.clear();
        self.pruned = None;
        self.damaged.clear();
        self.mark_taken();
        if self.role == Role::ReadOnly(ReadOnlyReason::Damaged) {
            self.role = Role::Owner;
        }
        if self.memory == Some(MemoryReason::Full) {
            self.memory = None;
            self.keep_again.1 = FIRST_RETRY_MS;
            self.out.push(Output::Notify(Notice::KeptAgain));
        }
        // Whatever the reason for the write, all keys are stored again.
        let is_restored = std::mem::take(&mut self.is_lost) || matches!(replacing.why, Why::Lost);
        if is_restored {
            self.restored += 1;
            self.out.push(Output::Notify(Notice::Restored));
        }
        self.tell(None, Message::Replaced { number: self.last, is_restored });
        self.tell_owner();
        // Requests that waited for a commit to be stored when stored keys were found missing.
        self.answer_awaited(self.last);
        if let Why::Asked(former) = replacing.why {
            let Former { ask, summary, .. } = *former;
            self.reply(ask.asker, Reply { made: Some(Ok(summary)), ..Reply::of(Ok(Answer::Done)) });
        }
    }

    /// The new world would not read back: nothing of it was written.
    pub(super) fn not_written(&mut self) {
        let key = self.replacing.as_mut().and_then(|replacing| replacing.unreadable.take()).unwrap_or_default();
        match self.take_back() {
            Some(ask) => self.reply(ask.asker, Reply::not_made(MakeProblem::Unreadable(key))),
            None => self.lose_storage(MemoryReason::Denied),
        }
    }

    pub(super) fn not_replaced(&mut self, why: WriteFailure) {
        let leftovers = self.kept.beyond_generation();
        self.write(Writing::Cleanup(leftovers), false);
        let (why, trouble) = match why {
            WriteFailure::Full => (MemoryReason::Full, Trouble::NoRoom),
            WriteFailure::Denied => (MemoryReason::Denied, Trouble::NotKept),
        };
        match self.take_back() {
            Some(ask) => self.reply(ask.asker, Reply::in_trouble(trouble)),
            None => self.lose_storage(why),
        }
    }
}
