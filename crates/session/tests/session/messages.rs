//! Messages between tabs: two builds with the same protocol number must send the same messages. `tests/fixtures/messages/` has a file for
//! each protocol that shipped, never edited: after a change of a message, raise `PROTOCOL` and let `cargo test -p latch-session --
//! --ignored` write the new file.

use std::{collections::BTreeMap, fs, path::PathBuf};

use latch_ecs::import::{ImportError, ImportProblem, Mode, Options, Summary, Timing};
use latch_rules::{
    Actor, Answer, Command, Ordinals, Reason, Refusal, ReleasePlan, World, release_plan::When, sample::sample,
};
use latch_session::{
    Envelope, Heard, Known, Make, MakeProblem, MemoryReason, Message, PROTOCOL, Reply, Trouble, Wanted, What, hear,
};

fn path(protocol: u32) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/messages/{protocol}.json"))
}

fn envelope(say: Message) -> Envelope {
    Envelope { from: "tab-1".into(), to: Some("tab-2".into()), term: 1_800_000_000_000, say }
}

fn asked(what: What) -> Message {
    let (actor, request_id) = (Actor::Person("Li Na".into()), "R1".into());
    let known = Known { commit: 5, mark: 6, era: "tab-1:7".into() };
    Message::Ask { of: 3, id: 4, actor, request_id, what: Box::new(what), known, again: true }
}

fn answered(reply: Reply) -> Message {
    Message::Answered { id: 4, reply }
}

/// One of each kind.
fn all() -> BTreeMap<&'static str, Envelope> {
    let world: World = sample(latch_rules::UnixMillis(1_800_000_000_000));
    let plan = ReleasePlan::make(&world, &Ordinals::range(0, 9), When::Now);
    let options = Options { mode: Mode::Add, time: Some(Timing::Saved) };
    let make = Make::Import { text: "{\"释放\":1}".into(), options };
    let problem = ImportError { place: "[1]".into(), why: ImportProblem::IdInUse("i-1".into()) };
    let entries = vec![("head".to_owned(), "4 00000000 …".to_owned())];
    let texts = vec!["4 00000000 …".to_owned()];
    let summary = Summary { instances: 3, settled: 1, unknown_dropped: true, ..Summary::default() };
    let made = Reply { made: Some(Ok(summary)), ..Reply::of(Ok(Answer::Done)) };
    let refused = Reply { plan: Some(plan.clone()), ..Reply::refused(Refusal::whole(Reason::PlanChanged)) };
    let messages = [
        ("answered", answered(Reply::of(Ok(Answer::Created(vec!["i-1".into()]))))),
        ("answered-made", answered(made)),
        ("answered-not-made", answered(Reply::not_made(MakeProblem::Import(problem)))),
        ("answered-refused", answered(refused)),
        ("answered-trouble", answered(Reply::in_trouble(Trouble::NotKept))),
        ("anyone-there", Message::AnyoneThere),
        ("ask", asked(What::Command(Command::Release { plan }))),
        ("ask-empty", asked(Make::Empty.into())),
        ("ask-import", asked(What::Make(Box::new(Wanted { make, seen: Some(6) })))),
        ("ask-sample", asked(Make::Sample.into())),
        ("bye", Message::Bye),
        ("commits", Message::Commits { texts: texts.clone(), generation: 2, after: 9 }),
        ("hello", Message::Hello { have: 1, generation: 2, begun_by: "tab-1:7@tab-1".into(), mark: 3 }),
        ("here", Message::Here),
        ("know", Message::Know { texts, last: 8, after: 7 }),
        (
            "owner-is",
            Message::OwnerIs {
                last: 8,
                generation: 2,
                begun_by: "tab-1:7@tab-1".into(),
                mark: 3,
                memory: Some(MemoryReason::Full),
            },
        ),
        ("replaced", Message::Replaced { number: 9, is_restored: true }),
        ("state", Message::State { entries, last: 8, mark: 9, is_owners: true }),
        ("want-all", Message::WantAll),
        ("want-state", Message::WantState),
        ("who-knows", Message::WhoKnows { have: 8 }),
    ];
    messages.into_iter().map(|(name, say)| (name, envelope(say))).collect()
}

fn golden(protocol: u32) -> Option<BTreeMap<String, String>> {
    Some(serde_json::from_str(&fs::read_to_string(path(protocol)).ok()?).unwrap())
}

#[test]
fn what_this_build_says_is_what_its_protocol_says() {
    let golden = golden(PROTOCOL).expect("this protocol has its file");
    let all = all();
    assert_eq!(golden.keys().collect::<Vec<_>>(), all.keys().collect::<Vec<_>>());
    for (name, envelope) in all {
        assert_eq!(golden[name], envelope.to_text(), "{name}: a changed message is another protocol");
        assert_eq!(hear(&golden[name]), Heard::Said(envelope), "{name}");
    }
}

#[test]
fn what_an_older_build_says_is_not_taken_for_something_else() {
    for protocol in (0..PROTOCOL).rev() {
        for (name, text) in golden(protocol).unwrap_or_default() {
            assert_eq!(hear(&text), Heard::Noise, "{protocol}: {name}");
        }
    }
}

#[test]
fn what_a_newer_build_says_is_told_as_such_whatever_it_is() {
    for text in golden(PROTOCOL).unwrap().values() {
        let (_, body) = text.split_once(' ').unwrap();
        assert_eq!(hear(&format!("{} {body}", PROTOCOL + 1)), Heard::Newer);
    }
}

/// Run once when the protocol was raised.
#[test]
#[ignore = "writes the golden file of the present protocol"]
fn write() {
    if !path(PROTOCOL).exists() {
        let texts: BTreeMap<_, _> = all().into_iter().map(|(name, envelope)| (name, envelope.to_text())).collect();
        fs::create_dir_all(path(PROTOCOL).parent().unwrap()).unwrap();
        fs::write(path(PROTOCOL), serde_json::to_string_pretty(&texts).unwrap() + "\n").unwrap();
    }
}
