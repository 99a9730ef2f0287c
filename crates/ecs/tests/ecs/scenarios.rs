//! Every scenario that comes with Latch can be played, gives the same result each time, is described in both languages, and shows what it
//! is meant to show.

use std::{collections::BTreeMap, fs};

use latch_ecs::{
    api::scenario::{self, Counts, Scenario, Words},
    export,
    import::{self, Mode, Options, Present, Summary, Timing},
};
use latch_rules::{
    Actor, Command, Happened, Instance, Meta, Ordinals, Reason, ReleasePlan, UnixMillis, World, advance, decide,
    ids::request_id,
    instance::Locks,
    release_plan::When,
    sample::sample,
    time::{DAY, HOUR, MINUTE, SECOND},
    world::ShownStatus,
};

/// The time of the machine. No scenario may depend on it.
const REAL: UnixMillis = UnixMillis(1_790_000_000_000);

const ALL: [&str; 14] = [
    "all-protected",
    "empty-account",
    "friday-evening",
    "locked-and-scheduled",
    "mixed-batch",
    "overdue-day-14",
    "policy-gap",
    "preemptible-notice",
    "scale-in-one-guarded",
    "schedule-against-protection",
    "security-lock",
    "subscription-expiring",
    "ten-thousand",
    "two-people",
];

fn text(name: &str) -> String {
    fs::read_to_string(format!("../../scenarios/{name}/scenario.json")).unwrap()
}

fn played(name: &str) -> Scenario {
    scenario::read(&text(name), REAL).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A world and its virtual time, which a test moves on.
struct Stage {
    world: World,
    now: UnixMillis,
}

impl Stage {
    fn of(name: &str) -> Self {
        let world = played(name).world;
        let now = world.clock.at(REAL);
        Self { world, now }
    }

    /// Lets time pass and returns the names of the instances released meanwhile.
    fn after(mut self, millis: i64) -> (Vec<String>, Self) {
        let before = names(&self.world);
        self.now = self.now.plus(millis);
        let mut number = 0;
        advance(&mut self.world, self.now, &mut || {
            number += 1;
            request_id(number)
        });
        let after = names(&self.world);
        (before.into_iter().filter(|name| !after.contains(name)).collect(), self)
    }

    /// Carries out a command as the console. Returns the names of the instances that were released, kept and removed, or why it is refused.
    fn act(&mut self, command: &Command) -> Result<BTreeMap<&'static str, Vec<String>>, Reason> {
        let meta = Meta { now: self.now, actor: Actor::Console, request_id: "R".into() };
        let decision = decide(&self.world, command, &meta);
        decision.events.iter().for_each(|event| self.world.apply(event));
        decision.answer.map_err(|refusal| refusal.reason)?;
        let mut done = BTreeMap::<_, Vec<String>>::new();
        for outcome in &self.world.records.back().unwrap().outcomes {
            let what = match outcome.happened {
                Happened::Released(_) => "released",
                Happened::Kept(_) => "kept",
                Happened::Removed(_) => "removed",
                _ => "other",
            };
            let who = outcome.who.iter().filter_map(|ordinal| self.world.any(ordinal));
            done.entry(what).or_default().extend(who.map(|instance| instance.name.to_string()));
        }
        Ok(done)
    }

    fn id(&self, name: &str) -> Box<str> {
        self.world.live().find(|(_, instance)| *instance.name == *name).unwrap().1.id.clone()
    }

    fn everyone(&self) -> Ordinals {
        self.world.live().map(|(ordinal, _)| ordinal).collect()
    }

    fn release_all(&mut self) -> Result<BTreeMap<&'static str, Vec<String>>, Reason> {
        let plan = ReleasePlan::make(&self.world, &self.everyone(), When::Now);
        self.act(&Command::Release { plan })
    }
}

fn names(world: &World) -> Vec<String> {
    world.live().map(|(_, instance)| instance.name.to_string()).collect()
}

#[test]
fn every_folder_is_a_scenario_that_can_be_played() {
    let mut folders: Vec<String> = fs::read_dir("../../scenarios")
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    folders.sort();
    assert_eq!(folders, ALL);
    let mut wrong = Vec::new();
    for name in ALL {
        match scenario::read(&text(name), REAL) {
            Err(error) => wrong.push(format!("{name}: {error}")),
            Ok(Scenario { about, world }) => {
                assert_eq!((&*about.name, &*world.scenario), (name, name));
                if about.counts != Counts::of(&world) {
                    wrong.push(format!("{name}: counts are {:?}", Counts::of(&world)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn each_is_the_same_world_at_the_same_instant_whenever_it_is_played() {
    for name in ALL {
        let later = REAL.plus(400 * DAY);
        let (one, two) = (played(name).world, scenario::read(&text(name), later).unwrap().world);
        assert_eq!(export::world(&one, one.clock.at(REAL)), export::world(&two, two.clock.at(later)), "{name}");
    }
}

#[test]
fn each_is_the_same_world_however_it_is_cut_into_pieces() {
    for text in ALL.map(text).into_iter().chain([whole_world()]) {
        let told = scenario::read(&text, REAL).unwrap();
        let mut playing = scenario::Playing::begin(&text);
        let mut pieces = 0;
        while !playing.step(1).is_done() {
            pieces += 1;
        }
        assert!(pieces >= 1 || told.world.live_count() == 0 || !text.contains("call"), "{}", told.about.name);
        let cut = playing.finish(REAL).unwrap();
        assert_eq!(cut.about, told.about);
        let now = told.world.clock.at(REAL);
        assert_eq!(export::world(&cut.world, now), export::world(&told.world, now), "{}", told.about.name);
    }
}

#[test]
fn what_is_added_of_each_is_what_its_export_would_add() {
    for name in ALL {
        let world = played(name).world;
        let here = sample(UnixMillis(1_700_000_000_000));
        let now = world.clock.at(REAL);
        let raw = |_: &BTreeMap<String, String>| Err("none".to_owned());
        let present =
            Present { world: &here, now, real_now: REAL, actor: &Actor::Console, request_id: "R1", raw: &raw };
        for time in [None, Some(Timing::Saved), Some(Timing::Now)] {
            let options = Options { mode: Mode::Add, time };
            let joined = import::join(&world, &options, &present);
            let read = import::read(&export::world(&world, now), &options, &present);
            match (joined, read) {
                (Ok(joined), Ok(read)) => {
                    assert_eq!(export::world(&joined.world, now), export::world(&read.world, now), "{name}");
                    let shown = |summary: &Summary| {
                        (summary.instances, summary.missing, summary.timing, summary.passed, summary.left_out)
                    };
                    assert_eq!(shown(&joined.summary), shown(&read.summary), "{name}");
                }
                (joined, read) => assert_eq!(joined.err(), read.err(), "{name}"),
            }
        }
    }
}

/// A scenario that begins with a whole world.
fn whole_world() -> String {
    let Scenario { about, world } = played("mixed-batch");
    scenario::write(&about, &export::world(&world, world.clock.at(REAL)))
}

#[test]
fn each_says_what_it_is_in_both_languages_by_the_rule_for_spaces() {
    let is_ideograph = |letter: char| ('\u{4e00}'..='\u{9fff}').contains(&letter);
    for name in ALL {
        let about = played(name).about;
        assert!(!about.tries.is_empty(), "{name}");
        for Words { en, zh_cn } in [&about.title, &about.purpose].into_iter().chain(&about.tries) {
            assert!(!en.chars().any(is_ideograph) && zh_cn.chars().any(is_ideograph), "{name}: {en} | {zh_cn}");
            let letters: Vec<char> = zh_cn.chars().collect();
            let has_gap = letters.windows(3).any(|three| three[1] == ' ' && three.iter().any(|one| is_ideograph(*one)));
            assert!(!has_gap && !zh_cn.contains("删除"), "{name}: {zh_cn}");
        }
        assert!(about.title.en.len() <= 60 && about.purpose.en.len() <= 240, "{name}");
    }
}

#[test]
fn in_each_nothing_is_due_before_its_own_now() {
    for name in ALL {
        let Stage { world, now } = Stage::of(name);
        assert!(world.next_due().is_none_or(|due| due > now), "{name}");
        assert!(world.live().all(|(_, instance)| instance.created_at <= now), "{name}");
    }
}

#[test]
fn of_the_mixed_batch_the_protected_are_skipped() {
    let mut stage = Stage::of("mixed-batch");
    let done = stage.release_all().unwrap();
    assert_eq!(done["released"], ["batch-worker-01", "batch-worker-02", "report-2026-01"]);
    assert_eq!(names(&stage.world), ["web-prod-01", "web-prod-02"]);
}

#[test]
fn where_all_are_protected_none_is_released() {
    assert_eq!(Stage::of("all-protected").release_all(), Err(Reason::AllProtected));
}

#[test]
fn a_day_and_two_seconds_after_day_14_pay_as_you_go_is_gone_and_subscriptions_stay() {
    let (nobody, stage) = Stage::of("overdue-day-14").after(DAY);
    assert!(nobody.is_empty());
    let (gone, stage) = stage.after(2 * SECOND);
    assert_eq!(gone, ["orders-api-01", "orders-api-02", "orders-web-01", "orders-test-01", "orders-test-02"]);
    assert_eq!(names(&stage.world), ["orders-db-01", "orders-db-02"]);
}

#[test]
fn three_hours_on_the_protected_campaign_page_is_gone() {
    let (gone, _) = Stage::of("schedule-against-protection").after(3 * HOUR);
    assert_eq!(gone, ["campaign-spring-02"]);
}

#[test]
fn scaling_in_by_four_spares_the_guarded_member_only() {
    let mut stage = Stage::of("scale-in-one-guarded");
    let done = stage.act(&Command::ScaleIn { group: "checkout".into(), amount: 4 }).unwrap();
    let count = |what| done.get(what).map_or(0, Vec::len);
    assert_eq!((count("released"), count("removed"), count("kept")), (3, 1, 1));
    assert_eq!(done["removed"], ["checkout-base-01"]);
}

#[test]
fn a_locked_instance_cannot_be_protected_any_more() {
    let mut stage = Stage::of("security-lock");
    assert_eq!(stage.world.live().filter(|(_, instance)| instance.locks.has(Locks::SECURITY)).count(), 2);
    let change = latch_rules::command::AttributeChange {
        id: stage.id("mail-gateway-02"),
        deletion_protection: Some(true),
        ..Default::default()
    };
    assert_eq!(stage.act(&Command::ModifyInstanceAttribute(Box::new(change))), Err(Reason::LockedForSecurity));
}

#[test]
fn on_friday_evening_the_promo_page_goes_in_twenty_minutes() {
    let stage = Stage::of("friday-evening");
    let people: std::collections::BTreeSet<&str> = stage
        .world
        .records
        .iter()
        .filter_map(|record| match &record.actor {
            Actor::Person(name) => Some(&**name),
            _ => None,
        })
        .collect();
    assert_eq!(people.len(), 4);
    assert_eq!(stage.world.records.back().and_then(|record| record.refused), Some(Reason::DeletionProtection));
    let (gone, _) = stage.after(20 * MINUTE);
    assert_eq!(gone, ["promo-page-01"]);
}

#[test]
fn four_minutes_on_the_preemptible_instance_is_gone() {
    let (gone, _) = Stage::of("preemptible-notice").after(4 * MINUTE);
    assert_eq!(gone, ["render-node-03"]);
}

#[test]
fn three_days_on_one_subscription_is_gone_and_one_more_has_expired() {
    let stage = Stage::of("subscription-expiring");
    let (gone, stage) = stage.after(3 * DAY);
    assert_eq!(gone, ["crm-legacy-01"]);
    let expired = stage.world.live().filter(|(_, one)| stage.world.shown_status(one) == ShownStatus::Expired);
    assert_eq!(expired.map(|(_, one)| one.name.to_string()).collect::<Vec<_>>(), ["crm-report-01"]);
}

#[test]
fn two_people_have_six_instances_one_of_them_protected() {
    let mut stage = Stage::of("two-people");
    assert_eq!(stage.release_all().unwrap()["released"].len(), 5);
}

#[test]
fn the_policy_has_gaps_of_every_kind() {
    let Stage { world, .. } = Stage::of("policy-gap");
    assert_eq!(world.policy.len(), 2);
    let count = |is: &dyn Fn(&Instance) -> bool| world.live().filter(|(_, one)| is(one)).count();
    let unprotected = |one: &Instance| !one.protected && one.tags.iter().any(|tag| world.policy.contains(tag));
    assert_eq!(count(&|one| unprotected(one) && one.is_protectable()), 3);
    assert_eq!(count(&|one| unprotected(one) && !one.is_protectable()), 3);
    assert_eq!(count(&|one| one.protected && one.auto_release_at.is_some()), 1);
}

#[test]
fn six_hours_on_the_locked_instance_is_gone() {
    let (gone, _) = Stage::of("locked-and-scheduled").after(6 * HOUR);
    assert_eq!(gone, ["wallet-core-01"]);
}

#[test]
fn ten_thousand_are_ten_thousand_and_an_empty_account_is_untouched() {
    assert_eq!(Stage::of("ten-thousand").world.live_count(), 10_000);
    assert!(Stage::of("empty-account").world.is_untouched());
}
