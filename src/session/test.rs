//! One tab by itself: what is answered is kept.

use super::{
    Input, Instant, Known, Make, MakeProblem, Message, Output, Reply, Role, SETTLE_MS, Session, Wanted, What, Write,
    make, message::Envelope,
};
use crate::{
    codec::import::Mode,
    rules::{Actor, Command, Ordinals, Reason, UnixMillis, World},
};

const START: UnixMillis = UnixMillis(1_800_000_000_000);

/// A storage without limits and a tab on it.
struct Tab {
    session: Session,
    store: Vec<(String, String)>,
    now: UnixMillis,
    replies: Vec<Reply>,
    next: u64,
}

impl Tab {
    fn open(store: Vec<(String, String)>, now: UnixMillis) -> Self {
        let mut tab = Self { session: Session::new("tab"), store, now, replies: Vec::new(), next: 0 };
        tab.input(Input::Started { entries: tab.store.clone(), others: 0, prefix: 8 });
        tab.input(Input::LockGranted);
        tab.now = tab.now.plus(SETTLE_MS);
        tab.input(Input::Woke);
        assert_eq!(tab.session.status().role, Role::Owner);
        tab
    }

    fn input(&mut self, input: Input) {
        let now = Instant { real: self.now, steady: self.now.since(START) };
        for output in self.session.handle(input, now) {
            match output {
                Output::Persist { ticket, .. } => {
                    let sizes = self.session.writes(ticket).into_iter().map(|write| self.write(write)).collect();
                    self.input(Input::Persisted { ticket, sizes });
                }
                Output::ReadStore => {
                    self.input(Input::StoreRead { entries: self.store.clone(), others: 0, prefix: 8 });
                }
                Output::Reply { reply, .. } => self.replies.push(reply),
                Output::IdleSoon => self.input(Input::Idle),
                Output::WantMaker => self.input(Input::Maker(Some(make))),
                _ => {}
            }
        }
    }

    fn write(&mut self, write: Write) -> (String, Option<usize>) {
        match write {
            Write::Set { name, text } => {
                let units = text.chars().count();
                self.store.retain(|(known, _)| *known != name);
                self.store.push((name.clone(), text));
                (name, Some(units))
            }
            Write::Remove { name } => {
                self.store.retain(|(known, _)| *known != name);
                (name, None)
            }
        }
    }

    fn ask(&mut self, what: What) -> Reply {
        self.next += 1;
        let request_id = format!("R{}", self.next).into();
        self.input(Input::Ask { id: self.next, actor: Actor::Console, request_id, what });
        self.replies.pop().unwrap()
    }

    fn command(&mut self, command: Command) -> Reply {
        self.ask(What::Command(command))
    }

    fn reload(self) -> Self {
        Self::open(self.store, self.now)
    }
}

fn same(left: &World, right: &World) {
    assert_eq!(left.all().collect::<Vec<_>>(), right.all().collect::<Vec<_>>());
    assert_eq!(left.records, right.records);
    assert_eq!(left.next_ordinal(), right.next_ordinal());
    assert_eq!((left.seed, left.ids_given, left.next_record), (right.seed, right.ids_given, right.next_record));
    assert_eq!(
        (left.clock, left.account, &left.groups, &left.tokens),
        (right.clock, right.account, &right.groups, &right.tokens)
    );
}

#[test]
fn what_was_answered_is_there_after_a_reload() {
    let mut tab = Tab::open(Vec::new(), START);
    assert!(tab.ask(Make::Sample.into()).result.is_ok());
    for turn in 0..1_000 {
        tab.now = tab.now.plus(977);
        let who: Ordinals = [turn % 60, (turn * 7) % 60].into_iter().collect();
        assert!(tab.command(Command::ChangeReleaseProtection { who, on: turn % 3 > 0 }).result.is_ok());
        if turn % 97 == 0 {
            let world = tab.session.world().clone();
            tab = tab.reload();
            // The tab's name is the same, and so would its requests' be.
            tab.next = u64::from(turn) * 1_000;
            same(tab.session.world(), &world);
        }
    }
    let logs = tab.store.iter().filter(|(name, _)| name.starts_with("log:")).count();
    assert!(logs <= 401, "the log stays short: {logs}");
}

/// What another tab asks of this one, which owns the world.
fn hear(tab: &mut Tab, id: u64, what: What, since: u64, era: &str) {
    let (actor, request_id, of) = (Actor::Console, format!("O{id}").into(), tab.session.tabs.term);
    let known = Known { commit: since, mark: tab.session.mark_of(since), era: era.into() };
    let say = Message::Ask { of, id, actor, request_id, what: Box::new(what), known, again: false };
    tab.input(Input::Heard(Envelope { from: "other".into(), to: None, term: of, say }.to_text()));
}

fn import(id: &str, mode: Mode) -> Make {
    let text = format!(r#"{{"Instances":{{"Instance":[{{"InstanceId":"{id}","RegionId":"cn-hangzhou"}}]}}}}"#);
    Make::Import { text: text.into(), options: mode.into() }
}

fn protect(who: u32, on: bool) -> Command {
    Command::ChangeReleaseProtection { who: Ordinals::one(who), on }
}

#[test]
fn what_another_tab_adds_joins_what_is_here_by_then() {
    let mut tab = Tab::open(Vec::new(), START);
    assert!(tab.ask(Make::Sample.into()).result.is_ok());
    let (who, _) = tab.session.world().live().find(|(_, one)| one.is_protectable() && !one.protected).unwrap();
    assert!(tab.command(protect(who, true)).result.is_ok());
    let live = tab.session.world().live_count();
    // The other tab has seen nothing of all this.
    hear(&mut tab, 1, import("i-from-elsewhere", Mode::Add).into(), 0, "");
    let world = tab.session.world().clone();
    assert!(world.get(who).unwrap().protected);
    assert_eq!(world.live_count(), live + 1);
    same(tab.reload().session.world(), &world);
}

#[test]
fn what_takes_all_away_is_not_done_where_somebody_did_what_was_not_shown() {
    let mut tab = Tab::open(Vec::new(), START);
    assert!(tab.ask(Make::Sample.into()).result.is_ok());
    let seen = tab.session.last();
    let (who, _) = tab.session.world().live().find(|(_, one)| one.is_protectable() && !one.protected).unwrap();
    assert!(tab.command(protect(who, true)).result.is_ok());
    let world = tab.session.world().clone();
    let replace = |seen| What::Make(Box::new(Wanted { make: import("i-new", Mode::Replace), seen: Some(seen) }));
    hear(&mut tab, 1, replace(seen), seen, "");
    hear(&mut tab, 2, What::Command(Command::Rewind { to: seen }), seen, "");
    same(tab.session.world(), &world);
    // Its own acts a person knows of.
    let reply = tab.ask(replace(seen));
    assert!(reply.result.is_ok(), "{reply:?}");
    let (era, seen) = (tab.session.era(), tab.session.last());
    hear(&mut tab, 3, replace(seen), seen, &era);
    assert_eq!(tab.session.last(), seen + 1);
    let reply = tab.ask(replace(0));
    assert_eq!((reply.made, reply.result.unwrap_err().reason), (Some(Err(MakeProblem::Changed)), Reason::PlanChanged));
}

#[test]
fn numbers_of_another_world_mean_nobody() {
    let mut tab = Tab::open(Vec::new(), START);
    assert!(tab.ask(Make::Sample.into()).result.is_ok());
    let (era, last) = (tab.session.era(), tab.session.last());
    let (who, _) = tab.session.world().live().find(|(_, one)| one.is_protectable() && !one.protected).unwrap();
    hear(&mut tab, 1, What::Command(protect(who, true)), last, &era);
    assert!(tab.session.world().get(who).unwrap().protected);
    assert!(tab.ask(Make::Sample.into()).result.is_ok());
    let last = tab.session.last();
    hear(&mut tab, 2, What::Command(protect(who, true)), last, &era);
    assert!(!tab.session.world().get(who).unwrap().protected, "the number is another instance's now");
}

/// Some of these no text brings any more: what is asked for here is what a build with a fault would make.
#[test]
fn a_world_that_could_not_be_read_again_takes_nobodys_place() {
    fn spoilt(_: &Make, _: &crate::codec::import::Present) -> Result<super::Made, MakeProblem> {
        let mut world = World::empty();
        world.next_record = 1 << 60;
        Ok(super::Made { world, summary: Default::default(), scenario: None })
    }
    let mut tab = Tab::open(Vec::new(), START);
    assert!(tab.ask(Make::Sample.into()).result.is_ok());
    let (world, store) = (tab.session.world().clone(), tab.store.clone());
    tab.session.maker = Some(spoilt);
    let reply = tab.ask(Make::Sample.into());
    assert_eq!(reply.made, Some(Err(MakeProblem::Unreadable("head".into()))));
    same(tab.session.world(), &world);
    assert_eq!(tab.store, store);
    assert!(tab.command(protect(0, true)).result.is_ok());
    let world = tab.session.world().clone();
    same(tab.reload().session.world(), &world);
}

#[test]
fn what_is_removed_from_under_the_owner_is_written_anew_before_anything_more_is_answered() {
    let mut tab = Tab::open(Vec::new(), START);
    assert!(tab.ask(Make::Sample.into()).result.is_ok());
    let victims: Vec<String> = tab.store.iter().map(|(name, _)| name.clone()).collect();
    for (turn, victim) in victims.into_iter().enumerate() {
        if !tab.store.iter().any(|(name, _)| *name == victim) {
            continue;
        }
        tab.store.retain(|(name, _)| *name != victim);
        let restored = tab.session.status().restored;
        let sizes: Vec<_> = tab.store.iter().map(|(name, text)| (name.clone(), text.chars().count())).collect();
        tab.session.look_at(&sizes);
        assert!(tab.command(protect(0, turn % 2 == 0)).result.is_ok());
        assert_eq!(tab.session.status().restored, restored + 1, "{victim}");
        let world = tab.session.world().clone();
        let next = tab.next;
        tab = Tab { next: next + 1_000, ..tab.reload() };
        same(tab.session.world(), &world);
    }
}

#[test]
fn waiting_does_not_hang_on_the_machines_clock() {
    let mut session = Session::new("tab");
    let at = |hours: i64, steady| Instant { real: START.plus(hours * 3_600_000), steady };
    session.handle(Input::Started { entries: Vec::new(), others: 0, prefix: 8 }, at(0, 0));
    session.handle(Input::LockGranted, at(0, 10));
    let waits = session
        .handle(Input::Woke, at(-1, 100))
        .iter()
        .any(|output| matches!(output, Output::WakeAfter { millis } if *millis <= SETTLE_MS));
    assert!(waits, "no longer than before, although the clock was set back");
    let outputs = session.handle(Input::Woke, at(-1, 10 + SETTLE_MS));
    assert!(outputs.iter().any(|output| matches!(output, Output::ReadStore)));
}
