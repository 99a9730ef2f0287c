//! Tests that need a browser: storage, channel, locks and timers keep what they promise to the session.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{cell::RefCell, rc::Rc};

use js_sys::Promise;
use latch::platform::{
    address,
    channel::Channel,
    locks::Lock,
    random::uuid,
    runtime::{Listener, Running, Runtime},
    storage::{self, FolderStorage},
};
use latch_rules::{Actor, Command, Ordinals, World};
use latch_session::{
    Make, Reply, Role, What, making,
    storage::{Memory, Storage, suite::assert_keeps_promises},
};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Waits until `is_so` returns `true`, checking at every turn of the event loop.
async fn until(mut is_so: impl FnMut() -> bool) {
    while !is_so() {
        let turn = Promise::new(&mut |resolve, _| {
            leptos::prelude::set_timeout(
                move || drop(resolve.call0(&JsValue::NULL)),
                std::time::Duration::from_millis(5),
            );
        });
        JsFuture::from(turn).await.unwrap();
    }
}

fn clear() {
    web_sys::window().unwrap().local_storage().unwrap().unwrap().clear().unwrap();
}

async fn start() -> Runtime {
    start_on(Rc::new(FolderStorage::here())).await
}

async fn start_on(storage: Rc<dyn Storage>) -> Runtime {
    let nothing = Listener {
        show: Box::new(|_| ()),
        status: Box::new(|_| ()),
        notify: Box::new(|_| ()),
        held: Box::new(|_| ()),
        making: Box::new(|_| ()),
        maker: Box::new(|then| then(Some(making))),
    };
    let runtime = Runtime::start(nothing, storage);
    let waits = runtime.clone();
    until(move || waits.status().is_ready()).await;
    runtime
}

async fn reply(page: &Runtime, actor: Actor, what: What) -> Reply {
    let got: Rc<RefCell<Option<Reply>>> = Rc::default();
    let put = Rc::clone(&got);
    page.ask(actor, uuid().into(), what, Box::new(move |reply| *put.borrow_mut() = Some(reply)));
    let look = Rc::clone(&got);
    until(move || look.borrow().is_some()).await;
    got.take().unwrap()
}

fn with_world<T>(page: &Runtime, read: impl FnOnce(&World) -> T) -> T {
    let (mut read, mut result) = (Some(read), None);
    page.with_world(&mut |world| result = read.take().map(|read| read(world)));
    result.unwrap()
}

#[wasm_bindgen_test]
fn local_storage_keeps_the_promises_of_a_storage() {
    clear();
    let others = web_sys::window().unwrap().local_storage().unwrap().unwrap();
    assert_keeps_promises(&FolderStorage::here(), |name, text| others.set_item(name, text).unwrap());
    clear();
}

/// The kept screen may be removed: the data of an account takes precedence.
#[wasm_bindgen_test]
fn the_kept_screen_gives_way_to_what_is_to_be_kept() {
    clear();
    let storage = FolderStorage::here();
    storage::set_text("screen", &"x".repeat(storage.room() / 4 * 3)).unwrap();
    storage::set_text("head", &"x".repeat(storage.room() / 2)).unwrap();
    assert_eq!(storage::get_text("screen"), None);
    clear();
}

/// A console on another storage keeps everything there and has nothing to do with the consoles of the folder.
#[wasm_bindgen_test]
async fn what_a_page_does_is_kept_in_the_storage_that_it_was_given() {
    clear();
    let memory = Rc::new(Memory::new("web-test-memory:", 1_000_000));
    let page = start_on(memory.clone()).await;
    assert_eq!(page.status().role, Role::Owner);
    assert!(reply(&page, Actor::Simulation, Make::Sample.into()).await.result.is_ok());
    let stored = memory.read_all().unwrap();
    let loaded = latch_session::load(&stored.entries, stored.others, 0);
    assert!(loaded.troubles.is_empty());
    with_world(&page, |world| assert!(loaded.world.live().count() > 0 && loaded.world.all().eq(world.all())));
}

#[wasm_bindgen_test]
fn request_ids_are_upper_case_uuids() {
    let id = uuid();
    assert_eq!(id.len(), 36);
    assert!(id.chars().all(|c| c == '-' || c.is_ascii_digit() || c.is_ascii_uppercase()), "{id}");
    assert_eq!(id.chars().nth(14), Some('4'));
    assert_ne!(id, uuid());
}

#[wasm_bindgen_test]
async fn a_text_on_the_channel_reaches_the_others() {
    let heard: Rc<RefCell<Vec<String>>> = Rc::default();
    let hears = Rc::clone(&heard);
    let one = Channel::open("web-test", |_| panic!("nobody hears itself")).unwrap();
    let _other = Channel::open("web-test", move |text| hears.borrow_mut().push(text)).unwrap();
    one.tell("释放").unwrap();
    let look = Rc::clone(&heard);
    until(move || !look.borrow().is_empty()).await;
    assert_eq!(*heard.borrow(), ["释放"]);
}

#[wasm_bindgen_test]
async fn one_at_a_time_holds_the_lock() {
    let order: Rc<RefCell<Vec<u8>>> = Rc::default();
    let (first, second) = (Rc::clone(&order), Rc::clone(&order));
    let missing = || panic!("this browser has locks");
    let lost = || panic!("nobody steals it");
    let held = Lock::ask("web-test", move || first.borrow_mut().push(1), lost, missing);
    let look = Rc::clone(&order);
    until(move || look.borrow().len() == 1).await;
    let waiting = Lock::ask("web-test", move || second.borrow_mut().push(2), lost, missing);
    held.leave();
    let look = Rc::clone(&order);
    until(move || look.borrow().len() == 2).await;
    waiting.leave();
}

/// A request that was given up must not hold the lock when its turn comes.
#[wasm_bindgen_test]
async fn a_request_that_was_given_up_lets_the_next_one_have_the_lock() {
    let order: Rc<RefCell<Vec<u8>>> = Rc::default();
    let ask = |number: u8| {
        let order = Rc::clone(&order);
        let granted = move || order.borrow_mut().push(number);
        Lock::ask("web-test-left", granted, || panic!("nobody steals it"), || panic!("this browser has locks"))
    };
    let held = ask(1);
    let look = Rc::clone(&order);
    until(move || look.borrow().len() == 1).await;
    let (given_up, last) = (ask(2), ask(3));
    given_up.leave();
    held.leave();
    let look = Rc::clone(&order);
    until(move || look.borrow().len() == 2).await;
    assert_eq!(*order.borrow(), [1, 3]);
    last.leave();
}

fn steal(name: &str) {
    let code = format!("navigator.locks.request('{name}', {{ steal: true }}, () => {{}})");
    js_sys::Function::new_no_args(&code).call0(&JsValue::NULL).unwrap();
}

#[wasm_bindgen_test]
async fn a_lock_that_another_page_takes_is_told_as_lost() {
    let news: Rc<RefCell<Vec<&str>>> = Rc::default();
    let (has, had) = (Rc::clone(&news), Rc::clone(&news));
    let missing = || panic!("this browser has locks");
    let lock = Lock::ask(
        "web-test-steal",
        move || has.borrow_mut().push("granted"),
        move || had.borrow_mut().push("lost"),
        missing,
    );
    let look = Rc::clone(&news);
    until(move || look.borrow().len() == 1).await;
    assert!(lock.is_held());
    steal("web-test-steal");
    let look = Rc::clone(&news);
    until(move || look.borrow().len() == 2).await;
    assert_eq!((*news.borrow()).as_slice(), ["granted", "lost"]);
    assert!(!lock.is_held());
}

/// Two pages in one: the first owns the world and stores it, the second follows, and a third reads it from the storage.
#[wasm_bindgen_test]
async fn what_one_page_did_the_next_one_finds() {
    clear();
    let owner = start().await;
    assert_eq!(owner.status().role, Role::Owner);
    assert!(reply(&owner, Actor::Simulation, Make::Sample.into()).await.result.is_ok());

    let follower = start().await;
    assert_eq!(follower.status().role, Role::Follower);
    let who: Ordinals = with_world(&follower, |world| {
        world.live().filter(|(_, one)| one.is_protectable() && !one.protected).map(|(ordinal, _)| ordinal).collect()
    });
    assert!(!who.is_empty());
    let command = Command::ChangeReleaseProtection { who: who.clone(), on: true };
    assert!(reply(&follower, Actor::Console, What::Command(command)).await.result.is_ok());
    for page in [&owner, &follower] {
        let protected =
            with_world(page, |world| who.iter().filter(|one| world.get(*one).is_some_and(|i| i.protected)).count());
        assert!(protected > 0);
    }
    let stored = FolderStorage::here().read_all().unwrap();
    let loaded = latch_session::load(&stored.entries, stored.others, 0);
    assert!(loaded.troubles.is_empty());
    with_world(&follower, |world| assert!(loaded.world.all().eq(world.all())));
    clear();
}

/// A person's link is followed, even where the page was about to write its own address.
#[wasm_bindgen_test]
fn an_address_that_was_just_set_is_not_replaced_before_it_is_followed() {
    let location = web_sys::window().unwrap().location();
    assert_ne!(address::hash(), "#/offered");
    location.set_hash("#/offered").unwrap();
    address::set_hash("#/own", true);
    assert_eq!(address::hash(), "#/offered");
    address::set_hash("#/own", true);
    assert_eq!(location.hash().unwrap(), "#/own");
}
