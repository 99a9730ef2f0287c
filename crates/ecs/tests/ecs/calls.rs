//! The calls shown for an act have exactly the same effect: every call is written in a notation, read back from that text, sent through the
//! API, and the worlds are compared. The same holds for calls rebuilt from a record.

use latch_testing::cloud;
use std::collections::BTreeMap;

use cloud::{Cloud, order};
use latch_ecs::api::{
    self,
    equivalent::{Call, calls, first_calls, recorded},
    notations::{Notation, script, write},
};
use latch_rules::{
    Actor, ChargeType, Command, Ordinals, ReleasePlan, World,
    command::{AttributeChange, Deletion, NewInstances, Power, PowerChange},
    instance::{Credential, Disk, SpotStrategy, StoppedMode, Tag},
    release_plan::When,
    sample,
    time::HOUR,
};
use proptest::prelude::*;
use serde_json::{Map, Value};

// ---- reading back ---------------------------------------------------------------------------------------------------------

type Read = (String, BTreeMap<String, String>);

fn read_url(text: &str) -> Read {
    let (host, query) = text.split_once("/?").unwrap();
    assert!(host.starts_with("https://ecs.") && host.ends_with("aliyuncs.com"), "{host}");
    assert!(text.bytes().all(|byte| byte.is_ascii_graphic()), "{text}");
    let mut params: BTreeMap<String, String> = query
        .split('&')
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect();
    for common in ["Version", "Format", "SignatureMethod", "SignatureVersion"] {
        params.remove(common).unwrap();
    }
    (params.remove("Action").unwrap(), params)
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&after[..2]).unwrap(), 16).unwrap());
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// The words of a shell line. It uses only single quotes, `$'` with escapes, backslashes and spaces.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '$' if letters.clone().next() == Some('\'') => {
                letters.next();
                word.get_or_insert_default().push_str(&escaped(&mut letters));
            }
            '\'' => {
                let own = word.get_or_insert_default();
                own.extend(letters.by_ref().take_while(|letter| *letter != '\''));
            }
            '\\' => match letters.next().unwrap() {
                '\n' => {}
                other => word.get_or_insert_default().push(other),
            },
            ' ' | '\n' => words.extend(word.take()),
            '$' | '`' | '"' | '&' | ';' | '|' | '<' | '>' | '(' | ')' | '*' | '?' | '#' | '!' | '{' | '~' => {
                panic!("the shell would take {letter} for its own: {text}")
            }
            plain => word.get_or_insert_default().push(plain),
        }
    }
    words.extend(word);
    words
}

/// The text between `$'` and `'`.
fn escaped(letters: &mut std::str::Chars) -> String {
    let mut bytes = Vec::new();
    loop {
        match letters.next().unwrap() {
            '\'' => return String::from_utf8(bytes).unwrap(),
            '\\' => match letters.next().unwrap() {
                'n' => bytes.push(b'\n'),
                'r' => bytes.push(b'\r'),
                't' => bytes.push(b'\t'),
                first @ '0'..='7' => {
                    let octal: String = std::iter::once(first).chain(letters.by_ref().take(2)).collect();
                    bytes.push(u8::from_str_radix(&octal, 8).unwrap());
                }
                own => bytes.extend(own.encode_utf8(&mut [0; 4]).bytes()),
            },
            own => bytes.extend(own.encode_utf8(&mut [0; 4]).bytes()),
        }
    }
}

/// Reads the words as the `aliyun` program does.
fn read_cli(text: &str) -> Read {
    let words = words(text);
    assert_eq!(words[..2], ["aliyun", "ecs"]);
    let mut params = BTreeMap::new();
    let mut rest = words[3..].iter();
    while let Some(word) = rest.next() {
        let flag = word.strip_prefix("--").unwrap();
        let (name, value) = match flag.split_once('=') {
            Some((name, value)) => (name, value.to_owned()),
            None => (flag, rest.next().unwrap().clone()),
        };
        params.insert(name.to_owned(), value);
    }
    params.remove("region");
    (words[2].clone(), params)
}

// ---- sending --------------------------------------------------------------------------------------------------------------

fn send(cloud: &mut Cloud, (action, params): Read) -> bool {
    let params: Map<String, Value> = params.into_iter().map(|(name, value)| (name, value.into())).collect();
    match api::parse(&action, &Value::Object(params)) {
        Ok(request) => cloud.tell(&request.command.expect("an act")).is_ok(),
        Err(_) => false,
    }
}

/// All instances, and which of them are released. The cause of a release is left out, since the records have it.
fn state(world: &World) -> Vec<String> {
    world
        .all()
        .map(|(ordinal, instance)| {
            let gone = instance.released.is_some();
            let alike = latch_rules::Instance { released: None, ..instance.clone() };
            if gone { format!("{ordinal} {} is gone", instance.id) } else { format!("{ordinal} {alike:?}") }
        })
        .collect()
}

fn fleet(seed: u64) -> Cloud {
    let mut cloud = Cloud::default();
    cloud.world = sample::fleet(60, seed, cloud.now);
    cloud
}

fn assert_same(before: impl Fn() -> Cloud, after: &Cloud, calls: &[Call], what: &dyn std::fmt::Debug) {
    for (notation, read) in [(Notation::Url, read_url as fn(&str) -> Read), (Notation::Cli, read_cli)] {
        let mut cloud = before();
        for call in calls {
            let text = write(call, notation).unwrap();
            let read = read(&text);
            let meant: BTreeMap<_, _> = call.params.iter().cloned().collect();
            assert_eq!(read, (call.action.to_owned(), meant), "{text}");
            send(&mut cloud, read);
        }
        assert_eq!(state(&cloud.world), state(&after.world), "{notation:?} of {what:?}");
    }
}

// ---- acts -----------------------------------------------------------------------------------------------------------------

/// Texts that mean something to a shell, a language or a URL.
const HOSTILE: &[&str] = &[
    "plain",
    "it's",
    "\"quoted\"",
    "a b  c",
    "$HOME",
    "${var.x} %{if true}",
    "$(reboot)",
    "`id`",
    "a\nb",
    "tab\there",
    "back\\slash\\",
    "'\\''",
    "--flag",
    "-x=1",
    "a&b=c+d%20e#f",
    "释放 实例",
    "😀👩‍💻",
    "\u{202e}txt",
    "*?[x]!~",
    ";rm -rf /",
    "",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(HOSTILE).prop_map(str::to_owned),
        1 => "\\PC{0,12}",
    ]
}

#[derive(Clone, Debug)]
enum Step {
    Run {
        text: String,
        amount: u32,
        protected: bool,
        disk: bool,
        tags: Vec<(String, String)>,
        schedule: bool,
        spot: bool,
    },
    Create {
        text: String,
    },
    Modify {
        who: u8,
        text: String,
        protect: Option<bool>,
    },
    Protect {
        who: Vec<u8>,
        on: bool,
    },
    ReleaseNow {
        who: Vec<u8>,
    },
    Schedule {
        who: Vec<u8>,
        after: Option<i64>,
    },
    Delete {
        who: u8,
        force: bool,
    },
    DeleteMany {
        who: Vec<u8>,
        force: bool,
    },
    PowerOf {
        who: Vec<u8>,
        power: Power,
    },
    Power {
        who: u8,
        power: Power,
    },
    Tag {
        who: Vec<u8>,
        tags: Vec<(String, String)>,
    },
    Untag {
        who: Vec<u8>,
        key: String,
        all: bool,
    },
    Convert {
        who: u8,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let who = || prop::collection::vec(any::<u8>(), 1..12);
    let tags = || prop::collection::vec((text(), text()), 0..3);
    let power = || prop_oneof![Just(Power::Start), Just(Power::Stop), Just(Power::Reboot)];
    prop_oneof![
        3 => (text(), 1..4u32, any::<bool>(), any::<bool>(), tags(), any::<bool>(), any::<bool>()).prop_map(
            |(text, amount, protected, disk, tags, schedule, spot)| Step::Run {
                text, amount, protected, disk, tags, schedule, spot
            }
        ),
        1 => text().prop_map(|text| Step::Create { text }),
        2 => (any::<u8>(), text(), any::<Option<bool>>())
            .prop_map(|(who, text, protect)| Step::Modify { who, text, protect }),
        3 => (who(), any::<bool>()).prop_map(|(who, on)| Step::Protect { who, on }),
        3 => who().prop_map(|who| Step::ReleaseNow { who }),
        2 => (who(), prop::option::of(HOUR..100 * HOUR)).prop_map(|(who, after)| Step::Schedule { who, after }),
        1 => (any::<u8>(), any::<bool>()).prop_map(|(who, force)| Step::Delete { who, force }),
        1 => (who(), any::<bool>()).prop_map(|(who, force)| Step::DeleteMany { who, force }),
        1 => (who(), power()).prop_map(|(who, power)| Step::PowerOf { who, power }),
        1 => (any::<u8>(), power()).prop_map(|(who, power)| Step::Power { who, power }),
        3 => (who(), tags()).prop_map(|(who, tags)| Step::Tag { who, tags }),
        1 => (who(), text(), any::<bool>()).prop_map(|(who, key, all)| Step::Untag { who, key, all }),
        1 => any::<u8>().prop_map(|who| Step::Convert { who }),
    ]
}

fn tags_of(pairs: &[(String, String)]) -> Vec<Tag> {
    pairs.iter().map(|(key, value)| Tag { key: key.as_str().into(), value: value.as_str().into() }).collect()
}

fn command(cloud: &Cloud, step: &Step) -> Command {
    let world = &cloud.world;
    let known: Vec<_> = world.live().collect();
    let one = |number: u8| known[usize::from(number) % known.len()];
    let id = |number: u8| one(number).1.id.clone();
    let set = |who: &[u8]| who.iter().map(|number| one(*number).0).collect::<Ordinals>();
    // Only ids of one region, as the calls require, and each id once.
    let region = |who: &[u8]| one(who[0]).1.spec.region.clone();
    let ids = |who: &[u8]| {
        let mut ids: Vec<_> =
            who.iter().map(|n| one(*n).1).filter(|i| i.spec.region == region(who)).map(|i| i.id.clone()).collect();
        ids.sort();
        ids.dedup();
        ids
    };
    match step.clone() {
        Step::Run { text, amount, protected, disk, tags, schedule, spot } => {
            Command::RunInstances(Box::new(NewInstances {
                amount,
                description: text.as_str().into(),
                deletion_protection: protected && !spot,
                spot: if spot { SpotStrategy::SpotWithPriceLimit } else { SpotStrategy::NoSpot },
                spot_price_limit_milli: if spot { 1_234 } else { 0 },
                credential: if disk { Credential::PasswordSet } else { Credential::SetLater },
                data_disks: disk
                    .then(|| Disk { category: "cloud_essd".into(), size: 100, delete_with_instance: !protected })
                    .into_iter()
                    .collect(),
                bandwidth_out: if disk { 5 } else { 0 },
                name: if disk { "web-[8,3]-x".into() } else { Box::default() },
                tags: tags_of(&tags),
                auto_release_at: schedule.then(|| cloud.now.plus(3 * HOUR)),
                ..order()
            }))
        }
        Step::Create { text } => {
            Command::CreateInstance(Box::new(NewInstances { description: text.as_str().into(), ..order() }))
        }
        Step::Modify { who, text, protect } => Command::ModifyInstanceAttribute(Box::new(AttributeChange {
            id: id(who),
            description: Some(text.as_str().into()),
            deletion_protection: protect,
            ..AttributeChange::default()
        })),
        Step::Protect { who, on } => Command::ChangeReleaseProtection { who: set(&who), on },
        Step::ReleaseNow { who } => Command::Release { plan: ReleasePlan::make(world, &set(&who), When::Now) },
        Step::Schedule { who, after } => {
            let when = When::At(after.map(|after| cloud.now.plus(after)));
            Command::Release { plan: ReleasePlan::make(world, &set(&who), when) }
        }
        Step::Delete { who, force } => {
            Command::DeleteInstance(Deletion { ids: vec![id(who)], force, ..Deletion::default() })
        }
        Step::DeleteMany { who, force } => Command::DeleteInstances(Deletion {
            region: Some(region(&who)),
            ids: ids(&who),
            force,
            ..Deletion::default()
        }),
        Step::PowerOf { who, power } => Command::ChangePowerOf { who: set(&who), power },
        Step::Power { who, power } => Command::ChangePower(PowerChange {
            power,
            region: None,
            ids: vec![id(who)],
            success_first: false,
            stopped_mode: StoppedMode::KeepCharging,
            dry_run: false,
        }),
        Step::Tag { who, tags } => Command::TagResources { region: region(&who), ids: ids(&who), tags: tags_of(&tags) },
        Step::Untag { who, key, all } => {
            // An empty key cannot be sent: it counts as no key.
            let keys = Some(key.as_str()).filter(|key| !key.is_empty()).map(Into::into).into_iter().collect();
            Command::UntagResources { region: region(&who), ids: ids(&who), keys, all }
        }
        Step::Convert { who } => Command::ChangeChargeType {
            region: region(&[who]),
            ids: vec![id(who)],
            to: ChargeType::PrePaid,
            period_months: 1,
            dry_run: false,
        },
    }
}

fn is_of_console(command: &Command) -> bool {
    matches!(command, Command::ChangeReleaseProtection { .. } | Command::Release { .. } | Command::ChangePowerOf { .. })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_shown_does_what_the_act_does(seed in 0..20u64, step in step()) {
        let mut after = fleet(seed);
        let command = command(&after, &step);
        let shown = calls(&command, &after.world);
        let _ = after.tell(&command);
        assert_same(|| fleet(seed), &after, &shown, &command);
    }

    #[test]
    fn what_a_record_keeps_whole_does_the_same_again(seed in 0..20u64, step in step()) {
        let mut after = fleet(seed);
        let command = command(&after, &step);
        after.actor = if is_of_console(&command) { Actor::Console } else { Actor::Api };
        let recorded_before = after.world.records.len();
        let _ = after.tell(&command);
        if after.world.records.len() > recorded_before {
            let again = recorded(after.last_record(), &after.world, usize::MAX);
            let is_meant_whole =
                !matches!(step, Step::Run { .. } | Step::Create { .. } | Step::Power { .. });
            prop_assert_eq!(again.is_whole, is_meant_whole);
            if again.is_whole {
                assert_same(|| fleet(seed), &after, &again.calls.first, &after.last_record());
            }
        }
    }
}

#[test]
fn a_whole_fleet_is_counted_and_its_first_calls_are_written() {
    let cloud = fleet(1);
    let who: Ordinals = cloud.world.live().map(|(ordinal, _)| ordinal).collect();
    let protect = Command::ChangeReleaseProtection { who, on: true };
    let some = first_calls(&protect, &cloud.world, 5);
    assert_eq!((some.first.len(), some.total), (5, calls(&protect, &cloud.world).len()));
    assert!(some.total > 20);
    let shown = script(&some.first, Notation::Cli);
    assert_eq!(shown.text.matches("aliyun ecs ModifyInstanceAttribute").count(), 5);
}
