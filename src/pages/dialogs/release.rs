//! Release, for one or many, in two steps: first the outcome for each instance, then what is lost and the final button. The plan that was
//! shown is the plan that runs; if it would differ by then, nothing runs and the difference is shown (R4, R5, R15).

mod difference;
mod result;
mod review;
mod settings;

use leptos::prelude::*;

use difference::differences;

use super::sight::Sight;
use crate::{
    context::{Console, use_console},
    ui::{Button, ButtonKind, Dialog, DialogSize, Notice as Told, NoticeKind, use_announcer},
};
use latch_rules::{Command, Ordinals, Reason, ReleasePlan, Subject, UnixMillis, release_plan::When};

/// Release Now, or at the time in the field.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Mode {
    #[default]
    Now,
    Scheduled,
}

/// The draft of the dialog. Cheap to copy.
#[derive(Clone, Copy)]
struct Draft {
    who: StoredValue<Ordinals>,
    mode: RwSignal<Mode>,
    /// Content of the time field: local time, `2026-11-22T08:00`.
    time: RwSignal<String>,
    /// Whether the field has lost the focus, or Next was pressed; its error is shown only then.
    time_touched: RwSignal<bool>,
    /// The plan as shown in the second step; `None` in the first step.
    reviewed: RwSignal<Option<ReleasePlan>>,
    /// The plan that `reviewed` replaced because something had changed meanwhile.
    outdated: RwSignal<Option<ReleasePlan>>,
    /// Whether the release was sent and is not answered yet.
    busy: RwSignal<bool>,
    failed: RwSignal<Option<String>>,
    sight: Sight,
}

impl Draft {
    fn when(self) -> Result<When, Reason> {
        match self.mode.get() {
            Mode::Now => Ok(When::Now),
            Mode::Scheduled => settings::parse_time(&self.time.get()).map(|at| When::At(Some(at))),
        }
    }

    /// The current plan, for the first step. A time that is not yet valid is planned as if it were.
    fn plan(self) -> ReleasePlan {
        let when = self.when().unwrap_or(When::At(Some(UnixMillis::default())));
        self.who.with_value(|who| self.sight.with(|world| Some(ReleasePlan::make(world, who, when)))).unwrap_or(EMPTY)
    }
}

const EMPTY: ReleasePlan = ReleasePlan {
    when: When::Now,
    released: Ordinals::EMPTY,
    in_spite_of_protection: Ordinals::EMPTY,
    skipped: Ordinals::EMPTY,
    refused: Vec::new(),
    loss: 0,
    made_from: None,
};

#[component]
pub(super) fn ReleaseDialog(who: Ordinals, hidden: Ordinals) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let count = who.len();
    let busy = RwSignal::new(false);
    let draft = Draft {
        who: StoredValue::new(who),
        mode: RwSignal::new(Mode::Now),
        time: RwSignal::new(settings::proposed_time(console.now_untracked())),
        time_touched: RwSignal::new(false),
        reviewed: RwSignal::new(None),
        outdated: RwSignal::new(None),
        busy,
        failed: RwSignal::new(None),
        sight: Sight::new(console, busy),
    };
    let plan = Memo::new(move |_| draft.plan());
    let hidden = StoredValue::new(hidden);
    let is_review = Memo::new(move |_| draft.reviewed.with(Option::is_some));
    let opened = StoredValue::new(plan.get_untracked());
    // What others changed since the dialog opened, or since this step was shown (R15); shown while it is open.
    let meanwhile = Memo::new(move |_| {
        let now = plan.get();
        let before = draft.reviewed.get().unwrap_or_else(|| opened.get_value());
        let is_same_time = before.when == now.when;
        draft.sight.with(|world| if is_same_time { differences(texts, world, &before, &now) } else { Vec::new() })
    });
    let title =
        Signal::derive(move || match draft.reviewed.with(|plan| plan.as_ref().map(|plan| plan.released.len())) {
            Some(released) if draft.mode.get() == Mode::Now => texts.dialogs_release_confirm_title(released),
            Some(released) => texts.dialogs_schedule_confirm_title(released),
            None => texts.dialogs_release_title(count),
        });
    view! {
        <Dialog
            title
            size=DialogSize::Large
            alert=true
            on_close=move |()| console.close()
            test_id="release-dialog"
            footer=move || view! { <Footer draft plan is_review /> }
        >
            <Meanwhile draft plan meanwhile is_review />
            {move || match is_review.get() {
                false => view! { <settings::Settings draft plan hidden /> }.into_any(),
                true => view! { <review::Review draft /> }.into_any(),
            }}
        </Dialog>
    }
}

/// What has changed meanwhile. In the second step a button shows the new plan; until then, the final button shows it instead of releasing.
#[component]
fn Meanwhile(
    draft: Draft,
    plan: Memo<ReleasePlan>,
    meanwhile: Memo<Vec<String>>,
    is_review: Memo<bool>,
) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let announcer = use_announcer();
    Effect::new(move || {
        meanwhile.with(|lines| {
            if !lines.is_empty() {
                announcer.polite(format!("{} {}", texts.dialogs_meanwhile(), lines.join(" ")));
            }
        });
    });
    let again = Callback::new(move |()| {
        draft.outdated.set(draft.reviewed.get_untracked());
        draft.reviewed.set(Some(plan.get_untracked()));
    });
    move || {
        let lines = meanwhile.get();
        let action = is_review.get().then(|| (texts.dialogs_plan_again().to_owned(), again));
        (!lines.is_empty()).then(|| {
            view! {
                <Told kind=NoticeKind::Warning title=texts.dialogs_meanwhile() action test_id="release-meanwhile">
                    <ul class="release-changes">{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
                </Told>
            }
        })
    }
}

/// First step: Cancel, Next. Second step: Cancel, Previous, final button. Where nothing can be released, Next and the final button are
/// absent (R5).
#[component]
fn Footer(draft: Draft, plan: Memo<ReleasePlan>, is_review: Memo<bool>) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let why_not_next = Signal::derive(move || match draft.when() {
        Ok(When::At(Some(at))) => settings::why_not_at(at, console.now()).map(|reason| texts.refusal_text(reason)),
        Ok(_) => None,
        Err(reason) => Some(texts.refusal_text(reason)),
    });
    let next = move |()| {
        draft.time_touched.set(true);
        if why_not_next.get_untracked().is_none() {
            draft.failed.set(None);
            draft.outdated.set(None);
            draft.reviewed.set(Some(plan.get_untracked()));
        }
    };
    let back = move |()| {
        draft.failed.set(None);
        draft.outdated.set(None);
        draft.reviewed.set(None);
    };
    let last_label = Signal::derive(move || {
        let released = draft.reviewed.with(|plan| plan.as_ref().map_or(0, |plan| plan.released.len()));
        match draft.mode.get() {
            Mode::Now => texts.dialogs_release_button(released),
            Mode::Scheduled => texts.dialogs_schedule_button(released),
        }
    });
    let something = move || draft.reviewed.with(|shown| shown.as_ref().is_some_and(|plan| !plan.released.is_empty()));
    view! {
        <Button label=texts.common_cancel() on_click=move |()| console.close() autofocus=true />
        <Show when=move || is_review.get()>
            <Button label=texts.dialogs_back() on_click=back />
        </Show>
        <Show when=move || { !is_review.get() && !plan.with(|plan| plan.released.is_empty()) }>
            <Button
                label=texts.dialogs_next()
                kind=ButtonKind::Primary
                disabled_reason=why_not_next
                on_click=next
                test_id="release-next"
            />
        </Show>
        <Show when=move || is_review.get() && something()>
            <Button
                label=last_label
                kind=ButtonKind::Danger
                busy=draft.busy
                on_click=move |()| execute(console, draft)
                test_id="release-confirm"
            />
        </Show>
    }
}

/// Sends the plan that was shown; called by the final button.
fn execute(console: Console, draft: Draft) {
    let Some(plan) = draft.reviewed.get_untracked() else { return };
    if draft.busy.get_untracked() || plan.released.is_empty() {
        return;
    }
    draft.busy.set(true);
    draft.failed.set(None);
    let shown = plan.clone();
    console.send(Command::Release { plan }, move |reply| {
        if reply.is_err() {
            let _ = draft.busy.try_set(false);
        }
        match reply {
            Ok(answer) => {
                // The dialog may have been closed before the answer; its result is shown in any case.
                if draft.reviewed.try_get_untracked().is_some() {
                    console.close();
                }
                result::tell(console, &shown, &answer);
            }
            Err(refusal) if refusal.reason == Reason::PlanChanged => {
                let now = draft
                    .who
                    .try_with_value(|who| console.peek(|world| Some(ReleasePlan::make(world, who, shown.when))));
                let _ = draft.reviewed.try_set(now.flatten());
                let _ = draft.outdated.try_set(Some(shown));
            }
            Err(refusal) if refusal.subject == Subject::Field("AutoReleaseTime".into()) => {
                // The time passed while the review was open, so the dialog goes back to the field.
                let _ = draft.reviewed.try_set(None);
                let _ = draft.time_touched.try_set(true);
            }
            Err(refusal) => drop(draft.failed.try_set(Some(console.texts().refusal(&refusal)))),
        }
    });
}
