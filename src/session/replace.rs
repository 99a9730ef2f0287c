//! Another world in this one's place, and this one written anew: beside the old tables, which count until the head names the new
//! ones.

use super::{
    Asker, Change, MemoryReason, Message, Notice, Output, Reply, Role, Session, Trouble, Write, WriteFailure,
    kept::Kept, owner::Writing,
};
use crate::rules::{Answer, Reason, Refusal, UnixMillis, World};

/// Another world that is shown already and not yet kept.
#[derive(Debug)]
pub(super) struct Replacing {
    /// What stands again if it cannot be kept; nothing when the same world is written anew.
    old: Option<(World, UnixMillis)>,
    number: u64,
    command_id: Box<str>,
    asker: Option<Asker>,
}

impl Session {
    /// Shows another world at once and has it written beside the old tables; it counts when the head names it.
    pub(super) fn replace(&mut self, asker: Asker, world: World, command_id: Box<str>) {
        let old = (std::mem::replace(&mut self.world, world), self.last_at);
        self.last_at = self.world.clock.at(self.real_now);
        let number = self.last.max(self.kept.last_logged()) + 1;
        self.replacing = Some(Replacing { old: Some(old), number, command_id, asker: Some(asker) });
        self.out.push(Output::Show(Change::Anything));
        if self.memory == Some(MemoryReason::Denied) {
            self.replaced(Kept::new(0, 0));
        } else {
            self.write(Writing::World(None), true);
        }
    }

    /// Writes the same world anew: the tables that are stored are of another one, or too far behind the log.
    pub(super) fn rewrite(&mut self) {
        let number = self.last.max(self.kept.last_logged()) + 1;
        self.replacing = Some(Replacing { old: None, number, command_id: "".into(), asker: None });
        self.write(Writing::World(None), true);
    }

    /// Somebody cleared the storage under the owner: the world is written anew, unless something is on its way anyhow.
    pub(super) fn store_lost(&mut self) {
        if self.can_decide() && self.is_at_rest() && self.memory.is_none() {
            self.rewrite();
        }
    }

    /// First what could not be read, under a name of its own; then the new tables, the head, and only then the removals.
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
        (kept, aside.chain(tables).chain(removals).collect())
    }

    pub(super) fn replaced(&mut self, snapshot: Kept) {
        let Some(replacing) = self.replacing.take() else { return };
        self.kept.replaced_by(snapshot);
        self.last = replacing.number;
        self.stored = self.last;
        self.history.clear();
        self.damaged.clear();
        self.role = Role::Owner;
        if self.memory == Some(MemoryReason::Full) {
            self.memory = None;
            self.out.push(Output::Notify(Notice::KeptAgain));
        }
        self.tell(None, Message::Replaced { number: self.last });
        if let Some(asker) = replacing.asker {
            self.reply(asker, Reply::of(Ok(Answer::Done)));
        }
        self.tell_owner();
    }

    pub(super) fn not_replaced(&mut self, why: WriteFailure) {
        let Some(replacing) = self.replacing.take() else { return };
        let leftovers = self.kept.beyond_generation();
        self.write(Writing::Cleanup(leftovers), false);
        match replacing.old {
            Some((world, last_at)) => {
                self.world = world;
                self.last_at = last_at;
                self.out.push(Output::Show(Change::Anything));
            }
            None => {
                self.lose_storage(if why == WriteFailure::Full { MemoryReason::Full } else { MemoryReason::Denied })
            }
        }
        if let Some(asker) = replacing.asker {
            let refusal = Refusal::whole(Reason::ReadOnly);
            self.reply(asker, Reply { trouble: Some(Trouble::NoRoom), ..Reply::refused(refusal) });
        }
    }
}
