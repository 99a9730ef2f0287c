//! One tab by itself: what is answered is kept.

use super::{
    Input, Message, Output, Reply, Role, SETTLE_MS, Session, What, Write,
    kept::Kept,
    message::{Asked, Envelope},
};
use crate::rules::{Actor, Command, Ordinals, UnixMillis, World, sample::sample};

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
        for output in self.session.handle(input, self.now) {
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
    assert!(tab.ask(What::Replace(Box::new(sample(START)))).result.is_ok());
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

/// What a tab sends for the whole world may be unreadable here: less than that never takes the place of what is kept.
#[test]
fn a_world_of_which_something_cannot_be_read_replaces_nothing() {
    let mut tab = Tab::open(Vec::new(), START);
    assert!(tab.ask(What::Replace(Box::new(sample(START)))).result.is_ok());
    let world = tab.session.world().clone();
    let writes = Kept::snapshot(&World::empty(), 1, 0, START, "").1.into_iter();
    let whole: Vec<(String, String)> = writes
        .filter_map(|write| match write {
            Write::Set { name, text } => Some((name, text)),
            Write::Remove { .. } => None,
        })
        .collect();
    let newer = whole.iter().map(|(name, text)| (name.clone(), format!("9{text}"))).collect();
    let ask = |tab: &mut Tab, id: u64, entries: Vec<(String, String)>| {
        let (of, what) = (tab.session.tabs.term, Box::new(Asked::Replace(entries)));
        let (actor, request_id) = (Actor::Console, "R".into());
        let say = Message::Ask { of, id, actor, request_id, what, since: 0, again: false };
        tab.input(Input::Heard(Envelope { from: "other".into(), to: None, term: of, say }.to_text()));
    };
    ask(&mut tab, 1, newer);
    same(tab.session.world(), &world);
    ask(&mut tab, 2, whole);
    assert_eq!(tab.session.world().live_count(), 0);
}
