//! `Known`: which world a tab had when it asked. Its request is carried out only on that world, or on one that came from it.

use serde::{Deserialize, Serialize};

use latch_rules::Command;

use super::{
    Ask, Asker, Session, What,
    mark::{era_of, fits},
};

/// What a tab knew: its last commit with its mark, and the world that it was in, see `Session::era`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Known {
    pub commit: u64,
    pub mark: u64,
    pub era: Box<str>,
}

impl Session {
    /// What this tab knows now.
    pub(super) fn known(&self) -> Known {
        Known { commit: self.last, mark: self.mark_of(self.last), era: self.era() }
    }

    /// Whether this tab's world came from the one in `known`. `false`: it is another world, or the owner that made the known commits kept
    /// nothing and is gone.
    pub(super) fn stands_on(&self, known: &Known) -> bool {
        known.era == self.era() && known.commit <= self.last && fits(known.mark, self.mark_of(known.commit))
    }

    /// Whether another tab has done anything since that commit, or may have: also `true` if the commit is no longer remembered or was
    /// never in this world.
    pub(super) fn others_acted_since(&self, commit: u64, ask: &Ask) -> bool {
        let own = match &ask.asker {
            Asker::Here(_) => format!("{}:", self.tab),
            Asker::Tab(tab, _) => format!("{tab}:"),
        };
        let is_remembered = commit + 1 >= self.history.front().map_or(self.last + 1, |oldest| oldest.number);
        let mut later = self.history.iter().rev().take_while(|one| one.number > commit);
        commit > self.last
            || !is_remembered
            || !self.stands_on(&ask.known)
            || later.any(|one| !one.command_id.is_empty() && !one.command_id.starts_with(&own))
    }

    /// The request that began this world. Ordinals mean the same instances as long as it stays; a world that is written again keeps it.
    pub(super) fn era(&self) -> Box<str> {
        match &self.replacing {
            Some(replacing) => era_of(replacing.begun_by()).into(),
            None => era_of(&self.kept.begun_by).into(),
        }
    }
}

/// Whether the request means instances by their ordinals, which mean other instances in another world.
pub(super) fn speaks_by_number(what: &What) -> bool {
    fn speaks(command: &Command) -> bool {
        match command {
            Command::Release { .. } | Command::ChangeReleaseProtection { .. } | Command::ChangePowerOf { .. } => true,
            Command::PartlyLost { command, .. } | Command::Once { command, .. } => speaks(command),
            _ => false,
        }
    }
    matches!(what, What::Command(command) if speaks(command))
}
