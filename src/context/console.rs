//! `Console`: the one handle that pages hold. Reads are tracked: a view that reads the world, the clock or the route is updated when they
//! change. Writes go through `send` and are answered with a `Reply`.

use std::{collections::VecDeque, sync::Arc};

use leptos::prelude::*;

use super::{Called, Dialog, Incoming, Interference, Make, NotMade, Notice, ReadingGuard, Route, Selection, Wanted};
use crate::i18n::{Language, Texts};
use latch_ecs::import::{Options, Progress, Summary};
use latch_rules::{Actor, Answer, Command, Refusal, UnixMillis, World, catalog};
use latch_session::{Change, Conditions, stored::commit::Commit};

/// The outcome of a command, once its effect is stored.
pub type Reply = Result<Answer, Refusal>;

/// How the state is stored at present; pages and the shell tell a person about everything but `Kept`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum StorageState {
    #[default]
    Kept,
    /// The browser denies storage: work goes on in memory.
    Denied,
    /// Storage is full: work goes on in memory.
    Full,
    /// Stored data cannot be read: nothing is written until the account is replaced.
    Damaged,
    /// A newer build wrote the stored data: read-only.
    NewerSchema,
    /// Another tab is the owner, and this browser has no Web Locks: read-only.
    OtherTab,
    /// A tab with a newer build is open: read-only until reloaded.
    NewerBuild,
}

/// Receives the result of an operation, or a sentence that says why there is none.
pub type Then<T> = Box<dyn FnOnce(Result<T, String>)>;

/// The callbacks of a caller that has a text read.
pub struct Reader {
    /// Once it returns `false`, the reading stops and no callback is called any more.
    pub is_wanted: Box<dyn Fn() -> bool>,
    /// Called with the progress.
    pub told: Box<dyn Fn(Progress)>,
    pub then: Box<dyn FnOnce(Result<Incoming, NotMade>)>,
}

/// What `Console` needs from the session; `app` provides it.
pub struct Link {
    pub send: Box<dyn Fn(Actor, Command, Box<dyn FnOnce(Reply)>)>,
    /// Carries out a call of the API, as `latch.call` does. Takes the action, and the parameters as JSON text, so that the first page
    /// needs no JSON code. `Err` is a sentence: a part of the program could not be fetched.
    pub call: Box<dyn Fn(String, String, Then<Called>)>,
    pub with_world: Box<dyn Fn(&mut dyn FnMut(&World))>,
    pub now: Box<dyn Fn() -> UnixMillis>,
    pub with_history: Box<dyn Fn(&mut dyn FnMut(&VecDeque<Arc<Commit>>))>,
    /// Sends a read-only call over the simulated network.
    pub pass: Box<dyn Fn(&'static str, Then<()>)>,
    pub set_conditions: Box<dyn Fn(Conditions)>,
    pub let_go: Box<dyn Fn()>,
    /// Cancels the worlds that this tab requested and that are not made yet.
    pub stop_making: Box<dyn Fn()>,
    /// Has the owner tab replace the world by another one (import, sample fleet, reset).
    pub make: Box<dyn Fn(Wanted, Box<dyn FnOnce(Result<Summary, NotMade>)>)>,
    /// Reads a text, piece by piece, into the world that `import` would make of it now; changes nothing.
    pub read: Box<dyn Fn(Arc<str>, Options, Reader)>,
    /// Exports everything as the text that `import` takes; `Err` is a sentence.
    pub export: Box<dyn Fn(Box<dyn FnOnce(Result<String, String>)>)>,
    /// Puts an address into the address bar: `true` replaces the present entry of the history.
    pub navigate: Box<dyn Fn(&str, bool)>,
    /// Keeps language and theme.
    pub keep_language: Box<dyn Fn(Language)>,
}

/// Key of the notice about parts of an address that were left out.
const LEFT_OUT: &str = "dropped";

/// The handle. A copy costs nothing.
#[derive(Clone, Copy)]
pub struct Console {
    link: StoredValue<Link, LocalStorage>,
    world_version: RwSignal<u64>,
    /// Increases with every change except changes of release protection alone.
    listing_version: RwSignal<u64>,
    second: RwSignal<i64>,
    route: RwSignal<Route>,
    /// Increases each time a person goes to an address by a link, the address bar, Back or Forward.
    visits: RwSignal<u64>,
    language: RwSignal<Language>,
    region: RwSignal<String>,
    storage: RwSignal<StorageState>,
    selection: RwSignal<Selection>,
    dialogs: RwSignal<Vec<(u64, Dialog)>>,
    notices: RwSignal<Vec<(u64, Notice)>>,
    /// The conditions of the simulated network.
    conditions: RwSignal<Conditions>,
    /// How many answers the simulated network holds back now.
    held: RwSignal<usize>,
    /// Progress, in percent, of making the world that this tab requested.
    making: RwSignal<Option<u8>>,
    /// What another person will do as soon as a dialog about instances opens.
    interference: RwSignal<Option<Interference>>,
    /// The names of the address's parameters that were left out.
    left_out: StoredValue<Vec<String>>,
    next_number: StoredValue<u64>,
    leave_guard: StoredValue<Option<LeaveGuard>, LocalStorage>,
}

/// Asked before the page is left for another; `false` keeps the page.
type LeaveGuard = Box<dyn Fn(&Route) -> bool>;

impl Console {
    #[must_use]
    pub fn new(link: Link, route: Route, language: Language, conditions: Conditions) -> Self {
        let now = (link.now)();
        Self {
            link: StoredValue::new_local(link),
            world_version: RwSignal::new(0),
            listing_version: RwSignal::new(0),
            second: RwSignal::new(now.0 / 1_000),
            route: RwSignal::new(route),
            visits: RwSignal::new(0),
            language: RwSignal::new(language),
            region: RwSignal::new(catalog::DEFAULT_REGION.to_owned()),
            storage: RwSignal::new(StorageState::Kept),
            selection: RwSignal::new(Selection::default()),
            dialogs: RwSignal::new(Vec::new()),
            notices: RwSignal::new(Vec::new()),
            conditions: RwSignal::new(conditions),
            held: RwSignal::new(0),
            making: RwSignal::new(None),
            interference: RwSignal::new(None),
            left_out: StoredValue::new(Vec::new()),
            next_number: StoredValue::new(0),
            leave_guard: StoredValue::new_local(None),
        }
    }

    // ---- reading ------------------------------------------------------------------------------------------------------

    /// Reads the world; the reader runs again when it changes.
    pub fn with<T>(&self, read: impl FnOnce(&World) -> T) -> T
    where
        T: Default,
    {
        self.world_version.track();
        self.peek(read)
    }

    /// Reads the world once, for handlers.
    pub fn peek<T>(&self, read: impl FnOnce(&World) -> T) -> T
    where
        T: Default,
    {
        let mut read = Some(read);
        let mut result = None;
        self.link.with_value(|link| {
            (link.with_world)(&mut |world| result = read.take().map(|read| read(world)));
        });
        result.unwrap_or_default()
    }

    /// Increases with every change of the world; for caches.
    #[must_use]
    pub fn world_version(&self) -> u64 {
        self.world_version.get()
    }

    /// Like `world_version`, but unchanged when only release protection changed: for lists of which instances exist.
    #[must_use]
    pub fn listing_version(&self) -> u64 {
        self.listing_version.get()
    }

    /// The virtual now, to the second; the reader runs again every second.
    #[must_use]
    pub fn now(&self) -> UnixMillis {
        self.second.track();
        self.now_untracked()
    }

    #[must_use]
    pub fn now_untracked(&self) -> UnixMillis {
        self.link.with_value(|link| (link.now)())
    }

    /// Reads the stored commits, oldest first; the reader runs again when the world changes.
    pub fn with_history<T: Default>(&self, read: impl FnOnce(&VecDeque<Arc<Commit>>) -> T) -> T {
        self.world_version.track();
        let (mut read, mut result) = (Some(read), None);
        self.link.with_value(|link| {
            (link.with_history)(&mut |history| result = read.take().map(|read| read(history)));
        });
        result.unwrap_or_default()
    }

    /// The conditions of the simulated network.
    #[must_use]
    pub fn conditions(&self) -> Signal<Conditions> {
        self.conditions.into()
    }

    /// How many answers the simulated network holds back.
    #[must_use]
    pub fn held(&self) -> Signal<usize> {
        self.held.into()
    }

    /// What another person will do as soon as a dialog about instances opens; a draft, so pages write it.
    #[must_use]
    pub fn interference(&self) -> RwSignal<Option<Interference>> {
        self.interference
    }

    /// Progress, in percent, of making the world that this tab requested, while its text is read.
    #[must_use]
    pub fn making(&self) -> Signal<Option<u8>> {
        self.making.into()
    }

    #[must_use]
    pub fn route(&self) -> Signal<Route> {
        self.route.into()
    }

    /// Increases each time a person goes to an address by a link, the address bar, Back or Forward, even to the present one.
    #[must_use]
    pub fn visits(&self) -> Signal<u64> {
        self.visits.into()
    }

    /// The texts of the present language, for handlers and for pages (a change of language mounts pages again).
    #[must_use]
    pub fn texts(&self) -> Texts {
        Texts(self.language.get_untracked())
    }

    #[must_use]
    pub fn language(&self) -> Signal<Language> {
        self.language.into()
    }

    /// The region whose instances the list shows: always one.
    #[must_use]
    pub fn region(&self) -> Signal<String> {
        self.region.into()
    }

    #[must_use]
    pub fn storage(&self) -> Signal<StorageState> {
        self.storage.into()
    }

    /// Whether the stored data cannot be read, so that nothing may be said about the account. Tracked.
    #[must_use]
    pub fn is_unread(&self) -> bool {
        matches!(self.storage.get(), StorageState::Damaged | StorageState::NewerSchema)
    }

    /// The ticked rows of the list; a draft, so pages write it.
    #[must_use]
    pub fn selection(&self) -> RwSignal<Selection> {
        self.selection
    }

    // ---- asking -------------------------------------------------------------------------------------------------------

    /// Sends a command; `then` gets the reply once the effect is stored.
    pub fn send(&self, command: Command, then: impl FnOnce(Reply) + 'static) {
        self.send_as(Actor::Console, command, then);
    }

    /// Like `send`, but for another actor: an act of the rehearsal, or of another person. It bypasses the simulated network.
    pub fn send_as(&self, actor: Actor, command: Command, then: impl FnOnce(Reply) + 'static) {
        self.link.with_value(|link| (link.send)(actor, command, Box::new(then)));
    }

    /// Sends the read-only call `action`: `then` is called with `Ok` when the answer arrives, or with a sentence that says why there is
    /// none.
    pub fn pass(&self, action: &'static str, then: impl FnOnce(Result<(), String>) + 'static) {
        self.link.with_value(|link| (link.pass)(action, Box::new(then)));
    }

    /// Sets the conditions of the simulated network.
    pub fn set_conditions(&self, conditions: Conditions) {
        self.link.with_value(|link| (link.set_conditions)(conditions.clone()));
        self.conditions.set(conditions);
    }

    /// Releases the answers that the simulated network holds back.
    pub fn let_go(&self) {
        self.link.with_value(|link| (link.let_go)());
    }

    /// Cancels the worlds that this tab requested and that are not made yet.
    pub fn stop_making(&self) {
        self.link.with_value(|link| (link.stop_making)());
    }

    /// Calls the API: the same answer as a script gets from `latch.call`. The actor is the API.
    pub fn call(
        &self,
        action: &str,
        params: &impl std::fmt::Display,
        then: impl FnOnce(Result<Called, String>) + 'static,
    ) {
        self.link.with_value(|link| (link.call)(action.to_owned(), params.to_string(), Box::new(then)));
    }

    /// The last commit that is shown. A later commit of anybody else changes what the person was shown.
    #[must_use]
    pub fn seen(&self) -> u64 {
        self.peek(|world| world.version().map_or(0, |version| version.commit))
    }

    /// Replaces the world by the empty account, whatever it contains.
    pub fn reset(&self, then: impl FnOnce(Result<Summary, NotMade>) + 'static) {
        self.make(Wanted { make: Make::Empty, seen: None }, then);
    }

    /// Replaces the whole world by the sample fleet, unless somebody made a commit that is not shown yet.
    pub fn load_sample(&self, then: impl FnOnce(Result<Summary, NotMade>) + 'static) {
        self.make(Wanted { make: Make::Sample, seen: Some(self.seen()) }, then);
    }

    /// Imports a text completely, or changes nothing and gives the reason. `seen`: the last commit shown to the person who agreed to what
    /// is lost.
    pub fn import(
        &self,
        text: Arc<str>,
        options: Options,
        seen: Option<u64>,
        then: impl FnOnce(Result<Summary, NotMade>) + 'static,
    ) {
        self.make(Wanted { make: Make::Import { text, options }, seen }, then);
    }

    fn make(&self, wanted: Wanted, then: impl FnOnce(Result<Summary, NotMade>) + 'static) {
        self.link.with_value(|link| (link.make)(wanted, Box::new(then)));
    }

    /// Reads a text into the world that `import` would make of it now, for a person to look at; changes nothing. Reading stops when the
    /// returned guard is dropped. `told` receives the progress.
    pub fn read(
        &self,
        text: Arc<str>,
        options: Options,
        told: impl Fn(Progress) + 'static,
        then: impl FnOnce(Result<Incoming, NotMade>) + 'static,
    ) -> ReadingGuard {
        let reading = ReadingGuard::default();
        let reader = Reader { is_wanted: Box::new(reading.is_wanted()), told: Box::new(told), then: Box::new(then) };
        self.link.with_value(|link| (link.read)(text, options, reader));
        reading
    }

    /// Exports everything as the text that `import` takes, or gives a sentence that says why not.
    pub fn export(&self, then: impl FnOnce(Result<String, String>) + 'static) {
        self.link.with_value(|link| (link.export)(Box::new(then)));
    }

    /// Goes to a page, with a new entry of the history. The caller closes the overlays of the page before.
    pub fn go(&self, route: &Route) {
        self.link.with_value(|link| (link.navigate)(&route.href(), false));
    }

    /// Writes the page's present state into the address, without a new entry of the history.
    pub fn rewrite_address(&self, route: &Route) {
        self.address_changed(route.clone());
        // A world that the address offers stays in it until the person has answered.
        let offered = self.dialogs.with_untracked(|open| {
            open.iter().find_map(|(_, dialog)| match dialog {
                Dialog::Offer(offer) => Some(route.href_with(offer)),
                _ => None,
            })
        });
        let href = offered.unwrap_or_else(|| route.href());
        self.link.with_value(|link| (link.navigate)(&href, true));
        self.address_changed(route.clone());
    }

    /// Lets a page with a draft prevent leaving: `may_leave` is asked first whenever a link, Back or another part of the console leads to
    /// another page. If it returns `false`, the address goes back to this page. Holds until the present owner is cleaned up.
    pub fn guard_leaving(&self, may_leave: impl Fn(&Route) -> bool + 'static) {
        let guard = self.leave_guard;
        guard.set_value(Some(Box::new(may_leave)));
        on_cleanup(move || drop(guard.try_set_value(None)));
    }

    pub fn set_language(&self, language: Language) {
        self.link.with_value(|link| (link.keep_language)(language));
        self.language.set(language);
    }

    pub fn set_region(&self, region: &str) {
        if self.region.with_untracked(|known| known != region) {
            self.region.set(region.to_owned());
        }
    }

    // ---- drafts -------------------------------------------------------------------------------------------------------

    /// Opens a dialog above those that are open.
    pub fn open(&self, dialog: Dialog) {
        let number = self.number();
        self.dialogs.update(|open| open.push((number, dialog)));
    }

    /// Closes the topmost dialog.
    pub fn close(&self) {
        self.dialogs.update(|open| drop(open.pop()));
    }

    #[must_use]
    pub fn dialogs(&self) -> Signal<Vec<(u64, Dialog)>> {
        self.dialogs.into()
    }

    pub fn notify(&self, notice: Notice) {
        let number = self.number();
        self.notices.update(|all| {
            all.retain(|(_, known)| notice.key.is_empty() || known.key != notice.key);
            all.push((number, notice));
        });
    }

    /// Tells the person that a parameter of the address was not understood; one notice names all of the present address.
    pub fn leave_out(&self, parameter: &str) {
        self.left_out.update_value(|names| {
            if !names.iter().any(|known| known == parameter) {
                names.push(parameter.to_owned());
            }
            self.notify(Notice::warning(self.texts().shell_dropped(names.join(", "))).keyed(LEFT_OUT));
        });
    }

    /// Forgets what was left out of the address before, and removes its notice.
    pub fn begin_address(&self) {
        self.left_out.set_value(Vec::new());
        self.retract(LEFT_OUT);
    }

    /// Removes the notice with that key, because it is no longer true.
    pub fn retract(&self, key: &str) {
        if self.notices.with_untracked(|all| all.iter().any(|(_, notice)| notice.key == key)) {
            self.notices.update(|all| all.retain(|(_, notice)| notice.key != key));
        }
    }

    pub fn dismiss(&self, number: u64) {
        self.notices.update(|all| all.retain(|(known, _)| *known != number));
    }

    /// Numbered notices, oldest first.
    #[must_use]
    pub fn notices(&self) -> Signal<Vec<(u64, Notice)>> {
        self.notices.into()
    }

    fn number(&self) -> u64 {
        self.next_number
            .try_update_value(|number| {
                *number += 1;
                *number
            })
            .unwrap_or_default()
    }

    // ---- for `app` only -----------------------------------------------------------------------------------------------

    /// The world has changed: its readers run again.
    pub fn world_changed(&self, change: Change) {
        if change == Change::World {
            // The same ordinals mean other instances now.
            self.selection.update(Selection::clear);
            if self.dialogs.with_untracked(|open| open.iter().any(|(_, dialog)| dialog.is_of_one_world())) {
                self.dialogs.update(|open| open.retain(|(_, dialog)| !dialog.is_of_one_world()));
            }
            self.notices.update(|all| all.retain(|(_, notice)| !notice.is_of_one_world()));
        }
        if change != Change::Protection {
            self.listing_version.update(|version| *version += 1);
        }
        self.world_version.update(|version| *version += 1);
    }

    /// Time has passed: readers of `now` run again if the second has changed.
    pub fn second_passed(&self) {
        let second = self.now_untracked().0 / 1_000;
        if self.second.get_untracked() != second {
            self.second.set(second);
        }
    }

    /// Back led to another page, but the page stays: its address is written again as a new entry in place of the one that was left.
    pub fn stay(&self) {
        let present = self.route.get_untracked();
        self.link.with_value(|link| (link.navigate)(&present.href(), false));
    }

    /// The address bar has changed to `route`. Returns `false` if a page with a draft stays, and so does its address.
    pub fn address_changed(&self, route: Route) -> bool {
        let present = self.route.get_untracked();
        let stays = !present.is_same_page(&route)
            && self.leave_guard.with_value(|guard| guard.as_ref().is_some_and(|may_leave| !may_leave(&route)));
        if stays {
            self.stay();
        } else if self.route.with_untracked(|known| *known != route) {
            self.route.set(route);
        }
        !stays
    }

    /// A person went to the present address.
    pub fn visited(&self) {
        self.visits.update(|visits| *visits += 1);
    }

    /// The simulated network now holds back `held` answers.
    pub fn held_changed(&self, held: usize) {
        self.held.set(held);
    }

    pub fn making_changed(&self, percent: Option<u8>) {
        if self.making.get_untracked() != percent {
            self.making.set(percent);
        }
    }

    /// The storage state has changed.
    pub fn storage_changed(&self, state: StorageState) {
        if self.storage.get_untracked() != state {
            self.storage.set(state);
        }
    }
}

/// The console of this page.
///
/// # Panics
/// If called outside of the tree that `app` mounts: a programming error that the first render reveals.
#[must_use]
pub fn use_console() -> Console {
    expect_context::<Console>()
}
