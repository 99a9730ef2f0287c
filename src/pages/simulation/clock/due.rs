//! What falls due next, in order: when, what, for whom. Reads the world's own index; decides nothing.

use leptos::prelude::*;

use crate::{context::{Route, use_console}, i18n::Texts, pages::parts::Moment, ui::{Empty, Icon, Section}};
use latch_rules::{Instance, Ordinal, UnixMillis, World, instance::Status};

/// So many are listed.
const SHOWN: usize = 12;

/// One due event, in words.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Line {
    at: UnixMillis,
    what: &'static str,
    /// Name and address of the instance; nothing for the account's own.
    who: Option<(String, String)>,
    key: Option<Ordinal>,
}

#[component]
pub(super) fn Due() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let lines = Memo::new(move |_| console.with(|world| upcoming(texts, world)));
    let is_none = Memo::new(move |_| lines.with(Vec::is_empty));
    let timeline = Route::Timeline { span: String::new(), search: String::new(), table: false }.href();
    view! {
        <Section title=texts.simulation_due_title() test_id="due">
            <Show
                when=move || !is_none.get()
                fallback=move || view! { <Empty icon=Icon::Clock text=texts.clock_nothing_due() /> }
            >
                <div class="table-frame">
                    <table class="table">
                        <caption class="visually-hidden">{texts.simulation_due_title()}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{texts.simulation_due_when()}</th>
                                <th scope="col">{texts.simulation_due_what()}</th>
                                <th scope="col">{texts.simulation_due_who()}</th>
                            </tr>
                        </thead>
                        <tbody>
                            <For each=move || lines.get() key=|line| line.clone() let(line)>
                                <tr>
                                    <td><Moment at=line.at absolute_first=true /></td>
                                    <td>{line.what}</td>
                                    <td>
                                        {match line.who {
                                            Some((name, href)) => view! { <a href=href>{name}</a> }.into_any(),
                                            None => texts.simulation_due_account().into_any(),
                                        }}
                                    </td>
                                </tr>
                            </For>
                        </tbody>
                    </table>
                </div>
                <p class="simulation__hint"><a href=timeline.clone()>{texts.simulation_due_all()}</a></p>
            </Show>
        </Section>
    }
}

fn upcoming(texts: Texts, world: &World) -> Vec<Line> {
    let instances = world.due_by(UnixMillis(i64::MAX)).take(SHOWN).filter_map(|(at, ordinal)| {
        let instance = world.get(ordinal)?;
        let name = instance.called();
        let who = Some((name.to_string(), Route::details(&*instance.id).href()));
        Some(Line { at, what: what(texts, instance, at), who, key: Some(ordinal) })
    });
    let mut all: Vec<Line> = instances.collect();
    if let Some(at) = world.account.next_due() {
        let what =
            if world.account.reclaiming { texts.simulation_due_overdue() } else { texts.simulation_due_reclaiming() };
        let place = all.partition_point(|line| line.at < at);
        all.insert(place, Line { at, what, who: None, key: None });
        all.truncate(SHOWN);
    }
    all
}

/// What is due for an instance at that instant: the first of what `rules::advance` would take.
fn what(texts: Texts, instance: &Instance, at: UnixMillis) -> &'static str {
    if instance.reclaim_at == Some(at) {
        texts.simulation_due_reclaim()
    } else if instance.auto_release_at == Some(at) {
        texts.simulation_due_schedule()
    } else if instance.settles_at == Some(at) {
        match instance.status {
            Status::Pending => texts.simulation_due_starting(),
            Status::Stopping => texts.simulation_due_stopped(),
            Status::Starting | Status::Running | Status::Stopped => texts.simulation_due_running(),
        }
    } else if instance.is_expired() {
        texts.simulation_due_expired_release()
    } else {
        texts.simulation_due_expiry()
    }
}
