//! Another world in this one's place, and this one written anew: beside the old tables, which count until the head names the new
//! ones.

use super::{
    Ask, Change, MemoryReason, Message, Notice, Output, ReadOnlyReason, Reply, Role, Session, Trouble, What, Write,
    WriteFailure, kept::Kept, owner::Writing,
};
use crate::{
    codec::{
        keys::Key,
        migrate::{Head, write_head},
    },
    rules::{Answer, Reason, Refusal, UnixMillis},
};

/// A world that is shown already and not yet kept.
#[derive(Debug)]
pub(super) struct Replacing {
    number: u64,
    command_id: Box<str>,
    /// Who asked, with the world that stands again if the new one cannot be kept, and its last instant; nothing when the same world
    /// is written anew.
    ask: Option<(Ask, UnixMillis)>,
}

impl Session {
    /// Shows another world at once and has it written beside the old tables; it counts when the head names it.
    pub(super) fn replace(&mut self, mut ask: Ask, command_id: Box<str>) {
        self.swap_world(&mut ask);
        let was_last_at = std::mem::replace(&mut self.last_at, self.world.clock.at(self.real_now));
        let number = self.last.max(self.kept.last_logged()) + 1;
        self.replacing = Some(Replacing { number, command_id, ask: Some((ask, was_last_at)) });
        if matches!(self.memory, Some(MemoryReason::Denied | MemoryReason::Unread)) {
            let generation = self.kept.last_generation() + 1;
            self.replaced(Kept::of_generation(generation));
        } else {
            self.write(Writing::World(None), true);
        }
    }

    /// The world that is asked for takes the place of the present one, and the other way round.
    fn swap_world(&mut self, ask: &mut Ask) {
        if let What::Replace(world) = &mut ask.what {
            std::mem::swap(&mut self.world, world);
            self.out.push(Output::Show(Change::Anything));
        }
    }

    /// The former world stands again; what was asked for comes back.
    pub(super) fn take_back(&mut self) -> Option<Ask> {
        let (mut ask, was_last_at) = self.replacing.take()?.ask?;
        self.swap_world(&mut ask);
        self.last_at = was_last_at;
        Some(ask)
    }

    /// Writes the same world anew: the tables that are stored are of another one, or too far behind the log.
    pub(super) fn rewrite(&mut self) {
        let number = self.last.max(self.kept.last_logged()) + 1;
        self.replacing = Some(Replacing { number, command_id: "".into(), ask: None });
        self.write(Writing::World(None), true);
    }

    /// Somebody cleared the storage under the owner: the world is written anew, unless something is on its way anyhow.
    pub(super) fn store_lost(&mut self) {
        if self.can_decide() && self.is_at_rest() && self.memory.is_none() {
            self.rewrite();
        }
    }

    /// First what could not be read, under a name of its own; then the new tables, the head, and only then the removals. Where there is no
    /// head yet, one that speaks of none of these tables comes first of all: tables without any head are those of a lost one.
    pub(super) fn world_writes(&self) -> (Kept, Vec<Write>) {
        let Some(replacing) = &self.replacing else { return (Kept::default(), Vec::new()) };
        let generation = self.kept.last_generation() + 1;
        let (kept, tables) =
            Kept::snapshot(&self.world, generation, replacing.number, self.last_at, &replacing.command_id);
        let aside = self
            .damaged
            .iter()
            .map(|(name, text)| Write::Set { name: format!("damaged:{generation}:{name}"), text: text.clone() });
        let removals = self.kept.table_keys().into_iter().map(Write::remove);
        let is_first = !self.kept.has_head() && self.damaged.is_empty();
        let first = is_first.then(|| Write::set(Key::Head, write_head(&Head::of_nothing())));
        (kept, aside.chain(first).chain(tables).chain(removals).collect())
    }

    pub(super) fn replaced(&mut self, snapshot: Kept) {
        let Some(replacing) = self.replacing.take() else { return };
        self.kept.replaced_by(snapshot);
        self.last = replacing.number;
        self.stored = self.last;
        self.history.clear();
        self.damaged.clear();
        if self.role == Role::ReadOnly(ReadOnlyReason::Damaged) {
            self.role = Role::Owner;
        }
        if self.memory == Some(MemoryReason::Full) {
            self.memory = None;
            self.out.push(Output::Notify(Notice::KeptAgain));
        }
        self.tell(None, Message::Replaced { number: self.last });
        self.tell_owner();
        if let Some((ask, _)) = replacing.ask {
            self.reply(ask.asker, Reply::of(Ok(Answer::Done)));
        }
    }

    pub(super) fn not_replaced(&mut self, why: WriteFailure) {
        let leftovers = self.kept.beyond_generation();
        self.write(Writing::Cleanup(leftovers), false);
        let Some(ask) = self.take_back() else {
            let why = if why == WriteFailure::Full { MemoryReason::Full } else { MemoryReason::Denied };
            return self.lose_storage(why);
        };
        let refusal = Refusal::whole(Reason::ReadOnly);
        self.reply(ask.asker, Reply { trouble: Some(Trouble::NoRoom), ..Reply::refused(refusal) });
    }
}
