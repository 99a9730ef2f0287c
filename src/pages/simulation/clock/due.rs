//! What is due next, in order: when, what, for which instance. Reads the world's own index; decides nothing.

use leptos::prelude::*;

use crate::{
    context::{Route, use_console},
    i18n::Texts,
    pages::parts::Moment,
    ui::{Column, DataTable, Empty, Frame, Icon, More, Section},
};
use latch_rules::{Instance, Ordinal, UnixMillis, World, due, instance::Status, world::Account};

/// Number of listed events.
const SHOWN: usize = 12;

/// One due event, as text.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Line {
    at: UnixMillis,
    what: &'static str,
    /// Name and address of the instance; `None` for events of the account.
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
                {table(texts, lines)}
                <p class="simulation__hint"><a href=timeline.clone()>{texts.simulation_due_all()}</a></p>
            </Show>
        </Section>
    }
}

fn table(texts: Texts, lines: Memo<Vec<Line>>) -> AnyView {
    let columns = vec![
        Column::new(texts.simulation_due_when(), |line: &Line| view! { <Moment at=line.at absolute_first=true /> }),
        Column::new(texts.simulation_due_what(), |line: &Line| line.what),
        Column::new(texts.simulation_due_who(), move |line: &Line| match line.who.clone() {
            Some((name, href)) => view! { <a href=href>{name}</a> }.into_any(),
            None => texts.simulation_due_account().into_any(),
        }),
    ];
    DataTable {
        caption: texts.simulation_due_title().to_owned(),
        frame: Frame::Whole("table-frame"),
        class: "",
        columns,
        total: Signal::derive(move || lines.with(Vec::len)),
        lines: Box::new(move |_| lines.get()),
        key: Clone::clone,
        read: Box::new(|line| line),
        more: More { is_no_stop: true, ..More::default() },
    }
    .view()
}

fn upcoming(texts: Texts, world: &World) -> Vec<Line> {
    let instances = world.due_by(UnixMillis(i64::MAX)).take(SHOWN).filter_map(|(at, ordinal)| {
        let instance = world.get(ordinal)?;
        let name = instance.called();
        let who = Some((name.to_string(), Route::details(&*instance.id).href()));
        Some(Line { at, what: what(texts, instance, world.account, at), who, key: Some(ordinal) })
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

/// The first event that is due for an instance until `by`.
fn what(texts: Texts, instance: &Instance, account: Account, by: UnixMillis) -> &'static str {
    match (due::first(instance, account, by), instance.status) {
        (Some(due::Due::Reclaim), _) => texts.simulation_due_reclaim(),
        (Some(due::Due::AutoRelease), _) => texts.simulation_due_schedule(),
        (Some(due::Due::ExpiredRelease), _) => texts.simulation_due_expired_release(),
        (Some(due::Due::Expiry), _) => texts.simulation_due_expiry(),
        (Some(due::Due::Settle) | None, Status::Pending) => texts.simulation_due_starting(),
        (Some(due::Due::Settle) | None, Status::Stopping) => texts.simulation_due_stopped(),
        (Some(due::Due::Settle) | None, _) => texts.simulation_due_running(),
    }
}
