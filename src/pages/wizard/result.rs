//! After Create: the new instances, with a live status: Pending, Starting, Running.

use leptos::prelude::*;

use super::{form::Form, keep::Keeper};
use crate::{
    context::{Console, ListQuery, Route},
    i18n::args,
    pages::parts::InstanceStatus,
    ui::{Button, ButtonKind, ButtonLink, Column, CopyButton, DataTable, Frame, More, Progress, use_announcer},
};
use latch_rules::world::ShownStatus;

/// What was created.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Created {
    pub ids: Vec<Box<str>>,
    pub region: String,
    /// The search that finds them in the list: an id, or the beginning of their names.
    pub search: String,
}

#[component]
pub fn CreatedView(form: Form, keeper: Keeper, created: Created, again: Callback<()>) -> impl IntoView {
    let texts = form.texts();
    let console = form.console;
    let announcer = use_announcer();
    let count = created.ids.len();
    let ids = StoredValue::new(created.ids);
    let running = Memo::new(move |_| {
        console.with(|world| {
            ids.with_value(|ids| {
                let is_running = |id: &str| {
                    world.find(id).is_some_and(|(_, instance)| world.shown_status(instance) == ShownStatus::Running)
                };
                ids.iter().filter(|id| is_running(id)).count()
            })
        })
    });
    Effect::watch(
        move || running.get(),
        move |now, _, _| {
            if *now == count {
                announcer.polite(texts.wizard_all_running(count));
            }
        },
        false,
    );
    let list = ListQuery { region: created.region, search: created.search, ..ListQuery::default() };
    let title = move || if running.get() == count { texts.wizard_created(count) } else { texts.wizard_creating(count) };
    view! {
        <section class="section wizard__result" aria-labelledby="wizard-result" data-testid="created">
            <header class="section__head">
                <h2 class="section__title" id="wizard-result" tabindex="-1">{title}</h2>
            </header>
            <div class="section__body wizard__fields">
                <Progress
                    label=Signal::derive(move || texts.wizard_running_of(args::WizardRunningOf { count, running: running.get() }))
                    done=Signal::derive(move || Some(running.get() as f64 / count.max(1) as f64))
                />
                {table(console, ids)}
                <div class="wizard__buttons">
                    <ButtonLink
                        label=texts.wizard_view_in_list()
                        href=Route::Instances(list).href()
                        kind=ButtonKind::Primary
                        test_id="view-in-list"
                    />
                    <Button
                        label=texts.wizard_create_another()
                        on_click=move |()| {
                            keeper.begin_again();
                            again.run(());
                        }
                    />
                </div>
            </div>
        </section>
    }
}

/// One of the new instances.
struct Row {
    id: String,
    name: Memo<Option<String>>,
    status: Memo<Option<ShownStatus>>,
}

impl Row {
    fn read(console: Console, id: String) -> Self {
        let own = StoredValue::new(id.clone());
        let name = move |_: Option<&_>| {
            own.with_value(|id| console.with(|world| world.find_any(id).map(|(_, instance)| instance.name.to_string())))
        };
        let status = move |_: Option<&_>| own.with_value(|id| status(console, id));
        Self { id, name: Memo::new(name), status: Memo::new(status) }
    }
}

fn table(console: Console, ids: StoredValue<Vec<Box<str>>>) -> AnyView {
    let texts = console.texts();
    let columns = vec![
        Column::new(texts.wizard_column_id(), |row: &Row| {
            let id = row.id.clone();
            let href = Route::details(id.clone()).href();
            view! {
                <a href=href>{id.clone()}</a>
                <CopyButton text=id.clone() what=id />
            }
        })
        .class("wizard__id")
        .names_row(),
        Column::new(texts.wizard_name(), |row: &Row| {
            let name = row.name;
            move || name.get()
        }),
        Column::new(texts.wizard_column_status(), move |row: &Row| {
            let status = row.status;
            move || match status.get() {
                Some(status) => view! { <InstanceStatus status /> }.into_any(),
                None => view! { <span>{texts.wizard_released_since()}</span> }.into_any(),
            }
        }),
    ];
    DataTable {
        caption: texts.wizard_created_table().to_owned(),
        frame: Frame::Whole("table-plain"),
        class: "",
        columns,
        total: Signal::stored(ids.with_value(Vec::len)),
        lines: Box::new(move |_| ids.with_value(|ids| ids.iter().map(ToString::to_string).collect())),
        key: Clone::clone,
        read: Box::new(move |id| Row::read(console, id)),
        more: More { is_no_stop: true, ..More::default() },
    }
    .view()
}

fn status(console: Console, id: &str) -> Option<ShownStatus> {
    console.with(|world| world.find(id).map(|(_, instance)| world.shown_status(instance)))
}
