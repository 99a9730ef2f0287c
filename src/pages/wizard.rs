//! The creation wizard: five steps, a draft that survives reload, and the order. `form` holds the form's state, `validate` checks it; this
//! module combines the parts, and runs the steps and Create.

mod bar;
mod billing;
mod call;
mod draft;
mod field;
mod form;
mod grouping;
mod guard;
mod keep;
mod link;
mod network;
mod offer;
mod order;
mod protection;
mod result;
mod schedule;
mod storage;
mod summary;
mod system;
mod types;
mod validate;
mod words;

use leptos::prelude::*;

use self::{
    bar::Bar,
    draft::{Draft, Logon, Secrets},
    field::STEPS,
    form::{Form, focus_soon},
    guard::LeaveGuard,
    keep::{Keeper, Restored},
    result::{Created, CreatedView},
    summary::SummaryCard,
};
use crate::i18n::args;
use crate::{
    context::{Notice as Told, Reply, Route, use_console},
    ui::{ErrorSummary, FieldError, Notice, NoticeKind, Step, StepState, Steps, use_announcer},
};
use latch_rules::{Answer, Command, naming::Naming};

/// `#/instances/create`.
#[component]
pub fn WizardPage() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let asked = link::region(console);
    if let Some(region) = &asked {
        console.set_region(region);
    }
    let blank = Draft::new(&console.region().get_untracked());
    let kept = keep::restore();
    let was_restored = RwSignal::new(kept.is_some());
    let Restored { mut draft, secrets } =
        kept.unwrap_or_else(|| Restored { draft: blank.clone(), secrets: Secrets::default() });
    if let Some(region) = asked.filter(|region| *region != draft.region) {
        draft.set_region(&region);
    }
    let form = Form::new(console, draft, secrets);
    let keeper = Keeper::start(form, blank);
    let created = RwSignal::new(None::<Created>);
    link::follow(form, keeper, created);
    follow_steps(form, created);

    let begin_again = move |()| {
        was_restored.set(false);
        keeper.begin_again();
        console.rewrite_address(&Route::create(1));
        use_announcer().polite(texts.wizard_begun_again());
        focus_heading();
    };
    let again = Callback::new(move |()| {
        created.set(None);
        console.rewrite_address(&Route::create(1));
        focus_heading();
    });
    view! {
        <div class="page wizard">
            <div class="page__head">
                <h1 tabindex="-1">{texts.wizard_title()}</h1>
            </div>
            {move || match created.get() {
                Some(created) => view! { <CreatedView form keeper created again /> }.into_any(),
                None => {
                    view! {
                        <Show when=move || was_restored.get()>
                            <Notice
                                action=(texts.wizard_begin_again().to_owned(), Callback::new(begin_again))
                                on_dismiss=Callback::new(move |()| was_restored.set(false))
                                test_id="draft-restored"
                            >
                                <p>{restored_text(form)}</p>
                            </Notice>
                        </Show>
                        <Parts form keeper created />
                        <LeaveGuard form keeper />
                    }
                    .into_any()
                }
            }}
        </div>
    }
    .into_any()
}

fn restored_text(form: Form) -> String {
    let texts = form.texts();
    let needs_password = form.draft.with_untracked(|draft| draft.logon == Logon::Password);
    let lines = [Some(texts.wizard_restored()), needs_password.then(|| texts.wizard_wrong_password_again())];
    lines.into_iter().flatten().collect::<Vec<_>>().join(texts.between_sentences())
}

/// Steps, errors, the current step, the card beside it, the bar below.
#[component]
fn Parts(form: Form, keeper: Keeper, created: RwSignal<Option<Created>>) -> impl IntoView {
    let texts = form.texts();
    let step = form.step;
    let steps = Signal::derive(move || {
        let (here, furthest) = (step.get(), form.furthest());
        (1..=STEPS)
            .map(|number| Step {
                label: words::step(texts, number).to_owned(),
                state: match number {
                    _ if number == here => StepState::Current,
                    _ if form.is_faulty(number) => StepState::Faulty,
                    _ if number < here => StepState::Done,
                    _ => StepState::Ahead,
                },
                is_reachable: number <= furthest.max(here),
            })
            .collect::<Vec<_>>()
    });
    let errors = Signal::derive(move || {
        let line = |error| form.draft.with(|draft| words::line(texts, &error, draft));
        form.summary().into_iter().map(|error| FieldError { field_id: error.at.id(), text: line(error) }).collect()
    });
    let next = move |()| {
        let here = step.get_untracked();
        if form.check(here) {
            form.go(here + 1);
        } else {
            focus_errors();
        }
    };
    let body = move || match step.get() {
        1 => view! {
            <billing::BillingPart form />
            <types::TypePart form />
            <storage::ImagePart form />
            <storage::StoragePart form />
        }
        .into_any(),
        2 => view! { <network::NetworkStep form /> }.into_any(),
        3 => view! { <system::SystemStep form /> }.into_any(),
        4 => view! { <grouping::GroupingStep form /> }.into_any(),
        _ => view! { <order::OrderStep form /> }.into_any(),
    };
    view! {
        <Steps
            label=texts.wizard_steps()
            steps
            on_go=move |at: usize| go_to(form, u8::try_from(at + 1).unwrap_or(1))
        />
        <ErrorSummary title=texts.wizard_errors() errors />
        {move || {
            form.refused_whole().map(|refusal| {
                view! {
                    <Notice kind=NoticeKind::Error title=texts.wizard_refused() test_id="wizard-refused">
                        <p>{texts.refusal(&refusal)}</p>
                    </Notice>
                }
            })
        }}
        <div class="wizard__columns">
            <div class="wizard__main">
                <h2 class="wizard__step" id="wizard-step" tabindex="-1">{move || words::step(texts, step.get())}</h2>
                {body}
            </div>
            <SummaryCard form />
        </div>
        <Bar form on_next=next on_create=move |()| create(form, keeper, created) />
    }
}

/// Goes back freely, and forward only from a valid step.
fn go_to(form: Form, step: u8) {
    let here = form.step.get_untracked();
    if step < here || form.check(here) {
        form.go(step);
    } else {
        focus_errors();
    }
}

/// A change of step moves focus and view to its heading and is announced; a step that is not reachable yet leads to the first step with an
/// error.
fn follow_steps(form: Form, created: RwSignal<Option<Created>>) {
    let texts = form.texts();
    let announcer = use_announcer();
    Effect::new(move |before: Option<u8>| {
        let step = form.step.get();
        if created.with_untracked(Option::is_some) {
            return step;
        }
        let furthest = untrack(|| form.furthest());
        if step > furthest {
            form.check(furthest);
            form.console.rewrite_address(&Route::create(furthest));
            return furthest;
        }
        if before.is_some_and(|before| before != step) {
            announcer.polite(texts.wizard_step_of(args::WizardStepOf {
                name: words::step(texts, step),
                number: step,
                total: STEPS,
            }));
            if untrack(|| form.summary().is_empty()) {
                focus_heading();
            }
        }
        step
    });
}

fn create(form: Form, keeper: Keeper, created: RwSignal<Option<Created>>) {
    let is_valid = form.check(STEPS);
    let Some(order) = is_valid.then(|| untrack(|| form.order())).flatten() else {
        let furthest = untrack(|| form.furthest());
        if furthest < STEPS {
            form.check(furthest);
            form.go(furthest);
        }
        focus_errors();
        return;
    };
    let console = form.console;
    let texts = form.texts();
    let (region, name) = (order.region.to_string(), order.name.to_string());
    form.is_sending.set(true);
    console.send(Command::RunInstances(Box::new(order)), move |reply| {
        let _ = form.is_sending.try_set(false);
        match reply {
            Ok(Answer::Created(ids)) => {
                let search = search_of(&name, &ids);
                let done = Created { region, search, ids };
                keeper.forget();
                let _ = form.secrets.try_set(Secrets::default());
                if let Some(Some(done)) = created.try_set(Some(done)) {
                    // The page was left meanwhile, so a notice tells the result on the current page.
                    console.notify(Told::success(texts.wizard_creating(done.ids.len())));
                    return;
                }
                console.rewrite_address(&Route::create(1));
                focus_soon(["#wizard-result"]);
            }
            other => refused(form, other),
        }
    });
}

/// Nothing is lost: the form stays as it is, and the refused field is named.
fn refused(form: Form, reply: Reply) {
    let Err(refusal) = reply else { return };
    let at = form.draft.try_with_untracked(|draft| validate::control_of(&refusal, draft)).flatten();
    form.refuse(refusal);
    match at.and_then(|at| at.field.info().step) {
        Some(step) if step != form.step.get_untracked() => form.go(step),
        _ => focus_errors(),
    }
}

/// The search that finds the new instances in the list: a single one by its id, several by the beginning of their names.
fn search_of(name: &str, ids: &[Box<str>]) -> String {
    match ids {
        [only] => only.to_string(),
        _ if Naming::read(name, false).is_sequential() => {
            name.split_once('[').map_or_else(String::new, |(prefix, _)| prefix.to_owned())
        }
        _ => name.to_owned(),
    }
}

fn focus_heading() {
    focus_soon(["#wizard-step"]);
}

fn focus_errors() {
    focus_soon([".errors", "[data-testid=wizard-refused]"]);
}
