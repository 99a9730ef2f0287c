//! Every commit keeps the command that made it, as a step: read back and decided on the world before it, it makes the same events again.

use crate::support::browser::{Browser, Weather};
use latch_ecs::api::step;
use latch_rules::{Command, Meta, decide, sample::fleet, time::Clock};
use latch_session::What;
use latch_testing::{
    acts::{Dice, Player},
    seeds,
};

/// Long enough for messages, writes and their news to arrive in every tab.
const MEANWHILE: u64 = 1_000;

fn story(seed: u64) {
    let mut dice = Dice::new(seed);
    let mut browser = Browser::new(seed, Weather::CALM);
    browser.keep(&fleet(5 + dice.throw(40) as u32, seed, browser.real_now()));
    for _ in 0..2 {
        browser.open();
        browser.run(MEANWHILE);
    }
    let mut world = browser.tabs[0].session.world().clone();
    let begun_at = browser.tabs[0].session.last();
    for _ in 0..40 {
        let tab = dice.throw(2) as usize;
        let session = &browser.tabs[tab].session;
        let now = session.now(browser.real_now());
        let (actor, mut command) = Player { dice: &mut dice, world: session.world(), now, most: 60 }.act();
        if dice.one_in(3) {
            let ahead = dice.pause();
            command = Command::SetClock { clock: Clock::anchored(browser.real_now(), now.plus(ahead), 1) };
        }
        browser.ask(tab, actor, What::Command(command));
        browser.run(MEANWHILE);
    }
    // From what is stored, as a page that opens later reads it.
    let loaded = browser.reloaded();
    let mut steps = 0;
    for commit in loaded.history.iter().filter(|commit| commit.number > begun_at) {
        assert_eq!(commit.step.is_some(), !commit.command_id.is_empty(), "what time brought has no step");
        if let Some(text) = &commit.step {
            let command = step::read(&serde_json::from_str(text).unwrap()).unwrap();
            let meta = Meta { now: commit.at, actor: commit.actor.clone(), request_id: commit.request_id.clone() };
            let again = decide(&world, &command, &meta);
            assert!(again.events == commit.events, "{text}");
            assert_eq!(Some(again.answer), commit.answer, "{text}");
            steps += 1;
        }
        commit.events.iter().for_each(|event| world.apply(event));
    }
    assert!(steps > 0, "something was done");
}

#[test]
fn every_commit_keeps_the_command_that_made_it() {
    seeds::every("LATCH_SCHEDULES", 100, story);
}
