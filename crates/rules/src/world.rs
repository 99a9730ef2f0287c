//! The world: every instance, group, account and record, and `apply`, the only function that changes a world in use. `apply` never fails.
//! The rules are in `decide` and `advance`; questions about the fleet are in `query`.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque},
    ops::Deref,
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use super::{
    due,
    event::{Event, Field},
    index::Index,
    instance::{ChargeType, Instance, Locks, Release, Spec, Status, Tag},
    marks::Marks,
    ordinals::{Ordinal, Ordinals},
    record::{Act, Record},
    scaling::ScalingGroup,
    time::{Clock, OVERDUE_RELEASE_AFTER, RECLAIMING_AFTER, UnixMillis},
    token::Used,
};

/// Seed of an account for which no other seed was set.
pub const DEFAULT_SEED: u64 = 1;

/// Policy of an account for which no other policy was set: every instance tagged `env=prod` must be protected.
#[must_use]
pub fn default_policy() -> Vec<Tag> {
    vec![Tag { key: "env".into(), value: "prod".into() }]
}

/// Whether `name` is a valid scenario name. The name is also the name of the scenario's folder and a part of addresses.
#[must_use]
pub fn is_scenario_name(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=64).contains(&name.len()) && name.chars().all(is_plain) && !name.starts_with('-') && !name.ends_with('-')
}

/// The account's standing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Account {
    /// Since when the account is overdue; `None` when it is not.
    pub overdue_since: Option<UnixMillis>,
    /// Whether the day-12 notice of reclaiming was already given for these arrears.
    pub reclaiming: bool,
    /// Whether the release after more than 15 days of arrears was already carried out.
    pub released: bool,
}

impl Account {
    /// The account's next due instant: day 12 of the arrears, then the release after more than 15 days (R7a).
    #[must_use]
    pub fn next_due(&self) -> Option<UnixMillis> {
        let since = self.overdue_since?;
        if !self.reclaiming {
            Some(since.plus(RECLAIMING_AFTER))
        } else if !self.released {
            Some(since.plus(OVERDUE_RELEASE_AFTER))
        } else {
            None
        }
    }
}

/// The status that a console shows: the five of the API and those that locks add (docs/ecs.md 9.3).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum ShownStatus {
    Pending,
    Starting,
    Running,
    Stopping,
    Stopped,
    /// A financial lock: arrears, or an expired subscription.
    Expired,
    /// Arrears of 12 days and more.
    OverdueReclaiming,
    /// A security lock.
    Locked,
    /// A preemptible instance that was given notice of its reclaim.
    ToBeReleased,
}

/// Identifies a state of the world: the number of its last commit, and a mark that distinguishes it from other commits of the same
/// number. Equal versions mean equal worlds, in any tab.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Version {
    pub commit: u64,
    pub mark: u64,
}

/// Sets of up to this many instances are handled one by one; larger sets are handled as `Marks` of the whole fleet.
pub(super) const FEW: usize = 64;

/// Everything in a world except its instances. Read it through the world (`world.clock`). Events change it; `World::change_head` also
/// changes it while a world is being built.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Head {
    /// The seed from which ids are made.
    pub seed: u64,
    /// How many ids were given out so far. Never decreases.
    pub ids_given: u64,
    pub clock: Clock,
    pub account: Account,
    pub groups: BTreeMap<Arc<str>, ScalingGroup>,
    /// Used `ClientToken`s, each prefixed with the name of its action.
    pub tokens: BTreeMap<Box<str>, Used>,
    /// The team's own policy: instances that carry any of these tags must be protected. It blocks no command.
    pub policy: Vec<Tag>,
    /// The scenario that this world started from; empty = none.
    pub scenario: Box<str>,
    /// Kept records, oldest first, with consecutive numbers.
    pub records: VecDeque<Record>,
    /// The number of the next record.
    pub next_record: u64,
}

/// The account with everything in it.
#[derive(Clone, Debug, Default)]
pub struct World {
    head: Head,
    /// Indexed by ordinal. A place is `None` where an instance was uncreated or forgotten.
    rows: Vec<Option<Box<Instance>>>,
    by_id: HashMap<Box<str>, Ordinal>,
    index: Index,
    /// One entry for every live instance that has a due instant.
    due: BTreeSet<(UnixMillis, Ordinal)>,
    version: Option<Version>,
    specs: HashSet<Arc<Spec>>,
    tag_lists: HashSet<Arc<Vec<Tag>>>,
}

impl Deref for World {
    type Target = Head;

    fn deref(&self) -> &Head {
        &self.head
    }
}

impl World {
    /// An empty account with real time, the default seed and the default policy.
    #[must_use]
    pub fn empty() -> Self {
        let head = Head {
            seed: DEFAULT_SEED,
            clock: Clock::real(),
            policy: default_policy(),
            next_record: 1,
            ..Head::default()
        };
        Self { head, ..Self::default() }
    }

    /// A world without instances and with this head, as it was stored or exported.
    #[must_use]
    pub fn restore(head: Head) -> Self {
        Self { head, ..Self::default() }
    }

    /// Changes the head of a world that is being built. Only events change a world in use.
    pub fn change_head(&mut self, change: impl FnOnce(&mut Head)) {
        self.version = None;
        let account = self.head.account;
        change(&mut self.head);
        if self.head.account != account {
            self.rebuild_due();
        }
    }

    /// Whether this account never had an instance, a group or a record, so that replacing it loses nothing.
    #[must_use]
    pub fn is_untouched(&self) -> bool {
        self.rows.is_empty()
            && self.records.is_empty()
            && self.groups.is_empty()
            && self.next_record <= 1
            && self.account == Account::default()
    }

    /// How many records precede the oldest kept one, and whether an import that started this world replaced them. Otherwise they were
    /// forgotten in favour of newer ones, here or where this world was exported. `None` where no record precedes.
    #[must_use]
    pub fn earlier_records(&self) -> Option<(u64, bool)> {
        let oldest = self.records.front().filter(|oldest| oldest.number > 1)?;
        // An import that starts a world creates the instance with ordinal 0.
        let begins = oldest.outcomes.iter().any(|outcome| outcome.who.first() == Some(0));
        Some((oldest.number - 1, oldest.act == Act::Import && begins))
    }

    /// The instance with that ordinal, live or released.
    #[must_use]
    pub fn any(&self, ordinal: Ordinal) -> Option<&Instance> {
        self.rows.get(ordinal as usize)?.as_deref()
    }

    /// The instance with that ordinal, if it is not released.
    #[must_use]
    pub fn get(&self, ordinal: Ordinal) -> Option<&Instance> {
        self.any(ordinal).filter(|instance| instance.is_live())
    }

    /// The live instance with that id, and its ordinal.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<(Ordinal, &Instance)> {
        let ordinal = *self.by_id.get(id)?;
        self.get(ordinal).map(|instance| (ordinal, instance))
    }

    /// The instance with that id, live or released (the last one, where an id was used twice).
    #[must_use]
    pub fn find_any(&self, id: &str) -> Option<(Ordinal, &Instance)> {
        let ordinal = *self.by_id.get(id)?;
        self.any(ordinal).map(|instance| (ordinal, instance))
    }

    /// Every live instance, in the order of creation.
    pub fn live(&self) -> impl Iterator<Item = (Ordinal, &Instance)> {
        self.all().filter(|(_, instance)| instance.is_live())
    }

    /// Every kept instance, live or released, in the order of creation.
    pub fn all(&self) -> impl Iterator<Item = (Ordinal, &Instance)> {
        self.rows.iter().zip(0..).filter_map(|(row, ordinal)| row.as_deref().map(|instance| (ordinal, instance)))
    }

    /// How many live instances there are.
    #[must_use]
    pub fn live_count(&self) -> usize {
        self.index.live.len()
    }

    /// The sets of live instances, protected instances and so on, over the whole fleet.
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The ordinal of the next instance; also the length of the table.
    #[must_use]
    pub fn next_ordinal(&self) -> Ordinal {
        self.rows.len() as Ordinal
    }

    /// The version of this world, if `set_version` was called since the last change.
    #[must_use]
    pub fn version(&self) -> Option<Version> {
        self.version
    }

    /// Sets the version, which holds until the next change.
    pub fn set_version(&mut self, version: Version) {
        self.version = Some(version);
    }

    /// The earliest due instant of all: the end of a transitional status, an auto-release time, an expiry, a reclaim, or the account's
    /// arrears.
    #[must_use]
    pub fn next_due(&self) -> Option<UnixMillis> {
        let instances = self.due.first().map(|(at, _)| *at);
        instances.into_iter().chain(self.account.next_due()).min()
    }

    /// The instances whose next due instant is `at` or earlier, earliest first.
    pub fn due_by(&self, at: UnixMillis) -> impl Iterator<Item = (UnixMillis, Ordinal)> + '_ {
        self.due.range(..=(at, Ordinal::MAX)).copied()
    }

    /// The instance's next due instant, given the account's standing. R9: in arrears no auto-release time fires.
    #[must_use]
    pub fn due_of(&self, instance: &Instance) -> Option<UnixMillis> {
        due::next(instance, self.account)
    }

    /// The status that a console shows for this instance.
    #[must_use]
    pub fn shown_status(&self, instance: &Instance) -> ShownStatus {
        if instance.locks.has(Locks::SECURITY) {
            return ShownStatus::Locked;
        }
        if instance.locks.has(Locks::RECYCLING) {
            return ShownStatus::ToBeReleased;
        }
        if instance.locks.has(Locks::FINANCIAL) {
            let reclaiming = self.account.reclaiming && instance.spec.charge == ChargeType::PostPaid;
            return if reclaiming { ShownStatus::OverdueReclaiming } else { ShownStatus::Expired };
        }
        match instance.status {
            Status::Pending => ShownStatus::Pending,
            Status::Starting => ShownStatus::Starting,
            Status::Running => ShownStatus::Running,
            Status::Stopping => ShownStatus::Stopping,
            Status::Stopped => ShownStatus::Stopped,
        }
    }

    /// The record with that number, if it is still kept.
    #[must_use]
    pub fn record(&self, number: u64) -> Option<&Record> {
        let oldest = self.records.front()?.number;
        self.records.get(usize::try_from(number.checked_sub(oldest)?).ok()?)
    }

    /// Applies an event. Never fails; applying the same history twice gives the same world.
    pub fn apply(&mut self, event: &Event) {
        self.version = None;
        match event {
            Event::Created { first, instances } => {
                for (ordinal, instance) in (*first..).zip(instances) {
                    self.put(ordinal, instance.clone());
                }
            }
            Event::Uncreated { first, instances } => {
                for (ordinal, _) in (*first..).zip(instances) {
                    self.vacate(ordinal);
                }
            }
            Event::Changed { who, to, .. } => self.change(who, to),
            Event::AccountChanged { to, .. } => {
                self.head.account = *to;
                self.rebuild_due();
            }
            Event::ClockChanged { to, .. } => self.head.clock = *to,
            Event::GroupChanged { id, to, .. } => match to {
                Some(group) => drop(self.head.groups.insert(Arc::clone(id), group.clone())),
                None => drop(self.head.groups.remove(id)),
            },
            Event::TokenChanged { token, to, .. } => match to {
                Some(used) => drop(self.head.tokens.insert(token.clone(), used.clone())),
                None => drop(self.head.tokens.remove(token)),
            },
            Event::PolicyChanged { to, .. } => self.head.policy.clone_from(to),
            Event::TurnedBack { .. } => {}
            Event::IdsGiven { upto } => self.head.ids_given = self.ids_given.max(*upto),
            Event::Recorded { record } => {
                if record.number >= self.next_record {
                    self.head.next_record = record.number + 1;
                    self.head.records.push_back(record.clone());
                }
            }
            Event::Forgotten { records_before, who } => {
                while self.records.front().is_some_and(|record| record.number < *records_before) {
                    self.head.records.pop_front();
                }
                for ordinal in who.iter() {
                    if self.any(ordinal).is_some_and(|instance| !instance.is_live()) {
                        self.vacate(ordinal);
                    }
                }
            }
        }
    }

    /// Puts an instance at its ordinal and replaces the one that was there. Used by `apply` and when a snapshot is read.
    pub fn put(&mut self, ordinal: Ordinal, mut instance: Instance) {
        self.version = None;
        self.vacate(ordinal);
        let place = ordinal as usize;
        if self.rows.len() <= place {
            self.rows.resize_with(place + 1, || None);
        }
        instance.spec = self.intern_spec(&instance.spec);
        instance.tags = self.intern_tags(&instance.tags);
        // `find` by id must return a live instance, so a released instance of the same id does not replace it.
        let hidden = !instance.is_live() && self.find(&instance.id).is_some();
        if !hidden {
            self.by_id.insert(instance.id.clone(), ordinal);
        }
        self.index.note(ordinal, Some(&instance));
        if let Some(at) = self.due_of(&instance) {
            self.due.insert((at, ordinal));
        }
        if let Some(row) = self.rows.get_mut(place) {
            *row = Some(Box::new(instance));
        }
    }

    /// Extends the table to `upto` with empty places, so that these ordinals are never given out again.
    pub fn reserve(&mut self, upto: Ordinal) {
        if self.rows.len() < upto as usize {
            self.rows.resize_with(upto as usize, || None);
        }
    }

    fn vacate(&mut self, ordinal: Ordinal) {
        let Some(instance) = self.rows.get_mut(ordinal as usize).and_then(Option::take) else { return };
        if let Some(at) = self.due_of(&instance) {
            self.due.remove(&(at, ordinal));
        }
        self.index.note(ordinal, None);
        if self.by_id.get(&instance.id) == Some(&ordinal) {
            self.by_id.remove(&instance.id);
        }
    }

    /// Sets the field to this value for all of `who`. Protection and release, which concern whole fleets, take a faster path.
    fn change(&mut self, who: &Ordinals, to: &Field) {
        match to {
            Field::Protected(on) => self.protect(who, *on),
            Field::Released(Some(release)) => self.release(who, *release),
            _ => {
                let to = self.interned(to);
                who.iter().for_each(|ordinal| self.set(ordinal, &to));
            }
        }
    }

    /// Releases all of `who`. Nothing falls due for them any more; their ids still find them until a live instance takes the id.
    fn release(&mut self, who: &Ordinals, release: Release) {
        // Small sets are handled one by one, so that releasing a fleet one instance after another does not scan the whole fleet each
        // time.
        if who.len() <= FEW {
            return who.iter().for_each(|ordinal| self.set(ordinal, &Field::Released(Some(release))));
        }
        let gone = Marks::from(who);
        self.for_each(&gone, |instance| instance.released = Some(release));
        self.due.retain(|(_, ordinal)| !gone.contains(*ordinal));
        self.index.drop(&gone);
    }

    /// Changes the rows only: the caller updates the index and the due instants.
    fn for_each(&mut self, who: &Marks, act: impl Fn(&mut Instance)) {
        who.for_each_of(&mut self.rows, |row| {
            if let Some(instance) = row {
                act(instance);
            }
        });
    }

    /// Sets release protection. It affects neither due instants nor ids, so only the index is updated.
    fn protect(&mut self, who: &Ordinals, on: bool) {
        let who = Marks::from(who);
        self.for_each(&who, |instance| instance.protected = on);
        let who = who.and(&self.index.live);
        self.index.protected = if on {
            let mut all = std::mem::take(&mut self.index.protected);
            all.add(&who);
            all
        } else {
            self.index.protected.without(&who)
        };
    }

    fn set(&mut self, ordinal: Ordinal, to: &Field) {
        let Some(mut instance) = self.rows.get_mut(ordinal as usize).and_then(Option::take) else { return };
        let (was_due, was_live) = (self.due_of(&instance), instance.is_live());
        instance.set(to);
        let is_due = self.due_of(&instance);
        if was_due != is_due {
            was_due.map(|at| self.due.remove(&(at, ordinal)));
            is_due.map(|at| self.due.insert((at, ordinal)));
        }
        if matches!(to, Field::Spec(_) | Field::Locks(_) | Field::Released(_)) {
            self.index.note(ordinal, Some(&instance));
        }
        if instance.is_live() && !was_live {
            self.by_id.insert(instance.id.clone(), ordinal);
        }
        if let Some(row) = self.rows.get_mut(ordinal as usize) {
            *row = Some(instance);
        }
    }

    fn interned(&mut self, field: &Field) -> Field {
        match field {
            Field::Spec(spec) => Field::Spec(self.intern_spec(spec)),
            Field::Tags(tags) => Field::Tags(self.intern_tags(tags)),
            other => other.clone(),
        }
    }

    fn intern_spec(&mut self, spec: &Arc<Spec>) -> Arc<Spec> {
        if let Some(known) = self.specs.get(spec) {
            return Arc::clone(known);
        }
        self.specs.insert(Arc::clone(spec));
        Arc::clone(spec)
    }

    /// Drops the specs that no instance uses any more.
    pub fn forget_unused_specs(&mut self) {
        self.specs.retain(|spec| Arc::strong_count(spec) > 1);
    }

    fn intern_tags(&mut self, tags: &Arc<Vec<Tag>>) -> Arc<Vec<Tag>> {
        if let Some(known) = self.tag_lists.get(tags) {
            return Arc::clone(known);
        }
        self.tag_lists.insert(Arc::clone(tags));
        Arc::clone(tags)
    }

    /// Recomputes every due instant: the account's standing decides whether auto-release times fire.
    fn rebuild_due(&mut self) {
        let due = self.live().filter_map(|(ordinal, instance)| Some((self.due_of(instance)?, ordinal))).collect();
        self.due = due;
    }
}

impl Instance {
    /// Sets one attribute.
    fn set(&mut self, to: &Field) {
        match to.clone() {
            Field::Protected(on) => self.protected = on,
            Field::Status(status, settles_at) => (self.status, self.settles_at) = (status, settles_at),
            Field::StoppedMode(mode) => self.stopped_mode = mode,
            Field::AutoReleaseAt(at) => self.auto_release_at = at,
            Field::ExpiresAt(at) => self.expires_at = at,
            Field::ReclaimAt(at) => self.reclaim_at = at,
            Field::StartedAt(at) => self.started_at = at,
            Field::Locks(locks) => self.locks = locks,
            Field::Name(name) => self.name = name,
            Field::Description(text) => self.description = text,
            Field::HostName(name) => self.host_name = name,
            Field::Spec(spec) => self.spec = spec,
            Field::Tags(tags) => self.tags = tags,
            Field::Member(member) => self.member = member,
            Field::Released(release) => self.released = release,
        }
    }

    /// Whether the attribute that `like` names already has the value in `like`.
    #[must_use]
    pub fn has(&self, like: &Field) -> bool {
        match like {
            Field::Protected(on) => self.protected == *on,
            Field::Status(status, settles_at) => (self.status, self.settles_at) == (*status, *settles_at),
            Field::StoppedMode(mode) => self.stopped_mode == *mode,
            Field::AutoReleaseAt(at) => self.auto_release_at == *at,
            Field::ExpiresAt(at) => self.expires_at == *at,
            Field::ReclaimAt(at) => self.reclaim_at == *at,
            Field::StartedAt(at) => self.started_at == *at,
            Field::Locks(locks) => self.locks == *locks,
            Field::Name(name) => self.name == *name,
            Field::Description(text) => self.description == *text,
            Field::HostName(name) => self.host_name == *name,
            Field::Spec(spec) => self.spec == *spec,
            Field::Tags(tags) => self.tags == *tags,
            Field::Member(member) => self.member == *member,
            Field::Released(release) => self.released == *release,
        }
    }

    /// The value of the attribute that `like` names; for an event's `was`.
    #[must_use]
    pub fn value_of(&self, like: &Field) -> Field {
        match like {
            Field::Protected(_) => Field::Protected(self.protected),
            Field::Status(..) => Field::Status(self.status, self.settles_at),
            Field::StoppedMode(_) => Field::StoppedMode(self.stopped_mode),
            Field::AutoReleaseAt(_) => Field::AutoReleaseAt(self.auto_release_at),
            Field::ExpiresAt(_) => Field::ExpiresAt(self.expires_at),
            Field::ReclaimAt(_) => Field::ReclaimAt(self.reclaim_at),
            Field::StartedAt(_) => Field::StartedAt(self.started_at),
            Field::Locks(_) => Field::Locks(self.locks),
            Field::Name(_) => Field::Name(self.name.clone()),
            Field::Description(_) => Field::Description(self.description.clone()),
            Field::HostName(_) => Field::HostName(self.host_name.clone()),
            Field::Spec(_) => Field::Spec(Arc::clone(&self.spec)),
            Field::Tags(_) => Field::Tags(Arc::clone(&self.tags)),
            Field::Member(_) => Field::Member(self.member.clone()),
            Field::Released(_) => Field::Released(self.released),
        }
    }
}
