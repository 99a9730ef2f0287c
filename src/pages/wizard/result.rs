//! After Create: the new instances, going Pending, Starting, Running before one's eyes.

use leptos::prelude::*;

use super::{form::Form, keep::Keeper};
use crate::{
    context::{Console, ListQuery, Route, use_console},
    i18n::{Texts, args},
    pages::parts::InstanceStatus,
    ui::{Button, ButtonKind, ButtonLink, CopyButton, Progress, use_announcer},
};
use latch_rules::world::ShownStatus;

/// What was created.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Created {
    pub ids: Vec<Box<str>>,
    pub region: String,
    /// What finds them in the list: an id, or what their names begin with.
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
                <div class="table-plain">
                    <table class="table">
                        <caption class="visually-hidden">{texts.wizard_created_table()}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{texts.wizard_column_id()}</th>
                                <th scope="col">{texts.wizard_name()}</th>
                                <th scope="col">{texts.wizard_column_status()}</th>
                            </tr>
                        </thead>
                        <tbody>
                            {ids.with_value(|ids| ids.iter().map(|id| view! { <Row id=id.to_string() /> }).collect_view())}
                        </tbody>
                    </table>
                </div>
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

#[component]
fn Row(id: String) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let own = StoredValue::new(id.clone());
    let status = Memo::new(move |_| own.with_value(|id| status(console, id)));
    let name = Memo::new(move |_| {
        own.with_value(|id| console.with(|world| world.find_any(id).map(|(_, instance)| instance.name.to_string())))
    });
    let href = Route::details(id.clone()).href();
    let what = id.clone();
    view! {
        <tr>
            <th scope="row" class="wizard__id">
                <a href=href>{id.clone()}</a>
                <CopyButton text=id what />
            </th>
            <td>{move || name.get()}</td>
            <td>
                {move || match status.get() {
                    Some(status) => view! { <InstanceStatus status /> }.into_any(),
                    None => view! { <span>{gone(texts)}</span> }.into_any(),
                }}
            </td>
        </tr>
    }
}

fn status(console: Console, id: &str) -> Option<ShownStatus> {
    console.with(|world| world.find(id).map(|(_, instance)| world.shown_status(instance)))
}

fn gone(texts: Texts) -> &'static str {
    texts.wizard_released_since()
}
