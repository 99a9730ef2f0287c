//! One tab by itself: what is answered is kept.

use super::{
    Input, Instant, Known, Limits, Made, Make, MakeProblem, Making, MemoryReason, Message, Notice, Output, Reply, Role,
    SETTLE_MS, Session, Trouble, Wanted, What, Write, WriteFailure, making, message::Envelope,
};
use latch_ecs::import::{Mode, Present, Progress};
use latch_rules::{Actor, Command, Ordinals, Reason, UnixMillis, World, time::MINUTE};

const START: UnixMillis = UnixMillis(1_800_000_000_000);

/// A storage without limits and a tab on it.
struct Tab {
    session: Session,
    store: Vec<(String, String)>,
    now: UnixMillis,
    replies: Vec<Reply>,
    notices: Vec<Notice>,
    next: u64,
    /// Nothing more can be written.
    is_full: bool,
    /// A long work goes on only when a test says so.
    is_slow: bool,
    goes_on: bool,
}

impl Tab {
    fn open(store: Vec<(String, String)>, now: UnixMillis) -> Self {
        Self::open_within(store, now, Limits::default())
    }

    fn open_within(store: Vec<(String, String)>, now: UnixMillis, limits: Limits) -> Self {
        let session = Session::with_limits("tab", limits);
        let mut tab = Self {
            session,
            store,
            now,
            replies: Vec::new(),
            notices: Vec::new(),
            next: 0,
            is_full: false,
            is_slow: false,
            goes_on: false,
        };
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
                Output::Persist { ticket, .. } if self.is_full => {
                    let writes = self.session.writes(ticket);
                    let is_set = |write: &Write| matches!(write, Write::Set { .. });
                    if writes.iter().any(is_set) {
                        self.input(Input::PersistFailed { ticket, why: WriteFailure::Full, sizes: Vec::new() });
                    } else {
                        let sizes = writes.into_iter().map(|write| self.write(write)).collect();
                        self.input(Input::Persisted { ticket, sizes });
                    }
                }
                Output::Persist { ticket, .. } => {
                    let sizes = self.session.writes(ticket).into_iter().map(|write| self.write(write)).collect();
                    self.input(Input::Persisted { ticket, sizes });
                }
                Output::ReadStore => {
                    self.input(Input::StoreRead { entries: self.store.clone(), others: 0, prefix: 8 });
                }
                Output::Reply { reply, .. } => self.replies.push(reply),
                Output::Notify(notice) => self.notices.push(notice),
                Output::GoOnSoon { .. } if self.is_slow => self.goes_on = true,
                Output::GoOnSoon { .. } => self.input(Input::GoOn),
                Output::IdleSoon => self.input(Input::Idle),
                Output::WantMaker => self.input(Input::Maker(Some(making))),
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
        self.begin(what);
        self.replies.pop().unwrap()
    }

    /// Asks, and does not wait for the answer.
    fn begin(&mut self, what: What) {
        self.next += 1;
        let request_id = format!("R{}", self.next).into();
        self.input(Input::Ask { id: self.next, actor: Actor::Console, request_id, what });
    }

    /// One more piece of a long work; whether there was any.
    fn go_on(&mut self) -> bool {
        let goes_on = std::mem::take(&mut self.goes_on);
        if goes_on {
            self.input(Input::GoOn);
        }
        goes_on
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
            // The tab's name is the same, so these ids must be new.
            tab.next = u64::from(turn) * 1_000;
            same(tab.session.world(), &world);
        }
    }
    let logs = tab.store.iter().filter(|(name, _)| name.starts_with("log:")).count();
    assert!(logs <= 401, "the log stays short: {logs}");
}

/// A request of another tab to this one, which is the owner.
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
    // The person knows what was done in their own tab.
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

/// No text leads to such a world any more: `Spoilt` makes what a faulty build would make.
#[test]
fn a_world_that_could_not_be_read_again_takes_nobodys_place() {
    #[derive(Debug)]
    struct Spoilt;
    impl Making for Spoilt {
        fn step(&mut self, _: usize) -> Progress {
            Progress::default()
        }

        fn finish(self: Box<Self>, _: &Present) -> Result<Made, MakeProblem> {
            let mut world = World::empty();
            world.change_head(|head| head.next_record = 1 << 60);
            Ok(Made { world, summary: Default::default(), scenario: None })
        }
    }
    let mut tab = Tab::open(Vec::new(), START);
    assert!(tab.ask(Make::Sample.into()).result.is_ok());
    let (world, store) = (tab.session.world().clone(), tab.store.clone());
    tab.session.maker = Some(|_, _| Box::new(Spoilt));
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

fn change(tab: &mut Tab) {
    let who = protectable(tab);
    let on = tab.session.world().get(who).is_some_and(|one| !one.protected);
    assert!(tab.command(protect(who, on)).result.is_ok());
}

/// A tab whose last change is in memory only, because the storage is full.
fn full() -> Tab {
    let mut tab = Tab::open(Vec::new(), START);
    assert!(tab.ask(Make::Sample.into()).result.is_ok());
    tab.is_full = true;
    change(&mut tab);
    assert_eq!(tab.session.status().memory, Some(MemoryReason::Full));
    tab
}

#[test]
fn a_full_storage_is_tried_again_after_a_while_and_told_once() {
    let mut tab = full();
    for _ in 0..6 {
        tab.now = tab.now.plus(60 * MINUTE);
        change(&mut tab);
        assert_eq!(tab.session.status().memory, Some(MemoryReason::Full));
    }
    assert_eq!(tab.notices.iter().filter(|notice| matches!(notice, Notice::MemoryOnly { .. })).count(), 1);
    tab.is_full = false;
    change(&mut tab);
    assert_eq!(
        tab.session.status().memory,
        Some(MemoryReason::Full),
        "not at once: a large world is written in seconds"
    );
    tab.now = tab.now.plus(60 * MINUTE);
    change(&mut tab);
    assert_eq!(tab.session.status().memory, None);
    assert!(tab.notices.contains(&Notice::KeptAgain));
    let world = tab.session.world().clone();
    same(tab.reload().session.world(), &world);
}

#[test]
fn who_comes_back_from_making_room_has_everything_kept_again() {
    let mut tab = full();
    tab.is_full = false;
    let sizes = tab.store.iter().map(|(name, text)| (name.clone(), text.chars().count())).collect();
    tab.input(Input::StoreSeen { sizes });
    assert_eq!(tab.session.status().memory, None);
    let world = tab.session.world().clone();
    same(tab.reload().session.world(), &world);
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

// ---- worlds that take more than one piece --------------------------------------------------------------------------------

/// A tab with the sample fleet that reads sixteen bytes of a text at a time.
fn slow() -> Tab {
    let mut tab = Tab::open_within(Vec::new(), START, Limits { piece: 16, ..Limits::default() });
    assert!(tab.ask(Make::Sample.into()).result.is_ok());
    tab.is_slow = true;
    tab
}

fn protectable(tab: &Tab) -> u32 {
    tab.session.world().live().find(|(_, one)| one.is_protectable() && !one.protected).unwrap().0
}

#[test]
fn while_a_world_is_made_other_requests_are_decided() {
    let mut tab = slow();
    let (who, live) = (protectable(&tab), tab.session.world().live_count());
    tab.begin(import("i-late", Mode::Add).into());
    assert!(tab.goes_on && tab.replies.is_empty(), "it takes more than one piece");
    assert!(tab.go_on());
    assert!(tab.command(protect(who, true)).result.is_ok(), "decided meanwhile");
    assert_eq!(tab.session.world().live_count(), live, "nothing has come yet");
    let mut pieces = 2;
    while tab.go_on() {
        pieces += 1;
    }
    assert!(pieces >= 3, "{pieces}");
    let reply = tab.replies.pop().unwrap();
    assert_eq!(reply.made.unwrap().unwrap().instances, 1);
    let world = tab.session.world().clone();
    assert!(world.get(who).unwrap().protected, "what was done meanwhile stays");
    assert_eq!(world.live_count(), live + 1);
    same(tab.reload().session.world(), &world);
}

#[test]
fn worlds_are_made_one_after_another_in_the_order_in_which_they_were_asked_for() {
    let mut tab = slow();
    let live = tab.session.world().live_count();
    tab.begin(import("i-first", Mode::Add).into());
    tab.begin(import("i-second", Mode::Add).into());
    tab.begin(import("i-first", Mode::Add).into());
    while tab.go_on() {}
    let came: Vec<bool> = tab.replies.drain(..).map(|reply| reply.result.is_ok()).collect();
    assert_eq!(came, [true, true, false], "the last has an id that is here by then");
    let (first, _) = tab.session.world().find("i-first").unwrap();
    assert!(tab.session.world().find("i-second").is_some_and(|(second, _)| second > first));
    assert_eq!(tab.session.world().live_count(), live + 2);
}

#[test]
fn what_another_tab_did_while_a_world_was_made_stands() {
    let mut tab = slow();
    let (era, seen, who) = (tab.session.era(), tab.session.last(), protectable(&tab));
    let make = import("i-new", Mode::Replace);
    tab.begin(What::Make(Box::new(Wanted { make, seen: Some(seen) })));
    hear(&mut tab, 1, What::Command(protect(who, true)), seen, &era);
    let world = tab.session.world().clone();
    while tab.go_on() {}
    assert_eq!(tab.replies.pop().unwrap().made, Some(Err(MakeProblem::Changed)));
    same(tab.session.world(), &world);
}

#[test]
fn who_loses_the_pen_makes_no_world_and_whoever_gets_it_begins_anew() {
    let mut tab = slow();
    let live = tab.session.world().live_count();
    tab.begin(import("i-late", Mode::Add).into());
    assert!(tab.go_on());
    tab.input(Input::LockLost);
    while tab.go_on() {}
    assert!(tab.replies.is_empty(), "it is asked again");
    assert_eq!(tab.session.world().live_count(), live);
    tab.input(Input::LockGranted);
    tab.now = tab.now.plus(crate::TAKE_OVER_MS);
    tab.input(Input::Woke);
    while tab.go_on() {}
    assert!(tab.replies.pop().unwrap().result.is_ok());
    assert_eq!(tab.session.world().live_count(), live + 1);
}

#[test]
fn a_world_that_is_not_wanted_any_more_is_not_made_and_the_next_one_is() {
    let mut tab = slow();
    let live = tab.session.world().live_count();
    tab.begin(import("i-first", Mode::Add).into());
    assert!(tab.go_on());
    hear(&mut tab, 1, import("i-others", Mode::Add).into(), 0, "");
    tab.input(Input::StopMaking);
    let reply = tab.replies.pop().unwrap();
    assert_eq!((reply.result.is_ok(), reply.trouble), (false, Some(Trouble::Stopped)));
    while tab.go_on() {}
    let world = tab.session.world();
    assert!(world.find("i-first").is_none() && world.find("i-others").is_some());
    assert_eq!(world.live_count(), live + 1);
    tab.input(Input::StopMaking);
    assert!(tab.replies.is_empty(), "there is nothing left to stop");
}

#[test]
fn a_scenario_is_played_with_other_requests_in_between() {
    let text = include_str!("../../../scenarios/mixed-batch/scenario.json");
    for mode in [Mode::Add, Mode::Replace] {
        let mut tab = slow();
        let (who, live) = (protectable(&tab), tab.session.world().live_count());
        let make = Make::Import { text: text.into(), options: mode.into() };
        tab.begin(make.clone().into());
        assert!(tab.go_on(), "more than one piece");
        assert!(tab.command(protect(who, true)).result.is_ok(), "decided meanwhile");
        while tab.go_on() {}
        let reply = tab.replies.pop().unwrap();
        assert_eq!(reply.made.unwrap().unwrap().instances, 5, "{mode:?}");
        let world = tab.session.world();
        let added = if world.get(who).is_some_and(|one| one.protected) { live } else { 0 };
        assert_eq!(added > 0, mode == Mode::Add);
        assert_eq!(world.live_count(), added + 5);
        tab.begin(make.into());
        assert!(tab.go_on());
        tab.input(Input::StopMaking);
        assert_eq!(tab.replies.pop().unwrap().trouble, Some(Trouble::Stopped));
    }
}

#[test]
fn a_text_that_is_broken_far_on_changes_nothing() {
    let mut tab = slow();
    let world = tab.session.world().clone();
    let Make::Import { text, options } = import("i-late", Mode::Add) else { panic!("a text") };
    let text = format!("{}\n]", text).into();
    tab.begin(Make::Import { text, options }.into());
    while tab.go_on() {}
    let made = tab.replies.pop().unwrap().made;
    assert!(matches!(&made, Some(Err(MakeProblem::Import(error))) if error.place == "line 2, column 1"), "{made:?}");
    same(tab.session.world(), &world);
}
