//! What is stored reads back as it was and fits, and foreign texts under this program's keys do no harm.

use std::{collections::BTreeMap, sync::Arc};

use latch_rules::{
    Instance, Ordinals, Status, UnixMillis, World,
    instance::{
        ChargeType, Credential, Disk, Locks, Membership, Origin, Release, Spec, SpotStrategy, StoppedMode, Tag,
    },
    protection::Cause,
    sample::sample,
};
use latch_session::{
    Kept, Write, load,
    stored::{
        commit,
        frame::{self, SCHEMA, Unreadable},
        keys::Key,
        migrate::read_head,
        packed::to_bytes,
        segment::{pack, read_records, read_rows, unpack, write_rows},
    },
};
use proptest::prelude::*;

const NOW: UnixMillis = UnixMillis(1_800_000_000_000);

fn entries_of(world: &World) -> Vec<(String, String)> {
    let (_, writes) = Kept::snapshot(world, 1, 0, NOW, "");
    let set = |write| match write {
        Write::Set { name, text } => (name, text),
        Write::Remove { name } => panic!("{name}"),
    };
    writes.into_iter().map(set).collect()
}

#[test]
fn a_world_comes_back_as_it_was() {
    let world = sample(NOW);
    let loaded = load(&entries_of(&world), 0, 0);
    assert!(loaded.troubles.is_empty());
    assert!(loaded.world.all().eq(world.all()));
    assert_eq!(loaded.world.groups, world.groups);
    assert_eq!(loaded.world.next_ordinal(), world.next_ordinal());
}

// ---- damage -----------------------------------------------------------------------------------------------------------

/// What is stored of an account that was worked on.
#[derive(serde::Deserialize)]
struct Golden {
    keys: BTreeMap<String, String>,
}

/// The one segment of each table in the golden files.
const ROWS: Key = Key::Rows { generation: 2, segment: 0 };
const RECORDS: Key = Key::Records { generation: 2, segment: 0 };

/// Reads a text as each kind of stored text. Returns whether any reading succeeded.
fn read_as_everything(text: &str) -> bool {
    let as_rows = read_rows(ROWS, text).is_ok();
    let as_records = read_records(RECORDS, text).is_ok();
    let as_commit = commit::read(text).is_ok();
    let as_head = read_head(text).is_ok();
    let bytes = to_bytes(text).unwrap_or_else(|| text.as_bytes().to_vec());
    let _ = unpack(&bytes);
    let _ = Ordinals::from_bytes(&bytes);
    as_rows || as_records || as_commit || as_head
}

/// Each text with the place that its check sum also covers; empty for commits and heads, which say themselves which they are.
fn stored_texts() -> Vec<(String, String)> {
    let golden: Golden = serde_json::from_str(include_str!("../fixtures/stored/4/kept.json")).unwrap();
    let place = |name: String| if [ROWS.name(), RECORDS.name()].contains(&name) { name } else { String::new() };
    golden.keys.into_iter().map(|(name, text)| (place(name), text)).collect()
}

#[test]
fn no_truncated_or_altered_text_is_taken_for_whole() {
    for (_, text) in stored_texts() {
        let letters: Vec<char> = text.chars().collect();
        let step = (letters.len() / 150).max(1);
        for place in (0..letters.len()).step_by(step) {
            let truncated: String = letters[..place].iter().collect();
            assert!(!read_as_everything(&truncated));
            let mut altered = letters.clone();
            altered[place] = char::from_u32(u32::from(altered[place]) ^ 1).unwrap();
            assert!(!read_as_everything(&altered.into_iter().collect::<String>()));
        }
    }
}

#[test]
fn a_newer_schema_is_told_from_damage() {
    for (_, text) in stored_texts() {
        let (_, rest) = text.split_once(' ').unwrap();
        let newer = format!("{} {rest}", SCHEMA + 1);
        assert_eq!(read_rows(ROWS, &newer), Err(Unreadable::Newer { schema: SCHEMA + 1 }));
        assert_eq!(read_head(&newer), Err(Unreadable::Newer { schema: SCHEMA + 1 }));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Even where the check sum fits, as in a text made by hand, reading ends with an answer.
    #[test]
    fn reading_is_total(which in 0usize..200, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<char>()), 1..6)) {
        let texts = stored_texts();
        let (place, text) = &texts[which % texts.len()];
        let (_, body) = frame::open(place, text).unwrap();
        let mut letters: Vec<char> = body.chars().collect();
        for (at, letter) in changes {
            let at = at.index(letters.len());
            // Half the time a neighbour of what was there, so that it stays in the alphabet.
            letters[at] = if u32::from(letter) % 2 == 0 { letter } else { char::from_u32(u32::from(letters[at]) ^ 3).unwrap_or(letter) };
        }
        read_as_everything(&frame::seal(place, &letters.into_iter().collect::<String>()));
    }

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        read_as_everything(&text);
        for place in ["", &ROWS.name(), &RECORDS.name()] {
            read_as_everything(&frame::seal(place, &text));
        }
    }

    /// Whatever is missing or damaged, loading gives a world and says what is wrong.
    #[test]
    fn a_damaged_store_opens(seed in any::<u64>()) {
        let golden: Golden = serde_json::from_str(include_str!("../fixtures/stored/4/kept.json")).unwrap();
        let mut entries: Vec<_> = golden.keys.into_iter().collect();
        let place = seed as usize % entries.len();
        match seed >> 32 & 3 {
            0 => entries[place].1.truncate(1),
            1 => entries[place].1 = "foreign".into(),
            2 => entries.push(("log:99999999".into(), "2 00000000 {}".into())),
            _ => drop(entries.remove(place)),
        }
        let loaded = load(&entries, 0, 0);
        // If the last commit or one of history is removed, nothing shows that it ever existed.
        prop_assert!(seed >> 32 & 3 == 3 || !loaded.troubles.is_empty());
    }

    #[test]
    fn any_instances_come_back(instances in prop::collection::vec(instance(), 0..60)) {
        let text = pack(&instances);
        let unpacked = unpack(&text);
        prop_assert_eq!(unpacked.as_ref(), Some(&instances));
        let rows = write_rows(ROWS, 9, instances.iter().map(|one| (one.name.len() % 3 > 0).then_some(one)));
        let read = read_rows(ROWS, &rows).unwrap();
        prop_assert_eq!(read.upto, 9);
        let kept = instances.iter().filter(|one| one.name.len() % 3 > 0);
        prop_assert!(read.rows.iter().flatten().eq(kept));
    }
}

// ---- any instance -----------------------------------------------------------------------------------------------------

fn text() -> impl Strategy<Value = Box<str>> {
    prop_oneof![
        Just(String::new()),
        "[a-z0-9-]{1,20}",
        "i-[a-z0-9]{20}",
        "[0-9]{1,3}(\\.[0-9]{1,3}){3}",
        any::<String>()
    ]
    .prop_map(String::into_boxed_str)
}

fn time() -> impl Strategy<Value = UnixMillis> {
    prop_oneof![any::<i64>(), (0i64..4_000_000_000).prop_map(|second| second * 1_000)].prop_map(UnixMillis)
}

fn maybe_time() -> impl Strategy<Value = Option<UnixMillis>> {
    prop::option::of(time())
}

fn disk() -> impl Strategy<Value = Disk> {
    (text(), any::<u32>(), any::<bool>()).prop_map(|(category, size, delete_with_instance)| Disk {
        category,
        size,
        delete_with_instance,
    })
}

fn spec() -> impl Strategy<Value = Spec> {
    let charge = prop_oneof![Just(ChargeType::PostPaid), Just(ChargeType::PrePaid)];
    let spot = prop_oneof![
        Just(SpotStrategy::NoSpot),
        Just(SpotStrategy::SpotWithPriceLimit),
        Just(SpotStrategy::SpotAsPriceGo)
    ];
    let credential =
        prop_oneof![Just(Credential::SetLater), Just(Credential::PasswordSet), text().prop_map(Credential::KeyPair)];
    (
        prop::collection::vec(text(), 14),
        prop::collection::vec(any::<u32>(), 6),
        (charge, spot, credential),
        prop::collection::vec(text(), 0..4),
        prop::option::of(disk()),
        prop::collection::vec(disk(), 0..4),
    )
        .prop_map(|(texts, numbers, (charge, spot, credential), security_groups, system_disk, data_disks)| Spec {
            region: texts[0].clone(),
            zone: texts[1].clone(),
            instance_type: texts[2].clone(),
            family: texts[3].clone(),
            gpu_spec: texts[4].clone(),
            image_id: texts[5].clone(),
            os_name: texts[6].clone(),
            os_type: texts[7].clone(),
            network_type: texts[8].clone(),
            vpc_id: texts[9].clone(),
            vswitch_id: texts[10].clone(),
            internet_charge_type: texts[11].clone(),
            resource_group: texts[12].clone(),
            unknown: texts[13].clone(),
            cpu: numbers[0],
            memory_mib: numbers[1],
            gpu_amount: numbers[2],
            spot_price_limit_milli: numbers[3],
            bandwidth_in: numbers[4],
            bandwidth_out: numbers[5],
            charge,
            spot,
            credential,
            security_groups,
            system_disk,
            data_disks,
        })
}

fn member() -> impl Strategy<Value = Membership> {
    let origin = prop_oneof![Just(Origin::Created), Just(Origin::Entrusted), Just(Origin::Attached)];
    (text(), origin, any::<bool>()).prop_map(|(group, origin, guarded)| Membership {
        group: group.to_string().into(),
        origin,
        guarded,
    })
}

fn release() -> impl Strategy<Value = Release> {
    let cause = prop_oneof![
        Just(Cause::ConsoleRelease),
        Just(Cause::AutoReleaseTime),
        Just(Cause::AccountOverdue),
        Just(Cause::SecurityRelease),
        Just(Cause::SecurityStop),
        Just(Cause::ScaleIn),
        Just(Cause::RemovedFromGroup),
        Just(Cause::SpotReclaim),
        Just(Cause::SubscriptionExpired),
        (any::<bool>(), any::<bool>())
            .prop_map(|(force, terminate_subscription)| Cause::ApiRelease { force, terminate_subscription })
    ];
    (time(), cause, any::<u64>()).prop_map(|(at, cause, record)| Release { at, cause, record })
}

fn instance() -> impl Strategy<Value = Instance> {
    let status = prop_oneof![
        Just(Status::Pending),
        Just(Status::Starting),
        Just(Status::Running),
        Just(Status::Stopping),
        Just(Status::Stopped)
    ];
    let tags = prop::collection::vec((text(), text()).prop_map(|(key, value)| Tag { key, value }), 0..4);
    (
        prop::collection::vec(text(), 7),
        (spec(), tags),
        (time(), maybe_time(), maybe_time(), maybe_time(), maybe_time(), maybe_time()),
        (status, any::<bool>(), any::<bool>(), 0u8..8),
        (prop::option::of(member()), prop::option::of(release())),
    )
        .prop_map(|(texts, (spec, tags), times, (status, stops, protected, locks), (member, released))| Instance {
            id: texts[0].clone(),
            name: texts[1].clone(),
            host_name: texts[2].clone(),
            description: texts[3].clone(),
            private_ip: texts[4].clone(),
            public_ip: texts[5].clone(),
            eip: texts[6].clone(),
            spec: Arc::new(spec),
            tags: Arc::new(tags),
            created_at: times.0,
            started_at: times.1,
            settles_at: times.2,
            auto_release_at: times.3,
            expires_at: times.4,
            reclaim_at: times.5,
            status,
            stopped_mode: if stops { StoppedMode::StopCharging } else { StoppedMode::KeepCharging },
            protected,
            locks: Locks::from_bits(locks),
            member,
            released,
        })
}
