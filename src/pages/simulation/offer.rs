//! Another world that the address or a card offers: shown, compared, and imported only after confirmation. A scenario on an account in
//! which nothing has ever happened is imported at once, because nothing can be lost.

use std::sync::Arc;

use leptos::prelude::*;

use super::listed::{Coming, List, fetch_list, fetch_one, said};
use crate::{
    context::{Console, Incoming, Kind, Notice, Offer, ReadingGuard, use_console},
    i18n::Texts,
    pages::parts::{Changes, ChangesTable, save_all},
    platform::packing::{self, PackProblem},
    ui::{Button, ButtonKind, Dialog, DialogSize, Notice as Told, NoticeKind as Look, Skeleton},
};
use latch_ecs::import::Options;
use latch_rules::World;

/// The last commit that was considered for what would be removed.
type Seen = u64;

/// State of the offer.
#[derive(Clone, PartialEq, Debug)]
enum Stage {
    Waiting,
    Failed(String),
    /// No scenario has this name.
    Unknown(String),
    /// The text, the number of instances in it, and the changes it would make.
    Ready(Arc<str>, usize, Box<Changes>, Seen),
}

#[derive(Clone, Copy)]
struct Offered {
    console: Console,
    /// The scenario's name; `None` for a world that came in the link.
    name: RwSignal<Option<String>>,
    /// The packed world of the link.
    packed: StoredValue<String>,
    stage: RwSignal<Stage>,
    /// Guard of the reading of the offered text.
    reading: StoredValue<Option<ReadingGuard>, LocalStorage>,
    list: RwSignal<List>,
    /// Whether the replacement has been started.
    is_busy: RwSignal<bool>,
}

#[component]
pub(super) fn OfferDialog(offer: Offer) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let (name, packed) = match offer {
        Offer::Scenario(name) => (Some(name), String::new()),
        Offer::World(packed) => (None, packed),
    };
    let offered = Offered {
        console,
        name: RwSignal::new(name),
        packed: StoredValue::new(packed),
        stage: RwSignal::new(Stage::Waiting),
        reading: StoredValue::new_local(None),
        list: RwSignal::new(Coming::Away),
        is_busy: RwSignal::new(false),
    };
    let Offered { name, stage, .. } = offered;
    Effect::new(move || {
        name.track();
        offered.begin();
    });
    let title = move || match offered.title() {
        Some(title) => texts.offer_title_scenario_named(title),
        None if name.with(Option::is_some) => texts.offer_title_scenario().to_owned(),
        None => texts.offer_title_world().to_owned(),
    };
    let body = move || match stage.get() {
        Stage::Waiting => {
            let waits = if name.with(Option::is_some) { texts.offer_fetching() } else { texts.offer_unpacking() };
            view! {
                <p>{waits}</p>
                <Skeleton lines=4 />
            }
            .into_any()
        }
        Stage::Failed(why) => view! { <Failure offered why /> }.into_any(),
        Stage::Unknown(name) => view! { <UnknownName offered name /> }.into_any(),
        Stage::Ready(_, _, changes, _) => view! {
            {move || offered.purpose().map(|purpose| view! { <p class="offer__purpose">{purpose}</p> })}
            <p>{texts.offer_lead()}</p>
            <ChangesTable changes=*changes />
        }
        .into_any(),
    };
    view! {
        <Dialog
            title=Signal::derive(title)
            size=DialogSize::Medium
            on_close=move |()| offered.leave()
            test_id="offer-dialog"
            footer=move || view! { <Footer offered /> }
        >
            <div class="offer">{body}</div>
        </Dialog>
    }
}

#[component]
fn Footer(offered: Offered) -> impl IntoView {
    let console = offered.console;
    let texts = console.texts();
    let is_ready = Memo::new(move |_| offered.stage.with(|stage| matches!(stage, Stage::Ready(..))));
    // Trying again helps only for a scenario: a damaged link stays damaged.
    let may_go_again = Memo::new(move |_| {
        offered.name.with(Option::is_some) && offered.stage.with(|stage| matches!(stage, Stage::Failed(_)))
    });
    let keep = move || if is_ready.get() { texts.offer_keep() } else { texts.common_close() }.to_owned();
    let replace = move || match offered.stage.get() {
        Stage::Ready(_, 0, ..) | Stage::Waiting | Stage::Failed(_) | Stage::Unknown(_) => {
            texts.offer_replace_empty().to_owned()
        }
        Stage::Ready(_, count, ..) => texts.offer_replace(count),
    };
    view! {
        <Button label=Signal::derive(keep) on_click=move |()| offered.leave() autofocus=true test_id="offer-keep" />
        {move || {
            may_go_again
                .get()
                .then(|| {
                    view! { <Button label=texts.offer_again() kind=ButtonKind::Primary on_click=move |()| offered.begin() /> }
                })
        }}
        {move || {
            is_ready
                .get()
                .then(|| {
                    view! {
                        <Button label=texts.offer_export_first() on_click=move |()| save_all(console) />
                        <Button
                            label=Signal::derive(replace)
                            kind=ButtonKind::Primary
                            busy=offered.is_busy
                            on_click=move |()| offered.take()
                            test_id="offer-replace"
                        />
                    }
                })
        }}
    }
}

#[component]
fn Failure(offered: Offered, why: String) -> impl IntoView {
    let texts = offered.console.texts();
    let title = match offered.name.with_untracked(Option::is_some) {
        true => texts.offer_failed_scenario(),
        false => texts.offer_failed_world(),
    };
    view! {
        <Told kind=Look::Error title=title test_id="offer-problem">
            <p>{why}</p>
            <p>{texts.offer_nothing_lost()}</p>
        </Told>
    }
}

/// Lists the existing scenarios.
#[component]
fn UnknownName(offered: Offered, name: String) -> impl IntoView {
    let texts = offered.console.texts();
    let others = move || match offered.list.get() {
        Coming::Here(all) => all,
        Coming::Away | Coming::Failed(_) => Vec::new(),
    };
    view! {
        <Told kind=Look::Warning title=texts.offer_failed_scenario() test_id="offer-unknown">
            <p>{texts.offer_unknown(name)}</p>
        </Told>
        <ul class="offer__others">
            {move || {
                others()
                    .into_iter()
                    .map(|about| {
                        let other = about.name.to_string();
                        view! {
                            <li>
                                <Button
                                    label=said(texts, &about.title)
                                    kind=ButtonKind::Link
                                    on_click=move |()| offered.name.set(Some(other.clone()))
                                />
                            </li>
                        }
                    })
                    .collect_view()
            }}
        </ul>
    }
}

impl Offered {
    fn texts(self) -> Texts {
        self.console.texts()
    }

    /// The scenario's title, once the list is loaded.
    fn title(self) -> Option<String> {
        self.of_list(|about| said(self.texts(), &about.title))
    }

    fn purpose(self) -> Option<String> {
        self.of_list(|about| said(self.texts(), &about.purpose))
    }

    fn of_list(self, read: impl FnOnce(&latch_ecs::api::scenario::About) -> String) -> Option<String> {
        let name = self.name.get()?;
        self.list.with(|list| match list {
            Coming::Here(all) => all.iter().find(|about| *about.name == *name).map(read),
            Coming::Away | Coming::Failed(_) => None,
        })
    }

    /// Fetches or unpacks the offered world, from the beginning.
    fn begin(self) {
        self.stage.set(Stage::Waiting);
        let Some(name) = self.name.get_untracked() else {
            let packed = self.packed.get_value();
            return packing::unpack(&packed, move |text| match text {
                Ok(text) => self.look_at(text.into()),
                Err(problem) => self.fail(why(self.texts(), problem).to_owned()),
            });
        };
        // Fetches the list first: a name that is not on it is never requested from the host.
        fetch_list(self.console, self.list);
        let list = self.list;
        Effect::new(move |done: Option<bool>| {
            if done == Some(true) {
                return true;
            }
            match list.get() {
                Coming::Away => return false,
                Coming::Failed(why) => self.fail(why),
                Coming::Here(all) if all.iter().any(|about| *about.name == *name) => {
                    fetch_one(self.texts(), &name, move |text| match text {
                        Ok(text) => self.look_at(text.into()),
                        Err(why) => self.fail(why),
                    });
                }
                Coming::Here(_) => drop(self.stage.try_set(Stage::Unknown(name.clone()))),
            }
            true
        });
    }

    fn fail(self, why: String) {
        let _ = self.stage.try_set(Stage::Failed(why));
    }

    /// Reads the text and compares it with the world; imports it at once if nothing can be lost.
    fn look_at(self, text: Arc<str>) {
        let same = Arc::clone(&text);
        let reading = self.console.read(
            text,
            Options::default(),
            |_| (),
            move |incoming| {
                let seen = self.console.seen();
                match incoming {
                    Ok(Incoming { kind: Kind::Scenario(_), .. }) if self.is_harmless() => self.run(same, seen),
                    Ok(Incoming { world, .. }) => {
                        let changes = Box::new(Changes::to(self.console, &world));
                        let _ = self.stage.try_set(Stage::Ready(same, world.live_count(), changes, seen));
                    }
                    Err(not) => self.fail(not.why),
                }
            },
        );
        let _ = self.reading.try_set_value(Some(reading));
    }

    fn is_harmless(self) -> bool {
        self.name.try_get_untracked().flatten().is_some() && self.console.peek(World::is_untouched)
    }

    fn take(self) {
        if let Stage::Ready(text, _, _, seen) = self.stage.get_untracked() {
            self.run(text, seen);
        }
    }

    /// Replaces the current world. Reads the text again, because its clock starts now, not when it was shown.
    fn run(self, text: Arc<str>, seen: Seen) {
        let Self { console, is_busy, .. } = self;
        let title = untrack(|| self.title());
        is_busy.set(true);
        let same = Arc::clone(&text);
        console.import(text, Options::default(), Some(seen), move |result| {
            // The dialog may have been closed meanwhile; the result is told in any case.
            let _ = is_busy.try_set(false);
            let texts = console.texts();
            match result {
                Ok(summary) => {
                    let told = match title {
                        Some(title) => texts.offer_loaded_scenario(title),
                        None => texts.offer_loaded_world(summary.instances),
                    };
                    self.leave();
                    console.notify(Notice::success(told).keyed("offer"));
                }
                // Shows again what would be removed now.
                Err(not) if not.is_outdated() => {
                    console.notify(Notice::warning(not.why).keyed("offer"));
                    self.look_at(same);
                }
                Err(not) => self.fail(not.why),
            }
        });
    }

    /// Closes the dialog and removes the offer from the address, so that a reload does not open it again.
    fn leave(self) {
        self.console.close();
        let route = self.console.route().get_untracked();
        self.console.rewrite_address(&route);
    }
}

fn why(texts: Texts, problem: PackProblem) -> &'static str {
    match problem {
        PackProblem::Unsupported => texts.offer_unsupported(),
        PackProblem::Damaged => texts.offer_damaged(),
        PackProblem::Newer => texts.offer_newer(),
        PackProblem::TooLarge => texts.offer_too_large(),
    }
}
